/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-tickets"

#include <glib/gi18n.h>
#include "bilik-link-ticket-row.h"
#include "bilik-link-tickets-dialog.h"
#include "bilik-placeholder.h"
#include "bilik-skeleton.h"
#include "bilik-ticket-feed.h"
#include "crm-error.h"
#include "crm-flow-link-existing.h"

#define SKELETON_AFTER_MS 150
#define N_SKELETON_CARDS  4

struct _BilikLinkTicketsDialog
{
  AdwWindow parent_instance;

  CrmClient *client;
  CrmCustomer *customer;
  BilikTicketFeed *feed;
  GHashTable *chosen; /* ticket id → CrmTicket; survives another search */
  GCancellable *closed;
  guint skeleton_id;
  gboolean is_linking;

  AdwWindowTitle *window_title;
  GtkEditable *search_entry;
  GtkRevealer *error_revealer;
  GtkLabel *error_label;
  GtkStack *stack;
  GtkBox *skeleton;
  GtkScrolledWindow *scroller;
  GtkListView *list;
  BilikPlaceholder *error_page;
  GtkButton *link_button;
};

enum { SIGNAL_LINKED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BilikLinkTicketsDialog, bilik_link_tickets_dialog, ADW_TYPE_WINDOW)

/* --- searching ------------------------------------------------------------------------ */

static gboolean
on_search_is_slow (gpointer user_data)
{
  BilikLinkTicketsDialog *self = user_data;

  self->skeleton_id = 0;
  gtk_stack_set_visible_child_name (self->stack, "skeleton");
  return G_SOURCE_REMOVE;
}

static void
on_feed_changed (BilikTicketFeed *feed, BilikLinkTicketsDialog *self)
{
  gboolean has_results = g_list_model_get_n_items (G_LIST_MODEL (feed)) > 0;
  const GError *error = bilik_ticket_feed_get_error (feed);
  BilikTicketFeedState state = bilik_ticket_feed_get_state (feed);

  if (state == BILIK_TICKET_FEED_LOADING)
    {
      if (!has_results && self->skeleton_id == 0)
        self->skeleton_id = g_timeout_add (SKELETON_AFTER_MS, on_search_is_slow, self);
      return;
    }
  g_clear_handle_id (&self->skeleton_id, g_source_remove);
  if (error != NULL && !has_results)
    bilik_placeholder_set_description (self->error_page, crm_error_get_sentence (error));
  gtk_stack_set_visible_child_name (self->stack, has_results ? "results" : error != NULL ? "error" : "empty");
}

static void
bilik_link_tickets_dialog_search (BilikLinkTicketsDialog *self)
{
  bilik_ticket_feed_set_filter (self->feed, NULL, gtk_editable_get_text (self->search_entry));
  bilik_ticket_feed_reload (self->feed, NULL, NULL, NULL);
}

static void
on_search_changed (BilikLinkTicketsDialog *self)
{
  if (bilik_ticket_feed_set_filter (self->feed, NULL, gtk_editable_get_text (self->search_entry)))
    bilik_ticket_feed_reload (self->feed, NULL, NULL, NULL);
}

static void
on_scrolled (GtkAdjustment *adjustment, BilikLinkTicketsDialog *self)
{
  double left = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_value (adjustment) -
                gtk_adjustment_get_page_size (adjustment);

  if (left < 2 * gtk_adjustment_get_page_size (adjustment))
    bilik_ticket_feed_load_more (self->feed);
}

/* --- choosing --------------------------------------------------------------------------- */

static void
bilik_link_tickets_dialog_show_choice (BilikLinkTicketsDialog *self)
{
  guint n_chosen = g_hash_table_size (self->chosen);
  g_autofree char *label =
      n_chosen == 0 ? g_strdup (_ ("Link tickets"))
                    : g_strdup_printf (ngettext ("Link %u ticket", "Link %u tickets", n_chosen), n_chosen);

  gtk_button_set_label (self->link_button, label);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dialog.link", n_chosen > 0 && !self->is_linking);
}

