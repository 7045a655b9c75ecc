/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Lets @label show the whole of its text as a tooltip while it has no room for it, and only then. */
void bilik_ellipsis_tooltip_add (GtkLabel *label);

G_END_DECLS
