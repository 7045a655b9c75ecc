/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-flows"

#include "crm-handoff-journal.h"

#include "crm-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <unistd.h>

struct _CrmHandoffJournal
{
  GObject parent_instance;

  GMutex lock; /* one connection, used from worker threads */
  sqlite3 *db;
  char *path;
  char *scope;
  char *owner; /* this journal among the rows */
  int owner_fd;
};

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CrmHandoffJournal, crm_handoff_journal, G_TYPE_OBJECT)

static const char schema[] =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;"
    "CREATE TABLE IF NOT EXISTS handoffs ("
    "  id TEXT PRIMARY KEY, scope TEXT NOT NULL, owner TEXT NOT NULL,"
    "  contact_id TEXT NOT NULL, contact_name TEXT, request TEXT, ticket_id TEXT, ticket_name TEXT,"
    "  state TEXT NOT NULL, route TEXT NOT NULL, tries INTEGER NOT NULL, is_uncertain INTEGER NOT NULL,"
    "  last_error TEXT, created_at INTEGER NOT NULL, draft_of TEXT"
    ") STRICT, WITHOUT ROWID;";

#define COLUMNS                                                                                              \
  "id, contact_id, contact_name, request, ticket_id, ticket_name, state, route, tries, is_uncertain, "       \
  "last_error, created_at, draft_of"

/* --- SQLite in our words ---------------------------------------------------- */

static gboolean
journal_failed (CrmHandoffJournal *self, GError **error)
{
  g_set_error (error, CRM_ERROR, CRM_ERROR_STORAGE_FULL, "%s: %s", self->path, sqlite3_errmsg (self->db));
  return FALSE;
}

static sqlite3_stmt *
prepare (CrmHandoffJournal *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (self->db, sql, -1, &statement, NULL) != SQLITE_OK)
    journal_failed (self, error);
  return statement;
}

static void
bind_text (sqlite3_stmt *statement, int index, const char *text)
{
  sqlite3_bind_text (statement, index, text, -1, SQLITE_TRANSIENT);
}

static char *
dup_column (sqlite3_stmt *statement, int column)
{
  return g_strdup ((const char *) sqlite3_column_text (statement, column));
}

/* A journal of the time before that column gets it; its rows are kept. */
static gboolean
add_draft_of (CrmHandoffJournal *self)
{
  if (sqlite3_table_column_metadata (self->db, NULL, "handoffs", "draft_of", NULL, NULL, NULL, NULL, NULL) ==
      SQLITE_OK)
    return TRUE;
  return sqlite3_exec (self->db, "ALTER TABLE handoffs ADD COLUMN draft_of TEXT", NULL, NULL, NULL) ==
         SQLITE_OK;
}

/* --- rows --------------------------------------------------------------------- */

static CrmHandoff *
read_row (sqlite3_stmt *row)
{
  CrmHandoff *handoff = g_new0 (CrmHandoff, 1);

  handoff->id = dup_column (row, 0);
  handoff->contact_id = dup_column (row, 1);
  handoff->contact_name = dup_column (row, 2);
  handoff->request = dup_column (row, 3);
  handoff->ticket_id = dup_column (row, 4);
  handoff->ticket_name = dup_column (row, 5);
  crm_handoff_state_from_wire ((const char *) sqlite3_column_text (row, 6), &handoff->state);
  crm_handoff_route_from_wire ((const char *) sqlite3_column_text (row, 7), &handoff->route);
  handoff->tries = sqlite3_column_int (row, 8);
  handoff->is_uncertain = sqlite3_column_int (row, 9);
  handoff->last_error = dup_column (row, 10);
  handoff->created_at = sqlite3_column_int64 (row, 11);
  handoff->draft_of = dup_column (row, 12);
  return handoff;
}

