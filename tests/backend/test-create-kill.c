/* SPDX-License-Identifier: GPL-3.0-or-later */
/* REL-01: the daemon is killed at a system call between the request of a create and its delivery, whichever thread makes
 * the call. What was acknowledged is stored; the same key gives the same record; the outbox drains. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bilikd-desk.h"

/* Every so many-th system call; BILIK_TEST_KILL_STEP=1 takes each. */
#define DEFAULT_STEP 59
#define PATIENCE     (30 * G_USEC_PER_SEC)
#define N_WAITING    "SELECT count(*) FROM outbox WHERE delivered_at IS NULL AND topic GLOB 'record.*'"

static Fixture *desk; /* its database goes through every kill */
static char *bot;
static char *contact;

/* --- the tracer ----------------------------------------------------------------------------- */

typedef struct
{
  pid_t pid;
  int output;       /* of the daemon */
  gint is_counting; /* atomic: the request is on its way */
  guint n_calls;    /* system calls entered or left, over all threads */
  guint kill_at;    /* 0: never */
} Trace;

static void
start_traced (Trace *self)
{
  int ends[2];
  int status;

  g_assert_cmpint (pipe (ends), ==, 0);
  self->pid = fork ();
  if (self->pid == 0)
    {
      dup2 (ends[1], STDOUT_FILENO);
      ptrace (PTRACE_TRACEME, 0, NULL, NULL);
      raise (SIGSTOP);
      execl (BILIKD_PROGRAM, "bilikd", "--database", desk->database, "--port", "0", NULL);
      _exit (127);
    }
  close (ends[1]);
  self->output = ends[0];
  g_assert_cmpint (waitpid (self->pid, &status, 0), ==, self->pid);
  g_assert_true (WIFSTOPPED (status));
  ptrace (PTRACE_SETOPTIONS, self->pid, NULL,
          PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL);
  ptrace (PTRACE_SYSCALL, self->pid, NULL, NULL);
}

/* What the stopped thread goes on with. */
static int
take_stop (Trace *self, int status)
{
  int number = WSTOPSIG (status);

  if (number == (SIGTRAP | 0x80))
    {
      if (g_atomic_int_get (&self->is_counting) && ++self->n_calls == self->kill_at)
        kill (self->pid, SIGKILL);
      return 0;
    }
  /* A thread was born, or begins; the program was loaded. */
  if (status >> 16 != 0 || number == SIGTRAP || number == SIGSTOP)
    return 0;
  return number;
}

/* Until the daemon has ended. */
static void
trace (Trace *self)
{
  for (;;)
    {
      int status;
      pid_t thread = waitpid (-1, &status, __WALL);

      if (thread < 0 && errno == EINTR)
        continue;
      if (thread < 0 || (thread == self->pid && !WIFSTOPPED (status)))
        break;
      if (WIFSTOPPED (status))
        ptrace (PTRACE_SYSCALL, thread, NULL, GINT_TO_POINTER (take_stop (self, status)));
    }
  close (self->output);
}

/* --- the client, on a thread ------------------------------------------------------------------- */

typedef struct
{
  Trace trace;
  const char *object;
  char *key;
  char *name;
  char *body;
  char *answer; /* what came of it, or NULL */
} Attempt;

static Attempt *
attempt_new (const char *object, guint kill_at)
{
  Attempt *self = g_new0 (Attempt, 1);

  self->object = object;
  self->trace.kill_at = kill_at;
  self->key = g_uuid_string_random ();
  self->name = g_strdup_printf ("Killed %s", self->key);
  self->body = g_strdup_printf (
      "{\"name\":\"%s\",\"creator_flag\":\"bot\",\"room_id\":\"room-1-0007\",\"contact_id\":\"%s\"}",
      self->name, contact);
  return self;
}

static void
attempt_free (Attempt *self)
{
  g_free (self->key);
  g_free (self->name);
  g_free (self->body);
  g_free (self->answer);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Attempt, attempt_free)

static char *
make_request (const Attempt *self)
{
  return g_strdup_printf ("POST /api/v3.1/%ss HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nConnection: close\r\n"
                          "Authorization: Bearer %s\r\nContent-Type: application/json\r\n"
                          "Idempotency-Key: %s\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s",
                          self->object, desk->port, bot, self->key, strlen (self->body), self->body);
}

static guint16
read_port (int output)
{
  char text[256] = "";
  gsize size = 0;

  while (strchr (text, '\n') == NULL && size < sizeof text - 1)
    {
      gssize n = read (output, text + size, sizeof text - 1 - size);

      g_assert_cmpint (n, >, 0);
      size += (gsize) n;
    }
  return (guint16) atoi (strrchr (text, ':') + 1);
}

static gboolean
is_drained (void)
{
  return fixture_query (desk, N_WAITING) == 0;
}

static void
wait_until_drained (const Attempt *self)
{
  gint64 until = g_get_monotonic_time () + PATIENCE;

  while (!is_drained () && g_get_monotonic_time () < until &&
         (self == NULL || kill (self->trace.pid, 0) == 0))
    g_usleep (5000);
}

