/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "crm-embed-surface.h"

G_BEGIN_DECLS

/**
 * BilikEmbedLoader: the console's only door to WebKit. Linking WebKit costs
 * 30 MiB before any view, so the views live in a module that is opened on
 * first use; this class is linked statically and knows no WebKit type.
 */
#define BILIK_TYPE_EMBED_LOADER (bilik_embed_loader_get_type ())
G_DECLARE_FINAL_TYPE (BilikEmbedLoader, bilik_embed_loader, BILIK, EMBED_LOADER, GObject)

/* A view that nobody uses is destroyed after so many seconds, and WebKit's processes with it. */
#define BILIK_EMBED_IDLE_TIMEOUT 120

/* Property `idle-timeout` (construct-only): seconds, #BILIK_EMBED_IDLE_TIMEOUT if not given. */
BilikEmbedLoader *bilik_embed_loader_new (void);

/* Opens a blank, preheated view in the background; no customer data. Does nothing where one is ready or the engine
 * cannot run. Called when a customer opens and the gates allow the embed. */
void bilik_embed_loader_preheat (BilikEmbedLoader *self);

/**
 * bilik_embed_loader_take_view:
 *
 * Put it into a window; once it is in none any more it comes back by itself and
 * is blank for the next ticket.
 *
 * Returns: (transfer none) (nullable): a GtkWidget that implements
 *   CrmEmbedSurface, the preheated one where it is ready; %NULL with @error
 *   where the engine or its sandbox cannot run here (it is never run without).
 */
GtkWidget *bilik_embed_loader_take_view (BilikEmbedLoader *self, GError **error);

/* The engine's version for About, NULL while it is not loaded. */
const char *bilik_embed_loader_get_engine_version (BilikEmbedLoader *self);

G_END_DECLS
