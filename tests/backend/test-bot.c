/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#include "bilikd-desk.h"

/* bilikctl bot against a running daemon: a conversation, what comes of it in the CRM and in the room, and a race. */

#define PATIENCE  (30 * G_USEC_PER_SEC)
#define N_WAITING "SELECT count(*) FROM outbox WHERE delivered_at IS NULL AND topic GLOB 'record.*'"

static Fixture *desk;
static char *agent;
static char *bot;
static char *ai;
static char *company;

/* bilikctl with @words (separated by “|”), tokens in the environment. */
static GSubprocess *
spawn_bot (const char *words)
{
  g_auto (GStrv) further = g_strsplit (words, "|", -1);
  g_autoptr (GPtrArray) command = g_ptr_array_new ();
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autofree char *server = g_strdup_printf ("http://127.0.0.1:%u", desk->port);
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  g_ptr_array_add (command, (gpointer) BILIKCTL_PROGRAM);
  g_ptr_array_add (command, (gpointer) "bot");
  for (guint i = 0; further[i] != NULL; i++)
    g_ptr_array_add (command, further[i]);
  g_ptr_array_add (command, (gpointer) "--server");
  g_ptr_array_add (command, server);
  g_ptr_array_add (command, NULL);
  g_subprocess_launcher_setenv (launcher, "BILIK_BOT_TOKEN", bot, TRUE);
  g_subprocess_launcher_setenv (launcher, "BILIK_RIVAL_TOKEN", ai, TRUE);
  g_subprocess_launcher_setenv (launcher, "BILIK_CUSTOMER_TOKEN", company, TRUE);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) command->pdata, &error);
  g_assert_no_error (error);
  return process;
}

