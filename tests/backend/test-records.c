/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "bilikd-desk.h"

/* Deals and tickets that a chatbot, an AI, another program or a person makes by /api/v3.1; what is told of them is in
 * test-record-news.c. */

static Fixture *desk;
static char *agent;
static char *bot;
static char *ai;
static char *company;

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

static char *
dup_contact (Reply *reply, const char *object)
{
  JsonArray *ids;

  if (g_str_equal (object, "deal"))
    return g_strdup (reply_get_text (reply, object, "contact_id"));
  ids = json_object_get_array_member (reply_get_entity (reply, object), "qontak_customer_ids");
  return json_array_get_length (ids) > 0 ? g_strdup (json_array_get_string_element (ids, 0)) : NULL;
}

static Reply *
detail (Reply *made, const char *object)
{
  return desk_get (desk, agent, "/api/v4/%ss/%s", object, reply_get_text (made, object, "id"));
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

typedef struct
{
  const char *members;
  gboolean names_one; /* which is not known: that is logged and counted */
} Contact;

static void
test_no_contact (void)
{
  g_autofree char *deleted = desk_find_customer (desk, "c360", 21);
  g_autofree char *sql =
      g_strdup_printf ("UPDATE customers SET deleted_at = 1 WHERE contact_id = '%s'", deleted);
  g_autofree char *unknown = desk_find_customer (desk, "c360", 22);
  g_autofree char *forget =
      g_strdup_printf ("UPDATE customers SET crm_known = 0 WHERE contact_id = '%s'", unknown);
  g_autofree char *gone = g_strdup_printf (",\"contact_id\":\"%s\"", deleted);
  g_autofree char *of_the_cdp_alone = g_strdup_printf (",\"contact_id\":\"%s\"", unknown);
  const Contact contacts[] = {
    { "", FALSE },
    { ",\"contact_id\":null", FALSE },
    { ",\"crm_lead_ids\":[]", FALSE },
    { ",\"contact_id\":0", TRUE },
    { ",\"contact_id\":\"0\"", TRUE },
    { ",\"contact_id\":\"null\"", TRUE },
    { ",\"contact_id\":\"\"", TRUE },
    { ",\"contact_id\":999999999", TRUE },
    { ",\"contact_id\":true", TRUE },
    { ",\"contact_id\":{\"id\":8001}", TRUE },
    { ",\"contact_id\":\"5f3c1c1e-9d0a-4c0e-8a51-3b1f0f6f2a10\"", TRUE },
    { ",\"crm_lead_ids\":[null,\"x y\"]", TRUE },
    { gone, TRUE },
    { of_the_cdp_alone, TRUE },
  };

  desk_set_setting (desk, sql);
  desk_set_setting (desk, forget);
  for (gsize i = 0; i < G_N_ELEMENTS (objects); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (contacts); j++)
      {
        double missed = desk_get_metric (desk, "bilikd_contacts_missed_total");
        guint logged = fixture_count_logged (desk, "the contact is not known");
        g_autoptr (Reply) made = create (bot, objects[i], contacts[j].members);
        g_autofree char *contact = dup_contact (made, objects[i]);

        g_assert_cmpuint (made->status, ==, 201);
        g_assert_null (contact);
        g_assert_cmpfloat (desk_get_metric (desk, "bilikd_contacts_missed_total"), ==,
                           missed + contacts[j].names_one);
        g_assert_cmpuint (fixture_count_logged (desk, "the contact is not known"), ==,
                          logged + contacts[j].names_one);
      }
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
      g_assert_cmpstr (reply_get_text (shown, objects[i], "creator_flag"), ==, flag);
      g_assert_cmpstr (reply_get_text (shown, objects[i], "creator_name"), ==, name);
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

      g_assert_cmpstr (holder, ==, reply_get_text (second, objects[i], "id"));
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

      g_assert_cmpstr (reply_get_text (filled, objects[i], members[i]), ==, channel);
      g_assert_cmpstr (reply_get_text (kept, objects[i], members[i]), ==, "Loket Bandung");
      g_assert_cmpuint (unknown->status, ==, 201);
    }
}

