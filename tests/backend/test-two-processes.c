/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "bilikd-desk.h"
#include "crm-panel.h"
#include "stream-listener.h"

/* The CRM and Omnichannel apart, each a real bilikd with a part of the endpoints; the CRM twice, on one database. */

#define PATIENCE  (30 * G_USEC_PER_SEC)
#define N_WAITING "SELECT count(*) FROM outbox WHERE delivered_at IS NULL"
#define ROOM      "room-1-0007"
#define N_ROUNDS  12

static Fixture *crm;
static Fixture *twin; /* of the CRM: another process, the same database */
static Fixture *rooms;
static char *bot;
static char *ai;

static void
set_up (void)
{
  const char *const rooms_arguments[] = { "--serve", "omnichannel", NULL };
  g_autofree char *url = NULL;
  g_autofree char *key = NULL;

  rooms = desk_new ();
  fixture_stop (rooms);
  fixture_start (rooms, rooms_arguments);
  url = g_strdup_printf ("http://127.0.0.1:%u", rooms->port);
  key = g_build_filename (rooms->folder, "bilikd.key", NULL);
  {
    const char *const arguments[] = { "--serve", "crm", "--omnichannel-url", url, "--key-file", key, NULL };

    crm = desk_new ();
    fixture_stop (crm);
    fixture_start (crm, arguments);
    twin = g_new0 (Fixture, 1);
    twin->folder = fixture_make_folder ();
    twin->database = g_strdup (crm->database);
    twin->log = g_build_filename (twin->folder, "stderr", NULL);
    fixture_start (twin, arguments);
  }
  desk_set_flag (rooms, 1, CRM_FLAG_OMNICHANNEL_DEAL_TICKET_PANEL, TRUE);
  bot = desk_add_service (crm, 1, CRM_SCOPE_BOT);
  ai = desk_add_service (crm, 1, CRM_SCOPE_AGENTIC_AI);
}

static void
wait_until_told (void)
{
  gint64 until = g_get_monotonic_time () + PATIENCE;

  while (fixture_query (crm, N_WAITING) != 0 && g_get_monotonic_time () < until)
    g_usleep (20000);
  g_assert_cmpint (fixture_query (crm, N_WAITING), ==, 0);
}

/* Each serves its own and nothing of the other's. */
static void
test_parts (void)
{
  g_autofree char *agent = fixture_sign_in (rooms, "agent@nusantara.test", NULL);
  g_autofree char *other = fixture_sign_in (crm, "agent@nusantara.test", NULL);
  g_autoptr (Reply) list = desk_get (rooms, agent, "/omnichannel/v1/rooms");
  g_autoptr (Reply) leads = desk_get (crm, other, "/v1/leads");
  g_autoptr (Reply) no_leads = fixture_send (rooms, "GET", "/v1/leads", agent, NULL, NULL);
  g_autoptr (Reply) no_deal = fixture_send (rooms, "POST", "/api/v3.1/deals", agent, "{}", NULL);
  g_autoptr (Reply) no_rooms = fixture_send (crm, "GET", "/omnichannel/v1/rooms", other, NULL, NULL);
  g_autoptr (Reply) no_stream = fixture_send (crm, "GET", "/omnichannel/v1/stream", other, NULL, NULL);

  reply_assert_problem (no_leads, 404, "not_found");
  reply_assert_problem (no_deal, 404, "not_found");
  reply_assert_problem (no_rooms, 404, "not_found");
  reply_assert_problem (no_stream, 404, "not_found");
}

/* Two creates for one room, by two processes at the same moment. */
static void
race (void)
{
  g_autofree char *server = g_strdup_printf ("http://127.0.0.1:%u", crm->port);
  g_autofree char *rival = g_strdup_printf ("http://127.0.0.1:%u", twin->port);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_setenv (launcher, "BILIK_BOT_TOKEN", bot, TRUE);
  g_subprocess_launcher_setenv (launcher, "BILIK_RIVAL_TOKEN", ai, TRUE);
  process = g_subprocess_launcher_spawn (launcher, &error, BILIKCTL_PROGRAM, "bot", "race", "deal", "--room",
                                         ROOM, "--server", server, "--rival-server", rival, NULL);
  g_assert_no_error (error);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
}

