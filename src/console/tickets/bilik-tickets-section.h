/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "bilik-session.h"

G_BEGIN_DECLS

/**
 * BilikTicketsSection: the Tickets section of one open customer; implements
 * CrmWorkspace for the flows. The customer's page creates it only where the
 * gates' `tickets` holds.
 *
 * Actions (group "tickets", inserted on the widget; the window forwards Ctrl+N and Ctrl+L):
 *   tickets.create, tickets.link, tickets.refresh, tickets.filter — absent, not insensitive, where not allowed.
 * Signal: toast (AdwToast *toast) for the window's overlay; the handler takes over the reference.
 */
#define BILIK_TYPE_TICKETS_SECTION (bilik_tickets_section_get_type ())
G_DECLARE_FINAL_TYPE (BilikTicketsSection, bilik_tickets_section, BILIK, TICKETS_SECTION, GtkWidget)

GtkWidget *bilik_tickets_section_new (BilikSession *session, CrmCustomer *customer);

/* Whether something would be lost by leaving now (an open form with input). */
gboolean bilik_tickets_section_is_dirty (BilikTicketsSection *self);

G_END_DECLS
