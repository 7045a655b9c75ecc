/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-acceptor.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bilikd-loop.h"

#define MAX_TURNS 64 /* before other sources have theirs */

struct _BilikdAcceptor
{
  int fd;
  struct MHD_Daemon *daemon;
  guint limit;
  GSource *loop; /* borrowed */
  guint source;  /* the socket's, or the pause's */
};

static void listen_again (BilikdAcceptor *self);

static gboolean
on_pause_over (gpointer data)
{
  BilikdAcceptor *self = data;

  self->source = 0;
  listen_again (self);
  return G_SOURCE_REMOVE;
}

static gboolean
is_full (BilikdAcceptor *self)
{
  return MHD_get_daemon_info (self->daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS)->num_connections >=
         self->limit;
}

static gboolean
on_incoming (int fd, GIOCondition condition, gpointer data)
{
  BilikdAcceptor *self = data;

  for (guint turn = 0; turn < MAX_TURNS; turn++)
    {
      struct sockaddr_storage address;
      socklen_t size = sizeof address;
      int client = is_full (self)
                       ? -1
                       : accept4 (fd, (struct sockaddr *) &address, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);

      if (client >= 0)
        {
          /* What it does not take it closes. */
          MHD_add_connection (self->daemon, client, (struct sockaddr *) &address, size);
          bilikd_loop_wake (self->loop);
        }
      else if (!is_full (self) && (errno == EAGAIN || errno == EWOULDBLOCK))
        return G_SOURCE_CONTINUE;
      else if (is_full (self) || (errno != EINTR && errno != ECONNABORTED))
        {
          self->source = g_timeout_add (BILIKD_ACCEPTOR_PAUSE_MS, on_pause_over, self);
          return G_SOURCE_REMOVE;
        }
    }
  return G_SOURCE_CONTINUE;
}

static void
listen_again (BilikdAcceptor *self)
{
  self->source = g_unix_fd_add (self->fd, G_IO_IN, on_incoming, self);
}

BilikdAcceptor *
bilikd_acceptor_new (int fd, struct MHD_Daemon *daemon, guint limit, GSource *loop)
{
  BilikdAcceptor *self = g_new0 (BilikdAcceptor, 1);

  self->fd = fd;
  self->daemon = daemon;
  self->limit = limit;
  self->loop = loop;
  listen_again (self);
  return self;
}

void
bilikd_acceptor_free (BilikdAcceptor *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  close (self->fd);
  g_free (self);
}
