/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-room-answer.h"

#include "bilikd-room-events.h"
#include "bilikd-rooms.h"

gboolean
bilikd_room_answer_end (BilikdCall *call, BilikdDb *db, CrmJsonWriter *writer, GError **error)
{
  g_autofree char *epoch = NULL;
  gint64 seq = 0;

  if (!bilikd_room_stream_get (db, call->caller.organization_id, &epoch, &seq, NULL, error))
    return FALSE;
  crm_json_writer_string (writer, "epoch", epoch);
  crm_json_writer_int (writer, "seq", seq);
  crm_json_writer_end_object (writer);
  call->status = 200;
  return TRUE;
}

void
bilikd_room_write (const CrmRoomFields *room, gpointer writer)
{
  crm_room_encode (room, writer, NULL);
}

gboolean
bilikd_room_tell (BilikdCall *call, BilikdDb *db, const char *room_id, GError **error)
{
  gint64 organization_id = call->caller.organization_id;
  g_autoptr (GString) room = g_string_new (NULL);
  CrmJsonWriter writer;

  crm_json_writer_init (&writer, room);
  return bilikd_room_get (db, organization_id, room_id, bilikd_room_write, &writer, error) &&
         bilikd_room_event_add (db, organization_id, CRM_STREAM_ROOM_UPDATED, room_id, room->str, call->now,
                                error);
}
