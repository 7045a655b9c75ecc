/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "crm-ticket.h"

G_BEGIN_DECLS

/**
 * BilikTicketCard: one ticket in the Tickets section.
 *
 * Signals: details, unlink.
 */
#define BILIK_TYPE_TICKET_CARD (bilik_ticket_card_get_type ())
G_DECLARE_FINAL_TYPE (BilikTicketCard, bilik_ticket_card, BILIK, TICKET_CARD, GtkListBoxRow)

/* @can_unlink: whether the agent may unlink; the entry is not built otherwise. */
GtkWidget *bilik_ticket_card_new (CrmTicket *ticket, gboolean can_unlink);
CrmTicket *bilik_ticket_card_get_ticket (BilikTicketCard *self);
/* Marks the card as new for two seconds. */
void bilik_ticket_card_highlight (BilikTicketCard *self);

G_END_DECLS
