/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-room-events.h"

#include "bilikd-db-private.h"
#include "crm-error.h"

/* @local_error: (transfer full) (nullable): %NULL where there is no row */
static gboolean
fail (GError *local_error, GError **error)
{
  if (local_error == NULL)
    g_set_error_literal (error, CRM_ERROR, CRM_ERROR_NOT_FOUND, "No such organization.");
  else
    g_propagate_error (error, local_error);
  return FALSE;
}

static gboolean
advance (BilikdDb *db, gint64 organization_id, gint64 *out_seq, char **out_epoch, GError **error)
{
  BilikdStatement *update = bilikd_db_prepare (
      db, "UPDATE room_streams SET seq = seq + 1 WHERE organization_id = ?1 RETURNING seq, epoch");
  GError *local_error = NULL;

  bilikd_bind_int (update, 1, organization_id);
  if (!bilikd_row_next (update, &local_error))
    return fail (local_error, error);
  *out_seq = bilikd_row_int (update, 0);
  *out_epoch = g_strdup (bilikd_row_text (update, 1));
  return bilikd_db_run (update, error); /* to its end */
}

/* One goes for each that comes: the history is bounded at every moment, and nothing has to be swept. */
static gboolean
forget (BilikdDb *db, gint64 organization_id, gint64 last, GError **error)
{
  BilikdStatement *delete =
      bilikd_db_prepare (db, "DELETE FROM room_events WHERE organization_id = ?1 AND seq <= ?2");

  bilikd_bind_int (delete, 1, organization_id);
  bilikd_bind_int (delete, 2, last);
  return bilikd_db_run (delete, error);
}

gboolean
bilikd_room_event_add (BilikdDb *db,
                       gint64 organization_id,
                       CrmStreamEvent type,
                       const char *room_id,
                       const char *payload,
                       gint64 now,
                       GError **error)
{
  BilikdRoomEvent event = { .type = crm_stream_event_to_wire (type), .room_id = room_id, .payload = payload };
  g_autofree char *epoch = NULL;
  BilikdStatement *insert;

  if (!advance (db, organization_id, &event.seq, &epoch, error))
    return FALSE;
  event.epoch = epoch;
  insert = bilikd_db_prepare (
      db, "INSERT INTO room_events (organization_id, seq, type, room_id, payload, created_at) "
          "VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
  bilikd_bind_int (insert, 1, organization_id);
  bilikd_bind_int (insert, 2, event.seq);
  bilikd_bind_text (insert, 3, event.type);
  bilikd_bind_text (insert, 4, room_id);
  bilikd_bind_text (insert, 5, payload);
  bilikd_bind_int (insert, 6, now);
  if (!bilikd_db_run (insert, error) ||
      !forget (db, organization_id, event.seq - BILIKD_ROOM_EVENTS_KEPT, error))
    return FALSE;
  if (db->event_func != NULL)
    db->event_func (&event, db->event_data);
  return TRUE;
}

void
bilikd_room_events_watch (BilikdDb *db, BilikdRoomEventFunc func, gpointer data)
{
  db->event_func = func;
  db->event_data = data;
}

gboolean
bilikd_room_stream_get (BilikdDb *db,
                        gint64 organization_id,
                        char **out_epoch,
                        gint64 *out_seq,
                        gint64 *out_oldest,
                        GError **error)
{
  BilikdStatement *row = bilikd_db_prepare (
      db,
      "SELECT epoch, seq, coalesce ((SELECT min (seq) FROM room_events e "
      "WHERE e.organization_id = s.organization_id), seq + 1) FROM room_streams s WHERE organization_id = ?1");
  GError *local_error = NULL;

  bilikd_bind_int (row, 1, organization_id);
  if (!bilikd_row_next (row, &local_error))
    return fail (local_error, error);
  *out_epoch = g_strdup (bilikd_row_text (row, 0));
  *out_seq = bilikd_row_int (row, 1);
  if (out_oldest != NULL)
    *out_oldest = bilikd_row_int (row, 2);
  bilikd_row_end (row);
  return TRUE;
}

gboolean
bilikd_room_events_read (BilikdDb *db,
                         gint64 organization_id,
                         gint64 seq,
                         guint limit,
                         BilikdRoomEventFunc func,
                         gpointer data,
                         GError **error)
{
  /* Who may see the room is asked again when the event goes out, not only when it was written. */
  BilikdStatement *rows = bilikd_db_prepare (
      db, "SELECT e.seq, s.epoch, e.type, e.room_id, iif (r.deleted_at IS NULL, e.payload, NULL) "
          "FROM room_events e JOIN room_streams s USING (organization_id) "
          "LEFT JOIN rooms r ON r.organization_id = e.organization_id AND r.id = e.room_id "
          "WHERE e.organization_id = ?1 AND e.seq > ?2 ORDER BY e.seq LIMIT ?3");
  GError *local_error = NULL;

  bilikd_bind_int (rows, 1, organization_id);
  bilikd_bind_int (rows, 2, seq);
  bilikd_bind_int (rows, 3, limit);
  while (bilikd_row_next (rows, &local_error))
    {
      BilikdRoomEvent event = { bilikd_row_int (rows, 0), bilikd_row_text (rows, 1),
                                bilikd_row_text (rows, 2), bilikd_row_text (rows, 3),
                                bilikd_row_text (rows, 4) };

      func (&event, data);
    }
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, local_error);
  return FALSE;
}

static gboolean
purge_one (BilikdDb *db, gint64 organization_id, gint64 before, guint limit, guint *out_n, GError **error)
{
  /* Places follow each other in time: the oldest are the first. */
  BilikdStatement *purge =
      bilikd_db_prepare (db, "DELETE FROM room_events WHERE organization_id = ?1 AND created_at < ?2 AND "
                             "seq < (SELECT min (seq) FROM room_events WHERE organization_id = ?1) + ?3");

  bilikd_bind_int (purge, 1, organization_id);
  bilikd_bind_int (purge, 2, before);
  bilikd_bind_int (purge, 3, limit);
  if (!bilikd_db_run (purge, error))
    return FALSE;
  *out_n = MAX (*out_n, (guint) bilikd_db_changes (db));
  return TRUE;
}

gboolean
bilikd_room_events_purge (BilikdDb *db, gint64 before, guint limit, guint *out_n, GError **error)
{
  BilikdStatement *rows = bilikd_db_prepare (db, "SELECT organization_id FROM room_streams");
  GError *local_error = NULL;

  *out_n = 0;
  while (bilikd_row_next (rows, &local_error))
    if (!purge_one (db, bilikd_row_int (rows, 0), before, limit, out_n, error))
      {
        bilikd_row_end (rows);
        return FALSE;
      }
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, local_error);
  return FALSE;
}
