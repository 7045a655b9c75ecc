/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-flows"

#include "crm-ticket-request.h"

static JsonNode *
customer_value (const char *contact_id)
{
  JsonArray *ids = json_array_new ();

  json_array_add_string_element (ids, contact_id);
  return json_node_init_array (json_node_alloc (), ids);
}

JsonObject *
crm_ticket_request_prefill (CrmLayout *layout, const char *contact_id, JsonObject *draft)
{
  JsonObject *values = json_object_new ();
  guint n_fields;
  const CrmField *fields = crm_layout_get_fields (layout, &n_fields);

  for (guint i = 0; i < n_fields; i++)
    {
      JsonNode *typed = draft != NULL ? json_object_get_member (draft, fields[i].name) : NULL;

      if (typed != NULL)
        json_object_set_member (values, fields[i].name, json_node_copy (typed));
      else if (fields[i].type == CRM_FIELD_CUSTOMER && contact_id != NULL)
        json_object_set_member (values, fields[i].name, customer_value (contact_id));
      else if (fields[i].default_value != NULL)
        json_object_set_member (values, fields[i].name, json_node_copy (fields[i].default_value));
    }
  return values;
}

char *
crm_ticket_request_encode (CrmLayout *layout, JsonObject *values)
{
  GString *text = g_string_new (NULL);
  CrmJsonWriter writer;
  guint n_fields;
  const CrmField *fields = crm_layout_get_fields (layout, &n_fields);

  crm_json_writer_init (&writer, text);
  crm_json_writer_begin_object (&writer, NULL);
  crm_json_writer_null (&writer, "id");
  crm_json_writer_string (&writer, "pipeline_id", crm_layout_get_pipeline_id (layout));
  crm_json_writer_string (&writer, "layout_id", crm_layout_get_id (layout));
  crm_json_writer_string (&writer, "data_source", CRM_TICKET_DATA_SOURCE);
  crm_json_writer_begin_array (&writer, "crm_properties");
  for (guint i = 0; i < n_fields; i++)
    {
      JsonNode *value = json_object_get_member (values, fields[i].name);

      if (value == NULL || g_str_equal (fields[i].name, CRM_TICKET_CUSTOMERS))
        continue;
      crm_json_writer_begin_object (&writer, NULL);
      crm_json_writer_string (&writer, "name", fields[i].name);
      crm_json_writer_node (&writer, "value", value);
      crm_json_writer_end_object (&writer);
    }
  crm_json_writer_end_array (&writer);
  crm_json_writer_end_object (&writer);
  return g_string_free (text, FALSE);
}

char *
crm_ticket_request_dup_customer (JsonObject *values, const char *fallback)
{
  JsonNode *value = json_object_get_member (values, CRM_TICKET_CUSTOMERS);
  JsonArray *ids = value != NULL && JSON_NODE_HOLDS_ARRAY (value) ? json_node_get_array (value) : NULL;

  if (ids == NULL || json_array_get_length (ids) == 0)
    return g_strdup (fallback);
  return g_strdup (json_array_get_string_element (ids, 0));
}

const char *
crm_ticket_request_get_title (JsonObject *values)
{
  JsonNode *value = json_object_get_member (values, "name");

  return value != NULL && json_node_get_value_type (value) == G_TYPE_STRING ? json_node_get_string (value)
                                                                            : "";
}
