/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "bilikd-desk.h"

/* Deals and tickets that a chatbot, an AI, another program or a person makes by /api/v3.1. */

static Fixture *desk;
static char *agent;
static char *bot;
static char *ai;
static char *company;

static const char *const objects[] = { "deal", "ticket" };

static Reply *
create (const char *token, const char *object, const char *members)
{
  g_autofree char *path = g_strdup_printf ("/api/v3.1/%ss", object);
  g_autofree char *body = g_strdup_printf ("{\"name\":\"Parity\"%s}", members);

  return fixture_send (desk, "POST", path, token, body, NULL);
}

/* The entity of a reply that has to be good. */
static JsonObject *
entity (Reply *reply, const char *object)
{
  if (reply->status / 100 != 2)
    g_test_message ("%u %s", reply->status, reply->body);
  g_assert_cmpuint (reply->status / 100, ==, 2);
  return json_object_get_object_member (reply_get_object (reply), object);
}

static const char *
text_of (Reply *reply, const char *object, const char *member)
{
  JsonNode *node = json_object_get_member (entity (reply, object), member);

  return node == NULL || JSON_NODE_HOLDS_NULL (node) ? NULL : json_node_get_string (node);
}

static char *
dup_contact (Reply *reply, const char *object)
{
  JsonArray *ids;

  if (g_str_equal (object, "deal"))
    return g_strdup (text_of (reply, object, "contact_id"));
  ids = json_object_get_array_member (entity (reply, object), "qontak_customer_ids");
  return json_array_get_length (ids) > 0 ? g_strdup (json_array_get_string_element (ids, 0)) : NULL;
}

static Reply *
detail (Reply *made, const char *object)
{
  return desk_get (desk, agent, "/api/v4/%ss/%s", object, text_of (made, object, "id"));
}

static gint64
count_told (Reply *made, const char *object, const char *topic)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT count(*) FROM outbox WHERE topic = '%s' AND "
                       "json_extract (payload, '$.object') = '%s' AND json_extract (payload, '$.id') = '%s'",
                       topic, object, text_of (made, object, "id"));

  return fixture_query (desk, sql);
}

static gint64
count_event (const char *name)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM events WHERE name = '%s'", name);

  return fixture_query (desk, sql);
}

/* --- CDTC-S03: the contact ------------------------------------------------------- */

static void
test_contact (void)
{
  static const char *const members[] = { ",\"contact_id\":\"%s\"", ",\"crm_person_id\":\"%s\"",
                                         ",\"crm_lead_ids\":[0,\"%s\"]" };

  for (gsize i = 0; i < G_N_ELEMENTS (objects); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (members); j++)
      {
        g_autofree char *contact_id = desk_find_customer (desk, j % 2 == 0 ? "c360" : "crm", 20);
        g_auto (GStrv) halves = g_strsplit (members[j], "%s", 2);
        g_autofree char *member = g_strjoinv (contact_id, halves);
        g_autoptr (Reply) made = create (i == 0 ? bot : ai, objects[i], member);
        g_autoptr (Reply) shown = detail (made, objects[i]);
        g_autofree char *contact = dup_contact (shown, objects[i]);

        g_assert_cmpuint (made->status, ==, 201);
        g_assert_cmpstr (contact, ==, contact_id);
      }
}

static void
test_no_contact (void)
{
  g_autofree char *deleted = desk_find_customer (desk, "c360", 21);
  g_autofree char *sql =
      g_strdup_printf ("UPDATE customers SET deleted_at = 1 WHERE contact_id = '%s'", deleted);
  g_autofree char *gone = g_strdup_printf (",\"contact_id\":\"%s\"", deleted);
  const char *members[] = { "",
                            ",\"contact_id\":null",
                            ",\"contact_id\":0",
                            ",\"contact_id\":\"0\"",
                            ",\"contact_id\":\"null\"",
                            ",\"contact_id\":\"\"",
                            ",\"contact_id\":999999999",
                            ",\"contact_id\":true",
                            ",\"contact_id\":{\"id\":8001}",
                            ",\"contact_id\":\"5f3c1c1e-9d0a-4c0e-8a51-3b1f0f6f2a10\"",
                            ",\"crm_lead_ids\":[]",
                            ",\"crm_lead_ids\":[null,\"x y\"]",
                            gone };
  g_autofree char *log = NULL;

  desk_set_setting (desk, sql);
  for (gsize i = 0; i < G_N_ELEMENTS (objects); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (members); j++)
      {
        g_autoptr (Reply) made = create (bot, objects[i], members[j]);
        g_autofree char *contact = dup_contact (made, objects[i]);

        g_assert_cmpuint (made->status, ==, 201);
        g_assert_null (contact);
      }
  log = fixture_read_log (desk);
  g_assert_nonnull (strstr (log, "the contact is not known"));
}

