/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "async-wait.h"
#include "crm-client-private.h"
#include "crm-event-stream-private.h"
#include "crm-event.h"
#include "link-relay.h"
#include "real-backend.h"

/* The stream of the client, against a real bilikd across a network that fails. */

#define ROOM   "room-1-0002"
#define N_LONG 400

static RealBackend *backend;

typedef struct
{
  LinkRelay *relay;
  CrmClient *client;
  CrmEventStream *stream;
  GHashTable *seen; /* id of a message → how often it was told */
  guint n_messages;
  guint n_rooms;
  guint n_resyncs;
  guint n_ends;
  guint wanted;
} Fixture;

static void
on_message (CrmEventStream *stream, CrmMessage *message, Fixture *fixture)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (fixture->seen, crm_message_get_contents (message)));

  fixture->n_messages++;
  g_hash_table_insert (fixture->seen, g_strdup (crm_message_get_contents (message)),
                       GUINT_TO_POINTER (n + 1));
}

static void
count (gpointer source, guint *counter)
{
  ++*counter;
}

static void
count_room (CrmEventStream *stream, CrmRoom *room, guint *counter)
{
  ++*counter;
}

static gboolean
is_online (gpointer data)
{
  return crm_event_stream_get_is_online (((Fixture *) data)->stream);
}

static gboolean
is_offline (gpointer data)
{
  return !is_online (data);
}

static gboolean
has_wanted (gpointer data)
{
  Fixture *fixture = data;

  return fixture->n_messages >= fixture->wanted;
}

static gboolean
has_resynced (gpointer data)
{
  return ((Fixture *) data)->n_resyncs > 0;
}

static gboolean
has_ended (gpointer data)
{
  return ((Fixture *) data)->n_ends > 0;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fixture->relay = link_relay_new (real_backend_get_url (backend));
  fixture->client = crm_client_new (link_relay_get_url (fixture->relay), NULL);
  crm_client_sign_in (fixture->client, "agent@nusantara.test", real_backend_get_password (backend), NULL,
                      keep_result, &result);
  g_assert_true (crm_client_sign_in_finish (fixture->client, await_result (&result), &error));

  fixture->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  fixture->stream = crm_event_stream_new (fixture->client);
  g_signal_connect (fixture->stream, "message-created", G_CALLBACK (on_message), fixture);
  g_signal_connect (fixture->stream, "room-updated", G_CALLBACK (count_room), &fixture->n_rooms);
  g_signal_connect (fixture->stream, "resync", G_CALLBACK (count), &fixture->n_resyncs);
  g_signal_connect (fixture->client, "session-ended", G_CALLBACK (count), &fixture->n_ends);
  crm_event_stream_start (fixture->stream);
  await_condition (is_online, fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  crm_event_stream_stop (fixture->stream);
  /* What is on its way to be cancelled holds it a moment longer. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->stream);
  g_object_unref (fixture->client);
  link_relay_free (fixture->relay);
  g_hash_table_unref (fixture->seen);
}

/* Another agent, on a network of his own, says something. */
static void
say (CrmClient *speaker, const char *text)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmMessage) message = NULL;

  crm_client_send_message (speaker, ROOM, text, NULL, NULL, keep_result, &result);
  message = crm_client_send_message_finish (speaker, await_result (&result), &error);
  g_assert_no_error (error);
}

static CrmClient *
create_speaker (void)
{
  g_autoptr (CrmSignedIn) signed_in = real_backend_sign_in (backend, "admin@nusantara.test");

  return g_object_ref (signed_in->client);
}

static void
assert_each_once (Fixture *fixture, guint n)
{
  GHashTableIter iterator;
  gpointer times;

  g_assert_cmpuint (g_hash_table_size (fixture->seen), ==, n);
  g_hash_table_iter_init (&iterator, fixture->seen);
  while (g_hash_table_iter_next (&iterator, NULL, &times))
    g_assert_cmpuint (GPOINTER_TO_UINT (times), ==, 1);
}

