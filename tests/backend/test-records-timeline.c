/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "bilikd-desk.h"
#include "bilikd-timeline.h"
#include "crm-time.h"

/* The timeline entry of what a bot or an AI made: its preview, its permanence, its end. */

#define PATIENCE (10 * G_USEC_PER_SEC)

static Fixture *desk;
static char *agent;
static char *bot;
static char *room;

static Reply *
create (const char *object, const char *room_id)
{
  g_autofree char *path = g_strdup_printf ("/api/v3.1/%ss", object);
  g_autofree char *body =
      g_strdup_printf ("{\"name\":\"Timeline\",\"creator_flag\":\"bot\",\"room_id\":\"%s\"}", room_id);
  Reply *reply = fixture_send (desk, "POST", path, bot, body, NULL);

  g_assert_cmpuint (reply->status, ==, 201);
  return reply;
}

static const char *
id_of (Reply *made, const char *object)
{
  return json_object_get_string_member (json_object_get_object_member (reply_get_object (made), object),
                                        "id");
}

static gint64
count_waiting (void)
{
  return fixture_query (desk, "SELECT count(*) FROM timeline_entries WHERE preview_state = 'waiting'");
}

static void
wait_for_previews (void)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE;

  while (count_waiting () > 0)
    g_assert_cmpint (g_get_monotonic_time (), <, deadline);
}

static Reply *
get_timeline (Reply *made, const char *object)
{
  return desk_get (desk, agent, "/api/v4/%ss/%s/timeline", object, id_of (made, object));
}

static JsonObject *
get_entry (Reply *timeline)
{
  JsonArray *items = reply_get_array (timeline, "items");

  g_assert_cmpuint (json_array_get_length (items), ==, 1);
  return json_array_get_object_element (items, 0);
}

/* --- CDTC-S04 ------------------------------------------------------------------------ */

/* The preview is the end of the chat. */
static void
assert_last_lines (JsonArray *preview, JsonArray *history)
{
  guint n = json_array_get_length (history);

  g_assert_cmpuint (n, >, 3);
  g_assert_cmpuint (json_array_get_length (preview), ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      JsonObject *line = json_array_get_object_element (preview, i);
      JsonObject *message = json_array_get_object_element (history, n - 3 + i);

      g_assert_cmpstr (json_object_get_string_member (line, "contents"), ==,
                       json_object_get_string_member (message, "contents"));
    }
}

static void
test_entry (gconstpointer data)
{
  const char *object = data;
  g_autoptr (Reply) made = create (object, room);
  g_autofree char *link = g_strconcat ("bilik://room/", room, NULL);
  g_autoptr (Reply) timeline = NULL;
  g_autoptr (Reply) history = NULL;
  JsonObject *entry;
  JsonObject *message;

  wait_for_previews ();
  timeline = get_timeline (made, object);
  entry = get_entry (timeline);
  g_assert_cmpstr (json_object_get_string_member (entry, "creator_flag"), ==, "bot");
  g_assert_cmpstr (json_object_get_string_member (entry, "room_link"), ==, link);
  history = desk_get (desk, agent, "/api/v4/%ss/%s/chat-history", object, id_of (made, object));
  assert_last_lines (json_object_get_array_member (entry, "preview"), reply_get_array (history, "items"));
  g_assert_cmpuint (json_array_get_length (reply_get_array (history, "items")), >, 0);
  g_assert_cmpuint (json_array_get_length (reply_get_array (history, "items")), <=, 100);
  message = json_array_get_object_element (reply_get_array (history, "items"), 0);
  g_assert_cmpuint (json_object_get_size (message), ==, 3);
  g_assert_cmpstr (json_object_get_string_member (message, "room_id"), ==, room);
}

/* What a person made, or what belongs to no room, has no entry. */
static void
test_no_entry (void)
{
  static const char *const members[] = { ",\"creator_flag\":\"\",\"room_id\":\"timeline-by-hand\"",
                                         ",\"creator_flag\":\"bot\"" };
  static const char *const failures =
      "SELECT count(*) FROM events WHERE name = 'timeline_log_creation_failed'";
  gint64 before = fixture_query (desk, "SELECT count(*) FROM timeline_entries");
  gint64 failed = fixture_query (desk, failures);

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      g_autofree char *body = g_strdup_printf ("{\"name\":\"No entry\"%s}", members[i]);
      g_autoptr (Reply) reply =
          fixture_send (desk, "POST", "/api/v3.1/deals", i == 0 ? agent : bot, body, NULL);

      g_assert_cmpuint (reply->status, ==, 201);
    }
  g_assert_cmpint (fixture_query (desk, "SELECT count(*) FROM timeline_entries"), ==, before);
  g_assert_cmpint (fixture_query (desk, failures), ==, failed);
}

