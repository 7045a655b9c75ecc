/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * bilik_embed_sandbox_probe_async:
 *
 * Whether WebKit's sandbox can start on this machine. Where it can't, the first
 * view would abort the whole program; and without it no view is to be had.
 */
void
bilik_embed_sandbox_probe_async (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean bilik_embed_sandbox_probe_finish (GAsyncResult *result, GError **error);

/* The same, waiting for it: some milliseconds. */
gboolean bilik_embed_sandbox_probe (GError **error);

G_END_DECLS