static void
await_messages (Fixture *fixture, guint n)
{
  fixture->wanted = n;
  await_condition (has_wanted, fixture);
}

/* --- hearing --------------------------------------------------------------------------------------- */

static void
test_hears (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CrmClient) speaker = create_speaker ();

  say (speaker, "Halo <b>&amp;");
  await_messages (fixture, 1);
  g_assert_true (g_hash_table_contains (fixture->seen, "Halo <b>&amp;"));
  say (speaker, "two");
  await_messages (fixture, 2);
  g_assert_cmpuint (fixture->n_rooms, >=, 1);
  g_assert_cmpuint (fixture->n_resyncs, ==, 0);
}

/* What an answer showed of before the stream began was never told: load it again. */
static void
test_late_answer (Fixture *fixture, gconstpointer data)
{
  g_autofree char *epoch =
      real_backend_query (backend, "SELECT epoch FROM room_streams WHERE organization_id = 1");

  crm_client_tell_place (fixture->client, epoch, crm_event_stream_get_seq (fixture->stream));
  g_assert_cmpuint (fixture->n_resyncs, ==, 0);
  crm_client_tell_place (fixture->client, epoch, crm_event_stream_get_seq (fixture->stream) - 1);
  g_assert_cmpuint (fixture->n_resyncs, ==, 1);
}

/* --- REL-06 ---------------------------------------------------------------------------------------- */

static void
go_away_and_come_back (Fixture *fixture, LinkState state)
{
  g_autoptr (CrmClient) speaker = create_speaker ();
  gint64 since;

  say (speaker, "before");
  await_messages (fixture, 1);
  since = g_get_monotonic_time ();
  link_relay_set_state (fixture->relay, state);
  await_condition (is_offline, fixture);
  g_test_message ("offline after %.1f s", (double) (g_get_monotonic_time () - since) / G_USEC_PER_SEC);
  g_assert_cmpint (g_get_monotonic_time () - since, <=, 10 * G_USEC_PER_SEC);

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *text = g_strdup_printf ("missed %u", i);

      say (speaker, text);
    }
  since = g_get_monotonic_time ();
  link_relay_set_state (fixture->relay, LINK_OPEN);
  await_condition (is_online, fixture);
  g_test_message ("online after %.1f s", (double) (g_get_monotonic_time () - since) / G_USEC_PER_SEC);
  g_assert_cmpint (g_get_monotonic_time () - since, <=, 5 * G_USEC_PER_SEC);
  await_messages (fixture, 21);
  say (speaker, "after");
  await_messages (fixture, 22);
  assert_each_once (fixture, 22);
  g_assert_cmpuint (fixture->n_resyncs, ==, 0);
}

static void
test_cut (Fixture *fixture, gconstpointer data)
{
  go_away_and_come_back (fixture, LINK_CUT);
}

static void
test_half_open (Fixture *fixture, gconstpointer data)
{
  go_away_and_come_back (fixture, LINK_STALLED);
}

/* Away for so long that the server has forgotten what was missed. */
static void
test_gone_for_good (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CrmClient) speaker = create_speaker ();

  link_relay_set_state (fixture->relay, LINK_CUT);
  await_condition (is_offline, fixture);
  say (speaker, "one");
  say (speaker, "two");
  real_backend_execute (backend, "DELETE FROM room_events WHERE organization_id = 1 AND seq < "
                                 "(SELECT seq FROM room_streams WHERE organization_id = 1)");
  link_relay_set_state (fixture->relay, LINK_OPEN);
  crm_event_stream_reconnect (fixture->stream);
  await_condition (has_resynced, fixture);
  g_assert_cmpuint (fixture->n_messages, ==, 0);
  say (speaker, "three");
  await_messages (fixture, 1);
}

/* --- tokens ---------------------------------------------------------------------------------------- */

