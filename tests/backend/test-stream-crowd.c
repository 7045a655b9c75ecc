/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "bilikd-desk.h"

/* Many streams at once, and many that hold something back; over sockets of the kernel, without a client between. */

#define MAX_CROWD 10000
#define AT_ONCE   512 /* handshakes on their way */
#define N_HALF    200
#define HALF_SIZE (60 * 1024)

static Fixture *desk;
static char *agent;

static gint64
read_kib (const char *field)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/status", g_subprocess_get_identifier (desk->process));
  g_autofree char *text = NULL;
  const char *line;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  line = strstr (text, field);
  g_assert_nonnull (line);
  return g_ascii_strtoll (line + strlen (field), NULL, 10);
}

/* --- a crowd ------------------------------------------------------------------------------------ */

typedef struct
{
  GPtrArray *connections; /* GSocketConnection */
  int epoll_fd;
  guint n_open;
} Crowd;

static Crowd *
crowd_new (void)
{
  Crowd *self = g_new0 (Crowd, 1);

  self->connections = g_ptr_array_new_with_free_func (g_object_unref);
  self->epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  return self;
}

static void
crowd_free (Crowd *self)
{
  g_ptr_array_unref (self->connections);
  close (self->epoll_fd);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Crowd, crowd_free)

static int
get_fd (GSocketConnection *connection)
{
  return g_socket_get_fd (g_socket_connection_get_socket (connection));
}

static void
crowd_start_one (Crowd *self)
{
  GSocketConnection *connection = fixture_connect (desk);
  struct epoll_event event = { .events = EPOLLIN, .data.fd = get_fd (connection) };
  g_autofree char *head = g_strdup_printf (
      "GET /omnichannel/v1/stream HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nAuthorization: Bearer %s\r\n"
      "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
      desk->port, agent);

  g_assert_cmpint (send (event.data.fd, head, strlen (head), MSG_NOSIGNAL), ==, (gssize) strlen (head));
  g_assert_cmpint (epoll_ctl (self->epoll_fd, EPOLL_CTL_ADD, event.data.fd, &event), ==, 0);
  g_ptr_array_add (self->connections, connection);
}

static void
crowd_take_answers (Crowd *self)
{
  struct epoll_event ready[128];
  int n = epoll_wait (self->epoll_fd, ready, G_N_ELEMENTS (ready), 20 * 1000);

  g_assert_cmpint (n, >, 0);
  for (int i = 0; i < n; i++)
    {
      char answer[4096] = "";

      g_assert_cmpint (recv (ready[i].data.fd, answer, sizeof answer - 1, 0), >, 12);
      g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 101"));
      epoll_ctl (self->epoll_fd, EPOLL_CTL_DEL, ready[i].data.fd, NULL);
      self->n_open++;
    }
}

/* Returns: µs until @n have their stream */
static gint64
crowd_open (Crowd *self, guint n)
{
  gint64 start = g_get_monotonic_time ();

  while (self->n_open < n)
    {
      while (self->connections->len < n && self->connections->len - self->n_open < AT_ONCE)
        crowd_start_one (self);
      crowd_take_answers (self);
    }
  return g_get_monotonic_time () - start;
}

static void
crowd_leave (Crowd *self)
{
  g_ptr_array_set_size (self->connections, 0);
  self->n_open = 0;
}

/* As many as the descriptors of both ends allow: a daemon gives two thirds of its own to streams. */
static guint
get_crowd_size (void)
{
  struct rlimit limit;

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
  return (guint) MIN (MAX_CROWD, limit.rlim_max / 2);
}

/* --- REL-12 ----------------------------------------------------------------------------------------- */

static void
test_reconnect (void)
{
  g_autoptr (Crowd) crowd = crowd_new ();
  guint n = get_crowd_size ();
  g_autofree char *all = g_strdup_printf ("bilikd_streams %u", n);
  gint64 elapsed;

  crowd_open (crowd, n);
  desk_wait_for_metric (desk, all);
  crowd_leave (crowd);
  elapsed = crowd_open (crowd, n);
  desk_wait_for_metric (desk, all);
  g_test_message ("%u again in %.2f s, peak %" G_GINT64_FORMAT " MiB", n, (double) elapsed / G_USEC_PER_SEC,
                  read_kib ("VmHWM:") / 1024);
  g_assert_cmpint (elapsed, <=, 10 * G_USEC_PER_SEC);
#ifndef __SANITIZE_ADDRESS__ /* it keeps what is freed for a while */
  g_assert_cmpint (read_kib ("VmHWM:"), <=, 200 * 1024);
#endif
  crowd_leave (crowd);
  desk_wait_for_metric (desk, "bilikd_streams 0");
}

