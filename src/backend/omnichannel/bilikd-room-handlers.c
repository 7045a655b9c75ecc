/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-handlers.h"
#include "bilikd-room-answer.h"
#include "bilikd-room-records.h"
#include "bilikd-rooms.h"

static void
write_room (const CrmRoomFields *room, gpointer data)
{
  crm_room_encode (room, data, NULL);
}

gboolean
bilikd_handle_ROOMS_LIST (BilikdCall *call, BilikdDb *db, GError **error)
{
  const char *filter = bilikd_call_get_query (call, "filter");
  BilikdRoomSearch search = { .agent_id = call->caller.agent_id,
                              .query = bilikd_call_get_query (call, "query") };
  g_auto (BilikdPage) page = { 0 };
  CrmJsonWriter writer;

  if (filter != NULL && *filter != '\0' && !crm_room_filter_from_wire (filter, &search.filter))
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_BAD_REQUEST, "“filter” is an unknown word.");
      return FALSE;
    }
  if (!bilikd_page_init (&page, bilikd_call_get_query (call, "limit"), bilikd_call_get_query (call, "cursor"),
                         NULL, error))
    return FALSE;
  crm_json_writer_init (&writer, call->reply);
  crm_json_writer_begin_object (&writer, NULL);
  crm_json_writer_begin_array (&writer, "items");
  if (!bilikd_rooms_list (db, call->caller.organization_id, &search, &page, write_room, &writer, error))
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
  return bilikd_room_get (db, call->caller.organization_id, call->arguments[0], write_room, &writer, error);
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
