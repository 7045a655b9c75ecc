/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * bilik_room_menu_attach:
 * @list: of BilikRoomRow
 *
 * What can be done with a room without opening it: a menu at the secondary button, a long press, the Menu key and Shift+F10.
 * Its entries are actions of what is around the list, each with the room's id: win.browse-room, room.mark-unread.
 */
void bilik_room_menu_attach (GtkWidget *list);

G_END_DECLS
