/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-tickets"

#include <adwaita.h>
#include <glib/gi18n.h>
#include "bilik-placeholder.h"
#include "bilik-skeleton.h"
#include "bilik-ticket-card.h"
#include "bilik-ticket-feed.h"
#include "bilik-ticket-list.h"
#include "crm-error.h"

#define SKELETON_AFTER_MS 150
#define N_SKELETON_CARDS  3
#define CARD_MARGIN       48  /* px to be seen around a card that is scrolled to */
#define MORE_AHEAD        400 /* px before the end at which the next page is asked for */

struct _BilikTicketList
{
  GtkWidget parent_instance;

  BilikTicketFeed *feed;
  gboolean can_link;
  guint skeleton_id;
  char *highlighted; /* ticket that waits for its first allocation */
  guint highlight_id;
  GtkAdjustment *scrolling; /* that of the page around, while mapped */

  GtkRevealer *filter_revealer;
  GtkEditable *filter_entry;
  GtkDropDown *status_drop_down;
  GtkRevealer *stale_revealer;
  GtkLabel *stale_label;
  GtkStack *stack;
  GtkBox *skeleton;
  GtkListBox *list;
  GtkWidget *more_button;
  BilikPlaceholder *empty_page;
  BilikPlaceholder *error_page;
};

enum { SIGNAL_CHANGED, SIGNAL_DETAILS, SIGNAL_UNLINK, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BilikTicketList, bilik_ticket_list, GTK_TYPE_WIDGET)

/* --- states --------------------------------------------------------------------------- */

static gboolean
on_load_is_slow (gpointer user_data)
{
  BilikTicketList *self = user_data;

  self->skeleton_id = 0;
  gtk_stack_set_visible_child_name (self->stack, "skeleton");
  return G_SOURCE_REMOVE;
}

static void
bilik_ticket_list_show_loading (BilikTicketList *self, gboolean has_tickets)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "list.more", FALSE);
  /* What is there stays while it is loaded again; a skeleton stands in for nothing only. */
  if (!has_tickets && self->skeleton_id == 0)
    self->skeleton_id = g_timeout_add (SKELETON_AFTER_MS, on_load_is_slow, self);
}

static void
bilik_ticket_list_show_loaded (BilikTicketList *self, gboolean has_tickets, const GError *error)
{
  const char *page = "tickets";

  if (!has_tickets)
    page = error != NULL ? "error" : bilik_ticket_feed_is_filtered (self->feed) ? "no-match" : "empty";
  if (error != NULL)
    {
      bilik_placeholder_set_description (self->error_page, crm_error_get_sentence (error));
      gtk_label_set_text (self->stale_label, crm_error_get_sentence (error));
    }
  gtk_revealer_set_reveal_child (self->stale_revealer, error != NULL && has_tickets);
  gtk_stack_set_visible_child_name (self->stack, page);
  gtk_widget_set_visible (self->more_button, bilik_ticket_feed_get_has_more (self->feed));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "list.more", TRUE);
}

