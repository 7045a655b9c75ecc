/* SPDX-License-Identifier: GPL-3.0-or-later */
/* REL-04: the Nth call of a create is refused by the kernel, once or from then on: nothing is acknowledged that is not
 * stored, reads go on, and the same key goes through when it is over, without a restart. REL-03: the power is cut. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bilikd-desk.h"
#include "fault-shim.h"

/* So many points of a row; BILIK_TEST_FAULT_POINTS=1000 takes each call. */
#define DEFAULT_POINTS 12
#define N_WRITERS      8

static Fixture *desk;
static FaultPlan *plan;
static char *bot;
static char *agent;

/* --- the daemon with the shim ----------------------------------------------------------------- */

static void
map_plan (const char *path)
{
  int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  g_assert_cmpint (ftruncate (fd, sizeof *plan), ==, 0);
  plan = mmap (NULL, sizeof *plan, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  g_assert_true (plan != MAP_FAILED);
  close (fd);
}

/* Every daemon from now on. */
static void
preload_shim (void)
{
  g_autofree char *path = g_build_filename (desk->folder, "faults", NULL);

  map_plan (path);
  g_setenv ("FAULT_SHIM", path, TRUE);
  g_setenv ("LD_PRELOAD", FAULT_SHIM_LIBRARY, TRUE);
}

static void
set_plan (FaultCall call, int error, int skip, gboolean lasts)
{
  plan->error = error;
  plan->skip = skip;
  plan->lasts = lasts;
  plan->n_seen = 0;
  plan->n_hit = 0;
  g_atomic_int_set (&plan->call, call);
}

static void
clear_plan (void)
{
  g_atomic_int_set (&plan->call, FAULT_NONE);
}

/* --- a create ------------------------------------------------------------------------------------ */

static Reply *
create (const char *key)
{
  g_autofree char *body =
      g_strdup_printf ("{\"name\":\"Fault %s\",\"creator_flag\":\"bot\",\"room_id\":\"room-1-0007\"}", key);
  g_autofree char *header = g_strdup_printf ("Idempotency-Key: %s\r\n", key);

  return fixture_send (desk, "POST", "/api/v3.1/deals", bot, body, header);
}

static gint64
count_stored (const char *key)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM deals WHERE name = 'Fault %s'", key);

  return fixture_query (desk, sql);
}

static void
check_reads (void)
{
  g_autoptr (Reply) live = fixture_send (desk, "GET", "/healthz", NULL, NULL, NULL);
  g_autoptr (Reply) list = fixture_send (desk, "GET", "/v2.8/tickets?limit=5", agent, NULL, NULL);

  g_assert_cmpuint (live->status, ==, 200);
  g_assert_cmpuint (list->status, ==, 200);
}

typedef struct
{
  const char *what;
  FaultCall call;
  int error;
  gboolean reads_go_on; /* also while it lasts */
} Fault;

/* Returns: whether the create was refused */
static gboolean
refuse_call (const Fault *fault, int skip, gboolean lasts)
{
  g_autofree char *key = g_uuid_string_random ();
  g_autoptr (Reply) reply = NULL;
  g_autoptr (Reply) again = NULL;

  set_plan (fault->call, fault->error, skip, lasts);
  reply = create (key);
  if (lasts && fault->reads_go_on)
    check_reads ();
  clear_plan ();
  if (reply->status == 201)
    g_assert_cmpint (count_stored (key), ==, 1);
  else
    {
      if (reply->status != 503 && reply->status != 507)
        g_test_message ("call %d: %u %s", skip, reply->status, reply->body);
      g_assert_true (reply->status == 503 || reply->status == 507);
      g_assert_cmpint (count_stored (key), ==, 0);
      g_assert_true (fault->error != ENOSPC || fault->call != FAULT_WRITE || reply->status == 507);
    }
  again = create (key);
  g_assert_cmpuint (again->status, ==, 201);
  g_assert_cmpint (count_stored (key), ==, 1);
  check_reads ();
  return reply->status != 201;
}

static int
count_calls (const Fault *fault)
{
  g_autofree char *key = g_uuid_string_random ();
  g_autoptr (Reply) reply = NULL;

  set_plan (fault->call, 0, 0, FALSE);
  reply = create (key);
  clear_plan ();
  g_assert_cmpuint (reply->status, ==, 201);
  return plan->n_seen;
}

static void
test_refused (gconstpointer data)
{
  const Fault *fault = data;
  const char *wish = g_getenv ("BILIK_TEST_FAULT_POINTS");
  int n_points = wish != NULL ? (int) g_ascii_strtoll (wish, NULL, 10) : DEFAULT_POINTS;
  int n_calls = count_calls (fault);
  int step = MAX (1, n_calls / n_points);
  guint n_tried = 0, n_refused = 0;

  for (int skip = 0; skip < MAX (1, n_calls); skip += step, n_tried += 2)
    {
      n_refused += refuse_call (fault, skip, FALSE);
      n_refused += refuse_call (fault, skip, TRUE);
    }
  g_test_message ("%u of %u creates refused, at %d calls", n_refused, n_tried, n_calls);
  if (fault->call != FAULT_OPEN)
    g_assert_cmpuint (n_refused, >, 0);
}

/* Who can't be accepted waits in the backlog, and is served as soon as it goes again (REL-18). */
static void
test_accept (gconstpointer data)
{
  const Fault *fault = data;
  g_autoptr (GSocketConnection) waiting = NULL;
  gint64 freed;

  set_plan (fault->call, fault->error, 0, TRUE);
  waiting = fixture_connect (desk);
  while (g_atomic_int_get (&plan->n_hit) == 0)
    g_usleep (1000);
  g_usleep (300 * 1000);
  clear_plan ();
  freed = g_get_monotonic_time ();
  check_reads ();
  g_assert_cmpint (g_get_monotonic_time () - freed, <=, G_USEC_PER_SEC);
}

