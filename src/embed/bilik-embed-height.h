/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BilikEmbedHeight: follows the height that a form asks for: at most ten times
 * a second, and never more than the scrolled area around the widget shows, so
 * that a page which grows with its window can't run away (SEC-07).
 */
#define BILIK_TYPE_EMBED_HEIGHT (bilik_embed_height_get_type ())
G_DECLARE_FINAL_TYPE (BilikEmbedHeight, bilik_embed_height, BILIK, EMBED_HEIGHT, GObject)

/* @widget: (transfer none): held weakly; its height request is set */
BilikEmbedHeight *bilik_embed_height_new (GtkWidget *widget);

/* @height: CSS pixels; what is out of range is clamped */
void bilik_embed_height_want (BilikEmbedHeight *self, guint height);
/* Back to the least. */
void bilik_embed_height_reset (BilikEmbedHeight *self);

G_END_DECLS
