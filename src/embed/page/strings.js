// SPDX-License-Identifier: GPL-3.0-or-later
import { english } from './strings-en.js';
import { indonesian } from './strings-id.js';

const LANGUAGES = { en: english, id: indonesian };

/** The page's words for a locale such as `id`, `id_ID` or `en-GB`; English for all we don't have. */
export function stringsFor(locale) {
  const language = String(locale ?? '').toLowerCase().split(/[-_.]/)[0];
  return LANGUAGES[language] ?? english;
}
