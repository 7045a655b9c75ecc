/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Create New: the screen of the create flows, and the embed's. The flow decides; here is only what it makes visible. */
#define G_LOG_DOMAIN "bilik-tickets"

#include <glib/gi18n.h>
#include "bilik-tickets-section-private.h"
#include "crm-error.h"

/* --- the panel ------------------------------------------------------------------------ */

static void
on_panel_close (BilikTicketsSection *self)
{
  if (self->native != NULL)
    bilik_tickets_section_close_native (self);
  else if (self->flow != NULL)
    crm_flow_create_in_embed_request_close (self->flow);
}

static void
on_panel_retry (BilikTicketsSection *self)
{
  if (self->flow != NULL)
    crm_flow_create_in_embed_retry (self->flow);
}

static void
bilik_tickets_section_build_panel (BilikTicketsSection *self)
{
  if (self->panel != NULL)
    return;

  self->panel = BILIK_CREATE_PANEL (bilik_create_panel_new (crm_customer_get_name (self->customer)));
  g_signal_connect_swapped (self->panel, "close", G_CALLBACK (on_panel_close), self);
  g_signal_connect_swapped (self->panel, "retry", G_CALLBACK (on_panel_retry), self);
  g_signal_connect_swapped (self->panel, "link", G_CALLBACK (bilik_tickets_section_open_link_dialog), self);
  g_signal_connect_swapped (self->panel, "use-native", G_CALLBACK (bilik_tickets_section_use_native), self);
  bilik_create_panel_offer_native (self->panel, self->gates.native);
  adw_bin_set_child (self->panel_slot, GTK_WIDGET (self->panel));
}

/* --- the flow ---------------------------------------------------------------------------- */

static void
on_flow_inspected (CrmFlowCreateInEmbed *flow,
                   const char *direction,
                   const char *text,
                   const char *drop,
                   BilikMessageLog *log)
{
  bilik_message_log_append (log, direction, text, drop);
}

static void
on_flow_finished (CrmFlowCreateInEmbed *flow, BilikTicketsSection *self)
{
  g_signal_handlers_disconnect_by_data (flow, self);
  if (self->flow == flow)
    g_clear_object (&self->flow);
  g_ptr_array_remove (self->linking, flow);
}

static const char *
get_locale (void)
{
  const char *const *languages = g_get_language_names ();

  return g_str_has_prefix (languages[0], "id") ? "id" : "en";
}

static void
bilik_tickets_section_create_in_embed (BilikTicketsSection *self)
{
  AdwStyleManager *style = adw_style_manager_get_default ();

  self->flow = crm_flow_create_in_embed_new (
      bilik_session_get_client (self->session), bilik_session_get_telemetry (self->session),
      bilik_session_get_queue (self->session), bilik_session_get_profile (self->session), self->customer,
      CRM_WORKSPACE (self));
  g_signal_connect_object (self->flow, "inspected", G_CALLBACK (on_flow_inspected),
                           bilik_session_get_message_log (self->session), 0);
  g_signal_connect (self->flow, "finished", G_CALLBACK (on_flow_finished), self);
  crm_flow_create_in_embed_start (self->flow, get_locale (),
                                  adw_style_manager_get_dark (style) ? "dark" : "light");
}

void
bilik_tickets_section_create (BilikTicketsSection *self)
{
  if (self->flow != NULL || self->native != NULL)
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->panel));
      return;
    }
  bilik_tickets_section_build_panel (self);
  if (self->gates.surface == CRM_CREATE_SURFACE_NATIVE)
    bilik_tickets_section_create_native (self);
  else
    bilik_tickets_section_create_in_embed (self);
}

static void
retry_link (gpointer flow)
{
  if (CRM_IS_FLOW_CREATE_NATIVE (flow))
    crm_flow_create_native_retry_link (flow);
  else
    crm_flow_create_in_embed_retry_link (flow);
}

