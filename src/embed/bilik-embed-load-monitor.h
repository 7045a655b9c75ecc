/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <webkit/webkit.h>

G_BEGIN_DECLS

/**
 * BilikEmbedLoadMonitor: whether the frame's page can be had. A view tells of
 * its own page only; a frame's failure shows in its resource.
 *
 * Signal failed (CrmEmbedFailure): LOAD or TLS. A server that stalls gives no
 * sign: the flow has a timer for that.
 */
#define BILIK_TYPE_EMBED_LOAD_MONITOR (bilik_embed_load_monitor_get_type ())
G_DECLARE_FINAL_TYPE (BilikEmbedLoadMonitor, bilik_embed_load_monitor, BILIK, EMBED_LOAD_MONITOR, GObject)

/* @view: (transfer none): held weakly */
BilikEmbedLoadMonitor *bilik_embed_load_monitor_new (WebKitWebView *view);

/* @origin: (nullable): the first resource from it is the frame's page; %NULL to expect none */
void bilik_embed_load_monitor_watch (BilikEmbedLoadMonitor *self, const char *origin);

G_END_DECLS
