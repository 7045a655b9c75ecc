/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bilikd-desk.h"

/* From the outbox of the CRM to the rooms, by a daemon that is both; test-outage.c has the two apart. */

#define PATIENCE (30 * G_USEC_PER_SEC)

static void
put_news (Fixture *crm, const char *verb, int id, int revision, const char *name)
{
  g_autofree char *sql = g_strdup_printf (
      "INSERT INTO outbox (organization_id, topic, payload, created_at) VALUES (1, 'record.updated', "
      "'{\"object\":\"deal\",\"verb\":\"%s\",\"id\":\"%d\",\"external_id\":\"%d\",\"name\":\"%s\","
      "\"room_id\":\"room-1-0007\",\"creator_flag\":\"bot\",\"crm_created_at\":\"2026-06-26T14:02:11.123Z\","
      "\"revision\":%d}', 1000)",
      verb, id, id, name, revision);

  desk_set_setting (crm, sql);
}

static void
wait_until (Fixture *fixture, const char *sql, gint64 wanted)
{
  gint64 until = g_get_monotonic_time () + PATIENCE;

  while (fixture_query (fixture, sql) != wanted && g_get_monotonic_time () < until)
    g_usleep (20000);
  g_assert_cmpint (fixture_query (fixture, sql), ==, wanted);
}

#define N_WAITING "SELECT count(*) FROM outbox WHERE delivered_at IS NULL AND topic GLOB 'record.*'"

/* By default the daemon is its own Omnichannel. */
static void
test_itself (void)
{
  g_autoptr (Fixture) desk = desk_new ();

  put_news (desk, "POST", 8, 1, "made");
  put_news (desk, "DELETE", 8, 2, "made");
  wait_until (desk, N_WAITING, 0);
  g_assert_cmpint (
      fixture_query (desk,
                     "SELECT count(*) FROM room_records WHERE external_id = '8' AND deleted_at IS NOT NULL"),
      ==, 1);
}

/* Counted, so that an alert can be set; also what has not happened yet. */
static void
test_metrics (void)
{
  g_autoptr (Fixture) desk = desk_new ();

  desk_wait_for_metric (desk, "bilikd_deliveries_total 0");
  desk_wait_for_metric (desk, "bilikd_events_total{name=\"deal_preview_displayed\"} 0");
  put_news (desk, "POST", 8, 1, "made");
  desk_set_setting (desk, "INSERT INTO outbox (organization_id, topic, payload, created_at) "
                          "VALUES (1, 'record.created', '{}', 1000)");
  wait_until (desk, N_WAITING, 0);
  desk_wait_for_metric (desk, "bilikd_deliveries_total 1");
  desk_wait_for_metric (desk, "bilikd_deliveries_refused_total 1");
}

static char *
create_deal (Fixture *desk, const char *token, const char *name, const char *flag)
{
  g_autofree char *body =
      g_strdup_printf ("{\"name\":\"%s\",\"room_id\":\"room-1-0008\",\"creator_flag\":\"%s\"}", name, flag);
  g_autoptr (Reply) reply = fixture_send (desk, "POST", "/api/v3.1/deals", token, body, NULL);

  g_assert_cmpuint (reply->status, ==, 201);
  return g_strdup (
      json_object_get_string_member (json_object_get_object_member (reply_get_object (reply), "deal"), "id"));
}

static char *
get_shown (Fixture *desk, const char *token)
{
  g_autoptr (Reply) reply = desk_get (desk, token, "/omnichannel/v1/rooms/room-1-0008/records");
  JsonObject *object = reply_get_object (reply);

  if (json_object_get_null_member (object, "deal"))
    return g_strdup ("-");
  return g_strdup (
      json_object_get_string_member (json_object_get_object_member (object, "deal"), "external_id"));
}

/* From the create API of the CRM to the panel of the room: the bot and the AI at once, then a deletion. */
static void
test_whole_way (void)
{
  g_autoptr (Fixture) desk = desk_new ();
  g_autofree char *agent = fixture_sign_in (desk, "agent@nusantara.test", NULL);
  g_autofree char *admin = fixture_sign_in (desk, "admin@nusantara.test", NULL);
  g_autofree char *bot = desk_add_service (desk, 1, CRM_SCOPE_BOT);
  g_autofree char *ai = desk_add_service (desk, 1, CRM_SCOPE_AGENTIC_AI);
  g_autofree char *first = create_deal (desk, bot, "of the bot", "bot");
  g_autofree char *second = create_deal (desk, ai, "of the AI", "agentic_ai");
  g_autofree char *path = g_strdup_printf ("/api/v3.1/deals/%s", second);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (Reply) reply = NULL;

  desk_set_flag (desk, 1, CRM_FLAG_OMNICHANNEL_DEAL_TICKET_PANEL, TRUE);
  wait_until (desk, N_WAITING, 0);
  before = get_shown (desk, agent);
  g_assert_cmpstr (before, ==, second);
  g_assert_cmpstr (before, !=, first);
  reply = fixture_send (desk, "DELETE", path, admin, NULL, NULL);
  g_assert_cmpuint (reply->status / 100, ==, 2);
  wait_until (desk, N_WAITING, 0);
  after = get_shown (desk, agent);
  g_assert_cmpstr (after, ==, "-");
}

