/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "bilikd-db.h"
#include "bilikd-fixture.h"
#include "bilikd-outbox.h"
#include "crm-error.h"

/* A job that adds a row to the outbox and may fail after it. */
typedef struct
{
  const char *topic;
  gboolean fails;
  gint64 count; /* for reads */
  GError *error;
  gboolean is_done;
  guint *n_left;
} Task;

typedef struct
{
  char *folder;
  char *database;
  BilikdStore *store;
} Store;

static gboolean
add_organization (BilikdDb *db, gpointer data, GError **error)
{
  return bilikd_db_run (bilikd_db_prepare (db,
                                           "INSERT INTO organizations (id, name, company_sso_id, created_at)"
                                           " VALUES (1, 'One', 'one', 0)"),
                        error);
}

static void
store_set_up (Store *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BilikdDb) db = NULL;

  self->folder = fixture_make_folder ();
  self->database = g_build_filename (self->folder, "store.db", NULL);
  db = bilikd_db_open (self->database, &error);
  g_assert_no_error (error);
  g_assert_true (bilikd_db_write (db, add_organization, NULL, &error));
  self->store = bilikd_store_open (self->database, 2, &error);
  g_assert_no_error (error);
}

static void
store_tear_down (Store *self, gconstpointer data)
{
  g_clear_pointer (&self->store, bilikd_store_close);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  fixture_remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->database);
}

static gboolean
run_add (BilikdDb *db, gpointer data, GError **error)
{
  Task *task = data;

  if (!bilikd_outbox_add (db, 1, task->topic, "{}", 1, error))
    return FALSE;
  if (task->fails)
    g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID, "on purpose");
  return !task->fails;
}

static gboolean
run_count (BilikdDb *db, gpointer data, GError **error)
{
  Task *task = data;
  BilikdStatement *statement =
      bilikd_db_prepare (db, "SELECT count (*) FROM outbox WHERE ?1 IS NULL OR topic = ?1");

  bilikd_bind_text (statement, 1, task->topic);
  if (!bilikd_row_next (statement, error))
    return FALSE;
  task->count = bilikd_row_int (statement, 0);
  bilikd_row_end (statement);
  return TRUE;
}

static void
on_done (gpointer data, const GError *error)
{
  Task *task = data;

  g_assert_false (task->is_done);
  task->is_done = TRUE;
  task->error = error != NULL ? g_error_copy (error) : NULL;
  if (task->n_left != NULL)
    (*task->n_left)--;
}

static void
wait_for (Task *task)
{
  while (!task->is_done)
    g_main_context_iteration (NULL, TRUE);
}

static gint64
count (Store *self, const char *topic)
{
  Task task = { .topic = topic };

  bilikd_store_read (self->store, run_count, on_done, &task);
  wait_for (&task);
  g_assert_no_error (task.error);
  return task.count;
}

static void
test_group (Store *self, gconstpointer data)
{
  Task tasks[500] = { 0 };
  guint n_left = G_N_ELEMENTS (tasks);

  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    {
      tasks[i].topic = i % 5 == 0 ? "bad" : "good";
      tasks[i].fails = i % 5 == 0;
      tasks[i].n_left = &n_left;
      bilikd_store_write (self->store, run_add, on_done, &tasks[i]);
    }
  while (n_left > 0)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    {
      if (tasks[i].fails)
        g_assert_error (tasks[i].error, CRM_ERROR, CRM_ERROR_INVALID);
      else
        g_assert_no_error (tasks[i].error);
      g_clear_error (&tasks[i].error);
    }
  g_assert_cmpint (count (self, "good"), ==, 400);
  g_assert_cmpint (count (self, "bad"), ==, 0);
}

