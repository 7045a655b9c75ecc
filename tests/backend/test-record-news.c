/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bilikd-desk.h"

/* What is told of a record: to its room, which hears of what bots and AI agents made, and to telemetry. */

static Fixture *desk;
static char *agent;
static char *bot;
static char *ai;

static const char *const objects[] = { "deal", "ticket" };

static Reply *
create (const char *token, const char *object, const char *members)
{
  return desk_post_record (desk, token, object, members);
}

static Reply *
put (const char *token, Reply *made, const char *object, const char *body, const char *headers)
{
  return desk_put_record (desk, token, made, object, body, headers);
}

static gint64
count_told (Reply *made, const char *object, const char *topic)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT count(*) FROM outbox WHERE topic = '%s' AND "
                       "json_extract (payload, '$.object') = '%s' AND json_extract (payload, '$.id') = '%s'",
                       topic, object, reply_get_text (made, object, "id"));

  return fixture_query (desk, sql);
}

static gint64
count_event (const char *name)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM events WHERE name = '%s'", name);

  return fixture_query (desk, sql);
}

/* --- the room -------------------------------------------------------------------------- */

static void
delete_twice (Reply *made, const char *object)
{
  g_autofree char *path = g_strdup_printf ("/api/v3.1/%ss/%s", object, reply_get_text (made, object, "id"));
  g_autoptr (Reply) deleted = fixture_send (desk, "DELETE", path, agent, NULL, NULL);
  g_autoptr (Reply) again = fixture_send (desk, "DELETE", path, agent, NULL, NULL);

  g_assert_cmpuint (deleted->status, ==, 204);
  reply_assert_problem (again, 404, "not_found");
}

static void
assert_told (Reply *made, const char *object, gint64 n)
{
  g_assert_cmpint (count_told (made, object, "record.created"), ==, n);
  g_assert_cmpint (count_told (made, object, "record.updated"), ==, n);
  g_assert_cmpint (count_told (made, object, "record.deleted"), ==, n);
}

/* A room hears of what a bot made, whoever changes it; of what a person made it does not, which is counted and
 * logged. */
static void
test_actor_filter (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (objects); i++)
    {
      g_autofree char *room = g_strdup_printf (",\"room_id\":\"filter-%s\"", objects[i]);
      g_autofree char *flagged = g_strconcat (room, ",\"creator_flag\":\"bot\"", NULL);
      double untold = desk_get_metric (desk, "bilikd_records_not_told_total");
      guint logged = fixture_count_logged (desk, "made by a person, the room is not told");
      g_autoptr (Reply) by_hand = create (agent, objects[i], room);
      g_autoptr (Reply) by_bot = create (bot, objects[i], flagged);
      g_autoptr (Reply) renamed_by_hand = put (agent, by_hand, objects[i], "{\"name\":\"Renamed\"}", NULL);
      g_autoptr (Reply) renamed = put (agent, by_bot, objects[i], "{\"name\":\"Renamed\"}", NULL);

      g_assert_cmpstr (reply_get_text (renamed, objects[i], "name"), ==, "Renamed");
      delete_twice (by_hand, objects[i]);
      delete_twice (by_bot, objects[i]);
      assert_told (by_hand, objects[i], 0);
      assert_told (by_bot, objects[i], 1);
      g_assert_cmpfloat (desk_get_metric (desk, "bilikd_records_not_told_total"), ==, untold + 3);
      g_assert_cmpuint (fixture_count_logged (desk, "made by a person, the room is not told"), ==,
                        logged + 3);
    }
}

typedef struct
{
  const char *object;
  const char *change;
  gboolean is_told;
} Change;

