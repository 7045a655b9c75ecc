/* SPDX-License-Identifier: GPL-3.0-or-later */
/* REL-18: every place of a small daemon is taken: connections, streams, descriptors. Nobody is sent away who can wait, and
 * whoever waits is served within a second after a place is free. */
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "bilikd-fixture.h"

#define DESCRIPTORS   160
#define N_CONNECTIONS ((DESCRIPTORS - 64) / 3)
#define N_STREAMS     (DESCRIPTORS - 64 - N_CONNECTIONS)
#define N_WAITING     20

static Fixture *desk;
static char *agent;

static GPtrArray *
new_connections (void)
{
  return g_ptr_array_new_with_free_func (g_object_unref);
}

static GSocketConnection *
add (GPtrArray *connections)
{
  GSocketConnection *connection = fixture_connect (desk);

  g_ptr_array_add (connections, connection);
  return connection;
}

static void
ask (GSocketConnection *connection, const char *path, const char *headers)
{
  g_autofree char *request =
      g_strdup_printf ("GET %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nAuthorization: Bearer %s\r\n%s\r\n", path,
                       desk->port, agent, headers);
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request,
                             strlen (request), NULL, NULL, &error);
  g_assert_no_error (error);
}

/* Returns: the status of the answer; 0: none came, the connection was closed */
static int
read_status (GSocketConnection *connection)
{
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  char answer[2048] = "";

  if (g_input_stream_read (input, answer, sizeof answer - 1, NULL, NULL) <= 0)
    return 0;
  return (int) g_ascii_strtoll (answer + strlen ("HTTP/1.1 "), NULL, 10);
}

static gboolean
is_answered (GSocketConnection *connection)
{
  return g_socket_condition_check (g_socket_connection_get_socket (connection), G_IO_IN) != 0;
}

/* --- connections ------------------------------------------------------------------------------ */

/* All come in one turn of the daemon's loop. */
static void
test_connections (void)
{
  g_autoptr (GPtrArray) served = new_connections ();
  g_autoptr (GPtrArray) waiting = new_connections ();
  gint64 freed;

  g_subprocess_send_signal (desk->process, SIGSTOP);
  for (guint i = 0; i < N_CONNECTIONS; i++)
    ask (add (served), "/healthz", "");
  for (guint i = 0; i < N_WAITING; i++)
    ask (add (waiting), "/healthz", "");
  g_subprocess_send_signal (desk->process, SIGCONT);

  for (guint i = 0; i < served->len; i++)
    g_assert_cmpint (read_status (g_ptr_array_index (served, i)), ==, 200);
  g_usleep (300 * 1000);
  for (guint i = 0; i < waiting->len; i++)
    g_assert_false (is_answered (g_ptr_array_index (waiting, i)));

  freed = g_get_monotonic_time ();
  g_ptr_array_set_size (served, 0);
  for (guint i = 0; i < waiting->len; i++)
    g_assert_cmpint (read_status (g_ptr_array_index (waiting, i)), ==, 200);
  g_assert_cmpint (g_get_monotonic_time () - freed, <=, G_USEC_PER_SEC);
}

/* --- descriptors ------------------------------------------------------------------------------ */

static void
set_descriptors (rlim_t n)
{
  pid_t pid = (pid_t) g_ascii_strtoll (g_subprocess_get_identifier (desk->process), NULL, 10);
  struct rlimit limit = { n, DESCRIPTORS };

  g_assert_cmpint (prlimit (pid, RLIMIT_NOFILE, &limit, NULL), ==, 0);
}

static void
test_descriptors (void)
{
  g_autoptr (GPtrArray) waiting = new_connections ();
  gint64 freed;

  set_descriptors (10); /* fewer than it has; poll() still takes those of its loop */
  for (guint i = 0; i < N_WAITING; i++)
    ask (add (waiting), "/healthz", "");
  g_usleep (300 * 1000);
  for (guint i = 0; i < waiting->len; i++)
    g_assert_false (is_answered (g_ptr_array_index (waiting, i)));

  set_descriptors (DESCRIPTORS);
  freed = g_get_monotonic_time ();
  for (guint i = 0; i < waiting->len; i++)
    g_assert_cmpint (read_status (g_ptr_array_index (waiting, i)), ==, 200);
  g_assert_cmpint (g_get_monotonic_time () - freed, <=, G_USEC_PER_SEC);
}

/* --- streams ---------------------------------------------------------------------------------- */

static int
open_stream (GPtrArray *streams)
{
  GSocketConnection *connection = add (streams);

  ask (connection, "/omnichannel/v1/stream",
       "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
       "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
  return read_status (connection);
}

/* A stream is no request: it is told to come again, and those who ask for something else are served. */
static void
test_streams (void)
{
  g_autoptr (GPtrArray) streams = new_connections ();
  g_autoptr (GPtrArray) others = new_connections ();
  gint64 freed;

  for (guint i = 0; i < N_STREAMS; i++)
    g_assert_cmpint (open_stream (streams), ==, 101);
  g_assert_cmpint (open_stream (others), ==, 503);
  ask (g_ptr_array_index (others, 0), "/healthz", "");
  g_assert_cmpint (read_status (g_ptr_array_index (others, 0)), ==, 200);

  freed = g_get_monotonic_time ();
  g_ptr_array_remove_index (streams, 0);
  while (open_stream (others) != 101)
    {
      g_assert_cmpint (g_get_monotonic_time () - freed, <=, G_USEC_PER_SEC);
      g_usleep (20 * 1000);
    }
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  desk = fixture_new_stopped ();
  desk->max_descriptors = DESCRIPTORS;
  fixture_start (desk, NULL);
  agent = fixture_sign_in (desk, "agent@nusantara.test", NULL);
  g_test_add_func ("/server-full/REL-18/connections", test_connections);
  g_test_add_func ("/server-full/REL-18/descriptors", test_descriptors);
  g_test_add_func ("/server-full/REL-18/streams", test_streams);
  status = g_test_run ();
  g_free (agent);
  fixture_free (desk);
  return status;
}
