/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-handlers.h"
#include "bilikd-room-events.h"

/* Finds where the stream begins; bilikd-handshake.c makes it one. */
gboolean
bilikd_handle_STREAM (BilikdCall *call, BilikdDb *db, GError **error)
{
  const char *since = bilikd_call_get_query (call, "since");
  const char *wanted_epoch = bilikd_call_get_query (call, "epoch");
  g_autofree char *epoch = NULL;
  gint64 seq = 0, oldest = 0, wanted = 0;

  if (since != NULL && !g_ascii_string_to_signed (since, 10, 0, G_MAXINT64, &wanted, NULL))
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_BAD_REQUEST, "“since” is no place in a stream.");
      return FALSE;
    }
  if (!bilikd_room_stream_get (db, call->caller.organization_id, &epoch, &seq, &oldest, error))
    return FALSE;
  call->stream_needs_resync = since != NULL && (wanted > seq || wanted < oldest - 1 ||
                                                (wanted_epoch != NULL && !g_str_equal (wanted_epoch, epoch)));
  call->stream_seq = since == NULL || call->stream_needs_resync ? seq : wanted;
  g_string_assign (call->reply, epoch);
  call->status = 101;
  return TRUE;
}
