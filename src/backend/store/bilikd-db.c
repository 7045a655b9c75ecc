/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-db-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

#include "bilikd-search-index.h"
#include "crm-error.h"

#define DEFAULT_PATIENCE 5000

static const char settings[] = "PRAGMA journal_mode = WAL;"
                               "PRAGMA synchronous = FULL;"
                               "PRAGMA foreign_keys = ON;"
                               "PRAGMA trusted_schema = OFF;"
                               "PRAGMA temp_store = MEMORY;"
                               "PRAGMA cache_size = -16384;"
                               "PRAGMA journal_size_limit = 67108864;";

/* For the process, before its first connection: SQLite counts what it allocates, under a lock, for nobody. */
static void
configure_process (void)
{
  static gsize is_done = 0;

  if (!g_once_init_enter (&is_done))
    return;
  sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);
  g_once_init_leave (&is_done, 1);
}

static CrmErrorCode
classify (int code)
{
  switch (code & 0xff)
    {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_IOERR:
    case SQLITE_NOMEM:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
      return CRM_ERROR_UNAVAILABLE;
    case SQLITE_FULL:
      return CRM_ERROR_STORAGE_FULL;
    case SQLITE_CONSTRAINT:
      return CRM_ERROR_CONFLICT;
    default:
      return CRM_ERROR_INTERNAL;
    }
}

void
bilikd_db_set_error (BilikdDb *self, int code, GError **error)
{
  static const char *const sentences[CRM_N_ERRORS] = {
    [CRM_ERROR_UNAVAILABLE] = "The database is busy.",
    [CRM_ERROR_STORAGE_FULL] = "The disk of the database is full.",
    [CRM_ERROR_CONFLICT] = "This contradicts what is stored.",
    [CRM_ERROR_INTERNAL] = "The database had a problem.",
  };
  CrmErrorCode classified = classify (code);

  /* A message of SQLite names tables and columns, never values. */
  if (classified == CRM_ERROR_INTERNAL)
    g_message ("SQLite: %s (%d)", self != NULL ? sqlite3_errmsg (self->handle) : "?", code);
  else
    g_debug ("SQLite: %s (%d)", self != NULL ? sqlite3_errmsg (self->handle) : "?", code);
  if ((code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB)
    g_set_error_literal (error, CRM_ERROR, classified, "The database is damaged; restore it from a backup.");
  else
    g_set_error_literal (error, CRM_ERROR, classified, sentences[classified]);
}

gboolean
bilikd_db_execute (BilikdDb *self, const char *sql, GError **error)
{
  int code = sqlite3_exec (self->handle, sql, NULL, NULL, NULL);

  if (code == SQLITE_OK)
    return TRUE;
  bilikd_db_set_error (self, code, error);
  return FALSE;
}

static int
on_wal_grown (gpointer data, sqlite3 *handle, const char *schema, int n_pages)
{
  BilikdDb *self = data;

  self->wal_pages = (guint) n_pages;
  return SQLITE_OK;
}

/* SQLite gives the log and the shared memory the permissions of the database, so it is made before. */
static gboolean
make_private_file (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = -1;

  if (g_mkdir_with_parents (folder, 0700) == 0)
    fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0 || fchmod (fd, 0600) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "Can't open the database “%s”: %s", path,
                   g_strerror (errno));
      if (fd >= 0)
        g_close (fd, NULL);
      return FALSE;
    }
  return g_close (fd, error);
}

BilikdDb *
bilikd_db_connect (const char *path, GError **error)
{
  g_autoptr (BilikdDb) self = g_new0 (BilikdDb, 1);
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOFOLLOW;
  g_autofree char *canonical = g_canonicalize_filename (path, NULL);
  int code;

  configure_process ();
  code = sqlite3_open_v2 (canonical, &self->handle, flags, NULL);
  self->statements = g_hash_table_new_full (NULL, NULL, NULL, bilikd_statement_free);
  if (code == SQLITE_OK)
    code = bilikd_fold_install (self->handle);
  if (code != SQLITE_OK)
    {
      bilikd_db_set_error (self, code, error);
      return NULL;
    }
  bilikd_db_set_patience (self, DEFAULT_PATIENCE);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
  if (!bilikd_db_execute (self, settings, error))
    return NULL;
  return g_steal_pointer (&self);
}