static Reply *
put (const char *token, Reply *made, const char *object, const char *body, const char *headers)
{
  g_autofree char *path = g_strdup_printf ("/api/v3.1/%ss/%s", object, text_of (made, object, "id"));

  return fixture_send (desk, "PUT", path, token, body, headers);
}

static void
test_contact_is_kept (void)
{
  g_autofree char *first = desk_find_customer (desk, "c360", 22);
  g_autofree char *second = desk_find_customer (desk, "crm", 22);
  g_autofree char *take_first = g_strdup_printf ("{\"contact_id\":\"%s\"}", first);
  g_autofree char *take_second = g_strdup_printf ("{\"contact_id\":\"%s\"}", second);

  for (gsize i = 0; i < G_N_ELEMENTS (objects); i++)
    {
      g_autoptr (Reply) made = create (bot, objects[i], "");
      g_autoptr (Reply) completed = put (bot, made, objects[i], take_first, NULL);
      g_autoptr (Reply) kept = put (bot, made, objects[i], take_second, NULL);
      g_autofree char *contact = dup_contact (completed, objects[i]);
      g_autofree char *same = dup_contact (kept, objects[i]);

      g_assert_cmpstr (contact, ==, first);
      g_assert_cmpstr (same, ==, first);
    }
}

/* --- CDTC-S06 and SEC-29: who made it --------------------------------------------- */

static void
assert_creator (const char *token, const char *claim, const char *flag, const char *name)
{
  g_autofree char *members = g_strdup_printf (",\"creator_flag\":\"%s\"", claim);

  for (gsize i = 0; i < G_N_ELEMENTS (objects); i++)
    {
      g_autoptr (Reply) made = create (token, objects[i], members);
      g_autoptr (Reply) changed = put (agent, made, objects[i], "{\"creator_flag\":\"bot\"}", NULL);
      g_autoptr (Reply) shown = detail (made, objects[i]);

      g_assert_cmpuint (changed->status, ==, 200);
      g_assert_cmpstr (text_of (shown, objects[i], "creator_flag"), ==, flag);
      g_assert_cmpstr (text_of (shown, objects[i], "creator_name"), ==, name);
    }
}

static void
test_creator (void)
{
  assert_creator (bot, "bot", "bot", "Bot");
  assert_creator (ai, "agentic_ai", "agentic_ai", "AI");
  assert_creator (agent, "", "", "Dewi Lestari");
}

static void
test_forged_creator (void)
{
  assert_creator (agent, "bot", "", "Dewi Lestari");
  assert_creator (agent, "agentic_ai", "", "Dewi Lestari");
  assert_creator (company, "bot", "", "System");
  assert_creator (bot, "agentic_ai", "", "System");
  assert_creator (ai, "bot", "", "System");
}

/* --- rooms ------------------------------------------------------------------------- */

static void
test_second_by_hand (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (objects); i++)
    {
      g_autoptr (Reply) first = create (agent, objects[i], ",\"room_id\":\"by-hand\"");
      g_autoptr (Reply) second = create (agent, objects[i], ",\"room_id\":\"by-hand\"");
      g_autoptr (Reply) automatic =
          create (company, objects[i], ",\"channel_integration_room_id\":\"by-hand\"");
      g_autofree char *sentence = g_strdup_printf ("Room %s already exist!", objects[i]);

      g_assert_cmpuint (first->status, ==, 201);
      reply_assert_problem (second, 422, "already_exists");
      g_assert_cmpstr (reply_get_string (second, "detail"), ==, sentence);
      reply_assert_problem (automatic, 422, "already_exists");
    }
}

