/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "async-wait.h"
#include "crm-error.h"
#include "crm-flow-sign-in.h"
#include "real-backend.h"

static RealBackend *backend;

/* --- steps ---------------------------------------------------------------------------------------- */

static CrmSignedIn *
run (CrmCredentials *credentials, const char *email, const char *password, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  crm_flow_sign_in_run (credentials, real_backend_get_url (backend), email, password, NULL, keep_result,
                        &result);
  return crm_flow_sign_in_finish (await_result (&result), error);
}

static CrmSignedIn *
resume (CrmCredentials *credentials, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  crm_flow_sign_in_resume (credentials, real_backend_get_url (backend), NULL, keep_result, &result);
  return crm_flow_sign_in_finish (await_result (&result), error);
}

static void
sign_out (CrmCredentials *credentials, CrmClient *client)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  crm_flow_sign_out (credentials, client, NULL, keep_result, &result);
  g_assert_true (crm_flow_sign_out_finish (await_result (&result), &error));
  g_assert_no_error (error);
}

static char *
load_kept (CrmCredentials *credentials)
{
  g_autoptr (GAsyncResult) result = NULL;

  crm_credentials_load (credentials, real_backend_get_url (backend), NULL, keep_result, &result);
  return crm_credentials_load_finish (credentials, await_result (&result), NULL);
}

/* --- cases ---------------------------------------------------------------------------------------- */

static void
test_every_role (void)
{
  static const struct
  {
    const char *email;
    gboolean may_create;
    gboolean is_tso;
  } rows[] = {
    { "admin@nusantara.test", TRUE, FALSE },      { "agent@nusantara.test", TRUE, FALSE },
    { "associate@nusantara.test", FALSE, FALSE }, { "inbox@nusantara.test", FALSE, FALSE },
    { "tso@nusantara.test", TRUE, TRUE },         { "agent@senja.test", TRUE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      CrmSignedIn *signed_in = real_backend_sign_in (backend, rows[i].email);

      g_assert_cmpstr (crm_profile_get_user_email (signed_in->profile), ==, rows[i].email);
      g_assert_cmpint (
          CRM_HAS (crm_profile_get_permissions (signed_in->profile), CRM_PERMISSION_TICKETS_CREATE), ==,
          rows[i].may_create);
      g_assert_cmpint (crm_profile_get_is_tso (signed_in->profile), ==, rows[i].is_tso);
      crm_signed_in_free (signed_in);
    }
}

static void
test_wrong_password (void)
{
  g_autoptr (CrmCredentials) credentials = crm_credentials_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *kept = NULL;

  g_assert_null (run (credentials, "agent@nusantara.test", "not it", &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_BAD_CREDENTIALS);
  kept = load_kept (credentials);
  g_assert_null (kept);
}

/* The token rotates on every resume; what is kept is always the one that works. */
static void
test_resume (void)
{
  g_autoptr (CrmCredentials) credentials = crm_credentials_new ();
  g_autoptr (GError) error = NULL;
  CrmSignedIn *signed_in =
      run (credentials, "agent@nusantara.test", real_backend_get_password (backend), &error);

  g_assert_no_error (error);
  g_assert_cmpint (signed_in->place, ==, CRM_CREDENTIALS_MEMORY);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *kept = load_kept (credentials);

      g_assert_cmpstr (kept, ==, crm_client_get_refresh_token (signed_in->client));
      crm_signed_in_free (signed_in);
      signed_in = resume (credentials, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (kept, !=, crm_client_get_refresh_token (signed_in->client));
      g_assert_cmpstr (crm_profile_get_user_email (signed_in->profile), ==, "agent@nusantara.test");
    }
  crm_signed_in_free (signed_in);
}

static void
test_resume_of_nothing (void)
{
  g_autoptr (CrmCredentials) credentials = crm_credentials_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (resume (credentials, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_UNAUTHENTICATED);
}

static void
test_sign_out (void)
{
  g_autoptr (CrmCredentials) credentials = crm_credentials_new ();
  g_autoptr (GError) error = NULL;
  CrmSignedIn *signed_in =
      run (credentials, "agent@nusantara.test", real_backend_get_password (backend), &error);
  g_autofree char *spent = g_strdup (crm_client_get_refresh_token (signed_in->client));
  g_autoptr (GAsyncResult) result = NULL;

  sign_out (credentials, signed_in->client);
  g_assert_null (crm_client_get_refresh_token (signed_in->client));
  g_assert_null (resume (credentials, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_UNAUTHENTICATED);

  /* Nor does the server take the token of the session that has ended. */
  g_clear_error (&error);
  crm_client_resume (signed_in->client, spent, NULL, keep_result, &result);
  g_assert_false (crm_client_resume_finish (signed_in->client, await_result (&result), &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_UNAUTHENTICATED);
  crm_signed_in_free (signed_in);
}

/* Offline at start: the token stays for another try. */
static void
test_resume_offline (void)
{
  static const char nowhere[] = "http://127.0.0.1:1";
  g_autoptr (CrmCredentials) credentials = crm_credentials_new ();
  g_autoptr (GAsyncResult) stored = NULL;
  g_autoptr (GAsyncResult) resumed = NULL;
  g_autoptr (GAsyncResult) loaded = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *kept = NULL;

  crm_credentials_store (credentials, nowhere, "kept", NULL, keep_result, &stored);
  g_assert_true (crm_credentials_store_finish (credentials, await_result (&stored), NULL, NULL));
  crm_flow_sign_in_resume (credentials, nowhere, NULL, keep_result, &resumed);
  g_assert_null (crm_flow_sign_in_finish (await_result (&resumed), &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_OFFLINE);
  crm_credentials_load (credentials, nowhere, NULL, keep_result, &loaded);
  kept = crm_credentials_load_finish (credentials, await_result (&loaded), NULL);
  g_assert_cmpstr (kept, ==, "kept");
}

static void
test_addresses (void)
{
  static const char *const rows[][2] = {
    { "crm.example.com", "https://crm.example.com" },
    { " https://crm.example.com/ ", "https://crm.example.com" },
    { "crm.example.com:8443", "https://crm.example.com:8443" },
    { "http://127.0.0.1:8480", "http://127.0.0.1:8480" },
    { "http://crm.example.com", NULL },
    { "crm.example.com/path", NULL },
    { "", NULL },
    { "two words", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *url = crm_flow_sign_in_normalize_url (rows[i][0], &error);

      g_assert_cmpstr (url, ==, rows[i][1]);
      if (url == NULL)
        g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
    }
}

int
main (int argc, char **argv)
{
  int result;

  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent",
            TRUE); /* whoever runs this keeps their keyring */
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/flows/sign-in/every-role", test_every_role);
  g_test_add_func ("/flows/sign-in/wrong-password", test_wrong_password);
  g_test_add_func ("/flows/sign-in/resume", test_resume);
  g_test_add_func ("/flows/sign-in/resume-of-nothing", test_resume_of_nothing);
  g_test_add_func ("/flows/sign-in/resume-offline", test_resume_offline);
  g_test_add_func ("/flows/sign-in/sign-out", test_sign_out);
  g_test_add_func ("/flows/sign-in/SEC-16/addresses", test_addresses);
  backend = real_backend_start ();
  result = g_test_run ();
  real_backend_stop (backend);
  return result;
}