/* Returns: what it printed */
static char *
run_bot (const char *words, const char *input, gboolean succeeds)
{
  g_autoptr (GSubprocess) process = spawn_bot (words);
  g_autoptr (GError) error = NULL;
  char *output = NULL;

  g_subprocess_communicate_utf8 (process, input, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_test_message ("%s: %s", words, output);
  g_assert_true (g_subprocess_get_successful (process) == succeeds);
  return output;
}

static void
wait_until_told (void)
{
  gint64 until = g_get_monotonic_time () + PATIENCE;

  while (fixture_query (desk, N_WAITING) != 0 && g_get_monotonic_time () < until)
    g_usleep (20000);
  g_assert_cmpint (fixture_query (desk, N_WAITING), ==, 0);
}

/* What the panel of the room has. Returns: the id, or "-" */
static char *
get_shown (const char *room, const char *object)
{
  g_autoptr (Reply) reply = desk_get (desk, agent, "/omnichannel/v1/rooms/%s/records", room);
  JsonObject *root = reply_get_object (reply);

  if (json_object_get_null_member (root, object))
    return g_strdup ("-");
  return g_strdup (
      json_object_get_string_member (json_object_get_object_member (root, object), "external_id"));
}

static const char *
member_of (Reply *reply, const char *object, const char *member)
{
  return json_object_get_string_member (json_object_get_object_member (reply_get_object (reply), object),
                                        member);
}

/* The whole way: a customer who asks, a bot that asks back, the deal in the room. */
static void
test_conversation (void)
{
  g_autofree char *contact = desk_find_customer (desk, "c360", 3);
  g_autofree char *words = g_strdup_printf (
      "run|--rules|" SCENARIO "|--room|room-1-0011|--contact|%s|--customer-name|Siti", contact);
  g_autofree char *output = run_bot (words, "Mau pesan dong\n50\nkursi ya\nterima kasih\n", TRUE);
  g_autofree char *shown = NULL;
  g_autoptr (Reply) deal = NULL;
  g_autoptr (Reply) messages = desk_get (desk, agent, "/omnichannel/v1/rooms/room-1-0011/messages?limit=50");

  g_assert_nonnull (strstr (output, "50 kursi, saya catat."));
  g_assert_cmpint (fixture_query (desk, "SELECT count(*) FROM deals WHERE room_id = 'room-1-0011'"), ==, 1);
  g_assert_nonnull (strstr (messages->body, "Mau pesan dong"));
  g_assert_nonnull (strstr (messages->body, "\"speaker\":\"customer\",\"name\":\"Siti\""));
  g_assert_nonnull (strstr (messages->body, "50 apa yang Anda cari?"));
  wait_until_told ();
  shown = get_shown ("room-1-0011", "deal");
  deal = desk_get (desk, agent, "/api/v4/deals/%s", shown);
  g_assert_cmpstr (member_of (deal, "deal", "name"), ==, "50 kursi");
  g_assert_cmpstr (member_of (deal, "deal", "creator_flag"), ==, "bot");
  g_assert_cmpstr (member_of (deal, "deal", "creator_name"), ==, "Bot");
  g_assert_cmpstr (member_of (deal, "deal", "contact_id"), ==, contact);
}

/* A change of mind: the deal is renamed, then deleted; the panel follows (CDTC-S01 AC-4, ERR-1). */
static void
test_change_and_delete (void)
{
  g_autofree char *renamed =
      run_bot ("run|--rules|" SCENARIO "|--room|room-1-0012|--say|7 meja|--say|setuju", NULL, TRUE);
  g_autofree char *shown = NULL;
  g_autofree char *words = NULL;
  g_autofree char *deleted = NULL;
  g_autofree char *after = NULL;
  g_autoptr (Reply) panel = NULL;

  g_assert_nonnull (strstr (renamed, " changed"));
  wait_until_told ();
  panel = desk_get (desk, agent, "/omnichannel/v1/rooms/room-1-0012/records");
  g_assert_cmpstr (member_of (panel, "deal", "name"), ==, "7 meja (setuju)");
  shown = get_shown ("room-1-0012", "deal");
  words = g_strdup_printf ("delete|deal|%s", shown);
  deleted = run_bot (words, NULL, TRUE);
  wait_until_told ();
  after = get_shown ("room-1-0012", "deal");
  g_assert_cmpstr (after, ==, "-");
}

/* One call each; as the AI only with the AI's token (SEC-29). */
static void
test_single_calls (void)
{
  g_autofree char *file = g_build_filename (desk->folder, "ai-token", NULL);
  g_autofree char *words = g_strdup_printf (
      "create|ticket|Refund|--room|room-1-0013|--as|agentic_ai|--set|priority=high|--token-file|%s", file);
  g_autofree char *id = NULL;
  g_autofree char *update = NULL;
  g_autofree char *output = NULL;
  g_autofree char *claimed = NULL;
  g_autoptr (Reply) ticket = NULL;
  g_autoptr (Reply) other = NULL;

  g_assert_true (g_file_set_contents (file, ai, -1, NULL));
  id = g_strchomp (run_bot (words, NULL, TRUE));
  update = g_strdup_printf ("update|ticket|%s|--set|name=Refund, urgent", id);
  output = run_bot (update, NULL, TRUE);
  ticket = desk_get (desk, agent, "/api/v4/tickets/%s", id);
  g_assert_cmpstr (member_of (ticket, "ticket", "name"), ==, "Refund, urgent");
  g_assert_cmpstr (member_of (ticket, "ticket", "priority"), ==, "high");
  g_assert_cmpstr (member_of (ticket, "ticket", "creator_name"), ==, "AI");
  claimed = g_strchomp (run_bot ("create|ticket|Claim|--as|agentic_ai", NULL, TRUE));
  other = desk_get (desk, agent, "/api/v4/tickets/%s", claimed);
  g_assert_cmpstr (member_of (other, "ticket", "creator_flag"), ==, "");
}

/* E1: a bot and an AI at the same moment; the later one by (time, id) is what the room has. */
static void
test_race (void)
{
  g_autofree char *output = run_bot ("race|deal|--room|room-1-0014|--rounds|5", NULL, TRUE);
  g_auto (GStrv) lines = g_strsplit (g_strchomp (output), "\n", -1);
  g_autofree char *winner =
      desk_query_text (desk, "SELECT CAST (id AS TEXT) FROM deals WHERE organization_id = 1 AND "
                             "room_id = 'room-1-0014' ORDER BY created_at DESC, id DESC LIMIT 1");
  g_autofree char *shown = NULL;

  g_assert_cmpuint (g_strv_length (lines), ==, 5);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *comma = strstr (lines[i], ", ");

      g_assert_nonnull (comma);
      g_assert_cmpint (g_ascii_strtoll (comma + 2, NULL, 10), <, 1000);
    }
  wait_until_told ();
  shown = get_shown ("room-1-0014", "deal");
  g_assert_cmpstr (shown, ==, winner);
  g_assert_cmpint (
      fixture_query (desk,
                     "SELECT count(*) FROM deals WHERE organization_id = 1 AND room_id = 'room-1-0014'"),
      ==, 10);
}

