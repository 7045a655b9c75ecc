// SPDX-License-Identifier: GPL-3.0-or-later
// The Contact field: the chosen customer as a card, or a search for one. The search is an
// editable combobox with a list box (ARIA authoring practices): focus stays in the input,
// the arrows move aria-activedescendant.
import { announce, element, freshId, icon, userText } from './elements.js';

const SEARCH_DELAY = 150;

/**
 * A control whose value is a list of at most one contact id. Until the agent touches it
 * after a pre-fill that could not be resolved the value is undefined: it is then left out of
 * the ticket, and the CRM goes by the customer of the conversation.
 */
export function contactControl(field, { strings, api }) {
  const picker = new ContactPicker(field, strings, api);
  return {
    element: picker.element,
    input: picker.input,
    read: () => picker.value,
    write: (contact) => picker.show(contact?.contact_id ? contact : null),
    keep: () => picker.contact,
    focus: () => picker.focus(),
    isUnreadable: () => picker.hasUnchosenText,
    prefill: (loading) => picker.prefill(loading),
  };
}

class ContactPicker {
  #strings;
  #api;
  #contact = null;
  #previous = null;
  #isUnresolved = false;
  #prefill = null;
  #results = [];
  #active = -1;
  #timer = null;
  #search = null;

  constructor(field, strings, api) {
    this.#strings = strings;
    this.#api = api;
    this.#build(field);
    this.#listen();
  }

  get contact() {
    return this.#contact;
  }

