/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-customers.h"

G_BEGIN_DECLS

/* Organisation << 40 | customer: the rowid of customer_search. */
#define BILIKD_SEARCH_SHIFT 40
#define BILIKD_SEARCH_MASK  ((G_GINT64_CONSTANT (1) << BILIKD_SEARCH_SHIFT) - 1)

#define BILIKD_CUSTOMER_COLUMNS                                                                              \
  "c.id, c.name_key, c.contact_id, c.name, c.phone, c.email, c.company, c.city, c.channel, "                 \
  "c.account_uniq_id, c.created_at, c.updated_at, c.n_tickets, c.can_update, c.crm_known "

enum { BILIKD_CUSTOMER_ID, BILIKD_CUSTOMER_NAME_KEY, BILIKD_CUSTOMER_FIRST_FIELD };

/* Hands the row that @row stands on to @func. */
void bilikd_customer_emit (BilikdStatement *row, BilikdCustomerFunc func, gpointer data);

G_END_DECLS