static void
test_renews_token (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CrmClient) speaker = create_speaker ();

  g_free (fixture->client->access_token);
  fixture->client->access_token = g_strdup ("e30.e30.e30");
  link_relay_set_state (fixture->relay, LINK_CUT);
  await_condition (is_offline, fixture);
  link_relay_set_state (fixture->relay, LINK_OPEN);
  await_condition (is_online, fixture);
  say (speaker, "still here");
  await_messages (fixture, 1);
  g_assert_cmpuint (fixture->n_ends, ==, 0);
}

static void
test_session_ended (Fixture *fixture, gconstpointer data)
{
  real_backend_execute (backend, "UPDATE sessions SET revoked_at = 1");
  await_condition (has_ended, fixture);
  await_condition (is_offline, fixture);
  /* Nobody is there to connect for. */
  crm_event_stream_reconnect (fixture->stream);
  g_assert_false (is_online (fixture));
}

/* --- REL-13, this side: a console that stops reading is cut off, connects again and misses nothing --------- */

static void
test_slow (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CrmClient) speaker = create_speaker ();
  g_autofree char *long_text = g_strnfill (16000, 'x');

  /* More than the sockets on the way and the server's patience hold together. */
  link_relay_set_state (fixture->relay, LINK_STALLED);
  for (guint i = 0; i < N_LONG; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u %s", i, long_text);

      say (speaker, text);
    }
  link_relay_set_state (fixture->relay, LINK_OPEN);
  await_messages (fixture, N_LONG);
  assert_each_once (fixture, N_LONG);
}

/* --- REL-10: any order, any number of times, and nothing at all ---------------------------------------------- */

#define N_SCHEDULES 10000
#define N_ROOMS     3
#define MAX_EVENTS  24

/* What a console shows of a server: per room the last message it knows. */
typedef struct
{
  guint values[N_ROOMS];
} Shown;

typedef struct
{
  GRand *random;
  CrmEventStream *stream;
  guint n_events; /* of the server */
  guint room[MAX_EVENTS];
  Shown server;
  Shown client;
} Schedule;

static char *
dup_frame (Schedule *self, guint seq)
{
  GString *text = g_string_new (NULL);
  g_autofree char *room_id = g_strdup_printf ("room-%u", self->room[seq - 1]);
  g_autofree char *payload = g_strdup_printf (
      "{\"id\":\"%u\",\"room_id\":\"%s\",\"speaker\":\"customer\",\"name\":\"Siti\",\"type\":\"text\","
      "\"contents\":\"%u\",\"delivery\":\"received\",\"created_at\":\"2026-06-26T14:02:11.123Z\"}",
      seq, room_id, seq);

  crm_event_encode (seq, "epoch", crm_stream_event_to_wire (CRM_STREAM_MESSAGE_CREATED), room_id, payload,
                    text);
  return g_string_free (text, FALSE);
}

static void
on_scheduled_message (CrmEventStream *stream, CrmMessage *message, Schedule *self)
{
  guint room = (guint) g_ascii_strtoull (crm_message_get_room_id (message) + strlen ("room-"), NULL, 10);

  self->client.values[room] = (guint) g_ascii_strtoull (crm_message_get_contents (message), NULL, 10);
}

/* Loads again: what the server holds at that time. */
static void
on_scheduled_resync (CrmEventStream *stream, Schedule *self)
{
  self->client = self->server;
}

static void
deliver (Schedule *self, guint seq)
{
  g_autofree char *frame = dup_frame (self, seq);

  crm_event_stream_take_frame (self->stream, frame, -1);
}

/* The server goes on; its frames are lost, doubled, swapped or late. */
static void
run_schedule (Schedule *self)
{
  guint late[MAX_EVENTS];
  guint n_late = 0;

  while (self->n_events < MAX_EVENTS)
    {
      guint seq = ++self->n_events;
      guint room = (guint) g_rand_int_range (self->random, 0, N_ROOMS);
      int fate = g_rand_int_range (self->random, 0, 10);

      self->room[seq - 1] = room;
      self->server.values[room] = seq;
      if (fate < 5)
        deliver (self, seq);
      if (fate == 4 || fate == 5)
        deliver (self, (guint) g_rand_int_range (self->random, 1, (gint32) seq + 1));
      if (fate == 6 || fate == 7)
        late[n_late++] = seq;
      while (n_late > 0 && g_rand_boolean (self->random))
        deliver (self, late[--n_late]);
    }
  /* Cut and connected again: the server brings what is behind the place that was asked for. */
  for (guint seq = (guint) crm_event_stream_get_seq (self->stream) + 1; seq <= self->n_events; seq++)
    deliver (self, seq);
}

