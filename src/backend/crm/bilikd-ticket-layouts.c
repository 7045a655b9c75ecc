/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-handlers.h"
#include "bilikd-pipelines.h"
#include "bilikd-ticket-json.h"

gboolean
bilikd_handle_TICKETS_PIPELINES (BilikdCall *call, BilikdDb *db, GError **error)
{
  CrmJsonWriter writer;

  crm_json_writer_init (&writer, call->reply);
  crm_json_writer_begin_object (&writer, NULL);
  if (!bilikd_pipelines_encode (db, call->caller.organization_id, &writer, error))
    return FALSE;
  crm_json_writer_end_object (&writer);
  call->status = 200;
  return TRUE;
}

gboolean
bilikd_handle_TICKETS_LAYOUTS (BilikdCall *call, BilikdDb *db, GError **error)
{
  gint64 pipeline_id = bilikd_ticket_parse_id (bilikd_call_get_query (call, "pipeline_id"));
  CrmJsonWriter writer;

  crm_json_writer_init (&writer, call->reply);
  crm_json_writer_begin_object (&writer, NULL);
  if (!bilikd_layouts_encode (db, call->caller.organization_id, pipeline_id, &writer, error))
    return FALSE;
  crm_json_writer_end_object (&writer);
  call->status = 200;
  return TRUE;
}

static void
write_field (CrmJsonWriter *writer, const CrmField *field)
{
  crm_json_writer_begin_object (writer, NULL);
  crm_json_writer_string (writer, "name", field->name);
  crm_json_writer_string (writer, "label", field->label);
  crm_json_writer_string (writer, "type", crm_field_type_to_wire (field->type));
  crm_json_writer_bool (writer, "required", field->required);
  crm_json_writer_string (writer, "placeholder", field->placeholder);
  crm_json_writer_begin_array (writer, "options");
  for (guint i = 0; i < field->n_options; i++)
    {
      crm_json_writer_begin_object (writer, NULL);
      crm_json_writer_string (writer, "id", field->options[i].id);
      crm_json_writer_string (writer, "label", field->options[i].label);
      crm_json_writer_end_object (writer);
    }
  crm_json_writer_end_array (writer);
  if (field->default_value != NULL)
    crm_json_writer_node (writer, "default", field->default_value);
  else
    crm_json_writer_null (writer, "default");
  crm_json_writer_end_object (writer);
}

/* An id that is there must be one: 0 would read as "whichever". */
static gboolean
read_id (BilikdCall *call, const char *name, gint64 *out_id, GError **error)
{
  const char *text = bilikd_call_get_query (call, name);

  *out_id = bilikd_ticket_parse_id (text);
  if (*out_id != 0 || text == NULL || *text == '\0')
    return TRUE;
  g_set_error_literal (error, CRM_ERROR, CRM_ERROR_NOT_FOUND, "No such layout.");
  return FALSE;
}

gboolean
bilikd_handle_TICKETS_PROPERTIES (BilikdCall *call, BilikdDb *db, GError **error)
{
  g_autoptr (BilikdLayout) layout = NULL;
  gint64 layout_id, pipeline_id;
  CrmJsonWriter writer;
  char id[24];

  if (!read_id (call, "layout_id", &layout_id, error) || !read_id (call, "pipeline_id", &pipeline_id, error))
    return FALSE;
  layout = bilikd_layout_load (db, call->caller.organization_id, layout_id, pipeline_id, error);
  if (layout == NULL)
    return FALSE;

  crm_json_writer_init (&writer, call->reply);
  crm_json_writer_begin_object (&writer, NULL);
  g_snprintf (id, sizeof id, "%" G_GINT64_FORMAT, layout->id);
  crm_json_writer_string (&writer, "layout_id", id);
  g_snprintf (id, sizeof id, "%" G_GINT64_FORMAT, layout->pipeline_id);
  crm_json_writer_string (&writer, "pipeline_id", id);
  crm_json_writer_begin_array (&writer, "fields");
  for (guint i = 0; i < layout->fields->len; i++)
    write_field (&writer, &g_array_index (layout->fields, CrmField, i));
  crm_json_writer_end_array (&writer);
  crm_json_writer_end_object (&writer);
  call->status = 200;
  return TRUE;
}
