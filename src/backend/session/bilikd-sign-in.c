/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-sign-in.h"

#include <string.h>

#include "bilikd-accounts.h"
#include "bilikd-password.h"

#define MAX_FAILURES   5
#define LOCK_SECONDS   30
#define MAX_TRACKED    10000 /* addresses with failures; beyond it all are forgotten */
#define MAX_PENDING    64
#define MAX_CREDENTIAL 1024 /* bytes */

struct _BilikdSignIn
{
  BilikdStore *store;
  GThreadPool *pool;
  GMainContext *context;
  GHashTable *failures; /* lower-case address → Failures */
  guint n_pending;
};

typedef struct
{
  guint count;
  gint64 until; /* monotonic; the count is void after it */
} Failures;

typedef struct
{
  BilikdSignIn *sign_in;
  BilikdCall *call;
  char *email;
  char *password;
  BilikdCredentials credentials;
  gboolean is_right;
  BilikdJobDone done;
  gpointer data;
} Attempt;

static void
wipe (char *text)
{
  if (text != NULL)
    explicit_bzero (text, strlen (text));
  g_free (text);
}

static void
attempt_finish (Attempt *attempt, const GError *error)
{
  attempt->sign_in->n_pending--;
  attempt->done (attempt->data, error);
  g_free (attempt->email);
  wipe (attempt->password);
  wipe (attempt->credentials.password_hash);
  g_free (attempt);
}

static void
attempt_fail (Attempt *attempt, CrmErrorCode code, const char *detail)
{
  g_autoptr (GError) error = g_error_new_literal (CRM_ERROR, (int) code, detail);

  attempt_finish (attempt, error);
}

/* --- guessing ------------------------------------------------------------------------ */

static guint
get_seconds_locked (BilikdSignIn *self, const char *email)
{
  Failures *failures = g_hash_table_lookup (self->failures, email);
  gint64 left = failures != NULL ? failures->until - g_get_monotonic_time () : 0;

  if (failures != NULL && left <= 0)
    g_hash_table_remove (self->failures, email);
  else if (failures != NULL && failures->count >= MAX_FAILURES)
    return (guint) (left / G_USEC_PER_SEC) + 1;
  return 0;
}

static void
count_failure (BilikdSignIn *self, const char *email)
{
  Failures *failures = g_hash_table_lookup (self->failures, email);

  if (failures == NULL)
    {
      if (g_hash_table_size (self->failures) >= MAX_TRACKED)
        g_hash_table_remove_all (self->failures);
      failures = g_new0 (Failures, 1);
      g_hash_table_insert (self->failures, g_strdup (email), failures);
    }
  failures->count++;
  failures->until = g_get_monotonic_time () + LOCK_SECONDS * G_USEC_PER_SEC;
}

/* --- the steps ------------------------------------------------------------------------ */

static gboolean
on_verified (gpointer data)
{
  Attempt *attempt = data;
  BilikdCaller *caller = &attempt->call->caller;

  if (attempt->is_right)
    {
      g_hash_table_remove (attempt->sign_in->failures, attempt->email);
      caller->agent_id = attempt->credentials.agent_id;
      caller->organization_id = attempt->credentials.organization_id;
      attempt_finish (attempt, NULL);
    }
  else
    {
      count_failure (attempt->sign_in, attempt->email);
      attempt_fail (attempt, CRM_ERROR_BAD_CREDENTIALS, "E-mail or password is wrong.");
    }
  return G_SOURCE_REMOVE;
}

static void
verify (gpointer data, gpointer user_data)
{
  Attempt *attempt = data;
  g_autoptr (GSource) source = g_idle_source_new ();

  attempt->is_right = bilikd_password_verify (attempt->password, attempt->credentials.password_hash);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_verified, attempt, NULL);
  g_source_attach (source, attempt->sign_in->context);
}

static gboolean
load_credentials (BilikdDb *db, gpointer data, GError **error)
{
  Attempt *attempt = data;

  return bilikd_credentials_load (db, attempt->email, &attempt->credentials, error);
}

static void
on_credentials_loaded (gpointer data, const GError *error)
{
  Attempt *attempt = data;

  if (error != NULL)
    attempt_finish (attempt, error);
  else
    g_thread_pool_push (attempt->sign_in->pool, attempt, NULL);
}

static gboolean
read_request (Attempt *attempt, GError **error)
{
  g_autoptr (CrmJsonReader) reader = bilikd_call_read_body (attempt->call);
  const char *email, *password;

  crm_json_reader_enter (reader, NULL);
  email = crm_json_reader_get_string (reader, "email");
  password = crm_json_reader_get_string (reader, "password");
  if (!crm_json_reader_finish (reader, error))
    return FALSE;
  if (strlen (email) > MAX_CREDENTIAL || strlen (password) > MAX_CREDENTIAL)
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_BAD_REQUEST, "The credentials are too long.");
      return FALSE;
    }
  attempt->email = g_ascii_strdown (email, -1);
  attempt->password = g_strdup (password);
  return TRUE;
}

void
bilikd_sign_in_check (BilikdSignIn *self, BilikdCall *call, BilikdJobDone done, gpointer data)
{
  Attempt *attempt = g_new0 (Attempt, 1);
  g_autoptr (GError) error = NULL;
  guint seconds;

  attempt->sign_in = self;
  attempt->call = call;
  attempt->done = done;
  attempt->data = data;
  self->n_pending++;
  if (!read_request (attempt, &error))
    {
      attempt_finish (attempt, error);
      return;
    }
  seconds = get_seconds_locked (self, attempt->email);
  if (seconds > 0)
    {
      g_autofree char *detail = g_strdup_printf ("Too many attempts; try again in %u seconds.", seconds);

      call->retry_after = seconds;
      attempt_fail (attempt, CRM_ERROR_RATE_LIMITED, detail);
    }
  else if (self->n_pending > MAX_PENDING)
    attempt_fail (attempt, CRM_ERROR_UNAVAILABLE, "Too many people are signing in.");
  else
    bilikd_store_read (self->store, load_credentials, on_credentials_loaded, attempt);
}

BilikdSignIn *
bilikd_sign_in_new (BilikdStore *store)
{
  BilikdSignIn *self = g_new0 (BilikdSignIn, 1);

  self->store = store;
  self->context = g_main_context_ref_thread_default ();
  self->pool = g_thread_pool_new (verify, self, 1, FALSE, NULL);
  self->failures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
bilikd_sign_in_free (BilikdSignIn *self)
{
  g_thread_pool_free (self->pool, FALSE, TRUE);
  g_hash_table_unref (self->failures);
  g_main_context_unref (self->context);
  g_free (self);
}