/* The record is made, the failure is told of, once. */
static void
test_refused_entry (gconstpointer data)
{
  const char *object = data;
  const char *failures = "SELECT count(*) FROM events WHERE name = 'timeline_log_creation_failed'";
  gint64 before = fixture_query (desk, failures);
  g_autoptr (Reply) made = NULL;
  g_autofree char *wanted = NULL;
  g_autofree char *properties = NULL;

  desk_set_setting (desk, "CREATE TRIGGER broken BEFORE INSERT ON timeline_entries "
                          "BEGIN SELECT RAISE (ABORT, 'broken'); END");
  made = create (object, room);
  desk_set_setting (desk, "DROP TRIGGER broken");
  g_assert_cmpint (fixture_query (desk, failures), ==, before + 1);
  wanted = g_strdup_printf ("{\"%s_id\":\"%s\",\"room_id\":\"%s\",\"error_reason\":\"refused\"}", object,
                            id_of (made, object), room);
  properties =
      desk_query_text (desk, "SELECT json_remove (properties, '$.timestamp') FROM events WHERE name = "
                             "'timeline_log_creation_failed' AND properties ->> '$.timestamp' IS NOT NULL "
                             "ORDER BY at DESC LIMIT 1");
  g_assert_cmpstr (properties, ==, wanted);
}

static gboolean
is_refused (const char *sql)
{
  g_autoptr (BilikdDb) db = bilikd_db_connect (desk->database, NULL);

  return !bilikd_db_run (bilikd_db_prepare_ (db, sql), NULL);
}

