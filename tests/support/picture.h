/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * picture_take:
 * @window: mapped
 * @name: without a suffix
 *
 * Where BILIK_TEST_PICTURES names a folder: what @window looks like once it has
 * settled, as NAME.png. The program draws it itself, so that no display of a
 * certain size is needed and the same window gives the same bytes.
 */
void picture_take (GtkWindow *window, const char *name);

G_END_DECLS
