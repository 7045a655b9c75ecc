/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "async-wait.h"
#include "crm-client-private.h"
#include "crm-error.h"
#include "crm-retry.h"
#include "scripted-server.h"
#include "wire-example.h"

#define LEAD "/v1/leads/8123"

typedef struct
{
  ScriptedServer *server;
  CrmClient *client;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->server = scripted_server_new (NULL);
  fixture->client = crm_client_new (scripted_server_get_url (fixture->server), NULL);
  crm_client_set_deadlines (fixture->client, 2000, 6000);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->client);
  scripted_server_free (fixture->server);
}

static void
test_delay_grows_and_jitters (void)
{
  g_autoptr (GError) busy = g_error_new_literal (CRM_ERROR, CRM_ERROR_UNAVAILABLE, "");

  g_assert_cmpint (crm_retry_delay (busy, 1, -1, 30000, 0.0), ==, 100);
  g_assert_cmpint (crm_retry_delay (busy, 1, -1, 30000, 1.0), ==, 200);
  g_assert_cmpint (crm_retry_delay (busy, 2, -1, 30000, 1.0), ==, 400);
  g_assert_cmpint (crm_retry_delay (busy, 3, -1, 30000, 1.0), ==, 800);
  g_assert_cmpint (crm_retry_delay (busy, CRM_RETRY_MAX_TRIES, -1, 30000, 1.0), ==, CRM_RETRY_GIVE_UP);
}

static void
test_delay_obeys_server_and_budget (void)
{
  g_autoptr (GError) busy = g_error_new_literal (CRM_ERROR, CRM_ERROR_RATE_LIMITED, "");
  g_autoptr (GError) wrong = g_error_new_literal (CRM_ERROR, CRM_ERROR_INVALID, "");

  g_assert_cmpint (crm_retry_delay (busy, 1, 3000, 30000, 0.0), >=, 3000);
  g_assert_cmpint (crm_retry_delay (busy, 1, 3000, 2000, 0.0), ==, CRM_RETRY_GIVE_UP);
  g_assert_cmpint (crm_retry_delay (wrong, 1, -1, 30000, 0.0), ==, CRM_RETRY_GIVE_UP);
}

/* Loads the customer; asserts success where @expected is negative. */
static void
load_customer (Fixture *fixture, int expected)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (CrmCustomer) customer = NULL;
  g_autoptr (GError) error = NULL;

  crm_client_load_customer (fixture->client, "8123", NULL, keep_result, &result);
  customer = crm_client_load_customer_finish (fixture->client, await_result (&result), &error);
  if (expected < 0)
    g_assert_no_error (error);
  else
    g_assert_error (error, CRM_ERROR, expected);
  g_assert_true ((customer != NULL) == (expected < 0));
}

static void
test_read_is_repeated (Fixture *fixture, gconstpointer data)
{
  g_autofree char *json = wire_example_dup_reply ("leads_get");

  scripted_server_answer (fixture->server, "GET " LEAD, 1, &(ScriptedReply){ .status = 503 });
  scripted_server_answer (fixture->server, "GET " LEAD, 1, &(ScriptedReply){ .is_reset = TRUE });
  scripted_server_answer (fixture->server, "GET " LEAD, 1, &(ScriptedReply){ .body = json, .cut_after = 40 });
  scripted_server_answer_json (fixture->server, "GET " LEAD, json);
  load_customer (fixture, -1);
  /* libsoup may send once more by itself after a reset on a used connection. */
  g_assert_cmpuint (scripted_server_count (fixture->server, "GET " LEAD), >=, 4);
}

static void
test_repeats_are_bounded (Fixture *fixture, gconstpointer data)
{
  scripted_server_answer (fixture->server, NULL, 0, &(ScriptedReply){ .status = 503 });
  load_customer (fixture, CRM_ERROR_UNAVAILABLE);
  g_assert_cmpuint (scripted_server_count (fixture->server, NULL), ==, CRM_RETRY_MAX_TRIES);
}

static void
test_refusal_is_not_repeated (Fixture *fixture, gconstpointer data)
{
  scripted_server_answer (fixture->server, NULL, 0, &(ScriptedReply){ .status = 422 });
  load_customer (fixture, CRM_ERROR_INVALID);
  g_assert_cmpuint (scripted_server_count (fixture->server, NULL), ==, 1);
}