void
bilik_tickets_section_retry_link (BilikTicketsSection *self)
{
  g_autoptr (GPtrArray) flows = g_ptr_array_copy (self->linking, (GCopyFunc) g_object_ref, NULL);

  g_ptr_array_set_free_func (flows, g_object_unref);
  for (guint i = 0; i < flows->len; i++)
    retry_link (flows->pdata[i]);
}

void
bilik_tickets_section_end_create (BilikTicketsSection *self)
{
  if (self->unlinked_toast != NULL)
    g_signal_handlers_disconnect_by_data (self->unlinked_toast, self);
  g_clear_weak_pointer (&self->unlinked_toast);
  for (guint i = 0; i < self->linking->len; i++)
    g_signal_handlers_disconnect_by_data (self->linking->pdata[i], self);
  g_ptr_array_set_size (self->linking, 0);
  if (self->flow != NULL)
    g_signal_handlers_disconnect_by_data (self->flow, self);
  g_clear_object (&self->flow);
  bilik_tickets_section_end_native (self);
}

/* --- the link of a created ticket ------------------------------------------------------------ */

static void
on_open_clicked (AdwToast *toast, BilikTicketsSection *self)
{
  bilik_ticket_list_highlight (self->list, g_object_get_data (G_OBJECT (toast), "ticket-id"));
}

static void
bilik_tickets_section_announce_linked (BilikTicketsSection *self, const char *ticket_id, const char *name)
{
  g_autofree char *title = g_strdup_printf (_ ("Ticket “%s” created and linked"), name);
  AdwToast *toast = bilik_tickets_section_create_toast (title);

  adw_toast_set_button_label (toast, _ ("Open"));
  g_object_set_data_full (G_OBJECT (toast), "ticket-id", g_strdup (ticket_id), g_free);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (on_open_clicked), self, 0);
  bilik_tickets_section_show_toast (self, toast);
}

static void
bilik_tickets_section_announce_unlinked (BilikTicketsSection *self,
                                         gboolean is_created,
                                         const char *name,
                                         const GError *error)
{
  const char *why = error != NULL ? crm_error_get_sentence (error) : "";
  g_autofree char *notice =
      is_created
          ? g_strdup_printf (_ ("“%s” was created, but is not linked yet. %s"), name, why)
          : g_strdup_printf (_ ("“%s” is not created yet; it will be, as soon as it can. %s"), name, why);
  AdwToast *toast = bilik_tickets_section_create_toast (is_created ? _ ("Created, not linked yet")
                                                                   : _ ("Kept, not created yet"));

  /* The toast goes after a moment; the notice in the section stays until the ticket is linked. */
  gtk_label_set_text (self->unlinked_label, notice);
  gtk_widget_set_visible (GTK_WIDGET (self->unlinked_revealer), TRUE);
  gtk_revealer_set_reveal_child (self->unlinked_revealer, TRUE);

  adw_toast_set_button_label (toast, _ ("Retry"));
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (bilik_tickets_section_retry_link), self,
                           G_CONNECT_SWAPPED);
  g_set_weak_pointer (&self->unlinked_toast, toast);
  bilik_tickets_section_show_toast (self, toast);
}

static void
bilik_tickets_section_hide_unlinked (BilikTicketsSection *self)
{
  gtk_revealer_set_reveal_child (self->unlinked_revealer, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->unlinked_revealer), FALSE);
  if (self->unlinked_toast != NULL)
    adw_toast_dismiss (self->unlinked_toast);
}

/* --- CrmWorkspace -------------------------------------------------------------------------------- */

static CrmEmbedSurface *
bilik_tickets_section_open_embed (CrmWorkspace *workspace)
{
  BilikTicketsSection *self = BILIK_TICKETS_SECTION (workspace);
  BilikEmbedLoader *loader = bilik_session_get_embed_loader (self->session);
  GtkWidget *surface = bilik_create_panel_get_surface (self->panel);
  g_autoptr (GError) error = NULL;

  if (surface == NULL && loader != NULL)
    {
      surface = bilik_embed_loader_take_view (loader, &error);
      if (error != NULL)
        g_message ("The embed can't run here: %s", error->message);
      if (surface != NULL)
        bilik_create_panel_set_surface (self->panel, surface);
    }
  return CRM_EMBED_SURFACE (surface);
}

