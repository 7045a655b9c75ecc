// SPDX-License-Identifier: GPL-3.0-or-later
// The fields of one layout, as rows of a card, and what they hold together.
import { element, userText } from './elements.js';
import { FieldRow } from './field-row.js';

export class Form {
  #rows;
  #strings;

  /**
   * @param fields - of the layout; a type this page does not know is left to the server
   * @param kept - Map of field name and type to what the agent entered in another layout
   */
  constructor(fields, kept, tools) {
    this.#strings = tools.strings;
    this.#rows = fields.filter(FieldRow.knows).map((field) => new FieldRow(field, tools));
    for (const row of this.#rows)
      if (kept.has(keyOf(row)))
        row.restore(kept.get(keyOf(row)));
    this.summary = element('div', { class: 'summary', role: 'alert', hidden: true });
    this.element = element('div', { class: 'card fields' }, ...this.#rows.map((row) => row.element));
    pairNarrowRows(this.#rows);
  }

  get isDirty() {
    return this.#rows.some((row) => row.isDirty);
  }

  /** The Contact row, where the layout has one. */
  get contactRow() {
    return this.#rows.find((row) => row.field.type === 'customer') ?? null;
  }

  offerFocus() {
    this.#rows[0]?.offerFocus();
  }

  /** Adds what the agent has entered to `kept`, for the layout that comes next. */
  keepInto(kept) {
    for (const row of this.#rows.filter((candidate) => candidate.isTouched))
      kept.set(keyOf(row), row.keep());
  }

  /** `crm_properties` of the ticket. */
  readProperties() {
    return this.#rows
      .map((row) => ({ name: row.field.name, value: row.control.read() }))
      .filter((property) => property.value !== undefined);
  }

  /** Checks all rows; with problems it lists them above and goes to the first. */
  validate() {
    const problems = this.#rows.map((row) => ({ row, text: row.validate() })).filter(({ text }) => text);
    this.#showSummary(problems);
    problems[0]?.row.focus();
    return problems.length === 0;
  }

  /** Field errors of a 422, each beside its field; one without a row here only stands in the summary. */
  showFieldErrors(errors) {
    const problems = errors.map(({ field, message }) =>
      ({ row: this.#rows.find((row) => row.field.name === field), text: String(message) }));
    for (const { row, text } of problems)
      row?.showError(text);
    this.#showSummary(problems);
    problems.find(({ row }) => row)?.row.focus();
  }

  #showSummary(problems) {
    this.summary.hidden = problems.length === 0;
    const items = problems.map(({ row, text }) => element('li', {}, row ? this.#link(row) : userText(text)));
    const title = this.#strings.summary(problems.length);
    this.summary.replaceChildren(...(problems.length ? [element('p', {}, title), element('ul', {}, ...items)] : []));
  }

  #link(row) {
    return element('button', { type: 'button', class: 'link', onClick: () => row.focus() }, userText(row.field.label));
  }
}

function keyOf(row) {
  return `${row.field.type} ${row.field.name}`;
}

/** Two short fields in a row stand side by side where there is room. */
function pairNarrowRows(rows) {
  for (let index = 0; index + 1 < rows.length; index += 1) {
    const pair = rows.slice(index, index + 2);
    if (!pair.every((row) => row.isNarrow))
      continue;
    for (const row of pair)
      row.element.classList.add('half');
    index += 1;
  }
}
