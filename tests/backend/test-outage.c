/* SPDX-License-Identifier: GPL-3.0-or-later */
/* REL-11: Omnichannel is away. The CRM goes on, what it has to tell waits, and all of it arrives once, in the order of
 * each record, soon after Omnichannel is back. */
#include <string.h>

#include "bilikd-delivery.h"
#include "bilikd-desk.h"
#include "bilikd-outbox.h"

#define PATIENCE  (30 * G_USEC_PER_SEC) /* also what REL-11 allows */
#define N_ROOMS   12
#define N_WAITING "SELECT count(*) FROM outbox WHERE delivered_at IS NULL AND topic GLOB 'record.*'"

static Fixture *crm;
static Fixture *rooms;
static char *bot;
static char *rooms_port;

/* --- the two systems ----------------------------------------------------------------------------- */

static void
start_rooms (void)
{
  const char *const arguments[] = { "--serve", "omnichannel", "--port", rooms_port, NULL };

  fixture_start (rooms, arguments);
}

static void
start_crm (guint port)
{
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u", port);
  g_autofree char *history = g_strdup_printf ("http://127.0.0.1:%s", rooms_port);
  g_autofree char *key = g_build_filename (rooms->folder, "bilikd.key", NULL);
  const char *const arguments[] = {
    "--serve", "crm", "--omnichannel-url", url, "--chat-panel-url", history, "--key-file", key, NULL
  };

  fixture_start (crm, arguments);
}

static void
set_up (void)
{
  rooms = desk_new ();
  rooms_port = g_strdup_printf ("%u", rooms->port);
  fixture_stop (rooms);
  start_rooms ();
  crm = desk_new ();
  fixture_stop (crm);
  start_crm (rooms->port);
  bot = desk_add_service (crm, 1, CRM_SCOPE_BOT);
}

static gint64
count_waiting (void)
{
  return fixture_query (crm, N_WAITING);
}

static void
wait_until_fewer_wait (gint64 n)
{
  gint64 until = g_get_monotonic_time () + PATIENCE;

  while (count_waiting () >= n && g_get_monotonic_time () < until)
    g_usleep (2000);
  g_assert_cmpint (count_waiting (), <, n);
}

/* --- what the CRM does meanwhile -------------------------------------------------------------------- */

typedef struct
{
  const char *object;
  char *id;
} Record;

static void
record_clear (gpointer data)
{
  g_free (((Record *) data)->id);
}

static Record
create (const char *object, guint room)
{
  g_autofree char *path = g_strdup_printf ("/api/v3.1/%ss", object);
  g_autofree char *body =
      g_strdup_printf ("{\"name\":\"first\",\"room_id\":\"room-1-%04u\",\"creator_flag\":\"bot\"}", room);
  gint64 start = g_get_monotonic_time ();
  g_autoptr (Reply) reply = fixture_send (crm, "POST", path, bot, body, NULL);
  JsonObject *made;

  g_assert_cmpuint (reply->status, ==, 201);
  g_assert_cmpint (g_get_monotonic_time () - start, <, G_USEC_PER_SEC);
  made = json_object_get_object_member (reply_get_object (reply), object);
  return (Record){ object, g_strdup (json_object_get_string_member (made, "id")) };
}

static void
change (const Record *record, const char *method, const char *name)
{
  g_autofree char *path = g_strdup_printf ("/api/v3.1/%ss/%s", record->object, record->id);
  g_autofree char *body = name != NULL ? g_strdup_printf ("{\"name\":\"%s\"}", name) : NULL;
  g_autoptr (Reply) reply = fixture_send (crm, method, path, bot, body, NULL);

  g_assert_cmpuint (reply->status / 100, ==, 2);
}

static gboolean
is_to_go (guint room)
{
  return room % 4 == 0;
}

/* A deal and a ticket in each room; every one changes twice, some are deleted. */
static GArray *
keep_busy (void)
{
  GArray *records = g_array_new (FALSE, FALSE, sizeof (Record));

  g_array_set_clear_func (records, record_clear);
  for (guint i = 0; i < 2 * N_ROOMS; i++)
    {
      Record record = create (i % 2 == 0 ? "deal" : "ticket", 1 + i / 2);

      g_array_append_val (records, record);
    }
  for (guint i = 0; i < records->len; i++)
    change (&g_array_index (records, Record, i), "PUT", "second");
  for (guint i = 0; i < records->len; i++)
    change (&g_array_index (records, Record, i), "PUT", "third");
  for (guint i = 0; i < records->len; i++)
    if (is_to_go (1 + i / 2))
      change (&g_array_index (records, Record, i), "DELETE", NULL);
  return records;
}

/* What the watchers of the rooms were told of @record, in this order. */
static char *
read_told (const Record *record)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT group_concat (word) FROM (SELECT iif (payload ->> '$.is_deleted', 'deleted', payload ->> '$.name') "
      "AS word FROM room_events WHERE type = 'records.changed' AND payload ->> '$.object' = '%s' "
      "AND payload ->> '$.external_id' = '%s' ORDER BY seq)",
      record->object, record->id);

  return desk_query_text (rooms, sql);
}

