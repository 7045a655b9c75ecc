/* SPDX-License-Identifier: GPL-3.0-or-later */
/* REL-20, E4, CDTC-S04 ERR-2: a Chat Panel that is dead, slow, empty or broken delays no create and fails none; the
 * timeline's entry does with the badge and the link. */
#include <string.h>

#include "bilikd-desk.h"
#include "scripted-server.h"

#define PATIENCE (10 * G_USEC_PER_SEC)
#define ROOM     "room-1-0005"
#define LINK     "bilik://room/" ROOM
#define HISTORY  "GET /chat-panel/v1/rooms/" ROOM "/history"

static Fixture *desk;
static char *agent;
static char *bot;

static void
start_with (const char *chat_panel)
{
  const char *arguments[] = { "--chat-panel-url", chat_panel, NULL };

  fixture_stop (desk);
  fixture_start (desk, arguments);
}

/* Returns: the id; a create is never slower than REL-20 allows */
static char *
create (const char *object)
{
  g_autofree char *path = g_strdup_printf ("/api/v3.1/%ss", object);
  gint64 start = g_get_monotonic_time ();
  g_autoptr (Reply) reply =
      fixture_send (desk, "POST", path, bot,
                    "{\"name\":\"Without\",\"creator_flag\":\"bot\",\"room_id\":\"" ROOM "\"}", NULL);

  g_assert_cmpint (g_get_monotonic_time () - start, <=, 300 * 1000);
  g_assert_cmpuint (reply->status, ==, 201);
  return g_strdup (
      json_object_get_string_member (json_object_get_object_member (reply_get_object (reply), object), "id"));
}

static void
wait_for_previews (void)
{
  gint64 until = g_get_monotonic_time () + PATIENCE;

  while (fixture_query (desk, "SELECT count(*) FROM timeline_entries WHERE preview_state = 'waiting'") > 0)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, until);
      g_usleep (5000);
    }
}

/* The entry of a new record has @lines of the chat, and the rest in any case. */
static void
check_entry (const char *object, guint lines)
{
  g_autofree char *id = create (object);
  g_autoptr (Reply) timeline = NULL;
  JsonArray *items;
  JsonObject *entry;

  wait_for_previews ();
  timeline = desk_get (desk, agent, "/api/v4/%ss/%s/timeline", object, id);
  items = reply_get_array (timeline, "items");
  g_assert_cmpuint (json_array_get_length (items), ==, 1);
  entry = json_array_get_object_element (items, 0);
  g_assert_cmpstr (json_object_get_string_member (entry, "creator_flag"), ==, "bot");
  g_assert_cmpstr (json_object_get_string_member (entry, "room_link"), ==, LINK);
  if (lines > 0)
    g_assert_cmpuint (json_array_get_length (json_object_get_array_member (entry, "preview")), ==, lines);
  else
    g_assert_true (json_object_get_null_member (entry, "preview") ||
                   json_array_get_length (json_object_get_array_member (entry, "preview")) == 0);
}

static void
check_entries (guint lines)
{
  gint64 failures =
      fixture_query (desk, "SELECT count(*) FROM events WHERE name = 'timeline_log_creation_failed'");

  check_entry ("deal", lines);
  check_entry ("ticket", lines);
  /* That event is for an entry that failed, not for a history. */
  g_assert_cmpint (
      fixture_query (desk, "SELECT count(*) FROM events WHERE name = 'timeline_log_creation_failed'"), ==,
      failures);
}

static void
test_dead (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u", port);

  g_socket_listener_close (listener);
  start_with (url);
  check_entries (0);
}

typedef struct
{
  const char *what;
  ScriptedReply reply;
  guint lines; /* of the preview */
} Answer;

static char huge[2 * 1024 * 1024];

#define LINE "{\"type\":\"text\",\"contents\":\"halo\"}"

static const Answer answers[] = {
  { "slow", { .is_silent = TRUE }, 0 },
  { "dripping", { .body = "{\"items\":[" LINE "]}", .drip_ms = 500 }, 0 },
  { "empty", { .body = "{\"items\":[]}" }, 0 },
  { "no-body", { .body = "" }, 0 },
  { "cut", { .body = "{\"items\":[" LINE "]}", .cut_after = 20 }, 0 },
  { "cut-chunks", { .body = "{\"items\":[" LINE "]}", .cut_after = 20, .is_chunked = TRUE }, 0 },
  { "reset", { .is_reset = TRUE }, 0 },
  { "not-json", { .type = "text/html", .body = "<html>" }, 0 },
  { "no-list", { .body = "{\"items\":{}}" }, 0 },
  { "no-message", { .body = "{\"items\":[" LINE ",7]}" }, 0 },
  { "half-a-message", { .body = "{\"items\":[" LINE ",{\"type\":\"text\"}]}" }, 0 },
  { "huge", { .body = huge }, 0 },
  { "gone", { .status = 404, .body = "{}" }, 0 },
  { "broken", { .status = 500, .body = "{\"items\":[" LINE "]}" }, 0 },
  { "elsewhere", { .status = 302, .headers = "Location: /\r\n" }, 0 },
  { "one-line", { .body = "{\"items\":[" LINE "]}" }, 1 },
  { "more-than-told",
    { .body = "{\"items\":[{\"type\":\"text\",\"contents\":\"halo\",\"phone\":\"1\"}]}" },
    1 },
};

/* A good answer but for its size. */
static void
fill_huge (void)
{
  static const char start[] = "{\"items\":[{\"type\":\"text\",\"contents\":\"";
  static const char end[] = "\"}]}";

  memset (huge, 'x', sizeof huge);
  memcpy (huge, start, sizeof start - 1);
  memcpy (huge + sizeof huge - sizeof end, end, sizeof end);
}

static void
test_answer (gconstpointer data)
{
  const Answer *answer = data;
  g_autoptr (ScriptedServer) panel = scripted_server_new (NULL);

  scripted_server_answer (panel, HISTORY, 0, &answer->reply);
  start_with (scripted_server_get_url (panel));
  check_entries (answer->lines);
  g_assert_cmpuint (scripted_server_count (panel, HISTORY), ==, 2);
  fixture_stop (desk);
  fixture_start (desk, NULL);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  desk = desk_new ();
  agent = fixture_sign_in (desk, "agent@nusantara.test", NULL);
  bot = desk_add_service (desk, 1, CRM_SCOPE_BOT);
  fill_huge ();
  g_test_add_func ("/chat-history/REL-20-E4-CDTC-S04-ERR-2/dead", test_dead);
  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autofree char *path = g_strconcat ("/chat-history/REL-20-E4-CDTC-S04-ERR-2/", answers[i].what, NULL);

      g_test_add_data_func (path, &answers[i], test_answer);
    }
  status = g_test_run ();
  g_free (agent);
  g_free (bot);
  fixture_free (desk);
  return status;
}