static gboolean
write_row (CrmHandoffJournal *self, const CrmHandoff *handoff, GError **error)
{
  sqlite3_stmt *statement = prepare (self,
                                     "REPLACE INTO handoffs (" COLUMNS ", scope, owner)"
                                     " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                                     error);

  if (statement == NULL)
    return FALSE;
  bind_text (statement, 1, handoff->id);
  bind_text (statement, 2, handoff->contact_id);
  bind_text (statement, 3, handoff->contact_name);
  bind_text (statement, 4, handoff->request);
  bind_text (statement, 5, handoff->ticket_id);
  bind_text (statement, 6, handoff->ticket_name);
  bind_text (statement, 7, crm_handoff_state_to_wire (handoff->state));
  bind_text (statement, 8, crm_handoff_route_to_wire (handoff->route));
  sqlite3_bind_int (statement, 9, handoff->tries);
  sqlite3_bind_int (statement, 10, handoff->is_uncertain);
  bind_text (statement, 11, handoff->last_error);
  sqlite3_bind_int64 (statement, 12, handoff->created_at);
  bind_text (statement, 13, handoff->draft_of);
  bind_text (statement, 14, self->scope);
  bind_text (statement, 15, self->owner);
  sqlite3_step (statement);
  return sqlite3_finalize (statement) == SQLITE_OK || journal_failed (self, error);
}

static gboolean
delete_row (CrmHandoffJournal *self, const char *id, GError **error)
{
  sqlite3_stmt *statement = prepare (self, "DELETE FROM handoffs WHERE id = ?", error);

  if (statement == NULL)
    return FALSE;
  bind_text (statement, 1, id);
  sqlite3_step (statement);
  return sqlite3_finalize (statement) == SQLITE_OK || journal_failed (self, error);
}

static GPtrArray *
read_rows (CrmHandoffJournal *self, const char *sql, const char *owner, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_handoff_free);
  sqlite3_stmt *statement = prepare (self, sql, error);

  if (statement == NULL)
    return NULL;
  bind_text (statement, 1, self->scope);
  if (owner != NULL)
    bind_text (statement, 2, owner);
  while (sqlite3_step (statement) == SQLITE_ROW)
    g_ptr_array_add (rows, read_row (statement));
  if (sqlite3_finalize (statement) != SQLITE_OK)
    {
      journal_failed (self, error);
      return NULL;
    }
  return g_steal_pointer (&rows);
}

/* --- which console a row belongs to ------------------------------------------------ */

static char *
owner_path (CrmHandoffJournal *self, const char *owner)
{
  return g_strdup_printf ("%s.owner-%s", self->path, owner);
}