/* --- a power cut ------------------------------------------------------------------------------------ */

typedef struct
{
  guint number;
  gint n_acknowledged;
} Writer;

/* Until the daemon is gone. */
static gpointer
run_writer (gpointer data)
{
  Writer *self = data;

  for (;;)
    {
      g_autofree char *body = g_strdup_printf ("{\"name\":\"Cut %u-%d\",\"creator_flag\":\"bot\"}",
                                               self->number, self->n_acknowledged);
      g_autofree char *request = g_strdup_printf (
          "POST /api/v3.1/deals HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nConnection: close\r\nAuthorization: Bearer %s\r\n"
          "Content-Type: application/json\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s",
          desk->port, bot, strlen (body), body);
      g_autoptr (GSocketClient) client = g_socket_client_new ();
      g_autoptr (GSocketConnection) connection =
          g_socket_client_connect_to_host (client, "127.0.0.1", desk->port, NULL, NULL);
      char answer[13] = "";

      if (connection == NULL ||
          !g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request,
                                      strlen (request), NULL, NULL, NULL) ||
          !g_input_stream_read_all (g_io_stream_get_input_stream (G_IO_STREAM (connection)), answer, 12, NULL,
                                    NULL, NULL) ||
          !g_str_has_suffix (answer, " 201"))
        return NULL;
      g_atomic_int_inc (&self->n_acknowledged);
    }
}

/* Only what was synced is left. */
static void
cut_power (void)
{
  static const char *const files[] = { "", "-wal" };
  g_autofree char *shared = g_strconcat (desk->database, "-shm", NULL);

  fixture_kill (desk);
  g_unlink (shared);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *file = g_strconcat (desk->database, files[i], NULL);
      g_autofree char *synced = g_strconcat (file, ".synced", NULL);

      /* A file that was never synced is as it was at the start: the database whole, the log empty. */
      if (g_file_test (synced, G_FILE_TEST_EXISTS))
        g_assert_cmpint (g_rename (synced, file), ==, 0);
      else if (i == 1)
        g_unlink (file);
    }
}

static guint
count_lost (const Writer *writers)
{
  guint n_lost = 0;

  for (guint i = 0; i < N_WRITERS; i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM deals WHERE name GLOB 'Cut %u-*'", i);
      gint64 stored = fixture_query (desk, sql);

      n_lost += (guint) MAX (0, writers[i].n_acknowledged - stored);
    }
  return n_lost;
}

static void
cut_once (gint after)
{
  Writer writers[N_WRITERS];
  GThread *threads[N_WRITERS];
  gint n = 0;

  fixture_stop (desk);
  desk_set_setting (desk, "UPDATE deals SET name = 'Earlier' WHERE name GLOB 'Cut *'");
  desk_set_setting (desk, "PRAGMA wal_checkpoint (TRUNCATE)");
  fixture_start (desk, NULL);
  plan->keeps_synced = TRUE;
  for (guint i = 0; i < N_WRITERS; i++)
    {
      writers[i] = (Writer){ i, 0 };
      threads[i] = g_thread_new ("writer", run_writer, &writers[i]);
    }
  while (n < after)
    {
      g_usleep (1000);
      n = 0;
      for (guint i = 0; i < N_WRITERS; i++)
        n += g_atomic_int_get (&writers[i].n_acknowledged);
    }
  cut_power ();
  for (guint i = 0; i < N_WRITERS; i++)
    g_thread_join (threads[i]);
  plan->keeps_synced = FALSE;
  fixture_start (desk, NULL);
  g_assert_cmpuint (count_lost (writers), ==, 0);
  g_test_message ("%d acknowledged, none lost", n);
}

static void
test_power (void)
{
  for (gint round = 0; round < 4; round++)
    cut_once (30 + 150 * round);
}

static const Fault faults[] = {
  { "write-ENOSPC", FAULT_WRITE, ENOSPC, TRUE },        { "write-EIO", FAULT_WRITE, EIO, TRUE },
  { "write-ENOMEM", FAULT_WRITE, ENOMEM, TRUE },        { "sync-EIO", FAULT_SYNC, EIO, TRUE },
  { "sync-ENOSPC", FAULT_SYNC, ENOSPC, TRUE },          { "open-EMFILE", FAULT_OPEN, EMFILE, TRUE },
  { "allocate-ENOMEM", FAULT_ALLOCATE, ENOMEM, FALSE },
};

static const Fault accept_faults[] = {
  { "accept-EMFILE", FAULT_ACCEPT, EMFILE, FALSE },
  { "accept-ENFILE", FAULT_ACCEPT, ENFILE, FALSE },
  { "accept-ENOMEM", FAULT_ACCEPT, ENOMEM, FALSE },
};

static void
add_tests (const char *format, const Fault *rows, gsize n, GTestDataFunc run)
{
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *path = g_strconcat (format, rows[i].what, NULL);

      g_test_add_data_func (path, &rows[i], run);
    }
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  desk = desk_new ();
  fixture_stop (desk);
  preload_shim ();
  fixture_start (desk, NULL);
  bot = desk_add_service (desk, 1, CRM_SCOPE_BOT);
  agent = fixture_sign_in (desk, "agent@nusantara.test", NULL);
  add_tests ("/create-faults/REL-04/", faults, G_N_ELEMENTS (faults), test_refused);
  add_tests ("/create-faults/REL-04/REL-18/", accept_faults, G_N_ELEMENTS (accept_faults), test_accept);
  g_test_add_func ("/create-faults/REL-03/power-cut", test_power);
  result = g_test_run ();
  g_free (bot);
  g_free (agent);
  fixture_free (desk);
  return result;
}
