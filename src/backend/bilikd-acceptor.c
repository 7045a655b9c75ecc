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
  guint source;  /* the socket's, or while it pauses the timer's */
  gboolean is_pausing;
};

static gboolean
on_pause_over (gpointer data)
{
  bilikd_acceptor_resume (data);
  return G_SOURCE_REMOVE;
}

static gboolean
listen_later (BilikdAcceptor *self)
{
  self->is_pausing = TRUE;
  self->source = g_timeout_add (BILIKD_ACCEPTOR_PAUSE_MS, on_pause_over, self);
  return G_SOURCE_REMOVE;
}

/* libmicrohttpd counts what it was given only when it runs, so this holds for one turn of the loop. */
static guint
count_free (BilikdAcceptor *self)
{
  return self->limit -
         MHD_get_daemon_info (self->daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS)->num_connections;
}

static gboolean
on_incoming (int fd, GIOCondition condition, gpointer data)
{
  BilikdAcceptor *self = data;
  guint n_free = count_free (self);

  if (n_free == 0)
    return listen_later (self);
  for (guint turn = 0; turn < MIN (n_free, MAX_TURNS); turn++)
    {
      struct sockaddr_storage address;
      socklen_t size = sizeof address;
      int client = accept4 (fd, (struct sockaddr *) &address, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);

      if (client >= 0)
        {
          /* What it does not take it closes. */
          MHD_add_connection (self->daemon, client, (struct sockaddr *) &address, size);
          bilikd_loop_wake (self->loop);
        }
      else if (errno == EAGAIN || errno == EWOULDBLOCK)
        return G_SOURCE_CONTINUE;
      else if (errno != EINTR && errno != ECONNABORTED)
        return listen_later (self);
    }
  return G_SOURCE_CONTINUE;
}

static void
listen_again (BilikdAcceptor *self)
{
  self->source = g_unix_fd_add (self->fd, G_IO_IN, on_incoming, self);
}

/* --- public ------------------------------------------------------------------- */

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
  g_source_remove (self->source);
  close (self->fd);
  g_free (self);
}

void
bilikd_acceptor_resume (BilikdAcceptor *self)
{
  if (!self->is_pausing)
    return;
  self->is_pausing = FALSE;
  g_source_remove (self->source);
  listen_again (self);
}
