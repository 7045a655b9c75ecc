/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "bilik-session.h"
#include "crm-link.h"

G_BEGIN_DECLS

/**
 * BilikTab: what one tab holds: a customer, a room, a ticket or a deal, named as a deeplink names it.
 *
 * Properties: title (read-only), what the tab is called; needs-attention (read-only);
 *   is-browsed, whether the next choice from a list may take its place.
 * Signal: toast (AdwToast *toast) for the window's overlay; the handler takes over the reference.
 */
#define BILIK_TYPE_TAB (bilik_tab_get_type ())
G_DECLARE_FINAL_TYPE (BilikTab, bilik_tab, BILIK, TAB, AdwBin)

GtkWidget *bilik_tab_new (BilikSession *session, CrmLinkVerb verb, const char *id);
/* The same for a customer who is already loaded. */
GtkWidget *bilik_tab_new_for_customer (BilikSession *session, CrmCustomer *customer);

CrmLinkVerb bilik_tab_get_verb (BilikTab *self);
const char *bilik_tab_get_id (BilikTab *self);
const char *bilik_tab_get_title (BilikTab *self);
/* Returns: (transfer none) (nullable): the BilikCustomerView, BilikRoomView or BilikRecordView, once there is one */
GtkWidget *bilik_tab_get_content (BilikTab *self);
/* Whether something would be lost by closing it now. */
gboolean bilik_tab_is_dirty (BilikTab *self);
void bilik_tab_refresh (BilikTab *self);
/* Asks whether to lose it; finish with bilik_leave_dialog_ask_finish(). */
void bilik_tab_ask_to_leave (BilikTab *self, GAsyncReadyCallback callback, gpointer user_data);

G_END_DECLS