static void
test_schedules (void)
{
  g_autoptr (CrmClient) client = crm_client_new ("http://127.0.0.1:9", NULL);

  for (guint seed = 0; seed < N_SCHEDULES; seed++)
    {
      g_autoptr (CrmEventStream) stream = crm_event_stream_new (client);
      Schedule schedule = { .random = g_rand_new_with_seed (seed), .stream = stream };

      g_signal_connect (stream, "message-created", G_CALLBACK (on_scheduled_message), &schedule);
      g_signal_connect (stream, "resync", G_CALLBACK (on_scheduled_resync), &schedule);
      run_schedule (&schedule);
      for (guint i = 0; i < N_ROOMS; i++)
        if (schedule.client.values[i] != schedule.server.values[i])
          g_error ("seed %u: room %u shows %u, the server has %u", seed, i, schedule.client.values[i],
                   schedule.server.values[i]);
      g_assert_cmpint (crm_event_stream_get_seq (stream), ==, schedule.n_events);
      g_rand_free (schedule.random);
    }
}

/* What can't be understood may have been anything. */
static void
test_hostile_frames (void)
{
  static const char *const frames[] = {
    "",
    "null",
    "[]",
    "{\"seq\":1}",
    "{\"seq\":\"1\",\"epoch\":\"e\",\"type\":\"message.created\",\"room_id\":null,\"payload\":null}",
    "{\"seq\":1,\"epoch\":\"e\",\"type\":\"room.exploded\",\"room_id\":null,\"payload\":null}",
    "{\"seq\":2,\"epoch\":\"e\",\"type\":\"message.created\",\"room_id\":\"r\",\"payload\":{\"id\":7}}",
    "{\"seq\":3,\"epoch\":\"e\",\"type\":\"records.changed\",\"room_id\":null,\"payload\":{}}",
    "{\"seq\":4,\"epoch\":\"e\",\"type\":\"ticket.associated\",\"room_id\":null,\"payload\":[]}",
    "{\"seq\":5,\"epoch\":\"e\",\"type\":\"room.updated\",\"room_id\":\"../x\",\"payload\":{}}",
    "\xff\xfe",
  };
  g_autoptr (CrmClient) client = crm_client_new ("http://127.0.0.1:9", NULL);
  g_autoptr (CrmEventStream) stream = crm_event_stream_new (client);
  guint n_resyncs = 0;

  g_signal_connect (stream, "resync", G_CALLBACK (count), &n_resyncs);
  for (guint i = 0; i < G_N_ELEMENTS (frames); i++)
    {
      crm_event_stream_take_frame (stream, frames[i], -1);
      g_assert_cmpuint (n_resyncs, ==, i + 1);
    }
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  backend = real_backend_start ();
  g_test_add_func ("/event-stream/REL-10/10000-schedules-end-in-the-server-s-state", test_schedules);
  g_test_add_func ("/event-stream/REL-10/hostile-frames-resync", test_hostile_frames);
#define ADD(name, function) g_test_add ("/event-stream/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("hears-what-happens", test_hears);
  ADD ("REL-10/an-answer-of-before-the-beginning-resyncs", test_late_answer);
  ADD ("REL-06/cut-and-healed", test_cut);
  ADD ("REL-06/half-open-peer", test_half_open);
  ADD ("REL-10/missed-for-good-resyncs", test_gone_for_good);
  ADD ("REL-13/too-slow-connects-again", test_slow);
  ADD ("renews-a-refused-token", test_renews_token);
  ADD ("stops-with-the-session", test_session_ended);
#undef ADD
  result = g_test_run ();
  real_backend_stop (backend);
  return result;
}
