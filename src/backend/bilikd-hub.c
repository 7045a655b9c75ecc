/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-hub.h"

#include <glib-unix.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "bilikd-hub-feed.h"
#include "bilikd-hub-guard.h"
#include "bilikd-hub-socket.h"
#include "bilikd-metrics.h"
#include "crm-event.h"

#define MAX_READY 128 /* sockets a turn, before other sources have theirs */
#define TICK_MS   1000

struct _BilikdHub
{
  BilikdServices *services;
  int epoll_fd;
  guint source;
  guint timer;
  guint64 last_id;
  GHashTable *sockets; /* id → BilikdHubSocket, owned */
  GHashTable *feeds;   /* organisation → BilikdHubFeed, owned */
  BilikdHubGuard *guard;
  guint limit;
  gboolean is_stopped;
};

static void
drop (BilikdHub *self, BilikdHubSocket *socket)
{
  BilikdMetrics *metrics = self->services->metrics;

  if (socket->close_code == CRM_STREAM_CLOSE_TOO_SLOW)
    bilikd_metrics_count (metrics, BILIKD_COUNTER_STREAMS_SLOW);
  if (socket->close_code == CRM_STREAM_CLOSE_SILENT)
    bilikd_metrics_count (metrics, BILIKD_COUNTER_STREAMS_SILENT);
  bilikd_hub_feed_remove (socket->feed, socket);
  g_hash_table_remove (self->sockets, &socket->id);
  bilikd_metrics_set_streams (metrics, bilikd_hub_get_count (self));
}

static void
wake_all (BilikdHub *self)
{
  GHashTableIter iterator;
  gpointer feed;

  g_hash_table_iter_init (&iterator, self->feeds);
  while (g_hash_table_iter_next (&iterator, NULL, &feed))
    bilikd_hub_feed_wake (feed);
}

/* --- sources ---------------------------------------------------------------------- */

static gboolean
on_ready (int fd, GIOCondition condition, gpointer data)
{
  BilikdHub *self = data;
  struct epoll_event ready[MAX_READY];
  int n = epoll_wait (self->epoll_fd, ready, MAX_READY, 0);

  for (int i = 0; i < n; i++)
    {
      BilikdHubSocket *socket = ready[i].data.ptr;

      bilikd_hub_socket_serve (socket, ready[i].events);
      if (socket->is_gone)
        drop (self, socket);
      else
        bilikd_hub_feed_bring_up (socket->feed, socket);
    }
  return G_SOURCE_CONTINUE;
}

static gboolean
on_tick (gpointer data)
{
  BilikdHub *self = data;
  g_autoptr (GList) sockets = g_hash_table_get_values (self->sockets);
  gint64 now = g_get_monotonic_time ();

  for (GList *link = sockets; link != NULL; link = link->next)
    {
      BilikdHubSocket *socket = link->data;

      bilikd_hub_socket_tick (socket, now, self->services->config->heartbeat * G_USEC_PER_SEC);
      if (socket->is_gone)
        drop (self, socket);
    }
  /* Another process may have written, or ended a session. */
  wake_all (self);
  if (!self->is_stopped)
    bilikd_hub_guard_check (self->guard, self->sockets);
  return G_SOURCE_CONTINUE;
}

/* --- public ------------------------------------------------------------------------- */

BilikdHub *
bilikd_hub_new (BilikdServices *services, GError **error)
{
  BilikdHub *self = g_new0 (BilikdHub, 1);

  self->services = services;
  self->epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  if (self->epoll_fd < 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "Can't watch streams");
      g_free (self);
      return NULL;
    }
  self->sockets =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify) bilikd_hub_socket_free);
  self->feeds =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify) bilikd_hub_feed_free);
  self->guard = bilikd_hub_guard_new (services);
  self->source = g_unix_fd_add (self->epoll_fd, G_IO_IN, on_ready, self);
  self->timer = g_timeout_add (TICK_MS, on_tick, self);
  return self;
}

/* After the store is closed and its last callback has come. */
void
bilikd_hub_free (BilikdHub *self)
{
  g_source_remove (self->source);
  g_source_remove (self->timer);
  g_hash_table_unref (self->feeds);
  g_hash_table_unref (self->sockets);
  bilikd_hub_guard_free (self->guard);
  close (self->epoll_fd);
  g_free (self);
}

/* A second stop does not wait for the peers any more. */
void
bilikd_hub_stop (BilikdHub *self)
{
  g_autoptr (GList) sockets = g_hash_table_get_values (self->sockets);
  gboolean is_last = self->is_stopped;

  self->is_stopped = TRUE;
  for (GList *link = sockets; link != NULL; link = link->next)
    {
      BilikdHubSocket *socket = link->data;

      bilikd_hub_socket_close (socket, CRM_STREAM_CLOSE_GOING_AWAY);
      if (socket->is_gone || is_last)
        drop (self, socket);
    }
}

void
bilikd_hub_tell (BilikdHub *self, gint64 organization_id, BilikdHubBatch *news)
{
  BilikdHubFeed *feed = g_hash_table_lookup (self->feeds, &organization_id);

  if (feed != NULL)
    bilikd_hub_feed_take (feed, news);
  else
    bilikd_hub_batch_free (news);
}

guint
bilikd_hub_get_count (BilikdHub *self)
{
  return g_hash_table_size (self->sockets);
}

void
bilikd_hub_set_limit (BilikdHub *self, guint limit)
{
  self->limit = limit;
}

gboolean
bilikd_hub_is_full (BilikdHub *self)
{
  return g_hash_table_size (self->sockets) >= self->limit;
}

void
bilikd_hub_add (BilikdHub *self,
                const BilikdCaller *caller,
                gint64 seq,
                const char *epoch,
                gboolean needs_resync,
                const BilikdHubConnection *connection)
{
  BilikdHubSocket *socket = bilikd_hub_socket_new (caller, self->epoll_fd, connection);
  BilikdHubFeed *feed = g_hash_table_lookup (self->feeds, &caller->organization_id);

  socket->id = ++self->last_id;
  g_hash_table_insert (self->sockets, &socket->id, socket);
  if (feed == NULL)
    {
      feed = bilikd_hub_feed_new (self->services, caller->organization_id);
      g_hash_table_insert (self->feeds, &feed->organization_id, feed);
    }
  bilikd_hub_feed_add (feed, socket, seq, epoch, needs_resync);
  bilikd_metrics_set_streams (self->services->metrics, bilikd_hub_get_count (self));
  if (self->is_stopped)
    bilikd_hub_socket_close (socket, CRM_STREAM_CLOSE_GOING_AWAY);
  else if (connection->head_size > 0)
    bilikd_hub_socket_serve (socket, EPOLLIN);
  /* A socket that is gone already is found by the next tick. */
}
