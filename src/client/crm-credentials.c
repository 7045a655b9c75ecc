/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-credentials"

#include "crm-credentials.h"
#include <libsecret/secret.h>

/* A keyring behind a portal can hang for good: after this it counts as missing. */
#define KEYRING_MS 3000

struct _CrmCredentials
{
  GObject parent_instance;

  GHashTable *in_memory; /* server URL → refresh token, where the keyring did not take it */
};

G_DEFINE_FINAL_TYPE (CrmCredentials, crm_credentials, G_TYPE_OBJECT)

static const SecretSchema schema = {
  "io.github.bilik.Bilik.Session",
  SECRET_SCHEMA_NONE,
  { { "server", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
};

/* --- a wait with an end --------------------------------------------------------------------------- */

/*
 * One question to the keyring. Whichever comes first ends it: the answer or the
 * time. A late answer is not called back (the agent may still be unlocking the
 * keyring; a store then counts for the next run) but it is no longer waited for.
 */
typedef struct
{
  char *server_url;
  char *token;
  guint timer;
  gboolean is_over;
} Question;

static void
question_free (Question *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  g_free (self->server_url);
  if (self->token != NULL)
    secret_password_free (self->token);
  g_free (self);
}

/* Answers from memory: @task returns as if there were no keyring. */
static void
fall_back_to_memory (GTask *task)
{
  CrmCredentials *self = g_task_get_source_object (task);
  Question *question = g_task_get_task_data (task);
  gpointer operation = g_task_get_source_tag (task);
  const char *kept = g_hash_table_lookup (self->in_memory, question->server_url);

  question->is_over = TRUE;
  if (operation == crm_credentials_load)
    {
      g_task_return_pointer (task, g_strdup (kept), g_free);
      return;
    }
  if (operation == crm_credentials_store)
    g_hash_table_insert (self->in_memory, g_strdup (question->server_url), g_strdup (question->token));
  g_task_return_int (task, CRM_CREDENTIALS_MEMORY);
}

static gboolean
on_keyring_too_slow (gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  Question *question = g_task_get_task_data (task);

  question->timer = 0;
  g_debug ("the keyring does not answer; this session lasts for the run");
  fall_back_to_memory (task);
  return G_SOURCE_REMOVE;
}

static GTask *
ask (CrmCredentials *self,
     const char *server_url,
     const char *token,
     gpointer operation,
     GCancellable *cancellable,
     GAsyncReadyCallback callback,
     gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Question *question = g_new0 (Question, 1);

  question->server_url = g_strdup (server_url);
  question->token = g_strdup (token);
  g_task_set_source_tag (task, operation);
  g_task_set_task_data (task, question, (GDestroyNotify) question_free);
  question->timer = g_timeout_add (KEYRING_MS, on_keyring_too_slow, task);
  return task;
}

/* Whether the answer still counts. */
static gboolean
take_answer (GTask *task)
{
  Question *question = g_task_get_task_data (task);

  if (question->is_over)
    return FALSE;
  question->is_over = TRUE;
  g_clear_handle_id (&question->timer, g_source_remove);
  return !g_task_return_error_if_cancelled (task);
}

/* --- store -------------------------------------------------------------------------------------- */

static void
on_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  CrmCredentials *self = g_task_get_source_object (task);
  Question *question = g_task_get_task_data (task);
  gboolean is_stored = secret_password_store_finish (result, &error);

  if (!take_answer (task))
    return;
  if (!is_stored)
    {
      g_debug ("no keyring: %s", error->message);
      fall_back_to_memory (task);
      return;
    }
  g_hash_table_remove (self->in_memory, question->server_url);
  g_task_return_int (task, CRM_CREDENTIALS_KEYRING);
}

void
crm_credentials_store (CrmCredentials *self,
                       const char *server_url,
                       const char *refresh_token,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autofree char *label = g_strdup_printf ("Bilik: %s", server_url);
  GTask *task;

  g_return_if_fail (CRM_IS_CREDENTIALS (self));

  task = ask (self, server_url, refresh_token, crm_credentials_store, cancellable, callback, user_data);
  secret_password_store (&schema, SECRET_COLLECTION_DEFAULT, label, refresh_token, cancellable, on_stored,
                         task, "server", server_url, NULL);
}

gboolean
crm_credentials_store_finish (CrmCredentials *self,
                              GAsyncResult *result,
                              CrmCredentialsPlace *out_place,
                              GError **error)
{
  gssize place;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  place = g_task_propagate_int (G_TASK (result), error);
  if (place < 0)
    return FALSE;
  if (out_place != NULL)
    *out_place = (CrmCredentialsPlace) place;
  return TRUE;
}

/* --- load --------------------------------------------------------------------------------------- */

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  char *token = secret_password_lookup_finish (result, &error);

  if (!take_answer (task))
    {
      secret_password_free (token);
      return;
    }
  if (token == NULL)
    {
      if (error != NULL)
        g_debug ("no keyring: %s", error->message);
      fall_back_to_memory (task);
      return;
    }
  g_task_return_pointer (task, g_strdup (token), g_free);
  secret_password_free (token);
}

void
crm_credentials_load (CrmCredentials *self,
                      const char *server_url,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  const char *kept;
  GTask *task;

  g_return_if_fail (CRM_IS_CREDENTIALS (self));

  task = ask (self, server_url, NULL, crm_credentials_load, cancellable, callback, user_data);
  kept = g_hash_table_lookup (self->in_memory, server_url);
  if (kept == NULL)
    {
      secret_password_lookup (&schema, cancellable, on_loaded, task, "server", server_url, NULL);
      return;
    }
  /* What is in memory is newer than what the keyring did not take. */
  if (take_answer (task))
    fall_back_to_memory (task);
  g_object_unref (task);
}

char *
crm_credentials_load_finish (CrmCredentials *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- clear -------------------------------------------------------------------------------------- */

static void
on_cleared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  secret_password_clear_finish (result, NULL);
  if (take_answer (task))
    g_task_return_int (task, CRM_CREDENTIALS_KEYRING);
}

void
crm_credentials_clear (CrmCredentials *self,
                       const char *server_url,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task;

  g_return_if_fail (CRM_IS_CREDENTIALS (self));

  g_hash_table_remove (self->in_memory, server_url);
  task = ask (self, server_url, NULL, crm_credentials_clear, cancellable, callback, user_data);
  secret_password_clear (&schema, cancellable, on_cleared, task, "server", server_url, NULL);
}

gboolean
crm_credentials_clear_finish (CrmCredentials *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_int (G_TASK (result), error) >= 0;
}

/* --- object ------------------------------------------------------------------------------------- */

static void
crm_credentials_finalize (GObject *object)
{
  g_hash_table_unref (CRM_CREDENTIALS (object)->in_memory);
  G_OBJECT_CLASS (crm_credentials_parent_class)->finalize (object);
}

static void
crm_credentials_class_init (CrmCredentialsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = crm_credentials_finalize;
}

static void
crm_credentials_init (CrmCredentials *self)
{
  self->in_memory =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) secret_password_free);
}

CrmCredentials *
crm_credentials_new (void)
{
  return g_object_new (CRM_TYPE_CREDENTIALS, NULL);
}
