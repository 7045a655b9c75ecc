/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* From here on two titles are taken for the same matter by the duplicate guard. */
#define CRM_SIMILARITY_SAME 0.55

/**
 * crm_similarity_of_titles:
 * @a: title of a ticket, UTF-8
 * @b: another
 *
 * How alike two titles are, whatever their case, accents, punctuation and the
 * order of words: Dice's coefficient over the trigrams of their words.
 *
 * Returns: 0 (nothing in common) … 1 (the same)
 */
double crm_similarity_of_titles (const char *a, const char *b);

G_END_DECLS
