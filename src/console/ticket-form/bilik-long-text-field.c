/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-form"

#include "bilik-long-text-field.h"

struct _BilikLongTextField
{
  AdwPreferencesRow parent_instance;

  GtkLabel *label;
  GtkTextView *text;
};

static void bilik_long_text_field_field_init (BilikFieldInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BilikLongTextField,
                               bilik_long_text_field,
                               ADW_TYPE_PREFERENCES_ROW,
                               G_IMPLEMENT_INTERFACE (BILIK_TYPE_FIELD, bilik_long_text_field_field_init))

static JsonNode *
bilik_long_text_field_dup_value (BilikField *field)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (BILIK_LONG_TEXT_FIELD (field)->text);
  GtkTextIter start;
  GtkTextIter end;
  g_autofree char *text = NULL;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = g_strchomp (gtk_text_buffer_get_text (buffer, &start, &end, FALSE));
  if (*text == '\0')
    return json_node_new (JSON_NODE_NULL);
  return json_node_init_string (json_node_alloc (), text);
}

static void
bilik_long_text_field_set_value (BilikField *field, JsonNode *value)
{
  const char *text = value != NULL ? json_node_get_string (value) : NULL;

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (BILIK_LONG_TEXT_FIELD (field)->text),
                            text != NULL ? text : "", -1);
}

static void
bilik_long_text_field_field_init (BilikFieldInterface *iface)
{
  iface->dup_value = bilik_long_text_field_dup_value;
  iface->set_value = bilik_long_text_field_set_value;
}

static gboolean
bilik_long_text_field_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (BILIK_LONG_TEXT_FIELD (widget)->text));
}

static void
bilik_long_text_field_class_init (BilikLongTextFieldClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->grab_focus = bilik_long_text_field_grab_focus;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bilik/ticket-form/bilik-long-text-field.ui");
  gtk_widget_class_bind_template_child (widget_class, BilikLongTextField, label);
  gtk_widget_class_bind_template_child (widget_class, BilikLongTextField, text);
}

static void
bilik_long_text_field_init (BilikLongTextField *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (gtk_text_view_get_buffer (self->text), "changed",
                           G_CALLBACK (bilik_field_emit_changed), self, G_CONNECT_SWAPPED);
}

GtkWidget *
bilik_long_text_field_new (const CrmField *field)
{
  BilikLongTextField *self = g_object_new (BILIK_TYPE_LONG_TEXT_FIELD, NULL);

  bilik_field_set_up (BILIK_FIELD (self), field);
  gtk_label_set_text (self->label, adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self)));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->text), GTK_ACCESSIBLE_PROPERTY_LABEL, field->label,
                                  -1);
  return GTK_WIDGET (self);
}
