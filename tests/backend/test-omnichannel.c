/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "bilikd-desk.h"
#include "bilikd-jwt.h"
#include "bilikd-keys.h"
#include "crm-message.h"
#include "crm-panel.h"
#include "crm-room.h"
#include "crm-time.h"

static Fixture *desk;
static char *agent;
static char *company;
static char *foreign_company;

static char *
make_company_token (gint64 organization_id)
{
  g_autofree char *path = g_build_filename (desk->folder, "bilikd.key", NULL);
  g_autoptr (GBytes) key = bilikd_key_load (path, NULL);

  return bilikd_jwt_encode_company (organization_id, crm_time_now () / 1000, key);
}

/* --- rooms and messages ----------------------------------------------------------- */

static guint
count_listed (const char *query)
{
  g_autoptr (Reply) reply = desk_get (desk, agent, "/omnichannel/v1/rooms?limit=200&%s", query);

  return json_array_get_length (reply_get_array (reply, "items"));
}

static void
test_filters (void)
{
  g_autoptr (Reply) unknown =
      fixture_send (desk, "GET", "/omnichannel/v1/rooms?filter=hers", agent, NULL, NULL);
  g_autoptr (Reply) perhaps =
      fixture_send (desk, "GET", "/omnichannel/v1/rooms?unread=perhaps", agent, NULL, NULL);
  gint64 mine =
      fixture_query (desk, "SELECT count(*) FROM rooms r JOIN agents a ON a.id = r.assignee_id WHERE "
                           "a.email = 'agent@nusantara.test' AND r.deleted_at IS NULL");

  g_assert_cmpint (mine, >, 0);
  g_assert_cmpint (count_listed ("filter=mine"), ==, MIN (mine, 200));
  g_assert_cmpint (
      count_listed ("filter=unassigned"), ==,
      fixture_query (desk, "SELECT count(*) FROM rooms WHERE organization_id = 1 AND assignee_id IS NULL "
                           "AND deleted_at IS NULL"));
  g_assert_cmpint (count_listed ("unread=true"), ==,
                   MIN (200, fixture_query (desk, "SELECT count(*) FROM rooms WHERE organization_id = 1 AND "
                                                  "unread > 0 AND deleted_at IS NULL")));
  g_assert_cmpint (count_listed ("filter=unassigned&unread=true&channel=whatsapp"), ==,
                   MIN (200, fixture_query (desk, "SELECT count(*) FROM rooms WHERE organization_id = 1 AND "
                                                  "unread > 0 AND assignee_id IS NULL AND "
                                                  "channel = 'whatsapp' AND deleted_at IS NULL")));
  g_assert_cmpint (count_listed ("channel=carrier-pigeon"), ==, 0);
  g_assert_cmpint (count_listed ("filter=all&unread=false&channel="), ==, 200);
  reply_assert_problem (unknown, 400, "bad_request");
  reply_assert_problem (perhaps, 400, "bad_request");
}

#define HOLDING(sign)                                                                                        \
  "count(*) FROM rooms WHERE organization_id = 1 AND deleted_at IS NULL AND (instr (title, " sign            \
  ") > 0 OR instr (coalesce (last_message, ''), " sign ") > 0)"

static void
test_query (void)
{
  g_autofree char *name =
      desk_query_text (desk, "SELECT title FROM rooms WHERE organization_id = 1 AND id = 'room-1-0005'");
  g_autofree char *upper = g_ascii_strup (name, -1);
  g_autofree char *escaped = g_uri_escape_string (upper, NULL, FALSE);
  g_autofree char *found = g_strconcat ("query=", escaped, NULL);

  g_assert_cmpint (count_listed (found), >=, 1);
  g_assert_cmpint (count_listed ("query="), ==, 200);
  g_assert_cmpint (count_listed ("query=%25"), ==, fixture_query (desk, "SELECT " HOLDING ("'%'")));
  g_assert_cmpint (count_listed ("query=_"), ==, fixture_query (desk, "SELECT " HOLDING ("'_'")));
  g_assert_cmpint (count_listed ("query=%5C"), ==, fixture_query (desk, "SELECT " HOLDING ("'\\'")));
  g_assert_cmpint (count_listed ("query=%27%20OR%201%3D1%20--"), ==, 0);
}