static void
on_feed_changed (BilikTicketList *self)
{
  gboolean has_tickets = g_list_model_get_n_items (G_LIST_MODEL (self->feed)) > 0;
  gboolean loading = bilik_ticket_feed_get_state (self->feed) == BILIK_TICKET_FEED_LOADING;

  gtk_accessible_update_state (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_STATE_BUSY, loading, -1);
  if (loading)
    {
      bilik_ticket_list_show_loading (self, has_tickets);
      return;
    }
  g_clear_handle_id (&self->skeleton_id, g_source_remove);
  bilik_ticket_list_show_loaded (self, has_tickets, bilik_ticket_feed_get_error (self->feed));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* --- cards -------------------------------------------------------------------------------- */

static void
on_card_details (BilikTicketCard *card, BilikTicketList *self)
{
  g_signal_emit (self, signals[SIGNAL_DETAILS], 0, bilik_ticket_card_get_ticket (card));
}

static void
on_card_unlink (BilikTicketCard *card, BilikTicketList *self)
{
  g_signal_emit (self, signals[SIGNAL_UNLINK], 0, bilik_ticket_card_get_ticket (card));
}

static GtkWidget *
create_card (gpointer item, gpointer user_data)
{
  BilikTicketList *self = user_data;
  GtkWidget *card = bilik_ticket_card_new (CRM_TICKET (item), self->can_link);

  g_signal_connect (card, "details", G_CALLBACK (on_card_details), self);
  g_signal_connect (card, "unlink", G_CALLBACK (on_card_unlink), self);
  return card;
}

/* --- scrolling ---------------------------------------------------------------------------- */

/* Where @widget stands in what is scrolled, not in what is seen of it: when the adjustment tells of a change, nothing has
 * been laid out by it yet. */
static gboolean
get_place (BilikTicketList *self, GtkWidget *widget, graphene_rect_t *out_bounds)
{
  GtkWidget *viewport = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_VIEWPORT);

  return viewport != NULL && self->scrolling != NULL && gtk_widget_get_height (widget) > 0 &&
         gtk_widget_compute_bounds (widget, gtk_viewport_get_child (GTK_VIEWPORT (viewport)), out_bounds);
}

static void
bilik_ticket_list_scroll_to (BilikTicketList *self, GtkWidget *card)
{
  graphene_rect_t bounds;

  if (get_place (self, card, &bounds))
    gtk_adjustment_clamp_page (self->scrolling, bounds.origin.y - CARD_MARGIN,
                               bounds.origin.y + bounds.size.height + CARD_MARGIN);
}

static gboolean
on_highlight_frame (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  BilikTicketList *self = BILIK_TICKET_LIST (widget);
  guint position;

  if (bilik_ticket_feed_find (self->feed, self->highlighted, &position) != NULL)
    {
      GtkWidget *card = GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, position));
      if (gtk_widget_get_height (card) == 0)
        return G_SOURCE_CONTINUE;
      bilik_ticket_list_scroll_to (self, card);
    }
  self->highlight_id = 0;
  g_clear_pointer (&self->highlighted, g_free);
  return G_SOURCE_REMOVE;
}

static void
on_scrolled (BilikTicketList *self)
{
  graphene_rect_t bounds;

  if (!gtk_widget_get_mapped (self->more_button) || !get_place (self, self->more_button, &bounds))
    return;

  double end = gtk_adjustment_get_value (self->scrolling) + gtk_adjustment_get_page_size (self->scrolling);
  if (bounds.origin.y < end + MORE_AHEAD)
    bilik_ticket_feed_load_more (self->feed);
}

static void
bilik_ticket_list_map (GtkWidget *widget)
{
  BilikTicketList *self = BILIK_TICKET_LIST (widget);
  GtkWidget *scroller = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);

  GTK_WIDGET_CLASS (bilik_ticket_list_parent_class)->map (widget);
  if (scroller == NULL)
    return;
  self->scrolling = g_object_ref (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller)));
  g_signal_connect_swapped (self->scrolling, "value-changed", G_CALLBACK (on_scrolled), self);
}

static void
bilik_ticket_list_unmap (GtkWidget *widget)
{
  BilikTicketList *self = BILIK_TICKET_LIST (widget);

  if (self->scrolling != NULL)
    g_signal_handlers_disconnect_by_data (self->scrolling, self);
  g_clear_object (&self->scrolling);
  GTK_WIDGET_CLASS (bilik_ticket_list_parent_class)->unmap (widget);
}

/* --- filter --------------------------------------------------------------------------------- */

static gboolean
bilik_ticket_list_apply_filter (BilikTicketList *self)
{
  guint selected = gtk_drop_down_get_selected (self->status_drop_down);
  /* The first entry is any status; the others stand in the order of the enumeration. */
  const char *status = selected == 0 || selected == GTK_INVALID_LIST_POSITION
                           ? NULL
                           : crm_ticket_status_to_wire ((CrmTicketStatus) (selected - 1));

  return bilik_ticket_feed_set_filter (self->feed, status, gtk_editable_get_text (self->filter_entry));
}

