/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-rooms"

#include "bilik-room-filter-button.h"

#include <glib/gi18n.h>

#include "bilik-room-words.h"
#include "bilik-saved-filter-row.h"

struct _BilikRoomFilterButton
{
  AdwBin parent_instance;

  GtkLabel *label;
  GtkPopover *popover;
  GtkCheckButton *all;
  GtkCheckButton *mine;
  GtkCheckButton *unassigned;
  GtkCheckButton *unread;
  GtkDropDown *channel;
  GtkLabel *heading;
  GtkScrolledWindow *scroller;
  GtkListBox *list;
  GtkEntry *name;
  GtkLabel *complaint;

  BilikSavedFilters *filters;
  char *query;
  CrmRoomSearch search; /* of the widgets; its strings are borrowed */
  gboolean is_setting;
};

enum { PROP_0, PROP_QUERY, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { CHANGED, TOAST, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BilikRoomFilterButton, bilik_room_filter_button, ADW_TYPE_BIN)

/* --- what is chosen --------------------------------------------------------- */

static CrmRoomSearch
read_search (BilikRoomFilterButton *self)
{
  guint channel = gtk_drop_down_get_selected (self->channel);
  CrmRoomSearch search = { self->search.filter, gtk_check_button_get_active (self->unread), NULL,
                           self->query };

  /* None of them is, while one gives way to another. */
  if (gtk_check_button_get_active (self->all))
    search.filter = CRM_ROOMS_ALL;
  else if (gtk_check_button_get_active (self->mine))
    search.filter = CRM_ROOMS_MINE;
  else if (gtk_check_button_get_active (self->unassigned))
    search.filter = CRM_ROOMS_UNASSIGNED;
  /* The first one is any of them. */
  if (channel > 0 && channel != GTK_INVALID_LIST_POSITION)
    search.channel = bilik_room_words_get_channel (channel - 1);
  return search;
}

/* The name of the saved filter that asks for this, or what it asks for; the text stands in the search entry. */
static void
show_label (BilikRoomFilterButton *self)
{
  BilikSavedFilter *saved =
      self->filters != NULL ? bilik_saved_filters_find (self->filters, &self->search) : NULL;
  CrmRoomSearch chosen = self->search;
  g_autofree char *words = NULL;

  chosen.query = NULL;
  words = bilik_room_words_search (&chosen);
  gtk_label_set_text (self->label, saved != NULL ? bilik_saved_filter_get_name (saved) : words);
}

static void
update (BilikRoomFilterButton *self)
{
  if (self->is_setting)
    return;
  self->search = read_search (self);
  show_label (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_chosen (BilikRoomFilterButton *self)
{
  CrmRoomSearch search = read_search (self);

  if (!crm_room_search_equal (&search, &self->search))
    update (self);
}

static guint
find_channel (const char *channel)
{
  for (guint i = 0; channel != NULL && bilik_room_words_get_channel (i) != NULL; i++)
    {
      if (g_str_equal (bilik_room_words_get_channel (i), channel))
        return i + 1;
    }
  return 0;
}

const CrmRoomSearch *
bilik_room_filter_button_get_search (BilikRoomFilterButton *self)
{
  g_return_val_if_fail (BILIK_IS_ROOM_FILTER_BUTTON (self), NULL);

  return &self->search;
}

void
bilik_room_filter_button_set_search (BilikRoomFilterButton *self, const CrmRoomSearch *search)
{
  g_return_if_fail (BILIK_IS_ROOM_FILTER_BUTTON (self));

  GtkCheckButton *const buttons[] = { [CRM_ROOMS_ALL] = self->all,
                                      [CRM_ROOMS_MINE] = self->mine,
                                      [CRM_ROOMS_UNASSIGNED] = self->unassigned };

  self->is_setting = TRUE;
  gtk_check_button_set_active (buttons[search->filter], TRUE);
  gtk_check_button_set_active (self->unread, search->is_unread);
  gtk_drop_down_set_selected (self->channel, find_channel (search->channel));
  g_object_set (self, "query", search->query != NULL ? search->query : "", NULL);
  self->is_setting = FALSE;
  update (self);
}

/* --- what is saved ----------------------------------------------------------- */

static void
show_complaint (BilikRoomFilterButton *self, const char *complaint)
{
  gtk_label_set_text (self->complaint, complaint != NULL ? complaint : "");
  gtk_widget_set_visible (GTK_WIDGET (self->complaint), complaint != NULL);
}

static void
on_name_changed (BilikRoomFilterButton *self)
{
  show_complaint (self, NULL);
}

static void
on_save (BilikRoomFilterButton *self)
{
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->name));
  const char *complaint = bilik_saved_filters_check_name (self->filters, name, NULL);

  show_complaint (self, complaint);
  if (complaint != NULL)
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->name));
      return;
    }
  bilik_saved_filters_add (self->filters, name, &self->search);
  gtk_editable_set_text (GTK_EDITABLE (self->name), "");
  gtk_popover_popdown (self->popover);
}

static void
on_row_activated (BilikRoomFilterButton *self, BilikSavedFilterRow *row)
{
  gtk_popover_popdown (self->popover);
  bilik_room_filter_button_set_search (
      self, bilik_saved_filter_get_search (bilik_saved_filter_row_get_filter (row)));
}

static void
on_undo_clicked (AdwToast *toast, BilikRoomFilterButton *self)
{
  bilik_saved_filters_restore (self->filters, g_object_get_data (G_OBJECT (toast), "filter"));
}

