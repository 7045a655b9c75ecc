/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-outbox.h"

#define MAX_WAITING 2000 /* rows looked at */
#define MAX_DUE     64   /* rows a turn */

gboolean
bilikd_outbox_add (BilikdDb *db,
                   gint64 organization_id,
                   const char *topic,
                   const char *payload,
                   gint64 now,
                   GError **error)
{
  BilikdStatement *statement = bilikd_db_prepare (
      db, "INSERT INTO outbox (organization_id, topic, payload, created_at) VALUES (?, ?, ?, ?)");

  bilikd_bind_int (statement, 1, organization_id);
  bilikd_bind_text (statement, 2, topic);
  bilikd_bind_text (statement, 3, payload);
  bilikd_bind_int (statement, 4, now);
  return bilikd_db_run (statement, error);
}

gboolean
bilikd_outbox_get_oldest (BilikdDb *db, gint64 *out_created_at, GError **error)
{
  BilikdStatement *statement = bilikd_db_prepare (db, "SELECT coalesce (min (created_at), 0) FROM outbox "
                                                      "WHERE delivered_at IS NULL");

  if (!bilikd_row_next (statement, error))
    return FALSE;
  *out_created_at = bilikd_row_int (statement, 0);
  bilikd_row_end (statement);
  return TRUE;
}

/* --- delivering ----------------------------------------------------------------- */

void
bilikd_outbox_row_free (BilikdOutboxRow *self)
{
  g_free (self->payload);
  g_free (self);
}

static BilikdOutboxRow *
make_row (BilikdStatement *statement)
{
  BilikdOutboxRow *row = g_new0 (BilikdOutboxRow, 1);

  row->id = bilikd_row_int (statement, 0);
  row->organization_id = bilikd_row_int (statement, 1);
  row->payload = g_strdup (bilikd_row_text (statement, 2));
  row->attempts = (guint) bilikd_row_int (statement, 3);
  return row;
}

/* What has failed before comes last: a record on which Omnichannel hangs up must not keep the others. */
static int
compare_attempts (gconstpointer a, gconstpointer b)
{
  const BilikdOutboxRow *const *first = a;
  const BilikdOutboxRow *const *second = b;

  return (int) (*first)->attempts - (int) (*second)->attempts;
}

gboolean
bilikd_outbox_read_due (BilikdDb *db, gint64 now, GPtrArray *rows, GError **error)
{
  BilikdStatement *waiting = bilikd_db_prepare (
      db, "SELECT id, organization_id, payload, attempts, next_attempt_at, organization_id || "
          "(payload ->> '$.object') || (payload ->> '$.id') FROM outbox INDEXED BY outbox_waiting "
          "WHERE delivered_at IS NULL ORDER BY id LIMIT ?1");
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GError *local_error = NULL;

  bilikd_bind_int (waiting, 1, MAX_WAITING);
  while (rows->len < MAX_DUE && bilikd_row_next (waiting, &local_error))
    {
      const char *record = bilikd_row_text (waiting, 5);
      gboolean is_first = g_hash_table_add (seen, g_strdup (record != NULL ? record : ""));

      /* A time that no pause leads to is of a clock that was put back since. */
      if (is_first &&
          (bilikd_row_int (waiting, 4) <= now || bilikd_row_int (waiting, 4) > now + BILIKD_OUTBOX_MAX_PAUSE))
        g_ptr_array_add (rows, make_row (waiting));
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, local_error);
      return FALSE;
    }
  bilikd_row_end (waiting);
  g_ptr_array_sort (rows, compare_attempts);
  return TRUE;
}

static gboolean
postpone (BilikdDb *db, gint64 id, gint64 next_attempt_at, GError **error)
{
  BilikdStatement *update =
      bilikd_db_prepare (db, "UPDATE outbox SET attempts = attempts + 1, next_attempt_at = ?2 WHERE id = ?1");

  bilikd_bind_int (update, 1, id);
  bilikd_bind_int (update, 2, next_attempt_at);
  return bilikd_db_run (update, error);
}

gboolean
bilikd_outbox_settle (BilikdDb *db,
                      const BilikdOutboxRow *row,
                      gint64 now,
                      gint64 next_attempt_at,
                      GError **error)
{
  BilikdStatement *update;

  if (row->result == BILIKD_OUTBOX_WAITING)
    return TRUE;
  if (row->result == BILIKD_OUTBOX_FAILED)
    return postpone (db, row->id, next_attempt_at, error);
  update = bilikd_db_prepare (db, "UPDATE outbox SET delivered_at = ?2 WHERE id = ?1");
  bilikd_bind_int (update, 1, row->id);
  bilikd_bind_int (update, 2, now);
  return bilikd_db_run (update, error);
}

gboolean
bilikd_outbox_purge (BilikdDb *db, gint64 before, guint limit, guint *out_n, GError **error)
{
  /* Rows are written in the order of their ids: no index by age is needed, and none slows a create. */
  BilikdStatement *purge = bilikd_db_prepare (
      db, "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox ORDER BY id LIMIT ?2) AND created_at < ?1 "
          "AND delivered_at IS NOT NULL");

  bilikd_bind_int (purge, 1, before);
  bilikd_bind_int (purge, 2, limit);
  if (!bilikd_db_run (purge, error))
    return FALSE;
  *out_n = (guint) bilikd_db_changes (db);
  return TRUE;
}
