/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-sessions.h"

#include "bilikd-token-hash.h"

gboolean
bilikd_session_insert (BilikdDb *db,
                       const char *id,
                       gint64 agent_id,
                       gint64 now,
                       gint64 expires_at,
                       GError **error)
{
  BilikdStatement *statement = bilikd_db_prepare (
      db, "INSERT INTO sessions (id, agent_id, created_at, expires_at) VALUES (?, ?, ?, ?)");

  bilikd_bind_text (statement, 1, id);
  bilikd_bind_int (statement, 2, agent_id);
  bilikd_bind_int (statement, 3, now);
  bilikd_bind_int (statement, 4, expires_at);
  return bilikd_db_run (statement, error);
}

gboolean
bilikd_session_revoke (BilikdDb *db, const char *id, gint64 now, GError **error)
{
  BilikdStatement *statement =
      bilikd_db_prepare (db, "UPDATE sessions SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL");

  bilikd_bind_int (statement, 1, now);
  bilikd_bind_text (statement, 2, id);
  return bilikd_db_run (statement, error);
}

gboolean
bilikd_sessions_revoke_of_agent (BilikdDb *db, gint64 agent_id, gint64 now, GError **error)
{
  BilikdStatement *statement =
      bilikd_db_prepare (db, "UPDATE sessions SET revoked_at = ? WHERE agent_id = ? AND revoked_at IS NULL");

  bilikd_bind_int (statement, 1, now);
  bilikd_bind_int (statement, 2, agent_id);
  return bilikd_db_run (statement, error);
}

/* The session lives as long as its newest token. */
static gboolean
prolong (BilikdDb *db, const char *session_id, gint64 expires_at, GError **error)
{
  BilikdStatement *statement = bilikd_db_prepare (db, "UPDATE sessions SET expires_at = ? WHERE id = ?");

  bilikd_bind_int (statement, 1, expires_at);
  bilikd_bind_text (statement, 2, session_id);
  return bilikd_db_run (statement, error);
}

gboolean
bilikd_refresh_token_insert (BilikdDb *db,
                             const char *token,
                             const char *session_id,
                             gint64 expires_at,
                             GError **error)
{
  BilikdStatement *statement =
      bilikd_db_prepare (db, "INSERT INTO refresh_tokens (hash, session_id, expires_at) VALUES (?, ?, ?)");

  bilikd_bind_token (statement, 1, token);
  bilikd_bind_text (statement, 2, session_id);
  bilikd_bind_int (statement, 3, expires_at);
  return bilikd_db_run (statement, error) && prolong (db, session_id, expires_at, error);
}

gboolean
bilikd_refresh_token_spend (BilikdDb *db, const char *token, gint64 now, GError **error)
{
  BilikdStatement *statement =
      bilikd_db_prepare (db, "UPDATE refresh_tokens SET spent_at = ? WHERE hash = ?");

  bilikd_bind_int (statement, 1, now);
  bilikd_bind_token (statement, 2, token);
  return bilikd_db_run (statement, error);
}

gboolean
bilikd_refresh_token_find (BilikdDb *db,
                           const char *token,
                           gint64 now,
                           BilikdRefreshToken *out_token,
                           GError **error)
{
  BilikdStatement *statement = bilikd_db_prepare (
      db, "SELECT s.id, a.id, a.organization_id, coalesce (t.spent_at, 0)"
          "  FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id JOIN agents a ON a.id = s.agent_id"
          " WHERE t.hash = ?1 AND t.expires_at > ?2 AND s.revoked_at IS NULL AND a.is_active");

  bilikd_bind_token (statement, 1, token);
  bilikd_bind_int (statement, 2, now);
  if (!bilikd_row_next (statement, error))
    return FALSE;
  g_strlcpy (out_token->session_id, bilikd_row_text (statement, 0), sizeof out_token->session_id);
  out_token->agent_id = bilikd_row_int (statement, 1);
  out_token->organization_id = bilikd_row_int (statement, 2);
  out_token->spent_at = bilikd_row_int (statement, 3);
  bilikd_row_end (statement);
  return TRUE;
}

gboolean
bilikd_sessions_purge (BilikdDb *db, gint64 now, GError **error)
{
  BilikdStatement *statement = bilikd_db_prepare (
      db, "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at < ? LIMIT 500)");

  bilikd_bind_int (statement, 1, now);
  return bilikd_db_run (statement, error);
}