/* Upper and lower case, with and without marks, in any script; the customers' fold. */
static void
test_query_folds (void)
{
  static const char *const rows[][2] = {
    { "\304\260brahim \305\236ahin", "ibrahim sahin" },
    { "\304\260brahim \305\236ahin", "\304\260BRAH\304\260M" },
    { "Ольга Королёва", "оЛЬГА короле" },
    { "Renée Müller", "RENEE mÜLLER" },
    { "Straße", "STRASSE" },
    { "50% & более", "% & БОЛЕЕ" },
    { "ΣΊΣΥΦΟΣ", "σίσυφοσ" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *title = g_strdup_printf (
          "UPDATE rooms SET title = '%s' WHERE organization_id = 1 AND id = 'room-1-0006' RETURNING 1",
          rows[i][0]);
      g_autofree char *said = g_strdup_printf (
          "UPDATE rooms SET last_message = 'x %s y' WHERE organization_id = 1 AND id = 'room-1-0007' RETURNING 1",
          rows[i][0]);
      g_autofree char *query = g_uri_escape_string (rows[i][1], NULL, FALSE);
      g_autoptr (Reply) reply = NULL;

      g_assert_cmpint (fixture_query (desk, title), ==, 1);
      g_assert_cmpint (fixture_query (desk, said), ==, 1);
      reply = desk_get (desk, agent, "/omnichannel/v1/rooms?limit=200&query=%s", query);
      g_assert_nonnull (strstr (reply->body, "room-1-0006"));
      g_assert_nonnull (strstr (reply->body, "room-1-0007"));
    }
}

static void
test_rooms (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *cursor = g_strdup ("");
  gint64 before = G_MAXINT64;

  do
    {
      g_autoptr (Reply) reply = desk_get (desk, agent, "/omnichannel/v1/rooms?limit=70&cursor=%s", cursor);
      g_autoptr (CrmJsonReader) reader = crm_json_reader_new (reply->json);
      guint n;

      crm_json_reader_enter (reader, NULL);
      g_free (cursor);
      cursor = g_strdup (crm_json_reader_opt_string (reader, "next_cursor", NULL));
      n = crm_json_reader_enter_array (reader, "items");
      for (guint i = 0; i < n; i++)
        {
          g_autoptr (CrmRoom) room = NULL;

          crm_json_reader_enter_element (reader, i);
          room = crm_room_decode (reader);
          g_assert_nonnull (room);
          g_assert_cmpint (crm_room_get_last_message_at (room), <=, before);
          before = crm_room_get_last_message_at (room);
          g_assert_true (g_hash_table_add (seen, g_strdup (crm_room_get_id (room))));
          crm_json_reader_leave (reader);
        }
  } while (cursor != NULL);
  g_assert_cmpuint (g_hash_table_size (seen), ==,
                    (guint) fixture_query (desk, "SELECT count(*) FROM rooms WHERE organization_id = 1"));
}

static void
test_messages (void)
{
  g_autofree char *cursor = g_strdup ("");
  gint64 before = G_MAXINT64;
  guint n_seen = 0;

  do
    {
      g_autoptr (Reply) reply =
          desk_get (desk, agent, "/omnichannel/v1/rooms/room-1-0001/messages?limit=200&cursor=%s", cursor);
      g_autoptr (CrmJsonReader) reader = crm_json_reader_new (reply->json);
      guint n;

      crm_json_reader_enter (reader, NULL);
      g_free (cursor);
      cursor = g_strdup (crm_json_reader_opt_string (reader, "next_cursor", NULL));
      n = crm_json_reader_enter_array (reader, "items");
      for (guint i = 0; i < n; i++, n_seen++)
        {
          g_autoptr (CrmMessage) message = NULL;
          gint64 id;

          crm_json_reader_enter_element (reader, i);
          message = crm_message_decode (reader);
          g_assert_nonnull (message);
          id = g_ascii_strtoll (crm_message_get_id (message), NULL, 10);
          g_assert_cmpint (id, <, before);
          before = id;
          crm_json_reader_leave (reader);
        }
  } while (cursor != NULL);
  g_assert_cmpuint (n_seen, ==, 5000);
}

static void
test_say (void)
{
  const char *path = "/omnichannel/v1/rooms/room-1-0002/messages";
  g_autoptr (Reply) said = fixture_send (desk, "POST", path, agent, "{\"contents\":\"Sama-sama <b>&\"}",
                                         "Idempotency-Key: say-1\r\n");
  g_autoptr (Reply) again = fixture_send (desk, "POST", path, agent, "{\"contents\":\"Sama-sama <b>&\"}",
                                          "Idempotency-Key: say-1\r\n");
  g_autoptr (Reply) asked =
      fixture_send (desk, "POST", path, company, "{\"contents\":\"Halo?\",\"name\":\"Siti\"}", NULL);
  g_autoptr (Reply) room = desk_get (desk, agent, "/omnichannel/v1/rooms/room-1-0002");
  g_autoptr (Reply) empty = fixture_send (desk, "POST", path, agent, "{\"contents\":\"\"}", NULL);

  g_assert_cmpuint (said->status, ==, 201);
  g_assert_cmpstr (reply_get_string (said, "speaker"), ==, "agent");
  g_assert_cmpstr (reply_get_string (said, "id"), ==, reply_get_string (again, "id"));
  g_assert_cmpstr (reply_get_string (asked, "speaker"), ==, "customer");
  g_assert_cmpstr (reply_get_string (asked, "name"), ==, "Siti");
  g_assert_cmpstr (reply_get_string (room, "last_message"), ==, "Halo?");
  g_assert_cmpint (json_object_get_int_member (reply_get_object (room), "unread"), ==, 1);
  g_assert_cmpuint (empty->status, ==, 400);
}

#define READ "/omnichannel/v1/rooms/room-1-0011/read"

/* The customer says something. Returns: its id */
static gint64
ask (const char *contents)
{
  g_autofree char *body = g_strdup_printf ("{\"contents\":\"%s\"}", contents);
  g_autoptr (Reply) reply =
      fixture_send (desk, "POST", "/omnichannel/v1/rooms/room-1-0011/messages", company, body, NULL);

  g_assert_cmpuint (reply->status, ==, 201);
  return g_ascii_strtoll (reply_get_string (reply, "id"), NULL, 10);
}

static guint
mark_read (gint64 message_id)
{
  g_autofree char *body = g_strdup_printf ("{\"message_id\":\"%" G_GINT64_FORMAT "\"}", message_id);
  g_autoptr (Reply) reply = fixture_send (desk, "PUT", READ, agent, body, NULL);

  return reply->status;
}

static gint64
count_unread (void)
{
  g_autoptr (Reply) room = desk_get (desk, agent, "/omnichannel/v1/rooms/room-1-0011");

  return json_object_get_int_member (reply_get_object (room), "unread");
}

static gint64
count_room_events (void)
{
  return fixture_query (desk, "SELECT count(*) FROM room_events WHERE organization_id = 1 AND "
                              "type = 'room.updated' AND room_id = 'room-1-0011'");
}

/* What is read is read up to a message, only ever forward, and only a change is told. */
static void
test_read (void)
{
  g_autoptr (Reply) answer = fixture_send (desk, "POST", "/omnichannel/v1/rooms/room-1-0011/messages", agent,
                                           "{\"contents\":\"Hello\"}", NULL);
  gint64 first = ask ("one"), second = ask ("two"), third = ask ("three");
  gint64 n_told = count_room_events ();

  g_assert_cmpuint (answer->status, ==, 201);
  g_assert_cmpint (count_unread (), ==, 3);
  g_assert_cmpuint (mark_read (second), ==, 204);
  g_assert_cmpint (count_unread (), ==, 1);
  g_assert_cmpint (count_room_events (), ==, n_told + 1);
  /* The same again, and another window that lags behind. */
  g_assert_cmpuint (mark_read (second), ==, 204);
  g_assert_cmpuint (mark_read (first), ==, 204);
  g_assert_cmpint (count_unread (), ==, 1);
  g_assert_cmpint (count_room_events (), ==, n_told + 1);
  g_assert_cmpuint (mark_read (third), ==, 204);
  g_assert_cmpint (count_unread (), ==, 0);
  g_assert_cmpint (count_room_events (), ==, n_told + 2);
}

static void
test_read_refusals (void)
{
  gint64 message = ask ("refuse");
  gint64 n_unread = count_unread ();
  gint64 elsewhere = fixture_query (desk, "SELECT max (id) FROM messages WHERE organization_id = 1 AND "
                                          "room_id <> 'room-1-0011'");
  g_autofree char *body = g_strdup_printf ("{\"message_id\":%" G_GINT64_FORMAT "}", message);
  g_autoptr (Reply) empty = fixture_send (desk, "PUT", READ, agent, "{}", NULL);
  g_autoptr (Reply) no_room =
      fixture_send (desk, "PUT", "/omnichannel/v1/rooms/room-1-none/read", agent, body, NULL);
  g_autoptr (Reply) by_company = fixture_send (desk, "PUT", READ, company, body, NULL);

  reply_assert_problem (empty, 400, "bad_request");
  reply_assert_problem (no_room, 404, "not_found");
  reply_assert_problem (by_company, 403, "forbidden");
  g_assert_cmpuint (mark_read (elsewhere), ==, 404);
  g_assert_cmpuint (mark_read (G_MAXINT64), ==, 404);
  g_assert_cmpint (count_unread (), ==, n_unread);
}

static void
test_unread_again (void)
{
  gint64 message = ask ("later");
  gint64 n_told;

  g_assert_cmpuint (mark_read (message), ==, 204);
  n_told = count_room_events ();
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (Reply) reply = fixture_send (desk, "DELETE", READ, agent, NULL, NULL);

      g_assert_cmpuint (reply->status, ==, 204);
      g_assert_cmpint (count_unread (), ==, 1);
      g_assert_cmpint (count_room_events (), ==, n_told + 1);
    }
  g_assert_cmpuint (mark_read (message), ==, 204);
  g_assert_cmpint (count_unread (), ==, 0);
}