static void
test_close_finishes (Store *self, gconstpointer data)
{
  Task tasks[100] = { 0 };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    {
      tasks[i].topic = "late";
      bilikd_store_write (self->store, run_add, on_done, &tasks[i]);
    }
  g_clear_pointer (&self->store, bilikd_store_close);
  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    wait_for (&tasks[i]);
  self->store = bilikd_store_open (self->database, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (count (self, "late"), ==, G_N_ELEMENTS (tasks));
}

static gboolean
run_misuse (BilikdDb *db, gpointer data, GError **error)
{
  return bilikd_db_run (bilikd_db_prepare (db, "INSERT INTO no_such_table VALUES (1)"), error);
}

static gboolean
run_orphan (BilikdDb *db, gpointer data, GError **error)
{
  return bilikd_outbox_add (db, 999, "orphan", "{}", 1, error);
}

static void
test_errors (Store *self, gconstpointer data)
{
  Task misuse = { 0 }, orphan = { 0 };

  bilikd_store_write (self->store, run_misuse, on_done, &misuse);
  bilikd_store_write (self->store, run_orphan, on_done, &orphan);
  wait_for (&misuse);
  wait_for (&orphan);
  g_assert_error (misuse.error, CRM_ERROR, CRM_ERROR_INTERNAL);
  g_assert_error (orphan.error, CRM_ERROR, CRM_ERROR_CONFLICT);
  g_clear_error (&misuse.error);
  g_clear_error (&orphan.error);
}

/* Another process holds the lock: reads go on, the loop turns, the write ends after 5 s, and then all is well. */
static void
test_locked (Store *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BilikdDb) other = bilikd_db_connect (self->database, &error);
  Task blocked = { .topic = "blocked" }, after = { .topic = "after" };
  gint64 started = g_get_monotonic_time (), turn = started, longest = 0;

  g_assert_no_error (error);
  g_assert_true (bilikd_db_begin_write (other, &error));
  bilikd_store_write (self->store, run_add, on_done, &blocked);
  while (!blocked.is_done)
    {
      gint64 now;

      g_assert_cmpint (count (self, "blocked"), ==, 0);
      now = g_get_monotonic_time ();
      longest = MAX (longest, now - turn);
      turn = now;
    }
  g_assert_error (blocked.error, CRM_ERROR, CRM_ERROR_UNAVAILABLE);
  g_assert_cmpint (g_get_monotonic_time () - started, >=, 5 * G_USEC_PER_SEC);
  g_assert_cmpint (g_get_monotonic_time () - started, <, 8 * G_USEC_PER_SEC);
  g_test_message ("longest read beside the lock: %.1f ms", (double) longest / 1000);
  g_clear_error (&blocked.error);

  bilikd_db_rollback (other);
  bilikd_store_write (self->store, run_add, on_done, &after);
  wait_for (&after);
  g_assert_no_error (after.error);
  g_assert_cmpint (count (self, NULL), ==, 1);
}

/* The file may not grow: no false acknowledgement, reads go on, and it recovers by itself. */
static void
test_no_space (Store *self, gconstpointer data)
{
  struct rlimit old, tight;
  Task full = { .topic = "full" }, after = { .topic = "after" };

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &old), ==, 0);
  tight = old;
  tight.rlim_cur = 1024;
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &tight), ==, 0);
  bilikd_store_write (self->store, run_add, on_done, &full);
  wait_for (&full);
  g_assert_cmpint (count (self, "full"), ==, 0);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &old), ==, 0);
  g_assert_nonnull (full.error);
  g_assert_true (full.error->code == CRM_ERROR_UNAVAILABLE || full.error->code == CRM_ERROR_STORAGE_FULL);
  g_clear_error (&full.error);

  bilikd_store_write (self->store, run_add, on_done, &after);
  wait_for (&after);
  g_assert_no_error (after.error);
  g_assert_cmpint (count (self, NULL), ==, 1);
}

static void
test_private_files (Store *self, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (self->folder, "made", NULL);
  g_autofree char *database = g_build_filename (folder, "private.db", NULL);
  static const char *const suffixes[] = { "", "-wal", "-shm" };
  g_autoptr (GError) error = NULL;
  g_autoptr (BilikdDb) db = NULL;
  mode_t old_mask = umask (0);
  GStatBuf status;

  db = bilikd_db_open (database, &error);
  umask (old_mask);
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (folder, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0700);
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *path = g_strconcat (database, suffixes[i], NULL);

      g_assert_cmpint (g_stat (path, &status), ==, 0);
      g_assert_cmpint (status.st_mode & 0777, ==, 0600);
    }
  g_clear_pointer (&db, bilikd_db_close);
  fixture_remove_folder (folder);
}