static void
on_row_remove (BilikSavedFilterRow *row, BilikRoomFilterButton *self)
{
  g_autoptr (BilikSavedFilter) filter = g_object_ref (bilik_saved_filter_row_get_filter (row));
  g_autofree char *title = g_markup_printf_escaped (_ ("“%s” deleted"), bilik_saved_filter_get_name (filter));
  AdwToast *toast = adw_toast_new (title);

  adw_toast_set_button_label (toast, _ ("Undo"));
  g_object_set_data_full (G_OBJECT (toast), "filter", g_object_ref (filter), g_object_unref);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (on_undo_clicked), self, 0);
  gtk_popover_popdown (self->popover);
  bilik_saved_filters_remove (self->filters, filter);
  g_signal_emit (self, signals[TOAST], 0, toast);
}

static GtkWidget *
create_row (gpointer filter, gpointer user_data)
{
  BilikRoomFilterButton *self = user_data;
  GtkWidget *row = bilik_saved_filter_row_new (self->filters, filter);

  g_signal_connect_object (row, "remove", G_CALLBACK (on_row_remove), self, 0);
  return row;
}

static void
on_filters_changed (BilikRoomFilterButton *self, guint position, guint n_removed, guint n_added)
{
  gboolean has_any = g_list_model_get_n_items (G_LIST_MODEL (self->filters)) > 0;
  GtkListBoxRow *added = gtk_list_box_get_row_at_index (self->list, (int) position);

  gtk_widget_set_visible (GTK_WIDGET (self->heading), has_any);
  gtk_widget_set_visible (GTK_WIDGET (self->scroller), has_any);
  show_label (self);
  /* One that was renamed is another row now. */
  if (n_added == 1 && gtk_widget_get_mapped (GTK_WIDGET (self->list)))
    gtk_widget_grab_focus (GTK_WIDGET (added));
}

void
bilik_room_filter_button_set_filters (BilikRoomFilterButton *self, BilikSavedFilters *filters)
{
  g_return_if_fail (BILIK_IS_ROOM_FILTER_BUTTON (self));

  self->filters = g_object_ref (filters);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (filters), create_row, self, NULL);
  g_signal_connect_object (filters, "items-changed", G_CALLBACK (on_filters_changed), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  on_filters_changed (self, 0, 0, 0);
}

/* --- the object --------------------------------------------------------------- */

static void
show_channels (BilikRoomFilterButton *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  gtk_string_list_append (names, _ ("Any channel"));
  for (guint i = 0; bilik_room_words_get_channel (i) != NULL; i++)
    gtk_string_list_append (names, bilik_room_words_channel (bilik_room_words_get_channel (i)));
  gtk_drop_down_set_model (self->channel, G_LIST_MODEL (names));
}

static void
bilik_room_filter_button_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_QUERY)
    g_value_set_string (value, BILIK_ROOM_FILTER_BUTTON (object)->query);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
bilik_room_filter_button_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BilikRoomFilterButton *self = BILIK_ROOM_FILTER_BUTTON (object);

  if (id != PROP_QUERY)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  if (g_strcmp0 (self->query, g_value_get_string (value)) == 0)
    return;
  g_free (self->query);
  self->query = g_value_dup_string (value);
  self->search.query = self->query;
  g_object_notify_by_pspec (object, pspec);
  update (self);
}

static void
bilik_room_filter_button_finalize (GObject *object)
{
  BilikRoomFilterButton *self = BILIK_ROOM_FILTER_BUTTON (object);

  g_clear_object (&self->filters);
  g_free (self->query);

  G_OBJECT_CLASS (bilik_room_filter_button_parent_class)->finalize (object);
}

static void
bilik_room_filter_button_class_init (BilikRoomFilterButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = bilik_room_filter_button_get_property;
  object_class->set_property = bilik_room_filter_button_set_property;
  object_class->finalize = bilik_room_filter_button_finalize;

  properties[PROP_QUERY] = g_param_spec_string (
      "query", NULL, NULL, "", G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[TOAST] = g_signal_new ("toast", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, ADW_TYPE_TOAST);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bilik/Bilik/rooms/bilik-room-filter-button.ui");
  gtk_widget_class_bind_template_child (widget_class, BilikRoomFilterButton, label);
  gtk_widget_class_bind_template_child (widget_class, BilikRoomFilterButton, popover);
  gtk_widget_class_bind_template_child (widget_class, BilikRoomFilterButton, all);
  gtk_widget_class_bind_template_child (widget_class, BilikRoomFilterButton, mine);
  gtk_widget_class_bind_template_child (widget_class, BilikRoomFilterButton, unassigned);
  gtk_widget_class_bind_template_child (widget_class, BilikRoomFilterButton, unread);
  gtk_widget_class_bind_template_child (widget_class, BilikRoomFilterButton, channel);
  gtk_widget_class_bind_template_child (widget_class, BilikRoomFilterButton, heading);
  gtk_widget_class_bind_template_child (widget_class, BilikRoomFilterButton, scroller);
  gtk_widget_class_bind_template_child (widget_class, BilikRoomFilterButton, list);
  gtk_widget_class_bind_template_child (widget_class, BilikRoomFilterButton, name);
  gtk_widget_class_bind_template_child (widget_class, BilikRoomFilterButton, complaint);
  gtk_widget_class_bind_template_callback (widget_class, on_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_save);
  gtk_widget_class_bind_template_callback (widget_class, on_name_changed);
}

static void
bilik_room_filter_button_init (BilikRoomFilterButton *self)
{
  self->is_setting = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_entry_set_max_length (self->name, BILIK_FILTER_NAME_MAX);
  self->query = g_strdup ("");
  show_channels (self);
  self->search = read_search (self);
  show_label (self);
  self->is_setting = FALSE;
}
