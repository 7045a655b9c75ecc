// SPDX-License-Identifier: GPL-3.0-or-later
// The page of the form: pipeline, the fields of its layout, what went wrong, the two buttons.
// It loads layouts by itself and hands a ticket's content to whoever owns it.
import { ApiError } from './api.js';
import { announce, element, icon, userText } from './elements.js';
import { Form } from './form.js';

export class TicketForm {
  #api;
  #strings;
  #pipelines;
  #handlers;
  #kept = new Map();
  #form = null;
  #layout = null;
  #customer = null;
  #generation = 0;
  #isBusy = false;

  /** @param handlers - `{onSubmit (content), onCancel ()}` */
  constructor(pipelines, { api, strings }, handlers) {
    this.#pipelines = pipelines;
    this.#api = api;
    this.#strings = strings;
    this.#handlers = handlers;
    this.#build();
  }

  get isDirty() {
    return Boolean(this.#form?.isDirty) || this.#kept.size > 0;
  }

  get isBusy() {
    return this.#isBusy;
  }

  /** One pipeline: its layout at once. Several: the choice comes first (TCKT-S06). */
  async open() {
    if (this.#pipelines.length === 1)
      await this.#openPipeline(this.#pipelines[0]);
    else
      this.pipelineSelect.focus({ preventScroll: true });
  }

  /**
   * The customer of the conversation for Contact, unless the agent has already been there.
   * @param loading - function that gives a promise of the contact, or null: there is none
   */
  prefillContact(loading) {
    this.#customer = loading;
    const row = this.#form?.contactRow;
    if (!row || row.isTouched)
      return;
    if (loading)
      row.control.prefill(loading());
    else
      row.control.write(null);
  }

  /** While a ticket is under way nothing can be edited or sent again. */
  setBusy(isBusy) {
    this.#isBusy = isBusy;
    this.fields.inert = isBusy;
    this.element.setAttribute('aria-busy', String(isBusy));
    this.cancelButton.disabled = isBusy;
    this.submitButton.setAttribute('aria-disabled', String(isBusy));
    this.submitButton.classList.toggle('busy', isBusy);
    this.submitLabel.textContent = isBusy ? this.#strings.submitting : this.#strings.submit;
    if (isBusy)
      announce(this.#strings.submitting);
  }

  /** What failed, beside the buttons; field errors beside their fields. */
  showFailure(text, fieldErrors = []) {
    this.failure.hidden = fieldErrors.length > 0;
    this.failure.replaceChildren(icon('warning'), userText(text));
    if (fieldErrors.length > 0)
      this.#form.showFieldErrors(fieldErrors);
    else
      this.failure.scrollIntoView({ block: 'nearest' });
  }

  clearFailure() {
    this.failure.hidden = true;
  }

  #build() {
    const { cancel, submit, title } = this.#strings;
    this.heading = element('h1', { class: 'unseen' }, title);
    this.summaryPlace = element('div', { class: 'place' });
    this.fieldsPlace = element('div', { class: 'place' });
    this.fields = element('div', { class: 'groups' }, this.#buildPipeline(), this.summaryPlace, this.fieldsPlace);
    this.failure = element('div', { class: 'failure', role: 'alert', hidden: true });
    this.cancelButton = element('button', { type: 'button', onClick: () => this.#handlers.onCancel() }, cancel);
    this.submitLabel = element('span', {}, submit);
    this.submitButton = element('button', { type: 'submit', class: 'suggested', hidden: true },
      element('i', { class: 'spinner', 'aria-hidden': 'true' }), this.submitLabel);
    this.element = element('form', { novalidate: true, autocomplete: 'off', onSubmit: (event) => this.#onSubmit(event) },
      this.heading, this.fields, this.failure,
      element('div', { class: 'actions' }, this.cancelButton, this.submitButton));
    this.element.addEventListener('keydown', (event) => this.#onKey(event));
  }

  #buildPipeline() {
    const { pipeline, choosePipeline, choosePipelineHint, required } = this.#strings;
    const choices = this.#pipelines.map(({ id, name }) => element('option', { value: id, dir: 'auto' }, name));
    this.pipelineSelect = element('select', {
      id: 'pipeline', dir: 'auto', 'aria-required': 'true', 'aria-describedby': 'pipeline-hint',
      onChange: () => this.#onPipelineChange(),
    }, element('option', { value: '', hidden: true }, choosePipeline), ...choices);
    this.pipelineHint = element('p', { class: 'hint', id: 'pipeline-hint' }, choosePipelineHint);
    return element('div', { class: 'card', hidden: this.#pipelines.length === 1 },
      element('div', { class: 'row' },
        element('label', { class: 'label', for: 'pipeline' }, pipeline,
          element('span', { class: 'star', 'aria-hidden': 'true' }, '\u00a0*'), element('span', { class: 'required', 'aria-hidden': 'true' }, required)),
        element('span', { class: 'select' }, this.pipelineSelect, icon('down')),
        this.pipelineHint));
  }

  #onPipelineChange() {
    const pipeline = this.#pipelines.find(({ id }) => id === this.pipelineSelect.value);
    if (pipeline)
      this.#openPipeline(pipeline);
  }

  /** Another pipeline has another layout: what fits there is taken over. */
  async #openPipeline(pipeline) {
    this.#generation += 1;
    const generation = this.#generation;
    this.#form?.keepInto(this.#kept);
    this.#showFieldsLoading();
    try {
      const [layout, fields] = await this.#loadLayout(pipeline);
      if (generation === this.#generation)
        this.#showFields(pipeline, layout, fields);
    } catch (error) {
      if (generation === this.#generation)
        this.#showFieldsFailure(pipeline, error);
    }
  }

  async #loadLayout(pipeline) {
    const layouts = await this.#api.loadLayouts(pipeline.id);
    const layout = layouts.find((candidate) => candidate.is_default) ?? layouts[0];
    if (!layout)
      throw new ApiError(404, 'not_found');
    return [layout, await this.#api.loadFields(layout.id, pipeline.id)];
  }

  #showFieldsLoading() {
    this.#form = null;
    this.submitButton.hidden = true;
    this.clearFailure();
    this.pipelineHint.hidden = true;
    this.pipelineSelect.removeAttribute('aria-describedby');
    this.summaryPlace.replaceChildren();
    const bar = (kind) => element('i', { class: `bar ${kind}` });
    this.fieldsPlace.replaceChildren(element('div', { class: 'card skeleton', 'aria-hidden': 'true' },
      ...[0, 1, 2].map(() => element('div', { class: 'row' }, bar('short'), bar('long')))));
    announce(this.#strings.loadingFields);
  }

  #showFields(pipeline, layout, fields) {
    this.#layout = { pipeline_id: pipeline.id, layout_id: layout.id };
    this.#form = new Form(fields, this.#kept, { api: this.#api, strings: this.#strings });
    this.#kept.clear();
    this.summaryPlace.replaceChildren(this.#form.summary);
    this.fieldsPlace.replaceChildren(this.#form.element);
    this.submitButton.hidden = false;
    this.prefillContact(this.#customer);
    announce(this.#strings.fieldsLoaded(pipeline.name));
    if (this.#pipelines.length === 1)
      this.#form.offerFocus();
  }

  #showFieldsFailure(pipeline, error) {
    const { errors, loadFailed, loadFailedText, retry } = this.#strings;
    const sentence = errors[error.code] ?? loadFailedText;
    this.fieldsPlace.replaceChildren(element('div', { class: 'status', role: 'alert' },
      icon('warning'), element('h2', {}, loadFailed), element('p', {}, sentence),
      element('button', { type: 'button', onClick: () => this.#openPipeline(pipeline) }, retry)));
  }

  #onSubmit(event) {
    event.preventDefault();
    if (this.#isBusy || !this.#form)
      return;
    this.clearFailure();
    if (!this.#form.validate())
      return;
    this.submitButton.focus({ preventScroll: true });
    this.#handlers.onSubmit({ ...this.#layout, crm_properties: this.#form.readProperties() });
  }

  #onKey(event) {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.element.requestSubmit();
    }
  }
}