static void
assert_told (const Record *record, const char *words)
{
  g_autofree char *told = read_told (record);

  g_assert_cmpstr (told, ==, words);
}

/* Each of what became of them once, in its order. */
static void
assert_all_told (GArray *records)
{
  for (guint i = 0; i < records->len; i++)
    assert_told (&g_array_index (records, Record, i),
                 is_to_go (1 + i / 2) ? "first,second,third,deleted" : "first,second,third");
}

/* --- REL-11 ------------------------------------------------------------------------------------------- */

/* Away for a while, then back, away again in the middle of it, and the CRM itself killed in the middle of it.
 * `-m slow`: for the ten minutes that the requirement names. */
static void
test_heals (void)
{
  gint seconds = g_test_slow () ? 600 : 8;
  g_autoptr (GArray) records = NULL;
  gint64 n_news, healed;

  fixture_kill (rooms);
  records = keep_busy ();
  n_news = count_waiting ();
  g_assert_cmpint (n_news, ==, 3 * 2 * N_ROOMS + 2 * N_ROOMS / 4);
  g_usleep ((gulong) seconds * G_USEC_PER_SEC);
  g_assert_cmpint (count_waiting (), ==, n_news);
  g_assert_cmpfloat (desk_get_metric (crm, "bilikd_outbox_age_seconds"), >=,
                     seconds - 6); /* looked at every five */

  start_rooms ();
  wait_until_fewer_wait (n_news);
  fixture_kill (rooms);
  start_rooms ();
  healed = g_get_monotonic_time ();
  wait_until_fewer_wait (count_waiting ());
  fixture_kill (crm);
  start_crm (rooms->port);
  wait_until_fewer_wait (1);
  g_test_message ("%" G_GINT64_FORMAT " news within %.1f s", n_news,
                  (double) (g_get_monotonic_time () - healed) / G_USEC_PER_SEC);
  g_assert_cmpint (g_get_monotonic_time () - healed, <=, PATIENCE);
  assert_all_told (records);
  /* As if every answer had been lost. */
  desk_set_setting (crm, "UPDATE outbox SET delivered_at = NULL WHERE topic GLOB 'record.*'");
  wait_until_fewer_wait (1);
  assert_all_told (records);
  desk_wait_for_metric (crm, "bilikd_outbox_age_seconds 0");
}

/* What Omnichannel can't take now holds up its own record, and is never given up; what it will never take holds up
 * nothing. */
static void
test_one_in_trouble (void)
{
  Record troubled, other;
  g_autofree char *trigger = NULL;

  fixture_stop (rooms);
  troubled = create ("deal", 13);
  other = create ("deal", 14);
  trigger = g_strdup_printf ("CREATE TRIGGER trouble BEFORE INSERT ON room_records "
                             "WHEN new.external_id = '%s' BEGIN SELECT RAISE (ABORT, 'trouble'); END",
                             troubled.id);
  desk_set_setting (rooms, trigger);
  change (&troubled, "PUT", "second");
  desk_set_setting (crm, "INSERT INTO outbox (organization_id, topic, payload, created_at) "
                         "VALUES (1, 'record.created', '{}', 1000)");
  change (&other, "PUT", "second");
  start_rooms ();
  wait_until_fewer_wait (3);
  assert_told (&other, "first,second");
  for (gint64 tries = 0; tries < 4; g_usleep (20000))
    {
      g_assert_cmpint (count_waiting (), ==, 2);
      tries = fixture_query (crm, "SELECT max(attempts) FROM outbox");
    }
  assert_told (&troubled, NULL);

  desk_set_setting (rooms, "DROP TRIGGER trouble");
  wait_until_fewer_wait (1);
  assert_told (&troubled, "first,second");
  g_free (troubled.id);
  g_free (other.id);
}

/* --- REL-11: how often it asks ------------------------------------------------------------------------ */

/* Takes connections, reads what they ask, and does not answer. */
typedef struct
{
  GSocketListener *listener;
  GCancellable *end;
  GThread *thread;
  guint16 port;
  gboolean hangs; /* else it closes */
  GMutex lock;
  GArray *times;      /* of gint64: when somebody asked */
  GPtrArray *records; /* which record it was about */
  GPtrArray *held;
} Mute;

static char *
read_record (GSocketConnection *connection)
{
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  g_autoptr (GString) text = g_string_new (NULL);
  const char *found = NULL;
  char buffer[4096];
  gssize size;

  while (found == NULL && (size = g_input_stream_read (input, buffer, sizeof buffer, NULL, NULL)) > 0)
    {
      g_string_append_len (text, buffer, size);
      found = strstr (text->str, "\"external_url\"");
    }
  return found != NULL ? g_strndup (found, strcspn (found, ",")) : g_strdup ("");
}

