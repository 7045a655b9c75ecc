/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "bilik-saved-filters.h"

G_BEGIN_DECLS

/**
 * BilikRoomFilterButton: which rooms the inbox shows, and the filters that the agent has saved for that. The button says what
 * is shown; its popover changes it.
 *
 * Property: query, the text that is searched for: bound to the search entry.
 * Signals:
 *   changed (): something else than before is to be shown.
 *   toast (AdwToast *): for the window to show.
 */
#define BILIK_TYPE_ROOM_FILTER_BUTTON (bilik_room_filter_button_get_type ())
G_DECLARE_FINAL_TYPE (BilikRoomFilterButton, bilik_room_filter_button, BILIK, ROOM_FILTER_BUTTON, AdwBin)

/* Once. @filters: (transfer none) */
void bilik_room_filter_button_set_filters (BilikRoomFilterButton *self, BilikSavedFilters *filters);

/* Returns: (transfer none): what is to be shown; good until the next change */
const CrmRoomSearch *bilik_room_filter_button_get_search (BilikRoomFilterButton *self);
/* Shows all of @search, its text too. */
void bilik_room_filter_button_set_search (BilikRoomFilterButton *self, const CrmRoomSearch *search);

G_END_DECLS
