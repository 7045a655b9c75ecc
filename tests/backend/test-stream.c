/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "bilikd-desk.h"
#include "bilikd-room-events.h"
#include "stream-listener.h"

/* The stream of the real daemon, heard with libsoup. */

static Fixture *desk;
static char *agent;
static char *foreign;

static void
say (const char *room, const char *text)
{
  stream_say (desk, agent, room, text);
}

/* --- hearing ----------------------------------------------------------------------- */

static void
test_delivery (void)
{
  g_autoptr (Listener) first = listener_open (desk, agent, "");
  g_autoptr (Listener) second = listener_open (desk, agent, "");
  g_autoptr (Listener) other = listener_open (desk, foreign, "");
  gint64 seq = stream_get_seq (desk);
  CrmEvent event;

  say ("room-1-0002", "Halo");
  listener_wait_for_frames (first, 2);
  listener_wait_for_frames (second, 2);
  event = listener_get_event (first, 0);
  g_assert_cmpint (event.seq, ==, seq + 1);
  g_assert_cmpint (event.type, ==, CRM_STREAM_MESSAGE_CREATED);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (event.payload), "contents"), ==,
                   "Halo");
  event = listener_get_event (second, 1);
  g_assert_cmpint (event.seq, ==, seq + 2);
  g_assert_cmpint (event.type, ==, CRM_STREAM_ROOM_UPDATED);
  g_assert_cmpuint (other->frames->len, ==, 0);
}

static void
test_resume (void)
{
  gint64 seq = stream_get_seq (desk);
  g_autofree char *query = g_strdup_printf ("?since=%" G_GINT64_FORMAT, seq);
  g_autoptr (Listener) listener = NULL;

  for (guint i = 0; i < 400; i++)
    say ("room-1-0003", "while away");
  listener = listener_open (desk, agent, query);
  say ("room-1-0003", "and then");
  listener_wait_for_frames (listener, 802);
  for (guint i = 0; i < 802; i++)
    {
      CrmEvent event = listener_get_event (listener, i);

      g_assert_cmpint (event.seq, ==, seq + 1 + i);
    }
}

static void
test_resync (void)
{
  gint64 seq = stream_get_seq (desk);
  g_autofree char *query = g_strdup_printf ("?since=%" G_GINT64_FORMAT, seq);
  g_autofree char *other_epoch = g_strdup_printf ("?since=%" G_GINT64_FORMAT "&epoch=other", seq);
  g_autoptr (Listener) late = NULL;
  g_autoptr (Listener) ahead = listener_open (desk, agent, "?since=99999999");
  g_autoptr (Listener) restored = listener_open (desk, agent, other_epoch);

  say ("room-1-0002", "one");
  say ("room-1-0002", "two");
  desk_set_setting (desk, "DELETE FROM room_events WHERE organization_id = 1 AND seq < "
                          "(SELECT seq FROM room_streams WHERE organization_id = 1)");
  late = listener_open (desk, agent, query);
  listener_wait_for_frames (late, 1);
  listener_wait_for_frames (ahead, 1);
  listener_wait_for_frames (restored, 1);
  g_assert_cmpint (listener_get_event (late, 0).type, ==, CRM_STREAM_RESYNC);
  g_assert_cmpint (listener_get_event (late, 0).seq, ==, stream_get_seq (desk));
  g_assert_cmpint (listener_get_event (ahead, 0).type, ==, CRM_STREAM_RESYNC);
  g_assert_cmpint (listener_get_event (restored, 0).type, ==, CRM_STREAM_RESYNC);
}

/* An event of another process comes before ours that follows it, and does not wait until somebody looks. */
static void
test_written_elsewhere (void)
{
  g_autoptr (Listener) listener = listener_open (desk, agent, "");
  gint64 seq = stream_get_seq (desk), start = g_get_monotonic_time ();

  for (guint i = 0; i < 10; i++)
    {
      desk_set_flag (desk, 1, CRM_FLAG_CDP_CREATE_TICKET, i % 2 != 0);
      say ("room-1-0002", "and then");
      listener_wait_for_frames (listener, 3 * (i + 1));
    }
  g_test_message ("%.0f ms a round", (double) (g_get_monotonic_time () - start) / 10000);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 4 * G_USEC_PER_SEC);
  for (guint i = 0; i < 30; i++)
    g_assert_cmpint (listener_get_event (listener, i).seq, ==, seq + 1 + i);
}