static void
test_history (void)
{
  g_autoptr (Reply) reply =
      fixture_send (desk, "GET", "/chat-panel/v1/rooms/room-1-0001/history", company, NULL, NULL);
  g_autofree char *newest = desk_query_text (
      desk, "SELECT contents FROM messages WHERE room_id = 'room-1-0001' ORDER BY id DESC LIMIT 1");
  g_autoptr (Reply) by_agent =
      fixture_send (desk, "GET", "/chat-panel/v1/rooms/room-1-0001/history", agent, NULL, NULL);
  JsonArray *items = reply_get_array (reply, "items");
  JsonObject *first = json_array_get_object_element (items, 0);
  JsonObject *last = json_array_get_object_element (items, 99);

  g_assert_cmpuint (json_array_get_length (items), ==, 100);
  g_assert_cmpstr (json_object_get_string_member (last, "contents"), ==, newest);
  g_assert_cmpstr (json_object_get_string_member (first, "created_at"), <,
                   json_object_get_string_member (last, "created_at"));
  reply_assert_problem (by_agent, 403, "forbidden");
}

/* --- the receiver ------------------------------------------------------------------ */

static guint
tell_deal (const char *verb, const char *room, int id, int second, int revision, const char *name)
{
  g_autofree char *body =
      g_strdup_printf ("{\"external_id\":\"%d\",\"room_id\":\"%s\",\"name\":\"%s\",\"creator_flag\":\"bot\","
                       "\"crm_created_at\":\"2026-06-26T14:02:%02d.000Z\",\"revision\":%d}",
                       id, room, name, second, revision);
  g_autofree char *own = g_strdup_printf ("/omnichannel/v1/deals/%d", id);
  gboolean is_add = g_str_equal (verb, "POST");
  g_autoptr (Reply) reply = fixture_send (desk, verb, is_add ? "/omnichannel/v1/deals" : own, company,
                                          g_str_equal (verb, "DELETE") ? NULL : body, NULL);

  return reply->status;
}

