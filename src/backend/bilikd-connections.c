/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-connections.h"

#include <sys/socket.h>

#define HASTE_SECONDS 5 /* of idleness, when nine tenths of the places are taken */

static const guint patience[] = {
  [BILIKD_PHASE_FIRST] = 10,  [BILIKD_PHASE_HEAD] = 10, [BILIKD_PHASE_BODY] = 30,  [BILIKD_PHASE_WORKING] = 0,
  [BILIKD_PHASE_ANSWER] = 30, [BILIKD_PHASE_IDLE] = 60, [BILIKD_PHASE_STREAM] = 0,
};

struct _BilikdConnection
{
  GList link;
  int fd;
  BilikdPhase phase;
  gint64 since;
};

struct _BilikdConnections
{
  GQueue all;
  guint limit;
  guint timer;
};

/* shutdown() rather than close(): the descriptor is libmicrohttpd's, which then sees the end of the stream. */
static gboolean
on_second_passed (gpointer data)
{
  BilikdConnections *self = data;
  gboolean is_crowded = self->all.length >= self->limit / 10 * 9;
  gint64 now = g_get_monotonic_time ();

  for (GList *link = self->all.head; link != NULL; link = link->next)
    {
      BilikdConnection *connection = link->data;
      guint seconds = patience[connection->phase];

      if (connection->phase == BILIKD_PHASE_IDLE && is_crowded)
        seconds = HASTE_SECONDS;
      if (seconds > 0 && now - connection->since >= seconds * G_USEC_PER_SEC)
        shutdown (connection->fd, SHUT_RDWR);
    }
  return G_SOURCE_CONTINUE;
}

BilikdConnections *
bilikd_connections_new (guint limit)
{
  BilikdConnections *self = g_new0 (BilikdConnections, 1);

  g_queue_init (&self->all);
  self->limit = limit;
  self->timer = g_timeout_add_seconds (1, on_second_passed, self);
  return self;
}

void
bilikd_connections_free (BilikdConnections *self)
{
  g_source_remove (self->timer);
  g_free (self);
}

guint
bilikd_connections_get_count (BilikdConnections *self)
{
  return self->all.length;
}

BilikdConnection *
bilikd_connections_add (BilikdConnections *self, int fd)
{
  BilikdConnection *connection = g_new0 (BilikdConnection, 1);

  connection->link.data = connection;
  connection->fd = fd;
  bilikd_connection_enter (connection, BILIKD_PHASE_FIRST);
  g_queue_push_tail_link (&self->all, &connection->link);
  return connection;
}

void
bilikd_connections_remove (BilikdConnections *self, BilikdConnection *connection)
{
  g_queue_unlink (&self->all, &connection->link);
  g_free (connection);
}

void
bilikd_connection_enter (BilikdConnection *connection, BilikdPhase phase)
{
  connection->phase = phase;
  connection->since = g_get_monotonic_time ();
}