/* --- SEC-25 ----------------------------------------------------------------------------------------- */

static void
send_frame_head (GSocketConnection *connection, guint64 size)
{
  guint n = size > G_MAXUINT16 ? 8 : 2; /* the shortest that holds it, or it is no frame */
  guint8 head[14] = { 0x81, 0x80 | (n == 8 ? 127 : 126) };

  for (guint i = 0; i < n; i++)
    head[2 + i] = (guint8) (size >> (8 * (n - 1 - i)));
  g_assert_cmpint (send (get_fd (connection), head, n + 6, MSG_NOSIGNAL), ==, n + 6);
}

/* Almost a message from each, and never its end. */
static void
test_unfinished_frames (void)
{
  g_autoptr (Crowd) crowd = crowd_new ();
  g_autofree char *payload = g_strnfill (HALF_SIZE - 1, 'x');
  gint64 before;

  crowd_open (crowd, N_HALF);
  before = read_kib ("VmRSS:");
  for (guint i = 0; i < N_HALF; i++)
    {
      GSocketConnection *connection = g_ptr_array_index (crowd->connections, i);

      send_frame_head (connection, HALF_SIZE);
      g_assert_cmpint (send (get_fd (connection), payload, HALF_SIZE - 1, MSG_NOSIGNAL), ==, HALF_SIZE - 1);
    }
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (Reply) live = fixture_send (desk, "GET", "/healthz", NULL, NULL, NULL);

      g_assert_cmpuint (live->status, ==, 200);
      g_usleep (20 * 1000);
    }
  g_test_message ("grew by %" G_GINT64_FORMAT " KiB", read_kib ("VmRSS:") - before);
#ifndef __SANITIZE_ADDRESS__
  g_assert_cmpint (read_kib ("VmRSS:") - before, <=, 32 * 1024);
#endif
  g_assert_cmpint (recv (get_fd (g_ptr_array_index (crowd->connections, 0)), payload, 1, MSG_DONTWAIT), <, 0);
}

/* What is announced is refused with its first byte. */
static void
test_announced_frames (void)
{
  static const guint64 sizes[] = { 64 * 1024 + 1, G_GUINT64_CONSTANT (1) << 32, G_MAXINT64 };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (Crowd) crowd = crowd_new ();
      gint64 before;
      guint8 farewell[4] = { 0 };
      gsize n = 0;

      crowd_open (crowd, 1);
      before = read_kib ("VmRSS:");
      send_frame_head (g_ptr_array_index (crowd->connections, 0), sizes[i]);
      g_assert_cmpint (send (get_fd (g_ptr_array_index (crowd->connections, 0)), "x", 1, MSG_NOSIGNAL), ==,
                       1);
      g_assert_true (
          g_input_stream_read_all (g_io_stream_get_input_stream (g_ptr_array_index (crowd->connections, 0)),
                                   farewell, sizeof farewell, &n, NULL, NULL));
      g_assert_cmpuint (n, ==, sizeof farewell);
      g_assert_cmpuint (farewell[0], ==, 0x88);
      g_assert_cmpuint (farewell[2] << 8 | farewell[3], ==, 1009);
      g_assert_cmpint (read_kib ("VmRSS:") - before, <=, 1024);
    }
}

/* --- who sends without pause ------------------------------------------------------------------------ */

#define FRAME_SIZE 131 /* six bytes of head, 125 of payload */
#define N_FRAMES   500

/* Sends frames without pause, until the other side takes no more for @patience_ms or has taken @most bytes. */
static gsize
flood (GSocketConnection *connection, guint8 first, gsize most, guint patience_ms)
{
  static const guint8 head[] = { 0, 0x80 | 125, 0, 0, 0, 0 };
  g_autofree guint8 *frames = g_malloc (N_FRAMES * FRAME_SIZE);
  gint64 taken_at = g_get_monotonic_time ();
  gsize sent = 0;

  memset (frames, 'x', N_FRAMES * FRAME_SIZE);
  for (guint i = 0; i < N_FRAMES; i++)
    {
      memcpy (frames + i * FRAME_SIZE, head, sizeof head);
      frames[i * FRAME_SIZE] = first;
    }
  while (sent < most && g_get_monotonic_time () - taken_at < patience_ms * 1000)
    {
      gsize begin = sent % (N_FRAMES * FRAME_SIZE);
      gssize n = send (get_fd (connection), frames + begin, N_FRAMES * FRAME_SIZE - begin,
                       MSG_NOSIGNAL | MSG_DONTWAIT);

      if (n < 0 && errno != EAGAIN)
        break;
      if (n < 0)
        g_usleep (1000);
      else
        taken_at = g_get_monotonic_time ();
      sent += (gsize) MAX (n, 0);
    }
  return sent;
}