static void
bilik_tickets_section_show_create_panel (CrmWorkspace *workspace,
                                         CrmCreatePanelState state,
                                         CrmEmbedFailure failure)
{
  BilikTicketsSection *self = BILIK_TICKETS_SECTION (workspace);

  if (state == CRM_CREATE_PANEL_HIDDEN)
    gtk_widget_grab_focus (GTK_WIDGET (self->add_button));
  bilik_create_panel_show_state (self->panel, state, failure);
  gtk_widget_set_visible (GTK_WIDGET (self->panel_slot), state != CRM_CREATE_PANEL_HIDDEN);
  if (state != CRM_CREATE_PANEL_HIDDEN)
    return;

  /* The view goes with the panel: nothing of this customer stays in it. */
  bilik_create_panel_set_surface (self->panel, NULL);
  if (self->flow != NULL)
    g_ptr_array_add (self->linking, g_steal_pointer (&self->flow));
  if (self->native != NULL)
    g_ptr_array_add (self->linking, g_steal_pointer (&self->native));
}

static void
bilik_tickets_section_show_create_error (CrmWorkspace *workspace, const char *code, const char *message)
{
  bilik_create_panel_show_error (BILIK_TICKETS_SECTION (workspace)->panel, code, message);
}

static void
on_list_reloaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  BilikTicketsSection *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (self->list == NULL || bilik_ticket_list_reload_finish (self->list, result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Without a filter: the ticket that was just made has to show, and "not in the list" has to mean "not linked". */
static void
bilik_tickets_section_refresh_tickets (CrmWorkspace *workspace,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  BilikTicketsSection *self = BILIK_TICKETS_SECTION (workspace);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, bilik_tickets_section_refresh_tickets);
  bilik_ticket_list_clear_filter (self->list);
  bilik_ticket_list_reload (self->list, cancellable, on_list_reloaded, task);
}

static gboolean
bilik_tickets_section_refresh_tickets_finish (CrmWorkspace *workspace, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, workspace), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
bilik_tickets_section_has_ticket (CrmWorkspace *workspace, const char *ticket_id)
{
  return bilik_ticket_list_has_ticket (BILIK_TICKETS_SECTION (workspace)->list, ticket_id);
}

static void
bilik_tickets_section_highlight_ticket (CrmWorkspace *workspace, const char *ticket_id)
{
  bilik_ticket_list_highlight (BILIK_TICKETS_SECTION (workspace)->list, ticket_id);
}

static void
bilik_tickets_section_show_link_state (CrmWorkspace *workspace,
                                       const char *ticket_id,
                                       const char *ticket_name,
                                       CrmLinkState state,
                                       const GError *error)
{
  BilikTicketsSection *self = BILIK_TICKETS_SECTION (workspace);
  const char *name = ticket_name != NULL ? ticket_name : ticket_id;

  switch (state)
    {
    case CRM_LINK_PENDING:
      bilik_tickets_section_hide_unlinked (self);
      break;
    case CRM_LINK_DONE:
      bilik_tickets_section_hide_unlinked (self);
      bilik_tickets_section_announce_linked (self, ticket_id, name);
      break;
    case CRM_LINK_FAILED:
      bilik_tickets_section_announce_unlinked (self, ticket_id != NULL, name, error);
      break;
    default:
      break;
    }
}

void
bilik_tickets_section_workspace_init (CrmWorkspaceInterface *iface)
{
  iface->open_embed = bilik_tickets_section_open_embed;
  iface->show_create_panel = bilik_tickets_section_show_create_panel;
  iface->show_create_error = bilik_tickets_section_show_create_error;
  iface->refresh_tickets = bilik_tickets_section_refresh_tickets;
  iface->refresh_tickets_finish = bilik_tickets_section_refresh_tickets_finish;
  iface->has_ticket = bilik_tickets_section_has_ticket;
  iface->highlight_ticket = bilik_tickets_section_highlight_ticket;
  iface->show_link_state = bilik_tickets_section_show_link_state;
}
