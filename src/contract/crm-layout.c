/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-contract"

#include "crm-layout.h"

struct _CrmLayout
{
  GObject parent_instance;

  char *id;
  char *pipeline_id;
  CrmField *fields;
  guint n_fields;
};

G_DEFINE_FINAL_TYPE (CrmLayout, crm_layout, G_TYPE_OBJECT)

static void
clear_field (CrmField *field)
{
  for (guint i = 0; i < field->n_options; i++)
    {
      g_free (field->options[i].id);
      g_free (field->options[i].label);
    }
  g_free (field->options);
  g_free (field->name);
  g_free (field->label);
  g_free (field->placeholder);
  g_clear_pointer (&field->default_value, json_node_unref);
}

static void
crm_layout_finalize (GObject *object)
{
  CrmLayout *self = CRM_LAYOUT (object);

  for (guint i = 0; i < self->n_fields; i++)
    clear_field (&self->fields[i]);
  g_free (self->fields);
  g_free (self->id);
  g_free (self->pipeline_id);

  G_OBJECT_CLASS (crm_layout_parent_class)->finalize (object);
}

static void
crm_layout_class_init (CrmLayoutClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = crm_layout_finalize;
}

static void
crm_layout_init (CrmLayout *self)
{
}

static void
decode_options (CrmField *field, CrmJsonReader *reader)
{
  if (!crm_json_reader_try_enter_array (reader, "options", &field->n_options))
    return;
  field->options = g_new0 (CrmOption, field->n_options);
  for (guint i = 0; i < field->n_options; i++)
    {
      crm_json_reader_enter_element (reader, i);
      field->options[i].id = g_strdup (crm_json_reader_get_id (reader, "id"));
      field->options[i].label = g_strdup (crm_json_reader_get_string (reader, "label"));
      crm_json_reader_leave (reader);
    }
  crm_json_reader_leave (reader);
}

static void
decode_field (CrmField *field, CrmJsonReader *reader)
{
  JsonNode *default_value;

  field->name = g_strdup (crm_json_reader_get_id (reader, "name"));
  field->label = g_strdup (crm_json_reader_get_string (reader, "label"));
  field->placeholder = g_strdup (crm_json_reader_opt_string (reader, "placeholder", NULL));
  if (!crm_field_type_from_wire (crm_json_reader_get_string (reader, "type"), &field->type))
    crm_json_reader_fail (reader, "type", "unknown type");
  field->required = crm_json_reader_opt_bool (reader, "required", FALSE);
  decode_options (field, reader);
  default_value = crm_json_reader_opt_node (reader, "default");
  if (default_value != NULL)
    field->default_value = json_node_copy (default_value);
}

CrmLayout *
crm_layout_decode (CrmJsonReader *reader)
{
  g_autoptr (CrmLayout) self = g_object_new (CRM_TYPE_LAYOUT, NULL);

  self->id = g_strdup (crm_json_reader_get_id (reader, "layout_id"));
  self->pipeline_id = g_strdup (crm_json_reader_opt_id (reader, "pipeline_id"));
  self->n_fields = crm_json_reader_enter_array (reader, "fields");
  self->fields = g_new0 (CrmField, self->n_fields);
  for (guint i = 0; i < self->n_fields; i++)
    {
      crm_json_reader_enter_element (reader, i);
      decode_field (&self->fields[i], reader);
      crm_json_reader_leave (reader);
    }
  crm_json_reader_leave (reader);
  return crm_json_reader_has_failed (reader) ? NULL : g_steal_pointer (&self);
}

const char *
crm_layout_get_id (CrmLayout *self)
{
  return self->id;
}

const char *
crm_layout_get_pipeline_id (CrmLayout *self)
{
  return self->pipeline_id;
}

const CrmField *
crm_layout_get_fields (CrmLayout *self, guint *out_n_fields)
{
  if (out_n_fields != NULL)
    *out_n_fields = self->n_fields;
  return self->fields;
}
