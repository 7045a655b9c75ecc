/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-events.h"

gboolean
bilikd_event_insert (BilikdDb *db, const BilikdEvent *event, gboolean *out_is_new, GError **error)
{
  BilikdStatement *statement = bilikd_db_prepare (
      db, "INSERT INTO events (organization_id, id, agent_id, name, at, received_at, properties)"
          " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING");

  bilikd_bind_int (statement, 1, event->organization_id);
  bilikd_bind_text (statement, 2, event->id);
  bilikd_bind_int (statement, 3, event->agent_id);
  bilikd_bind_text (statement, 4, event->name);
  bilikd_bind_int (statement, 5, event->at);
  bilikd_bind_int (statement, 6, event->received_at);
  bilikd_bind_text (statement, 7, event->properties);
  if (!bilikd_db_run (statement, error))
    return FALSE;
  *out_is_new = bilikd_db_changes (db) > 0;
  return TRUE;
}

gboolean
bilikd_events_purge (BilikdDb *db, gint64 before, guint limit, guint *out_n, GError **error)
{
  BilikdStatement *purge = bilikd_db_prepare (
      db, "DELETE FROM events WHERE (organization_id, id) IN "
          "(SELECT organization_id, id FROM events WHERE received_at < ?1 ORDER BY received_at LIMIT ?2)");

  bilikd_bind_int (purge, 1, before);
  bilikd_bind_int (purge, 2, limit);
  if (!bilikd_db_run (purge, error))
    return FALSE;
  *out_n = (guint) bilikd_db_changes (db);
  return TRUE;
}
