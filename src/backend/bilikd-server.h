/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-services.h"

G_BEGIN_DECLS

/**
 * BilikdServer: HTTP on libmicrohttpd, without a thread of its own. One epoll descriptor in the main context serves
 * every connection; a request that needs the database is suspended meanwhile.
 */
typedef struct _BilikdServer BilikdServer;

/* Listens as the configuration of @services says and settles its port. */
BilikdServer *bilikd_server_new (BilikdServices *services, GError **error);
void bilikd_server_free (BilikdServer *self);

/* Takes no more connections, lets what has begun come to its end (5 s at most), then calls @stopped. */
void bilikd_server_stop (BilikdServer *self, GSourceFunc stopped, gpointer data);

G_END_DECLS
