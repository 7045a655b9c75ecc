/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <webkit/webkit.h>

G_BEGIN_DECLS

/**
 * BilikEmbedWatchdog: ends a web process that no longer answers (SEC-11).
 * It asks by itself, since the engine notices a hang only while it has input
 * to deliver. The view's `web-process-terminated` tells, with the reason
 * %WEBKIT_WEB_PROCESS_TERMINATED_BY_API, at most six seconds after the hang.
 */
#define BILIK_TYPE_EMBED_WATCHDOG (bilik_embed_watchdog_get_type ())
G_DECLARE_FINAL_TYPE (BilikEmbedWatchdog, bilik_embed_watchdog, BILIK, EMBED_WATCHDOG, GObject)

/* @view: (transfer none): held weakly */
BilikEmbedWatchdog *bilik_embed_watchdog_new (WebKitWebView *view);

/* From the next committed page on; one that is on already stays so. */
void bilik_embed_watchdog_start (BilikEmbedWatchdog *self);
void bilik_embed_watchdog_stop (BilikEmbedWatchdog *self);

G_END_DECLS
