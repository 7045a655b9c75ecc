/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "crm-client.h"
#include "crm-customer.h"

G_BEGIN_DECLS

/**
 * BilikTicketList: the tickets of one customer as cards, with their filter and
 * the states that every list has: skeleton, empty, nothing matches, error,
 * and content that could not be refreshed. Grows as the agent scrolls.
 *
 * Signals: changed (count or state), details (CrmTicket *), unlink (CrmTicket *).
 */
#define BILIK_TYPE_TICKET_LIST (bilik_ticket_list_get_type ())
G_DECLARE_FINAL_TYPE (BilikTicketList, bilik_ticket_list, BILIK, TICKET_LIST, GtkWidget)

/* @can_link: whether the agent may link and unlink tickets */
void
bilik_ticket_list_open (BilikTicketList *self, CrmClient *client, CrmCustomer *customer, gboolean can_link);

void bilik_ticket_list_reload (BilikTicketList *self, CRM_CALLBACK);
gboolean bilik_ticket_list_reload_finish (BilikTicketList *self, GAsyncResult *result, GError **error);

/* How many tickets the customer has; those that match while a filter is set. */
guint64 bilik_ticket_list_get_total (BilikTicketList *self);
gboolean bilik_ticket_list_get_is_filtered (BilikTicketList *self);
gboolean bilik_ticket_list_has_ticket (BilikTicketList *self, const char *ticket_id);
/* Scrolls to the card and marks it for two seconds. */
void bilik_ticket_list_highlight (BilikTicketList *self, const char *ticket_id);
void bilik_ticket_list_remove (BilikTicketList *self, const char *ticket_id);

void bilik_ticket_list_set_show_filter (BilikTicketList *self, gboolean show);
/* Shows every ticket again; does not load. */
void bilik_ticket_list_clear_filter (BilikTicketList *self);

G_END_DECLS
