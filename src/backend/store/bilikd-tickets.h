/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-page.h"
#include "bilikd-store.h"
#include "crm-ticket.h"

G_BEGIN_DECLS

/* The tickets of one organisation, as they are read; bilikd-ticket-writes.h has the rest. All lists are newest
 * first, paged by the ticket's id. */

typedef void (*BilikdTicketFunc) (const CrmTicketFields *ticket, gpointer data);

#define BILIKD_TICKET_TOTAL_MAX 1000 /* a search counts no further */

/* What a list is narrowed to. */
typedef struct
{
  gint64 organization_id;
  gint64 customer_id;   /* tickets_of_customer: whose; the others: whom is_associated asks about, or 0 */
  const char *status;   /* wire word, or NULL for all */
  const char *text_key; /* folded text the name or the slug holds, or NULL */
  const char *match;    /* of bilikd_search_words_to_match(), or NULL */
} BilikdTicketFilter;

gboolean bilikd_tickets_of_customer (BilikdDb *db,
                                     const BilikdTicketFilter *filter,
                                     BilikdPage *page,
                                     BilikdTicketFunc func,
                                     gpointer data,
                                     GError **error);
gboolean bilikd_tickets_list (BilikdDb *db,
                              const BilikdTicketFilter *filter,
                              BilikdPage *page,
                              BilikdTicketFunc func,
                              gpointer data,
                              GError **error);
gboolean bilikd_tickets_search (BilikdDb *db,
                                const BilikdTicketFilter *filter,
                                BilikdPage *page,
                                BilikdTicketFunc func,
                                gpointer data,
                                GError **error);

/* Exact for a customer and for a whole organisation (maintained); a search stops at the maximum + 1. */
gboolean bilikd_tickets_count_of_customer (BilikdDb *db,
                                           const BilikdTicketFilter *filter,
                                           gint64 *out_total,
                                           GError **error);
gboolean bilikd_tickets_count (BilikdDb *db, gint64 organization_id, gint64 *out_total, GError **error);
gboolean bilikd_tickets_count_matches (BilikdDb *db,
                                       const BilikdTicketFilter *filter,
                                       gint64 *out_total,
                                       GError **error);

/**
 * bilikd_ticket_get:
 * @customer_id: whom is_associated asks about; 0: whether it is linked to anybody
 *
 * Hands the ticket to @func; %FALSE with %CRM_ERROR_NOT_FOUND if the organisation has none of that id.
 */
gboolean bilikd_ticket_get (BilikdDb *db,
                            gint64 organization_id,
                            gint64 ticket_id,
                            gint64 customer_id,
                            BilikdTicketFunc func,
                            gpointer data,
                            GError **error);

G_END_DECLS
