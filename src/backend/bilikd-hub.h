/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-handlers.h"
#include "bilikd-hub-batch.h"
#include "bilikd-services.h"

G_BEGIN_DECLS

/**
 * BilikdHub: the open streams. All sockets stand on one epoll that is one source
 * of the main context, so that an event costs what its receivers cost, however
 * many others are idle. The rows of the store are the truth: what this process writes
 * reaches the hub as it is committed, whatever else there is the hub reads.
 */
/* BilikdHub is declared in bilikd-services.h. */

BilikdHub *bilikd_hub_new (BilikdServices *services, GError **error);
void bilikd_hub_free (BilikdHub *self);

/* Closes every stream with "going away" and takes no more. */
void bilikd_hub_stop (BilikdHub *self);

/* @news: (transfer full): events of this organisation that have just become durable */
void bilikd_hub_tell (BilikdHub *self, gint64 organization_id, BilikdHubBatch *news);

guint bilikd_hub_get_count (BilikdHub *self);

/* Room for so many streams; a handshake asks bilikd_hub_is_full() before it says yes. */
void bilikd_hub_set_limit (BilikdHub *self, guint limit);
gboolean bilikd_hub_is_full (BilikdHub *self);

typedef struct
{
  int fd;           /* the hub's from now on */
  const void *head; /* bytes that came behind the handshake */
  gsize head_size;
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