/* What was written and taken back was never said; its place is the next one's. */
static void
test_taken_back (void)
{
  g_autoptr (Listener) listener = listener_open (desk, agent, "");
  gint64 seq = stream_get_seq (desk);
  g_autoptr (Reply) reply = NULL;
  CrmEvent event;

  desk_set_setting (desk, "CREATE TRIGGER refuse BEFORE INSERT ON room_events WHEN new.type = 'room.updated' "
                          "BEGIN SELECT raise (ABORT, 'refused'); END");
  reply = fixture_send (desk, "POST", "/omnichannel/v1/rooms/room-1-0002/messages", agent,
                        "{\"contents\":\"never said\"}", NULL);
  desk_set_setting (desk, "DROP TRIGGER refuse");
  g_assert_cmpuint (reply->status, ==, 409);
  say ("room-1-0002", "said");
  listener_wait_for_frames (listener, 2);
  event = listener_get_event (listener, 0);
  g_assert_cmpint (event.seq, ==, seq + 1);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (event.payload), "contents"), ==,
                   "said");
}

/* A room that was deleted since: its event keeps its place and loses what it said. */
static void
test_deleted_room (void)
{
  g_autofree char *query = g_strdup_printf ("?since=%" G_GINT64_FORMAT, stream_get_seq (desk));
  g_autoptr (Listener) listener = NULL;

  say ("room-1-0009", "secret");
  desk_set_setting (desk, "UPDATE rooms SET deleted_at = 1 WHERE organization_id = 1 AND id = 'room-1-0009'");
  listener = listener_open (desk, agent, query);
  listener_wait_for_frames (listener, 2);
  g_assert_null (listener_get_event (listener, 0).payload);
  g_assert_null (listener_get_event (listener, 1).payload);
}

/* TCKT-S07: a switch of another process reaches who is signed in; one that changes nothing reaches nobody. */
static void
test_flags (void)
{
  g_autoptr (Listener) listener = listener_open (desk, agent, "");
  g_autoptr (Listener) other = listener_open (desk, foreign, "");

  desk_set_flag (desk, 1, CRM_FLAG_CDP_CREATE_TICKET, FALSE);
  desk_set_flag (desk, 1, CRM_FLAG_CDP_CREATE_TICKET, FALSE);
  desk_set_flag (desk, 1, CRM_FLAG_CDP_CREATE_TICKET, TRUE);
  desk_set_setting (desk, "UPDATE organizations SET ticket_create_surface = 'native' WHERE id = 1");
  desk_set_setting (desk, "UPDATE organizations SET ticket_create_surface = 'embed' WHERE id = 1");
  say ("room-1-0002", "and then");
  listener_wait_for_type (listener, CRM_STREAM_MESSAGE_CREATED, 1);
  g_assert_cmpuint (listener_count (listener, CRM_STREAM_FLAGS_CHANGED), ==, 4);
  g_assert_cmpuint (other->frames->len, ==, 0);
}

/* A link, by whichever way it comes, is told once to whoever may see tickets. */
static void
test_associated (void)
{
  g_autofree char *bot = desk_add_service (desk, 1, CRM_SCOPE_BOT);
  g_autofree char *contact = desk_find_customer (desk, "c360", 30);
  g_autofree char *ticket = desk_create_ticket (desk, agent, "Link me", "", "");
  g_autofree char *path = g_strdup_printf ("/v1/leads/%s/tickets/%s", contact, ticket);
  g_autofree char *body = g_strdup_printf ("{\"name\":\"Of a bot\",\"contact_id\":\"%s\"}", contact);
  g_autoptr (Listener) listener = listener_open (desk, agent, "");
  g_autoptr (Reply) linked = fixture_send (desk, "POST", path, agent, "{}", NULL);
  g_autoptr (Reply) again = fixture_send (desk, "POST", path, agent, "{}", NULL);
  g_autoptr (Reply) created = NULL;
  JsonObject *payload;

  g_assert_cmpuint (linked->status, ==, 200);
  g_assert_cmpuint (again->status, ==, 200);
  listener_wait_for_type (listener, CRM_STREAM_TICKET_ASSOCIATED, 1);
  payload = json_node_get_object (listener_get_event (listener, 0).payload);
  g_assert_cmpstr (json_object_get_string_member (payload, "ticket_id"), ==, ticket);
  g_assert_cmpstr (json_object_get_string_member (payload, "contact_id"), ==, contact);
  created = fixture_send (desk, "POST", "/api/v3.1/tickets", bot, body, NULL);
  g_assert_cmpuint (created->status, ==, 201);
  while (fixture_query (desk, "SELECT count(*) FROM outbox WHERE delivered_at IS NULL AND "
                              "topic = 'ticket.associated'") > 0)
    g_main_context_iteration (NULL, TRUE);
  say ("room-1-0002", "and then");
  listener_wait_for_type (listener, CRM_STREAM_MESSAGE_CREATED, 1);
  g_assert_cmpuint (listener_count (listener, CRM_STREAM_TICKET_ASSOCIATED), ==, 2);
}