static void
on_filter_changed (BilikTicketList *self)
{
  if (self->feed != NULL && bilik_ticket_list_apply_filter (self))
    bilik_ticket_feed_reload (self->feed, NULL, NULL, NULL);
}

static void
on_show_all (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  BilikTicketList *self = BILIK_TICKET_LIST (widget);

  bilik_ticket_list_clear_filter (self);
  bilik_ticket_feed_reload (self->feed, NULL, NULL, NULL);
}

static void
on_reload (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  bilik_ticket_feed_reload (BILIK_TICKET_LIST (widget)->feed, NULL, NULL, NULL);
}

static void
on_more (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  bilik_ticket_feed_load_more (BILIK_TICKET_LIST (widget)->feed);
}

/* --- object ----------------------------------------------------------------------------------- */

static void
bilik_ticket_list_dispose (GObject *object)
{
  BilikTicketList *self = BILIK_TICKET_LIST (object);

  g_clear_handle_id (&self->skeleton_id, g_source_remove);
  if (self->feed != NULL)
    g_signal_handlers_disconnect_by_data (self->feed, self);
  gtk_widget_dispose_template (GTK_WIDGET (self), BILIK_TYPE_TICKET_LIST);
  for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL;)
    gtk_widget_unparent (child);
  g_clear_object (&self->feed);
  g_clear_pointer (&self->highlighted, g_free);

  G_OBJECT_CLASS (bilik_ticket_list_parent_class)->dispose (object);
}

static void
bilik_ticket_list_class_init (BilikTicketListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bilik_ticket_list_dispose;
  widget_class->map = bilik_ticket_list_map;
  widget_class->unmap = bilik_ticket_list_unmap;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_DETAILS] = g_signal_new ("details", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, CRM_TYPE_TICKET);
  signals[SIGNAL_UNLINK] = g_signal_new ("unlink", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, CRM_TYPE_TICKET);

  gtk_widget_class_install_action (widget_class, "list.reload", NULL, on_reload);
  gtk_widget_class_install_action (widget_class, "list.more", NULL, on_more);
  gtk_widget_class_install_action (widget_class, "list.show-all", NULL, on_show_all);

  g_type_ensure (BILIK_TYPE_PLACEHOLDER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bilik/Bilik/tickets/bilik-ticket-list.ui");
  gtk_widget_class_bind_template_child (widget_class, BilikTicketList, filter_revealer);
  gtk_widget_class_bind_template_child (widget_class, BilikTicketList, filter_entry);
  gtk_widget_class_bind_template_child (widget_class, BilikTicketList, status_drop_down);
  gtk_widget_class_bind_template_child (widget_class, BilikTicketList, stale_revealer);
  gtk_widget_class_bind_template_child (widget_class, BilikTicketList, stale_label);
  gtk_widget_class_bind_template_child (widget_class, BilikTicketList, stack);
  gtk_widget_class_bind_template_child (widget_class, BilikTicketList, skeleton);
  gtk_widget_class_bind_template_child (widget_class, BilikTicketList, list);
  gtk_widget_class_bind_template_child (widget_class, BilikTicketList, more_button);
  gtk_widget_class_bind_template_child (widget_class, BilikTicketList, empty_page);
  gtk_widget_class_bind_template_child (widget_class, BilikTicketList, error_page);
}

static void
bilik_ticket_list_init (BilikTicketList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < N_SKELETON_CARDS; i++)
    gtk_box_append (self->skeleton, bilik_skeleton_new_card (i));
  g_signal_connect_swapped (self->filter_entry, "search-changed", G_CALLBACK (on_filter_changed), self);
  g_signal_connect_swapped (self->status_drop_down, "notify::selected", G_CALLBACK (on_filter_changed), self);
}

