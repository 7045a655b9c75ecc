/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-record-body.h"

#include "bilikd-customers.h"
#include "bilikd-metrics.h"
#include "bilikd-ticket-json.h"
#include "crm-deal.h"
#include "crm-identity.h"

#define MAX_NAME        255
#define MAX_SOURCE      64
#define MAX_DESCRIPTION 10000
#define MAX_CONTACTS    50

void
bilikd_record_body_clear (BilikdRecordBody *self)
{
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->room_id, g_free);
  g_clear_pointer (&self->contacts, g_ptr_array_unref);
}

/* --- reading ---------------------------------------------------------------- */

/* An id of any shape: what is neither text nor number is as good as "". */
static char *
dup_loose_id (JsonNode *node)
{
  if (!JSON_NODE_HOLDS_VALUE (node))
    return g_strdup ("");
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  return json_node_get_value_type (node) == G_TYPE_STRING ? json_node_dup_string (node) : g_strdup ("");
}

static void
take_contact (BilikdRecordBody *self, JsonNode *node)
{
  if (node != NULL && !JSON_NODE_HOLDS_NULL (node) && self->contacts->len < MAX_CONTACTS)
    g_ptr_array_add (self->contacts, dup_loose_id (node));
}

static void
read_contacts (BilikdRecordBody *self, CrmJsonReader *reader)
{
  JsonNode *leads = crm_json_reader_opt_node (reader, "crm_lead_ids");

  take_contact (self, crm_json_reader_opt_node (reader, "contact_id"));
  take_contact (self, crm_json_reader_opt_node (reader, "crm_person_id"));
  if (leads == NULL || !JSON_NODE_HOLDS_ARRAY (leads))
    {
      take_contact (self, leads);
      return;
    }
  for (guint i = 0; i < json_array_get_length (json_node_get_array (leads)); i++)
    take_contact (self, json_array_get_element (json_node_get_array (leads), i));
}

/* A room that is none ("", 0, "null") is as good as no room; one that can't be an id is an error. */
static void
read_room (BilikdRecordBody *self, CrmJsonReader *reader)
{
  const char *member = crm_json_reader_has (reader, "room_id") ? "room_id" : "channel_integration_room_id";
  JsonNode *node = crm_json_reader_opt_node (reader, member);
  g_autofree char *id =
      node != NULL && !JSON_NODE_HOLDS_NULL (node) ? dup_loose_id (node) : g_strdup ("null");

  if (*id == '\0' || g_str_equal (id, "0") || g_str_equal (id, "null"))
    return;
  if (!crm_identity_is_id (id))
    crm_json_reader_fail (reader, member, "is no id");
  self->room_id = g_steal_pointer (&id);
}

static gint64
read_number (CrmJsonReader *reader, const char *name, const char *alias)
{
  const char *member = crm_json_reader_has (reader, name) ? name : alias;
  const char *id = crm_json_reader_opt_id (reader, member);
  gint64 number = bilikd_ticket_parse_id (id);

  /* An id that is there and is no number names nothing of ours. */
  return id != NULL && number == 0 ? G_MAXINT64 : number;
}

static void
read_amount (BilikdRecordBody *self, CrmJsonReader *reader)
{
  const char *member = crm_json_reader_has (reader, "amount") ? "amount" : "size";

  self->amount = crm_json_reader_opt_int (reader, member, CRM_DEAL_NO_AMOUNT);
  if (self->amount < CRM_DEAL_NO_AMOUNT)
    crm_json_reader_fail (reader, member, "is negative");
}

/* --- checking --------------------------------------------------------------- */

static void
add_error (GString *errors, const char *field, const char *message)
{
  g_string_append_printf (errors, "%s{\"field\":\"%s\",\"message\":\"%s\"}", errors->len > 1 ? "," : "",
                          field, message);
}

static gboolean
is_known_status (CrmRecordObject object, const char *status)
{
  return object == CRM_RECORD_DEAL ? crm_deal_status_from_wire (status, NULL)
                                   : crm_ticket_status_from_wire (status, NULL);
}

static gboolean
is_too_long (const char *text, glong max)
{
  return text != NULL && g_utf8_strlen (text, -1) > max;
}

