/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BilikWrapLayout: children side by side as wide as they like to be, on further lines where one is full. One that
 * does not fit a line alone gets the whole line.
 */
#define BILIK_TYPE_WRAP_LAYOUT (bilik_wrap_layout_get_type ())
G_DECLARE_FINAL_TYPE (BilikWrapLayout, bilik_wrap_layout, BILIK, WRAP_LAYOUT, GtkLayoutManager)

G_END_DECLS