void
bilik_ticket_list_open (BilikTicketList *self, CrmClient *client, CrmCustomer *customer, gboolean can_link)
{
  g_return_if_fail (BILIK_IS_TICKET_LIST (self));
  g_return_if_fail (self->feed == NULL);

  self->can_link = can_link;
  bilik_placeholder_set_description (
      self->empty_page, can_link ? _ ("Create a ticket or link an existing one with the + button.")
                                 : _ ("Tickets that are linked to this customer show here."));
  self->feed = bilik_ticket_feed_new_for_customer (client, crm_customer_get_id (customer));
  g_signal_connect_swapped (self->feed, "changed", G_CALLBACK (on_feed_changed), self);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->feed), create_card, self, NULL);
  bilik_ticket_feed_reload (self->feed, NULL, NULL, NULL);
}

void
bilik_ticket_list_reload (BilikTicketList *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail (BILIK_IS_TICKET_LIST (self));
  bilik_ticket_feed_reload (self->feed, cancellable, callback, user_data);
}

gboolean
bilik_ticket_list_reload_finish (BilikTicketList *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (BILIK_IS_TICKET_LIST (self), FALSE);
  return bilik_ticket_feed_reload_finish (self->feed, result, error);
}

guint64
bilik_ticket_list_get_total (BilikTicketList *self)
{
  g_return_val_if_fail (BILIK_IS_TICKET_LIST (self), 0);
  return bilik_ticket_feed_get_total (self->feed);
}

gboolean
bilik_ticket_list_get_is_filtered (BilikTicketList *self)
{
  g_return_val_if_fail (BILIK_IS_TICKET_LIST (self), FALSE);
  return bilik_ticket_feed_is_filtered (self->feed);
}

gboolean
bilik_ticket_list_has_ticket (BilikTicketList *self, const char *ticket_id)
{
  g_return_val_if_fail (BILIK_IS_TICKET_LIST (self), FALSE);
  return bilik_ticket_feed_find (self->feed, ticket_id, NULL) != NULL;
}

void
bilik_ticket_list_highlight (BilikTicketList *self, const char *ticket_id)
{
  guint position;

  g_return_if_fail (BILIK_IS_TICKET_LIST (self));

  if (bilik_ticket_feed_find (self->feed, ticket_id, &position) == NULL)
    return;
  bilik_ticket_card_highlight (BILIK_TICKET_CARD (gtk_list_box_get_row_at_index (self->list, position)));
  g_free (self->highlighted);
  self->highlighted = g_strdup (ticket_id);
  if (self->highlight_id == 0)
    self->highlight_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_highlight_frame, NULL, NULL);
}

void
bilik_ticket_list_remove (BilikTicketList *self, const char *ticket_id)
{
  g_return_if_fail (BILIK_IS_TICKET_LIST (self));
  bilik_ticket_feed_remove (self->feed, ticket_id);
}

void
bilik_ticket_list_set_show_filter (BilikTicketList *self, gboolean show)
{
  g_return_if_fail (BILIK_IS_TICKET_LIST (self));

  gtk_revealer_set_reveal_child (self->filter_revealer, show);
  if (show)
    gtk_widget_grab_focus (GTK_WIDGET (self->filter_entry));
  else if (bilik_ticket_feed_is_filtered (self->feed))
    on_show_all (GTK_WIDGET (self), NULL, NULL);
}

void
bilik_ticket_list_clear_filter (BilikTicketList *self)
{
  g_return_if_fail (BILIK_IS_TICKET_LIST (self));

  bilik_ticket_feed_set_filter (self->feed, NULL, NULL);
  g_signal_handlers_block_by_func (self->status_drop_down, on_filter_changed, self);
  gtk_drop_down_set_selected (self->status_drop_down, 0);
  g_signal_handlers_unblock_by_func (self->status_drop_down, on_filter_changed, self);
  gtk_editable_set_text (self->filter_entry, "");
}
