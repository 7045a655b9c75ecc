/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "bilik-embed-engine.h"
#include "crm-embed-surface.h"

G_BEGIN_DECLS

/**
 * BilikEmbedView: the frame as a widget, a #CrmEmbedSurface on WebKit. It is
 * born with a blank host page, so that the web process runs before the first
 * form; each form gets a host page of its own, and unloading goes back to blank.
 */
#define BILIK_TYPE_EMBED_VIEW (bilik_embed_view_get_type ())
G_DECLARE_FINAL_TYPE (BilikEmbedView, bilik_embed_view, BILIK, EMBED_VIEW, GtkWidget)

GtkWidget *bilik_embed_view_new (BilikEmbedEngine *engine);

/* For tests: what WebKit shows. */
WebKitWebView *bilik_embed_view_get_web_view (BilikEmbedView *self);

G_END_DECLS