/* Pings whose answers nobody reads. */
static void
test_unread_answers (void)
{
  g_autoptr (Crowd) crowd = crowd_new ();
  gint64 before;
  gsize sent;

  crowd_open (crowd, 1);
  before = read_kib ("VmRSS:");
  sent = flood (g_ptr_array_index (crowd->connections, 0), 0x89, 64 * 1024 * 1024, 500);
  g_test_message ("%" G_GSIZE_FORMAT " KiB of pings, grew by %" G_GINT64_FORMAT " KiB", sent / 1024,
                  read_kib ("VmRSS:") - before);
#ifndef __SANITIZE_ADDRESS__
  g_assert_cmpint (read_kib ("VmRSS:") - before, <=, 4 * 1024);
#endif
  desk_wait_for_metric (desk, "bilikd_streams_slow_total 1");
}

static double
read_cpu_seconds (void)
{
  clockid_t clock;
  struct timespec spent;

  g_assert_cmpint (clock_getcpuclockid (atoi (g_subprocess_get_identifier (desk->process)), &clock), ==, 0);
  g_assert_cmpint (clock_gettime (clock, &spent), ==, 0);
  return (double) spent.tv_sec + (double) spent.tv_nsec / 1e9;
}

/* What follows a frame that was refused costs nothing, and whoever then goes is let go at once. */
static void
test_after_refusal (void)
{
  g_autoptr (Crowd) crowd = crowd_new ();
  GSocketConnection *connection;
  GInputStream *input;
  guint8 farewell[4] = { 0 };
  gint64 left_at;
  gsize n = 0;
  double cpu;

  crowd_open (crowd, 1);
  connection = g_ptr_array_index (crowd->connections, 0);
  input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  send_frame_head (connection, 64 * 1024 + 1);
  flood (connection, 0x81, 16 * 1024, 100);
  g_assert_true (g_input_stream_read_all (input, farewell, sizeof farewell, &n, NULL, NULL));
  g_assert_cmpuint (farewell[0], ==, 0x88);
  cpu = read_cpu_seconds ();
  g_usleep (G_USEC_PER_SEC);
  cpu = read_cpu_seconds () - cpu;
  g_test_message ("%.0f ms of CPU in a second", cpu * 1000);
  g_assert_cmpfloat (cpu, <=, 0.1);
  left_at = g_get_monotonic_time ();
  shutdown (get_fd (connection), SHUT_WR);
  g_assert_cmpint (g_input_stream_read (input, farewell, 1, NULL, NULL), <=, 0);
  g_assert_cmpint (g_get_monotonic_time () - left_at, <=, G_USEC_PER_SEC);
}

static gpointer
talk (gpointer data)
{
  flood (data, 0x81, G_MAXSIZE, 1000);
  return NULL;
}

/* Nobody waits for one who talks without pause. */
static void
test_talker (void)
{
  g_autoptr (Crowd) crowd = crowd_new ();
  GThread *thread;
  gint64 longest = 0;

  crowd_open (crowd, 1);
  thread = g_thread_new (NULL, talk, g_ptr_array_index (crowd->connections, 0));
  for (guint i = 0; i < 200; i++)
    {
      gint64 start = g_get_monotonic_time ();
      g_autoptr (Reply) live = fixture_send (desk, "GET", "/healthz", NULL, NULL, NULL);

      g_assert_cmpuint (live->status, ==, 200);
      longest = MAX (longest, g_get_monotonic_time () - start);
    }
  shutdown (get_fd (g_ptr_array_index (crowd->connections, 0)), SHUT_RDWR);
  g_thread_join (thread);
  g_test_message ("the longest request took %.1f ms", (double) longest / 1000);
  g_assert_cmpint (longest, <=, G_USEC_PER_SEC / 4);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  get_crowd_size ();
  desk = desk_new ();
  agent = fixture_sign_in (desk, "agent@nusantara.test", NULL);
  g_test_add_func ("/stream-crowd/REL-12/reconnect", test_reconnect);
  g_test_add_func ("/stream-crowd/SEC-25/unfinished-frames", test_unfinished_frames);
  g_test_add_func ("/stream-crowd/SEC-25/announced-frames", test_announced_frames);
  g_test_add_func ("/stream-crowd/SEC-25/unread-answers", test_unread_answers);
  g_test_add_func ("/stream-crowd/SEC-24/talker", test_talker);
  g_test_add_func ("/stream-crowd/SEC-24/after-refusal", test_after_refusal);
  status = g_test_run ();
  g_free (agent);
  fixture_free (desk);
  return status;
}