static gpointer
run_client (gpointer data)
{
  Attempt *self = data;
  g_autofree char *request = NULL;
  g_autoptr (GSocketConnection) connection = NULL;
  char answer[8192];
  gsize size = 0;

  desk->port = read_port (self->trace.output);
  connection = fixture_connect (desk);
  request = make_request (self);
  g_atomic_int_set (&self->trace.is_counting, TRUE);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request,
                             strlen (request), NULL, NULL, NULL);
  g_input_stream_read_all (g_io_stream_get_input_stream (G_IO_STREAM (connection)), answer, sizeof answer - 1,
                           &size, NULL, NULL);
  self->answer = g_strndup (answer, size);
  if (self->trace.kill_at == 0)
    wait_until_drained (self);
  else
    g_usleep (300 * 1000); /* as long as an untraced delivery takes at most */
  kill (self->trace.pid, SIGKILL);
  return NULL;
}

static void
attempt_run (Attempt *self)
{
  GThread *client;

  start_traced (&self->trace);
  client = g_thread_new ("client", run_client, self);
  trace (&self->trace);
  g_thread_join (client);
}

/* --- what is left --------------------------------------------------------------------------------- */

static gboolean
is_acknowledged (const Attempt *self)
{
  return g_str_has_prefix (self->answer, "HTTP/1.1 201");
}

static gint64
count_stored (const Attempt *self)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT count(*) FROM %ss WHERE name = '%s'", self->object, self->name);

  return fixture_query (desk, sql);
}

/* Everything that belongs to one record is there once. */
static void
check_whole (const Attempt *self, const char *id)
{
  g_autofree char *stored =
      g_strdup_printf ("SELECT id FROM %ss WHERE name = '%s'", self->object, self->name);
  g_autofree char *entries = g_strdup_printf (
      "SELECT count(*) FROM timeline_entries WHERE object = '%s' AND record_id = %s", self->object, id);
  g_autofree char *told = g_strdup_printf ("SELECT count(*) FROM room_records WHERE object = '%s' AND "
                                           "external_id = '%s' AND deleted_at IS NULL",
                                           self->object, id);
  g_autofree char *found = desk_query_text (desk, stored);

  g_assert_cmpint (count_stored (self), ==, 1);
  g_assert_cmpstr (found, ==, id);
  g_assert_cmpint (fixture_query (desk, entries), ==, 1);
  g_assert_true (is_drained ());
  g_assert_cmpint (fixture_query (desk, told), ==, 1);
}

static void
repeat (const Attempt *self)
{
  g_autofree char *path = g_strdup_printf ("/api/v3.1/%ss", self->object);
  g_autofree char *key = g_strdup_printf ("Idempotency-Key: %s\r\n", self->key);
  g_autoptr (Reply) reply = fixture_send (desk, "POST", path, bot, self->body, key);
  const char *id;

  g_assert_cmpuint (reply->status, ==, 201);
  id = json_object_get_string_member (json_object_get_object_member (reply_get_object (reply), self->object),
                                      "id");
  if (is_acknowledged (self) && g_str_has_suffix (self->answer, "}"))
    g_assert_nonnull (strstr (self->answer, reply->body));
  wait_until_drained (NULL);
  check_whole (self, id);
}

/* Returns: whether the create had been acknowledged */
static gboolean
kill_and_restart (const char *object, guint kill_at, gint64 *longest)
{
  g_autoptr (Attempt) self = attempt_new (object, kill_at);
  gint64 started;

  attempt_run (self);
  if (is_acknowledged (self))
    g_assert_cmpint (count_stored (self), ==, 1);
  else
    g_assert_cmpint (count_stored (self), <=, 1);
  started = g_get_monotonic_time ();
  fixture_start (desk, NULL);
  *longest = MAX (*longest, g_get_monotonic_time () - started);
  repeat (self);
  fixture_kill (desk);
  return is_acknowledged (self);
}

static void
test_killed_anywhere (gconstpointer data)
{
  const char *object = data;
  const char *wish = g_getenv ("BILIK_TEST_KILL_STEP");
  guint step = wish != NULL ? (guint) g_ascii_strtoull (wish, NULL, 10) : DEFAULT_STEP;
  g_autoptr (Attempt) whole = attempt_new (object, 0);
  guint n_points = 0, n_acknowledged = 0;
  gint64 longest = 0;

  attempt_run (whole);
  g_assert_true (is_acknowledged (whole));
  g_assert_cmpuint (whole->trace.n_calls, >, 100);
  for (guint kill_at = 1; kill_at < whole->trace.n_calls; kill_at += step, n_points++)
    n_acknowledged += kill_and_restart (object, kill_at, &longest);
  g_test_message ("killed at %u of %u points, %u after the acknowledgement; longest restart %" G_GINT64_FORMAT
                  " ms",
                  n_points, whole->trace.n_calls, n_acknowledged, longest / 1000);
  g_assert_cmpuint (n_acknowledged, >, 0);
  g_assert_cmpuint (n_acknowledged, <, n_points);
  g_assert_cmpint (longest, <=, 2 * G_USEC_PER_SEC);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  desk = desk_new ();
  bot = desk_add_service (desk, 1, CRM_SCOPE_BOT);
  contact = desk_find_customer (desk, "c360", 20);
  fixture_stop (desk);
  g_test_add_data_func ("/create-kill/REL-01/deal", "deal", test_killed_anywhere);
  g_test_add_data_func ("/create-kill/REL-01/ticket", "ticket", test_killed_anywhere);
  result = g_test_run ();
  g_free (bot);
  g_free (contact);
  fixture_free (desk);
  return result;
}
