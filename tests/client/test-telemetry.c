/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "async-wait.h"
#include <glib/gstdio.h>
#include <sys/stat.h>
#include "crm-client-private.h"
#include "crm-error.h"
#include "crm-telemetry.h"
#include "scripted-server.h"
#include "wire-example.h"

#define EVENTS "POST /v1/events"

typedef struct
{
  ScriptedServer *server;
  CrmClient *client;
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->server = scripted_server_new (NULL);
  fixture->client = crm_client_new (scripted_server_get_url (fixture->server), NULL);
  crm_client_set_deadlines (fixture->client, 1000, 1100);
  fixture->folder = g_dir_make_tmp ("bilik-telemetry-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "events", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->client);
  scripted_server_free (fixture->server);
  g_unlink (fixture->path);
  g_rmdir (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static void
record_error (CrmTelemetry *telemetry, const char *code)
{
  crm_telemetry_record (telemetry, "cdp_ticket_embed_create_error", "contact_id", "8123", "error_code", code,
                        NULL);
}

static void
flush (CrmTelemetry *telemetry, int expected)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  crm_telemetry_flush (telemetry, NULL, keep_result, &result);
  crm_telemetry_flush_finish (telemetry, await_result (&result), &error);
  if (expected < 0)
    g_assert_no_error (error);
  else
    g_assert_error (error, CRM_ERROR, expected);
}

static char *
read_queue (Fixture *fixture)
{
  char *contents = NULL;

  g_assert_true (g_file_get_contents (fixture->path, &contents, NULL, NULL));
  return contents;
}

static void
test_batch (Fixture *fixture, gconstpointer data)
{
  g_autofree char *reply = wire_example_dup_reply ("events_record");
  g_autoptr (CrmTelemetry) telemetry = crm_telemetry_new (fixture->client, fixture->path);
  g_autofree char *request = NULL;
  g_autofree char *left = NULL;

  scripted_server_answer (fixture->server, EVENTS, 0, &(ScriptedReply){ .status = 202, .body = reply });
  record_error (telemetry, "invalid");
  record_error (telemetry, "timed_out");
  flush (telemetry, -1);

  g_assert_cmpuint (scripted_server_count (fixture->server, EVENTS), ==, 1);
  request = scripted_server_dup_request (fixture->server, EVENTS, 0);
  g_assert_nonnull (strstr (request, "\"properties\":{\"contact_id\":\"8123\",\"error_code\":\"invalid\"}"));
  g_assert_nonnull (strstr (request, "\"error_code\":\"timed_out\""));
  left = read_queue (fixture);
  g_assert_cmpstr (left, ==, "");
}

static void
test_large_queue_goes_in_batches (Fixture *fixture, gconstpointer data)
{
  g_autofree char *reply = wire_example_dup_reply ("events_record");
  g_autoptr (CrmTelemetry) telemetry = crm_telemetry_new (fixture->client, fixture->path);

  scripted_server_answer (fixture->server, EVENTS, 0, &(ScriptedReply){ .status = 202, .body = reply });
  for (guint i = 0; i < 450; i++)
    record_error (telemetry, "invalid");
  flush (telemetry, -1);
  g_assert_cmpuint (scripted_server_count (fixture->server, EVENTS), ==, 3);
}

/* Nothing is lost while the server is away, nor with the program. */
static void
test_survives_a_restart (Fixture *fixture, gconstpointer data)
{
  g_autofree char *reply = wire_example_dup_reply ("events_record");
  g_autoptr (CrmTelemetry) telemetry = crm_telemetry_new (fixture->client, fixture->path);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  GStatBuf status;

  scripted_server_answer (fixture->server, EVENTS, 1,
                          &(ScriptedReply){ .status = 503, .headers = "Retry-After: 60\r\n" });
  scripted_server_answer (fixture->server, EVENTS, 0, &(ScriptedReply){ .status = 202, .body = reply });
  record_error (telemetry, "invalid");
  flush (telemetry, CRM_ERROR_UNAVAILABLE);
  g_assert_finalize_object (g_steal_pointer (&telemetry));

  g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
  g_assert_cmphex (status.st_mode & 0777, ==, 0600);

  telemetry = crm_telemetry_new (fixture->client, fixture->path);
  flush (telemetry, -1);
  first = scripted_server_dup_request (fixture->server, EVENTS, 0);
  second = scripted_server_dup_request (fixture->server, EVENTS, 1);
  /* The same event with the same id, so that the backend can tell a repeat. */
  g_assert_cmpstr (strstr (first, "{\"events\""), ==, strstr (second, "{\"events\""));
}

static void
test_torn_file_is_read (Fixture *fixture, gconstpointer data)
{
  g_autofree char *reply = wire_example_dup_reply ("events_record");
  g_autoptr (CrmTelemetry) telemetry = NULL;
  g_autofree char *request = NULL;

  g_assert_true (
      g_file_set_contents (fixture->path, "{\"id\":\"1\"}\ngarbage\n\n{\"id\":\"2\"}\n{\"id\":", -1, NULL));
  scripted_server_answer (fixture->server, EVENTS, 0, &(ScriptedReply){ .status = 202, .body = reply });
  telemetry = crm_telemetry_new (fixture->client, fixture->path);
  flush (telemetry, -1);
  request = scripted_server_dup_request (fixture->server, EVENTS, 0);
  g_assert_nonnull (strstr (request, "{\"events\":[{\"id\":\"1\"},{\"id\":\"2\"}]}"));
}

/* A batch that the server will never take must not stand in the way of the next ones. */
static void
test_refused_batch_is_given_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CrmTelemetry) telemetry = crm_telemetry_new (fixture->client, fixture->path);
  g_autofree char *left = NULL;

  scripted_server_answer (fixture->server, EVENTS, 0, &(ScriptedReply){ .status = 422 });
  record_error (telemetry, "invalid");
  flush (telemetry, -1);
  left = read_queue (fixture);
  g_assert_cmpstr (left, ==, "");
}

static void
test_values_that_do_not_fit_are_left_out (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CrmTelemetry) telemetry = crm_telemetry_new (fixture->client, fixture->path);
  g_autofree char *left = NULL;

  record_error (telemetry, "Siti Rahmawati");
  record_error (telemetry, "siti.rahmawati@example.test");
  record_error (telemetry, "+62 812-5550-1142");
  left = read_queue (fixture);
  g_assert_null (strstr (left, "Siti"));
  g_assert_null (strstr (left, "siti"));
  g_assert_null (strstr (left, "5550"));
  g_assert_nonnull (strstr (left, "\"contact_id\":\"8123\""));
}

#define ADD(name, function) g_test_add ("/client/telemetry/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("batch", test_batch);
  ADD ("large-queue-goes-in-batches", test_large_queue_goes_in_batches);
  ADD ("SEC-18/survives-a-restart", test_survives_a_restart);
  ADD ("torn-file-is-read", test_torn_file_is_read);
  ADD ("refused-batch-is-given-up", test_refused_batch_is_given_up);
  ADD ("SEC-27/values-that-do-not-fit-are-left-out", test_values_that_do_not_fit_are_left_out);
  return g_test_run ();
}
