/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "bilikd-desk.h"
#include "stream-listener.h"

/* Those who do not read what they asked for, and what the others notice of them. */

#define N_STUCK     20
#define N_MEASURED  300
#define N_RETURNING 9
#define HISTORY     18000 /* events; fewer than are kept */

static Fixture *desk;
static char *agent;

/* --- measuring ----------------------------------------------------------------------------- */

typedef struct
{
  double median;
  double p95;
} Latency; /* ms from the request until the listener has what it told */

static int
compare (gconstpointer a, gconstpointer b)
{
  double difference = *(const double *) a - *(const double *) b;

  return difference < 0 ? -1 : difference > 0;
}

static double
say_and_wait (Listener *quick)
{
  guint n = quick->frames->len + 2;
  gint64 start = g_get_monotonic_time ();

  stream_say (desk, agent, "room-1-0002", "Halo");
  listener_wait_for_frames (quick, n);
  return (double) (g_get_monotonic_time () - start) / 1000;
}

static Latency
measure (Listener *quick, const char *who)
{
  double times[N_MEASURED];
  Latency latency;

  for (guint i = 0; i < N_MEASURED; i++)
    times[i] = say_and_wait (quick);
  qsort (times, N_MEASURED, sizeof *times, compare);
  latency.median = times[N_MEASURED / 2];
  latency.p95 = times[N_MEASURED * 95 / 100];
  g_test_message ("%s: median %.2f ms, 95 %% %.2f ms", who, latency.median, latency.p95);
  return latency;
}

static void
assert_unnoticed (Latency with, Latency alone)
{
  g_assert_cmpfloat (with.median, <=, 2 * alone.median + 1);
  g_assert_cmpfloat (with.p95, <=, 2 * alone.p95 + 3);
}

/* More than the kernel keeps for one who does not read. */
static void
fill (guint n)
{
  g_autofree char *text = g_strnfill (15000, 'x');

  for (guint i = 0; i < n; i++)
    stream_say (desk, agent, "room-1-0003", text);
}

static GSocketConnection *
connect_from (gint64 seq)
{
  g_autofree char *query = g_strdup_printf ("?since=%" G_GINT64_FORMAT, seq);
  GSocketConnection *self = stream_connect (desk, agent, query, NULL);

  g_socket_set_timeout (g_socket_connection_get_socket (self), 20);
  return self;
}

/* Returns: the place of the last of them */
static gint64
read_events (GSocketConnection *self, gint64 seq, guint n)
{
  gint64 last = seq + n;

  while (seq < last)
    {
      guint8 opcode = 0;
      g_autofree char *text = stream_read_frame (self, &opcode);
      g_autofree char *begin = g_strdup_printf ("{\"seq\":%" G_GINT64_FORMAT ",", seq + 1);

      g_assert_nonnull (text);
      if (opcode == 0x9) /* a ping */
        continue;
      g_assert_cmpuint (opcode, ==, 0x1);
      g_assert_true (g_str_has_prefix (text, begin));
      seq++;
    }
  return seq;
}

/* --- REL-13 ------------------------------------------------------------------------------------ */

/* Who never reads is let go, and until then nobody waits for them. */
static void
test_stuck (void)
{
  g_autoptr (Listener) quick = listener_open (desk, agent, "");
  Latency alone = measure (quick, "alone");
  g_autoptr (GPtrArray) stuck = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *dropped = g_strdup_printf ("bilikd_streams_slow_total %d", N_STUCK);
  guint n = quick->frames->len;

  for (guint i = 0; i < N_STUCK; i++)
    g_ptr_array_add (stuck, stream_connect (desk, agent, "", NULL));
  fill (150);
  listener_wait_for_frames (quick, n + 300);
  assert_unnoticed (measure (quick, "beside those who do not read"), alone);
  desk_wait_for_metric (desk, dropped);
  g_assert_false (quick->is_closed);
  for (guint i = 0; i < N_STUCK; i++)
    {
      g_autofree char *text = NULL;
      guint8 opcode;

      /* What they find in their buffers ends. */
      do
        {
          g_free (text);
          text = stream_read_frame (g_ptr_array_index (stuck, i), &opcode);
      } while (text != NULL);
    }
}

