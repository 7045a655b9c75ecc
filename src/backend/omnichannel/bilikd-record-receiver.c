/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include <string.h>

#include "bilikd-handlers.h"
#include "bilikd-room-events.h"
#include "bilikd-room-records.h"

/*
 * What the CRM tells of its records. It tells at least once and may tell late:
 * telling again changes nothing and is answered as the first time.
 */

#define MAX_TEXT 1024

/* The two kinds are told of in words of their own (contract.md, section 2). */
typedef struct
{
  const char *id;
  const char *slug;
  const char *name;
} Members;

static const Members members[CRM_N_RECORD_OBJECTS] = {
  [CRM_RECORD_DEAL] = { "external_id", NULL, "name" },
  [CRM_RECORD_TICKET] = { "crm_ticket_id", "crm_unique_ticket_id", "crm_ticket_name" },
};

static char *
read_text (CrmJsonReader *reader, const char *member)
{
  const char *text = member != NULL ? crm_json_reader_opt_string (reader, member, NULL) : NULL;

  if (text != NULL && strlen (text) > MAX_TEXT)
    crm_json_reader_fail (reader, member, "too long");
  return g_strdup (text);
}

/* The actor filter: rooms hear of what a bot or an AI made, of nothing else. */
static void
read_creator (CrmJsonReader *reader, CrmRoomRecord *record)
{
  const char *word = crm_json_reader_get_string (reader, "creator_flag");

  if (!crm_creator_flag_from_wire (word, &record->creator_flag) || record->creator_flag == CRM_CREATOR_NONE)
    crm_json_reader_fail (reader, "creator_flag", "neither bot nor agentic_ai");
}

static void
read_record (BilikdCall *call, CrmJsonReader *reader, CrmRoomRecord *record)
{
  const Members *member = &members[record->object];
  const char *id;

  crm_json_reader_enter (reader, NULL);
  id = crm_json_reader_opt_id (reader, member->id);
  if (call->arguments[0] == NULL && id == NULL)
    crm_json_reader_fail (reader, member->id, "missing");
  else if (call->arguments[0] != NULL && id != NULL && !g_str_equal (id, call->arguments[0]))
    crm_json_reader_fail (reader, member->id, "is not that of the path");
  record->external_id = g_strdup (call->arguments[0] != NULL ? call->arguments[0] : id);
  record->slug = read_text (reader, member->slug);
  record->name = read_text (reader, member->name);
  record->stage = read_text (reader, "stage");
  record->pipeline = read_text (reader, "pipeline");
  record->status = read_text (reader, "status");
  record->priority = read_text (reader, "priority");
  record->external_url = read_text (reader, "external_url");
  record->crm_created_at = crm_json_reader_opt_time (reader, "crm_created_at", 0);
  record->revision = crm_json_reader_opt_int (reader, "revision", -1);
  read_creator (reader, record);
  if (record->name == NULL)
    crm_json_reader_fail (reader, member->name, "missing");
  if (record->crm_created_at == 0)
    crm_json_reader_fail (reader, "crm_created_at", "missing");
}

static gboolean
put (BilikdCall *call, BilikdDb *db, CrmRecordObject object, guint status, GError **error)
{
  g_autoptr (CrmJsonReader) reader = bilikd_call_read_body (call);
  g_autoptr (CrmRoomRecord) record = g_new0 (CrmRoomRecord, 1);
  const char *room_id;
  CrmJsonWriter writer;

  record->object = object;
  read_record (call, reader, record);
  room_id =
      status == 201 ? crm_json_reader_get_id (reader, "room_id") : crm_json_reader_opt_id (reader, "room_id");
  /* The same create again is no change. */
  if (status == 201 && record->revision < 0)
    record->revision = 1;
  if (!crm_json_reader_finish (reader, error) ||
      !bilikd_room_record_put (db, call->caller.organization_id, room_id, record, call->now, error))
    return FALSE;
  crm_json_writer_init (&writer, call->reply);
  crm_json_writer_begin_object (&writer, NULL);
  crm_json_writer_string (&writer, members[object].id, record->external_id);
  crm_json_writer_end_object (&writer);
  call->status = status;
  return TRUE;
}

static gboolean
forget (BilikdCall *call, BilikdDb *db, CrmRecordObject object, GError **error)
{
  call->status = 204;
  return bilikd_room_record_delete (db, call->caller.organization_id, object, call->arguments[0], call->now,
                                    error);
}

gboolean
bilikd_handle_ROOM_DEALS_ADD (BilikdCall *call, BilikdDb *db, GError **error)
{
  return put (call, db, CRM_RECORD_DEAL, 201, error);
}

gboolean
bilikd_handle_ROOM_DEALS_UPDATE (BilikdCall *call, BilikdDb *db, GError **error)
{
  return put (call, db, CRM_RECORD_DEAL, 200, error);
}

gboolean
bilikd_handle_ROOM_DEALS_REMOVE (BilikdCall *call, BilikdDb *db, GError **error)
{
  return forget (call, db, CRM_RECORD_DEAL, error);
}

gboolean
bilikd_handle_ROOM_TICKETS_ADD (BilikdCall *call, BilikdDb *db, GError **error)
{
  return put (call, db, CRM_RECORD_TICKET, 201, error);
}

gboolean
bilikd_handle_ROOM_TICKETS_UPDATE (BilikdCall *call, BilikdDb *db, GError **error)
{
  return put (call, db, CRM_RECORD_TICKET, 200, error);
}

gboolean
bilikd_handle_ROOM_TICKETS_REMOVE (BilikdCall *call, BilikdDb *db, GError **error)
{
  return forget (call, db, CRM_RECORD_TICKET, error);
}

gboolean
bilikd_handle_ROOM_TICKETS_ASSOCIATE (BilikdCall *call, BilikdDb *db, GError **error)
{
  g_autoptr (GString) payload = g_string_new (NULL);
  CrmJsonWriter writer;

  crm_json_writer_init (&writer, payload);
  crm_json_writer_begin_object (&writer, NULL);
  crm_json_writer_string (&writer, "contact_id", call->arguments[1]);
  crm_json_writer_string (&writer, "ticket_id", call->arguments[0]);
  crm_json_writer_end_object (&writer);
  call->status = 204;
  return bilikd_room_event_add (db, call->caller.organization_id, CRM_STREAM_TICKET_ASSOCIATED, NULL,
                                payload->str, call->now, error);
}