BilikdDb *
bilikd_db_open (const char *path, GError **error)
{
  g_autoptr (BilikdDb) self = NULL;

  if (!make_private_file (path, error) || !bilikd_db_check (path, NULL, error))
    return NULL;
  self = bilikd_db_connect (path, error);
  if (self == NULL)
    {
      g_prefix_error (error, "Can't open the database “%s”: ", path);
      return NULL;
    }
  if (!bilikd_db_check (path, self, error) || !bilikd_db_migrate (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
bilikd_db_close (BilikdDb *self)
{
  g_clear_pointer (&self->layouts, g_hash_table_unref);
  g_clear_pointer (&self->statements, g_hash_table_unref);
  sqlite3_close (self->handle);
  g_free (self);
}

void
bilikd_db_set_patience (BilikdDb *self, guint ms)
{
  sqlite3_busy_timeout (self->handle, (int) ms);
}

void
bilikd_db_watch_wal (BilikdDb *self)
{
  /* The hook takes the place of SQLite's automatic checkpoint, which would run inside a commit. */
  sqlite3_wal_hook (self->handle, on_wal_grown, self);
}

gboolean
bilikd_db_checkpoint (BilikdDb *self, gboolean truncate)
{
  int mode = truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
  int n_pages = 0;
  int code = sqlite3_wal_checkpoint_v2 (self->handle, NULL, mode, &n_pages, NULL);

  if (code == SQLITE_OK && truncate)
    self->wal_pages = 0;
  return code == SQLITE_OK;
}

gboolean
bilikd_db_begin_read (BilikdDb *self, GError **error)
{
  return bilikd_db_run (bilikd_db_prepare (self, "BEGIN"), error);
}

gboolean
bilikd_db_begin_write (BilikdDb *self, GError **error)
{
  return bilikd_db_run (bilikd_db_prepare (self, "BEGIN IMMEDIATE"), error);
}

gboolean
bilikd_db_commit (BilikdDb *self, GError **error)
{
  if (!self->defers_index && sqlite3_txn_state (self->handle, "main") == SQLITE_TXN_WRITE &&
      !bilikd_search_index_flush (self, error))
    return FALSE;
  return bilikd_db_run (bilikd_db_prepare (self, "COMMIT"), error);
}

void
bilikd_db_rollback (BilikdDb *self)
{
  /* SQLite rolls back by itself after some errors; asking twice would be one more. */
  if (bilikd_db_in_transaction (self))
    bilikd_db_run (bilikd_db_prepare (self, "ROLLBACK"), NULL);
}

gboolean
bilikd_db_in_transaction (BilikdDb *self)
{
  return !sqlite3_get_autocommit (self->handle);
}

gboolean
bilikd_db_save (BilikdDb *self, GError **error)
{
  self->is_in_job = bilikd_db_run (bilikd_db_prepare (self, "SAVEPOINT job"), error);
  return self->is_in_job;
}

gboolean
bilikd_db_release (BilikdDb *self, GError **error)
{
  if (!self->has_lost_text && bilikd_db_run (bilikd_db_prepare (self, "RELEASE job"), NULL))
    {
      self->is_in_job = FALSE;
      return TRUE;
    }
  g_set_error_literal (error, CRM_ERROR, CRM_ERROR_UNAVAILABLE, "The database could not keep the change.");
  return FALSE;
}

void
bilikd_db_undo (BilikdDb *self)
{
  self->is_in_job = FALSE;
  self->has_lost_text = FALSE;
  if (!bilikd_db_in_transaction (self))
    return;
  /* Where memory ends SQLite may have begun no savepoint without saying so: then everything goes (REL-04). */
  if (!bilikd_db_run (bilikd_db_prepare (self, "ROLLBACK TO job"), NULL) ||
      !bilikd_db_run (bilikd_db_prepare (self, "RELEASE job"), NULL))
    bilikd_db_rollback (self);
}

gboolean
bilikd_db_write (BilikdDb *self, BilikdJob job, gpointer data, GError **error)
{
  if (!bilikd_db_begin_write (self, error))
    return FALSE;
  if (job (self, data, error) && bilikd_db_commit (self, error))
    return TRUE;
  bilikd_db_rollback (self);
  return FALSE;
}