/* SEC-29: neither by the API nor in the database. */
static void
test_immutable (void)
{
  static const char *const statements[] = {
    "UPDATE timeline_entries SET creator_flag = 'agentic_ai'",
    "UPDATE timeline_entries SET preview = '[]'",
    "UPDATE timeline_entries SET preview_state = 'waiting'",
    "UPDATE timeline_entries SET room_id = 'other'",
    "UPDATE timeline_entries SET created_at = 1",
    "UPDATE timeline_entries SET expires_at = 1",
    "DELETE FROM timeline_entries",
  };
  static const char *const methods[] = { "PUT", "POST", "DELETE", "PATCH" };
  g_autoptr (Reply) made = create ("deal", room);
  g_autofree char *path = g_strdup_printf ("/api/v4/deals/%s/timeline", id_of (made, "deal"));

  wait_for_previews ();
  for (gsize i = 0; i < G_N_ELEMENTS (statements); i++)
    g_assert_true (is_refused (statements[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      g_autoptr (Reply) reply = fixture_send (desk, methods[i], path, agent, "{}", NULL);

      reply_assert_problem (reply, 405, "method_not_allowed");
    }
}

/* --- REL-17 ------------------------------------------------------------------------------ */

static gint64
parse (const char *text)
{
  gint64 time = 0;

  g_assert_true (crm_time_parse (text, &time));
  return time;
}

static void
test_year (void)
{
  static const char *const years[][2] = {
    { "2026-06-26T14:02:11.123Z", "2027-06-26T14:02:11.123Z" },
    { "2027-03-01T00:00:00.000Z", "2028-03-01T00:00:00.000Z" }, /* 366 days */
    { "2028-02-28T23:59:59.999Z", "2029-02-28T23:59:59.999Z" },
    { "2028-02-29T12:00:00.000Z", "2029-02-28T12:00:00.000Z" },
    { "2026-12-31T23:59:59.999Z", "2027-12-31T23:59:59.999Z" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (years); i++)
    g_assert_cmpint (bilikd_timeline_get_expiry (parse (years[i][0])), ==, parse (years[i][1]));
}

static void
add_entries (const char *deal_id, gint64 now, guint n)
{
  g_autofree char *sql = g_strdup_printf (
      "INSERT INTO timeline_entries (organization_id, object, record_id, kind, creator_flag, room_id, "
      "preview_state, created_at, expires_at) "
      "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < %u) "
      "SELECT 1, 'deal', %s, 'bot_creation', 'bot', 'r', 'unavailable', 0, "
      "%" G_GINT64_FORMAT " + CASE WHEN i %% 2 = 0 THEN -i ELSE 3600000 END FROM n",
      n, deal_id, now);

  desk_set_setting (desk, sql);
}

/* Half of the entries go, in batches, while a reader pages through the others: none is skipped or repeated. */
static void
test_purge (void)
{
  g_autoptr (BilikdDb) db = bilikd_db_connect (desk->database, NULL);
  g_autoptr (Reply) made = create ("deal", room);
  gint64 now = crm_time_now () - 1000;
  g_autofree char *cursor = g_strdup ("");
  gint64 last_id = G_MAXINT64;
  guint n_seen = 0, n_purged = 0;

  wait_for_previews ();
  add_entries (id_of (made, "deal"), now, 400);
  do
    {
      g_autoptr (Reply) page =
          desk_get (desk, agent, "/api/v4/deals/%s/timeline?limit=7&cursor=%s", id_of (made, "deal"), cursor);
      JsonArray *items = reply_get_array (page, "items");
      g_autoptr (GError) error = NULL;
      guint n = 0;

      for (guint i = 0; i < json_array_get_length (items); i++, n_seen++)
        {
          const char *id = json_object_get_string_member (json_array_get_object_element (items, i), "id");

          g_assert_cmpint (g_ascii_strtoll (id, NULL, 10), <, last_id);
          last_id = g_ascii_strtoll (id, NULL, 10);
        }
      bilikd_timeline_purge (db, now, 10, &n, &error);
      g_assert_no_error (error);
      n_purged += n;
      g_free (cursor);
      cursor = g_strdup (
          json_object_get_string_member_with_default (reply_get_object (page), "next_cursor", NULL));
  } while (cursor != NULL);
  g_assert_cmpuint (n_seen, ==, 201);
  g_assert_cmpuint (n_purged, ==, 200);
}

/* The first moment that is over belongs to the purge, the last that is not to the entry. */
static void
test_boundary (void)
{
  g_autoptr (BilikdDb) db = bilikd_db_connect (desk->database, NULL);
  g_autoptr (GError) error = NULL;
  gint64 now = crm_time_now () - 60000;
  guint n = 0;

  add_entries ("999999", now, 1);
  bilikd_timeline_purge (db, now - 1, 10, &n, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 0);
  bilikd_timeline_purge (db, now, 10, &n, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 1);
}

static void
count_entry (const CrmTimelineEntryFields *entry, gpointer data)
{
  ++*(guint *) data;
}

static guint
count_listed (BilikdDb *db, Reply *made, gint64 now)
{
  BilikdRecord record = { .organization_id = 1,
                          .object = CRM_RECORD_DEAL,
                          .id = g_ascii_strtoll (id_of (made, "deal"), NULL, 10) };
  g_auto (BilikdPage) page = { 0 };
  g_autoptr (GError) error = NULL;
  guint n = 0;

  bilikd_page_init (&page, NULL, NULL, NULL, &error);
  bilikd_timeline_list (db, &record, now, &page, count_entry, &n, &error);
  g_assert_no_error (error);
  return n;
}

/* Whoever reads sees no more than is kept, to the millisecond, purged or not. */
static void
test_readers_boundary (void)
{
  g_autoptr (BilikdDb) db = bilikd_db_connect (desk->database, NULL);
  g_autoptr (Reply) made = create ("deal", room);
  g_autofree char *sql =
      g_strdup_printf ("SELECT expires_at FROM timeline_entries WHERE object = 'deal' AND record_id = %s",
                       id_of (made, "deal"));
  gint64 expiry = fixture_query (desk, sql);

  g_assert_cmpuint (count_listed (db, made, expiry - 1), ==, 1);
  g_assert_cmpuint (count_listed (db, made, expiry), ==, 0);
}

/* The daemon does it by itself, in as many batches as it takes, and counts. */
static void
test_daemon_purges (void)
{
  static const char *const over =
      "SELECT count(*) FROM timeline_entries WHERE expires_at <= 1000 * unixepoch ()";
  gint64 until = g_get_monotonic_time () + PATIENCE;

  fixture_stop (desk);
  add_entries ("999998", crm_time_now () - 60000, 1000);
  g_assert_cmpint (fixture_query (desk, over), >=, 500);
  fixture_start (desk, NULL);
  while (fixture_query (desk, over) > 0)
    g_assert_cmpint (g_get_monotonic_time (), <, until);
  desk_wait_for_metric (desk, "bilikd_timeline_purged_total 500");
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  desk = desk_new ();
  agent = fixture_sign_in (desk, "agent@nusantara.test", NULL);
  bot = desk_add_service (desk, 1, CRM_SCOPE_BOT);
  room = desk_query_text (desk, "SELECT room_id FROM messages WHERE organization_id = 1 LIMIT 1");
  g_assert_nonnull (room);
  g_test_add_data_func ("/timeline/CDTC-S04-AC-1/deal", "deal", test_entry);
  g_test_add_data_func ("/timeline/CDTC-S04-AC-2/ticket", "ticket", test_entry);
  g_test_add_func ("/timeline/E3-CDTC-S04-ERR-1/no-entry", test_no_entry);
  g_test_add_data_func ("/timeline/CDTC-S04-ERR-2/refused-entry-of-deal", "deal", test_refused_entry);
  g_test_add_data_func ("/timeline/CDTC-S04-ERR-2/refused-entry-of-ticket", "ticket", test_refused_entry);
  g_test_add_func ("/timeline/CDTC-S04-perms-SEC-29/immutable", test_immutable);
  g_test_add_func ("/timeline/REL-17/year", test_year);
  g_test_add_func ("/timeline/REL-17/purge-while-paging", test_purge);
  g_test_add_func ("/timeline/REL-17/boundary", test_boundary);
  g_test_add_func ("/timeline/REL-17/readers-boundary", test_readers_boundary);
  g_test_add_func ("/timeline/REL-17/daemon-purges", test_daemon_purges);
  status = g_test_run ();
  g_free (agent);
  g_free (bot);
  g_free (room);
  fixture_free (desk);
  return status;
}
