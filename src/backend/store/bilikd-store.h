/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * BilikdStore: the database of the daemon. One writer thread drains its queue
 * into one transaction (a savepoint a job), so that many creates share one
 * fsync; a few readers stand beside it (WAL). Jobs run on those threads, their
 * callbacks in the main context, a write's only after its commit is durable.
 */
typedef struct _BilikdStore BilikdStore;
typedef struct _BilikdDb BilikdDb;

/* Opens @path as bilikd_db_open() does. Callbacks run in the thread-default context of the caller. */
BilikdStore *bilikd_store_open (const char *path, guint n_readers, GError **error);
/* Runs what is queued to its end; the callbacks still arrive in the main context. */
void bilikd_store_close (BilikdStore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BilikdStore, bilikd_store_close)

/* Returns FALSE with an error to roll its savepoint back. */
typedef gboolean (*BilikdJob) (BilikdDb *db, gpointer data, GError **error);

typedef void (*BilikdJobDone) (gpointer data, const GError *error);

/* @done is called once, in the main context, whatever happened. A job that waited 5 s for its turn or for
 * another process's lock is not run and ends with %CRM_ERROR_UNAVAILABLE (REL-14). */
void bilikd_store_read (BilikdStore *self, BilikdJob job, BilikdJobDone done, gpointer data);
void bilikd_store_write (BilikdStore *self, BilikdJob job, BilikdJobDone done, gpointer data);

/* --- inside a job -------------------------------------------------------- */

/* A prepared statement from the connection's cache; reset by the next use or bilikd_row_end(). SQL text is
 * a literal: its address is the cache key, so a built string can't slip in (SEC-23). */
typedef struct _BilikdStatement BilikdStatement;
BilikdStatement *bilikd_db_prepare_ (BilikdDb *db, const char *sql);
#define bilikd_db_prepare(db, literal) bilikd_db_prepare_ ((db), "" literal "")

void bilikd_bind_int (BilikdStatement *self, int index, gint64 value);       /* 1-based */
void bilikd_bind_text (BilikdStatement *self, int index, const char *value); /* NULL → NULL; copied */
void bilikd_bind_blob (BilikdStatement *self, int index, const void *bytes, gsize size);
void bilikd_bind_null (BilikdStatement *self, int index);

/* Steps: TRUE with a row; FALSE at the end, or with @error set. */
gboolean bilikd_row_next (BilikdStatement *self, GError **error);
void bilikd_row_end (BilikdStatement *self);
gint64 bilikd_row_int (BilikdStatement *self, int column);       /* 0-based; NULL → 0 */
const char *bilikd_row_text (BilikdStatement *self, int column); /* borrowed until the next step */
gboolean bilikd_row_is_null (BilikdStatement *self, int column);

/* For statements without rows. */
gboolean bilikd_db_run (BilikdStatement *self, GError **error);
gint64 bilikd_db_last_id (BilikdDb *db);
int bilikd_db_changes (BilikdDb *db);

G_END_DECLS
