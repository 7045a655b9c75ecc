/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "crm-ticket.h"

G_BEGIN_DECLS

/**
 * BilikTicketDetails: all that is known of one ticket, where a card shortens it.
 */
#define BILIK_TYPE_TICKET_DETAILS (bilik_ticket_details_get_type ())
G_DECLARE_FINAL_TYPE (BilikTicketDetails, bilik_ticket_details, BILIK, TICKET_DETAILS, AdwWindow)

GtkWindow *bilik_ticket_details_new (CrmTicket *ticket, GtkWindow *parent);

G_END_DECLS