static gboolean
check (const BilikdRecordBody *self,
       BilikdCall *call,
       CrmRecordObject object,
       gboolean is_new,
       GError **error)
{
  g_autoptr (GString) errors = g_string_new ("[");

  if ((is_new && self->name == NULL) || (self->name != NULL && *self->name == '\0'))
    add_error (errors, "name", "Give it a name.");
  if (is_too_long (self->name, MAX_NAME))
    add_error (errors, "name", "Use at most 255 characters.");
  if (self->status != NULL && !is_known_status (object, self->status))
    add_error (errors, "status", "There is no such status.");
  if (self->priority != NULL && !crm_ticket_priority_from_wire (self->priority, NULL))
    add_error (errors, "priority", "There is no such priority.");
  if (is_too_long (self->source, MAX_SOURCE))
    add_error (errors, "crm_source_name", "Use at most 64 characters.");
  if (is_too_long (self->description, MAX_DESCRIPTION))
    add_error (errors, "description", "Use at most 10000 characters.");
  if (errors->len == 1)
    return TRUE;
  g_string_append_c (errors, ']');
  g_free (call->field_errors);
  call->field_errors = g_string_free (g_steal_pointer (&errors), FALSE);
  g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID, "Some fields need attention.");
  return FALSE;
}

gboolean
bilikd_record_body_read (BilikdRecordBody *self,
                         BilikdCall *call,
                         CrmJsonReader *reader,
                         CrmRecordObject object,
                         gboolean is_new,
                         GError **error)
{
  const char *name;

  self->contacts = g_ptr_array_new_with_free_func (g_free);
  crm_json_reader_enter (reader, NULL);
  name = crm_json_reader_opt_string (reader, "name", NULL);
  self->name = name != NULL ? g_strstrip (g_strdup (name)) : NULL;
  self->place.pipeline_id = read_number (reader, "pipeline_id", "crm_pipeline_id");
  self->place.stage_id = read_number (reader, "stage_id", "crm_stage_id");
  self->status = crm_json_reader_opt_string (reader, "status", NULL);
  self->source = crm_json_reader_opt_string (reader, "crm_source_name", NULL);
  self->creator_flag = crm_json_reader_opt_string (reader, "creator_flag", NULL);
  self->amount = CRM_DEAL_NO_AMOUNT;
  if (object == CRM_RECORD_DEAL)
    read_amount (self, reader);
  else
    {
      self->priority = crm_json_reader_opt_string (reader, "priority", NULL);
      self->description = crm_json_reader_opt_string (reader, "description", NULL);
    }
  read_room (self, reader);
  read_contacts (self, reader);
  return crm_json_reader_finish (reader, error) && check (self, call, object, is_new, error);
}

/* --- the contact ------------------------------------------------------------ */

/* Returns: FALSE with an error; TRUE with 0 if the CRM has no such contact */
static gboolean
find_customer (BilikdCall *call, BilikdDb *db, const char *contact_id, gint64 *out_id, GError **error)
{
  gboolean can_update = FALSE, crm_known = FALSE;
  GError *local_error = NULL;

  *out_id = 0;
  if (!crm_identity_parse (contact_id, NULL))
    return TRUE;
  *out_id = bilikd_customer_find (db, call->caller.organization_id, contact_id, &can_update, &crm_known,
                                  &local_error);
  if (g_error_matches (local_error, CRM_ERROR, CRM_ERROR_NOT_FOUND))
    g_clear_error (&local_error);
  if (!crm_known)
    *out_id = 0;
  if (*out_id != 0 && call->caller.agent_id != 0 && !can_update)
    g_set_error_literal (&local_error, CRM_ERROR, CRM_ERROR_FORBIDDEN, "You may not change this customer.");
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, local_error);
  return FALSE;
}

gboolean
bilikd_record_body_find_contact (BilikdRecordBody *self,
                                 BilikdCall *call,
                                 BilikdDb *db,
                                 gint64 *out_customer_id,
                                 GError **error)
{
  *out_customer_id = 0;
  for (guint i = 0; i < self->contacts->len && *out_customer_id == 0; i++)
    if (!find_customer (call, db, g_ptr_array_index (self->contacts, i), out_customer_id, error))
      return FALSE;
  if (self->contacts->len > 0 && *out_customer_id == 0)
    {
      g_message ("%s: the contact is not known, the record does without", call->endpoint->name);
      bilikd_call_count (call, BILIKD_COUNTER_CONTACTS_MISSED);
    }
  return TRUE;
}