/* Only what the panel shows of a record is told of. */
static void
test_told_fields (void)
{
  g_autofree char *renewals =
      desk_query_text (desk, "SELECT id FROM deal_pipelines WHERE organization_id = 1 AND name = 'Renewals'");
  g_autofree char *stage = desk_query_text (
      desk, "SELECT s.id FROM deal_stages s JOIN deal_pipelines p ON p.id = pipeline_id WHERE "
            "organization_id = 1 AND p.name = 'Sales' AND s.name = 'Proposal'");
  g_autofree char *contact_id = desk_find_customer (desk, "c360", 23);
  g_autofree char *pipeline = g_strdup_printf ("{\"pipeline_id\":\"%s\"}", renewals);
  g_autofree char *stage_id = g_strdup_printf ("{\"stage_id\":\"%s\"}", stage);
  g_autofree char *contact = g_strdup_printf ("{\"contact_id\":\"%s\"}", contact_id);
  const Change changes[] = {
    { "deal", "{\"name\":\"Other\"}", TRUE },
    { "deal", "{\"status\":\"won\"}", TRUE },
    { "deal", stage_id, TRUE },
    { "deal", pipeline, TRUE },
    { "deal", "{\"amount\":7}", FALSE },
    { "deal", "{\"crm_source_name\":\"Elsewhere\"}", FALSE },
    { "deal", contact, FALSE },
    { "deal", "{\"name\":\"Parity\"}", FALSE },
    { "deal", "{}", FALSE },
    { "ticket", "{\"name\":\"Other\"}", TRUE },
    { "ticket", "{\"status\":\"solved\"}", TRUE },
    { "ticket", "{\"priority\":\"urgent\"}", TRUE },
    { "ticket", "{\"description\":\"More\"}", FALSE },
    { "ticket", "{\"crm_source_name\":\"Elsewhere\"}", FALSE },
    { "ticket", contact, FALSE },
    { "ticket", "{}", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (Reply) made =
          create (bot, changes[i].object, ",\"creator_flag\":\"bot\",\"room_id\":\"told-fields\"");
      g_autoptr (Reply) changed = put (agent, made, changes[i].object, changes[i].change, NULL);

      g_test_message ("%s %s", changes[i].object, changes[i].change);
      g_assert_cmpuint (changed->status, ==, 200);
      g_assert_cmpint (count_told (made, changes[i].object, "record.updated"), ==, changes[i].is_told);
    }
}

static void
test_no_room (void)
{
  gint64 before = fixture_query (desk, "SELECT count(*) FROM outbox WHERE topic LIKE 'record.%'");
  gint64 entries = fixture_query (desk, "SELECT count(*) FROM timeline_entries");

  for (gsize i = 0; i < G_N_ELEMENTS (objects); i++)
    {
      g_autoptr (Reply) made = create (bot, objects[i], ",\"creator_flag\":\"bot\",\"room_id\":null");

      g_assert_cmpuint (made->status, ==, 201);
    }
  g_assert_cmpint (fixture_query (desk, "SELECT count(*) FROM outbox WHERE topic LIKE 'record.%'"), ==,
                   before);
  g_assert_cmpint (fixture_query (desk, "SELECT count(*) FROM timeline_entries"), ==, entries);
}

/* --- telemetry --------------------------------------------------------------------------- */

/* What the last event of this name says, but for when. */
static char *
get_properties (const char *name)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT json_remove (properties, '$.timestamp') FROM events WHERE name = '%s' "
      "AND properties ->> '$.timestamp' LIKE '20__-__-__T__:__:__.___Z' ORDER BY at DESC LIMIT 1",
      name);

  return desk_query_text (desk, sql);
}

static void
assert_event (const char *token,
              const char *object,
              const char *members,
              const char *name,
              const char *wanted)
{
  g_autoptr (Reply) made = create (token, object, members);
  g_autofree char *properties = get_properties (name);

  g_assert_cmpuint (made->status, ==, 201);
  g_assert_cmpstr (properties, ==, wanted);
}

static void
test_event_properties (void)
{
  g_autofree char *contact = desk_find_customer (desk, "c360", 24);
  g_autofree char *known = g_strdup_printf (
      ",\"creator_flag\":\"agentic_ai\",\"room_id\":\"room-1-0006\",\"contact_id\":\"%s\"", contact);
  const char *by_bot =
      ",\"creator_flag\":\"bot\",\"room_id\":\"room-1-0006\",\"crm_source_name\":\"whatsapp\"";

  assert_event (
      bot, "deal", by_bot, "bot_deal_created",
      "{\"room_id\":\"room-1-0006\",\"creator_flag\":\"bot\",\"contact_id_present\":\"false\",\"source\":\"whatsapp\"}");
  assert_event (bot, "ticket", by_bot, "bot_ticket_created",
                "{\"room_id\":\"room-1-0006\",\"creator_flag\":\"bot\",\"contact_id_present\":\"false\"}");
  assert_event (
      ai, "deal", known, "ai_deal_created",
      "{\"room_id\":\"room-1-0006\",\"creator_flag\":\"agentic_ai\",\"contact_id_present\":\"true\"}");
  assert_event (
      ai, "ticket", known, "ai_ticket_created",
      "{\"room_id\":\"room-1-0006\",\"creator_flag\":\"agentic_ai\",\"contact_id_present\":\"true\"}");
}

