/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-contract"

#include "crm-room-search.h"

#include <string.h>

#include "crm-fold.h"
#include "crm-types-private.h"

CRM_DEFINE_WIRE_ (CrmRoomFilter, room_filter, CRM_ROOM_FILTERS)

CrmRoomSearch *
crm_room_search_copy (const CrmRoomSearch *self)
{
  CrmRoomSearch *copy = g_new (CrmRoomSearch, 1);

  *copy = *self;
  copy->channel = g_strdup (self->channel);
  copy->query = g_strdup (self->query);
  return copy;
}

void
crm_room_search_free (CrmRoomSearch *self)
{
  g_free ((char *) self->channel);
  g_free ((char *) self->query);
  g_free (self);
}

static const char *
get_query (const CrmRoomSearch *self)
{
  return self->query != NULL ? self->query : "";
}

gboolean
crm_room_search_equal (const CrmRoomSearch *a, const CrmRoomSearch *b)
{
  return a->filter == b->filter && a->is_unread == b->is_unread && g_strcmp0 (a->channel, b->channel) == 0 &&
         g_str_equal (get_query (a), get_query (b));
}

static gboolean
contains (const char *text, const char *folded_query)
{
  g_autofree char *folded = text != NULL ? crm_fold (text) : NULL;

  return folded != NULL && strstr (folded, folded_query) != NULL;
}

gboolean
crm_room_search_matches (const CrmRoomSearch *self, CrmRoom *room, const char *own_id)
{
  g_autofree char *query = crm_fold (get_query (self));
  const char *assignee_id = crm_room_get_assignee_id (room);

  if (crm_room_get_is_deleted (room) || (self->is_unread && crm_room_get_unread (room) == 0))
    return FALSE;
  if (self->filter == CRM_ROOMS_MINE && g_strcmp0 (assignee_id, own_id) != 0)
    return FALSE;
  if (self->filter == CRM_ROOMS_UNASSIGNED && assignee_id != NULL)
    return FALSE;
  if (self->channel != NULL && !g_str_equal (crm_room_get_channel (room), self->channel))
    return FALSE;
  return contains (crm_room_get_title (room), query) || contains (crm_room_get_last_message (room), query);
}
