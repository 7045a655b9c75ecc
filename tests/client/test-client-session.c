/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "async-wait.h"
#include "crm-client-private.h"
#include "crm-error.h"
#include "scripted-server.h"
#include "wire-example.h"

#define N_CALLS 10

typedef struct
{
  ScriptedServer *server;
  CrmClient *client;
  char *profile;
  guint n_changes;
  guint n_ends;
} Fixture;

static const char first_pair[] =
    "{\"access_token\":\"access-1\",\"expires_in\":900,\"refresh_token\":\"refresh-1\"}";
static const char second_pair[] =
    "{\"access_token\":\"access-2\",\"expires_in\":900,\"refresh_token\":\"refresh-2\"}";
static const ScriptedReply expired = { .status = 401,
                                       .type = "application/problem+json",
                                       .body = "{\"status\":401,\"code\":\"unauthenticated\"}" };

static void
count (CrmClient *client, guint *counter)
{
  ++*counter;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->server = scripted_server_new (NULL);
  fixture->client = crm_client_new (scripted_server_get_url (fixture->server), NULL);
  fixture->profile = wire_example_dup_reply ("profile_get");
  crm_client_set_deadlines (fixture->client, 2000, 4000);
  g_signal_connect (fixture->client, "tokens-changed", G_CALLBACK (count), &fixture->n_changes);
  g_signal_connect (fixture->client, "session-ended", G_CALLBACK (count), &fixture->n_ends);
  scripted_server_answer (fixture->server, "POST /v1/session ", 0,
                          &(ScriptedReply){ .status = 201, .body = first_pair });
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->client);
  scripted_server_free (fixture->server);
  g_free (fixture->profile);
}

static void
sign_in (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  crm_client_sign_in (fixture->client, "agent@nusantara.test", "secret", NULL, keep_result, &result);
  g_assert_true (crm_client_sign_in_finish (fixture->client, await_result (&result), &error));
  g_assert_no_error (error);
}

/* All at once; asserts the same ending for all. */
static void
load_profiles (Fixture *fixture, guint n_calls, int expected)
{
  g_autofree GAsyncResult **results = g_new0 (GAsyncResult *, n_calls);

  for (guint i = 0; i < n_calls; i++)
    crm_client_load_profile (fixture->client, NULL, keep_result, &results[i]);
  for (guint i = 0; i < n_calls; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CrmProfile) profile =
          crm_client_load_profile_finish (fixture->client, await_result (&results[i]), &error);

      if (expected < 0)
        g_assert_no_error (error);
      else
        g_assert_error (error, CRM_ERROR, expected);
      g_assert_true ((profile != NULL) == (expected < 0));
      g_object_unref (results[i]);
    }
}

static void
test_sign_in (Fixture *fixture, gconstpointer data)
{
  g_autofree char *authorization = NULL;
  g_autofree char *request = NULL;

  sign_in (fixture);
  g_assert_cmpstr (crm_client_get_refresh_token (fixture->client), ==, "refresh-1");
  g_assert_cmpuint (fixture->n_changes, ==, 1);

  scripted_server_answer_json (fixture->server, "GET /v1/profile", fixture->profile);
  load_profiles (fixture, 1, -1);
  authorization = scripted_server_dup_header (fixture->server, "GET /v1/profile", 0, "Authorization");
  g_assert_cmpstr (authorization, ==, "Bearer access-1");
  request = scripted_server_dup_request (fixture->server, "POST /v1/session ", 0);
  g_assert_null (strstr (request, "Authorization"));
}

