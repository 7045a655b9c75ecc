/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-tickets"

#include <glib/gi18n.h>
#include "bilik-tickets-section-private.h"

enum { SIGNAL_TOAST, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE_WITH_CODE (BilikTicketsSection,
                               bilik_tickets_section,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (CRM_TYPE_WORKSPACE,
                                                      bilik_tickets_section_workspace_init))

/* --- toasts ------------------------------------------------------------------------------ */

AdwToast *
bilik_tickets_section_create_toast (const char *title)
{
  g_autofree char *escaped = g_markup_escape_text (title, -1);

  return adw_toast_new (escaped);
}

void
bilik_tickets_section_show_toast (BilikTicketsSection *self, AdwToast *toast)
{
  if (g_signal_has_handler_pending (self, signals[SIGNAL_TOAST], 0, TRUE))
    g_signal_emit (self, signals[SIGNAL_TOAST], 0, toast);
  else
    g_object_unref (toast);
}

/* --- actions ------------------------------------------------------------------------------- */

static void
on_create (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  bilik_tickets_section_create (user_data);
}

static void
on_link (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  bilik_tickets_section_open_link_dialog (user_data);
}

static void
on_retry_link (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  bilik_tickets_section_retry_link (user_data);
}

static void
on_refresh (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  bilik_ticket_list_reload (BILIK_TICKETS_SECTION (user_data)->list, NULL, NULL, NULL);
}

static void
on_filter (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gtk_toggle_button_set_active (BILIK_TICKETS_SECTION (user_data)->filter_button, TRUE);
}

static void
on_filter_toggled (BilikTicketsSection *self)
{
  bilik_ticket_list_set_show_filter (self->list, gtk_toggle_button_get_active (self->filter_button));
}

/* What is not allowed has no action and no entry in the menu (TCKT-S01 perms, TCKT-S07). */
static void
bilik_tickets_section_add_actions (BilikTicketsSection *self)
{
  static const GActionEntry always[] = { { "refresh", on_refresh }, { "filter", on_filter } };
  static const GActionEntry link[] = { { "link", on_link } };
  static const GActionEntry create[] = { { "create", on_create }, { "retry-link", on_retry_link } };
  GActionMap *map = G_ACTION_MAP (self->actions);

  g_action_map_add_action_entries (map, always, G_N_ELEMENTS (always), self);
  if (self->gates.associate)
    g_action_map_add_action_entries (map, link, G_N_ELEMENTS (link), self);
  if (self->gates.create)
    g_action_map_add_action_entries (map, create, G_N_ELEMENTS (create), self);
}

static void
bilik_tickets_section_build_menu (BilikTicketsSection *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();

  if (self->gates.associate)
    g_menu_append (menu, _ ("From _Existing"), "tickets.link");
  if (self->gates.create)
    g_menu_append (menu, _ ("Create _New"), "tickets.create");

  gtk_widget_set_visible (GTK_WIDGET (self->add_button), g_menu_model_get_n_items (G_MENU_MODEL (menu)) > 0);
  gtk_menu_button_set_menu_model (self->add_button, G_MENU_MODEL (menu));
}

/* --- list ------------------------------------------------------------------------------------ */

static void
on_list_changed (BilikTicketsSection *self)
{
  guint64 total = bilik_ticket_list_get_total (self->list);
  g_autofree char *count = total > 0 ? g_strdup_printf ("%'" G_GUINT64_FORMAT, total) : g_strdup ("");

  gtk_label_set_text (self->count, count);
}

static void
on_details (BilikTicketsSection *self, CrmTicket *ticket)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-record", "(ss)", "ticket",
                              crm_ticket_get_id (ticket));
}

/* --- object ----------------------------------------------------------------------------------- */

static void
bilik_tickets_section_dispose (GObject *object)
{
  BilikTicketsSection *self = BILIK_TICKETS_SECTION (object);

  bilik_tickets_section_end_create (self);
  if (self->link_dialog != NULL)
    {
      GtkWindow *dialog = self->link_dialog;
      g_clear_weak_pointer (&self->link_dialog);
      g_signal_handlers_disconnect_by_data (dialog, self);
      gtk_window_destroy (dialog);
    }
  gtk_widget_dispose_template (GTK_WIDGET (self), BILIK_TYPE_TICKETS_SECTION);
  for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL;)
    gtk_widget_unparent (child);
  g_clear_object (&self->actions);
  g_clear_object (&self->customer);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (bilik_tickets_section_parent_class)->dispose (object);
}

