/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "bilikd-db.h"
#include "bilikd-room-events.h"

G_BEGIN_DECLS

struct _BilikdDb
{
  sqlite3 *handle;
  GHashTable *statements; /* address of the SQL literal → BilikdStatement */
  GHashTable *layouts;    /* what bilikd_layout_load() has read, while form_revision stays */
  gint64 form_revision;
  BilikdRoomEventFunc event_func; /* of bilikd_room_events_watch() */
  gpointer event_data;
  guint wal_pages;        /* size of the write-ahead log after the last commit of this connection */
  gboolean defers_index;  /* commits leave it to a later one to take words into the search */
  gboolean is_in_job;     /* between bilikd_db_save() and its end */
  gboolean has_lost_text; /* bilikd_row_text() had no memory since the job began */
};

void bilikd_statement_free (gpointer statement);

/* Turns a result code of SQLite into the error a caller of the daemon may see; the text of SQLite goes to the log. */
void bilikd_db_set_error (BilikdDb *self, int code, GError **error);

/* Runs SQL of ours that is not for the cache: migrations, pragmas. */
gboolean bilikd_db_execute (BilikdDb *self, const char *sql, GError **error);

/* From now on commits keep `wal_pages` up to date and never checkpoint by themselves. */
void bilikd_db_watch_wal (BilikdDb *self);

/* Moves the log into the database. @truncate waits for readers and empties the log file as well. */
gboolean bilikd_db_checkpoint (BilikdDb *self, gboolean truncate);

/* From now on SQL can say fold (TEXT): crm_fold(). Returns: a result code of SQLite */
int bilikd_fold_install (sqlite3 *handle);

gboolean bilikd_db_check (const char *path, BilikdDb *self, GError **error);
gboolean bilikd_db_migrate (BilikdDb *self, GError **error);

G_END_DECLS