/* Who reads late, or comes back after much, gets all of it: slow is only who does not read at all. */
static void
test_late (void)
{
  gint64 seq = stream_get_seq (desk);
  g_autofree char *query = g_strdup_printf ("?since=%" G_GINT64_FORMAT, seq);
  g_autoptr (GSocketConnection) late = stream_connect (desk, agent, "", NULL);
  g_autoptr (GSocketConnection) returning = NULL;
  g_autoptr (Listener) client = NULL;

  fill (300);
  returning = connect_from (seq);
  g_assert_cmpint (read_events (late, seq, 600), ==, seq + 600);
  g_assert_cmpint (read_events (returning, seq, 600), ==, seq + 600);
  client = listener_open (desk, agent, query);
  listener_wait_for_frames (client, 600);
  g_assert_false (client->is_closed);
  stream_say (desk, agent, "room-1-0002", "and then");
  read_events (late, seq + 600, 2);
  read_events (returning, seq + 600, 2);
  listener_wait_for_frames (client, 602);
}

static void
write_history (void)
{
  fixture_stop (desk);
  fixture_query (desk, "DELETE FROM room_events WHERE organization_id = 1 RETURNING 1");
  fixture_query (desk, "UPDATE room_streams SET seq = " G_STRINGIFY (HISTORY) " WHERE organization_id = 1 "
                                                                              "RETURNING 1");
  desk_set_setting (desk,
                    "INSERT INTO room_events (organization_id, seq, type, room_id, payload, created_at) "
                    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " G_STRINGIFY (
                        HISTORY) ") SELECT 1, i, 'room.updated', 'room-1-0002', '{}', "
                                 "1000 * CAST (strftime ('%s', 'now') AS INTEGER) FROM n");
  fixture_start (desk, NULL);
}

static gpointer
read_history (gpointer data)
{
  g_autoptr (GSocketConnection) self = data;

  read_events (self, 0, HISTORY);
  return NULL;
}

/* Who comes back after a week is brought up beside the others: their next event comes as it always does. */
static void
test_returning (void)
{
  double times[N_RETURNING];
  Latency alone;
  g_autoptr (Listener) quick = NULL;

  write_history ();
  quick = listener_open (desk, agent, "");
  alone = measure (quick, "alone");
  for (guint i = 0; i < N_RETURNING; i++)
    {
      GThread *thread = g_thread_new (NULL, read_history, connect_from (0));

      times[i] = say_and_wait (quick);
      g_thread_join (thread);
    }
  qsort (times, N_RETURNING, sizeof *times, compare);
  g_test_message ("beside one who comes back: median %.2f ms", times[N_RETURNING / 2]);
  g_assert_cmpfloat (times[N_RETURNING / 2], <=, 2 * alone.median + 20);
}

/* --- SEC-19 ------------------------------------------------------------------------------------ */

/* Who has no session any more is gone in time, also where what was sent before was never read. */
static void
test_revoked_stuck (void)
{
  g_autofree char *token = fixture_sign_in (desk, "associate@nusantara.test", NULL);
  double n_before = desk_get_metric (desk, "bilikd_streams");
  g_autoptr (GSocketConnection) stuck = stream_connect (desk, token, "", NULL);
  g_autofree char *gone = g_strdup_printf ("bilikd_streams %.0f", n_before);
  g_autoptr (Reply) reply = NULL;
  gint64 since;

  fill (60);
  g_assert_cmpfloat (desk_get_metric (desk, "bilikd_streams"), ==, n_before + 1);
  since = g_get_monotonic_time ();
  reply = fixture_send (desk, "DELETE", "/v1/session", token, NULL, NULL);
  g_assert_cmpuint (reply->status, ==, 204);
  desk_wait_for_metric (desk, gone);
  g_assert_cmpint (g_get_monotonic_time () - since, <, 5 * G_USEC_PER_SEC);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  desk = desk_new ();
  agent = fixture_sign_in (desk, "agent@nusantara.test", NULL);
  g_test_add_func ("/stream-slow/REL-13/stuck", test_stuck);
  g_test_add_func ("/stream-slow/REL-13/late", test_late);
  g_test_add_func ("/stream-slow/REL-13/returning", test_returning);
  g_test_add_func ("/stream-slow/SEC-19/revoked-stuck", test_revoked_stuck);
  status = g_test_run ();
  g_free (agent);
  fixture_free (desk);
  return status;
}
