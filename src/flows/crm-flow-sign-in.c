/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-flow-sign-in"

#include "crm-flow-sign-in.h"
#include "crm-error.h"

/*
 * Started by the sign-in page, or at start by the application (resume).
 *
 *   1 sign in with e-mail and password
 *     (resume: look for the refresh token of an earlier run, and trade it in)
 *   2 load the profile: who this is and what may be done
 *   3 keep the refresh token, and keep it kept: it changes with every refresh
 *
 * Ends with a CrmSignedIn, or with the error of the step that failed.
 */
typedef struct
{
  CrmCredentials *credentials;
  CrmSignedIn *signed_in;
} SignIn;

static void on_signed_in (GObject *source, GAsyncResult *result, gpointer user_data);
static void on_token_found (GObject *source, GAsyncResult *result, gpointer user_data);
static void on_resumed (GObject *source, GAsyncResult *result, gpointer user_data);
static void load_profile (GTask *task);
static void on_profile (GObject *source, GAsyncResult *result, gpointer user_data);
static void on_kept (GObject *source, GAsyncResult *result, gpointer user_data);
static void on_tokens_changed (CrmClient *client, CrmCredentials *credentials);
static void on_session_ended (CrmClient *client, CrmCredentials *credentials);
static void on_signed_out (GObject *source, GAsyncResult *result, gpointer user_data);

void
crm_signed_in_free (CrmSignedIn *self)
{
  g_clear_object (&self->client);
  g_clear_object (&self->profile);
  g_free (self);
}

static void
sign_in_free (SignIn *self)
{
  g_clear_object (&self->credentials);
  g_clear_pointer (&self->signed_in, crm_signed_in_free);
  g_free (self);
}

char *
crm_flow_sign_in_normalize_url (const char *typed, GError **error)
{
  g_autofree char *url = g_strstrip (g_strdup (typed));
  g_autoptr (CrmClient) client = NULL;

  if (strstr (url, "://") == NULL)
    {
      g_autofree char *host = g_steal_pointer (&url);
      url = g_strconcat ("https://", host, NULL);
    }
  client = crm_client_new (url, error);
  return client != NULL ? g_strdup (crm_client_get_base_url (client)) : NULL;
}

/* Returns: (nullable): NULL when @server_url is none; @task has then returned */
static GTask *
sign_in_task_new (CrmCredentials *credentials, const char *server_url, CRM_CALLBACK)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  SignIn *state = g_new0 (SignIn, 1);
  GError *error = NULL;

  state->credentials = g_object_ref (credentials);
  state->signed_in = g_new0 (CrmSignedIn, 1);
  state->signed_in->client = crm_client_new (server_url, &error);
  g_task_set_task_data (task, state, (GDestroyNotify) sign_in_free);
  if (state->signed_in->client == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return NULL;
    }

  g_signal_connect_object (state->signed_in->client, "tokens-changed", G_CALLBACK (on_tokens_changed),
                           credentials, 0);
  g_signal_connect_object (state->signed_in->client, "session-ended", G_CALLBACK (on_session_ended),
                           credentials, 0);
  return task;
}

static CrmClient *
get_client (GTask *task)
{
  SignIn *state = g_task_get_task_data (task);

  return state->signed_in->client;
}

/* Step 1 */

void
crm_flow_sign_in_run (CrmCredentials *credentials,
                      const char *server_url,
                      const char *email,
                      const char *password,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task = sign_in_task_new (credentials, server_url, cancellable, callback, user_data);

  if (task != NULL)
    crm_client_sign_in (get_client (task), email, password, cancellable, on_signed_in, task);
}

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (crm_client_sign_in_finish (CRM_CLIENT (source), result, &error))
    load_profile (task);
  else
    g_task_return_error (task, error);
}

void
crm_flow_sign_in_resume (CrmCredentials *credentials,
                         const char *server_url,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = sign_in_task_new (credentials, server_url, cancellable, callback, user_data);

  if (task != NULL)
    crm_credentials_load (credentials, crm_client_get_base_url (get_client (task)), cancellable,
                          on_token_found, task);
}

static void
on_token_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autofree char *token = crm_credentials_load_finish (CRM_CREDENTIALS (source), result, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else if (token == NULL)
    g_task_return_new_error (task, CRM_ERROR, CRM_ERROR_UNAUTHENTICATED,
                             "no session is kept for this server");
  else
    crm_client_resume (get_client (task), token, g_task_get_cancellable (task), on_resumed,
                       g_object_ref (task));
}

static void
on_resumed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (crm_client_resume_finish (CRM_CLIENT (source), result, &error))
    load_profile (task);
  else
    g_task_return_error (task, error);
}

/* Step 2 */

static void
load_profile (GTask *task)
{
  crm_client_load_profile (get_client (task), g_task_get_cancellable (task), on_profile, g_object_ref (task));
}

static void
on_profile (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CrmClient *client = CRM_CLIENT (source);
  SignIn *state = g_task_get_task_data (task);
  GError *error = NULL;

  state->signed_in->profile = crm_client_load_profile_finish (client, result, &error);
  if (state->signed_in->profile == NULL)
    g_task_return_error (task, error);
  else
    crm_credentials_store (state->credentials, crm_client_get_base_url (client),
                           crm_client_get_refresh_token (client), g_task_get_cancellable (task), on_kept,
                           g_object_ref (task));
}

/* Step 3: on_tokens_changed keeps the token too, but only this waits to learn where. */

static void
on_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SignIn *state = g_task_get_task_data (task);
  GError *error = NULL;

  if (!crm_credentials_store_finish (CRM_CREDENTIALS (source), result, &state->signed_in->place, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_return_pointer (task, g_steal_pointer (&state->signed_in), (GDestroyNotify) crm_signed_in_free);
}

static void
on_tokens_changed (CrmClient *client, CrmCredentials *credentials)
{
  crm_credentials_store (credentials, crm_client_get_base_url (client), crm_client_get_refresh_token (client),
                         NULL, NULL, NULL);
}

static void
on_session_ended (CrmClient *client, CrmCredentials *credentials)
{
  crm_credentials_clear (credentials, crm_client_get_base_url (client), NULL, NULL, NULL);
}

CrmSignedIn *
crm_flow_sign_in_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- sign out ----------------------------------------------------------------------------------- */

void
crm_flow_sign_out (CrmCredentials *credentials,
                   CrmClient *client,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  GTask *task = g_task_new (client, cancellable, callback, user_data);

  crm_credentials_clear (credentials, crm_client_get_base_url (client), NULL, NULL, NULL);
  crm_client_sign_out (client, cancellable, on_signed_out, task);
}

static void
on_signed_out (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  /* A server that can't be reached ends the session by itself, when the tokens expire. */
  if (!crm_client_sign_out_finish (CRM_CLIENT (source), result, &error))
    g_debug ("the server was not told: %s %d", g_quark_to_string (error->domain), error->code);
  g_task_return_boolean (task, TRUE);
}

gboolean
crm_flow_sign_out_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
