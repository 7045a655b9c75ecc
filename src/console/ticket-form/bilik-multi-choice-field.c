/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-form"

#include "bilik-multi-choice-field.h"

#include <glib/gi18n.h>

struct _BilikMultiChoiceField
{
  AdwExpanderRow parent_instance;

  const CrmField *field;
  GPtrArray *checks; /* GtkCheckButton, in the order of the options */
};

static void bilik_multi_choice_field_field_init (BilikFieldInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BilikMultiChoiceField,
                               bilik_multi_choice_field,
                               ADW_TYPE_EXPANDER_ROW,
                               G_IMPLEMENT_INTERFACE (BILIK_TYPE_FIELD, bilik_multi_choice_field_field_init))

/* What is chosen can be read while the row is folded. */
static void
show_chosen (BilikMultiChoiceField *self)
{
  g_autoptr (GStrvBuilder) labels = g_strv_builder_new ();
  g_auto (GStrv) chosen = NULL;
  g_autofree char *subtitle = NULL;

  for (guint i = 0; i < self->checks->len; i++)
    if (gtk_check_button_get_active (self->checks->pdata[i]))
      g_strv_builder_add (labels, self->field->options[i].label);
  chosen = g_strv_builder_end (labels);
  subtitle = g_strjoinv (", ", chosen);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), subtitle);
}

static void
on_toggled (BilikMultiChoiceField *self)
{
  show_chosen (self);
  bilik_field_emit_changed (BILIK_FIELD (self));
}

static JsonNode *
bilik_multi_choice_field_dup_value (BilikField *field)
{
  BilikMultiChoiceField *self = BILIK_MULTI_CHOICE_FIELD (field);
  JsonNode *value = json_node_new (JSON_NODE_ARRAY);
  JsonArray *ids = json_array_new ();

  for (guint i = 0; i < self->checks->len; i++)
    if (gtk_check_button_get_active (self->checks->pdata[i]))
      json_array_add_string_element (ids, self->field->options[i].id);
  json_node_take_array (value, ids);
  return value;
}

static gboolean
holds_id (JsonArray *ids, const char *id)
{
  for (guint i = 0; i < json_array_get_length (ids); i++)
    if (g_strcmp0 (json_array_get_string_element (ids, i), id) == 0)
      return TRUE;
  return FALSE;
}

static void
bilik_multi_choice_field_set_value (BilikField *field, JsonNode *value)
{
  BilikMultiChoiceField *self = BILIK_MULTI_CHOICE_FIELD (field);
  JsonArray *ids = value != NULL && JSON_NODE_HOLDS_ARRAY (value) ? json_node_get_array (value) : NULL;

  for (guint i = 0; i < self->checks->len; i++)
    gtk_check_button_set_active (self->checks->pdata[i],
                                 ids != NULL && holds_id (ids, self->field->options[i].id));
  show_chosen (self);
}

static void
bilik_multi_choice_field_field_init (BilikFieldInterface *iface)
{
  iface->dup_value = bilik_multi_choice_field_dup_value;
  iface->set_value = bilik_multi_choice_field_set_value;
}

static void
bilik_multi_choice_field_finalize (GObject *object)
{
  g_ptr_array_unref (BILIK_MULTI_CHOICE_FIELD (object)->checks);

  G_OBJECT_CLASS (bilik_multi_choice_field_parent_class)->finalize (object);
}

static void
bilik_multi_choice_field_class_init (BilikMultiChoiceFieldClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bilik_multi_choice_field_finalize;
}

static void
bilik_multi_choice_field_init (BilikMultiChoiceField *self)
{
  self->checks = g_ptr_array_new ();
}

static void
add_option (BilikMultiChoiceField *self, const CrmOption *option)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), option->label);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, option->label, -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
  g_ptr_array_add (self->checks, check);
  g_signal_connect_object (check, "toggled", G_CALLBACK (on_toggled), self, G_CONNECT_SWAPPED);
}

GtkWidget *
bilik_multi_choice_field_new (const CrmField *field)
{
  BilikMultiChoiceField *self = g_object_new (BILIK_TYPE_MULTI_CHOICE_FIELD, NULL);

  self->field = field;
  bilik_field_set_up (BILIK_FIELD (self), field);
  for (guint i = 0; i < field->n_options; i++)
    add_option (self, &field->options[i]);
  return GTK_WIDGET (self);
}
