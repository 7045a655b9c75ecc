/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-form"

#include "bilik-text-field.h"

struct _BilikTextField
{
  AdwEntryRow parent_instance;

  CrmFieldType type;
};

static void bilik_text_field_field_init (BilikFieldInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BilikTextField,
                               bilik_text_field,
                               ADW_TYPE_ENTRY_ROW,
                               G_IMPLEMENT_INTERFACE (BILIK_TYPE_FIELD, bilik_text_field_field_init))

/* A number that is none is sent back as typed: the check of the contract says what is wrong with it. */
static JsonNode *
number_value (const char *text)
{
  char *end;
  double number = g_ascii_strtod (text, &end);

  if (*end != '\0')
    return json_node_init_string (json_node_alloc (), text);
  if (number == (gint64) number)
    return json_node_init_int (json_node_alloc (), (gint64) number);
  return json_node_init_double (json_node_alloc (), number);
}

static JsonNode *
bilik_text_field_dup_value (BilikField *field)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (field))));

  if (*text == '\0')
    return json_node_new (JSON_NODE_NULL);
  if (BILIK_TEXT_FIELD (field)->type == CRM_FIELD_NUMBER)
    return number_value (text);
  return json_node_init_string (json_node_alloc (), text);
}

static void
bilik_text_field_set_value (BilikField *field, JsonNode *value)
{
  g_autofree char *text = NULL;

  if (value != NULL && JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) != G_TYPE_STRING)
    text = json_to_string (value, FALSE);
  else if (value != NULL && JSON_NODE_HOLDS_VALUE (value))
    text = json_node_dup_string (value);
  gtk_editable_set_text (GTK_EDITABLE (field), text != NULL ? text : "");
}

static void
bilik_text_field_field_init (BilikFieldInterface *iface)
{
  iface->dup_value = bilik_text_field_dup_value;
  iface->set_value = bilik_text_field_set_value;
}

static void
bilik_text_field_class_init (BilikTextFieldClass *klass)
{
}

static void
bilik_text_field_init (BilikTextField *self)
{
  g_signal_connect (self, "notify::text", G_CALLBACK (bilik_field_emit_changed), NULL);
}

static GtkInputPurpose
purpose_of (CrmFieldType type)
{
  switch (type)
    {
    case CRM_FIELD_NUMBER:
      return GTK_INPUT_PURPOSE_NUMBER;
    case CRM_FIELD_EMAIL:
      return GTK_INPUT_PURPOSE_EMAIL;
    case CRM_FIELD_PHONE:
      return GTK_INPUT_PURPOSE_PHONE;
    case CRM_FIELD_URL:
      return GTK_INPUT_PURPOSE_URL;
    default:
      return GTK_INPUT_PURPOSE_FREE_FORM;
    }
}

GtkWidget *
bilik_text_field_new (const CrmField *field)
{
  BilikTextField *self =
      g_object_new (BILIK_TYPE_TEXT_FIELD, "input-purpose", purpose_of (field->type), NULL);

  self->type = field->type;
  bilik_field_set_up (BILIK_FIELD (self), field);
  if (field->placeholder != NULL)
    gtk_widget_set_tooltip_text (GTK_WIDGET (self), field->placeholder);
  return GTK_WIDGET (self);
}
