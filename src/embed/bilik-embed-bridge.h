/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <webkit/webkit.h>

G_BEGIN_DECLS

/* The script world that only the console's own scripts run in. */
#define BILIK_EMBED_WORLD "bilik"

/**
 * BilikEmbedBridge: the two ways between the frame and the console. A script in
 * a world of its own hands over what the frame posts; the handler it uses does
 * not exist in the world of any page (SEC-02). What arrives is checked again
 * here.
 *
 * Signals:
 *   message (const char *origin, const char *text): the frame posted; @origin is as the engine
 *     gave it, and the session's to judge: it also records what was attempted (TCKT-S02 ERR-1)
 *   dropped (const char *origin, const char *text, CrmEmbedDrop drop): something posted that
 *     goes no further; @text may be empty
 */
#define BILIK_TYPE_EMBED_BRIDGE (bilik_embed_bridge_get_type ())
G_DECLARE_FINAL_TYPE (BilikEmbedBridge, bilik_embed_bridge, BILIK, EMBED_BRIDGE, GObject)

BilikEmbedBridge *bilik_embed_bridge_new (void);

/* To construct the view with. */
WebKitUserContentManager *bilik_embed_bridge_get_content_manager (BilikEmbedBridge *self);

/* @page: the address of the host page from now on; what an earlier one still has under way is ignored. */
void bilik_embed_bridge_expect (BilikEmbedBridge *self, const char *page);

/* Posts JSON @text into the frame of the present host page, to exactly @origin. */
void
bilik_embed_bridge_post (BilikEmbedBridge *self, WebKitWebView *view, const char *origin, const char *text);

G_END_DECLS
