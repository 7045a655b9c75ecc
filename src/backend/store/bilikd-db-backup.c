/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-db-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>

#include "crm-error.h"

static gboolean
file_failed (const char *path, int code, GError **error)
{
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code), "“%s”: %s", path, g_strerror (code));
  return FALSE;
}

/* SQLite fills an empty file, and leaves alone whose it is and who may read it (SEC-18). */
static int
create_empty (const char *path, GError **error)
{
  int fd = open (path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);

  if (fd < 0)
    file_failed (path, errno, error);
  return fd;
}

static gboolean
write_snapshot (BilikdDb *self, const char *path, GError **error)
{
  BilikdStatement *vacuum = bilikd_db_prepare (self, "VACUUM INTO ?1");

  bilikd_bind_text (vacuum, 1, path);
  return bilikd_db_run (vacuum, error);
}

gboolean
bilikd_db_back_up (BilikdDb *self, const char *path, GError **error)
{
  int fd = create_empty (path, error);
  gboolean is_written;

  if (fd < 0)
    return FALSE;
  is_written = write_snapshot (self, path, error);
  if (is_written && fsync (fd) != 0)
    is_written = file_failed (path, errno, error);
  if (!is_written)
    g_unlink (path); /* half a backup is worse than none */
  close (fd);
  return is_written;
}
