/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Create New with the native form: where CrmFlowCreateNative and its form live. The flow decides; the rest of what it
 * shows is the same as the embed's, in bilik-tickets-section-create.c. */
#define G_LOG_DOMAIN "bilik-tickets"

#include <glib/gi18n.h>
#include "bilik-leave-dialog.h"
#include "bilik-ticket-form.h"
#include "bilik-tickets-section-private.h"

/* --- closing ---------------------------------------------------------------------------- */

static void
close_form (BilikTicketsSection *self)
{
  /* The flow may end here, and the section's reference to it with it. */
  g_autoptr (CrmFlowCreateNative) flow = g_object_ref (self->native);

  crm_flow_create_native_close (flow);
}

static void
on_leave_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BilikTicketsSection) self = user_data;

  if (bilik_leave_dialog_ask_finish (result) && self->native != NULL)
    close_form (self);
}

/* Asks only where something would be lost: what was typed is kept as a draft, unless the disk refuses. */
void
bilik_tickets_section_close_native (BilikTicketsSection *self)
{
  gboolean was_dirty = crm_flow_create_native_is_dirty (self->native);

  if (!crm_flow_create_native_keep_draft (self->native))
    {
      bilik_leave_dialog_ask (GTK_WIDGET (self), BILIK_UNSAVED_TICKET, crm_customer_get_name (self->customer),
                              on_leave_answered, g_object_ref (self));
      return;
    }
  close_form (self);
  if (was_dirty)
    bilik_tickets_section_show_toast (self, bilik_tickets_section_create_toast (_ ("Draft kept")));
}

/* --- the flow --------------------------------------------------------------------------- */

static void
on_flow_finished (CrmFlowCreateNative *flow, BilikTicketsSection *self)
{
  g_signal_handlers_disconnect_by_data (flow, self);
  if (self->native == flow)
    g_clear_object (&self->native);
  g_ptr_array_remove (self->linking, flow);
}

static void
on_form_retry (BilikTicketsSection *self)
{
  if (self->native != NULL)
    crm_flow_create_native_retry (self->native);
}

void
bilik_tickets_section_create_native (BilikTicketsSection *self)
{
  CrmClient *client = bilik_session_get_client (self->session);
  const CrmNativeServices services = {
    .client = client,
    .telemetry = bilik_session_get_telemetry (self->session),
    .queue = bilik_session_get_queue (self->session),
    .drafts = bilik_session_get_drafts (self->session),
  };
  GtkWidget *form = bilik_ticket_form_new (client);

  g_signal_connect_object (form, "retry", G_CALLBACK (on_form_retry), self, G_CONNECT_SWAPPED);
  bilik_create_panel_set_surface (self->panel, form);
  crm_workspace_show_create_panel (CRM_WORKSPACE (self), CRM_CREATE_PANEL_FORM, 0);
  self->native = crm_flow_create_native_new (&services, bilik_session_get_profile (self->session),
                                             self->customer, CRM_WORKSPACE (self), CRM_FORM_SURFACE (form));
  g_signal_connect (self->native, "finished", G_CALLBACK (on_flow_finished), self);
  crm_flow_create_native_start (self->native);
}

/* Instead of the embed that failed. */
void
bilik_tickets_section_use_native (BilikTicketsSection *self)
{
  if (self->flow != NULL)
    crm_flow_create_in_embed_request_close (self->flow);
  if (self->flow == NULL && self->native == NULL)
    bilik_tickets_section_create_native (self);
}

void
bilik_tickets_section_end_native (BilikTicketsSection *self)
{
  if (self->native == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->native, self);
  crm_flow_create_native_keep_draft (self->native);
  g_clear_object (&self->native);
}
