/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "bilik-session.h"

G_BEGIN_DECLS

/**
 * BilikCustomersPage: the place Customers: search as you type and the list.
 *
 * Property: show-window-buttons — whether it is alone in the window, so that its header bar has the window's buttons and the
 *   account.
 * Signals:
 *   open (CrmCustomer *customer): the agent chose a customer.
 *   reached (gboolean is_reached): whether the server answered the last request of the list.
 */
#define BILIK_TYPE_CUSTOMERS_PAGE (bilik_customers_page_get_type ())
G_DECLARE_FINAL_TYPE (BilikCustomersPage, bilik_customers_page, BILIK, CUSTOMERS_PAGE, AdwBin)

GtkWidget *bilik_customers_page_new (BilikSession *session);

void bilik_customers_page_focus_search (BilikCustomersPage *self);
void bilik_customers_page_refresh (BilikCustomersPage *self);
/* Marks the row of @contact_id where it is loaded; %NULL unmarks. Does not emit `open`. */
void bilik_customers_page_mark (BilikCustomersPage *self, const char *contact_id);

G_END_DECLS
