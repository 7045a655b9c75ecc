/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "bilikd-fixture.h"

#define AGENT       "agent@nusantara.test"
#define N_WRITERS   8
#define MAX_BLOCKED (50 * 1000) /* µs (REL-14) */

/* --- many writers at once -------------------------------------------------------------------- */

/* Sends events one after the other until the daemon is gone; remembers which were acknowledged. */
typedef struct
{
  Fixture *fixture;
  const char *token;
  guint number;
  guint n_acknowledged;
} Writer;

static gboolean
post_event (GSocketConnection *connection, Writer *self, guint sequence)
{
  g_autofree char *body = g_strdup_printf (
      "{\"events\":[{\"id\":\"w%u-%u\",\"name\":\"cdp_ticket_embed_created\",\"properties\":{}}]}",
      self->number, sequence);
  g_autofree char *request =
      g_strdup_printf ("POST /v1/events HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nAuthorization: Bearer %s\r\n"
                       "Content-Type: application/json\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s",
                       self->fixture->port, self->token, strlen (body), body);
  char answer[1024];
  gssize size;

  if (!g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request,
                                  strlen (request), NULL, NULL, NULL))
    return FALSE;
  size = g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), answer,
                              sizeof answer - 1, NULL, NULL);
  if (size <= 0)
    return FALSE;
  answer[size] = '\0';
  return g_str_has_prefix (answer, "HTTP/1.1 202");
}

static gpointer
run_writer (gpointer data)
{
  Writer *self = data;
  g_autoptr (GSocketConnection) connection = fixture_connect (self->fixture);

  while (post_event (connection, self, self->n_acknowledged))
    g_atomic_int_inc (&self->n_acknowledged);
  return NULL;
}

static guint
count_acknowledged (Writer *writers)
{
  guint n = 0;

  for (guint i = 0; i < N_WRITERS; i++)
    n += (guint) g_atomic_int_get (&writers[i].n_acknowledged);
  return n;
}

/* Ends the daemon by @end in the middle of writes, and looks whether what was acknowledged is there. */
static void
check_acknowledged (void (*end) (Fixture *), guint after)
{
  g_autoptr (Fixture) fixture = fixture_new (NULL);
  g_autofree char *token = fixture_sign_in (fixture, AGENT, NULL);
  Writer writers[N_WRITERS];
  GThread *threads[N_WRITERS];
  gint64 started;

  for (guint i = 0; i < N_WRITERS; i++)
    {
      writers[i] = (Writer){ fixture, token, i, 0 };
      threads[i] = g_thread_new ("writer", run_writer, &writers[i]);
    }
  while (count_acknowledged (writers) < after)
    g_usleep (500);
  end (fixture);
  for (guint i = 0; i < N_WRITERS; i++)
    g_thread_join (threads[i]);

  started = g_get_monotonic_time ();
  fixture_start (fixture, NULL);
  g_assert_cmpint (g_get_monotonic_time () - started, <=, 2 * G_USEC_PER_SEC);
  for (guint i = 0; i < N_WRITERS; i++)
    {
      for (guint sequence = 0; sequence < writers[i].n_acknowledged; sequence++)
        {
          g_autofree char *sql = g_strdup_printf (
              "SELECT count (*) FROM events WHERE organization_id = 1 AND id = 'w%u-%u'", i, sequence);

          if (sequence % 50 == 0 || sequence + 1 == writers[i].n_acknowledged)
            g_assert_cmpint (fixture_query (fixture, sql), ==, 1);
        }
    }
  g_assert_cmpint (fixture_query (fixture, "SELECT count (*) FROM events"), >=, count_acknowledged (writers));
  g_test_message ("%u acknowledged", count_acknowledged (writers));
}

static void
test_stop (void)
{
  check_acknowledged (fixture_stop, 500);
}

static void
test_kill (void)
{
  for (guint round = 0; round < 5; round++)
    check_acknowledged (fixture_kill, 100 + 97 * round);
}

/* --- the database ------------------------------------------------------------------------------ */

static gpointer
post_once (gpointer data)
{
  Writer *self = data;

  return fixture_send (self->fixture, "POST", "/v1/events", self->token, "{\"events\":[]}", NULL);
}

