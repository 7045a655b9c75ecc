/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "crm-room.h"

G_BEGIN_DECLS

/**
 * BilikRoomRow: a room in the inbox: with whom, what was said last and when, channel, assignee, and how much is unread.
 * Texts are shown as typed, never as markup (SEC-15).
 */
#define BILIK_TYPE_ROOM_ROW (bilik_room_row_get_type ())
G_DECLARE_FINAL_TYPE (BilikRoomRow, bilik_room_row, BILIK, ROOM_ROW, GtkBox)

GtkWidget *bilik_room_row_new (void);
/* @room: (nullable): %NULL lets go of it */
void bilik_room_row_set_room (BilikRoomRow *self, CrmRoom *room);
CrmRoom *bilik_room_row_get_room (BilikRoomRow *self);
/* Says anew how long ago the last message was. */
void bilik_room_row_update_time (BilikRoomRow *self);

G_END_DECLS
