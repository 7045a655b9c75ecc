/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BilikColumnsLayout: children in two columns of the same width, in one where it is narrow. A line is as high as the
 * higher of its two.
 */
#define BILIK_TYPE_COLUMNS_LAYOUT (bilik_columns_layout_get_type ())
G_DECLARE_FINAL_TYPE (BilikColumnsLayout, bilik_columns_layout, BILIK, COLUMNS_LAYOUT, GtkLayoutManager)

G_END_DECLS
