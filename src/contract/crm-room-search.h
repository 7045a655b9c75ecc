/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-room.h"

G_BEGIN_DECLS

/* Whose rooms a list is of. */
#define CRM_ROOM_FILTERS(X)                                                                                  \
  X (CRM_ROOMS_ALL, "all")                                                                                   \
  X (CRM_ROOMS_MINE, "mine")                                                                                 \
  X (CRM_ROOMS_UNASSIGNED, "unassigned")

#define CRM_ENUM_VALUE_(symbol, wire) symbol,
typedef enum { CRM_ROOM_FILTERS (CRM_ENUM_VALUE_) CRM_N_ROOM_FILTERS } CrmRoomFilter;
#undef CRM_ENUM_VALUE_
CRM_DECLARE_WIRE_ (CrmRoomFilter, room_filter)

/**
 * CrmRoomSearch: which rooms a list is of, all of it together; zeroed: all rooms.
 * @is_unread: only those with something unread
 * @channel: (nullable): only those of this channel
 * @query: (nullable): what the title or the last message contains, in whatever case and with whatever diacritics
 */
typedef struct
{
  CrmRoomFilter filter;
  gboolean is_unread;
  const char *channel;
  const char *query;
} CrmRoomSearch;

/* Returns: (transfer full): with strings of its own */
CrmRoomSearch *crm_room_search_copy (const CrmRoomSearch *self);
void crm_room_search_free (CrmRoomSearch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmRoomSearch, crm_room_search_free)

/* No query and an empty one are the same. */
gboolean crm_room_search_equal (const CrmRoomSearch *a, const CrmRoomSearch *b);

/**
 * crm_room_search_matches:
 * @own_id: of the agent whose rooms %CRM_ROOMS_MINE are
 *
 * Returns: whether the server would list @room
 */
gboolean crm_room_search_matches (const CrmRoomSearch *self, CrmRoom *room, const char *own_id);

G_END_DECLS