static void
test_locked (void)
{
  g_autoptr (Fixture) fixture = fixture_new (NULL);
  g_autofree char *token = fixture_sign_in (fixture, AGENT, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BilikdDb) other = bilikd_db_connect (fixture->database, &error);
  Writer writer = { fixture, token, 0, 0 };
  g_autoptr (Reply) blocked = NULL;
  gint64 started = g_get_monotonic_time (), longest = 0;
  guint n_asked = 0, n_late = 0;
  GThread *thread;

  g_assert_true (bilikd_db_begin_write (other, &error));
  thread = g_thread_new ("post", post_once, &writer);
  while (g_get_monotonic_time () - started < 4 * G_USEC_PER_SEC)
    {
      gint64 before = g_get_monotonic_time ();
      g_autoptr (Reply) live = fixture_send (fixture, "GET", "/healthz", NULL, NULL, NULL);
      g_autoptr (Reply) profile = NULL;

      longest = MAX (longest, g_get_monotonic_time () - before);
      n_asked++;
      n_late += g_get_monotonic_time () - before > MAX_BLOCKED;
      profile = fixture_send (fixture, "GET", "/v1/profile", token, NULL, NULL);
      g_assert_cmpuint (live->status, ==, 200);
      g_assert_cmpuint (profile->status, ==, 200);
      g_usleep (10 * 1000);
    }
  blocked = g_thread_join (thread);
  reply_assert_problem (blocked, 503, "unavailable");
  g_assert_nonnull (strstr (blocked->head, "Retry-After: "));
  g_assert_cmpint (g_get_monotonic_time () - started, >=, 5 * G_USEC_PER_SEC);
  g_test_message ("longest answer of the main loop: %.1f ms; %u of %u late", (double) longest / 1000, n_late,
                  n_asked);
  /* A busy machine may hold up one or another, a loop that waits for the lock holds up each. */
  g_assert_cmpuint (n_late, <=, n_asked / 20);

  bilikd_db_rollback (other);
  {
    g_autoptr (Reply) after = post_once (&writer);

    g_assert_cmpuint (after->status, ==, 202);
  }
}

static void
test_corrupt (void)
{
  g_autoptr (Fixture) fixture = fixture_new_stopped ();
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *complaint = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (fixture->database, "no database at all", -1, &error));
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_PIPE, &error, BILIKD_PROGRAM, "--database",
                              fixture->database, "--port", "0", NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, NULL, &complaint, &error));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 1);
  g_assert_nonnull (strstr (complaint, "is damaged"));
  g_assert_nonnull (strstr (complaint, "restore it from a backup"));
}

/* --- the process ------------------------------------------------------------------------------- */

static void
test_descriptors (void)
{
  g_autoptr (Fixture) fixture = fixture_new_stopped ();
  g_autoptr (GPtrArray) connections = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 freed;

  fixture->max_descriptors = 160;
  fixture_start (fixture, NULL);
  for (guint i = 0; i < 300; i++)
    g_ptr_array_add (connections, fixture_connect (fixture));
  freed = g_get_monotonic_time ();
  g_ptr_array_set_size (connections, 0);
  {
    g_autoptr (Reply) reply = fixture_send (fixture, "GET", "/healthz", NULL, NULL, NULL);

    g_assert_cmpuint (reply->status, ==, 200);
    g_assert_cmpint (g_get_monotonic_time () - freed, <=, G_USEC_PER_SEC);
  }
}

static void
test_parent_descriptor (void)
{
  g_autoptr (Fixture) fixture = fixture_new_stopped ();
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GDataInputStream) output = NULL;
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;
  int ends[2];

  g_assert_true (g_unix_open_pipe (ends, FD_CLOEXEC, &error));
  g_subprocess_launcher_take_fd (launcher, ends[0], 9);
  process = g_subprocess_launcher_spawn (launcher, &error, BILIKD_PROGRAM, "--database", fixture->database,
                                         "--port", "0", "--parent-fd", "9", NULL);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  line = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_nonnull (line);
  close (ends[1]);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
}

/* A shell that starts the daemon and is killed: the daemon must go too. */
static void
test_parent_killed (void)
{
  g_autoptr (Fixture) fixture = fixture_new_stopped ();
  g_autofree char *script = g_strdup_printf ("%s --database '%s' --port 0 --exit-with-parent & wait",
                                             BILIKD_PROGRAM, fixture->database);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) shell =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "sh", "-c", script, NULL);
  g_autoptr (GDataInputStream) output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (shell));
  g_autofree char *line = g_data_input_stream_read_line (output, NULL, NULL, &error);

  g_assert_nonnull (line);
  g_subprocess_force_exit (shell);
  /* The pipe closes when its last writer, the daemon, has ended. */
  g_assert_null (g_data_input_stream_read_line (output, NULL, NULL, &error));
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server-faults/stop-keeps-what-was-acknowledged", test_stop);
  g_test_add_func ("/server-faults/REL-01/kill-keeps-what-was-acknowledged", test_kill);
  g_test_add_func ("/server-faults/REL-14/locked-database", test_locked);
  g_test_add_func ("/server-faults/REL-15/corrupt-database", test_corrupt);
  g_test_add_func ("/server-faults/REL-18/descriptors-exhausted", test_descriptors);
  g_test_add_func ("/server-faults/ends-with-its-parents-descriptor", test_parent_descriptor);
  g_test_add_func ("/server-faults/ends-with-its-parent", test_parent_killed);
  return g_test_run ();
}
