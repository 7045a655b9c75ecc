/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-rooms"

#include "bilik-message-list.h"

#include "bilik-message-row.h"

#define NEAR_END 32 /* px */

struct _BilikMessageList
{
  AdwBin parent_instance;

  GtkScrolledWindow *scroller;
  GtkListView *list;
  GtkSpinner *spinner;
  GtkButton *news;

  CrmConversation *conversation;
  guint scroll;
  gboolean follows_end;
  gboolean shows_end;
  double last_upper; /* of the scroll: another one means that it was not the agent who moved */
  double last_page;
};

enum { PROP_0, PROP_SHOWS_END, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { NEAR_START, ARRIVED, RETRY, DISCARD, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BilikMessageList, bilik_message_list, ADW_TYPE_BIN)

/* --- where the scroll is --------------------------------------------------------------------------- */

static void
set_follows_end (BilikMessageList *self, gboolean follows_end)
{
  gboolean shows_end = follows_end && gtk_widget_get_mapped (GTK_WIDGET (self));

  self->follows_end = follows_end;
  if (follows_end)
    gtk_widget_hide (GTK_WIDGET (self->news));
  if (self->shows_end == shows_end)
    return;
  self->shows_end = shows_end;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOWS_END]);
}

static gboolean
on_scroll_due (gpointer user_data)
{
  BilikMessageList *self = user_data;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->conversation));

  self->scroll = 0;
  if (n > 0)
    gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", n - 1);
  return G_SOURCE_REMOVE;
}

/* Once the list has taken in what came. */
static void
scroll_to_end (BilikMessageList *self)
{
  set_follows_end (self, TRUE);
  if (self->scroll == 0)
    self->scroll = g_idle_add (on_scroll_due, self);
}

static void
on_scroll_resized (BilikMessageList *self)
{
  if (self->follows_end)
    scroll_to_end (self);
}

static void
on_scrolled (BilikMessageList *self, GtkAdjustment *adjustment)
{
  double upper = gtk_adjustment_get_upper (adjustment);
  double page = gtk_adjustment_get_page_size (adjustment);
  double value = gtk_adjustment_get_value (adjustment);

  if (upper == self->last_upper && page == self->last_page)
    set_follows_end (self, value + page >= upper - NEAR_END);
  self->last_upper = upper;
  self->last_page = page;
  if (value < page)
    g_signal_emit (self, signals[NEAR_START], 0);
}

static void
on_items_changed (BilikMessageList *self, guint position, guint n_removed, guint n_added, GListModel *model)
{
  g_autoptr (CrmEntry) last = NULL;
  gboolean is_own;

  /* History before what is shown, and what goes, move nothing. */
  if (n_added == 0 || position + n_added < g_list_model_get_n_items (model))
    return;
  last = g_list_model_get_item (model, position + n_added - 1);
  is_own = crm_entry_get_message (last) == NULL;
  if (self->follows_end || is_own)
    scroll_to_end (self);
  else if (position > 0)
    gtk_widget_show (GTK_WIDGET (self->news));
  if (position > 0 && !is_own)
    g_signal_emit (self, signals[ARRIVED], 0);
}

static void
on_news_clicked (BilikMessageList *self)
{
  scroll_to_end (self);
}

/* --- rows ------------------------------------------------------------------------------------------- */

static void
on_entry_retry (BilikMessageList *self, CrmEntry *entry)
{
  g_signal_emit (self, signals[RETRY], 0, entry);
}

static void
on_entry_discard (BilikMessageList *self, CrmEntry *entry)
{
  g_signal_emit (self, signals[DISCARD], 0, entry);
}

static void
on_row_setup (BilikMessageList *self, GtkListItem *item)
{
  GtkWidget *row = bilik_message_row_new ();

  gtk_list_item_set_activatable (item, FALSE);
  g_signal_connect_object (row, "retry", G_CALLBACK (on_entry_retry), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "discard", G_CALLBACK (on_entry_discard), self, G_CONNECT_SWAPPED);
  gtk_list_item_set_child (item, row);
}

