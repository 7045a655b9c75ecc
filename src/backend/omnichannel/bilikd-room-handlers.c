/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-handlers.h"
#include "bilikd-room-answer.h"
#include "bilikd-room-records.h"
#include "bilikd-rooms.h"

/* Absent or empty asks for nothing. */
static gboolean
read_search (BilikdCall *call, CrmRoomSearch *search, GError **error)
{
  const char *filter = bilikd_call_get_query (call, "filter");
  const char *unread = bilikd_call_get_query (call, "unread");
  const char *channel = bilikd_call_get_query (call, "channel");
  const char *wrong = NULL;

  if (filter != NULL && *filter != '\0' && !crm_room_filter_from_wire (filter, &search->filter))
    wrong = "“filter” is an unknown word.";
  if (unread != NULL && *unread != '\0' && !g_str_equal (unread, "true") && !g_str_equal (unread, "false"))
    wrong = "“unread” is neither true nor false.";
  if (wrong != NULL)
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_BAD_REQUEST, wrong);
      return FALSE;
    }
  search->is_unread = g_strcmp0 (unread, "true") == 0;
  search->channel = channel != NULL && *channel != '\0' ? channel : NULL;
  search->query = bilikd_call_get_query (call, "query");
  return TRUE;
}

gboolean
bilikd_handle_ROOMS_LIST (BilikdCall *call, BilikdDb *db, GError **error)
{
  CrmRoomSearch search = { CRM_ROOMS_ALL, FALSE, NULL, NULL };
  g_auto (BilikdPage) page = { 0 };
  CrmJsonWriter writer;

  if (!read_search (call, &search, error) ||
      !bilikd_page_init (&page, bilikd_call_get_query (call, "limit"), bilikd_call_get_query (call, "cursor"),
                         NULL, error))
    return FALSE;
  crm_json_writer_init (&writer, call->reply);
  crm_json_writer_begin_object (&writer, NULL);
  crm_json_writer_begin_array (&writer, "items");
  if (!bilikd_rooms_list (db, call->caller.organization_id, call->caller.agent_id, &search, &page,
                          bilikd_room_write, &writer, error))
    return FALSE;
  crm_json_writer_end_array (&writer);
  crm_json_writer_string (&writer, "next_cursor", page.next_cursor);
  return bilikd_room_answer_end (call, db, &writer, error);
}

gboolean
bilikd_handle_ROOMS_GET (BilikdCall *call, BilikdDb *db, GError **error)
{
  CrmJsonWriter writer;

  crm_json_writer_init (&writer, call->reply);
  call->status = 200;
  return bilikd_room_get (db, call->caller.organization_id, call->arguments[0], bilikd_room_write, &writer,
                          error);
}

/* What the panel shows: at most one deal and one ticket. */
gboolean
bilikd_handle_ROOM_RECORDS (BilikdCall *call, BilikdDb *db, GError **error)
{
  gint64 organization_id = call->caller.organization_id;
  g_auto (CrmPanel) panel = { { NULL } };
  CrmJsonWriter writer;

  if (!bilikd_room_require (db, organization_id, call->arguments[0], error))
    return FALSE;
  if (!CRM_HAS (call->caller.gate.flags, CRM_FLAG_OMNICHANNEL_DEAL_TICKET_PANEL))
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_FEATURE_OFF, "The panel is not switched on.");
      return FALSE;
    }
  if (!bilikd_room_records_get_panel (db, organization_id, call->arguments[0], &panel, error))
    return FALSE;
  crm_json_writer_init (&writer, call->reply);
  crm_json_writer_begin_object (&writer, NULL);
  for (int object = 0; object < CRM_N_RECORD_OBJECTS; object++)
    {
      const CrmRoomRecord *record = crm_panel_get (&panel, (CrmRecordObject) object);
      const char *member = crm_record_object_to_wire ((CrmRecordObject) object);

      if (record != NULL)
        crm_room_record_encode (record, &writer, member);
      else
        crm_json_writer_null (&writer, member);
    }
  return bilikd_room_answer_end (call, db, &writer, error);
}

/* --- what is unread --------------------------------------------------------------- */

/* Only a change is told. */
gboolean
bilikd_handle_ROOM_READ_MARK (BilikdCall *call, BilikdDb *db, GError **error)
{
  gint64 organization_id = call->caller.organization_id;
  const char *room_id = call->arguments[0];
  g_autoptr (CrmJsonReader) reader = bilikd_call_read_body (call);
  const char *message_id;
  gboolean is_changed;

  if (!bilikd_room_require (db, organization_id, room_id, error))
    return FALSE;
  crm_json_reader_enter (reader, NULL);
  message_id = crm_json_reader_get_id (reader, "message_id");
  if (!crm_json_reader_finish (reader, error) ||
      !bilikd_room_mark_read (db, organization_id, room_id, g_ascii_strtoll (message_id, NULL, 10),
                              &is_changed, error))
    return FALSE;
  call->status = 204;
  return !is_changed || bilikd_room_tell (call, db, room_id, error);
}

gboolean
bilikd_handle_ROOM_READ_CLEAR (BilikdCall *call, BilikdDb *db, GError **error)
{
  const char *room_id = call->arguments[0];
  gboolean is_changed;

  if (!bilikd_room_mark_unread (db, call->caller.organization_id, room_id, &is_changed, error))
    return FALSE;
  call->status = 204;
  return !is_changed || bilikd_room_tell (call, db, room_id, error);
}
