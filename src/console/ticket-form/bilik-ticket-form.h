/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "crm-client.h"
#include "crm-form-surface.h"

G_BEGIN_DECLS

/**
 * BilikTicketForm: the native form of Create New; implements #CrmFormSurface for CrmFlowCreateNative. It shows and is
 * filled in; it decides nothing.
 *
 * Signal: retry (the form could not be had, and the agent wants it again).
 */
#define BILIK_TYPE_TICKET_FORM (bilik_ticket_form_get_type ())
G_DECLARE_FINAL_TYPE (BilikTicketForm, bilik_ticket_form, BILIK, TICKET_FORM, GtkWidget)

GtkWidget *bilik_ticket_form_new (CrmClient *client);

G_END_DECLS
