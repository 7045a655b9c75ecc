// SPDX-License-Identifier: GPL-3.0-or-later
// One field of the layout: label, control, hint, error. The row knows when the agent has
// touched it and when to say that something is wrong: after leaving it, never while typing
// for the first time.
import { fieldProblem } from './checks.js';
import { contactControl } from './contact-picker.js';
import { element, freshId, icon, userText } from './elements.js';
import { checkboxControl, dropDownControl, multiSelectControl } from './field-choice.js';
import { dateControl, dateTimeControl } from './field-date.js';
import { lineControl, longTextControl, numberControl } from './field-text.js';

const CONTROLS = {
  text: lineControl,
  long_text: longTextControl,
  number: numberControl,
  date: dateControl,
  date_time: dateTimeControl,
  drop_down: dropDownControl,
  multi_select: multiSelectControl,
  checkbox: checkboxControl,
  email: lineControl,
  phone: lineControl,
  url: lineControl,
  customer: contactControl,
};

const NARROW = new Set(['number', 'date', 'date_time', 'drop_down', 'email', 'phone']);

export class FieldRow {
  #strings;
  #error;
  #hint;
  #initial;
  #isOffered = false;

  /** @param tools - `{strings, api}` for controls that need words or a search */
  constructor(field, tools) {
    this.field = field;
    this.control = CONTROLS[field.type](field, tools);
    this.isTouched = false;
    this.#strings = tools.strings;
    this.#error = element('p', { class: 'error', id: freshId('error'), hidden: true });
    this.#hint = this.control.hint
      ? element('p', { class: 'hint', id: freshId('hint') }, this.control.hint)
      : null;
    this.element = this.#build();
    this.control.write(field.default);
    this.#initial = JSON.stringify(this.control.read());
    this.#listen();
  }

  static knows(field) {
    return Object.hasOwn(CONTROLS, field.type);
  }

  get isNarrow() {
    return NARROW.has(this.field.type);
  }

  /** Whether the agent has changed it to something else than it began with. */
  get isDirty() {
    return this.isTouched && JSON.stringify(this.control.read()) !== this.#initial;
  }

  /** What another layout's field of the same name and type can take over. */
  keep() {
    return this.control.keep ? this.control.keep() : this.control.read();
  }

  restore(kept) {
    this.control.write(kept);
    this.isTouched = true;
  }

  focus() {
    (this.control.focus ?? (() => this.control.input?.focus()))();
  }

  /** Focus that the agent did not ask for: leaving it again at once is no mistake. */
  offerFocus() {
    this.#isOffered = true;
    this.control.input?.focus({ preventScroll: true });
  }

  /** Shows what is wrong and answers with the sentence, or null. */
  validate() {
    const problem = this.control.isUnreadable?.() ? 'wrong' : fieldProblem(this.field, this.control.read());
    const text = problem ? this.#strings.checks[this.field.type][problem] : null;
    this.showError(text);
    return text;
  }

  showError(text) {
    this.#error.hidden = !text;
    this.#error.replaceChildren(...(text ? [icon('warning'), userText(text)] : []));
    this.element.classList.toggle('invalid', Boolean(text));
    const described = [text ? this.#error.id : null, this.#hint?.id].filter(Boolean).join(' ');
    for (const input of this.#inputs()) {
      setOrRemove(input, 'aria-invalid', text ? 'true' : null);
      setOrRemove(input, 'aria-describedby', described || null);
    }
  }

  #inputs() {
    return this.control.inputs ?? [this.control.input].filter(Boolean);
  }

  #build() {
    const { field, control } = this;
    const id = freshId('field');
    if (control.input && !control.isGroup)
      control.input.id = id;
    for (const input of this.#inputs())
      setOrRemove(input, 'aria-required', field.required && !control.isGroup ? 'true' : null);
    const label = control.isGroup
      ? element('legend', { class: 'label' }, ...this.#labelText())
      : element('label', { class: 'label', for: id }, ...this.#labelText());
    const rest = [this.#hint, this.#error];
    if (control.isInline)
      return element('div', { class: 'row inline' }, element('div', { class: 'line' }, label, control.element), ...rest);
    return element(control.isGroup ? 'fieldset' : 'div', { class: 'row' }, label, control.element, ...rest);
  }

  #labelText() {
    const name = userText(this.field.label);
    if (!this.field.required)
      return [name];
    const star = element('span', { class: 'star', 'aria-hidden': 'true' }, '\u00a0*');
    const saidOtherwise = this.control.isGroup ? null : 'true';
    return [name, star, element('span', { class: 'required', 'aria-hidden': saidOtherwise }, this.#strings.required)];
  }

  #listen() {
    this.showError(null);
    const onEdit = () => {
      this.isTouched = true;
      if (!this.#error.hidden)
        this.validate();
    };
    this.element.addEventListener('input', onEdit);
    this.element.addEventListener('change', onEdit);
    this.element.addEventListener('focusout', (event) => {
      if (!this.element.contains(event.relatedTarget))
        afterPointer(() => this.#onLeft());
    });
  }

  #onLeft() {
    if (this.isTouched || !this.#isOffered)
      this.validate();
    this.#isOffered = false;
  }
}

let pointerIsDown = false;
addEventListener('pointerdown', () => { pointerIsDown = true; }, true);
for (const type of ['pointerup', 'pointercancel'])
  addEventListener(type, () => { pointerIsDown = false; }, true);

/** An error that appears while the button is down would move what is being clicked. */
function afterPointer(callback) {
  if (!pointerIsDown)
    callback();
  else
    addEventListener('pointerup', () => setTimeout(callback), { once: true });
}

function setOrRemove(node, name, value) {
  if (value === null)
    node.removeAttribute(name);
  else
    node.setAttribute(name, value);
}
