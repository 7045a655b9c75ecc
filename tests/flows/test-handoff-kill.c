/* SPDX-License-Identifier: GPL-3.0-or-later */
/* REL-02: a console is killed at a system call between submit and done, whichever of its threads makes it; the next one
 * completes what it left: one ticket, one link. */
#include "real-backend.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

/* Every so many-th system call; BILIK_TEST_KILL_STEP=1 takes each. */
#define DEFAULT_STEP 23

static RealBackend *backend;
static char *contact_id;

static void
exec_driver (const char *folder, const char *title)
{
  execl (g_getenv ("HANDOFF_DRIVER"), "handoff-driver", real_backend_get_url (backend),
         "agent@nusantara.test", folder, contact_id, title, NULL);
  _exit (127);
}

static void
wait_for (pid_t pid, int *out_status)
{
  while (waitpid (pid, out_status, 0) < 0)
    g_assert_cmpint (errno, ==, EINTR);
}

/* --- the tracer ----------------------------------------------------------------------------- */

typedef struct
{
  pid_t pid;
  gboolean is_counting; /* the agent has submitted */
  guint n_calls;        /* system calls entered or left, over all threads */
  guint kill_at;        /* 0: never */
} Trace;

static gboolean
take_call (Trace *self)
{
  if (!self->is_counting || ++self->n_calls != self->kill_at)
    return FALSE;
  kill (self->pid, SIGKILL);
  return TRUE;
}

/* What the stopped thread goes on with. */
static int
take_stop (Trace *self, int status)
{
  int number = WSTOPSIG (status);

  if (status >> 16 != 0 || number == SIGTRAP)
    return 0; /* a thread was born, or begins */
  if (number == (SIGTRAP | 0x80))
    {
      take_call (self);
      return 0;
    }
  if (number == SIGSTOP)
    {
      self->is_counting = TRUE; /* the driver's mark */
      return 0;
    }
  return number;
}

/* A thread begins with a stop of its own that looks like the driver's mark. */
static gboolean
is_first_stop_of_thread (GHashTable *known, pid_t thread)
{
  return g_hash_table_add (known, GINT_TO_POINTER (thread));
}

/* Returns: how many stops at system calls there were; the driver has ended */
static guint
run_traced (const char *folder, const char *title, guint kill_at)
{
  Trace trace = { .kill_at = kill_at };
  g_autoptr (GHashTable) known = g_hash_table_new (NULL, NULL);
  int status;

  trace.pid = fork ();
  if (trace.pid == 0)
    {
      g_setenv ("DRIVER_RAISES", "1", TRUE);
      g_setenv ("DRIVER_TRACED", "1", TRUE);
      ptrace (PTRACE_TRACEME, 0, NULL, NULL);
      raise (SIGSTOP);
      exec_driver (folder, title);
    }
  wait_for (trace.pid, &status);
  g_assert_true (WIFSTOPPED (status));
  is_first_stop_of_thread (known, trace.pid);
  ptrace (PTRACE_SETOPTIONS, trace.pid, NULL,
          PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL);
  ptrace (PTRACE_SYSCALL, trace.pid, NULL, NULL);
  for (;;)
    {
      pid_t thread = waitpid (-1, &status, __WALL);
      int signal_number = 0;

      if (thread < 0 && errno == EINTR)
        continue;
      if (thread < 0 || (thread == trace.pid && !WIFSTOPPED (status)))
        break;
      if (!WIFSTOPPED (status))
        continue;
      if (!is_first_stop_of_thread (known, thread))
        signal_number = take_stop (&trace, status);
      ptrace (PTRACE_SYSCALL, thread, NULL, GINT_TO_POINTER (signal_number));
    }
  if (kill_at == 0)
    g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
  return trace.n_calls;
}

static void
run_again (const char *folder, const char *title, gboolean raises)
{
  gint64 start = g_get_monotonic_time ();
  pid_t pid = fork ();
  int status;

  if (pid == 0)
    {
      if (raises)
        g_setenv ("DRIVER_RAISES", "1", TRUE);
      exec_driver (folder, title);
    }
  wait_for (pid, &status);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
  g_assert_cmpint (g_get_monotonic_time () - start, <=, 5 * G_USEC_PER_SEC);
}

/* --- what is left --------------------------------------------------------------------------------- */

static guint
count (const char *format, const char *title)
{
  g_autofree char *sql = g_strdup_printf (format, title);
  g_autofree char *n = real_backend_query (backend, sql);

  return (guint) g_ascii_strtoull (n, NULL, 10);
}

static guint
count_tickets (const char *title)
{
  return count ("SELECT count(*) FROM tickets WHERE name = '%s'", title);
}

static guint
count_links (const char *title)
{
  return count (
      "SELECT count(*) FROM ticket_customers c JOIN tickets t ON t.id = c.ticket_id WHERE t.name = '%s'",
      title);
}

static gboolean
has_draft (const char *folder)
{
  g_autoptr (GDir) files = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (files)) != NULL)
    if (g_str_has_suffix (name, ".json"))
      return TRUE;
  return FALSE;
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      g_unlink (file);
    }
  g_rmdir (path);
}

/* Returns: whether the console that was killed had come as far as remembering the ticket */
static gboolean
kill_and_restart (guint kill_at)
{
  g_autofree char *folder = g_dir_make_tmp ("bilik-kill-XXXXXX", NULL);
  g_autofree char *title =
      g_uuid_string_random (); /* like no other: the duplicate guard has nothing to say */
  gboolean was_remembered;

  run_traced (folder, title, kill_at);
  run_again (folder, title, FALSE);
  was_remembered = count_tickets (title) == 1;
  g_assert_cmpuint (count_links (title), ==, was_remembered ? 1 : 0);
  /* It was not: then nothing was sent, and the agent submits again. */
  if (!was_remembered)
    run_again (folder, title, TRUE);
  g_assert_cmpuint (count_tickets (title), ==, 1);
  g_assert_cmpuint (count_links (title), ==, 1);
  g_assert_false (has_draft (folder));
  remove_folder (folder);
  return was_remembered;
}

static void
test_killed_anywhere (void)
{
  const char *wish = g_getenv ("BILIK_TEST_KILL_STEP");
  guint step = wish != NULL ? (guint) g_ascii_strtoull (wish, NULL, 10) : DEFAULT_STEP;
  g_autofree char *folder = g_dir_make_tmp ("bilik-kill-XXXXXX", NULL);
  guint n_calls = run_traced (folder, "Never killed", 0);
  guint n_points = 0;
  guint n_remembered = 0;

  g_assert_cmpuint (count_links ("Never killed"), ==, 1);
  g_assert_cmpuint (n_calls, >, 100);
  remove_folder (folder);
  for (guint kill_at = 1; kill_at < n_calls; kill_at += step, n_points++)
    n_remembered += kill_and_restart (kill_at);
  g_test_message ("killed at %u of %u points, %u after the ticket was remembered", n_points, n_calls,
                  n_remembered);
  g_assert_cmpuint (n_remembered, >, 0);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  backend = real_backend_start ();
  contact_id = real_backend_query (backend, "SELECT contact_id FROM customers WHERE organization_id = 1");
  g_setenv ("DRIVER_PASSWORD", real_backend_get_password (backend), TRUE);
  g_test_add_func ("/handoff-kill/REL-02/MTCK-S03-boundaries/one-ticket-one-link", test_killed_anywhere);
  result = g_test_run ();
  g_free (contact_id);
  real_backend_stop (backend);
  return result;
}