/* One batch, two views: without the permission of an event one learns its place and nothing else. */
static void
test_withheld (void)
{
  g_autofree char *inbox = fixture_sign_in (desk, "inbox@nusantara.test", NULL);
  g_autofree char *contact = desk_find_customer (desk, "c360", 31);
  g_autofree char *ticket = desk_create_ticket (desk, agent, "Not for all", "", "");
  g_autofree char *path = g_strdup_printf ("/v1/leads/%s/tickets/%s", contact, ticket);
  g_autoptr (Listener) first = listener_open (desk, inbox, "");
  g_autoptr (Listener) second = listener_open (desk, agent, "");
  g_autoptr (Listener) third = listener_open (desk, inbox, "");
  g_autoptr (Reply) linked = fixture_send (desk, "POST", path, agent, "{}", NULL);

  g_assert_cmpuint (linked->status, ==, 200);
  listener_wait_for_type (first, CRM_STREAM_TICKET_ASSOCIATED, 1);
  listener_wait_for_type (second, CRM_STREAM_TICKET_ASSOCIATED, 1);
  listener_wait_for_type (third, CRM_STREAM_TICKET_ASSOCIATED, 1);
  g_assert_null (listener_get_event (first, 0).payload);
  g_assert_nonnull (listener_get_event (second, 0).payload);
  g_assert_null (listener_get_event (third, 0).payload);
}

/* What an agent may no longer see is withheld from a stream that is open already. */
static void
test_demoted (void)
{
  g_autofree char *token = fixture_sign_in (desk, "tso@nusantara.test", NULL);
  g_autofree char *contact = desk_find_customer (desk, "c360", 32);
  g_autofree char *ticket = desk_create_ticket (desk, agent, "Not any more", "", "");
  g_autofree char *path = g_strdup_printf ("/v1/leads/%s/tickets/%s", contact, ticket);
  g_autoptr (Listener) listener = listener_open (desk, token, "");
  g_autoptr (Reply) linked = NULL;
  gint64 until = g_get_monotonic_time () + 5 * G_USEC_PER_SEC;

  desk_set_setting (desk, "UPDATE agents SET role = 'inbox' WHERE email = 'tso@nusantara.test'");
  while (g_get_monotonic_time () < until)
    g_main_context_iteration (NULL, TRUE);
  linked = fixture_send (desk, "POST", path, agent, "{}", NULL);
  g_assert_cmpuint (linked->status, ==, 200);
  listener_wait_for_type (listener, CRM_STREAM_TICKET_ASSOCIATED, 1);
  g_assert_null (listener_get_event (listener, 0).payload);
}

/* A client need not wait for the answer to its handshake. */
static void
test_early_frame (void)
{
  static const char ping[] = "\x89\x82"
                             "abcd"
                             "\x07\x0b"; /* masked: "fi" */
  g_autoptr (GSocketConnection) early = stream_connect (desk, agent, "", ping);
  g_autofree char *pong = NULL;
  guint8 opcode = 0;

  g_socket_set_timeout (g_socket_connection_get_socket (early), 10);
  pong = stream_read_frame (early, &opcode);
  g_assert_cmpuint (opcode, ==, 0xa);
  g_assert_cmpstr (pong, ==, "fi");
}

/* --- ending -------------------------------------------------------------------------- */

static void
test_refused (void)
{
  g_autoptr (Listener) forged = listener_open (desk, "e30.e30.e30", "");

  g_assert_null (forged->connection);
  g_assert_nonnull (forged->error);
}

static void
test_revoked (void)
{
  g_autofree char *token = fixture_sign_in (desk, "associate@nusantara.test", NULL);
  g_autoptr (Listener) listener = listener_open (desk, token, "");
  g_autoptr (Listener) other = listener_open (desk, agent, "");
  gint64 since = g_get_monotonic_time ();
  g_autoptr (Reply) reply = fixture_send (desk, "DELETE", "/v1/session", token, NULL, NULL);

  g_assert_cmpuint (reply->status, ==, 204);
  listener_wait (&listener->is_closed);
  g_assert_cmpint (g_get_monotonic_time () - since, <, 5 * G_USEC_PER_SEC);
  g_assert_cmpuint (soup_websocket_connection_get_close_code (listener->connection), ==,
                    CRM_STREAM_CLOSE_SESSION_ENDED);
  g_assert_false (other->is_closed);
}

