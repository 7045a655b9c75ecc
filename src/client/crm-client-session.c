/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-client"

#include "crm-client-private.h"
#include "crm-error.h"

/* The server takes a refresh token that it has just replaced once more for 10 s, for the case of an answer that
 * was lost; after that a repeat would end the session. So all tries of a refresh stay within that time. */
#define REFRESH_MS 8000

typedef struct
{
  char *access;
  char *refresh;
} TokenPair;

static void on_signed_in (GObject *source, GAsyncResult *result, gpointer user_data);
static void on_refreshed (GObject *source, GAsyncResult *result, gpointer user_data);
static void on_signed_out (GObject *source, GAsyncResult *result, gpointer user_data);

/* --- the pair ----------------------------------------------------------------------------------- */

static void
clear_secret (char **secret)
{
  if (*secret != NULL)
    explicit_bzero (*secret, strlen (*secret));
  g_clear_pointer (secret, g_free);
}

static void
token_pair_free (TokenPair *self)
{
  clear_secret (&self->access);
  clear_secret (&self->refresh);
  g_free (self);
}

static gpointer
token_pair_decode (CrmJsonReader *reader)
{
  TokenPair *self = g_new0 (TokenPair, 1);

  self->access = g_strdup (crm_json_reader_get_string (reader, "access_token"));
  self->refresh = g_strdup (crm_json_reader_get_string (reader, "refresh_token"));
  return self;
}

static void
take_tokens (CrmClient *self, TokenPair *pair)
{
  crm_client_forget_tokens (self);
  self->access_token = g_steal_pointer (&pair->access);
  self->refresh_token = g_steal_pointer (&pair->refresh);
  token_pair_free (pair);
  g_signal_emit_by_name (self, "tokens-changed");
}

void
crm_client_forget_tokens (CrmClient *self)
{
  clear_secret (&self->access_token);
  clear_secret (&self->refresh_token);
}

const char *
crm_client_get_refresh_token (CrmClient *self)
{
  g_return_val_if_fail (CRM_IS_CLIENT (self), NULL);

  return self->refresh_token;
}

/* --- sign in ------------------------------------------------------------------------------------ */

void
crm_client_sign_in (CrmClient *self,
                    const char *email,
                    const char *password,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  CrmRequest *request = crm_request_new (CRM_ENDPOINT_SESSION_CREATE);
  GString *body = g_string_new (NULL);
  CrmJsonWriter writer;

  g_return_if_fail (CRM_IS_CLIENT (self));

  crm_json_writer_init (&writer, body);
  crm_json_writer_begin_object (&writer, NULL);
  crm_json_writer_string (&writer, "email", email);
  crm_json_writer_string (&writer, "password", password);
  crm_json_writer_end_object (&writer);
  crm_request_set_body (request, body);
  crm_client_call (self, request, token_pair_decode, (GDestroyNotify) token_pair_free, cancellable,
                   on_signed_in, task);
}

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CrmClient *self = CRM_CLIENT (source);
  GError *error = NULL;
  TokenPair *pair = crm_client_call_finish (self, result, &error);

  if (pair == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  take_tokens (self, pair);
  g_task_return_boolean (task, TRUE);
}

gboolean
crm_client_sign_in_finish (CrmClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- refresh ------------------------------------------------------------------------------------ */

static void
send_refresh (CrmClient *self)
{
  CrmRequest *request = crm_request_new (CRM_ENDPOINT_SESSION_REFRESH);
  GString *body = g_string_new (NULL);
  CrmJsonWriter writer;

  crm_json_writer_init (&writer, body);
  crm_json_writer_begin_object (&writer, NULL);
  crm_json_writer_string (&writer, "refresh_token", self->refresh_token);
  crm_json_writer_end_object (&writer);
  crm_request_set_body (request, body);
  request->is_repeatable = TRUE;
  request->total_ms = REFRESH_MS;
  /* Not cancellable: it serves every call that waits, and its answer must not be lost. */
  crm_client_call (self, request, token_pair_decode, (GDestroyNotify) token_pair_free, NULL, on_refreshed,
                   g_strdup (self->refresh_token));
}

void
crm_client_renew_access (CrmClient *self,
                         const char *spent,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  if (self->access_token != NULL && g_strcmp0 (self->access_token, spent) != 0)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  if (self->refresh_token == NULL)
    {
      g_task_return_new_error (task, CRM_ERROR, CRM_ERROR_UNAUTHENTICATED, "signed out");
      g_object_unref (task);
      return;
    }

  g_ptr_array_add (self->renewals, task);
  if (self->renewals->len == 1)
    send_refresh (self);
}

static void
on_refreshed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CrmClient *self = CRM_CLIENT (source);
  g_autofree char *sent = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->renewals);
  TokenPair *pair = crm_client_call_finish (self, result, &error);
  gboolean is_present = g_strcmp0 (self->refresh_token, sent) == 0;

  self->renewals = g_ptr_array_new_with_free_func (g_object_unref);
  /* Signed out or in again meanwhile: that stands. */
  if (pair != NULL && is_present)
    take_tokens (self, g_steal_pointer (&pair));
  g_clear_pointer (&pair, token_pair_free);
  if (g_error_matches (error, CRM_ERROR, CRM_ERROR_UNAUTHENTICATED) && is_present)
    {
      crm_client_forget_tokens (self);
      g_signal_emit_by_name (self, "session-ended");
    }

  for (guint i = 0; i < waiting->len; i++)
    {
      GTask *task = g_ptr_array_index (waiting, i);

      if (error != NULL)
        g_task_return_error (task, g_error_copy (error));
      else
        g_task_return_boolean (task, TRUE);
    }
}

gboolean
crm_client_renew_access_finish (CrmClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
crm_client_resume (CrmClient *self,
                   const char *refresh_token,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  g_return_if_fail (CRM_IS_CLIENT (self));

  crm_client_forget_tokens (self);
  self->refresh_token = g_strdup (refresh_token);
  crm_client_renew_access (self, NULL, cancellable, callback, user_data);
}

gboolean
crm_client_resume_finish (CrmClient *self, GAsyncResult *result, GError **error)
{
  return crm_client_renew_access_finish (self, result, error);
}

/* --- sign out ----------------------------------------------------------------------------------- */

void
crm_client_sign_out (CrmClient *self,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  CrmRequest *request = crm_request_new (CRM_ENDPOINT_SESSION_DELETE);

  g_return_if_fail (CRM_IS_CLIENT (self));

  request->is_repeatable = TRUE;
  crm_client_call (self, request, NULL, NULL, cancellable, on_signed_out, task);
}

static void
on_signed_out (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CrmClient *self = CRM_CLIENT (source);
  GError *error = NULL;

  /* Whatever the server says, this side has forgotten. */
  crm_client_forget_tokens (self);
  if (crm_client_call_finish_empty (self, result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

gboolean
crm_client_sign_out_finish (CrmClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