static char *
get_shown (const char *room)
{
  g_autoptr (Reply) reply = desk_get (desk, agent, "/omnichannel/v1/rooms/%s/records", room);
  JsonObject *object = reply_get_object (reply);

  if (json_object_get_null_member (object, "deal"))
    return g_strdup ("-");
  return g_strdup (json_object_get_string_member (json_object_get_object_member (object, "deal"), "name"));
}

static void
assert_shown (const char *room, const char *name)
{
  g_autofree char *shown = get_shown (room);

  g_assert_cmpstr (shown, ==, name);
}

static void
test_latest_wins (void)
{
  const char *room = "room-1-0003";

  assert_shown (room, "-");
  g_assert_cmpuint (tell_deal ("POST", room, 110, 20, 1, "second"), ==, 201);
  g_assert_cmpuint (tell_deal ("POST", room, 109, 10, 1, "first, late"), ==, 201);
  assert_shown (room, "second");
  g_assert_cmpuint (tell_deal ("POST", room, 111, 15, 1, "older, with a higher id"), ==, 201);
  assert_shown (room, "second");
  /* E1: the same time; the higher id, as a number. */
  g_assert_cmpuint (tell_deal ("POST", room, 99, 20, 1, "lower id"), ==, 201);
  assert_shown (room, "second");
  g_assert_cmpuint (tell_deal ("PUT", room, 110, 20, 3, "renamed"), ==, 200);
  g_assert_cmpuint (tell_deal ("PUT", room, 110, 20, 2, "a late change"), ==, 200);
  assert_shown (room, "renamed");
  g_assert_cmpuint (tell_deal ("POST", room, 110, 20, 1, "told again"), ==, 201);
  assert_shown (room, "renamed");
}