static void
test_large_frame (void)
{
  g_autoptr (Listener) listener = listener_open (desk, agent, "");
  g_autofree char *text = g_strnfill (64 * 1024 + 1, 'x');

  soup_websocket_connection_send_text (listener->connection, text);
  listener_wait (&listener->is_closed);
  g_assert_cmpuint (soup_websocket_connection_get_close_code (listener->connection), ==, 1009);
}

/* REL-06: who answers stays, who is silent is let go within three heartbeats and told why. */
static void
test_silent (void)
{
  static const char *const arguments[] = { "--heartbeat", "1", NULL };
  static const char farewell[] = { '\x88', 2, CRM_STREAM_CLOSE_SILENT >> 8, CRM_STREAM_CLOSE_SILENT & 0xff };
  g_autoptr (GSocketConnection) mute = NULL;
  g_autoptr (Listener) awake = NULL;
  g_autofree char *heard = g_malloc0 (4096);
  gint64 start;
  gsize n = 0;

  fixture_stop (desk);
  fixture_start (desk, arguments);
  awake = listener_open (desk, agent, "");
  mute = stream_connect (desk, agent, "", NULL); /* does not even answer a ping */
  start = g_get_monotonic_time ();
  while (g_get_monotonic_time () - start < 6 * G_USEC_PER_SEC)
    g_main_context_iteration (NULL, TRUE);
  g_input_stream_read_all (g_io_stream_get_input_stream (G_IO_STREAM (mute)), heard, 4096, &n, NULL, NULL);
  g_assert_nonnull (memmem (heard, n, farewell, sizeof farewell));
  g_assert_cmpint (g_get_monotonic_time () - start, <, 12 * G_USEC_PER_SEC);
  g_assert_false (awake->is_closed);
  desk_wait_for_metric (desk, "bilikd_streams_silent_total 1");
  desk_wait_for_metric (desk, "bilikd_streams 1");
  say ("room-1-0002", "still here");
  listener_wait_for_type (awake, CRM_STREAM_MESSAGE_CREATED, 1);
}

static void
test_stop (void)
{
  g_autoptr (Listener) listener = listener_open (desk, agent, "");

  g_subprocess_send_signal (desk->process, SIGTERM);
  listener_wait (&listener->is_closed);
  g_assert_cmpuint (soup_websocket_connection_get_close_code (listener->connection), ==,
                    CRM_STREAM_CLOSE_GOING_AWAY);
  g_assert_true (g_subprocess_wait_check (desk->process, NULL, NULL));
  g_clear_object (&desk->process);
  fixture_start (desk, NULL);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  desk = desk_new ();
  agent = fixture_sign_in (desk, "agent@nusantara.test", NULL);
  foreign = fixture_sign_in (desk, "agent@senja.test", NULL);
  g_test_add_func ("/stream/SEC-21/delivery", test_delivery);
  g_test_add_func ("/stream/REL-06/resume", test_resume);
  g_test_add_func ("/stream/REL-10/resync", test_resync);
  g_test_add_func ("/stream/REL-10/written-elsewhere", test_written_elsewhere);
  g_test_add_func ("/stream/REL-10/taken-back", test_taken_back);
  g_test_add_func ("/stream/deleted-room", test_deleted_room);
  g_test_add_func ("/stream/TCKT-S07/flags", test_flags);
  g_test_add_func ("/stream/TCKT-S04/MTCK-S03/associated", test_associated);
  g_test_add_func ("/stream/SEC-21/withheld", test_withheld);
  g_test_add_func ("/stream/SEC-19/demoted", test_demoted);
  g_test_add_func ("/stream/early-frame", test_early_frame);
  g_test_add_func ("/stream/SEC-19/forged", test_refused);
  g_test_add_func ("/stream/SEC-19/revoked", test_revoked);
  g_test_add_func ("/stream/SEC-25/large-frame", test_large_frame);
  g_test_add_func ("/stream/REL-06/silent", test_silent);
  g_test_add_func ("/stream/stop", test_stop);
  status = g_test_run ();
  g_free (agent);
  g_free (foreign);
  fixture_free (desk);
  return status;
}
