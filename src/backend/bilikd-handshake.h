/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <microhttpd.h>

#include "bilikd-hub.h"
#include "bilikd-reply.h"

G_BEGIN_DECLS

/**
 * bilikd_handshake_reply:
 * @call: one that the stream's handler has answered with 101
 * @loop: of libmicrohttpd
 *
 * The answer to a WebSocket handshake (RFC 6455 §4.2), after which the socket is
 * the hub's.
 *
 * Returns: (transfer full) (nullable): %NULL where it is no handshake
 */
BilikdReply *
bilikd_handshake_reply (BilikdCall *call, struct MHD_Connection *connection, GSource *loop, GError **error);

G_END_DECLS