static void
test_deletions (void)
{
  const char *room = "room-1-0004";

  g_assert_cmpuint (tell_deal ("POST", room, 201, 10, 1, "old"), ==, 201);
  g_assert_cmpuint (tell_deal ("POST", room, 202, 20, 1, "new"), ==, 201);
  g_assert_cmpuint (tell_deal ("DELETE", room, 202, 20, 1, ""), ==, 204);
  assert_shown (room, "-");
  g_assert_cmpuint (tell_deal ("PUT", room, 202, 20, 9, "ghost"), ==, 200);
  g_assert_cmpuint (tell_deal ("PUT", room, 201, 10, 2, "old, renamed"), ==, 200);
  assert_shown (room, "-");
  /* A deletion that comes before its create. */
  g_assert_cmpuint (tell_deal ("DELETE", room, 203, 30, 1, ""), ==, 204);
  g_assert_cmpuint (tell_deal ("DELETE", room, 203, 30, 1, ""), ==, 204);
  g_assert_cmpuint (tell_deal ("POST", room, 203, 30, 1, "late"), ==, 201);
  assert_shown (room, "-");
  g_assert_cmpuint (tell_deal ("POST", room, 204, 40, 1, "newest"), ==, 201);
  assert_shown (room, "newest");
}

static void
test_actor_filter (void)
{
  g_autoptr (Reply) reply = fixture_send (
      desk, "POST", "/omnichannel/v1/deals", company,
      "{\"external_id\":\"301\",\"room_id\":\"room-1-0005\",\"name\":\"x\",\"creator_flag\":\"\","
      "\"crm_created_at\":\"2026-06-26T14:02:10.000Z\"}",
      NULL);

  g_assert_cmpuint (reply->status, ==, 400);
  assert_shown ("room-1-0005", "-");
}

