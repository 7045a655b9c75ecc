/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-record-news.h"

#include <string.h>

#include "bilikd-events.h"
#include "bilikd-metrics.h"
#include "bilikd-outbox.h"
#include "bilikd-services.h"
#include "crm-event-names.h"
#include "crm-time.h"

char *
bilikd_record_make_url (BilikdCall *call, const BilikdRecord *record)
{
  return g_strdup_printf ("%s/crm/%ss/%" G_GINT64_FORMAT, call->config->embed_url,
                          crm_record_object_to_wire (record->object), record->id);
}

/* --- to Omnichannel --------------------------------------------------------- */

/* The members by which the two kinds are told apart (contract.md §2). */
static void
write_names (CrmJsonWriter *writer, const BilikdRecord *record, const char *id)
{
  g_autofree char *slug = NULL;

  if (record->object == CRM_RECORD_DEAL)
    {
      crm_json_writer_string (writer, "external_id", id);
      crm_json_writer_string (writer, "name", record->name);
      return;
    }
  slug = g_strconcat ("TCK-", id, NULL);
  crm_json_writer_string (writer, "crm_ticket_id", id);
  crm_json_writer_string (writer, "crm_unique_ticket_id", slug);
  crm_json_writer_string (writer, "crm_ticket_name", record->name);
  crm_json_writer_string (writer, "priority", record->priority);
}

static char *
encode (BilikdCall *call, const BilikdRecord *record, const char *verb)
{
  GString *text = g_string_new (NULL);
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, record->id);
  g_autofree char *url = bilikd_record_make_url (call, record);
  CrmJsonWriter writer;

  crm_json_writer_init (&writer, text);
  crm_json_writer_begin_object (&writer, NULL);
  crm_json_writer_string (&writer, "object", crm_record_object_to_wire (record->object));
  crm_json_writer_string (&writer, "verb", verb);
  crm_json_writer_string (&writer, "id", id);
  write_names (&writer, record, id);
  crm_json_writer_string (&writer, "external_url", url);
  crm_json_writer_string (&writer, "room_id", record->room_id);
  crm_json_writer_string (&writer, "stage", record->stage);
  crm_json_writer_string (&writer, "pipeline", record->pipeline);
  crm_json_writer_string (&writer, "status", record->status);
  crm_json_writer_string (&writer, "creator_flag", crm_creator_flag_to_wire (record->creator_flag));
  crm_json_writer_time (&writer, "crm_created_at", record->created_at);
  crm_json_writer_int (&writer, "revision", record->revision);
  crm_json_writer_end_object (&writer);
  return g_string_free (text, FALSE);
}

static const char *
name_topic (const char *verb)
{
  if (g_str_equal (verb, "POST"))
    return "record.created";
  return g_str_equal (verb, "PUT") ? "record.updated" : "record.deleted";
}

gboolean
bilikd_record_tell_room (BilikdCall *call,
                         BilikdDb *db,
                         const BilikdRecord *record,
                         const char *verb,
                         GError **error)
{
  g_autofree char *payload = NULL;

  if (record->room_id == NULL)
    return TRUE;
  if (record->creator_flag == CRM_CREATOR_NONE)
    {
      g_message ("%s: made by a person, the room is not told", call->endpoint->name);
      bilikd_call_count (call, BILIKD_COUNTER_RECORDS_NOT_TOLD);
      return TRUE;
    }
  payload = encode (call, record, verb);
  return bilikd_outbox_add (db, record->organization_id, name_topic (verb), payload, call->now, error);
}

gboolean
bilikd_record_differs_for_room (const BilikdRecord *before, const BilikdRecord *after)
{
  /* Another pipeline is another stage. */
  return !g_str_equal (before->name, after->name) || before->stage_id != after->stage_id ||
         g_strcmp0 (before->priority, after->priority) != 0;
}

/* --- to telemetry ----------------------------------------------------------- */

/* Keeps the event and counts it; properties come in pairs, ended by NULL. A value that the table of events does
 * not accept is left out, so that free text can't slip in (SEC-27). */
static gboolean
record_event (BilikdCall *call, BilikdDb *db, const char *name, const char *const *properties, GError **error)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr (GString) text = g_string_new (NULL);
  BilikdEvent event = { .organization_id = call->caller.organization_id, .agent_id = call->caller.agent_id };
  CrmJsonWriter writer;
  gboolean is_new;

  crm_json_writer_init (&writer, text);
  crm_json_writer_begin_object (&writer, NULL);
  for (; properties[0] != NULL; properties += 2)
    if (crm_event_names_allows (name, properties[0]) &&
        crm_event_names_accepts_value (properties[0], properties[1]))
      crm_json_writer_string (&writer, properties[0], properties[1]);
  crm_json_writer_end_object (&writer);
  event.id = id;
  event.name = name;
  event.at = event.received_at = call->now;
  event.properties = text->str;
  if (!bilikd_event_insert (db, &event, &is_new, error))
    return FALSE;
  bilikd_call_count_event (call, name);
  return TRUE;
}

gboolean
bilikd_record_count_creation (BilikdCall *call,
                              BilikdDb *db,
                              const BilikdRecord *record,
                              const char *source,
                              GError **error)
{
  static const char *const names[CRM_N_RECORD_OBJECTS][CRM_N_CREATOR_FLAGS] = {
    [CRM_RECORD_DEAL] = { NULL, "bot_deal_created", "ai_deal_created" },
    [CRM_RECORD_TICKET] = { NULL, "bot_ticket_created", "ai_ticket_created" },
  };
  const char *name = names[record->object][record->creator_flag];
  char timestamp[CRM_TIME_TEXT_SIZE];
  const char *properties[] = { "room_id",
                               record->room_id,
                               "creator_flag",
                               crm_creator_flag_to_wire (record->creator_flag),
                               "contact_id_present",
                               record->has_contact ? "true" : "false",
                               "source",
                               source,
                               "timestamp",
                               timestamp,
                               NULL };

  crm_time_format (call->now, timestamp);
  return name == NULL || record_event (call, db, name, properties, error);
}

gboolean
bilikd_record_count_timeline_failure (BilikdCall *call,
                                      BilikdDb *db,
                                      const BilikdRecord *record,
                                      const char *reason,
                                      GError **error)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, record->id);
  char timestamp[CRM_TIME_TEXT_SIZE];
  const char *properties[] = { record->object == CRM_RECORD_DEAL ? "deal_id" : "ticket_id",
                               id,
                               "room_id",
                               record->room_id,
                               "error_reason",
                               reason,
                               "timestamp",
                               timestamp,
                               NULL };

  crm_time_format (call->now, timestamp);
  return record_event (call, db, "timeline_log_creation_failed", properties, error);
}