static void
on_row_bind (BilikMessageList *self, GtkListItem *item)
{
  bilik_message_row_set_entry (BILIK_MESSAGE_ROW (gtk_list_item_get_child (item)),
                               gtk_list_item_get_item (item));
}

static void
on_row_unbind (BilikMessageList *self, GtkListItem *item)
{
  bilik_message_row_set_entry (BILIK_MESSAGE_ROW (gtk_list_item_get_child (item)), NULL);
}

void
bilik_message_list_set_conversation (BilikMessageList *self, CrmConversation *conversation)
{
  g_return_if_fail (BILIK_IS_MESSAGE_LIST (self));

  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkNoSelection) selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (conversation)));
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

  self->conversation = g_object_ref (conversation);
  g_signal_connect_object (factory, "setup", G_CALLBACK (on_row_setup), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (on_row_bind), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (on_row_unbind), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
  g_signal_connect_object (conversation, "items-changed", G_CALLBACK (on_items_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (on_scrolled), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (on_scroll_resized), self, G_CONNECT_SWAPPED);
}

/* --- the object ------------------------------------------------------------------------------------- */

static void
bilik_message_list_map (GtkWidget *widget)
{
  BilikMessageList *self = BILIK_MESSAGE_LIST (widget);

  GTK_WIDGET_CLASS (bilik_message_list_parent_class)->map (widget);
  set_follows_end (self, self->follows_end);
}

static void
bilik_message_list_unmap (GtkWidget *widget)
{
  BilikMessageList *self = BILIK_MESSAGE_LIST (widget);

  GTK_WIDGET_CLASS (bilik_message_list_parent_class)->unmap (widget);
  set_follows_end (self, self->follows_end);
}

static void
bilik_message_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_SHOWS_END)
    g_value_set_boolean (value, BILIK_MESSAGE_LIST (object)->shows_end);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
bilik_message_list_dispose (GObject *object)
{
  BilikMessageList *self = BILIK_MESSAGE_LIST (object);

  g_clear_handle_id (&self->scroll, g_source_remove);
  /* A list that is taken apart still scrolls. */
  if (self->conversation != NULL)
    g_signal_handlers_disconnect_by_data (gtk_scrolled_window_get_vadjustment (self->scroller), self);
  g_clear_object (&self->conversation);

  G_OBJECT_CLASS (bilik_message_list_parent_class)->dispose (object);
}

static void
add_signals (GType type)
{
  signals[NEAR_START] =
      g_signal_new ("near-start", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ARRIVED] = g_signal_new ("arrived", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[RETRY] =
      g_signal_new ("retry", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, CRM_TYPE_ENTRY);
  signals[DISCARD] =
      g_signal_new ("discard", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, CRM_TYPE_ENTRY);
}

static void
bilik_message_list_class_init (BilikMessageListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->get_property = bilik_message_list_get_property;
  G_OBJECT_CLASS (klass)->dispose = bilik_message_list_dispose;
  widget_class->map = bilik_message_list_map;
  widget_class->unmap = bilik_message_list_unmap;

  properties[PROP_SHOWS_END] =
      g_param_spec_boolean ("shows-end", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
  add_signals (G_TYPE_FROM_CLASS (klass));

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bilik/Bilik/rooms/bilik-message-list.ui");
  gtk_widget_class_bind_template_child (widget_class, BilikMessageList, scroller);
  gtk_widget_class_bind_template_child (widget_class, BilikMessageList, list);
  gtk_widget_class_bind_template_child (widget_class, BilikMessageList, spinner);
  gtk_widget_class_bind_template_child (widget_class, BilikMessageList, news);
  gtk_widget_class_bind_template_callback (widget_class, on_news_clicked);
}

static void
bilik_message_list_init (BilikMessageList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->follows_end = TRUE;
}

void
bilik_message_list_set_loading (BilikMessageList *self, gboolean is_loading)
{
  g_return_if_fail (BILIK_IS_MESSAGE_LIST (self));

  gtk_spinner_set_spinning (self->spinner, is_loading);
}

gboolean
bilik_message_list_get_shows_end (BilikMessageList *self)
{
  g_return_val_if_fail (BILIK_IS_MESSAGE_LIST (self), FALSE);

  return self->shows_end;
}
