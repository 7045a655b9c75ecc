/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-ticket.h"

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

/* Returns: (transfer none) (nullable): of @tickets the one most like @title, where one is taken for the same matter */
CrmTicket *crm_similarity_find_ticket (GPtrArray *tickets, const char *title);

G_END_DECLS
