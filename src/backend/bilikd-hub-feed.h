/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-hub-socket.h"

G_BEGIN_DECLS

/**
 * BilikdHubFeed: brings the events of one organisation to its sockets, in order.
 * Who is up with the head hears news as they are told; who is behind — back after
 * a while, or slow — is brought up from the store beside that, and keeps nobody.
 */
typedef struct
{
  gint64 organization_id;
  BilikdServices *services;
  GQueue sockets;
  gint64 head;           /* the last event that went out to those who are up with it */
  gint64 behind;         /* the place of the furthest back who can take more; the head or beyond: nobody is */
  BilikdHubBatch *fresh; /* nullable: told, and not yet sent */
  guint source;          /* sends it */
  gboolean is_reading;
  gboolean is_due;     /* there may be events after the head that were not told */
  gboolean is_head_up; /* the last reading went on from the head: who is behind is next */
} BilikdHubFeed;

BilikdHubFeed *bilikd_hub_feed_new (BilikdServices *services, gint64 organization_id);
void bilikd_hub_feed_free (BilikdHubFeed *self);

/* @news: (transfer full): committed just now */
void bilikd_hub_feed_take (BilikdHubFeed *self, BilikdHubBatch *news);

/* Another process may have written. */
void bilikd_hub_feed_wake (BilikdHubFeed *self);

void bilikd_hub_feed_add (BilikdHubFeed *self,
                          BilikdHubSocket *socket,
                          gint64 seq,
                          const char *epoch,
                          gboolean needs_resync);
void bilikd_hub_feed_remove (BilikdHubFeed *self, BilikdHubSocket *socket);

/* @socket has perhaps got through what it could not take at once. */
void bilikd_hub_feed_bring_up (BilikdHubFeed *self, BilikdHubSocket *socket);

G_END_DECLS
