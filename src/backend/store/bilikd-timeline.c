/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-timeline.h"

gint64
bilikd_timeline_get_expiry (gint64 created_at)
{
  g_autoptr (GDateTime) created = g_date_time_new_from_unix_utc (created_at / 1000);
  g_autoptr (GDateTime) expiry = g_date_time_add_years (created, 1);

  return g_date_time_to_unix (expiry) * 1000 + created_at % 1000;
}

gboolean
bilikd_timeline_add (BilikdDb *db, const BilikdRecord *record, gint64 now, GError **error)
{
  BilikdStatement *insert = bilikd_db_prepare (
      db, "INSERT INTO timeline_entries (organization_id, object, record_id, kind, creator_flag, room_id, "
          "created_at, expires_at) VALUES (?1, ?2, ?3, 'bot_creation', ?4, ?5, ?6, ?7)");

  bilikd_bind_int (insert, 1, record->organization_id);
  bilikd_bind_text (insert, 2, crm_record_object_to_wire (record->object));
  bilikd_bind_int (insert, 3, record->id);
  bilikd_bind_text (insert, 4, crm_creator_flag_to_wire (record->creator_flag));
  bilikd_bind_text (insert, 5, record->room_id);
  bilikd_bind_int (insert, 6, now);
  bilikd_bind_int (insert, 7, bilikd_timeline_get_expiry (now));
  return bilikd_db_run (insert, error);
}

static void
emit (BilikdStatement *row, BilikdTimelineFunc func, gpointer data)
{
  CrmTimelineEntryFields fields = {
    .id = bilikd_row_text (row, 0),
    .room_id = bilikd_row_text (row, 2),
    .preview = bilikd_row_text (row, 3),
    .created_at = bilikd_row_int (row, 4),
  };

  crm_creator_flag_from_wire (bilikd_row_text (row, 1), &fields.creator_flag);
  func (&fields, data);
}

gboolean
bilikd_timeline_list (BilikdDb *db,
                      const BilikdRecord *record,
                      gint64 now,
                      BilikdPage *page,
                      BilikdTimelineFunc func,
                      gpointer data,
                      GError **error)
{
  BilikdStatement *rows = bilikd_db_prepare (
      db, "SELECT id, creator_flag, room_id, preview, created_at FROM timeline_entries "
          "WHERE organization_id = ?1 AND object = ?2 AND record_id = ?3 AND id < ?4 AND expires_at > ?5 "
          "ORDER BY id DESC LIMIT ?6");
  GError *local_error = NULL;
  gint64 last_id = 0;

  bilikd_bind_int (rows, 1, record->organization_id);
  bilikd_bind_text (rows, 2, crm_record_object_to_wire (record->object));
  bilikd_bind_int (rows, 3, record->id);
  bilikd_bind_int (rows, 4, page->has_cursor ? page->after_id : G_MAXINT64);
  bilikd_bind_int (rows, 5, now);
  bilikd_bind_int (rows, 6, page->limit + 1);
  for (guint n = 0; bilikd_row_next (rows, &local_error); n++)
    {
      if (n == page->limit)
        {
          bilikd_page_continue_after (page, last_id, NULL);
          break;
        }
      last_id = bilikd_row_int (rows, 0);
      emit (rows, func, data);
    }
  bilikd_row_end (rows);
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, local_error);
  return FALSE;
}

void
bilikd_timeline_gap_clear (BilikdTimelineGap *self)
{
  g_clear_pointer (&self->room_id, g_free);
}

gboolean
bilikd_timeline_find_gap (BilikdDb *db, BilikdTimelineGap *out_gap, GError **error)
{
  BilikdStatement *row = bilikd_db_prepare (db, "SELECT id, organization_id, room_id FROM timeline_entries "
                                                "WHERE preview_state = 'waiting' ORDER BY id LIMIT 1");

  if (!bilikd_row_next (row, error))
    return FALSE;
  out_gap->id = bilikd_row_int (row, 0);
  out_gap->organization_id = bilikd_row_int (row, 1);
  out_gap->room_id = g_strdup (bilikd_row_text (row, 2));
  bilikd_row_end (row);
  return TRUE;
}

/* Another process may have filled it, or it is purged: then there is nothing to do. */
gboolean
bilikd_timeline_fill (BilikdDb *db, gint64 entry_id, const char *preview, GError **error)
{
  BilikdStatement *update =
      bilikd_db_prepare (db, "UPDATE timeline_entries SET preview = ?2, "
                             "preview_state = CASE WHEN ?2 IS NULL THEN 'unavailable' ELSE 'filled' END "
                             "WHERE id = ?1 AND preview_state = 'waiting'");

  bilikd_bind_int (update, 1, entry_id);
  bilikd_bind_text (update, 2, preview);
  return bilikd_db_run (update, error);
}

gboolean
bilikd_timeline_purge (BilikdDb *db, gint64 now, guint limit, guint *out_n, GError **error)
{
  BilikdStatement *purge = bilikd_db_prepare (
      db, "DELETE FROM timeline_entries WHERE id IN "
          "(SELECT id FROM timeline_entries WHERE expires_at <= ?1 ORDER BY expires_at LIMIT ?2)");

  bilikd_bind_int (purge, 1, now);
  bilikd_bind_int (purge, 2, limit);
  if (!bilikd_db_run (purge, error))
    return FALSE;
  *out_n = (guint) bilikd_db_changes (db);
  return TRUE;
}
