/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "bilik-session.h"
#include "crm-link.h"

G_BEGIN_DECLS

/**
 * BilikLists: the list of the place that the agent is at. The list of a place is built when the agent first goes there.
 *
 * Property: show-window-buttons — whether it is alone in the window.
 * Signals:
 *   open-customer (CrmCustomer *customer): one was chosen. Choosing a room is an action, "win.browse-room".
 *   reached (gboolean is_reached): whether the server answered the last request of a list.
 *   toast (AdwToast *): for the window to show.
 */
#define BILIK_TYPE_LISTS (bilik_lists_get_type ())
G_DECLARE_FINAL_TYPE (BilikLists, bilik_lists, BILIK, LISTS, AdwBin)

/* @settings: where a list keeps what the agent saved */
void bilik_lists_set_session (BilikLists *self, BilikSession *session, GSettings *settings);

/* @place: as of BilikPlaces */
void bilik_lists_show (BilikLists *self, const char *place);
/* Marks what is open, in whichever list it is: @id: (nullable): nothing. Opens nothing. */
void bilik_lists_mark (BilikLists *self, CrmLinkVerb verb, const char *id);
void bilik_lists_focus_search (BilikLists *self);
void bilik_lists_refresh (BilikLists *self);
/* Returns: (transfer full) (nullable): the id of the next room with something unread; Inbox has to be shown */
char *bilik_lists_dup_next_unread (BilikLists *self);

G_END_DECLS
