/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-idempotency.h"

static void
bind_request (BilikdStatement *statement, const BilikdIdempotency *request)
{
  gsize size;
  gconstpointer hash = g_bytes_get_data (request->request_hash, &size);

  bilikd_bind_int (statement, 1, request->organization_id);
  bilikd_bind_int (statement, 2, request->agent_id);
  bilikd_bind_text (statement, 3, request->key);
  bilikd_bind_blob (statement, 4, hash, size);
}

BilikdIdempotencyState
bilikd_idempotency_find (BilikdDb *db,
                         const BilikdIdempotency *request,
                         guint *out_status,
                         GString *out_reply,
                         GError **error)
{
  BilikdStatement *statement =
      bilikd_db_prepare (db, "SELECT request_hash = ?4, status, reply FROM idempotency"
                             " WHERE organization_id = ?1 AND agent_id = ?2 AND key = ?3");
  BilikdIdempotencyState state = BILIKD_IDEMPOTENCY_NEW;
  GError *local_error = NULL;

  bind_request (statement, request);
  if (bilikd_row_next (statement, &local_error))
    {
      state = bilikd_row_int (statement, 0) ? BILIKD_IDEMPOTENCY_REPEATED : BILIKD_IDEMPOTENCY_MISMATCH;
      *out_status = (guint) bilikd_row_int (statement, 1);
      g_string_assign (out_reply, bilikd_row_text (statement, 2));
      bilikd_row_end (statement);
    }
  if (local_error == NULL)
    return state;
  g_propagate_error (error, local_error);
  return BILIKD_IDEMPOTENCY_FAILED;
}

gboolean
bilikd_idempotency_keep (BilikdDb *db,
                         const BilikdIdempotency *request,
                         guint status,
                         const char *reply,
                         gint64 now,
                         GError **error)
{
  BilikdStatement *statement = bilikd_db_prepare (
      db, "INSERT INTO idempotency (organization_id, agent_id, key, request_hash, status, reply, created_at)"
          " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");

  bind_request (statement, request);
  bilikd_bind_int (statement, 5, status);
  bilikd_bind_text (statement, 6, reply);
  bilikd_bind_int (statement, 7, now);
  return bilikd_db_run (statement, error);
}

gboolean
bilikd_idempotency_purge (BilikdDb *db, gint64 before, guint limit, guint *out_n, GError **error)
{
  /* Rows are written in the order of their ids: no index by age is needed, and none slows a create. */
  BilikdStatement *purge = bilikd_db_prepare (
      db, "DELETE FROM idempotency WHERE id IN (SELECT id FROM idempotency ORDER BY id LIMIT ?2)"
          " AND created_at < ?1");

  bilikd_bind_int (purge, 1, before);
  bilikd_bind_int (purge, 2, limit);
  if (!bilikd_db_run (purge, error))
    return FALSE;
  *out_n = (guint) bilikd_db_changes (db);
  return TRUE;
}