static void
test_foreign_company (void)
{
  g_autoptr (Reply) reply = fixture_send (
      desk, "POST", "/omnichannel/v1/deals", foreign_company,
      "{\"external_id\":\"401\",\"room_id\":\"room-1-0005\",\"name\":\"x\",\"creator_flag\":\"bot\","
      "\"crm_created_at\":\"2026-06-26T14:02:10.000Z\"}",
      NULL);
  g_autoptr (Reply) history =
      fixture_send (desk, "GET", "/chat-panel/v1/rooms/room-1-0001/history", foreign_company, NULL, NULL);

  reply_assert_problem (reply, 404, "not_found");
  reply_assert_problem (history, 404, "not_found");
  g_assert_cmpuint (tell_deal ("POST", "room-1-0005", 402, 10, 1, "ours"), ==, 201);
  g_clear_pointer (&reply, reply_free);
  reply = fixture_send (desk, "DELETE", "/omnichannel/v1/deals/402", foreign_company, NULL, NULL);
  assert_shown ("room-1-0005", "ours");
}

/* Only what changes a panel is told to its watchers. */
static void
test_events (void)
{
  const char *count = "SELECT count(*) FROM room_events WHERE room_id = 'room-1-0006'";

  g_assert_cmpuint (tell_deal ("POST", "room-1-0006", 502, 20, 1, "new"), ==, 201);
  g_assert_cmpint (fixture_query (desk, count), ==, 1);
  g_assert_cmpuint (tell_deal ("POST", "room-1-0006", 502, 20, 1, "new"), ==, 201);
  g_assert_cmpuint (tell_deal ("POST", "room-1-0006", 501, 10, 1, "older"), ==, 201);
  g_assert_cmpint (fixture_query (desk, count), ==, 1);
  g_assert_cmpuint (tell_deal ("DELETE", "room-1-0006", 502, 20, 1, ""), ==, 204);
  g_assert_cmpint (fixture_query (desk, count), ==, 2);
}

static void
test_panel_off (void)
{
  g_autoptr (Reply) reply = NULL;

  desk_set_flag (desk, 1, CRM_FLAG_OMNICHANNEL_DEAL_TICKET_PANEL, FALSE);
  reply = fixture_send (desk, "GET", "/omnichannel/v1/rooms/room-1-0001/records", agent, NULL, NULL);
  reply_assert_problem (reply, 403, "feature_off");
  desk_set_flag (desk, 1, CRM_FLAG_OMNICHANNEL_DEAL_TICKET_PANEL, TRUE);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  desk = desk_new ();
  desk_set_flag (desk, 1, CRM_FLAG_OMNICHANNEL_DEAL_TICKET_PANEL, TRUE);
  agent = fixture_sign_in (desk, "agent@nusantara.test", NULL);
  company = make_company_token (1);
  foreign_company = make_company_token (2);
  g_test_add_func ("/omnichannel/rooms/pages", test_rooms);
  g_test_add_func ("/omnichannel/rooms/filters", test_filters);
  g_test_add_func ("/omnichannel/rooms/SEC-23/query-is-text", test_query);
  g_test_add_func ("/omnichannel/rooms/query-folds-every-script", test_query_folds);
  g_test_add_func ("/omnichannel/rooms/read/forward-and-told-once", test_read);
  g_test_add_func ("/omnichannel/rooms/read/SEC-21/refusals", test_read_refusals);
  g_test_add_func ("/omnichannel/rooms/read/unread-again", test_unread_again);
  g_test_add_func ("/omnichannel/messages/pages", test_messages);
  g_test_add_func ("/omnichannel/messages/say", test_say);
  g_test_add_func ("/omnichannel/history/CDTC-S04-AC-1/latest-hundred", test_history);
  g_test_add_func ("/omnichannel/records/CDTC-S01-AC-3/CDTC-NEG-01/E1/latest-wins", test_latest_wins);
  g_test_add_func ("/omnichannel/records/CDTC-S01-ERR-1/E2/deletion-leaves-no-ghost", test_deletions);
  g_test_add_func ("/omnichannel/records/actor-filter", test_actor_filter);
  g_test_add_func ("/omnichannel/records/SEC-21/other-company", test_foreign_company);
  g_test_add_func ("/omnichannel/records/only-changes-are-told", test_events);
  g_test_add_func ("/omnichannel/records/panel-off", test_panel_off);
  status = g_test_run ();
  g_free (agent);
  g_free (company);
  g_free (foreign_company);
  fixture_free (desk);
  return status;
}
