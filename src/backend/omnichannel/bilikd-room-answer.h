/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-call.h"
#include "crm-room.h"

G_BEGIN_DECLS

/* Ends the object that @writer stands in with the place in the stream that it is of, so that a client can go on
 * from there without a gap, and answers 200. */
gboolean bilikd_room_answer_end (BilikdCall *call, BilikdDb *db, CrmJsonWriter *writer, GError **error);

/* For bilikd_room_get() and its like; @writer: a #CrmJsonWriter */
void bilikd_room_write (const CrmRoomFields *room, gpointer writer);

/* Watchers hear how the room is now. */
gboolean bilikd_room_tell (BilikdCall *call, BilikdDb *db, const char *room_id, GError **error);

G_END_DECLS
