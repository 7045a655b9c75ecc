/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-server.h"

#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "bilikd-acceptor.h"
#include "bilikd-connections.h"
#include "bilikd-hub.h"
#include "bilikd-listener.h"
#include "bilikd-loop.h"
#include "bilikd-metrics.h"
#include "bilikd-request.h"

#define IDLE_TIMEOUT      120         /* seconds; a net below the deadlines of bilikd-connections.c */
#define CONNECTION_MEMORY (16 * 1024) /* head and buffer of a request; cleared for each */
#define SPARE_DESCRIPTORS 64          /* for the database and what else the process opens */
#define STOP_TICK_MS      20
#define STOP_PATIENCE     (5 * G_USEC_PER_SEC)

struct _BilikdServer
{
  BilikdRequestHost host;
  struct MHD_Daemon *daemon;
  BilikdConnections *connections;
  GSource *loop;
  BilikdAcceptor *acceptor; /* NULL once it is stopping */
  guint ticker;
  GSourceFunc stopped;
  gpointer stopped_data;
  gint64 stop_at;
};

/* --- libmicrohttpd's callbacks ---------------------------------------------------------- */

static void
on_connection_changed (void *data,
                       struct MHD_Connection *connection,
                       void **context,
                       enum MHD_ConnectionNotificationCode code)
{
  BilikdServer *self = data;

  if (code == MHD_CONNECTION_NOTIFY_STARTED)
    {
      const union MHD_ConnectionInfo *info =
          MHD_get_connection_info (connection, MHD_CONNECTION_INFO_CONNECTION_FD);

      *context = bilikd_connections_add (self->connections, info->connect_fd);
    }
  else
    {
      bilikd_connections_remove (self->connections, *context);
      bilikd_loop_wake (self->loop);
      if (self->acceptor != NULL)
        bilikd_acceptor_resume (self->acceptor);
    }
  bilikd_metrics_set_connections (self->host.services->metrics,
                                  bilikd_connections_get_count (self->connections));
}

static void *
on_request_line (void *data, const char *target, struct MHD_Connection *connection)
{
  BilikdServer *self = data;

  return bilikd_request_new (&self->host, connection, target);
}

static enum MHD_Result
on_request (void *data,
            struct MHD_Connection *connection,
            const char *url,
            const char *method,
            const char *version,
            const char *upload,
            size_t *size,
            void **context)
{
  return bilikd_request_advance (*context, method, version, upload, size);
}

static void
on_request_completed (void *data,
                      struct MHD_Connection *connection,
                      void **context,
                      enum MHD_RequestTerminationCode code)
{
  g_clear_pointer ((BilikdRequest **) context, bilikd_request_free);
}

/* Targets are decoded by bilikd-target.c, which refuses what this would let pass. */
static size_t
keep_escapes (void *data, struct MHD_Connection *connection, char *text)
{
  return strlen (text);
}

static void
on_log (void *data, const char *format, va_list arguments)
{
  g_autofree char *text = g_strdup_vprintf (format, arguments);

  g_debug ("%s", g_strchomp (text));
}

/* --- life --------------------------------------------------------------------------------- */

static guint
count_descriptors (void)
{
  struct rlimit limit = { 1024, 1024 };

  if (getrlimit (RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max)
    {
      limit.rlim_cur = MIN (limit.rlim_max, 65536);
      setrlimit (RLIMIT_NOFILE, &limit);
      getrlimit (RLIMIT_NOFILE, &limit);
    }
  return (guint) MAX (MIN (limit.rlim_cur, 65536), 2 * SPARE_DESCRIPTORS) - SPARE_DESCRIPTORS;
}

static struct MHD_Daemon *
start_daemon (BilikdServer *self, guint limit)
{
  unsigned int flags = MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET | MHD_ALLOW_UPGRADE |
                       MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC | MHD_USE_ERROR_LOG;

  return MHD_start_daemon (
      flags, 0, NULL, NULL, on_request, self, MHD_OPTION_EXTERNAL_LOGGER, on_log, NULL,
      MHD_OPTION_CONNECTION_LIMIT, limit, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned int) IDLE_TIMEOUT,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t) CONNECTION_MEMORY, MHD_OPTION_STRICT_FOR_CLIENT, 1,
      MHD_OPTION_NOTIFY_CONNECTION, on_connection_changed, self, MHD_OPTION_URI_LOG_CALLBACK, on_request_line,
      self, MHD_OPTION_NOTIFY_COMPLETED, on_request_completed, self, MHD_OPTION_UNESCAPE_CALLBACK,
      keep_escapes, NULL, MHD_OPTION_END);
}

BilikdServer *
bilikd_server_new (BilikdServices *services, GError **error)
{
  g_autofree BilikdServer *self = g_new0 (BilikdServer, 1);
  guint16 port = services->config->port;
  guint n_descriptors = count_descriptors ();
  guint limit = n_descriptors / 3; /* streams stay open, requests come and go */
  int fd;

  self->host.services = services;
  fd = bilikd_listener_open (services->config->address, &port, error);
  if (fd < 0)
    return NULL;
  bilikd_config_set_port (services->config, port);
  bilikd_hub_set_limit (services->hub, n_descriptors - limit);
  self->connections = bilikd_connections_new (limit);
  self->daemon = start_daemon (self, limit);
  if (self->daemon == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "Can't start the HTTP server");
      bilikd_connections_free (self->connections);
      close (fd);
      return NULL;
    }
  self->loop = bilikd_loop_attach (self->daemon);
  self->host.loop = self->loop;
  self->acceptor = bilikd_acceptor_new (fd, self->daemon, limit, self->loop);
  return g_steal_pointer (&self);
}

void
bilikd_server_free (BilikdServer *self)
{
  g_clear_handle_id (&self->ticker, g_source_remove);
  g_clear_pointer (&self->acceptor, bilikd_acceptor_free);
  /* A connection that was open may have asked for something since. */
  while (self->host.n_working > 0)
    g_main_context_iteration (NULL, TRUE);
  g_source_destroy (self->loop);
  MHD_stop_daemon (self->daemon); /* closes connections, which wakes the loop */
  g_source_unref (self->loop);
  bilikd_connections_free (self->connections);
  g_free (self);
}

static gboolean
on_stop_tick (gpointer data)
{
  BilikdServer *self = data;

  /* What waits for the database is waited for without limit: the store ends every job in its own time, and
   * libmicrohttpd can't stop while a connection is suspended. */
  if (self->host.n_working > 0 || (self->host.n_requests > 0 && g_get_monotonic_time () < self->stop_at))
    return G_SOURCE_CONTINUE;
  self->ticker = 0;
  bilikd_hub_stop (self->host.services->hub); /* who has not said goodbye by now */
  self->stopped (self->stopped_data);
  return G_SOURCE_REMOVE;
}

void
bilikd_server_stop (BilikdServer *self, GSourceFunc stopped, gpointer data)
{
  if (self->stopped != NULL)
    return;
  self->stopped = stopped;
  self->stopped_data = data;
  bilikd_hub_stop (self->host.services->hub);
  self->stop_at = g_get_monotonic_time () + STOP_PATIENCE;
  g_clear_pointer (&self->acceptor, bilikd_acceptor_free);
  self->ticker = g_timeout_add (STOP_TICK_MS, on_stop_tick, self);
}
