/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-hub.h"

G_BEGIN_DECLS

/**
 * BilikdHubSocket: one stream: framing, limits, heartbeat. It takes the next frames
 * when the last ones are through: what a slow peer has not read waits in the store,
 * not here. What it holds for framing is freed while nothing is on its way.
 */
typedef struct
{
  GList link; /* in its feed */
  gpointer feed;
  guint64 id;
  gint64 seq; /* the last event handed over */
  gint64 organization_id;
  gint64 agent_id;
  char *session_id;
  CrmPermissions permissions;

  int epoll_fd;
  BilikdHubConnection connection; /* head: owned, NULL once read */
  gsize head_read;
  GBytes *rest;                        /* nullable: of frames that the kernel has taken in part */
  struct wslay_event_context *framing; /* for what comes in and for control frames; NULL: idle */
  gint64 unread;                       /* bytes taken from the peer that no frame has accounted for */
  gboolean has_read;                   /* in this turn */
  gboolean is_in_message;
  guint32 interest; /* of epoll */
  gint64 stuck_at;  /* since when the peer has taken nothing of what waits; 0: nothing waits */
  gint64 heard_at;  /* monotonic */
  gint64 pinged_at;
  gint64 closing_at; /* 0: open */
  guint16 close_code;
  gboolean is_gone; /* to be freed */
} BilikdHubSocket;

/* Takes the connection. */
BilikdHubSocket *
bilikd_hub_socket_new (const BilikdCaller *caller, int epoll_fd, const BilikdHubConnection *connection);
void bilikd_hub_socket_free (BilikdHubSocket *self);

/* Each may leave the socket gone; the hub frees it then. */
void bilikd_hub_socket_serve (BilikdHubSocket *self, guint32 events);
/* Whether it would take frames now. */
gboolean bilikd_hub_socket_is_free (BilikdHubSocket *self);
/* @frames: whole frames, from byte @begin on; the socket has to be free */
void bilikd_hub_socket_send (BilikdHubSocket *self, GBytes *frames, gsize begin);
void bilikd_hub_socket_close (BilikdHubSocket *self, guint16 code);
/* @heartbeat: after so long without a word it is asked for one, after three times as long it is let go */
void bilikd_hub_socket_tick (BilikdHubSocket *self, gint64 now, gint64 heartbeat);

G_END_DECLS
