/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-outbox.h"

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
  BilikdStatement *statement =
      bilikd_db_prepare (db, "SELECT coalesce (min (created_at), 0) FROM outbox WHERE delivered_at IS NULL");

  if (!bilikd_row_next (statement, error))
    return FALSE;
  *out_created_at = bilikd_row_int (statement, 0);
  bilikd_row_end (statement);
  return TRUE;
}
