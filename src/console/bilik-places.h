/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "crm-types.h"

G_BEGIN_DECLS

/**
 * BilikPlaces: the places an agent can be, at the side of the window. Those that the role does not allow are not shown.
 *
 * Signal: chosen (const char *place): "inbox" or "customers".
 */
#define BILIK_TYPE_PLACES (bilik_places_get_type ())
G_DECLARE_FINAL_TYPE (BilikPlaces, bilik_places, BILIK, PLACES, AdwBin)

/* @last: the place of the last run; another where that is not allowed. Emits `chosen`. */
void bilik_places_set_permissions (BilikPlaces *self, CrmPermissions permissions, const char *last);
/* Emits `chosen` where it was another one before. */
void bilik_places_choose (BilikPlaces *self, const char *place);

G_END_DECLS