static void
test_events (void)
{
  static const char *const names[][2] = { { "bot_deal_created", "ai_deal_created" },
                                          { "bot_ticket_created", "ai_ticket_created" } };

  for (gsize i = 0; i < G_N_ELEMENTS (objects); i++)
    {
      gint64 by_bot = count_event (names[i][0]);
      gint64 by_ai = count_event (names[i][1]);
      gint64 all = fixture_query (desk, "SELECT count(*) FROM events");
      g_autofree char *metric = g_strdup_printf ("bilikd_events_total{name=\"%s\"}", names[i][0]);
      double counted = desk_get_metric (desk, metric);
      g_autoptr (Reply) first = create (bot, objects[i], ",\"creator_flag\":\"bot\"");
      g_autoptr (Reply) second = create (ai, objects[i], ",\"creator_flag\":\"agentic_ai\"");
      g_autoptr (Reply) third = create (agent, objects[i], "");

      g_assert_cmpuint (first->status + second->status + third->status, ==, 3 * 201);
      g_assert_cmpint (count_event (names[i][0]), ==, by_bot + 1);
      g_assert_cmpint (count_event (names[i][1]), ==, by_ai + 1);
      g_assert_cmpint (fixture_query (desk, "SELECT count(*) FROM events"), ==, all + 2);
      g_assert_cmpfloat (desk_get_metric (desk, metric), ==, counted + 1);
    }
}

/* A create that fails after all has happened is not counted, and tried again counts once. */
static void
test_counted_once (void)
{
  const char *body =
      "{\"name\":\"Counted\",\"creator_flag\":\"bot\",\"room_id\":\"counted\",\"contact_id\":0}";
  const char *key = "Idempotency-Key: counted-once\r\n";
  const char *event = "bilikd_events_total{name=\"bot_ticket_created\"}";
  double events = desk_get_metric (desk, event);
  double missed = desk_get_metric (desk, "bilikd_contacts_missed_total");
  g_autoptr (Reply) refused = NULL;
  g_autoptr (Reply) made = NULL;

  desk_set_setting (desk, "CREATE TRIGGER broken BEFORE INSERT ON idempotency "
                          "BEGIN SELECT RAISE (ABORT, 'broken'); END");
  refused = fixture_send (desk, "POST", "/api/v3.1/tickets", bot, body, key);
  desk_set_setting (desk, "DROP TRIGGER broken");
  g_assert_cmpuint (refused->status, ==, 409);
  g_assert_cmpfloat (desk_get_metric (desk, event), ==, events);
  made = fixture_send (desk, "POST", "/api/v3.1/tickets", bot, body, key);
  g_assert_cmpuint (made->status, ==, 201);
  g_assert_cmpfloat (desk_get_metric (desk, event), ==, events + 1);
  g_assert_cmpfloat (desk_get_metric (desk, "bilikd_contacts_missed_total"), ==, missed + 1);
}

/* The same key and body is the same record, with one entry, one event and one row for the room. */
static void
test_repeated (void)
{
  gint64 events = count_event ("bot_deal_created");
  const char *body = "{\"name\":\"Once\",\"creator_flag\":\"bot\",\"room_id\":\"once\"}";
  const char *key = "Idempotency-Key: once-and-for-all\r\n";
  g_autoptr (Reply) first = fixture_send (desk, "POST", "/api/v3.1/deals", bot, body, key);
  g_autoptr (Reply) second = fixture_send (desk, "POST", "/api/v3.1/deals", bot, body, key);
  g_autoptr (Reply) other = fixture_send (desk, "POST", "/api/v3.1/deals", bot, "{\"name\":\"Other\"}", key);

  g_assert_cmpstr (reply_get_text (first, "deal", "id"), ==, reply_get_text (second, "deal", "id"));
  reply_assert_problem (other, 422, "idempotency_mismatch");
  g_assert_cmpint (fixture_query (desk, "SELECT count(*) FROM deals WHERE room_id = 'once'"), ==, 1);
  g_assert_cmpint (fixture_query (desk, "SELECT count(*) FROM timeline_entries WHERE room_id = 'once'"), ==,
                   1);
  g_assert_cmpint (count_told (first, "deal", "record.created"), ==, 1);
  g_assert_cmpint (count_event ("bot_deal_created"), ==, events + 1);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  desk = desk_new ();
  agent = fixture_sign_in (desk, "agent@nusantara.test", NULL);
  bot = desk_add_service (desk, 1, CRM_SCOPE_BOT);
  ai = desk_add_service (desk, 1, CRM_SCOPE_AGENTIC_AI);
  g_test_add_func ("/record-news/events/properties", test_event_properties);
  g_test_add_func ("/record-news/actor-filter", test_actor_filter);
  g_test_add_func ("/record-news/actor-filter/told-fields", test_told_fields);
  g_test_add_func ("/record-news/E3-CDTC-S04-ERR-1/no-room", test_no_room);
  g_test_add_func ("/record-news/events", test_events);
  g_test_add_func ("/record-news/counted-once", test_counted_once);
  g_test_add_func ("/record-news/repeated", test_repeated);
  status = g_test_run ();
  g_free (agent);
  g_free (bot);
  g_free (ai);
  fixture_free (desk);
  return status;
}
