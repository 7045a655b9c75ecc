/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "bilik-session.h"

G_BEGIN_DECLS

/**
 * BilikCustomerView: one open customer: who it is, then a section for everything
 * the agent may see of it. What the gates forbid is not built (TCKT-S07, MTCK-S05).
 *
 * Signal: toast (AdwToast *toast) for the window's overlay; the handler takes over the reference.
 */
#define BILIK_TYPE_CUSTOMER_VIEW (bilik_customer_view_get_type ())
G_DECLARE_FINAL_TYPE (BilikCustomerView, bilik_customer_view, BILIK, CUSTOMER_VIEW, AdwBin)

GtkWidget *bilik_customer_view_new (BilikSession *session, CrmCustomer *customer);
CrmCustomer *bilik_customer_view_get_customer (BilikCustomerView *self);

/* Whether something would be lost by leaving now. */
gboolean bilik_customer_view_is_dirty (BilikCustomerView *self);
void bilik_customer_view_refresh (BilikCustomerView *self);
/* Runs an action of the Tickets section ("tickets.create", "tickets.link", "tickets.filter").
 * Returns: %FALSE where it is not there. */
gboolean bilik_customer_view_activate_tickets (BilikCustomerView *self, const char *action);

G_END_DECLS
