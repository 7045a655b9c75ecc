/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "bilik-embed-engine.h"
#include "crm-embed-surface.h"

G_BEGIN_DECLS

/**
 * BilikEmbedView: the frame as a widget, a #CrmEmbedSurface on WebKit. Each
 * form gets a host page of its own; unloading goes back to a blank one, and on
 * a new view it starts the web process ahead of the first form.
 */
#define BILIK_TYPE_EMBED_VIEW (bilik_embed_view_get_type ())
G_DECLARE_FINAL_TYPE (BilikEmbedView, bilik_embed_view, BILIK, EMBED_VIEW, GtkWidget)

GtkWidget *bilik_embed_view_new (BilikEmbedEngine *engine);

/* For tests: what WebKit shows. */
WebKitWebView *bilik_embed_view_get_web_view (BilikEmbedView *self);

G_END_DECLS
