/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "crm-workspace.h"

G_BEGIN_DECLS

/**
 * BilikCreatePanel: the inline panel of Create New, at the top of the Tickets
 * section. It shows what the flow tells it and decides nothing.
 *
 * Signals: close (the agent wants out), retry, link (From Existing instead), use-native (the native form instead).
 */
#define BILIK_TYPE_CREATE_PANEL (bilik_create_panel_get_type ())
G_DECLARE_FINAL_TYPE (BilikCreatePanel, bilik_create_panel, BILIK, CREATE_PANEL, GtkWidget)

GtkWidget *bilik_create_panel_new (const char *customer_name);

/* Whether the failure page offers the native form: its gates hold. */
void bilik_create_panel_offer_native (BilikCreatePanel *self, gboolean offers);

/* @surface: (nullable) (transfer floating): the embed's widget, or the native form; NULL takes the present one out */
void bilik_create_panel_set_surface (BilikCreatePanel *self, GtkWidget *surface);
GtkWidget *bilik_create_panel_get_surface (BilikCreatePanel *self);

void
bilik_create_panel_show_state (BilikCreatePanel *self, CrmCreatePanelState state, CrmEmbedFailure failure);
CrmCreatePanelState bilik_create_panel_get_state (BilikCreatePanel *self);
/* A bar above the form, which stays as it is (TCKT-S03 ERR-2); @message NULL takes it away. */
void bilik_create_panel_show_error (BilikCreatePanel *self, const char *code, const char *message);

/* Whether the agent has typed or clicked in the form that is open. What is in it is the form's secret, so this may
 * say yes where nothing would be lost, never the reverse. */
gboolean bilik_create_panel_is_dirty (BilikCreatePanel *self);

G_END_DECLS