static void
test_retry_after_is_honoured (Fixture *fixture, gconstpointer data)
{
  g_autofree char *json = wire_example_dup_reply ("leads_get");
  gint64 start = g_get_monotonic_time ();

  scripted_server_answer (fixture->server, NULL, 1,
                          &(ScriptedReply){ .status = 429, .headers = "Retry-After: 1\r\n" });
  scripted_server_answer_json (fixture->server, NULL, json);
  load_customer (fixture, -1);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, G_USEC_PER_SEC);
}

static void
test_long_retry_after_is_told (Fixture *fixture, gconstpointer data)
{
  gint64 start = g_get_monotonic_time ();

  scripted_server_answer (fixture->server, NULL, 0,
                          &(ScriptedReply){ .status = 429, .headers = "Retry-After: 3600\r\n" });
  load_customer (fixture, CRM_ERROR_RATE_LIMITED);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 3 * G_USEC_PER_SEC);
}

/* REL-07: a write that may or may not have happened is repeated as the same intent. */
static void
test_write_keeps_its_key (Fixture *fixture, gconstpointer data)
{
  static const char post[] = "POST /v1/leads/8123/tickets/1042";
  g_autofree char *json = wire_example_dup_reply ("lead_tickets_add");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (CrmTicket) ticket = NULL;
  g_autoptr (GError) error = NULL;

  scripted_server_answer (fixture->server, post, 1, &(ScriptedReply){ .status = 500 });
  scripted_server_answer (fixture->server, post, 1,
                          &(ScriptedReply){ .body = json, .cut_after = 100, .is_reset = TRUE });
  scripted_server_answer_json (fixture->server, post, json);
  crm_client_associate_ticket (fixture->client, "8123", "1042", "key-of-intent", NULL, keep_result, &result);
  ticket = crm_client_associate_ticket_finish (fixture->client, await_result (&result), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (crm_ticket_get_id (ticket), ==, "1042");

  g_assert_cmpuint (scripted_server_count (fixture->server, post), ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *key = scripted_server_dup_header (fixture->server, post, i, "Idempotency-Key");
      g_assert_cmpstr (key, ==, "key-of-intent");
    }
}

static void
test_write_without_key_is_sent_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  scripted_server_answer (fixture->server, NULL, 0, &(ScriptedReply){ .status = 503 });
  crm_client_sign_in (fixture->client, "a@b.test", "secret", NULL, keep_result, &result);
  g_assert_false (crm_client_sign_in_finish (fixture->client, await_result (&result), &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_UNAVAILABLE);
  g_assert_cmpuint (scripted_server_count (fixture->server, NULL), ==, 1);
}

static gboolean
has_been_asked (gpointer server)
{
  return scripted_server_count (server, NULL) > 0;
}

static void
test_wait_is_cancellable (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  scripted_server_answer (fixture->server, NULL, 0,
                          &(ScriptedReply){ .status = 503, .headers = "Retry-After: 4\r\n" });
  crm_client_load_customer (fixture->client, "8123", cancellable, keep_result, &result);
  await_condition (has_been_asked, fixture->server);
  g_cancellable_cancel (cancellable);
  g_assert_null (crm_client_load_customer_finish (fixture->client, await_result (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 3 * G_USEC_PER_SEC);
}

#define ADD(name, function) g_test_add ("/client/retry/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/retry/delay-grows-and-jitters", test_delay_grows_and_jitters);
  g_test_add_func ("/client/retry/delay-obeys-server-and-budget", test_delay_obeys_server_and_budget);
  ADD ("REL-07/read-is-repeated", test_read_is_repeated);
  ADD ("REL-07/repeats-are-bounded", test_repeats_are_bounded);
  ADD ("REL-07/refusal-is-not-repeated", test_refusal_is_not_repeated);
  ADD ("REL-07/retry-after-is-honoured", test_retry_after_is_honoured);
  ADD ("REL-07/long-retry-after-is-told", test_long_retry_after_is_told);
  ADD ("REL-07/write-keeps-its-key", test_write_keeps_its_key);
  ADD ("REL-07/write-without-key-is-sent-once", test_write_without_key_is_sent_once);
  ADD ("wait-is-cancellable", test_wait_is_cancellable);
  return g_test_run ();
}
