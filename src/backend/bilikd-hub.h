/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-handlers.h"
#include "bilikd-services.h"

G_BEGIN_DECLS

/**
 * BilikdHub: the open streams. All sockets stand on one epoll that is one source
 * of the main context, so that an event costs what its receivers cost, however
 * many others are idle. The rows of the store are the truth: the hub reads them in
 * order and is only ever told that there may be new ones.
 */
/* BilikdHub is declared in bilikd-services.h. */

BilikdHub *bilikd_hub_new (BilikdServices *services, GError **error);
void bilikd_hub_free (BilikdHub *self);

/* Closes every stream with "going away" and takes no more. */
void bilikd_hub_stop (BilikdHub *self);

/* Something may have been written. */
void bilikd_hub_wake (BilikdHub *self);

guint bilikd_hub_get_count (BilikdHub *self);

/* Gives a socket back to who made it; called once, when the stream is over. */
typedef void (*BilikdHubRelease) (gpointer data);

typedef struct
{
  int fd;
  const void *head; /* bytes that came behind the handshake */
  gsize head_size;
  BilikdHubRelease release;
  gpointer release_data;
} BilikdHubConnection;

/**
 * bilikd_hub_add:
 * @caller: whose stream it is
 * @seq: it begins with the event after this one
 * @epoch: of @seq
 * @needs_resync: tell it first that what it missed is gone
 */
void bilikd_hub_add (BilikdHub *self,
                     const BilikdCaller *caller,
                     gint64 seq,
                     const char *epoch,
                     gboolean needs_resync,
                     const BilikdHubConnection *connection);

G_END_DECLS
