/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "bilik-saved-filters.h"

G_BEGIN_DECLS

/**
 * BilikSavedFilterRow: a saved filter in the list of them. F2 and a button rename it where it stands, Delete and a button
 * remove it; Escape leaves the old name.
 *
 * Signal: remove (): the agent wants it gone.
 */
#define BILIK_TYPE_SAVED_FILTER_ROW (bilik_saved_filter_row_get_type ())
G_DECLARE_FINAL_TYPE (BilikSavedFilterRow, bilik_saved_filter_row, BILIK, SAVED_FILTER_ROW, GtkListBoxRow)

/* @filters: where it is renamed; @filter: one of them */
GtkWidget *bilik_saved_filter_row_new (BilikSavedFilters *filters, BilikSavedFilter *filter);
BilikSavedFilter *bilik_saved_filter_row_get_filter (BilikSavedFilterRow *self);

G_END_DECLS
