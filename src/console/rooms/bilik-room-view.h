/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "bilik-session.h"

G_BEGIN_DECLS

/**
 * BilikRoomView: one conversation, with the composer below it and, where the organization has it switched on, the Deal &
 * Ticket panel (BilikRecordPanel) at its side. It is the content of a tab: hidden and shown again it keeps its scroll
 * position and its draft (CDTC-S02).
 *
 * Properties (read-only): title, the name of the contact; needs-attention, whether something came while it was not looked at.
 * Property: show-panel, whether the side section is revealed (F9).
 */
#define BILIK_TYPE_ROOM_VIEW (bilik_room_view_get_type ())
G_DECLARE_FINAL_TYPE (BilikRoomView, bilik_room_view, BILIK, ROOM_VIEW, AdwBin)

GtkWidget *bilik_room_view_new (BilikSession *session, const char *room_id);
const char *bilik_room_view_get_room_id (BilikRoomView *self);
void bilik_room_view_refresh (BilikRoomView *self);
/* Closes the panel where it stands over the conversation. Returns: whether it did */
gboolean bilik_room_view_uncover (BilikRoomView *self);
void bilik_room_view_focus_composer (BilikRoomView *self);

G_END_DECLS
