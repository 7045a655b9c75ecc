// SPDX-License-Identifier: GPL-3.0-or-later
// Controls one chooses with: drop_down, multi_select, checkbox.
import { element, icon, userText } from './elements.js';

/** A drop-down; the empty choice is there unless the field must have a value and starts with one. */
export function dropDownControl(field, { strings }) {
  const startsFull = field.required && field.options.some((option) => option.id === field.default);
  const empty = element('option', { value: '' }, field.required ? strings.choose : strings.none);
  const options = field.options.map(({ id, label }) => element('option', { value: id, dir: 'auto' }, label));
  const input = element('select', { dir: 'auto' }, startsFull ? null : empty, ...options);
  return {
    element: element('span', { class: 'select' }, input, icon('down')),
    input,
    read: () => input.value || null,
    write: (value) => {
      const fits = field.options.some((option) => option.id === value);
      input.value = fits ? value : (startsFull ? field.default : '');
    },
  };
}

/** One chip an option; a group with a legend to assistive technology. */
export function multiSelectControl(field) {
  const boxes = field.options.map(({ id }) => element('input', { type: 'checkbox', value: id }));
  const chips = field.options.map(({ label }, index) =>
    element('label', { class: 'chip' }, boxes[index], icon('check'), userText(label)));
  return {
    element: element('div', { class: 'chips' }, ...chips),
    input: boxes[0] ?? null,
    inputs: boxes,
    isGroup: true,
    read: () => boxes.filter((box) => box.checked).map((box) => box.value),
    write: (value) => {
      for (const box of boxes)
        box.checked = Array.isArray(value) && value.includes(box.value);
    },
  };
}

/** Its label stands beside it. */
export function checkboxControl() {
  const input = element('input', { type: 'checkbox', class: 'switch', role: 'switch' });
  return {
    element: input,
    input,
    isInline: true,
    read: () => input.checked,
    write: (value) => { input.checked = value === true; },
  };
}
