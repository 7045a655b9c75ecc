/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-telemetry"

#include "crm-telemetry-queue.h"
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>
#include "crm-json.h"

struct _CrmTelemetryQueue
{
  char *path;
  int fd;
  GPtrArray *lines;
};

static void
load_lines (CrmTelemetryQueue *self)
{
  g_autofree char *contents = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (self->path, &contents, NULL, NULL))
    return;

  lines = g_strsplit (contents, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      /* The last line may have been cut off with the power. */
      if (*lines[i] != '\0' && crm_json_check (lines[i], -1, CRM_JSON_MAX_DEPTH, NULL))
        g_ptr_array_add (self->lines, g_strdup (lines[i]));
    }
}

static void
open_file (CrmTelemetryQueue *self)
{
  self->fd = g_open (self->path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (self->fd >= 0)
    fchmod (self->fd, 0600);
}

static gboolean
write_fully (int fd, const char *text, gsize size)
{
  while (size > 0)
    {
      gssize n = write (fd, text, size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      text += n;
      size -= (gsize) n;
    }
  return TRUE;
}

/* Makes the file what the memory holds; telemetry that the disk can't take is not worth an error. */
static void
rewrite_file (CrmTelemetryQueue *self)
{
  g_autoptr (GString) contents = g_string_new (NULL);

  if (self->path == NULL)
    return;
  if (self->lines->len == 0)
    {
      if (self->fd >= 0 && ftruncate (self->fd, 0) == 0)
        return;
    }

  for (guint i = 0; i < self->lines->len; i++)
    g_string_append_printf (contents, "%s\n", (const char *) g_ptr_array_index (self->lines, i));
  if (!g_file_set_contents_full (self->path, contents->str, (gssize) contents->len,
                                 G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL))
    return;

  if (self->fd >= 0)
    close (self->fd);
  open_file (self);
}

CrmTelemetryQueue *
crm_telemetry_queue_open (const char *path)
{
  CrmTelemetryQueue *self = g_new0 (CrmTelemetryQueue, 1);

  self->lines = g_ptr_array_new_with_free_func (g_free);
  self->path = g_strdup (path);
  self->fd = -1;
  if (path == NULL)
    return self;

  load_lines (self);
  open_file (self);
  rewrite_file (self);
  return self;
}

void
crm_telemetry_queue_close (CrmTelemetryQueue *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_ptr_array_unref (self->lines);
  g_free (self->path);
  g_free (self);
}

void
crm_telemetry_queue_append (CrmTelemetryQueue *self, char *line)
{
  g_autofree char *terminated = g_strconcat (line, "\n", NULL);

  g_ptr_array_add (self->lines, line);
  if (self->fd >= 0 && !write_fully (self->fd, terminated, strlen (terminated)))
    g_debug ("the queue is kept in memory only: %s", g_strerror (errno));
}

guint
crm_telemetry_queue_get_length (CrmTelemetryQueue *self)
{
  return self->lines->len;
}

const char *
crm_telemetry_queue_peek (CrmTelemetryQueue *self, guint index)
{
  return g_ptr_array_index (self->lines, index);
}

void
crm_telemetry_queue_drop (CrmTelemetryQueue *self, guint n)
{
  if (n == 0)
    return;
  g_ptr_array_remove_range (self->lines, 0, MIN (n, self->lines->len));
  rewrite_file (self);
}
