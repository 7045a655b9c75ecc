/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <webkit/webkit.h>

G_BEGIN_DECLS

/**
 * BilikEmbedPolicy: what a page may make the engine do, which is to load the
 * host page and the frame's origin (SEC-08, SEC-10). Windows, downloads,
 * permissions, dialogs, full screen, files, menus, notifications, sign-in
 * prompts and printing are refused (SEC-09).
 */
#define BILIK_TYPE_EMBED_POLICY (bilik_embed_policy_get_type ())
G_DECLARE_FINAL_TYPE (BilikEmbedPolicy, bilik_embed_policy, BILIK, EMBED_POLICY, GObject)

/* @view: (transfer none): held weakly */
BilikEmbedPolicy *bilik_embed_policy_new (WebKitWebView *view);

/**
 * bilik_embed_policy_allow:
 * @page: the address of the host page
 * @origin: (nullable): the frame's origin, or %NULL for no frame at all
 */
void bilik_embed_policy_allow (BilikEmbedPolicy *self, const char *page, const char *origin);

G_END_DECLS
