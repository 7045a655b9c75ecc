/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-service-tokens.h"

#include "bilikd-token-hash.h"
#include "crm-error.h"

gint64
bilikd_service_token_insert (BilikdDb *db,
                             gint64 organization_id,
                             CrmServiceScope scope,
                             const char *token,
                             gint64 now,
                             GError **error)
{
  BilikdStatement *insert = bilikd_db_prepare (
      db, "INSERT INTO service_tokens (organization_id, scope, hash, created_at) VALUES (?1, ?2, ?3, ?4)");

  bilikd_bind_int (insert, 1, organization_id);
  bilikd_bind_text (insert, 2, crm_service_scope_to_wire (scope));
  bilikd_bind_token (insert, 3, token);
  bilikd_bind_int (insert, 4, now);
  return bilikd_db_run (insert, error) ? bilikd_db_last_id (db) : 0;
}

gboolean
bilikd_service_token_find (BilikdDb *db, const char *token, BilikdServiceToken *out_token, GError **error)
{
  BilikdStatement *row = bilikd_db_prepare (
      db, "SELECT id, organization_id, scope FROM service_tokens WHERE hash = ?1 AND revoked_at IS NULL");
  GError *local_error = NULL;

  bilikd_bind_token (row, 1, token);
  if (!bilikd_row_next (row, &local_error))
    {
      if (local_error == NULL)
        g_set_error_literal (&local_error, CRM_ERROR, CRM_ERROR_UNAUTHENTICATED,
                             "The token is not valid, or no longer.");
      g_propagate_error (error, local_error);
      return FALSE;
    }
  out_token->id = bilikd_row_int (row, 0);
  out_token->organization_id = bilikd_row_int (row, 1);
  /* The schema checks the word. */
  crm_service_scope_from_wire (bilikd_row_text (row, 2), &out_token->scope);
  bilikd_row_end (row);
  return TRUE;
}

gboolean
bilikd_service_token_revoke (BilikdDb *db, gint64 id, gint64 now, GError **error)
{
  BilikdStatement *update = bilikd_db_prepare (
      db, "UPDATE service_tokens SET revoked_at = coalesce (revoked_at, ?2) WHERE id = ?1");

  bilikd_bind_int (update, 1, id);
  bilikd_bind_int (update, 2, now);
  if (!bilikd_db_run (update, error))
    return FALSE;
  if (bilikd_db_changes (db) > 0)
    return TRUE;
  g_set_error_literal (error, CRM_ERROR, CRM_ERROR_NOT_FOUND, "There is no such token.");
  return FALSE;
}

gboolean
bilikd_service_tokens_list (BilikdDb *db, BilikdServiceTokenFunc func, gpointer data, GError **error)
{
  BilikdStatement *rows =
      bilikd_db_prepare (db, "SELECT t.id, o.name, t.scope, t.created_at, t.revoked_at IS NOT NULL "
                             "FROM service_tokens t JOIN organizations o ON o.id = t.organization_id "
                             "ORDER BY t.id");
  GError *local_error = NULL;

  while (bilikd_row_next (rows, &local_error))
    {
      BilikdServiceTokenRow row = { bilikd_row_int (rows, 0), bilikd_row_text (rows, 1),
                                    bilikd_row_text (rows, 2), bilikd_row_int (rows, 3),
                                    bilikd_row_int (rows, 4) != 0 };

      func (&row, data);
    }
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, local_error);
  return FALSE;
}
