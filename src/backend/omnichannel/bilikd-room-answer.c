/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-room-answer.h"

#include "bilikd-room-events.h"

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