/* --- the search ------------------------------------------------------------------------------ */

static gboolean
run_add_customer (BilikdDb *db, gpointer data, GError **error)
{
  return bilikd_db_run (
      bilikd_db_prepare (
          db, "INSERT INTO customers (organization_id, contact_id, name, name_key, created_at, updated_at) "
              "VALUES (1, hex (randomblob (8)), 'Ratna', 'ratna', 1, 1)"),
      error);
}

static gboolean
run_count_found (BilikdDb *db, gpointer data, GError **error)
{
  Task *task = data;
  BilikdStatement *statement =
      bilikd_db_prepare (db, "SELECT count (*) FROM customer_search WHERE customer_search MATCH 'ratna'");

  if (!bilikd_row_next (statement, error))
    return FALSE;
  task->count = bilikd_row_int (statement, 0);
  bilikd_row_end (statement);
  return TRUE;
}

static gint64
count_found (Store *self)
{
  Task task = { 0 };

  bilikd_store_read (self->store, run_count_found, on_done, &task);
  wait_for (&task);
  g_assert_no_error (task.error);
  return task.count;
}

static void
wait_until_found (Store *self, gint64 n)
{
  gint64 until = g_get_monotonic_time () + 5 * G_USEC_PER_SEC;

  while (count_found (self) < n && g_get_monotonic_time () < until)
    g_usleep (10 * 1000);
  g_assert_cmpint (count_found (self), ==, n);
}

/* Who writes alone finds at once; what a crowd writes is found a moment later, without a further write. */
static void
test_found (Store *self, gconstpointer data)
{
  Task crowd[500] = { 0 };
  guint n_left = G_N_ELEMENTS (crowd);

  for (gint64 n = 1; n <= 3; n++)
    {
      Task alone = { 0 };

      bilikd_store_write (self->store, run_add_customer, on_done, &alone);
      wait_for (&alone);
      g_assert_cmpint (count_found (self), ==, n);
    }
  for (guint i = 0; i < G_N_ELEMENTS (crowd); i++)
    {
      crowd[i].n_left = &n_left;
      bilikd_store_write (self->store, run_add_customer, on_done, &crowd[i]);
    }
  while (n_left > 0)
    g_main_context_iteration (NULL, TRUE);
  wait_until_found (self, 3 + G_N_ELEMENTS (crowd));
}

/* An earlier process ended before it took in what it had committed. */
static void
test_found_after_kill (Store *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BilikdDb) db = NULL;

  g_clear_pointer (&self->store, bilikd_store_close);
  db = bilikd_db_connect (self->database, &error);
  g_assert_no_error (error);
  g_assert_true (bilikd_db_begin_write (db, NULL) && run_add_customer (db, NULL, NULL) &&
                 bilikd_db_run (bilikd_db_prepare (db, "COMMIT"), NULL));
  self->store = bilikd_store_open (self->database, 2, &error);
  g_assert_no_error (error);
  wait_until_found (self, 1);
}

/* --- the log --------------------------------------------------------------------------------- */

static void
test_log_small (Store *self, gconstpointer data)
{
  g_autofree char *wal = g_strconcat (self->database, "-wal", NULL);
  g_autofree char *topic = g_strnfill (1000, 'x');
  GStatBuf status;

  for (guint round = 0; round < 600; round++)
    {
      Task tasks[64] = { 0 };
      guint n_left = G_N_ELEMENTS (tasks);

      for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
        {
          tasks[i].topic = topic;
          tasks[i].n_left = &n_left;
          bilikd_store_write (self->store, run_add, on_done, &tasks[i]);
        }
      while (n_left > 0)
        g_main_context_iteration (NULL, TRUE);
    }
  g_assert_cmpint (g_stat (wal, &status), ==, 0);
  g_test_message ("%" G_GINT64_FORMAT " KiB", (gint64) status.st_size / 1024);
  g_assert_cmpint (status.st_size, <=, 40 * 1024 * 1024);
  g_assert_cmpint (count (self, topic), ==, 38400);
}

