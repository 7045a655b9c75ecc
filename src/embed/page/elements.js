// SPDX-License-Identifier: GPL-3.0-or-later
// Elements without markup: text only ever becomes a text node, so what a customer
// or an administrator wrote shows as it was typed (SEC-15).

const SVG = 'http://www.w3.org/2000/svg';

/**
 * element('p', {class: 'note', hidden: true}, 'text', child)
 *
 * Attributes: `onEvent` functions are listeners, true and false set and leave out,
 * null and undefined are left out. Children: nodes, strings, null.
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    setAttribute(node, name, value);
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

function setAttribute(node, name, value) {
  if (typeof value === 'function')
    node.addEventListener(name.slice(2).toLowerCase(), value);
  else if (value === true)
    node.setAttribute(name, '');
  else if (value !== false && value !== null && value !== undefined)
    node.setAttribute(name, value);
}

/** A span whose direction follows its own first letter, not the page's. */
export function userText(text, className = null) {
  return element('span', { dir: 'auto', class: className }, String(text));
}

const ICONS = {
  'check': 'M3 8.5l3.2 3.2L13 4.8',
  'close': 'M4 4l8 8M12 4l-8 8',
  'down': 'M4 6l4 4 4-4',
  'person': 'M8 8.2a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2.8 14c.5-2.7 2.5-4.2 5.2-4.2s4.7 1.5 5.2 4.2',
  'search': 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.5 10.5L14 14',
  'warning': 'M8 2.2L14.3 13.5H1.7zM8 6.5v3.2M8 11.6v.2',
};

/** A symbolic icon in the colour of the text; decoration, never the only carrier of meaning. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  const path = document.createElementNS(SVG, 'path');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}

let lastId = 0;

/** An id no other element of this page has. */
export function freshId(prefix) {
  lastId += 1;
  return `${prefix}-${lastId}`;
}

/** Says it to assistive technology, in its own time. */
export function announce(text) {
  document.getElementById('announcer').textContent = text;
}
