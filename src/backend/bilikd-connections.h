/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a connection is waiting for; each phase has its deadline (SEC-24). The idle timeout of libmicrohttpd starts
 * again with every byte and would never end who sends one a minute. */
typedef enum {
  BILIKD_PHASE_FIRST,   /* connected, no request yet: 10 s */
  BILIKD_PHASE_HEAD,    /* request line seen: 10 s for the rest of the head */
  BILIKD_PHASE_BODY,    /* 30 s */
  BILIKD_PHASE_WORKING, /* ours: none */
  BILIKD_PHASE_ANSWER,  /* the peer reads: 30 s */
  BILIKD_PHASE_STREAM,  /* the hub's: none */
  BILIKD_PHASE_IDLE,    /* kept alive: 60 s, less when descriptors run short */
} BilikdPhase;

typedef struct _BilikdConnection BilikdConnection;
typedef struct _BilikdConnections BilikdConnections;

/* @limit: how many the daemon takes at all */
BilikdConnections *bilikd_connections_new (guint limit);
void bilikd_connections_free (BilikdConnections *self);
guint bilikd_connections_get_count (BilikdConnections *self);

BilikdConnection *bilikd_connections_add (BilikdConnections *self, int fd);
void bilikd_connections_remove (BilikdConnections *self, BilikdConnection *connection);
void bilikd_connection_enter (BilikdConnection *connection, BilikdPhase phase);

G_END_DECLS
