// SPDX-License-Identifier: GPL-3.0-or-later
// Whole-page states other than the form.
import { element, icon, userText } from './elements.js';

/** Something is missing; with `retry` there is a way on. */
export function failurePage(strings, title, text, retry = null) {
  const button = retry ? element('button', { type: 'button', class: 'suggested', onClick: retry }, strings.retry) : null;
  return element('div', { class: 'status', role: 'alert' }, icon('warning'), element('h1', {}, title), element('p', {}, text), button);
}

/** The ticket is there; most hosts close the form before this is seen. */
export function createdPage(strings, ticket) {
  return element('div', { class: 'status', role: 'status' },
    icon('check'), element('h1', {}, userText(strings.created(ticket.name))), element('p', {}, strings.createdHint));
}

export function closedPage(strings) {
  return element('div', { class: 'status', role: 'status' }, element('p', {}, strings.closed));
}
