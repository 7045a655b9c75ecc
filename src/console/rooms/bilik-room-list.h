/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-client.h"
#include "crm-event-stream.h"

G_BEGIN_DECLS

typedef enum {
  BILIK_ROOMS_LOADING, /* what was found before stays meanwhile */
  BILIK_ROOMS_READY,
  BILIK_ROOMS_FAILED,
} BilikRoomsState;

/**
 * BilikRoomList: the rooms that match, the latest first, as a #GListModel of #CrmRoom: page after page as they are looked at,
 * and kept up by the stream. Nothing of an older question is shown under a newer one.
 *
 * Notifies `state` (#BilikRoomsState).
 */
#define BILIK_TYPE_ROOM_LIST (bilik_room_list_get_type ())
G_DECLARE_FINAL_TYPE (BilikRoomList, bilik_room_list, BILIK, ROOM_LIST, GObject)

/* @own_id: the agent's, to know what is his; @stream: (nullable) */
BilikRoomList *bilik_room_list_new (CrmClient *client, CrmEventStream *stream, const char *own_id);

/* Asks, unless that is what is asked for already. */
void bilik_room_list_load (BilikRoomList *self, const CrmRoomSearch *search);
/* The same once more. */
void bilik_room_list_reload (BilikRoomList *self);
/* @room_id: (nullable): that of the room that is looked at; it stays, even if it ceases to match, until another one is. */
void bilik_room_list_keep (BilikRoomList *self, const char *room_id);
/* The end of what is loaded is about to come into view. */
void bilik_room_list_load_more (BilikRoomList *self);

BilikRoomsState bilik_room_list_get_state (BilikRoomList *self);
const GError *bilik_room_list_get_error (BilikRoomList *self);
/* Whether an answer to the present question is shown. */
gboolean bilik_room_list_get_is_filled (BilikRoomList *self);
gboolean bilik_room_list_get_is_search (BilikRoomList *self);
/* Looks among what is loaded. */
gboolean bilik_room_list_find (BilikRoomList *self, const char *room_id, guint *out_position);

G_END_DECLS
