/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-rooms"

#include "bilik-saved-filter-row.h"

#include "bilik-room-words.h"

struct _BilikSavedFilterRow
{
  GtkListBoxRow parent_instance;

  GtkStack *stack;
  GtkLabel *name;
  GtkLabel *detail;
  GtkEntry *entry;
  GtkLabel *complaint;

  BilikSavedFilters *filters;
  BilikSavedFilter *filter;
};

G_DEFINE_FINAL_TYPE (BilikSavedFilterRow, bilik_saved_filter_row, GTK_TYPE_LIST_BOX_ROW)

enum { REMOVE, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
show_complaint (BilikSavedFilterRow *self, const char *complaint)
{
  gtk_label_set_text (self->complaint, complaint != NULL ? complaint : "");
  gtk_widget_set_visible (GTK_WIDGET (self->complaint), complaint != NULL);
}

static void
on_rename_clicked (BilikSavedFilterRow *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), bilik_saved_filter_get_name (self->filter));
  gtk_stack_set_visible_child_name (self->stack, "entry");
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
on_remove_clicked (BilikSavedFilterRow *self)
{
  g_signal_emit (self, signals[REMOVE], 0);
}

static void
on_entry_changed (BilikSavedFilterRow *self)
{
  show_complaint (self, NULL);
}

static void
on_renamed (BilikSavedFilterRow *self)
{
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  const char *complaint = bilik_saved_filters_check_name (self->filters, name, self->filter);

  show_complaint (self, complaint);
  /* It stands elsewhere in the list then, in another row. */
  if (complaint == NULL)
    bilik_saved_filters_rename (self->filters, self->filter, name);
}

/* Escape closes the innermost thing: not yet the popover. */
static gboolean
on_entry_key (BilikSavedFilterRow *self, guint key, guint code, GdkModifierType modifiers)
{
  if (key != GDK_KEY_Escape)
    return FALSE;
  gtk_stack_set_visible_child_name (self->stack, "name");
  gtk_widget_grab_focus (GTK_WIDGET (self));
  return TRUE;
}

static gboolean
on_key (GtkWidget *widget, GVariant *what, gpointer user_data)
{
  BilikSavedFilterRow *self = BILIK_SAVED_FILTER_ROW (widget);

  if (g_str_equal (gtk_stack_get_visible_child_name (self->stack), "entry"))
    return FALSE;
  if (g_str_equal (g_variant_get_string (what, NULL), "rename"))
    on_rename_clicked (self);
  else
    on_remove_clicked (self);
  return TRUE;
}

static void
bilik_saved_filter_row_finalize (GObject *object)
{
  BilikSavedFilterRow *self = BILIK_SAVED_FILTER_ROW (object);

  g_clear_object (&self->filters);
  g_clear_object (&self->filter);

  G_OBJECT_CLASS (bilik_saved_filter_row_parent_class)->finalize (object);
}

static void
bilik_saved_filter_row_class_init (BilikSavedFilterRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = bilik_saved_filter_row_finalize;

  signals[REMOVE] = g_signal_new ("remove", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bilik/Bilik/rooms/bilik-saved-filter-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BilikSavedFilterRow, stack);
  gtk_widget_class_bind_template_child (widget_class, BilikSavedFilterRow, name);
  gtk_widget_class_bind_template_child (widget_class, BilikSavedFilterRow, detail);
  gtk_widget_class_bind_template_child (widget_class, BilikSavedFilterRow, entry);
  gtk_widget_class_bind_template_child (widget_class, BilikSavedFilterRow, complaint);
  gtk_widget_class_bind_template_callback (widget_class, on_rename_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_remove_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_renamed);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_key);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F2, 0, on_key, "s", "rename");
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Delete, 0, on_key, "s", "remove");
}

static void
bilik_saved_filter_row_init (BilikSavedFilterRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_entry_set_max_length (self->entry, BILIK_FILTER_NAME_MAX);
}

GtkWidget *
bilik_saved_filter_row_new (BilikSavedFilters *filters, BilikSavedFilter *filter)
{
  BilikSavedFilterRow *self = g_object_new (BILIK_TYPE_SAVED_FILTER_ROW, NULL);
  const char *name = bilik_saved_filter_get_name (filter);
  g_autofree char *detail = bilik_room_words_search (bilik_saved_filter_get_search (filter));
  g_autofree char *label = g_strjoin (", ", name, detail, NULL);

  self->filters = g_object_ref (filters);
  self->filter = g_object_ref (filter);
  gtk_label_set_text (self->name, name);
  gtk_label_set_text (self->detail, detail);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return GTK_WIDGET (self);
}

BilikSavedFilter *
bilik_saved_filter_row_get_filter (BilikSavedFilterRow *self)
{
  g_return_val_if_fail (BILIK_IS_SAVED_FILTER_ROW (self), NULL);

  return self->filter;
}