static void
test_second_by_bot (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (objects); i++)
    {
      g_autoptr (Reply) first = create (bot, objects[i], ",\"room_id\":\"latest\",\"creator_flag\":\"bot\"");
      g_autoptr (Reply) second =
          create (ai, objects[i], ",\"room_id\":\"latest\",\"creator_flag\":\"agentic_ai\"");
      g_autofree char *sql = g_strdup_printf (
          "SELECT record_id FROM record_rooms WHERE room_id = 'latest' AND object = '%s'", objects[i]);
      g_autofree char *holder = desk_query_text (desk, sql);
      g_autoptr (Reply) older = detail (first, objects[i]);

      g_assert_cmpstr (holder, ==, text_of (second, objects[i], "id"));
      g_assert_cmpuint (older->status, ==, 200);
    }
}

static void
test_source (void)
{
  g_autofree char *room = desk_query_text (desk, "SELECT id FROM rooms WHERE organization_id = 1 LIMIT 1");
  g_autofree char *channel =
      desk_query_text (desk, "SELECT channel FROM rooms WHERE organization_id = 1 LIMIT 1");
  g_autofree char *empty =
      g_strdup_printf (",\"creator_flag\":\"bot\",\"room_id\":\"%s\",\"crm_source_name\":\"\"", room);
  g_autofree char *given = g_strdup_printf (
      ",\"creator_flag\":\"bot\",\"room_id\":\"%s\",\"crm_source_name\":\"Loket Bandung\"", room);
  static const char *const members[] = { "crm_source_name", "data_source" };

  for (gsize i = 0; i < G_N_ELEMENTS (objects); i++)
    {
      g_autoptr (Reply) filled = create (bot, objects[i], empty);
      g_autoptr (Reply) kept = create (bot, objects[i], given);
      g_autoptr (Reply) unknown =
          create (bot, objects[i], ",\"creator_flag\":\"bot\",\"room_id\":\"no-such-room\"");

      g_assert_cmpstr (text_of (filled, objects[i], members[i]), ==, channel);
      g_assert_cmpstr (text_of (kept, objects[i], members[i]), ==, "Loket Bandung");
      g_assert_cmpuint (unknown->status, ==, 201);
    }
}

/* --- what the room is told ---------------------------------------------------------- */

static void
test_actor_filter (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (objects); i++)
    {
      g_autofree char *room = g_strdup_printf (",\"room_id\":\"filter-%s\"", objects[i]);
      g_autofree char *flagged = g_strconcat (room, ",\"creator_flag\":\"bot\"", NULL);
      g_autoptr (Reply) by_hand = create (agent, objects[i], room);
      g_autoptr (Reply) by_bot = create (bot, objects[i], flagged);
      g_autoptr (Reply) renamed = put (agent, by_bot, objects[i], "{\"name\":\"Renamed\"}", NULL);
      g_autoptr (Reply) untold = put (agent, by_bot, objects[i], "{}", NULL);
      g_autofree char *path =
          g_strdup_printf ("/api/v3.1/%ss/%s", objects[i], text_of (by_bot, objects[i], "id"));
      g_autoptr (Reply) deleted = fixture_send (desk, "DELETE", path, agent, NULL, NULL);
      g_autoptr (Reply) again = fixture_send (desk, "DELETE", path, agent, NULL, NULL);

      g_assert_cmpint (count_told (by_hand, objects[i], "record.created"), ==, 0);
      g_assert_cmpint (count_told (by_bot, objects[i], "record.created"), ==, 1);
      g_assert_cmpstr (text_of (renamed, objects[i], "name"), ==, "Renamed");
      g_assert_cmpuint (untold->status, ==, 200);
      g_assert_cmpint (count_told (by_bot, objects[i], "record.updated"), ==, 1);
      g_assert_cmpuint (deleted->status, ==, 204);
      reply_assert_problem (again, 404, "not_found");
      g_assert_cmpint (count_told (by_bot, objects[i], "record.deleted"), ==, 1);
    }
}

