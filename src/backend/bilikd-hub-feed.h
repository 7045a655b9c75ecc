/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-hub-socket.h"

G_BEGIN_DECLS

/**
 * BilikdHubFeed: brings the events of one organisation to its sockets, in order,
 * those that a socket has missed first.
 */
typedef struct
{
  gint64 organization_id;
  BilikdServices *services;
  GQueue sockets;
  gint64 read_from; /* the event after this one is read next */
  gboolean is_reading;
  gboolean is_due; /* woken while reading */
} BilikdHubFeed;

BilikdHubFeed *bilikd_hub_feed_new (BilikdServices *services, gint64 organization_id);
void bilikd_hub_feed_free (BilikdHubFeed *self);
void bilikd_hub_feed_wake (BilikdHubFeed *self);

void bilikd_hub_feed_add (BilikdHubFeed *self,
                          BilikdHubSocket *socket,
                          gint64 seq,
                          const char *epoch,
                          gboolean needs_resync);
void bilikd_hub_feed_remove (BilikdHubFeed *self, BilikdHubSocket *socket);

G_END_DECLS
