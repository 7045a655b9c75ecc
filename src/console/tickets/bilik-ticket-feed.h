/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-client.h"

G_BEGIN_DECLS

typedef enum {
  BILIK_TICKET_FEED_LOADING,
  BILIK_TICKET_FEED_READY,
  BILIK_TICKET_FEED_FAILED,
} BilikTicketFeedState;

/**
 * BilikTicketFeed: tickets of the server as a #GListModel that grows page by
 * page. What changed on reload is spliced in, so that rows which stayed keep
 * their widgets, the focus and the scroll position.
 *
 * Signal `changed`: state, total or has-more are other than before.
 */
#define BILIK_TYPE_TICKET_FEED (bilik_ticket_feed_get_type ())
G_DECLARE_FINAL_TYPE (BilikTicketFeed, bilik_ticket_feed, BILIK, TICKET_FEED, GObject)

/* The tickets of one customer, newest first. */
BilikTicketFeed *bilik_ticket_feed_new_for_customer (CrmClient *client, const char *contact_id);
/* All tickets that the agent may see; those of @contact_id are marked as associated. */
BilikTicketFeed *bilik_ticket_feed_new_for_search (CrmClient *client, const char *contact_id);

BilikTicketFeedState bilik_ticket_feed_get_state (BilikTicketFeed *self);
/* Why the last page could not be had; content that was there before stays. */
const GError *bilik_ticket_feed_get_error (BilikTicketFeed *self);
/* How many there are on the server, loaded or not. */
guint64 bilik_ticket_feed_get_total (BilikTicketFeed *self);
gboolean bilik_ticket_feed_get_has_more (BilikTicketFeed *self);

/**
 * bilik_ticket_feed_set_filter:
 * @status: (nullable): wire word of a status, NULL for every one; customers only
 * @query: (nullable): text of name or ID
 *
 * Returns: whether the filter is another one than before; the caller then reloads
 */
gboolean bilik_ticket_feed_set_filter (BilikTicketFeed *self, const char *status, const char *query);
gboolean bilik_ticket_feed_is_filtered (BilikTicketFeed *self);

/* Loads the first page again. A load that is under way is given up: its caller gets %G_IO_ERROR_CANCELLED. */
void bilik_ticket_feed_reload (BilikTicketFeed *self, CRM_CALLBACK);
gboolean bilik_ticket_feed_reload_finish (BilikTicketFeed *self, GAsyncResult *result, GError **error);
/* Loads the next page, where there is one and nothing is under way. */
void bilik_ticket_feed_load_more (BilikTicketFeed *self);

/* Returns: (nullable) (transfer none): the loaded ticket with @ticket_id */
CrmTicket *bilik_ticket_feed_find (BilikTicketFeed *self, const char *ticket_id, guint *out_position);
/* Takes a ticket out of the list without asking the server: it was just unlinked. */
void bilik_ticket_feed_remove (BilikTicketFeed *self, const char *ticket_id);

G_END_DECLS
