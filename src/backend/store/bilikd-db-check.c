/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-db-private.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "crm-error.h"

/*
 * Is the database sound (REL-15)? Reading all of a large file would take
 * minutes at every start, so that beyond FULL_CHECK_SIZE only its header, its
 * length and its schema are read; `PRAGMA integrity_check` reads everything.
 */
#define FULL_CHECK_SIZE (32 * 1024 * 1024)
#define HEADER_SIZE     100

static gboolean
refuse (const char *path, const char *why, GError **error)
{
  g_set_error (error, CRM_ERROR, CRM_ERROR_INTERNAL,
               "The database “%s” is damaged (%s). Nothing was changed; restore it from a backup.", path,
               why);
  return FALSE;
}

static guint32
read_big_endian (const guint8 *bytes, guint size)
{
  guint32 value = 0;

  for (guint i = 0; i < size; i++)
    value = value << 8 | bytes[i];
  return value;
}

/* Before SQLite touches it: a file that is no database would be written to by the switch to WAL. */
static gboolean
check_header (const char *path, GError **error)
{
  guint8 header[HEADER_SIZE];
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  GStatBuf file, log;
  FILE *stream = g_fopen (path, "rbe");
  gsize size = stream != NULL ? fread (header, 1, sizeof header, stream) : 0;
  guint64 page_size;

  if (stream != NULL)
    fclose (stream);
  if (size == 0)
    return TRUE; /* new */
  if (size < sizeof header || memcmp (header, "SQLite format 3", 16) != 0)
    return refuse (path, "its header is not that of a database", error);

  page_size = read_big_endian (header + 16, 2);
  page_size = page_size == 1 ? 65536 : page_size;
  /* While there is a log the length in the header may be ahead of the file. */
  if (g_stat (path, &file) == 0 && (g_stat (wal, &log) != 0 || log.st_size == 0) &&
      (guint64) file.st_size < page_size * read_big_endian (header + 28, 4))
    return refuse (path, "it is cut short", error);
  return TRUE;
}

static gboolean
check_content (const char *path, BilikdDb *self, GError **error)
{
  GStatBuf file;
  gboolean is_small = g_stat (path, &file) == 0 && file.st_size <= FULL_CHECK_SIZE;
  BilikdStatement *statement = is_small ? bilikd_db_prepare (self, "PRAGMA quick_check (1)")
                                        : bilikd_db_prepare (self, "PRAGMA quick_check (sqlite_schema)");
  g_autoptr (GError) local_error = NULL;
  g_autofree char *verdict = NULL;

  if (bilikd_row_next (statement, &local_error))
    verdict = g_strdup (bilikd_row_text (statement, 0));
  bilikd_row_end (statement);
  if (g_error_matches (local_error, CRM_ERROR, CRM_ERROR_UNAVAILABLE))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  return g_strcmp0 (verdict, "ok") == 0 || refuse (path, "its content does not fit together", error);
}

gboolean
bilikd_db_check (const char *path, BilikdDb *self, GError **error)
{
  return self == NULL ? check_header (path, error) : check_content (path, self, error);
}