/* CDTC-S01: what is made is told at once; the look of every second is only for what was not. */
static void
test_woken (void)
{
  g_autoptr (Fixture) desk = desk_new ();
  g_autofree char *bot = desk_add_service (desk, 1, CRM_SCOPE_BOT);
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *id = create_deal (desk, bot, "at once", "bot");

      while (fixture_query (desk, N_WAITING) != 0)
        g_usleep (1000);
    }
  g_test_message ("%.1f ms from create to told", (double) (g_get_monotonic_time () - start) / 10000);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 2500 * 1000);
}

/* A daemon that is told to stop while it tells itself of records, and asks itself for their chats, ends well and goes
 * on at its next start. */
static void
test_stopped_midway (void)
{
  g_autoptr (Fixture) desk = desk_new ();
  g_autofree char *bot = desk_add_service (desk, 1, CRM_SCOPE_BOT);

  for (int round = 0; round < 12; round++)
    {
      for (int i = 0; i < 60; i++)
        put_news (desk, "POST", 5000 + 100 * round + i, 1, "and away");
      for (guint i = 0; i < 3; i++)
        g_free (create_deal (desk, bot, "and away", "bot"));
      g_usleep (500 * (gulong) (round % 8));
      fixture_stop (desk);
      fixture_start (desk, NULL);
    }
  wait_until (desk, N_WAITING, 0);
  wait_until (desk, "SELECT count(*) FROM timeline_entries WHERE preview_state = 'waiting'", 0);
  g_assert_cmpint (
      fixture_query (desk, "SELECT count(*) FROM timeline_entries WHERE preview_state = 'unavailable'"), ==,
      0);
}

/* What is over goes: told news after an hour, a stream's events after a week, telemetry after 90 days. */
static void
test_retention (void)
{
  g_autoptr (Fixture) desk = desk_new ();
  const char *counts[] = { "SELECT count(*) FROM outbox WHERE payload = '{}'",
                           "SELECT count(*) FROM idempotency WHERE key LIKE 'old%'",
                           "SELECT count(*) FROM room_events WHERE room_id = 'old'",
                           "SELECT count(*) FROM events WHERE id LIKE 'old%'" };

  fixture_stop (desk);
  desk_set_setting (desk, "INSERT INTO outbox (organization_id, topic, payload, created_at, delivered_at) "
                          "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 1200) "
                          "SELECT 1, 'record.created', '{}', 1, 2 FROM n");
  desk_set_setting (
      desk,
      "INSERT INTO idempotency (organization_id, agent_id, key, request_hash, status, reply, created_at) "
      "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 1200) "
      "SELECT 1, 1, 'old' || i, x'00', 201, '{}', 1 FROM n");
  desk_set_setting (
      desk,
      "INSERT INTO idempotency (organization_id, agent_id, key, request_hash, status, reply, created_at) "
      "VALUES (1, 1, 'new', x'00', 201, '{}', unixepoch () * 1000)");
  desk_set_setting (desk, "INSERT INTO outbox (organization_id, topic, payload, created_at, delivered_at) "
                          "VALUES (1, 'record.created', '{\"new\":1}', unixepoch () * 1000, 2)");
  desk_set_setting (desk, "DELETE FROM room_events WHERE organization_id = 2");
  desk_set_setting (desk,
                    "INSERT INTO room_events (organization_id, seq, type, room_id, payload, created_at) "
                    "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 1200) "
                    "SELECT 2, 1000 + i, 'room.updated', 'old', '{}', 1 FROM n");
  desk_set_setting (desk,
                    "INSERT INTO room_events (organization_id, seq, type, room_id, payload, created_at) "
                    "VALUES (2, 3000, 'room.updated', 'new', '{}', unixepoch () * 1000)");
  desk_set_setting (desk,
                    "INSERT INTO events (organization_id, id, agent_id, name, at, received_at, properties) "
                    "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 1200) "
                    "SELECT 1, 'old' || i, 1, 'bot_deal_created', 1, 1, '{}' FROM n");
  desk_set_setting (desk,
                    "INSERT INTO events (organization_id, id, agent_id, name, at, received_at, properties) "
                    "VALUES (1, 'new', 1, 'bot_deal_created', 1, unixepoch () * 1000, '{}')");
  fixture_start (desk, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    wait_until (desk, counts[i], 0);
  g_assert_cmpint (fixture_query (desk, "SELECT count(*) FROM outbox WHERE payload LIKE '%new%'"), ==, 1);
  g_assert_cmpint (fixture_query (desk, "SELECT count(*) FROM idempotency WHERE key = 'new'"), ==, 1);
  g_assert_cmpint (fixture_query (desk, "SELECT count(*) FROM room_events WHERE room_id = 'new'"), ==, 1);
  g_assert_cmpint (fixture_query (desk, "SELECT count(*) FROM events WHERE id = 'new'"), ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/delivery/E1/E2/CDTC-S01-AC-1/whole-way", test_whole_way);
  g_test_add_func ("/delivery/itself", test_itself);
  g_test_add_func ("/delivery/metrics", test_metrics);
  g_test_add_func ("/delivery/CDTC-S01-AC-1/woken", test_woken);
  g_test_add_func ("/delivery/stopped-midway", test_stopped_midway);
  g_test_add_func ("/delivery/REL-10/retention", test_retention);
  return g_test_run ();
}
