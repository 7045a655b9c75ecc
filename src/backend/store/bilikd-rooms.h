/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-page.h"
#include "bilikd-store.h"
#include "crm-room.h"

G_BEGIN_DECLS

/* The rooms of one organisation. A deleted room is not there, except for the constraints of the database. */

typedef void (*BilikdRoomFunc) (const CrmRoomFields *room, gpointer data);

/**
 * BilikdRoomSearch: which rooms a list is of.
 * @agent_id: whose those of %CRM_ROOMS_MINE are
 * @query: (nullable): what the title or the last message contains
 */
typedef struct
{
  CrmRoomFilter filter;
  gint64 agent_id;
  const char *query;
} BilikdRoomSearch;

/* Latest message first. */
gboolean bilikd_rooms_list (BilikdDb *db,
                            gint64 organization_id,
                            const BilikdRoomSearch *search,
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