  get value() {
    if (this.#isUnresolved)
      return undefined;
    return this.#contact ? [this.#contact.contact_id] : [];
  }

  get hasUnchosenText() {
    return !this.#contact && this.input.value.trim() !== '';
  }

  focus() {
    (this.#contact ? this.changeButton : this.input).focus();
  }

  /** Shows a contact, or the empty search. */
  show(contact) {
    this.#contact = contact;
    this.#isUnresolved = false;
    this.#closeList();
    this.input.value = '';
    this.note.hidden = true;
    this.card.hidden = !contact;
    this.searchLine.hidden = Boolean(contact);
    if (contact)
      this.#fillCard(contact);
  }

  /** Waits for the customer of the conversation; one that can't be had leaves the field empty and editable. */
  async prefill(loading) {
    this.#say(this.#strings.lookingUpContact);
    this.#isUnresolved = true;
    this.#prefill = loading;
    let contact = null;
    let note = null;
    try {
      contact = await loading;
    } catch (error) {
      note = error.status === 404 ? this.#strings.contactUnknown : this.#strings.contactUnreachable;
    }
    if (this.#prefill !== loading || !this.#isUnresolved)
      return;
    this.show(contact);
    this.#isUnresolved = !contact;
    if (note)
      this.#say(note);
  }

  #build(field) {
    const listId = freshId('contacts');
    this.input = element('input', {
      type: 'text', role: 'combobox', dir: 'auto', autocomplete: 'off', spellcheck: 'false',
      placeholder: this.#strings.searchContact,
      'aria-expanded': 'false', 'aria-controls': listId, 'aria-autocomplete': 'list',
    });
    this.list = element('ul', { role: 'listbox', id: listId, 'aria-label': field.label, class: 'results', hidden: true });
    this.searchLine = element('div', { class: 'line' }, icon('search'), this.input);
    this.changeButton = element('button', { type: 'button', class: 'flat' }, this.#strings.changeContact);
    this.removeButton = element('button', {
      type: 'button', class: 'flat round', 'aria-label': this.#strings.removeContact, title: this.#strings.removeContact,
    }, icon('close'));
    this.identity = element('div', { class: 'identity' });
    this.card = element('div', { class: 'line contact', hidden: true }, this.identity,
      element('div', { class: 'contact-actions' }, this.changeButton, this.removeButton));
    this.note = element('p', { class: 'hint', hidden: true });
    this.element = element('div', { class: 'picker' }, this.card, this.searchLine, this.list, this.note);
  }

  #listen() {
    this.input.addEventListener('input', () => this.#onInput());
    this.input.addEventListener('keydown', (event) => this.#onKey(event));
    this.list.addEventListener('pointerdown', (event) => event.preventDefault());
    this.list.addEventListener('mousedown', (event) => event.preventDefault());
    this.list.addEventListener('click', (event) => this.#onClick(event));
    this.changeButton.addEventListener('click', () => this.#startChange());
    this.removeButton.addEventListener('click', () => this.#choose(null));
    this.element.addEventListener('focusout', (event) => this.#onFocusOut(event));
  }

  #onInput() {
    this.#isUnresolved = false;
    this.note.hidden = true;
    clearTimeout(this.#timer);
    this.#search?.abort();
    const text = this.input.value.trim();
    if (text === '')
      this.#closeList();
    else
      this.#timer = setTimeout(() => this.#load(text), SEARCH_DELAY);
  }

  async #load(text) {
    this.#search = new AbortController();
    const { signal } = this.#search;
    try {
      const contacts = await this.#api.searchContacts(text, signal);
      if (!signal.aborted)
        this.#showResults(contacts, text);
    } catch {
      if (signal.aborted)
        return;
      this.#closeList();
      this.#say(this.#strings.contactSearchFailed);
    }
  }

  #showResults(contacts, text) {
    this.#closeList();
    if (contacts.length === 0) {
      this.#say(this.#strings.contactNone(text));
      return;
    }
    this.#results = contacts;
    this.list.replaceChildren(...contacts.map((contact) =>
      element('li', { role: 'option', id: freshId('contact'), 'aria-selected': 'false' }, ...identityParts(contact))));
    this.list.hidden = false;
    this.note.hidden = true;
    this.input.setAttribute('aria-expanded', 'true');
    announce(this.#strings.contactResults(contacts.length));
  }

  #closeList() {
    clearTimeout(this.#timer);
    this.#results = [];
    this.#active = -1;
    this.list.hidden = true;
    this.list.replaceChildren();
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-activedescendant');
  }

  #onKey(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const isOpen = this.#results.length > 0;
    if (step && isOpen)
      this.#activate(this.#next(step));
    else if (step && this.input.value.trim())
      this.#load(this.input.value.trim());
    else if (event.key === 'Enter' && isOpen)
      this.#choose(this.#results[Math.max(0, this.#active)]);
    else if (event.key === 'Escape' && isOpen)
      this.#closeList();
    else if (event.key === 'Escape' && this.#previous)
      this.#restorePrevious();
    else
      return;
    event.preventDefault();
    event.stopPropagation();
  }

  #next(step) {
    const count = this.#results.length;
    if (this.#active < 0)
      return step > 0 ? 0 : count - 1;
    return (this.#active + step + count) % count;
  }

  #activate(index) {
    this.#active = index;
    [...this.list.children].forEach((option, position) => option.setAttribute('aria-selected', String(position === index)));
    const option = this.list.children[index];
    this.input.setAttribute('aria-activedescendant', option.id);
    option.scrollIntoView({ block: 'nearest' });
  }

  #onClick(event) {
    const option = event.target.closest('[role=option]');
    if (option)
      this.#choose(this.#results[[...this.list.children].indexOf(option)]);
  }

  #choose(contact) {
    this.#previous = null;
    this.show(contact);
    announce(contact ? this.#strings.contactChosen(contact.name) : this.#strings.contactRemoved);
    this.focus();
    this.element.dispatchEvent(new Event('change', { bubbles: true }));
  }

  #startChange() {
    const previous = this.#contact;
    this.show(null);
    this.#previous = previous;
    this.input.focus();
  }

  /** Leaving a change half-way keeps the contact that was there. */
  #onFocusOut(event) {
    if (this.element.contains(event.relatedTarget))
      return;
    this.#closeList();
    if (this.#previous && this.input.value.trim() === '')
      this.#restorePrevious();
  }

  #restorePrevious() {
    const hadFocus = this.element.contains(document.activeElement);
    this.show(this.#previous);
    this.#previous = null;
    if (hadFocus)
      this.focus();
  }

  #fillCard(contact) {
    this.identity.replaceChildren(...identityParts(contact));
    this.changeButton.setAttribute('aria-label', `${this.#strings.changeContact}: ${contact.name}`);
  }

  #say(text) {
    this.note.hidden = false;
    this.note.replaceChildren(userText(text));
    announce(text);
  }
}

function identityParts(contact) {
  const reach = [contact.phone, contact.email].filter(Boolean).map((text) => userText(text));
  return [
    element('span', { class: 'avatar', 'aria-hidden': 'true' }, initials(contact.name)),
    element('span', { class: 'who' }, userText(contact.name, 'name'), element('span', { class: 'reach' }, ...reach)),
  ];
}

function initials(name) {
  const words = String(name ?? '').trim().split(/\s+/).filter(Boolean);
  const letters = [words[0], words.length > 1 ? words.at(-1) : null].filter(Boolean).map((word) => [...word][0]);
  return letters.join('').toLocaleUpperCase();
}
