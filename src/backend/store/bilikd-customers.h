/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-page.h"
#include "bilikd-store.h"
#include "crm-customer.h"

G_BEGIN_DECLS

/*
 * The customers of one organisation: read through callbacks that see each row
 * where it lies, so that a page is encoded without a copy.
 */

#define BILIKD_TOTAL_MAX 1000 /* a search counts no further */

/* @crm_known: whether the CRM can resolve the customer (TCKT-S02 ERR-2). */
typedef void (*BilikdCustomerFunc) (const CrmCustomerFields *customer, gboolean crm_known, gpointer data);

/**
 * bilikd_customers_list:
 *
 * A page in the order of names. Any offset costs the same (F-05): it is found by
 * the counted chunks of 0002-crm.sql.
 */
gboolean bilikd_customers_list (BilikdDb *db,
                                gint64 organization_id,
                                BilikdPage *page,
                                BilikdCustomerFunc func,
                                gpointer data,
                                GError **error);

/* All of the organisation: maintained, not counted. */
gboolean bilikd_customers_count (BilikdDb *db, gint64 organization_id, gint64 *out_total, GError **error);

/**
 * bilikd_customers_search:
 * @match: of bilikd_search_words_to_match()
 * @query: what was typed, for the order
 *
 * A page of what matches: the newest first, and among each 200 of them those
 * whose name begins with @query before the others (the whole match ordered by
 * relevance would cost 40 times as much; see figures F-08).
 */
gboolean bilikd_customers_search (BilikdDb *db,
                                  gint64 organization_id,
                                  const char *match,
                                  const char *query,
                                  BilikdPage *page,
                                  BilikdCustomerFunc func,
                                  gpointer data,
                                  GError **error);

/* Stops at %BILIKD_TOTAL_MAX + 1. */
gboolean bilikd_customers_count_matches (BilikdDb *db,
                                         gint64 organization_id,
                                         const char *match,
                                         gint64 *out_total,
                                         GError **error);

/**
 * bilikd_customer_find:
 * @contact_id: as it came from outside
 * @out_can_update: (out) (optional): the contact's permission.update
 * @out_crm_known: (out) (optional): whether the CRM can resolve it
 *
 * Returns: the row of a live customer of this organisation, or 0 with
 *   %CRM_ERROR_NOT_FOUND
 */
gint64 bilikd_customer_find (BilikdDb *db,
                             gint64 organization_id,
                             const char *contact_id,
                             gboolean *out_can_update,
                             gboolean *out_crm_known,
                             GError **error);

/* Hands the one customer to @func; FALSE with %CRM_ERROR_NOT_FOUND if there is none. */
gboolean bilikd_customer_get (BilikdDb *db,
                              gint64 organization_id,
                              const char *contact_id,
                              BilikdCustomerFunc func,
                              gpointer data,
                              GError **error);

G_END_DECLS
