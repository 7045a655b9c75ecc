// SPDX-License-Identifier: GPL-3.0-or-later
// The browser's own date controls. An engine without them shows a line of text: the format
// stands in the placeholder, and what is typed there is read the same way.
import { element } from './elements.js';

/** Sends `YYYY-MM-DD`. */
export function dateControl(field, { strings }) {
  const input = dateInput({ type: 'date', max: '9999-12-31', placeholder: strings.dateFormat });
  return {
    element: input,
    input,
    read: () => input.value.trim() || null,
    write: (value) => setValue(input, value ?? ''),
    isUnreadable: () => input.validity.badInput,
  };
}

/** Shows the agent's own time, sends UTC. */
export function dateTimeControl(field, { strings }) {
  const input = dateInput({ type: 'datetime-local', max: '9999-12-31T23:59', placeholder: strings.dateTimeFormat });
  return {
    element: input,
    input,
    hint: strings.timeZone(Intl.DateTimeFormat().resolvedOptions().timeZone),
    read: () => toUtc(input.value.trim()),
    write: (value) => setValue(input, value ? toLocal(value) : ''),
    isUnreadable: () => input.validity.badInput,
  };
}

/** WebKit shows today where there is no date: a blank one is marked, so that it can look blank. */
function dateInput(attributes) {
  const input = element('input', attributes);
  for (const type of ['input', 'change', 'blur'])
    input.addEventListener(type, () => markBlank(input));
  return input;
}

function setValue(input, value) {
  input.value = value;
  markBlank(input);
}

function markBlank(input) {
  input.classList.toggle('blank', input.value === '' && !input.validity.badInput);
}

function toUtc(text) {
  if (text === '')
    return null;
  const isLocal = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?$/.test(text);
  const time = isLocal ? new Date(text.replace(' ', 'T')) : null;
  return time && !Number.isNaN(time.getTime()) ? time.toISOString() : text;
}

function toLocal(utc) {
  const time = new Date(utc);
  if (Number.isNaN(time.getTime()))
    return '';
  const shifted = new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}
