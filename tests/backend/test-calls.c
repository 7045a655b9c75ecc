/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "bilikd-fixture.h"

#define AGENT "agent@nusantara.test"
#define EVENT_BODY                                                                                           \
  "{\"events\":[{\"id\":\"%s\",\"name\":\"cdp_ticket_embed_created\",\"at\":\"2026-06-26T14:02:11.123Z\","   \
  "\"properties\":{\"contact_id\":\"5f3c\",\"ticket_id\":\"%s\"}}]}"

static void
set_up (Fixture **self, gconstpointer data)
{
  *self = fixture_new (NULL);
}

static void
tear_down (Fixture **self, gconstpointer data)
{
  fixture_free (*self);
}

/* --- idempotency and events ------------------------------------------------------------------ */

static Reply *
record (Fixture *self, const char *token, const char *id, const char *ticket, const char *key)
{
  g_autofree char *body = g_strdup_printf (EVENT_BODY, id, ticket);
  g_autofree char *header = key != NULL ? g_strdup_printf ("Idempotency-Key: %s\r\n", key) : NULL;

  return fixture_send (self, "POST", "/v1/events", token, body, header);
}

static void
test_idempotency (Fixture **fixture, gconstpointer data)
{
  Fixture *self = *fixture;
  g_autofree char *agent = fixture_sign_in (self, AGENT, NULL);
  g_autofree char *other = fixture_sign_in (self, "admin@nusantara.test", NULL);
  g_autofree char *long_key = g_strnfill (129, 'k');
  g_autoptr (Reply) first = record (self, agent, "e1", "1", "key-1");
  g_autoptr (Reply) again = record (self, agent, "e1", "1", "key-1");
  g_autoptr (Reply) differs = record (self, agent, "e1", "2", "key-1");
  g_autoptr (Reply) without_key = record (self, agent, "e1", "1", NULL);
  g_autoptr (Reply) of_another = record (self, other, "e2", "1", "key-1");
  g_autoptr (Reply) too_long = record (self, agent, "e3", "1", long_key);

  g_assert_cmpstr (first->body, ==, "{\"accepted\":1,\"duplicates\":0,\"rejected\":0}");
  g_assert_cmpuint (again->status, ==, first->status);
  g_assert_cmpstr (again->body, ==, first->body);
  reply_assert_problem (differs, 422, "idempotency_mismatch");
  g_assert_cmpstr (without_key->body, ==, "{\"accepted\":0,\"duplicates\":1,\"rejected\":0}");
  g_assert_cmpuint (of_another->status, ==, 202);
  reply_assert_problem (too_long, 400, "bad_request");
  g_assert_cmpint (fixture_query (self, "SELECT count (*) FROM idempotency"), ==, 2);
}

/* A failed request leaves its key free. */
static void
test_idempotency_after_failure (Fixture **fixture, gconstpointer data)
{
  Fixture *self = *fixture;
  g_autofree char *agent = fixture_sign_in (self, AGENT, NULL);
  g_autoptr (Reply) bad =
      fixture_send (self, "POST", "/v1/events", agent, "{}", "Idempotency-Key: key-2\r\n");
  g_autoptr (Reply) good = record (self, agent, "e1", "1", "key-2");

  reply_assert_problem (bad, 400, "bad_request");
  g_assert_cmpuint (good->status, ==, 202);
}