static BilikLinkTicketRow *
find_row (GtkWidget *list, guint position, CrmTicket *ticket)
{
  for (GtkWidget *item = gtk_widget_get_first_child (list); item != NULL;
       item = gtk_widget_get_next_sibling (item))
    {
      GtkWidget *row = gtk_widget_get_first_child (item);
      if (BILIK_IS_LINK_TICKET_ROW (row) &&
          bilik_link_ticket_row_get_ticket (BILIK_LINK_TICKET_ROW (row)) == ticket)
        return BILIK_LINK_TICKET_ROW (row);
    }
  return NULL;
}

static void
on_row_activated (GtkListView *list, guint position, BilikLinkTicketsDialog *self)
{
  g_autoptr (CrmTicket) ticket = g_list_model_get_item (G_LIST_MODEL (self->feed), position);

  if (ticket == NULL || crm_ticket_get_is_associated (ticket) || self->is_linking)
    return;

  gboolean chosen = !g_hash_table_remove (self->chosen, crm_ticket_get_id (ticket));
  if (chosen)
    g_hash_table_insert (self->chosen, g_strdup (crm_ticket_get_id (ticket)), g_object_ref (ticket));

  BilikLinkTicketRow *row = find_row (GTK_WIDGET (list), position, ticket);
  if (row != NULL)
    bilik_link_ticket_row_set_chosen (row, chosen);
  bilik_link_tickets_dialog_show_choice (self);
}

/* Space chooses, as in every list with check marks; Return does so already. */
static gboolean
on_list_key_pressed (GtkEventControllerKey *controller,
                     guint keyval,
                     guint keycode,
                     GdkModifierType modifiers,
                     BilikLinkTicketsDialog *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (keyval != GDK_KEY_space || focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list)))
    return GDK_EVENT_PROPAGATE;
  gtk_widget_activate (focus);
  return GDK_EVENT_STOP;
}

/* Down in the search goes to the results, without a detour over Tab. */
static gboolean
on_search_key_pressed (GtkEventControllerKey *controller,
                       guint keyval,
                       guint keycode,
                       GdkModifierType modifiers,
                       BilikLinkTicketsDialog *self)
{
  if (keyval != GDK_KEY_Down)
    return GDK_EVENT_PROPAGATE;
  gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_TAB_FORWARD);
  return GDK_EVENT_STOP;
}

static void
on_row_setup (GtkSignalListItemFactory *factory, GtkListItem *item, BilikLinkTicketsDialog *self)
{
  gtk_list_item_set_child (item, bilik_link_ticket_row_new ());
}

static void
on_row_bind (GtkSignalListItemFactory *factory, GtkListItem *item, BilikLinkTicketsDialog *self)
{
  CrmTicket *ticket = gtk_list_item_get_item (item);

  gtk_list_item_set_activatable (item, !crm_ticket_get_is_associated (ticket));
  bilik_link_ticket_row_bind (BILIK_LINK_TICKET_ROW (gtk_list_item_get_child (item)), ticket,
                              g_hash_table_contains (self->chosen, crm_ticket_get_id (ticket)));
}

/* --- linking ------------------------------------------------------------------------------ */

static void
bilik_link_tickets_dialog_show_failures (BilikLinkTicketsDialog *self, GPtrArray *outcomes)
{
  g_autoptr (GString) names = g_string_new (NULL);
  const GError *first = NULL;

  for (guint i = 0; i < outcomes->len; i++)
    {
      CrmLinkExistingOutcome *outcome = outcomes->pdata[i];
      CrmTicket *ticket = g_hash_table_lookup (self->chosen, outcome->ticket_id);

      if (outcome->error == NULL || ticket == NULL)
        continue;
      g_string_append_printf (names, "%s“%s”", names->len > 0 ? ", " : "", crm_ticket_get_name (ticket));
      if (first == NULL)
        first = outcome->error;
    }
  if (first != NULL)
    {
      /* Translators: %1$s is a list of titles, %2$s a sentence that says why. */
      g_autofree char *message =
          g_strdup_printf (_ ("Couldn't link %1$s. %2$s"), names->str, crm_error_get_sentence (first));
      gtk_label_set_text (self->error_label, message);
    }
  gtk_revealer_set_reveal_child (self->error_revealer, first != NULL);
}

