/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-loop.h"

#define MAX_TURNS 16 /* before other sources have theirs */

typedef struct
{
  GSource source;
  struct MHD_Daemon *daemon;
  gpointer tag;
  gboolean is_due;
} Loop;

/* Milliseconds until the daemon wants to run, or -1. */
static int
get_patience (Loop *self)
{
  MHD_UNSIGNED_LONG_LONG timeout;

  if (self->is_due)
    return 0;
  return MHD_get_timeout (self->daemon, &timeout) == MHD_YES ? (int) MIN (timeout, G_MAXINT) : -1;
}

static gboolean
loop_prepare (GSource *source, int *timeout)
{
  *timeout = get_patience ((Loop *) source);
  return *timeout == 0;
}

static gboolean
loop_check (GSource *source)
{
  Loop *self = (Loop *) source;

  return g_source_query_unix_fd (source, self->tag) != 0 || get_patience (self) == 0;
}

static gboolean
loop_dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  Loop *self = (Loop *) source;

  for (guint turn = 0; turn < MAX_TURNS; turn++)
    {
      self->is_due = FALSE; /* before: the run itself may wake us, in its last turn too */
      MHD_run (self->daemon);
      if (get_patience (self) != 0)
        break;
    }
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs loop_functions = { loop_prepare, loop_check, loop_dispatch, NULL, NULL, NULL };

GSource *
bilikd_loop_attach (struct MHD_Daemon *daemon)
{
  const union MHD_DaemonInfo *info = MHD_get_daemon_info (daemon, MHD_DAEMON_INFO_EPOLL_FD);
  GSource *source = g_source_new (&loop_functions, sizeof (Loop));
  Loop *self = (Loop *) source;

  g_source_set_static_name (source, "libmicrohttpd");
  self->daemon = daemon;
  self->tag = g_source_add_unix_fd (source, info->epoll_fd, G_IO_IN);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

void
bilikd_loop_wake (GSource *source)
{
  ((Loop *) source)->is_due = TRUE;
}
