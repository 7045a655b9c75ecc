/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-events.h"
#include "bilikd-handlers.h"
#include "crm-event-names.h"
#include "crm-identity.h"

#define MAX_EVENTS 200

typedef struct
{
  guint accepted;
  guint duplicates;
  guint rejected;
} Counts;

/* Whether @event is one of the table and says no more than it may (SEC-27); appends its properties as JSON. */
static gboolean
encode_properties (const char *name, JsonNode *properties, GString *text)
{
  JsonObjectIter iterator;
  CrmJsonWriter writer;
  const char *property;
  JsonNode *value;

  crm_json_writer_init (&writer, text);
  crm_json_writer_begin_object (&writer, NULL);
  if (properties != NULL && !JSON_NODE_HOLDS_OBJECT (properties))
    return FALSE;
  if (properties != NULL)
    {
      json_object_iter_init (&iterator, json_node_get_object (properties));
      while (json_object_iter_next (&iterator, &property, &value))
        {
          if (JSON_NODE_HOLDS_NULL (value) && crm_event_names_allows (name, property))
            continue;
          if (json_node_get_value_type (value) != G_TYPE_STRING || !crm_event_names_allows (name, property) ||
              !crm_event_names_accepts_value (property, json_node_get_string (value)))
            return FALSE;
          crm_json_writer_string (&writer, property, json_node_get_string (value));
        }
    }
  crm_json_writer_end_object (&writer);
  return TRUE;
}

/* FALSE: an event that is refused, or, with an error, a database that failed. */
static gboolean
record (BilikdCall *call, BilikdDb *db, JsonNode *node, gboolean *is_new, GError **error)
{
  g_autoptr (CrmJsonReader) reader = crm_json_reader_new (node);
  g_autoptr (GString) properties = g_string_new (NULL);
  BilikdEvent event = {
    .organization_id = call->caller.organization_id,
    .agent_id = call->caller.agent_id,
    .received_at = call->now,
  };

  crm_json_reader_enter (reader, NULL);
  event.id = crm_json_reader_get_id (reader, "id");
  event.name = crm_json_reader_get_string (reader, "name");
  event.at = crm_json_reader_opt_time (reader, "at", call->now);
  if (!crm_json_reader_finish (reader, NULL) || !crm_event_names_contains (event.name) ||
      !encode_properties (event.name, crm_json_reader_opt_node (reader, "properties"), properties))
    return FALSE;
  event.properties = properties->str;
  if (!bilikd_event_insert (db, &event, is_new, error))
    return FALSE;
  if (*is_new)
    bilikd_call_count_event (call, event.name);
  return TRUE;
}

static gboolean
record_all (BilikdCall *call, BilikdDb *db, JsonArray *events, Counts *counts, GError **error)
{
  for (guint i = 0; i < json_array_get_length (events); i++)
    {
      GError *local_error = NULL;
      gboolean is_new = FALSE;

      if (record (call, db, json_array_get_element (events, i), &is_new, &local_error))
        {
          counts->accepted += is_new;
          counts->duplicates += !is_new;
        }
      else if (local_error == NULL)
        {
          counts->rejected++;
        }
      else
        {
          g_propagate_error (error, local_error);
          return FALSE;
        }
    }
  return TRUE;
}

gboolean
bilikd_handle_EVENTS_RECORD (BilikdCall *call, BilikdDb *db, GError **error)
{
  g_autoptr (CrmJsonReader) reader = bilikd_call_read_body (call);
  Counts counts = { 0 };
  CrmJsonWriter writer;
  guint n_events;

  crm_json_reader_enter (reader, NULL);
  n_events = crm_json_reader_enter_array (reader, "events");
  if (n_events > MAX_EVENTS)
    crm_json_reader_fail (reader, NULL, "more than 200 events");
  if (!crm_json_reader_finish (reader, error))
    return FALSE;
  if (!record_all (call, db, json_object_get_array_member (json_node_get_object (call->body), "events"),
                   &counts, error))
    return FALSE;

  crm_json_writer_init (&writer, call->reply);
  crm_json_writer_begin_object (&writer, NULL);
  crm_json_writer_int (&writer, "accepted", counts.accepted);
  crm_json_writer_int (&writer, "duplicates", counts.duplicates);
  crm_json_writer_int (&writer, "rejected", counts.rejected);
  crm_json_writer_end_object (&writer);
  call->status = 202;
  return TRUE;
}
