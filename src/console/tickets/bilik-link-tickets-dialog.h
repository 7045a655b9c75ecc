/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "crm-client.h"
#include "crm-customer.h"

G_BEGIN_DECLS

/**
 * BilikLinkTicketsDialog: From Existing. Not modal: the form of Create New stays
 * usable while it is open, and the reverse (TCKT-S01 concurrency).
 *
 * Signal: linked (GPtrArray *outcomes): CrmLinkExistingOutcome of every ticket that was linked; none failed among them.
 *   The dialog stays open while one has failed.
 */
#define BILIK_TYPE_LINK_TICKETS_DIALOG (bilik_link_tickets_dialog_get_type ())
G_DECLARE_FINAL_TYPE (BilikLinkTicketsDialog,
                      bilik_link_tickets_dialog,
                      BILIK,
                      LINK_TICKETS_DIALOG,
                      AdwWindow)

GtkWindow *bilik_link_tickets_dialog_new (CrmClient *client, CrmCustomer *customer, GtkWindow *parent);

G_END_DECLS
