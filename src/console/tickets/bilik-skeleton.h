/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * Placeholders in the shape of what is being loaded. They say nothing to
 * assistive technology: whoever shows them marks the container as busy.
 */

/* A label above an input, as in a form. */
GtkWidget *bilik_skeleton_new_field (guint position);
/* A card of the list of tickets. */
GtkWidget *bilik_skeleton_new_card (guint position);

G_END_DECLS
