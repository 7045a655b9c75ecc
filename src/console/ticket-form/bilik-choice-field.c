/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-form"

#include "bilik-choice-field.h"

#include <glib/gi18n.h>

struct _BilikChoiceField
{
  AdwComboRow parent_instance;

  const CrmField *field;
};

static void bilik_choice_field_field_init (BilikFieldInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BilikChoiceField,
                               bilik_choice_field,
                               ADW_TYPE_COMBO_ROW,
                               G_IMPLEMENT_INTERFACE (BILIK_TYPE_FIELD, bilik_choice_field_field_init))

/* The first line stands for "nothing chosen". */
static JsonNode *
bilik_choice_field_dup_value (BilikField *field)
{
  BilikChoiceField *self = BILIK_CHOICE_FIELD (field);
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self));

  if (selected == 0 || selected > self->field->n_options)
    return json_node_new (JSON_NODE_NULL);
  return json_node_init_string (json_node_alloc (), self->field->options[selected - 1].id);
}

static void
bilik_choice_field_set_value (BilikField *field, JsonNode *value)
{
  BilikChoiceField *self = BILIK_CHOICE_FIELD (field);
  const char *id = value != NULL ? json_node_get_string (value) : NULL;
  guint selected = 0;

  for (guint i = 0; i < self->field->n_options; i++)
    if (g_strcmp0 (self->field->options[i].id, id) == 0)
      selected = i + 1;
  adw_combo_row_set_selected (ADW_COMBO_ROW (self), selected);
}

static void
bilik_choice_field_field_init (BilikFieldInterface *iface)
{
  iface->dup_value = bilik_choice_field_dup_value;
  iface->set_value = bilik_choice_field_set_value;
}

static void
bilik_choice_field_class_init (BilikChoiceFieldClass *klass)
{
}

static void
bilik_choice_field_init (BilikChoiceField *self)
{
}

GtkWidget *
bilik_choice_field_new (const CrmField *field)
{
  BilikChoiceField *self = g_object_new (BILIK_TYPE_CHOICE_FIELD, NULL);
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  self->field = field;
  gtk_string_list_append (labels, field->required ? _ ("Choose…") : _ ("None"));
  for (guint i = 0; i < field->n_options; i++)
    gtk_string_list_append (labels, field->options[i].label);
  adw_combo_row_set_model (ADW_COMBO_ROW (self), G_LIST_MODEL (labels));
  bilik_field_set_up (BILIK_FIELD (self), field);
  g_signal_connect (self, "notify::selected", G_CALLBACK (bilik_field_emit_changed), NULL);
  return GTK_WIDGET (self);
}
