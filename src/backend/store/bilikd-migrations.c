/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-db-private.h"

#include "bilikd-migrations-resource.h"
#include "crm-error.h"
#include "crm-time.h"

/* NNNN-what.sql of sql/sqlite, compiled in. A migration that has been released is never edited. */
#define FOLDER "/io/github/bilik/migrations"

static const char ledger[] = "CREATE TABLE IF NOT EXISTS schema_migrations ("
                             "  version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL"
                             ") STRICT;";

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

static GStrv
list_migrations (void)
{
  char **names = g_resource_enumerate_children (bilikd_migrations_get_resource (), FOLDER, 0, NULL);

  g_assert (names != NULL);
  qsort (names, g_strv_length (names), sizeof *names, compare_names);
  return names;
}

static gboolean
read_version (BilikdDb *self, gint64 *version, GError **error)
{
  BilikdStatement *statement =
      bilikd_db_prepare (self, "SELECT coalesce (max (version), 0) FROM schema_migrations");

  if (!bilikd_row_next (statement, error))
    return FALSE;
  *version = bilikd_row_int (statement, 0);
  bilikd_row_end (statement);
  return TRUE;
}

static gboolean
record (BilikdDb *self, gint64 version, const char *name, GError **error)
{
  BilikdStatement *statement =
      bilikd_db_prepare (self, "INSERT INTO schema_migrations (version, name, applied_at) VALUES (?, ?, ?)");

  bilikd_bind_int (statement, 1, version);
  bilikd_bind_text (statement, 2, name);
  bilikd_bind_int (statement, 3, crm_time_now ());
  return bilikd_db_run (statement, error);
}

/* The version is read again under the lock: another process may have been quicker. */
static gboolean
apply (BilikdDb *self, gint64 version, const char *name, GError **error)
{
  g_autofree char *path = g_build_path ("/", FOLDER, name, NULL);
  g_autoptr (GBytes) sql =
      g_resource_lookup_data (bilikd_migrations_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  gint64 present = 0;
  gboolean is_done = FALSE;

  if (sql == NULL || !bilikd_db_begin_write (self, error))
    return FALSE;
  is_done = read_version (self, &present, error);
  if (is_done && present < version)
    is_done =
        bilikd_db_execute (self, g_bytes_get_data (sql, NULL), error) && record (self, version, name, error);
  /* Not bilikd_db_commit(), which needs the newest schema. */
  is_done = is_done && bilikd_db_execute (self, "COMMIT", error);
  if (!is_done)
    {
      bilikd_db_rollback (self);
      g_prefix_error (error, "Migration %s failed: ", name);
    }
  return is_done;
}

gboolean
bilikd_db_migrate (BilikdDb *self, GError **error)
{
  g_auto (GStrv) names = list_migrations ();
  gint64 newest = g_strv_length (names);
  gint64 present = 0;

  if (!bilikd_db_execute (self, ledger, error) || !read_version (self, &present, error))
    return FALSE;
  if (present > newest)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_INTERNAL,
                   "The database has schema %" G_GINT64_FORMAT ", this program knows %" G_GINT64_FORMAT
                   " at most: use the program that made it, or a newer one.",
                   present, newest);
      return FALSE;
    }
  for (gint64 version = present + 1; version <= newest; version++)
    {
      g_assert (g_ascii_strtoll (names[version - 1], NULL, 10) == version);
      if (!apply (self, version, names[version - 1], error))
        return FALSE;
    }
  return TRUE;
}