/* A room that can't be read now is not a room without a channel: the same create goes through later. */
static void
test_unreadable_room (void)
{
  const char *key = "Idempotency-Key: unreadable-room\r\n";
  const char *body = "{\"name\":\"Later\",\"room_id\":\"room-1-0009\",\"creator_flag\":\"bot\"}";
  g_autofree char *channel =
      desk_query_text (desk, "SELECT channel FROM rooms WHERE organization_id = 1 AND id = 'room-1-0009'");
  g_autoptr (Reply) refused = NULL;
  g_autoptr (Reply) made = NULL;

  desk_set_setting (desk, "ALTER TABLE rooms RENAME COLUMN channel TO channel_away");
  refused = fixture_send (desk, "POST", "/api/v3.1/deals", bot, body, key);
  desk_set_setting (desk, "ALTER TABLE rooms RENAME COLUMN channel_away TO channel");
  reply_assert_problem (refused, 500, "internal");
  g_assert_cmpint (fixture_query (desk, "SELECT count(*) FROM deals WHERE name = 'Later'"), ==, 0);
  made = fixture_send (desk, "POST", "/api/v3.1/deals", bot, body, key);
  g_assert_cmpstr (reply_get_text (made, "deal", "crm_source_name"), ==, channel);
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
          g_strdup_printf ("href=\"bilik://%s/%s\"", objects[i], reply_get_text (made, objects[i], "id"));
      g_autoptr (Reply) page = fixture_send (desk, "GET", path, NULL, NULL, NULL);
      g_autofree char *hostile = g_strdup_printf ("/crm/%ss/7.js", objects[i]);
      g_autoptr (Reply) refused = fixture_send (desk, "GET", hostile, NULL, NULL, NULL);

      g_assert_cmpuint (page->status, ==, 200);
      g_assert_nonnull (strstr (page->body, link));
      g_assert_nonnull (strstr (page->head, "Content-Security-Policy: default-src 'none'"));
      reply_assert_problem (refused, 404, "not_found");
    }
}

/* A ticket that is gone is in no list, no search and no total. */
static void
test_deleted_ticket (void)
{
  const char *body = "{\"name\":\"Zyxwv going\"}";
  g_autoptr (Reply) made = fixture_send (desk, "POST", "/api/v3.1/tickets", bot, body, NULL);
  g_autofree char *path = g_strdup_printf ("/api/v3.1/tickets/%s", reply_get_text (made, "ticket", "id"));
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

  g_assert_cmpstr (reply_get_text (won, "deal", "status"), ==, "won");
  g_assert_cmpint (json_object_get_int_member (reply_get_entity (won, "deal"), "amount"), ==, 5);
  reply_assert_problem (stale, 412, "stale_revision");
  g_assert_cmpstr (reply_get_text (moved, "deal", "pipeline_name"), ==, "Renewals");
  g_assert_cmpstr (reply_get_text (moved, "deal", "stage_name"), ==, "New");
  reply_assert_problem (refused, 404, "not_found");
  g_assert_cmpstr (reply_get_text (solved, "ticket", "status"), ==, "solved");
  g_assert_cmpstr (reply_get_text (solved, "ticket", "priority"), ==, "urgent");
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
  g_test_add_func ("/records/CDTC-S02/page", test_page);
  g_test_add_func ("/records/CDTC-S03-AC-1-AC-2/contact", test_contact);
  g_test_add_func ("/records/CDTC-S03-ERR-1-ERR-2/no-contact", test_no_contact);
  g_test_add_func ("/records/CDTC-S03-perms/contact-is-kept", test_contact_is_kept);
  g_test_add_func ("/records/CDTC-S06-AC-1-AC-2-AC-3/creator", test_creator);
  g_test_add_func ("/records/SEC-29/forged-creator", test_forged_creator);
  g_test_add_func ("/records/CDTC-NEG-02/second-by-hand", test_second_by_hand);
  g_test_add_func ("/records/CDTC-NEG-01/second-by-bot", test_second_by_bot);
  g_test_add_func ("/records/CDTC-NEG-03/source", test_source);
  g_test_add_func ("/records/CDTC-NEG-03/unreadable-room", test_unreadable_room);
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
