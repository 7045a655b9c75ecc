// SPDX-License-Identifier: GPL-3.0-or-later
// How tall the page wants to be. Measured on the content alone, which never depends on the
// height of the window, so that a host that follows can't be driven up and up.

const QUIET = 60;

/** Calls back with whole CSS pixels whenever the height has changed and settled. */
export function watchHeight(content, callback) {
  let last = 0;
  let timer = null;
  const measure = () => {
    const height = Math.ceil(content.getBoundingClientRect().height);
    if (height === last)
      return;
    last = height;
    callback(height);
  };
  new ResizeObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(measure, QUIET);
  }).observe(content);
  return { remeasure: () => { last = 0; measure(); } };
}
