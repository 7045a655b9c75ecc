/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-handlers.h"
#include "bilikd-jwt.h"
#include "bilikd-keys.h"
#include "bilikd-services.h"
#include "bilikd-sessions.h"

#define ACCESS_SECONDS  (15 * 60)
#define EMBED_SECONDS   (5 * 60)
#define REFRESH_SECONDS (30 * 24 * 60 * 60)
#define LOST_ANSWER_MS  (10 * 1000)
#define SECOND          1000

static char *
make_access_token (BilikdCall *call, const char *session_id, gint64 issued_at)
{
  BilikdClaims claims = {
    .agent_id = call->caller.agent_id,
    .organization_id = call->caller.organization_id,
    .audience = CRM_AUDIENCE_AGENT,
    .issued_at = issued_at / SECOND,
    .expires_at = issued_at / SECOND + ACCESS_SECONDS,
  };

  g_strlcpy (claims.session_id, session_id, sizeof claims.session_id);
  return bilikd_jwt_encode (&claims, call->services->key);
}

static void
answer_pair (BilikdCall *call,
             guint status,
             const char *session_id,
             const char *refresh_token,
             gint64 issued_at)
{
  g_autofree char *access_token = make_access_token (call, session_id, issued_at);
  CrmJsonWriter writer;

  crm_json_writer_init (&writer, call->reply);
  crm_json_writer_begin_object (&writer, NULL);
  crm_json_writer_string (&writer, "access_token", access_token);
  crm_json_writer_int (&writer, "expires_in", ACCESS_SECONDS);
  crm_json_writer_string (&writer, "refresh_token", refresh_token);
  crm_json_writer_int (&writer, "refresh_expires_in", REFRESH_SECONDS);
  crm_json_writer_string (&writer, "session_id", session_id);
  crm_json_writer_end_object (&writer);
  call->status = status;
}

/* bilikd_sign_in_check() has been before: the caller is who the password proved. */
gboolean
bilikd_handle_SESSION_CREATE (BilikdCall *call, BilikdDb *db, GError **error)
{
  g_autofree char *session_id = bilikd_random_id ();
  g_autofree char *refresh_token = bilikd_random_token ();
  gint64 expires_at = call->now + (gint64) REFRESH_SECONDS * SECOND;

  g_return_val_if_fail (call->caller.agent_id > 0, FALSE);

  if (!bilikd_session_insert (db, session_id, call->caller.agent_id, call->now, expires_at, error) ||
      !bilikd_refresh_token_insert (db, refresh_token, session_id, expires_at, error))
    return FALSE;
  answer_pair (call, 201, session_id, refresh_token, call->now);
  return TRUE;
}

/* --- refresh: the old token is spent, its successor follows from it --------------------- */

static gboolean
rotate (BilikdCall *call, BilikdDb *db, const char *token, const BilikdRefreshToken *found, GError **error)
{
  g_autofree char *successor = bilikd_key_derive_token (call->services->key, token);
  gint64 expires_at = call->now + (gint64) REFRESH_SECONDS * SECOND;

  if (!bilikd_refresh_token_spend (db, token, call->now, error) ||
      !bilikd_refresh_token_insert (db, successor, found->session_id, expires_at, error))
    return FALSE;
  answer_pair (call, 200, found->session_id, successor, call->now);
  return TRUE;
}

static gboolean
is_successor_unspent (BilikdCall *call, BilikdDb *db, const char *successor, GError **error)
{
  BilikdRefreshToken found = { 0 };

  return bilikd_refresh_token_find (db, successor, call->now, &found, error) && found.spent_at == 0;
}

/* A spent token: an answer that was lost, or a thief. The same pair is given again only shortly after, and only
 * while nobody has gone on from it. */
static gboolean
repeat_or_end (BilikdCall *call,
               BilikdDb *db,
               const char *token,
               const BilikdRefreshToken *found,
               GError **error)
{
  g_autofree char *successor = bilikd_key_derive_token (call->services->key, token);
  GError *local_error = NULL;

  if (call->now - found->spent_at <= LOST_ANSWER_MS &&
      is_successor_unspent (call, db, successor, &local_error))
    {
      answer_pair (call, 200, found->session_id, successor, found->spent_at);
      return TRUE;
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, local_error);
      return FALSE;
    }
  if (!bilikd_session_revoke (db, found->session_id, call->now, error))
    return FALSE;
  bilikd_call_refuse (call, CRM_ERROR_UNAUTHENTICATED, "The session has ended.");
  return TRUE;
}

gboolean
bilikd_handle_SESSION_REFRESH (BilikdCall *call, BilikdDb *db, GError **error)
{
  g_autoptr (CrmJsonReader) reader = bilikd_call_read_body (call);
  BilikdRefreshToken found = { 0 };
  GError *local_error = NULL;
  const char *token;

  crm_json_reader_enter (reader, NULL);
  token = crm_json_reader_get_string (reader, "refresh_token");
  if (!crm_json_reader_finish (reader, error))
    return FALSE;
  if (!bilikd_refresh_token_find (db, token, call->now, &found, &local_error))
    {
      if (local_error == NULL)
        g_set_error_literal (&local_error, CRM_ERROR, CRM_ERROR_UNAUTHENTICATED, "The session has ended.");
      g_propagate_error (error, local_error);
      return FALSE;
    }
  call->caller.agent_id = found.agent_id;
  call->caller.organization_id = found.organization_id;
  return found.spent_at == 0 ? rotate (call, db, token, &found, error)
                             : repeat_or_end (call, db, token, &found, error);
}

gboolean
bilikd_handle_SESSION_DELETE (BilikdCall *call, BilikdDb *db, GError **error)
{
  if (!bilikd_session_revoke (db, call->caller.session_id, call->now, error))
    return FALSE;
  call->status = 204;
  return TRUE;
}

/* TCKT-S07: the gates of the web track hold here too, whatever the console shows. */
gboolean
bilikd_handle_SESSION_EMBED_TOKEN (BilikdCall *call, BilikdDb *db, GError **error)
{
  CrmGates gates = crm_gate_evaluate (&call->caller.gate);
  BilikdClaims claims = {
    .agent_id = call->caller.agent_id,
    .organization_id = call->caller.organization_id,
    .audience = CRM_AUDIENCE_EMBED,
    .issued_at = call->now / SECOND,
    .expires_at = call->now / SECOND + EMBED_SECONDS,
  };
  g_autofree char *token = NULL;
  CrmJsonWriter writer;

  if (!gates.embed)
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_FEATURE_OFF,
                           "Creating tickets from a customer is switched off.");
      return FALSE;
    }
  g_strlcpy (claims.session_id, call->caller.session_id, sizeof claims.session_id);
  token = bilikd_jwt_encode (&claims, call->services->key);
  crm_json_writer_init (&writer, call->reply);
  crm_json_writer_begin_object (&writer, NULL);
  crm_json_writer_string (&writer, "access_token", token);
  crm_json_writer_int (&writer, "expires_in", EMBED_SECONDS);
  crm_json_writer_end_object (&writer);
  call->status = 200;
  return TRUE;
}