/* A CRM that refuses does not end the conversation. */
static void
test_refused (void)
{
  g_autofree char *output =
      run_bot ("run|--rules|" SCENARIO "|--room|room-9-9999|--say|rusak|--say|10 meja", NULL, FALSE);
  g_autofree char *no_token = NULL;

  g_assert_nonnull (strstr (output, "customer: 10 meja"));
  no_token = run_bot ("create|deal|x|--token-file|/nonexistent", NULL, FALSE);
  g_assert_nonnull (strstr (no_token, "/nonexistent"));
}

/* Whatever can't get better ends it at once, and says what to do. */

static const char *const commands[] = { "run|--rules|" SCENARIO "|--room|room-1-0015|--say|50 kursi",
                                        "create|deal|x", "update|deal|1|--set|name=x", "delete|deal|1",
                                        "race|deal|--room|room-1-0015" };

static void
test_no_server (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = desk->port;
  g_autofree char *wanted = NULL;

  desk->port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_socket_listener_close (listener);
  wanted = g_strdup_printf ("bilikctl: No bilikd answers at http://127.0.0.1:%u (", desk->port);
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *output = run_bot (commands[i], NULL, FALSE);

      g_assert_nonnull (strstr (output, wanted));
      g_assert_nonnull (strstr (output, "): start it, or name another with --server URL.\n"));
      g_assert_null (strstr (output, "customer:"));
    }
  desk->port = port;
}

static void
test_unknown_token (void)
{
  char *known = bot;

  bot = (char *) "bks_nobody";
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *output = run_bot (commands[i], NULL, FALSE);

      g_assert_nonnull (strstr (output, "does not know the token in $BILIK_BOT_TOKEN: make one with "
                                        "“bilikctl token create”.\n"));
      g_assert_null (strstr (output, "customer:"));
      g_assert_null (strstr (output, "bks_"));
    }
  bot = known;
}

static void
test_unknown_room (void)
{
  g_autofree char *output = run_bot ("run|--rules|" SCENARIO "|--room|room-9-9999|--say|harga", NULL, FALSE);

  g_assert_nonnull (strstr (output, "bilikctl: room-9-9999: No such room"));
  g_assert_nonnull (strstr (output, "bilikctl: 3 of what the bot was to do failed.\n"));
}

/* Ctrl+C while it waits for the customer. */
static void
test_stopped (void)
{
  g_autoptr (GSubprocess) process = spawn_bot ("run|--rules|" SCENARIO "|--room|room-1-0015");
  g_autoptr (GDataInputStream) output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_autofree char *greeting = g_data_input_stream_read_line (output, NULL, NULL, NULL);
  g_autofree char *last = NULL;

  g_assert_true (g_str_has_prefix (greeting, "bot: "));
  g_usleep (200 * 1000);
  g_subprocess_send_signal (process, SIGINT);
  last = g_data_input_stream_read_line (output, NULL, NULL, NULL);
  g_assert_cmpstr (last, ==, "bilikctl: Stopped. What was done before stays.");
  g_subprocess_wait (process, NULL, NULL);
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 1);
}

