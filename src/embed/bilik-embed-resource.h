/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Returns: (transfer full): a file of host/, which is compiled in */
GBytes *bilik_embed_resource_load (const char *name);

G_END_DECLS
