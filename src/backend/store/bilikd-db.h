/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-store.h"

G_BEGIN_DECLS

/*
 * One connection to the database, for one thread at a time. The daemon goes
 * through BilikdStore; bilikctl opens one of its own and works beside it.
 * Errors are of %CRM_ERROR: busy and I/O are UNAVAILABLE, a full disk is
 * STORAGE_FULL, a broken constraint is CONFLICT, the rest is INTERNAL.
 */

/**
 * bilikd_db_open:
 * @path: the database file, made if absent (0600, its folder 0700; SEC-18)
 *
 * Opens the database for writing, after looking whether it is sound (REL-15) and
 * bringing it to the newest schema. A database newer than this program is
 * refused.
 */
BilikdDb *bilikd_db_open (const char *path, GError **error);

/* A further connection to a database that is open already, without checks. */
BilikdDb *bilikd_db_connect (const char *path, GError **error);
void bilikd_db_close (BilikdDb *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BilikdDb, bilikd_db_close)

/* How long a statement waits for another process's lock; 5 s unless set. */
void bilikd_db_set_patience (BilikdDb *self, guint ms);

/* A write takes its lock at once, so that it never fails half-way for want of one. */
gboolean bilikd_db_begin_read (BilikdDb *self, GError **error);
gboolean bilikd_db_begin_write (BilikdDb *self, GError **error);
gboolean bilikd_db_commit (BilikdDb *self, GError **error);
void bilikd_db_rollback (BilikdDb *self);
gboolean bilikd_db_in_transaction (BilikdDb *self);

/* One level of savepoint inside a transaction. */
gboolean bilikd_db_save (BilikdDb *self, GError **error);
gboolean bilikd_db_release (BilikdDb *self, GError **error);
void bilikd_db_undo (BilikdDb *self);

/* Runs @job in a write transaction of its own: for programs without a main loop. */
gboolean bilikd_db_write (BilikdDb *self, BilikdJob job, gpointer data, GError **error);

/**
 * bilikd_db_back_up:
 * @path: a file that does not exist yet; made with 0600
 *
 * Writes all of the database, as it is at one moment, into one file (REL-15). A daemon goes on meanwhile.
 */
gboolean bilikd_db_back_up (BilikdDb *self, const char *path, GError **error);

G_END_DECLS