static gboolean
take_linked (gpointer outcome, gpointer chosen)
{
  return ((CrmLinkExistingOutcome *) outcome)->error == NULL &&
         g_hash_table_remove (chosen, ((CrmLinkExistingOutcome *) outcome)->ticket_id);
}

static void
on_linked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BilikLinkTicketsDialog) self = user_data;
  g_autoptr (GPtrArray) outcomes = crm_flow_link_existing_run_finish (result, NULL);
  guint n_linked = 0;

  self->is_linking = FALSE;
  if (outcomes == NULL)
    return;
  for (guint i = 0; i < outcomes->len; i++)
    n_linked += take_linked (outcomes->pdata[i], self->chosen) ? 1 : 0;
  if (n_linked > 0)
    g_signal_emit (self, signals[SIGNAL_LINKED], 0, outcomes);

  if (g_cancellable_is_cancelled (self->closed))
    return;
  bilik_link_tickets_dialog_show_failures (self, outcomes);
  bilik_link_tickets_dialog_show_choice (self);
  if (g_hash_table_size (self->chosen) == 0)
    gtk_window_close (GTK_WINDOW (self));
  else
    bilik_link_tickets_dialog_search (self);
}

static void
on_link (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  BilikLinkTicketsDialog *self = BILIK_LINK_TICKETS_DIALOG (widget);
  g_autofree const char **ids = (const char **) g_hash_table_get_keys_as_array (self->chosen, NULL);

  if (g_hash_table_size (self->chosen) == 0 || self->is_linking)
    return;
  self->is_linking = TRUE;
  bilik_link_tickets_dialog_show_choice (self);
  /* Not cancelled when the window closes: what was asked for is finished, and its toast offers the undo. */
  crm_flow_link_existing_run (self->client, crm_customer_get_id (self->customer), ids, NULL, on_linked,
                              g_object_ref (self));
}

static void
on_search (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  bilik_link_tickets_dialog_search (BILIK_LINK_TICKETS_DIALOG (widget));
}

/* --- object --------------------------------------------------------------------------------- */

static gboolean
bilik_link_tickets_dialog_close_request (GtkWindow *window)
{
  g_cancellable_cancel (BILIK_LINK_TICKETS_DIALOG (window)->closed);
  return GTK_WINDOW_CLASS (bilik_link_tickets_dialog_parent_class)->close_request (window);
}

static void
bilik_link_tickets_dialog_dispose (GObject *object)
{
  BilikLinkTicketsDialog *self = BILIK_LINK_TICKETS_DIALOG (object);

  g_cancellable_cancel (self->closed);
  g_clear_handle_id (&self->skeleton_id, g_source_remove);
  if (self->feed != NULL)
    g_signal_handlers_disconnect_by_data (self->feed, self);
  g_clear_object (&self->feed);
  g_clear_object (&self->customer);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (bilik_link_tickets_dialog_parent_class)->dispose (object);
}

static void
bilik_link_tickets_dialog_finalize (GObject *object)
{
  BilikLinkTicketsDialog *self = BILIK_LINK_TICKETS_DIALOG (object);

  g_hash_table_unref (self->chosen);
  g_object_unref (self->closed);

  G_OBJECT_CLASS (bilik_link_tickets_dialog_parent_class)->finalize (object);
}

