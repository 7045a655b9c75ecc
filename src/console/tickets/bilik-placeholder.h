/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BilikPlaceholder: what stands where content would be: an icon, what happened,
 * what to do, and the buttons to do it as its children. An AdwStatusPage scrolls by
 * itself and therefore has no height of its own inside a page that scrolls.
 */
#define BILIK_TYPE_PLACEHOLDER (bilik_placeholder_get_type ())
G_DECLARE_FINAL_TYPE (BilikPlaceholder, bilik_placeholder, BILIK, PLACEHOLDER, GtkBox)

/* Plain text, both. An empty description takes no place. */
void bilik_placeholder_set_title (BilikPlaceholder *self, const char *title);
void bilik_placeholder_set_description (BilikPlaceholder *self, const char *description);

G_END_DECLS