static void
bilik_tickets_section_finalize (GObject *object)
{
  g_ptr_array_unref (BILIK_TICKETS_SECTION (object)->linking);

  G_OBJECT_CLASS (bilik_tickets_section_parent_class)->finalize (object);
}

static void
bilik_tickets_section_class_init (BilikTicketsSectionClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bilik_tickets_section_dispose;
  G_OBJECT_CLASS (klass)->finalize = bilik_tickets_section_finalize;

  signals[SIGNAL_TOAST] = g_signal_new ("toast", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, ADW_TYPE_TOAST);

  g_type_ensure (BILIK_TYPE_TICKET_LIST);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bilik/Bilik/tickets/bilik-tickets-section.ui");
  gtk_widget_class_bind_template_child (widget_class, BilikTicketsSection, count);
  gtk_widget_class_bind_template_child (widget_class, BilikTicketsSection, filter_button);
  gtk_widget_class_bind_template_child (widget_class, BilikTicketsSection, add_button);
  gtk_widget_class_bind_template_child (widget_class, BilikTicketsSection, unlinked_revealer);
  gtk_widget_class_bind_template_child (widget_class, BilikTicketsSection, unlinked_label);
  gtk_widget_class_bind_template_child (widget_class, BilikTicketsSection, panel_slot);
  gtk_widget_class_bind_template_child (widget_class, BilikTicketsSection, list);
}

static void
bilik_tickets_section_init (BilikTicketsSection *self)
{
  self->linking = g_ptr_array_new_with_free_func (g_object_unref);
  self->actions = g_simple_action_group_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "tickets", G_ACTION_GROUP (self->actions));
  g_signal_connect_swapped (self->filter_button, "toggled", G_CALLBACK (on_filter_toggled), self);
  g_signal_connect_swapped (self->list, "changed", G_CALLBACK (on_list_changed), self);
  g_signal_connect_swapped (self->list, "details", G_CALLBACK (on_details), self);
  g_signal_connect_swapped (self->list, "unlink", G_CALLBACK (bilik_tickets_section_unlink), self);
}

static CrmGates
evaluate_gates (CrmProfile *profile, CrmCustomer *customer)
{
  const CrmGateInput input = {
    .flags = crm_profile_get_flags (profile),
    .permissions = crm_profile_get_permissions (profile),
    .is_ticket_enabled = crm_profile_get_is_ticket_enabled (profile),
    .is_tso = crm_profile_get_is_tso (profile),
    .customer_can_update = crm_customer_get_can_update (customer),
    .surface = crm_profile_get_create_surface (profile),
  };

  return crm_gate_evaluate (&input);
}

GtkWidget *
bilik_tickets_section_new (BilikSession *session, CrmCustomer *customer)
{
  g_return_val_if_fail (BILIK_IS_SESSION (session), NULL);
  g_return_val_if_fail (CRM_IS_CUSTOMER (customer), NULL);

  BilikTicketsSection *self = g_object_new (BILIK_TYPE_TICKETS_SECTION, NULL);
  self->session = g_object_ref (session);
  self->customer = g_object_ref (customer);
  self->gates = evaluate_gates (bilik_session_get_profile (session), customer);

  bilik_tickets_section_add_actions (self);
  bilik_tickets_section_build_menu (self);
  bilik_ticket_list_open (self->list, bilik_session_get_client (session), customer, self->gates.associate);
  if (self->gates.embed && bilik_session_get_embed_loader (session) != NULL)
    bilik_embed_loader_preheat (bilik_session_get_embed_loader (session));
  return GTK_WIDGET (self);
}

gboolean
bilik_tickets_section_is_dirty (BilikTicketsSection *self)
{
  g_return_val_if_fail (BILIK_IS_TICKETS_SECTION (self), FALSE);
  if (self->native != NULL)
    return !crm_flow_create_native_keep_draft (self->native);
  return self->panel != NULL && bilik_create_panel_is_dirty (self->panel);
}