static void
test_usage (void)
{
  static const char *const wrong[][2] = {
    { "run|--room|room-1-0001", "Name the rules and the room they are for." },
    { "run|--rules|/nonexistent|--room|room-1-0001", "/nonexistent" },
    { "run|--rules|" SCENARIO "|--room|no room|--say|a", "no room: " },
    { "create|lead|x", "“lead” is neither “deal” nor “ticket”." },
    { "create|deal", "Something is missing after “create”." },
    { "create|deal|", "name: Give it a name." },
    { "create|deal|x|--as|human", "“human” is no creator." },
    { "create|deal|x|--set|nonsense", "“nonsense” is no NAME=VALUE." },
    { "create|deal|x|--token|bks_on_the_command_line", "Unknown option --token" },
    { "update|deal|1", "Say what changes with --set MEMBER=VALUE." },
    { "update|deal|999999|--set|name=x", "No such deal." },
    { "delete|deal|../tickets", "bilikctl: " },
    { "race|deal|--room|room-1-0001|--rounds|0", "Name the room; there is at least one round." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *output = run_bot (wrong[i][0], "", FALSE);

      g_assert_nonnull (strstr (output, wrong[i][1]));
    }
}

static void
test_wrong_rules (void)
{
  static const char *const wrong[] = {
    "",
    "[]",
    "{}",
    "{\"rules\":[{\"reply\":\"always\"}]}",
    "{\"rules\":[{\"slots\":[\"nowhere\"]}]}",
    "{\"slots\":[{\"name\":\"n\",\"pattern\":\"(\"}],\"rules\":[]}",
    "{\"rules\":[{\"keywords\":[\"a\"],\"create\":{\"object\":\"lead\"}}]}",
    "{\"rules\":[{\"keywords\":[\"a\"],\"create\":\"deal\"}]}",
    "{\"rules\":[{\"keywords\":[\"a\"],\"replay\":\"b\"}]}",
    "{\"greetings\":\"a\",\"rules\":[]}",
    "{\"slots\":[{\"name\":\"n\",\"pattern\":\"a\",\"regex\":\"b\"}],\"rules\":[]}",
    ("{\"rules\":[{\"keywords\":[\"a\"],\"create\":{\"object\":\"deal\"},"
     "\"delete\":{\"object\":\"deal\"}}]}")
  };
  g_autofree char *file = g_build_filename (desk->folder, "rules.json", NULL);
  g_autofree char *words = g_strdup_printf ("run|--rules|%s|--room|room-1-0001|--say|a", file);

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *output = NULL;

      g_assert_true (g_file_set_contents (file, wrong[i], -1, NULL));
      output = run_bot (words, NULL, FALSE);
      g_assert_nonnull (strstr (output, "rules.json"));
    }
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  desk = desk_new ();
  desk_set_flag (desk, 1, CRM_FLAG_OMNICHANNEL_DEAL_TICKET_PANEL, TRUE);
  agent = fixture_sign_in (desk, "agent@nusantara.test", NULL);
  bot = desk_add_service (desk, 1, CRM_SCOPE_BOT);
  ai = desk_add_service (desk, 1, CRM_SCOPE_AGENTIC_AI);
  company = desk_add_service (desk, 1, CRM_SCOPE_COMPANY);
  g_test_add_func ("/bot/CDTC-S01-AC-1/CDTC-S03-AC-1/CDTC-S06/conversation", test_conversation);
  g_test_add_func ("/bot/CDTC-S01-AC-4/CDTC-S01-ERR-1/change-and-delete", test_change_and_delete);
  g_test_add_func ("/bot/CDTC-S01-AC-2/SEC-29/single-calls", test_single_calls);
  g_test_add_func ("/bot/E1/REL-09/race", test_race);
  g_test_add_func ("/bot/refused", test_refused);
  g_test_add_func ("/bot/no-server", test_no_server);
  g_test_add_func ("/bot/SEC-20/unknown-token", test_unknown_token);
  g_test_add_func ("/bot/unknown-room", test_unknown_room);
  g_test_add_func ("/bot/stopped", test_stopped);
  g_test_add_func ("/bot/SEC-20/usage", test_usage);
  g_test_add_func ("/bot/wrong-rules", test_wrong_rules);
  status = g_test_run ();
  g_free (agent);
  g_free (bot);
  g_free (ai);
  g_free (company);
  fixture_free (desk);
  return status;
}
