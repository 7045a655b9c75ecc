/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "crm-profile.h"
#include "crm-room-search.h"

G_BEGIN_DECLS

#define BILIK_FILTER_NAME_MAX 60 /* characters */

/**
 * BilikSavedFilter: a search of rooms that an agent has given a name.
 */
#define BILIK_TYPE_SAVED_FILTER (bilik_saved_filter_get_type ())
G_DECLARE_FINAL_TYPE (BilikSavedFilter, bilik_saved_filter, BILIK, SAVED_FILTER, GObject)

const char *bilik_saved_filter_get_name (BilikSavedFilter *self);
const CrmRoomSearch *bilik_saved_filter_get_search (BilikSavedFilter *self);

/**
 * BilikSavedFilters: the saved filters of one agent of one organization, by name, as a #GListModel of #BilikSavedFilter. Every
 * change is kept at once.
 */
#define BILIK_TYPE_SAVED_FILTERS (bilik_saved_filters_get_type ())
G_DECLARE_FINAL_TYPE (BilikSavedFilters, bilik_saved_filters, BILIK, SAVED_FILTERS, GObject)

BilikSavedFilters *bilik_saved_filters_new (GSettings *settings, CrmProfile *profile);

/**
 * bilik_saved_filters_check_name:
 * @except: (nullable): the filter that is renamed
 *
 * Returns: (nullable): what is wrong with the name, for the agent; %NULL: it can be given
 */
const char *
bilik_saved_filters_check_name (BilikSavedFilters *self, const char *name, BilikSavedFilter *except);

/* Of these the name has been checked. Blanks around it are dropped. */
void bilik_saved_filters_add (BilikSavedFilters *self, const char *name, const CrmRoomSearch *search);
void bilik_saved_filters_rename (BilikSavedFilters *self, BilikSavedFilter *filter, const char *name);

void bilik_saved_filters_remove (BilikSavedFilters *self, BilikSavedFilter *filter);
/* Takes a removal back. */
void bilik_saved_filters_restore (BilikSavedFilters *self, BilikSavedFilter *filter);

/* Returns: (transfer none) (nullable): the filter that asks for just this */
BilikSavedFilter *bilik_saved_filters_find (BilikSavedFilters *self, const CrmRoomSearch *search);

G_END_DECLS
