/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-db-private.h"

struct _BilikdStatement
{
  BilikdDb *db;
  sqlite3_stmt *handle; /* NULL if it could not be prepared: every step then fails with @code */
  int code;             /* first thing that went wrong since the statement was taken */
};

void
bilikd_statement_free (gpointer statement)
{
  BilikdStatement *self = statement;

  sqlite3_finalize (self->handle);
  g_free (self);
}

static void
note (BilikdStatement *self, int code)
{
  if (self->code == SQLITE_OK)
    self->code = code;
}

BilikdStatement *
bilikd_db_prepare_ (BilikdDb *db, const char *sql)
{
  BilikdStatement *self = g_hash_table_lookup (db->statements, sql);

  if (self == NULL)
    {
      self = g_new0 (BilikdStatement, 1);
      self->db = db;
      g_hash_table_insert (db->statements, (gpointer) sql, self);
    }
  if (self->handle == NULL)
    {
      self->code = sqlite3_prepare_v3 (db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &self->handle, NULL);
      return self;
    }
  sqlite3_reset (self->handle);
  sqlite3_clear_bindings (self->handle);
  self->code = SQLITE_OK;
  return self;
}

void
bilikd_bind_int (BilikdStatement *self, int index, gint64 value)
{
  if (self->handle != NULL)
    note (self, sqlite3_bind_int64 (self->handle, index, value));
}

void
bilikd_bind_text (BilikdStatement *self, int index, const char *value)
{
  if (self->handle != NULL)
    note (self, sqlite3_bind_text (self->handle, index, value, -1, SQLITE_TRANSIENT));
}

void
bilikd_bind_blob (BilikdStatement *self, int index, const void *bytes, gsize size)
{
  if (self->handle != NULL)
    note (self, sqlite3_bind_blob64 (self->handle, index, bytes, size, SQLITE_TRANSIENT));
}

void
bilikd_bind_null (BilikdStatement *self, int index)
{
  if (self->handle != NULL)
    note (self, sqlite3_bind_null (self->handle, index));
}

/* SQLite rolls the whole transaction back where memory, disk or device end. What a job did after that would be a
 * transaction of its own, and a part of the job would be stored. */
static gboolean
is_transaction_lost (const BilikdDb *db)
{
  return db->is_in_job && sqlite3_get_autocommit (db->handle);
}

gboolean
bilikd_row_next (BilikdStatement *self, GError **error)
{
  if (self->code == SQLITE_OK && is_transaction_lost (self->db))
    self->code = SQLITE_IOERR;
  if (self->code == SQLITE_OK)
    {
      int code = sqlite3_step (self->handle);

      if (code == SQLITE_ROW)
        return TRUE;
      if (code == SQLITE_DONE)
        {
          sqlite3_reset (self->handle);
          return FALSE;
        }
      self->code = code;
    }
  bilikd_db_set_error (self->db, self->code, error);
  bilikd_row_end (self);
  return FALSE;
}

void
bilikd_row_end (BilikdStatement *self)
{
  sqlite3_reset (self->handle);
}

gint64
bilikd_row_int (BilikdStatement *self, int column)
{
  return sqlite3_column_int64 (self->handle, column);
}

const char *
bilikd_row_text (BilikdStatement *self, int column)
{
  const char *text = (const char *) sqlite3_column_text (self->handle, column);

  if (text != NULL || sqlite3_column_type (self->handle, column) == SQLITE_NULL)
    return text;
  /* No memory for it. Whatever is made of this is not kept and not told. */
  self->db->has_lost_text = TRUE;
  return "";
}

gboolean
bilikd_row_is_null (BilikdStatement *self, int column)
{
  return sqlite3_column_type (self->handle, column) == SQLITE_NULL;
}

gboolean
bilikd_db_run (BilikdStatement *self, GError **error)
{
  GError *local_error = NULL;

  while (bilikd_row_next (self, &local_error))
    ;
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, local_error);
  return FALSE;
}

gint64
bilikd_db_last_id (BilikdDb *db)
{
  return sqlite3_last_insert_rowid (db->handle);
}

int
bilikd_db_changes (BilikdDb *db)
{
  return sqlite3_changes (db->handle);
}