/* What a client shows that has heard these events. */
static char *
replay (Listener *listener)
{
  g_auto (CrmPanel) panel = { 0 };

  for (guint i = 0; i < listener->frames->len; i++)
    {
      CrmEvent event = listener_get_event (listener, i);
      g_autoptr (CrmJsonReader) reader = NULL;
      g_autoptr (CrmRoomRecord) record = NULL;

      if (event.type != CRM_STREAM_RECORDS_CHANGED)
        continue;
      reader = crm_json_reader_new (event.payload);
      crm_json_reader_enter (reader, NULL);
      record = crm_room_record_decode (reader);
      g_assert_nonnull (record);
      crm_panel_apply (&panel, record);
    }
  g_assert_nonnull (panel.latest[CRM_RECORD_DEAL]);
  return g_strdup (panel.latest[CRM_RECORD_DEAL]->external_id);
}

static gint64
get_seq (void)
{
  return fixture_query (rooms, "SELECT seq FROM room_streams WHERE organization_id = 1");
}

static char *
get_winner (void)
{
  return desk_query_text (crm, "SELECT CAST (id AS TEXT) FROM deals WHERE organization_id = 1 AND "
                               "room_id = '" ROOM "' ORDER BY created_at DESC, id DESC LIMIT 1");
}

static void
assert_shown (Listener *listener, gint64 n_events, const char *winner)
{
  g_autofree char *seen = NULL;

  listener_wait_for_frames (listener, (guint) n_events);
  seen = replay (listener);
  g_assert_cmpstr (seen, ==, winner);
}

/* REL-09, E1: one winner on every client, heard at the time or replayed, and in what the API says. */
static void
test_race (void)
{
  g_autofree char *agent = fixture_sign_in (rooms, "agent@nusantara.test", NULL);
  g_autofree char *associate = fixture_sign_in (rooms, "associate@nusantara.test", NULL);
  gint64 seq = get_seq ();
  g_autofree char *since = g_strdup_printf ("?since=%" G_GINT64_FORMAT, seq);
  g_autoptr (Listener) first = listener_open (rooms, agent, "");
  g_autoptr (Listener) second = listener_open (rooms, associate, "");

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      g_autofree char *winner = NULL;
      g_autoptr (Listener) late = NULL;
      g_autoptr (Reply) shown = NULL;
      gint64 n_events;

      race ();
      wait_until_told ();
      n_events = get_seq () - seq;
      winner = get_winner ();
      late = listener_open (rooms, agent, since);
      assert_shown (first, n_events, winner);
      assert_shown (second, n_events, winner);
      assert_shown (late, n_events, winner);
      shown = desk_get (rooms, agent, "/omnichannel/v1/rooms/" ROOM "/records");
      g_assert_cmpstr (json_object_get_string_member (
                           json_object_get_object_member (reply_get_object (shown), "deal"), "external_id"),
                       ==, winner);
    }
  g_assert_cmpint (fixture_query (crm, "SELECT count(*) FROM deals WHERE room_id = '" ROOM "'"), ==,
                   2 * N_ROUNDS);
  g_test_message ("%" G_GINT64_FORMAT " of %d rounds within one millisecond",
                  fixture_query (crm, "SELECT count(*) - count(DISTINCT created_at) FROM deals "
                                      "WHERE room_id = '" ROOM "'"),
                  N_ROUNDS);
}

/* The chat history of a timeline entry comes from the other process. */
static void
test_history (void)
{
  g_autoptr (Reply) made =
      fixture_send (crm, "POST", "/api/v3.1/tickets", bot,
                    "{\"name\":\"Apart\",\"room_id\":\"room-1-0003\",\"creator_flag\":\"bot\"}", NULL);
  gint64 until = g_get_monotonic_time () + PATIENCE;
  const char *filled =
      "SELECT count(*) FROM timeline_entries WHERE room_id = 'room-1-0003' AND preview_state = 'filled'";

  g_assert_cmpuint (made->status, ==, 201);
  while (fixture_query (crm, filled) == 0 && g_get_monotonic_time () < until)
    g_usleep (20000);
  g_assert_cmpint (fixture_query (crm, filled), ==, 1);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  set_up ();
  g_test_add_func ("/two-processes/parts", test_parts);
  g_test_add_func ("/two-processes/REL-09/E1/race", test_race);
  g_test_add_func ("/two-processes/CDTC-S04-AC-1/history", test_history);
  status = g_test_run ();
  fixture_free (twin);
  fixture_free (crm);
  fixture_free (rooms);
  g_free (bot);
  g_free (ai);
  return status;
}
