/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Returns: how many libraries are loaded; to be asked before the module is opened. */
guint bilik_embed_memory_count_libraries (void);

/**
 * bilik_embed_memory_give_back:
 * @n_before: libraries that were there before the engine's
 *
 * WebKit can't be unloaded. What can be had again from its files goes out of
 * memory; if it is used once more it is read again.
 */
void bilik_embed_memory_give_back (guint n_before);

G_END_DECLS
