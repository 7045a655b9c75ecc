/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-page.h"
#include "bilikd-store.h"
#include "crm-room-search.h"

G_BEGIN_DECLS

/* The rooms of one organisation. A deleted room is not there, except for the constraints of the database. */

typedef void (*BilikdRoomFunc) (const CrmRoomFields *room, gpointer data);

/**
 * bilikd_rooms_list:
 * @agent_id: whose rooms %CRM_ROOMS_MINE are
 *
 * Latest message first.
 */
gboolean bilikd_rooms_list (BilikdDb *db,
                            gint64 organization_id,
                            gint64 agent_id,
                            const CrmRoomSearch *search,
                            BilikdPage *page,
                            BilikdRoomFunc func,
                            gpointer data,
                            GError **error);

/* Returns: FALSE with %CRM_ERROR_NOT_FOUND where there is none */
gboolean bilikd_room_get (BilikdDb *db,
                          gint64 organization_id,
                          const char *room_id,
                          BilikdRoomFunc func,
                          gpointer data,
                          GError **error);

/* Like bilikd_room_get(), only to know that it is there. */
gboolean bilikd_room_require (BilikdDb *db, gint64 organization_id, const char *room_id, GError **error);

/**
 * bilikd_room_mark_read:
 * @message_id: the last message that was seen, one of the room
 * @out_is_changed: (out): whether fewer are unread now
 *
 * What the customer said after @message_id stays unread. Only ever forward: an older message than one that was seen
 * already, or the same again, changes nothing.
 *
 * Returns: FALSE with %CRM_ERROR_NOT_FOUND where there is no such room, or no such message in it
 */
gboolean bilikd_room_mark_read (BilikdDb *db,
                                gint64 organization_id,
                                const char *room_id,
                                gint64 message_id,
                                gboolean *out_is_changed,
                                GError **error);

/* An agent wants to come back to it: at least one is unread. */
gboolean bilikd_room_mark_unread (BilikdDb *db,
                                  gint64 organization_id,
                                  const char *room_id,
                                  gboolean *out_is_changed,
                                  GError **error);

/**
 * bilikd_room_find_channel:
 * @out_channel: (out) (transfer full) (nullable): the channel, or %NULL where there is no such room
 *
 * What an empty source of a record is filled with (CDTC-NEG-03). A room that is not there is no error.
 */
gboolean bilikd_room_find_channel (BilikdDb *db,
                                   gint64 organization_id,
                                   const char *room_id,
                                   char **out_channel,
                                   GError **error);

typedef struct
{
  gint64 organization_id;
  const char *id;
  gint64 customer_id; /* 0: not known */
  const char *channel;
  const char *title;
  gint64 assignee_id; /* 0: nobody */
  gint64 created_at;
} BilikdRoomRecord;

gboolean bilikd_room_insert (BilikdDb *db, const BilikdRoomRecord *record, GError **error);

G_END_DECLS
