/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * bilikd_search_words_to_match:
 * @query: (nullable): what somebody typed
 *
 * An FTS5 expression that finds what holds every word of @query as the prefix of
 * one of its words. A number is also sought as a phone number in its
 * international form, so that "0812", "812" and "+62 812-55" find the same.
 * Everything is quoted: nothing of @query acts as an operator (SEC-23).
 *
 * Returns: (transfer full) (nullable): %NULL where there is nothing to seek
 */
char *bilikd_search_words_to_match (const char *query);

G_END_DECLS