static void
test_bad_credentials (void)
{
  g_autoptr (ScriptedServer) server = scripted_server_new (NULL);
  g_autoptr (CrmClient) client = crm_client_new (scripted_server_get_url (server), NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  scripted_server_answer (server, NULL, 0,
                          &(ScriptedReply){ .status = 401,
                                            .type = "application/problem+json",
                                            .body = "{\"status\":401,\"code\":\"bad_credentials\"}" });
  crm_client_sign_in (client, "agent@nusantara.test", "wrong", NULL, keep_result, &result);
  g_assert_false (crm_client_sign_in_finish (client, await_result (&result), &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_BAD_CREDENTIALS);
  g_assert_null (crm_client_get_refresh_token (client));
  g_assert_cmpuint (scripted_server_count (server, NULL), ==, 1);
}

/* Ten calls are refused together: one refresh, ten answers. */
static void
test_one_refresh_for_all (Fixture *fixture, gconstpointer data)
{
  g_autofree char *authorization = NULL;
  g_autofree char *refresh = NULL;

  sign_in (fixture);
  scripted_server_answer (fixture->server, "GET /v1/profile", N_CALLS, &expired);
  scripted_server_answer_json (fixture->server, "GET /v1/profile", fixture->profile);
  scripted_server_answer (fixture->server, "POST /v1/session/refresh", 0,
                          &(ScriptedReply){ .body = second_pair, .delay_ms = 100 });
  load_profiles (fixture, N_CALLS, -1);

  g_assert_cmpuint (scripted_server_count (fixture->server, "POST /v1/session/refresh"), ==, 1);
  g_assert_cmpuint (scripted_server_count (fixture->server, "GET /v1/profile"), ==, 2 * N_CALLS);
  authorization =
      scripted_server_dup_header (fixture->server, "GET /v1/profile", 2 * N_CALLS - 1, "Authorization");
  g_assert_cmpstr (authorization, ==, "Bearer access-2");
  refresh = scripted_server_dup_request (fixture->server, "POST /v1/session/refresh", 0);
  g_assert_nonnull (strstr (refresh, "{\"refresh_token\":\"refresh-1\"}"));
  g_assert_cmpstr (crm_client_get_refresh_token (fixture->client), ==, "refresh-2");
  g_assert_cmpuint (fixture->n_changes, ==, 2);
  g_assert_cmpuint (fixture->n_ends, ==, 0);
}

static void
test_refresh_refused_ends_session (Fixture *fixture, gconstpointer data)
{
  sign_in (fixture);
  scripted_server_answer (fixture->server, "GET /v1/profile", 0, &expired);
  scripted_server_answer (fixture->server, "POST /v1/session/refresh", 0, &expired);
  load_profiles (fixture, N_CALLS, CRM_ERROR_UNAUTHENTICATED);
  g_assert_cmpuint (scripted_server_count (fixture->server, "POST /v1/session/refresh"), ==, 1);
  g_assert_cmpuint (fixture->n_ends, ==, 1);
  g_assert_null (crm_client_get_refresh_token (fixture->client));
}

/* The network failing during a refresh is no reason to sign in again. */
static void
test_refresh_fails_keeps_session (Fixture *fixture, gconstpointer data)
{
  sign_in (fixture);
  scripted_server_answer (fixture->server, "GET /v1/profile", 1, &expired);
  scripted_server_answer_json (fixture->server, "GET /v1/profile", fixture->profile);
  scripted_server_answer (fixture->server, "POST /v1/session/refresh", 4, &(ScriptedReply){ .status = 503 });
  scripted_server_answer_json (fixture->server, "POST /v1/session/refresh", second_pair);
  load_profiles (fixture, 1, CRM_ERROR_UNAVAILABLE);
  g_assert_cmpuint (fixture->n_ends, ==, 0);
  g_assert_cmpstr (crm_client_get_refresh_token (fixture->client), ==, "refresh-1");

  load_profiles (fixture, 1, -1);
}

/* A new token that is refused too: one refresh, then the error; no circle. */
static void
test_no_circle_of_refreshes (Fixture *fixture, gconstpointer data)
{
  sign_in (fixture);
  scripted_server_answer (fixture->server, "GET /v1/profile", 0, &expired);
  scripted_server_answer_json (fixture->server, "POST /v1/session/refresh", second_pair);
  load_profiles (fixture, 1, CRM_ERROR_UNAUTHENTICATED);
  g_assert_cmpuint (scripted_server_count (fixture->server, "GET /v1/profile"), ==, 2);
  g_assert_cmpuint (scripted_server_count (fixture->server, "POST /v1/session/refresh"), ==, 1);
}

static void
test_resume (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  scripted_server_answer_json (fixture->server, "POST /v1/session/refresh", second_pair);
  crm_client_resume (fixture->client, "kept", NULL, keep_result, &result);
  g_assert_true (crm_client_resume_finish (fixture->client, await_result (&result), &error));
  g_assert_cmpstr (crm_client_get_refresh_token (fixture->client), ==, "refresh-2");
}

/* The server can't be told; this side has forgotten all the same. */
static void
test_sign_out_forgets (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  sign_in (fixture);
  scripted_server_answer (fixture->server, "DELETE /v1/session", 0, &(ScriptedReply){ .status = 503 });
  crm_client_sign_out (fixture->client, NULL, keep_result, &result);
  g_assert_false (crm_client_sign_out_finish (fixture->client, await_result (&result), &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_UNAVAILABLE);
  g_assert_null (crm_client_get_refresh_token (fixture->client));

  load_profiles (fixture, 1, CRM_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_cmpuint (fixture->n_ends, ==, 0);
}

#define ADD(name, function) g_test_add ("/client/session/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("SEC-20/token-goes-into-the-header-only", test_sign_in);
  g_test_add_func ("/client/session/bad-credentials", test_bad_credentials);
  ADD ("one-refresh-for-all", test_one_refresh_for_all);
  ADD ("refresh-refused-ends-session", test_refresh_refused_ends_session);
  ADD ("refresh-fails-keeps-session", test_refresh_fails_keeps_session);
  ADD ("no-circle-of-refreshes", test_no_circle_of_refreshes);
  ADD ("resume", test_resume);
  ADD ("sign-out-forgets", test_sign_out_forgets);
  return g_test_run ();
}
