// SPDX-License-Identifier: GPL-3.0-or-later
// Controls one types into. A control is `{element, input, read, write}` and, where it needs
// them, `isUnreadable` (it shows what is no value) and `hint`; see field-row.js.
import { element } from './elements.js';

const LINES = {
  text: { type: 'text', spellcheck: 'true' },
  email: { type: 'email', inputmode: 'email' },
  phone: { type: 'tel', inputmode: 'tel' },
  url: { type: 'url', inputmode: 'url' },
  number: { type: 'text', inputmode: 'decimal' },
};

/** text, email, phone, url. */
export function lineControl(field) {
  const input = lineInput(field);
  return {
    element: input,
    input,
    read: () => input.value.trim() || null,
    write: (value) => { input.value = value ?? ''; },
  };
}

/** A number with a point or a comma; what is no number is kept as typed, for the check to find. */
export function numberControl(field) {
  const input = lineInput(field);
  return {
    element: input,
    input,
    read: () => readNumber(input.value.trim()),
    write: (value) => { input.value = value ?? ''; },
  };
}

/** Grows with its text. */
export function longTextControl(field) {
  const input = element('textarea', { rows: '3', dir: 'auto', placeholder: field.placeholder, spellcheck: 'true' });
  const grow = () => {
    input.rows = Math.min(12, Math.max(3, input.value.split('\n').length));
    while (input.scrollHeight > input.clientHeight && input.rows < 12)
      input.rows += 1;
  };
  input.addEventListener('input', grow);
  return {
    element: input,
    input,
    read: () => (input.value.trim() ? input.value : null),
    write: (value) => {
      input.value = value ?? '';
      grow();
    },
  };
}

function lineInput(field) {
  return element('input', { ...LINES[field.type], dir: 'auto', autocomplete: 'off', placeholder: field.placeholder });
}

function readNumber(text) {
  if (text === '')
    return null;
  const number = /^[-+]?\d+([.,]\d+)?$/.test(text) ? Number(text.replace(',', '.')) : NaN;
  return Number.isFinite(number) ? number : text;
}
