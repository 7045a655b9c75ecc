/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * bilikd_listener_open:
 * @port: (inout): 0 for any, then the one that was found
 *
 * Returns: a listening descriptor, or -1
 */
int bilikd_listener_open (const char *address, guint16 *port, GError **error);

G_END_DECLS
