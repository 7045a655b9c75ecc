/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-inspector"

#include <glib/gi18n.h>
#include "bilik-message-inspector.h"
#include "crm-embed-message.h"

struct _BilikMessageInspector
{
  AdwWindow parent_instance;

  BilikMessageLog *log;
  GtkSingleSelection *selection;

  GtkStack *stack;
  GtkColumnView *view;
  GtkColumnViewColumn *time_column;
  GtkColumnViewColumn *direction_column;
  GtkColumnViewColumn *type_column;
  GtkColumnViewColumn *fate_column;
  GtkTextView *text;
};

G_DEFINE_FINAL_TYPE (BilikMessageInspector, bilik_message_inspector, ADW_TYPE_WINDOW)

/* --- words -------------------------------------------------------------------------------- */

static const char *const drops[] = {
  [CRM_EMBED_DROP_NONE] = N_ ("accepted"),
  [CRM_EMBED_DROP_ORIGIN] = N_ ("dropped: origin not allowed"),
  [CRM_EMBED_DROP_SOURCE] = N_ ("dropped: not from the form's frame"),
  [CRM_EMBED_DROP_SIZE] = N_ ("dropped: too large"),
  [CRM_EMBED_DROP_MALFORMED] = N_ ("dropped: not a message"),
  [CRM_EMBED_DROP_VERSION] = N_ ("dropped: wrong version"),
  [CRM_EMBED_DROP_TYPE] = N_ ("dropped: unknown type"),
  [CRM_EMBED_DROP_FIELDS] = N_ ("dropped: wrong fields"),
  [CRM_EMBED_DROP_STATE] = N_ ("dropped: not expected now"),
  [CRM_EMBED_DROP_RATE] = N_ ("dropped: too many"),
};

static char *
describe_time (BilikMessageRecord *record)
{
  gint64 time = bilik_message_record_get_time (record);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / 1000);
  g_autoptr (GDateTime) local = g_date_time_to_local (utc);
  g_autofree char *clock = g_date_time_format (local, "%H:%M:%S");

  return g_strdup_printf ("%s.%03d", clock, (int) (time % 1000));
}

static char *
describe_direction (BilikMessageRecord *record)
{
  return g_strdup (bilik_message_record_get_is_incoming (record) ? _ ("Form") : _ ("Console"));
}

static char *
describe_type (BilikMessageRecord *record)
{
  const char *type = bilik_message_record_get_message_type (record);

  return g_strdup (type != NULL ? type : "–");
}

static char *
describe_fate (BilikMessageRecord *record)
{
  const char *word = bilik_message_record_get_drop (record);
  CrmEmbedDrop drop = CRM_EMBED_DROP_NONE;

  if (word == NULL)
    return g_strdup (bilik_message_record_get_is_incoming (record) ? _ (drops[CRM_EMBED_DROP_NONE])
                                                                   : _ ("sent"));
  return g_strdup (crm_embed_drop_from_wire (word, &drop) ? _ (drops[drop]) : word);
}

/* --- columns ---------------------------------------------------------------------------------- */

typedef char *(*Describe) (BilikMessageRecord *record);

static void
on_cell_setup (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), 8);
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (item, label);
}

static void
on_cell_bind (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  Describe describe = (Describe) user_data;
  BilikMessageRecord *record = gtk_list_item_get_item (item);
  GtkWidget *label = gtk_list_item_get_child (item);
  g_autofree char *words = describe (record);

  gtk_label_set_text (GTK_LABEL (label), words);
  if (bilik_message_record_get_drop (record) != NULL)
    gtk_widget_add_css_class (label, "error");
  else
    gtk_widget_remove_css_class (label, "error");
}

static void
set_column (GtkColumnViewColumn *column, Describe describe)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (on_cell_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_cell_bind), (gpointer) describe);
  gtk_column_view_column_set_factory (column, factory);
}

/* --- what is shown ------------------------------------------------------------------------------ */

static void
on_selected (BilikMessageInspector *self)
{
  BilikMessageRecord *record = gtk_single_selection_get_selected_item (self->selection);
  const char *text = record != NULL ? bilik_message_record_get_text (record) : "";

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text), text, -1);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "inspector.copy", record != NULL);
}

static void
on_log_changed (BilikMessageInspector *self)
{
  gboolean has_messages = g_list_model_get_n_items (G_LIST_MODEL (self->log)) > 0;

  gtk_stack_set_visible_child_name (self->stack, has_messages ? "messages" : "empty");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "inspector.clear", has_messages);
}

static void
on_copy (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  BilikMessageRecord *record =
      gtk_single_selection_get_selected_item (BILIK_MESSAGE_INSPECTOR (widget)->selection);

  if (record != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), bilik_message_record_get_text (record));
}

static void
on_clear (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  bilik_message_log_clear (BILIK_MESSAGE_INSPECTOR (widget)->log);
}

/* --- object ---------------------------------------------------------------------------------------- */

static void
bilik_message_inspector_dispose (GObject *object)
{
  BilikMessageInspector *self = BILIK_MESSAGE_INSPECTOR (object);

  if (self->log != NULL)
    g_signal_handlers_disconnect_by_data (self->log, self);
  g_clear_object (&self->log);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  g_clear_object (&self->selection);

  G_OBJECT_CLASS (bilik_message_inspector_parent_class)->dispose (object);
}

static void
bilik_message_inspector_class_init (BilikMessageInspectorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bilik_message_inspector_dispose;

  gtk_widget_class_install_action (widget_class, "inspector.copy", NULL, on_copy);
  gtk_widget_class_install_action (widget_class, "inspector.clear", NULL, on_clear);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bilik/Bilik/inspector/bilik-message-inspector.ui");
  gtk_widget_class_bind_template_child (widget_class, BilikMessageInspector, stack);
  gtk_widget_class_bind_template_child (widget_class, BilikMessageInspector, view);
  gtk_widget_class_bind_template_child (widget_class, BilikMessageInspector, time_column);
  gtk_widget_class_bind_template_child (widget_class, BilikMessageInspector, direction_column);
  gtk_widget_class_bind_template_child (widget_class, BilikMessageInspector, type_column);
  gtk_widget_class_bind_template_child (widget_class, BilikMessageInspector, fate_column);
  gtk_widget_class_bind_template_child (widget_class, BilikMessageInspector, text);
}

static void
bilik_message_inspector_init (BilikMessageInspector *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  set_column (self->time_column, describe_time);
  set_column (self->direction_column, describe_direction);
  set_column (self->type_column, describe_type);
  set_column (self->fate_column, describe_fate);
}

GtkWindow *
bilik_message_inspector_new (BilikMessageLog *log)
{
  g_return_val_if_fail (BILIK_IS_MESSAGE_LOG (log), NULL);

  BilikMessageInspector *self = g_object_new (BILIK_TYPE_MESSAGE_INSPECTOR, NULL);
  self->log = g_object_ref (log);
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (log)));
  g_signal_connect_swapped (self->selection, "notify::selected-item", G_CALLBACK (on_selected), self);
  g_signal_connect_swapped (log, "items-changed", G_CALLBACK (on_log_changed), self);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  on_selected (self);
  on_log_changed (self);
  return GTK_WINDOW (self);
}
