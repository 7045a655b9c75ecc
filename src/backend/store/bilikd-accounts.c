/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-accounts.h"

#include "crm-error.h"

#define DEFAULT_FLAGS CRM_BIT (CRM_FLAG_CDP_NATIVE_CREATE_TICKET)

void
bilikd_account_clear (BilikdAccount *self)
{
  g_clear_pointer (&self->email, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->role, g_free);
  g_clear_pointer (&self->organization_name, g_free);
  g_clear_pointer (&self->company_sso_id, g_free);
}

gboolean
bilikd_flags_load (BilikdDb *db, gint64 organization_id, CrmFlags *out_flags, GError **error)
{
  BilikdStatement *statement =
      bilikd_db_prepare (db, "SELECT name, is_on FROM flags WHERE organization_id = ?");
  CrmFlags flags = DEFAULT_FLAGS;
  GError *local_error = NULL;

  bilikd_bind_int (statement, 1, organization_id);
  while (bilikd_row_next (statement, &local_error))
    {
      CrmFlag flag;

      if (!crm_flag_from_wire (bilikd_row_text (statement, 0), &flag))
        continue;
      if (bilikd_row_int (statement, 1) != 0)
        flags |= CRM_BIT (flag);
      else
        flags &= ~CRM_BIT (flag);
    }
  *out_flags = flags;
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, local_error);
  return FALSE;
}

static void
read_account (BilikdStatement *row, BilikdAccount *account)
{
  account->agent_id = bilikd_row_int (row, 0);
  account->organization_id = bilikd_row_int (row, 1);
  account->email = g_strdup (bilikd_row_text (row, 2));
  account->name = g_strdup (bilikd_row_text (row, 3));
  account->role = g_strdup (bilikd_row_text (row, 4));
  account->is_tso = bilikd_row_int (row, 5) != 0;
  account->organization_name = g_strdup (bilikd_row_text (row, 6));
  account->company_sso_id = g_strdup (bilikd_row_text (row, 7));
  if (!crm_create_surface_from_wire (bilikd_row_text (row, 8), &account->surface))
    account->surface = CRM_CREATE_SURFACE_EMBED;
  account->ticket_enabled = bilikd_row_int (row, 9) != 0;
  account->crm_auto_associate = bilikd_row_int (row, 10) != 0;
  account->embed_ready_timeout_ms = bilikd_row_int (row, 11);
}

gboolean
bilikd_account_load (BilikdDb *db,
                     gint64 organization_id,
                     gint64 agent_id,
                     const char *session_id,
                     gint64 now,
                     BilikdAccount *out_account,
                     GError **error)
{
  BilikdStatement *statement = bilikd_db_prepare (
      db,
      "SELECT a.id, a.organization_id, a.email, a.name, a.role, a.is_tso, o.name, o.company_sso_id,"
      "       o.ticket_create_surface, o.ticket_enabled, o.crm_auto_associate, o.embed_ready_timeout_ms"
      "  FROM sessions s JOIN agents a ON a.id = s.agent_id JOIN organizations o ON o.id = a.organization_id"
      " WHERE s.id = ?1 AND s.revoked_at IS NULL AND s.expires_at > ?2"
      "   AND a.id = ?3 AND a.organization_id = ?4 AND a.is_active");
  GError *local_error = NULL;

  bilikd_bind_text (statement, 1, session_id);
  bilikd_bind_int (statement, 2, now);
  bilikd_bind_int (statement, 3, agent_id);
  bilikd_bind_int (statement, 4, organization_id);
  if (!bilikd_row_next (statement, &local_error))
    {
      if (local_error == NULL)
        g_set_error_literal (&local_error, CRM_ERROR, CRM_ERROR_UNAUTHENTICATED, "The session has ended.");
      g_propagate_error (error, local_error);
      return FALSE;
    }
  read_account (statement, out_account);
  bilikd_row_end (statement);
  return bilikd_flags_load (db, organization_id, &out_account->flags, error);
}

gboolean
bilikd_credentials_load (BilikdDb *db, const char *email, BilikdCredentials *out_credentials, GError **error)
{
  BilikdStatement *statement = bilikd_db_prepare (
      db, "SELECT id, organization_id, password_hash FROM agents WHERE email = ? AND is_active");
  GError *local_error = NULL;

  bilikd_bind_text (statement, 1, email);
  if (bilikd_row_next (statement, &local_error))
    {
      out_credentials->agent_id = bilikd_row_int (statement, 0);
      out_credentials->organization_id = bilikd_row_int (statement, 1);
      out_credentials->password_hash = g_strdup (bilikd_row_text (statement, 2));
      bilikd_row_end (statement);
    }
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, local_error);
  return FALSE;
}
