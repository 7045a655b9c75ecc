/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-agents.h"

#include "crm-error.h"

gint64
bilikd_agent_insert (BilikdDb *db, const BilikdAgentRecord *record, GError **error)
{
  BilikdStatement *insert =
      bilikd_db_prepare (db, "INSERT INTO agents (organization_id, email, name, role, is_tso, password_hash, "
                             "created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING id");
  gint64 id;

  bilikd_bind_int (insert, 1, record->organization_id);
  bilikd_bind_text (insert, 2, record->email);
  bilikd_bind_text (insert, 3, record->name);
  bilikd_bind_text (insert, 4, record->role);
  bilikd_bind_int (insert, 5, record->is_tso);
  bilikd_bind_text (insert, 6, record->password_hash);
  bilikd_bind_int (insert, 7, record->created_at);
  if (!bilikd_row_next (insert, error))
    return 0;
  id = bilikd_row_int (insert, 0);
  bilikd_row_end (insert);
  return id;
}

gint64
bilikd_agent_find (BilikdDb *db, const char *email, GError **error)
{
  BilikdStatement *row = bilikd_db_prepare (db, "SELECT id FROM agents WHERE email = ?1");
  GError *local_error = NULL;
  gint64 id;

  bilikd_bind_text (row, 1, email);
  id = bilikd_row_next (row, &local_error) ? bilikd_row_int (row, 0) : 0;
  bilikd_row_end (row);
  if (id == 0 && local_error == NULL)
    g_set_error (&local_error, CRM_ERROR, CRM_ERROR_NOT_FOUND, "There is no agent “%s”.", email);
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return id;
}

gboolean
bilikd_agent_set_password (BilikdDb *db, gint64 agent_id, const char *password_hash, GError **error)
{
  BilikdStatement *update = bilikd_db_prepare (db, "UPDATE agents SET password_hash = ?2 WHERE id = ?1");

  bilikd_bind_int (update, 1, agent_id);
  bilikd_bind_text (update, 2, password_hash);
  return bilikd_db_run (update, error);
}

gboolean
bilikd_agents_list (BilikdDb *db, gint64 now, BilikdAgentFunc func, gpointer data, GError **error)
{
  BilikdStatement *rows = bilikd_db_prepare (
      db, "SELECT o.name, a.email, a.name, a.role, a.is_active, (SELECT count (*) FROM sessions s "
          "WHERE s.agent_id = a.id AND s.revoked_at IS NULL AND s.expires_at > ?1) "
          "FROM agents a JOIN organizations o ON o.id = a.organization_id ORDER BY o.id, a.email");
  GError *local_error = NULL;

  bilikd_bind_int (rows, 1, now);
  while (bilikd_row_next (rows, &local_error))
    {
      BilikdAgentRow row = { bilikd_row_text (rows, 0),     bilikd_row_text (rows, 1),
                             bilikd_row_text (rows, 2),     bilikd_row_text (rows, 3),
                             bilikd_row_int (rows, 4) != 0, bilikd_row_int (rows, 5) };

      func (&row, data);
    }
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, local_error);
  return FALSE;
}

char *
bilikd_agent_get_name (BilikdDb *db, gint64 agent_id, GError **error)
{
  BilikdStatement *row = bilikd_db_prepare (db, "SELECT name FROM agents WHERE id = ?1");
  char *name;

  bilikd_bind_int (row, 1, agent_id);
  if (!bilikd_row_next (row, error))
    return NULL;
  name = g_strdup (bilikd_row_text (row, 0));
  bilikd_row_end (row);
  return name;
}