static void
bilik_link_tickets_dialog_class_init (BilikLinkTicketsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bilik_link_tickets_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = bilik_link_tickets_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = bilik_link_tickets_dialog_close_request;

  signals[SIGNAL_LINKED] = g_signal_new ("linked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);

  gtk_widget_class_install_action (widget_class, "dialog.link", NULL, on_link);
  gtk_widget_class_install_action (widget_class, "dialog.search", NULL, on_search);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "dialog.link", NULL);

  g_type_ensure (BILIK_TYPE_PLACEHOLDER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bilik/Bilik/tickets/bilik-link-tickets-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, BilikLinkTicketsDialog, window_title);
  gtk_widget_class_bind_template_child (widget_class, BilikLinkTicketsDialog, search_entry);
  gtk_widget_class_bind_template_child (widget_class, BilikLinkTicketsDialog, error_revealer);
  gtk_widget_class_bind_template_child (widget_class, BilikLinkTicketsDialog, error_label);
  gtk_widget_class_bind_template_child (widget_class, BilikLinkTicketsDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, BilikLinkTicketsDialog, skeleton);
  gtk_widget_class_bind_template_child (widget_class, BilikLinkTicketsDialog, scroller);
  gtk_widget_class_bind_template_child (widget_class, BilikLinkTicketsDialog, list);
  gtk_widget_class_bind_template_child (widget_class, BilikLinkTicketsDialog, error_page);
  gtk_widget_class_bind_template_child (widget_class, BilikLinkTicketsDialog, link_button);
}

static void
add_key_handler (GtkWidget *widget, GCallback handler, BilikLinkTicketsDialog *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", handler, self);
  gtk_widget_add_controller (widget, keys);
}

static void
bilik_link_tickets_dialog_init (BilikLinkTicketsDialog *self)
{
  self->chosen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->closed = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));

  for (guint i = 0; i < N_SKELETON_CARDS; i++)
    gtk_box_append (self->skeleton, bilik_skeleton_new_card (i));
  g_signal_connect_swapped (self->search_entry, "search-changed", G_CALLBACK (on_search_changed), self);
  g_signal_connect_swapped (self->search_entry, "stop-search", G_CALLBACK (gtk_window_close), self);
  add_key_handler (GTK_WIDGET (self->search_entry), G_CALLBACK (on_search_key_pressed), self);
  add_key_handler (GTK_WIDGET (self->list), G_CALLBACK (on_list_key_pressed), self);
  g_signal_connect (self->list, "activate", G_CALLBACK (on_row_activated), self);
  g_signal_connect (gtk_scrolled_window_get_vadjustment (self->scroller), "value-changed",
                    G_CALLBACK (on_scrolled), self);
  gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (self->search_entry));
  bilik_link_tickets_dialog_show_choice (self);
}

static void
bilik_link_tickets_dialog_bind_list (BilikLinkTicketsDialog *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkNoSelection *selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->feed)));

  g_signal_connect (factory, "setup", G_CALLBACK (on_row_setup), self);
  g_signal_connect (factory, "bind", G_CALLBACK (on_row_bind), self);
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
  g_object_unref (factory);
  g_object_unref (selection);
}

GtkWindow *
bilik_link_tickets_dialog_new (CrmClient *client, CrmCustomer *customer, GtkWindow *parent)
{
  g_return_val_if_fail (CRM_IS_CLIENT (client), NULL);
  g_return_val_if_fail (CRM_IS_CUSTOMER (customer), NULL);

  BilikLinkTicketsDialog *self = g_object_new (BILIK_TYPE_LINK_TICKETS_DIALOG, "transient-for", parent, NULL);
  self->client = g_object_ref (client);
  self->customer = g_object_ref (customer);
  self->feed = bilik_ticket_feed_new_for_search (client, crm_customer_get_id (customer));
  g_signal_connect (self->feed, "changed", G_CALLBACK (on_feed_changed), self);

  /* Translators: where found tickets are linked to; %s is a customer's name. */
  g_autofree char *subtitle = g_strdup_printf (_ ("To %s"), crm_customer_get_name (customer));
  adw_window_title_set_subtitle (self->window_title, subtitle);
  bilik_link_tickets_dialog_bind_list (self);
  bilik_link_tickets_dialog_search (self);
  return GTK_WINDOW (self);
}