/* --- opening --------------------------------------------------------------------------------- */

static void
expect_refused (const char *database, const char *reason)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BilikdDb) db = bilikd_db_open (database, &error);

  g_assert_null (db);
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, reason));
}

static void
test_corrupt (Store *self, gconstpointer data)
{
  g_autofree char *content = NULL;
  gsize size;

  g_clear_pointer (&self->store, bilikd_store_close);
  g_assert_true (g_file_get_contents (self->database, &content, &size, NULL));
  g_assert_cmpuint (size, >, 3 * 4096);

  g_assert_true (g_file_set_contents (self->database, content, (gssize) size / 2, NULL));
  expect_refused (self->database, "cut short");

  g_assert_true (g_file_set_contents (self->database, "This is a shopping list, not a database.", -1, NULL));
  expect_refused (self->database, "header");

  for (gsize offset = 100; offset < size; offset++)
    content[offset] = (char) (content[offset] ^ 0x5a);
  g_assert_true (g_file_set_contents (self->database, content, (gssize) size, NULL));
  expect_refused (self->database, "damaged");
}

static gboolean
run_age (BilikdDb *db, gpointer data, GError **error)
{
  return bilikd_db_run (bilikd_db_prepare (db, "INSERT INTO schema_migrations VALUES (9999, 'future', 0)"),
                        error);
}

static void
test_newer (Store *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BilikdDb) db = bilikd_db_connect (self->database, &error);

  g_assert_true (bilikd_db_write (db, run_age, NULL, &error));
  g_clear_pointer (&db, bilikd_db_close);
  expect_refused (self->database, "9999");
}

static gint64
ask (BilikdDb *db, const char *sql)
{
  BilikdStatement *statement = bilikd_db_prepare_ (db, sql);
  g_autoptr (GError) error = NULL;
  gint64 value;

  g_assert_true (bilikd_row_next (statement, &error));
  value = bilikd_row_int (statement, 0);
  bilikd_row_end (statement);
  return value;
}

/* Databases as older versions left them, with rows in them. */
static void
test_older (Store *self, gconstpointer data)
{
  g_autofree char *stored = g_test_build_filename (G_TEST_DIST, "backend", "databases", "schema-1.db", NULL);
  g_autofree char *copy = g_build_filename (self->folder, "older.db", NULL);
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (BilikdDb) db = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (stored, &content, &size, &error));
  g_assert_true (g_file_set_contents (copy, content, (gssize) size, &error));
  db = bilikd_db_open (copy, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ask (db, "SELECT max (version) FROM schema_migrations"), >=, 1);
  g_assert_cmpint (ask (db, "SELECT count (*) FROM schema_migrations"), ==,
                   ask (db, "SELECT max (version) FROM schema_migrations"));
  g_assert_cmpint (ask (db, "SELECT count (*) FROM agents WHERE email = 'old@nusantara.test'"), ==, 1);
  g_assert_cmpint (ask (db, "SELECT count (*) FROM pragma_foreign_key_check"), ==, 0);
}

int
main (int argc, char **argv)
{
#define ADD(path, function) g_test_add (path, Store, NULL, store_set_up, function, store_tear_down)
  g_test_init (&argc, &argv, NULL);
  ADD ("/store/writes-share-a-commit-and-fail-alone", test_group);
  ADD ("/store/close-finishes-what-is-queued", test_close_finishes);
  ADD ("/store/errors-are-typed", test_errors);
  ADD ("/store/REL-14/locked-database", test_locked);
  ADD ("/store/REL-04/no-space-left", test_no_space);
  ADD ("/store/SEC-18/private-files", test_private_files);
  ADD ("/store/F-13/found-soon", test_found);
  ADD ("/store/F-13/found-after-kill", test_found_after_kill);
  ADD ("/store/F-13/log-stays-small", test_log_small);
  ADD ("/store/REL-15/corrupt-is-refused", test_corrupt);
  ADD ("/store/migrations/newer-is-refused", test_newer);
  ADD ("/store/migrations/older-is-brought-up", test_older);
  return g_test_run ();
}
