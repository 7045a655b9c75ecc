/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "bilik-session.h"

G_BEGIN_DECLS

/**
 * BilikRoomsPage: the place Inbox: the conversations, latest first, with search and filters. Follows the stream.
 *
 * Choosing a room activates the action "win.browse-room" ('s', the room's id).
 *
 * Property: show-window-buttons — whether it is alone in the window, so that its header bar has the window's buttons and the
 *   account.
 * Signals:
 *   reached (gboolean is_reached): whether the server answered the last request of the list.
 *   toast (AdwToast *): for the window to show.
 */
#define BILIK_TYPE_ROOMS_PAGE (bilik_rooms_page_get_type ())
G_DECLARE_FINAL_TYPE (BilikRoomsPage, bilik_rooms_page, BILIK, ROOMS_PAGE, AdwBin)

/* @settings: where the agent's saved filters are kept */
GtkWidget *bilik_rooms_page_new (BilikSession *session, GSettings *settings);

void bilik_rooms_page_focus_search (BilikRoomsPage *self);
void bilik_rooms_page_refresh (BilikRoomsPage *self);
/* Marks the row of @room_id where it is loaded; %NULL unmarks. Opens nothing. */
void bilik_rooms_page_mark (BilikRoomsPage *self, const char *room_id);
/* Returns: (transfer full) (nullable): the id of the next room below the mark, or from the top, that has something unread */
char *bilik_rooms_page_dup_next_unread (BilikRoomsPage *self);

G_END_DECLS