/* CDTC-S02: the external_url of a record leads to a page with the way into Bilik. */
static void
test_page (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (objects); i++)
    {
      g_autoptr (Reply) made = create (bot, objects[i], "");
      const char *url = reply_get_string (made, "external_url");
      const char *path = strstr (url, "/crm/");
      g_autofree char *link =
          g_strdup_printf ("href=\"bilik://%s/%s\"", objects[i], text_of (made, objects[i], "id"));
      g_autoptr (Reply) page = fixture_send (desk, "GET", path, NULL, NULL, NULL);
      g_autofree char *hostile = g_strdup_printf ("/crm/%ss/7.js", objects[i]);
      g_autoptr (Reply) refused = fixture_send (desk, "GET", hostile, NULL, NULL, NULL);

      g_assert_cmpuint (page->status, ==, 200);
      g_assert_nonnull (strstr (page->body, link));
      g_assert_nonnull (strstr (page->head, "Content-Security-Policy: default-src 'none'"));
      reply_assert_problem (refused, 404, "not_found");
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

/* The properties of the last event of this name, in the order of the alphabet. */
static char *
get_properties (const char *name)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT group_concat (key) FROM (SELECT key FROM json_each ((SELECT properties FROM events "
      "WHERE name = '%s' ORDER BY at DESC LIMIT 1)) ORDER BY key)",
      name);

  return desk_query_text (desk, sql);
}

static void
test_event_properties (void)
{
  static const char *const names[] = { "bot_deal_created", "bot_ticket_created" };
  static const char *const wanted[] = { "contact_id_present,creator_flag,room_id,source,timestamp",
                                        "contact_id_present,creator_flag,room_id,timestamp" };

  for (gsize i = 0; i < G_N_ELEMENTS (objects); i++)
    {
      g_autoptr (Reply) made =
          create (bot, objects[i], ",\"creator_flag\":\"bot\",\"room_id\":\"room-1-0006\"");
      g_autofree char *properties = get_properties (names[i]);

      g_assert_cmpuint (made->status, ==, 201);
      g_assert_cmpstr (properties, ==, wanted[i]);
    }
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
      g_autoptr (Reply) first = create (bot, objects[i], ",\"creator_flag\":\"bot\"");
      g_autoptr (Reply) second = create (ai, objects[i], ",\"creator_flag\":\"agentic_ai\"");
      g_autoptr (Reply) third = create (agent, objects[i], "");

      g_assert_cmpuint (first->status + second->status + third->status, ==, 3 * 201);
      g_assert_cmpint (count_event (names[i][0]), ==, by_bot + 1);
      g_assert_cmpint (count_event (names[i][1]), ==, by_ai + 1);
    }
}

/* The same key and body is the same record, with one entry and one row for the room. */
static void
test_repeated (void)
{
  const char *body = "{\"name\":\"Once\",\"creator_flag\":\"bot\",\"room_id\":\"once\"}";
  const char *key = "Idempotency-Key: once-and-for-all\r\n";
  g_autoptr (Reply) first = fixture_send (desk, "POST", "/api/v3.1/deals", bot, body, key);
  g_autoptr (Reply) second = fixture_send (desk, "POST", "/api/v3.1/deals", bot, body, key);
  g_autoptr (Reply) other = fixture_send (desk, "POST", "/api/v3.1/deals", bot, "{\"name\":\"Other\"}", key);

  g_assert_cmpstr (text_of (first, "deal", "id"), ==, text_of (second, "deal", "id"));
  reply_assert_problem (other, 422, "idempotency_mismatch");
  g_assert_cmpint (fixture_query (desk, "SELECT count(*) FROM deals WHERE room_id = 'once'"), ==, 1);
  g_assert_cmpint (fixture_query (desk, "SELECT count(*) FROM timeline_entries WHERE room_id = 'once'"), ==,
                   1);
  g_assert_cmpint (count_told (first, "deal", "record.created"), ==, 1);
}

/* A ticket that is gone is in no list, no search and no total. */
static void
test_deleted_ticket (void)
{
  const char *body = "{\"name\":\"Zyxwv going\"}";
  g_autoptr (Reply) made = fixture_send (desk, "POST", "/api/v3.1/tickets", bot, body, NULL);
  g_autofree char *path = g_strdup_printf ("/api/v3.1/tickets/%s", text_of (made, "ticket", "id"));
  g_autoptr (Reply) before = desk_get (desk, agent, "/v2.8/tickets?query=zyxwv");
  g_autoptr (Reply) deleted = fixture_send (desk, "DELETE", path, bot, NULL, NULL);
  g_autoptr (Reply) after = desk_get (desk, agent, "/v2.8/tickets?query=zyxwv");
  g_autoptr (Reply) all = desk_get (desk, agent, "/v2.8/tickets?limit=1");

  g_assert_cmpint (json_object_get_int_member (reply_get_object (before), "total"), ==, 1);
  g_assert_cmpuint (deleted->status, ==, 204);
  g_assert_cmpint (json_object_get_int_member (reply_get_object (after), "total"), ==, 0);
  g_assert_cmpint (json_object_get_int_member (reply_get_object (all), "total"), ==,
                   fixture_query (desk, "SELECT count(*) FROM tickets WHERE organization_id = 1"));
}

/* --- changes ------------------------------------------------------------------------- */

static void
test_update (void)
{
  g_autoptr (Reply) deal = create (bot, "deal", ",\"amount\":5,\"status\":\"open\"");
  g_autoptr (Reply) won = put (agent, deal, "deal", "{\"status\":\"won\"}", "If-Match: \"1\"\r\n");
  g_autoptr (Reply) stale = put (agent, deal, "deal", "{\"name\":\"Late\"}", "If-Match: \"1\"\r\n");
  g_autofree char *renewals =
      desk_query_text (desk, "SELECT id FROM deal_pipelines WHERE organization_id = 1 AND name = 'Renewals'");
  g_autofree char *foreign =
      desk_query_text (desk, "SELECT id FROM deal_pipelines WHERE organization_id = 2 LIMIT 1");
  g_autofree char *move = g_strdup_printf ("{\"pipeline_id\":\"%s\"}", renewals);
  g_autofree char *stray = g_strdup_printf ("{\"pipeline_id\":\"%s\"}", foreign);
  g_autoptr (Reply) moved = put (agent, deal, "deal", move, NULL);
  g_autoptr (Reply) refused = put (agent, deal, "deal", stray, NULL);
  g_autoptr (Reply) ticket = create (bot, "ticket", ",\"priority\":\"low\"");
  g_autoptr (Reply) solved =
      put (agent, ticket, "ticket", "{\"status\":\"solved\",\"priority\":\"urgent\"}", NULL);
  g_autoptr (Reply) invalid = put (agent, ticket, "ticket", "{\"priority\":\"soon\",\"name\":\" \"}", NULL);

  g_assert_cmpstr (text_of (won, "deal", "status"), ==, "won");
  g_assert_cmpint (json_object_get_int_member (entity (won, "deal"), "amount"), ==, 5);
  reply_assert_problem (stale, 412, "stale_revision");
  g_assert_cmpstr (text_of (moved, "deal", "pipeline_name"), ==, "Renewals");
  g_assert_cmpstr (text_of (moved, "deal", "stage_name"), ==, "New");
  reply_assert_problem (refused, 404, "not_found");
  g_assert_cmpstr (text_of (solved, "ticket", "status"), ==, "solved");
  g_assert_cmpstr (text_of (solved, "ticket", "priority"), ==, "urgent");
  reply_assert_problem (invalid, 422, "invalid");
  g_assert_cmpuint (json_array_get_length (reply_get_array (invalid, "errors")), ==, 2);
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
  company = desk_add_service (desk, 1, CRM_SCOPE_COMPANY);
  g_test_add_func ("/records/events/properties", test_event_properties);
  g_test_add_func ("/records/CDTC-S02/page", test_page);
  g_test_add_func ("/records/CDTC-S03-AC-1-AC-2/contact", test_contact);
  g_test_add_func ("/records/CDTC-S03-ERR-1-ERR-2/no-contact", test_no_contact);
  g_test_add_func ("/records/CDTC-S03-perms/contact-is-kept", test_contact_is_kept);
  g_test_add_func ("/records/CDTC-S06-AC-1-AC-2-AC-3/creator", test_creator);
  g_test_add_func ("/records/SEC-29/forged-creator", test_forged_creator);
  g_test_add_func ("/records/CDTC-NEG-02/second-by-hand", test_second_by_hand);
  g_test_add_func ("/records/CDTC-NEG-01/second-by-bot", test_second_by_bot);
  g_test_add_func ("/records/CDTC-NEG-03/source", test_source);
  g_test_add_func ("/records/actor-filter", test_actor_filter);
  g_test_add_func ("/records/E3-CDTC-S04-ERR-1/no-room", test_no_room);
  g_test_add_func ("/records/events", test_events);
  g_test_add_func ("/records/repeated", test_repeated);
  g_test_add_func ("/records/update", test_update);
  g_test_add_func ("/records/deleted-ticket", test_deleted_ticket);
  status = g_test_run ();
  g_free (agent);
  g_free (bot);
  g_free (ai);
  g_free (company);
  fixture_free (desk);
  return status;
}