static void
test_events (Fixture **fixture, gconstpointer data)
{
  static const char *const refused[] = {
    "{\"id\":\"x1\",\"name\":\"no_such_event\",\"properties\":{}}",
    "{\"id\":\"x2\",\"name\":\"cdp_ticket_embed_created\",\"properties\":{\"contact_name\":\"Siti Rahmawati\"}}",
    "{\"id\":\"x3\",\"name\":\"cdp_ticket_embed_created\",\"properties\":{\"contact_id\":\"Siti Rahmawati\"}}",
    "{\"id\":\"x4\",\"name\":\"cdp_ticket_embed_created\",\"properties\":{\"contact_id\":\"siti@example.test\"}}",
    "{\"id\":\"x5\",\"name\":\"cdp_ticket_embed_created\",\"properties\":{\"contact_id\":{\"a\":1}}}",
    "{\"id\":\"x 6\",\"name\":\"cdp_ticket_embed_created\",\"properties\":{}}",
    "{\"name\":\"cdp_ticket_embed_created\",\"properties\":{}}",
    "7",
  };
  Fixture *self = *fixture;
  g_autofree char *agent = fixture_sign_in (self, AGENT, NULL);
  g_autoptr (Reply) good = record (self, agent, "e1", "1", NULL);
  g_autofree char *rows = g_strjoinv (
      ",", (char **) (const char *const[]){ refused[0], refused[1], refused[2], refused[3], refused[4],
                                            refused[5], refused[6], refused[7], NULL });
  g_autofree char *body = g_strdup_printf ("{\"events\":[%s]}", rows);
  g_autoptr (Reply) bad = fixture_send (self, "POST", "/v1/events", agent, body, NULL);
  g_autoptr (Reply) metrics = fixture_send (self, "GET", "/metrics", NULL, NULL, NULL);

  g_assert_cmpuint (good->status, ==, 202);
  g_assert_cmpuint (bad->status, ==, 202);
  g_assert_cmpstr (bad->body, ==, "{\"accepted\":0,\"duplicates\":0,\"rejected\":8}");
  g_assert_cmpint (fixture_query (self, "SELECT count (*) FROM events"), ==, 1);
  g_assert_nonnull (strstr (metrics->body, "bilikd_events_total{name=\"cdp_ticket_embed_created\"} 1\n"));
}

/* --- hostile input ---------------------------------------------------------------------- */

static void
test_injection (Fixture **fixture, gconstpointer data)
{
  static const char *const hostile[] = {
    "' OR '1'='1",
    "x'; DROP TABLE agents; --",
    "\\\" OR 1=1 --",
    "%25",
    "x' UNION SELECT password_hash FROM agents --",
    "') OR is_active--",
    "\\u0000'",
  };
  Fixture *self = *fixture;
  g_autofree char *access = fixture_sign_in (self, AGENT, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autofree char *body = g_strdup_printf ("{\"email\":\"%s\",\"password\":\"x\"}", hostile[i]);
      g_autofree char *token_body = g_strdup_printf ("{\"refresh_token\":\"%s\"}", hostile[i]);
      g_autoptr (Reply) sign_in = fixture_send (self, "POST", "/v1/session", NULL, body, NULL);
      g_autoptr (Reply) token = fixture_send (self, "POST", "/v1/session/refresh", NULL, token_body, NULL);
      g_autofree char *query = g_uri_escape_string (hostile[i], NULL, FALSE);
      g_autofree char *path = g_strconcat ("/v1/leads?query=", query, NULL);
      g_autoptr (Reply) search = fixture_send (self, "GET", path, access, NULL, NULL);
      g_autofree char *key = g_strdup_printf ("k%s", hostile[i]);
      g_autoptr (Reply) event = record (self, access, "e1", "1", key);

      g_test_message ("%s", hostile[i]);
      g_assert_true (sign_in->status == 401 || sign_in->status == 400);
      g_assert_true (token->status == 401 || token->status == 400);
      g_assert_cmpuint (search->status, ==, 200);
      g_assert_cmpuint (event->status, ==, 202);
      g_assert_null (strstr (search->body, "$y$"));
    }
  g_assert_cmpint (fixture_query (self, "SELECT count (*) FROM agents"), ==, 6);
}

/* SQL can only be a literal: nothing calls the function below the macro that says so. */
static void
test_literals (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "..", "src", "backend", NULL);
  const char *const command[] = { "grep",          "-rlE", "bilikd_db_prepare_ |sqlite3_(exec|prepare)",
                                  "--include=*.c", folder, NULL };
  g_autofree char *found = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_true (g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &found, NULL,
                               NULL, NULL));
  lines = g_strsplit (g_strchomp (found), "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    g_assert_true (g_str_has_suffix (lines[i], "/store/bilikd-statement.c") ||
                   g_str_has_suffix (lines[i], "/store/bilikd-db.c"));
  g_assert_cmpuint (g_strv_length (lines), ==, 2);
}

int
main (int argc, char **argv)
{
#define ADD(path, function) g_test_add (path, Fixture *, NULL, set_up, function, tear_down)
  g_test_init (&argc, &argv, NULL);
  ADD ("/calls/idempotency", test_idempotency);
  ADD ("/calls/idempotency/failure-leaves-the-key-free", test_idempotency_after_failure);
  ADD ("/calls/SEC-27/events-carry-no-personal-data", test_events);
  ADD ("/calls/SEC-23/hostile-input", test_injection);
  g_test_add_func ("/calls/SEC-23/sql-is-literal", test_literals);
  return g_test_run ();
}
