/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-ticket-draft.h"

#include "crm-identity.h"
#include "crm-time.h"

#define MAX_PROPERTIES 200
#define MAX_CUSTOMERS  50
#define CUSTOMERS      "qontak_customer_ids"

static const char *const standard_names[] = {
  "name", "stage_id", "priority", "due_date", "description", NULL
};

BilikdTicketDraft *
bilikd_ticket_draft_new (void)
{
  BilikdTicketDraft *self = g_new0 (BilikdTicketDraft, 1);

  self->values = g_hash_table_new (g_str_hash, g_str_equal);
  self->contact_ids = g_ptr_array_new_with_free_func (g_free);
  self->errors = g_string_new (NULL);
  crm_json_writer_init (&self->errors_writer, self->errors);
  crm_json_writer_begin_array (&self->errors_writer, NULL);
  return self;
}

void
bilikd_ticket_draft_free (BilikdTicketDraft *self)
{
  g_hash_table_unref (self->values);
  g_ptr_array_unref (self->contact_ids);
  g_string_free (self->errors, TRUE);
  g_free (self);
}

void
bilikd_ticket_draft_add_error (BilikdTicketDraft *self, const char *field, const char *message)
{
  crm_json_writer_begin_object (&self->errors_writer, NULL);
  crm_json_writer_string (&self->errors_writer, "field", field);
  crm_json_writer_string (&self->errors_writer, "message", message);
  crm_json_writer_end_object (&self->errors_writer);
  self->n_errors++;
}

/* --- reading ---------------------------------------------------------------- */

static char *
dup_contact_id (JsonNode *node)
{
  if (!JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  return json_node_dup_string (node);
}

static gboolean
take_customers (BilikdTicketDraft *self, JsonNode *value)
{
  JsonArray *array;

  if (value == NULL || JSON_NODE_HOLDS_NULL (value))
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (value))
    return FALSE;
  array = json_node_get_array (value);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *id = dup_contact_id (json_array_get_element (array, i));

      if (!crm_identity_parse (id, NULL) || self->contact_ids->len == MAX_CUSTOMERS)
        return FALSE;
      if (!g_ptr_array_find_with_equal_func (self->contact_ids, id, g_str_equal, NULL))
        g_ptr_array_add (self->contact_ids, g_steal_pointer (&id));
    }
  return TRUE;
}

static void
take_property (BilikdTicketDraft *self, const char *name, JsonNode *value)
{
  if (g_str_equal (name, CUSTOMERS))
    {
      if (self->names_customers || !take_customers (self, value))
        bilikd_ticket_draft_add_error (self, CUSTOMERS, "Choose customers of the list.");
      self->names_customers = TRUE;
    }
  else if (!g_hash_table_insert (self->values, (gpointer) name, value))
    bilikd_ticket_draft_add_error (self, name, "This field is there twice.");
}

void
bilikd_ticket_draft_read (BilikdTicketDraft *self, CrmJsonReader *reader)
{
  guint n_properties = crm_json_reader_enter_array (reader, "crm_properties");

  if (n_properties > MAX_PROPERTIES)
    crm_json_reader_fail (reader, NULL, "too many properties");
  for (guint i = 0; i < MIN (n_properties, MAX_PROPERTIES); i++)
    {
      const char *name;

      crm_json_reader_enter_element (reader, i);
      name = crm_json_reader_get_string (reader, "name");
      if (name != NULL)
        take_property (self, name, crm_json_reader_opt_node (reader, "value"));
      crm_json_reader_leave (reader);
    }
  crm_json_reader_leave (reader);
}

/* --- checking --------------------------------------------------------------- */

static void
check_field (BilikdTicketDraft *self, const CrmField *field, gboolean is_new)
{
  const char *message;

  if (g_str_equal (field->name, CUSTOMERS))
    {
      if (is_new && field->required && self->contact_ids->len == 0)
        bilikd_ticket_draft_add_error (self, CUSTOMERS, "Choose a customer.");
      return;
    }
  if (!bilikd_ticket_draft_has (self, field->name))
    {
      if (!is_new)
        return;
      if (field->default_value != NULL)
        g_hash_table_insert (self->values, field->name, field->default_value);
    }
  message = crm_field_check (field, g_hash_table_lookup (self->values, field->name));
  if (message != NULL)
    bilikd_ticket_draft_add_error (self, field->name, message);
}

static void
check_strangers (BilikdTicketDraft *self, const BilikdLayout *layout)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, self->values);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (bilikd_layout_find_field (layout, name) == NULL)
      bilikd_ticket_draft_add_error (self, name, "The form has no such field.");
}

gboolean
bilikd_ticket_draft_check (BilikdTicketDraft *self,
                           const BilikdLayout *layout,
                           gboolean is_new,
                           BilikdCall *call,
                           GError **error)
{
  check_strangers (self, layout);
  for (guint i = 0; i < layout->fields->len; i++)
    check_field (self, &g_array_index (layout->fields, CrmField, i), is_new);
  if (self->n_errors == 0)
    return TRUE;

  crm_json_writer_end_array (&self->errors_writer);
  g_free (call->field_errors);
  call->field_errors = g_strdup (self->errors->str);
  g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID, "Some fields need attention.");
  return FALSE;
}

/* --- values ----------------------------------------------------------------- */

gboolean
bilikd_ticket_draft_has (BilikdTicketDraft *self, const char *name)
{
  return g_hash_table_contains (self->values, name);
}

const char *
bilikd_ticket_draft_get_text (BilikdTicketDraft *self, const char *name)
{
  JsonNode *value = g_hash_table_lookup (self->values, name);

  return value != NULL && JSON_NODE_HOLDS_VALUE (value) ? json_node_get_string (value) : NULL;
}

gint64
bilikd_ticket_draft_get_time (BilikdTicketDraft *self, const char *name)
{
  const char *text = bilikd_ticket_draft_get_text (self, name);
  g_autofree char *midnight = NULL;
  gint64 time = 0;

  if (text == NULL || crm_time_parse (text, &time))
    return time;
  midnight = g_strconcat (text, "T00:00:00Z", NULL);
  crm_time_parse (midnight, &time);
  return time;
}

char *
bilikd_ticket_draft_dup_properties (BilikdTicketDraft *self)
{
  GString *text = g_string_new (NULL);
  CrmJsonWriter writer;
  GHashTableIter iter;
  gpointer name, value;

  crm_json_writer_init (&writer, text);
  crm_json_writer_begin_object (&writer, NULL);
  g_hash_table_iter_init (&iter, self->values);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      if (g_strv_contains (standard_names, name))
        continue;
      if (value != NULL)
        crm_json_writer_node (&writer, name, value);
      else
        crm_json_writer_null (&writer, name);
    }
  crm_json_writer_end_object (&writer);
  return g_string_free (text, FALSE);
}
