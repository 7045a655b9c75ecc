/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <webkit/webkit.h>

G_BEGIN_DECLS

/**
 * BilikEmbedEngine: what the views share: one WebKit context and one ephemeral
 * network session. It ends with the last view, and WebKit's processes with it.
 */
#define BILIK_TYPE_EMBED_ENGINE (bilik_embed_engine_get_type ())
G_DECLARE_FINAL_TYPE (BilikEmbedEngine, bilik_embed_engine, BILIK, EMBED_ENGINE, GObject)

BilikEmbedEngine *bilik_embed_engine_new (void);

WebKitWebContext *bilik_embed_engine_get_context (BilikEmbedEngine *self);
WebKitNetworkSession *bilik_embed_engine_get_session (BilikEmbedEngine *self);

/* Returns: (transfer full): what a page may use of the engine: as little as a form needs */
WebKitSettings *bilik_embed_engine_create_settings (void);

/**
 * bilik_embed_engine_serve:
 * @view: the only view that gets the page
 * @html: (transfer full): the page
 *
 * Serves a host page under an address that was never used before, and forgets
 * the one that @view had.
 *
 * Returns: (transfer full): the address
 */
char *bilik_embed_engine_serve (BilikEmbedEngine *self, WebKitWebView *view, char *html);
void bilik_embed_engine_forget (BilikEmbedEngine *self, WebKitWebView *view);

/* Deletes what pages have stored: the next ticket finds nothing of this one. */
void bilik_embed_engine_clear_data (BilikEmbedEngine *self);

G_END_DECLS