static gpointer
listen_mutely (gpointer data)
{
  Mute *self = data;
  GSocketConnection *connection;

  while ((connection = g_socket_listener_accept (self->listener, NULL, self->end, NULL)) != NULL)
    {
      gint64 now = g_get_monotonic_time ();

      g_mutex_lock (&self->lock);
      g_array_append_val (self->times, now);
      g_ptr_array_add (self->records, read_record (connection));
      g_mutex_unlock (&self->lock);
      if (self->hangs)
        g_ptr_array_add (self->held, connection);
      else
        g_object_unref (connection);
    }
  return NULL;
}

static Mute *
mute_new (gboolean hangs)
{
  Mute *self = g_new0 (Mute, 1);
  g_autoptr (GError) error = NULL;

  self->hangs = hangs;
  self->listener = g_socket_listener_new ();
  self->end = g_cancellable_new ();
  self->times = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->records = g_ptr_array_new_with_free_func (g_free);
  self->held = g_ptr_array_new_with_free_func (g_object_unref);
  self->port = g_socket_listener_add_any_inet_port (self->listener, NULL, &error);
  g_assert_no_error (error);
  g_mutex_init (&self->lock);
  self->thread = g_thread_new ("mute", listen_mutely, self);
  return self;
}

static void
mute_free (Mute *self)
{
  g_cancellable_cancel (self->end);
  g_thread_join (self->thread);
  g_object_unref (self->listener);
  g_object_unref (self->end);
  g_array_unref (self->times);
  g_ptr_array_unref (self->records);
  g_ptr_array_unref (self->held);
  g_mutex_clear (&self->lock);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Mute, mute_free)

static guint
mute_count (Mute *self)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = self->times->len;
  g_mutex_unlock (&self->lock);
  return n;
}

static void
drain (void)
{
  fixture_stop (crm);
  start_crm (rooms->port);
  wait_until_fewer_wait (1);
}

static void
test_pause (void)
{
  gint64 longest = 0;

  for (guint n = 0; n < 70; n++)
    {
      gint64 step = bilikd_delivery_get_pause (n, 1);

      g_assert_cmpint (step, ==, n < 5 ? 500 << n : BILIKD_OUTBOX_MAX_PAUSE);
      g_assert_cmpint (bilikd_delivery_get_pause (n, 0), ==, step / 2);
      g_assert_cmpint (bilikd_delivery_get_pause (n, 0.5), ==, step * 3 / 4);
      longest = MAX (longest, step);
    }
  g_assert_cmpint (longest, <=, 15 * 1000);
}

/* One try at a time however much waits, each after a longer pause than the last, each about another record; what is
 * made meanwhile changes nothing of that. */
static void
test_backoff (void)
{
  g_autoptr (Mute) mute = mute_new (FALSE);
  guint n_tries = 0;

  fixture_stop (crm);
  start_crm (mute->port);
  for (guint room = 1; room <= N_ROOMS; room++)
    record_clear (&(Record){ "deal", create ("deal", room).id });
  while (n_tries < 5)
    {
      record_clear (&(Record){ "ticket", create ("ticket", 1).id });
      g_usleep (50 * 1000);
      n_tries = mute_count (mute);
    }
  g_mutex_lock (&mute->lock);
  for (guint i = 1; i < n_tries; i++)
    {
      gint64 gap =
          (g_array_index (mute->times, gint64, i) - g_array_index (mute->times, gint64, i - 1)) / 1000;

      g_test_message ("%" G_GINT64_FORMAT " ms, %s", gap, (char *) mute->records->pdata[i]);
      g_assert_cmpint (gap, >=, bilikd_delivery_get_pause (i - 1, 0));
      g_assert_cmpint (gap, <=, bilikd_delivery_get_pause (i - 1, 1) + 500);
      g_assert_cmpstr (mute->records->pdata[i], !=, mute->records->pdata[i - 1]);
    }
  g_mutex_unlock (&mute->lock);
  drain ();
}

/* Who hangs up nothing but the delivery: creates go on as ever, and a daemon that is told to stop does. */
static void
test_hanging (void)
{
  g_autoptr (Mute) mute = mute_new (TRUE);
  gint64 start;

  fixture_stop (crm);
  start_crm (mute->port);
  for (guint room = 1; room <= N_ROOMS; room++)
    record_clear (&(Record){ "deal", create ("deal", room).id });
  g_assert_cmpint (count_waiting (), ==, N_ROOMS);
  while (mute_count (mute) == 0)
    g_usleep (20 * 1000);
  start = g_get_monotonic_time ();
  drain ();
  g_assert_cmpint (g_get_monotonic_time () - start, <, 10 * G_USEC_PER_SEC);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  set_up ();
  g_test_add_func ("/outage/REL-11/pause", test_pause);
  g_test_add_func ("/outage/REL-11/heals", test_heals);
  g_test_add_func ("/outage/REL-11/one-in-trouble", test_one_in_trouble);
  g_test_add_func ("/outage/REL-11/backoff", test_backoff);
  g_test_add_func ("/outage/REL-11/hanging", test_hanging);
  status = g_test_run ();
  fixture_free (crm);
  fixture_free (rooms);
  g_free (rooms_port);
  g_free (bot);
  return status;
}