/* A console holds the lock on its own file for as long as it runs, however it ends. */
static gboolean
claim_ownership (CrmHandoffJournal *self, GError **error)
{
  g_autofree char *path = owner_path (self, self->owner);

  self->owner_fd = open (path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  if (self->owner_fd >= 0 && flock (self->owner_fd, LOCK_EX | LOCK_NB) == 0)
    return TRUE;
  g_set_error (error, CRM_ERROR, CRM_ERROR_STORAGE_FULL, "%s: %s", path, g_strerror (errno));
  return FALSE;
}

static gboolean
owner_is_alive (CrmHandoffJournal *self, const char *owner)
{
  g_autofree char *path = owner_path (self, owner);
  int fd = open (path, O_RDWR | O_CLOEXEC);
  gboolean alive;

  if (fd < 0)
    return FALSE;
  alive = flock (fd, LOCK_EX | LOCK_NB) != 0;
  if (!alive)
    g_unlink (path);
  close (fd);
  return alive;
}

static GStrv
list_other_owners (CrmHandoffJournal *self, GError **error)
{
  g_autoptr (GStrvBuilder) owners = g_strv_builder_new ();
  sqlite3_stmt *statement =
      prepare (self, "SELECT DISTINCT owner FROM handoffs WHERE scope = ? AND owner <> ?", error);

  if (statement == NULL)
    return NULL;
  bind_text (statement, 1, self->scope);
  bind_text (statement, 2, self->owner);
  while (sqlite3_step (statement) == SQLITE_ROW)
    g_strv_builder_add (owners, (const char *) sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);
  return g_strv_builder_end (owners);
}

/* Whoever changes the owner first has the rows; a second console finds none left. */
static gboolean
adopt_from (CrmHandoffJournal *self, const char *owner, GPtrArray *adopted, GError **error)
{
  g_autoptr (GPtrArray) rows = read_rows (
      self, "SELECT " COLUMNS " FROM handoffs WHERE scope = ? AND owner = ? ORDER BY created_at, id", owner,
      error);

  if (rows == NULL)
    return FALSE;
  while (rows->len > 0)
    {
      CrmHandoff *handoff = g_ptr_array_steal_index (rows, 0);

      handoff->is_uncertain = TRUE;
      handoff->tries = 0;
      g_ptr_array_add (adopted, handoff);
      if (!write_row (self, handoff, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
adopt_all (CrmHandoffJournal *self, GPtrArray *adopted, GError **error)
{
  g_auto (GStrv) owners = list_other_owners (self, error);

  if (owners == NULL)
    return FALSE;
  for (guint i = 0; owners[i] != NULL; i++)
    if (!owner_is_alive (self, owners[i]) && !adopt_from (self, owners[i], adopted, error))
      return FALSE;
  return TRUE;
}

/* --- object ---------------------------------------------------------------------- */

static void
crm_handoff_journal_finalize (GObject *object)
{
  CrmHandoffJournal *self = CRM_HANDOFF_JOURNAL (object);

  sqlite3_close (self->db);
  if (self->owner_fd >= 0)
    {
      g_autofree char *path = owner_path (self, self->owner);

      g_unlink (path);
      close (self->owner_fd);
    }
  g_free (self->path);
  g_free (self->scope);
  g_free (self->owner);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (crm_handoff_journal_parent_class)->finalize (object);
}

static void
crm_handoff_journal_class_init (CrmHandoffJournalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = crm_handoff_journal_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
crm_handoff_journal_init (CrmHandoffJournal *self)
{
  g_mutex_init (&self->lock);
  self->owner = g_uuid_string_random ();
  self->owner_fd = -1;
}

CrmHandoffJournal *
crm_handoff_journal_open (const char *path, const char *scope, GError **error)
{
  g_autoptr (CrmHandoffJournal) self = g_object_new (CRM_TYPE_HANDOFF_JOURNAL, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  int fd;

  self->path = g_strdup (path);
  self->scope = g_strdup (scope);

  /* The file holds what agents wrote about customers: for nobody else to read, from its first byte. */
  if (g_mkdir_with_parents (folder, 0700) != 0 || (fd = open (path, O_CREAT | O_RDWR | O_CLOEXEC, 0600)) < 0)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_STORAGE_FULL, "%s: %s", path, g_strerror (errno));
      return NULL;
    }
  close (fd);

  if (!claim_ownership (self, error))
    return NULL;
  if (sqlite3_open_v2 (path, &self->db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK ||
      sqlite3_exec (self->db, schema, NULL, NULL, NULL) != SQLITE_OK || !add_draft_of (self))
    {
      journal_failed (self, error);
      return NULL;
    }
  return g_steal_pointer (&self);
}

static void
put_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  CrmHandoffJournal *self = source;
  const CrmHandoff *handoff = data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gboolean over = handoff->state == CRM_HANDOFF_DONE || handoff->state == CRM_HANDOFF_CANCELLED;
  GError *error = NULL;

  if (over ? delete_row (self, handoff->id, &error) : write_row (self, handoff, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
crm_handoff_journal_put (CrmHandoffJournal *self,
                         const CrmHandoff *handoff,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, crm_handoff_journal_put);
  g_task_set_task_data (task, crm_handoff_copy (handoff), (GDestroyNotify) crm_handoff_free);
  g_task_run_in_thread (task, put_in_thread);
}

gboolean
crm_handoff_journal_put_finish (CrmHandoffJournal *self, GAsyncResult *result, GError **error)
{
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  g_signal_emit (self, signals[CHANGED], 0);
  return TRUE;
}

GPtrArray *
crm_handoff_journal_adopt (CrmHandoffJournal *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GPtrArray) adopted = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_handoff_free);

  if (sqlite3_exec (self->db, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK)
    {
      journal_failed (self, error);
      return NULL;
    }
  if (!adopt_all (self, adopted, error))
    {
      sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
      return NULL;
    }
  if (sqlite3_exec (self->db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
    {
      journal_failed (self, error);
      return NULL;
    }
  return g_steal_pointer (&adopted);
}

GPtrArray *
crm_handoff_journal_list (CrmHandoffJournal *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return read_rows (self, "SELECT " COLUMNS " FROM handoffs WHERE scope = ? ORDER BY created_at, id", NULL,
                    error);
}
