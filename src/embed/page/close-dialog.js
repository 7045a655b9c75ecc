// SPDX-License-Identifier: GPL-3.0-or-later
import { element, freshId } from './elements.js';

/**
 * Asks whether what was typed may be lost. Modal: the browser keeps the focus inside and
 * gives it back afterwards; Escape keeps editing.
 *
 * @param place - `top` or `bottom`: near where the question came from
 * @returns a promise of whether to discard
 */
export function askToDiscard(strings, place) {
  const title = freshId('title');
  const text = freshId('text');
  const dialog = element('dialog', { role: 'alertdialog', class: place, 'aria-labelledby': title, 'aria-describedby': text },
    element('h2', { id: title }, strings.discardTitle),
    element('p', { id: text }, strings.discardText),
    element('div', { class: 'actions' },
      element('button', { type: 'button', onClick: () => dialog.close('keep') }, strings.discardKeep),
      element('button', { type: 'button', class: 'destructive', onClick: () => dialog.close('discard') }, strings.discard)));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'discard');
    });
  });
}
