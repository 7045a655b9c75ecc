/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "crm-ticket.h"

G_BEGIN_DECLS

/**
 * BilikLinkTicketRow: one result of From Existing. It is reused for other
 * tickets as the list scrolls.
 */
#define BILIK_TYPE_LINK_TICKET_ROW (bilik_link_ticket_row_get_type ())
G_DECLARE_FINAL_TYPE (BilikLinkTicketRow, bilik_link_ticket_row, BILIK, LINK_TICKET_ROW, GtkWidget)

GtkWidget *bilik_link_ticket_row_new (void);
void bilik_link_ticket_row_bind (BilikLinkTicketRow *self, CrmTicket *ticket, gboolean chosen);
void bilik_link_ticket_row_set_chosen (BilikLinkTicketRow *self, gboolean chosen);
/* (nullable) */
CrmTicket *bilik_link_ticket_row_get_ticket (BilikLinkTicketRow *self);

G_END_DECLS
