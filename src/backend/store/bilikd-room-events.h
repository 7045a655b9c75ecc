/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-store.h"
#include "crm-event.h"

G_BEGIN_DECLS

/*
 * The sequence of one organisation's stream. An event is written in the
 * transaction of what it tells of; the rows are the truth, whoever wakes the
 * stream only gives a hint.
 */
#define BILIKD_ROOM_EVENTS_KEPT 20000 /* an organisation; who missed more loads again */

/* @room_id: nullable; @payload: JSON */
gboolean bilikd_room_event_add (BilikdDb *db,
                                gint64 organization_id,
                                CrmStreamEvent type,
                                const char *room_id,
                                const char *payload,
                                gint64 now,
                                GError **error);

/* Forgets, of every organisation, those from before @before, at most @limit; @out_n: the most that were of one. */
gboolean bilikd_room_events_purge (BilikdDb *db, gint64 before, guint limit, guint *out_n, GError **error);

/* Where the stream is; @out_oldest (nullable): the first event still kept, or one beyond the last. */
gboolean bilikd_room_stream_get (BilikdDb *db,
                                 gint64 organization_id,
                                 char **out_epoch,
                                 gint64 *out_seq,
                                 gint64 *out_oldest,
                                 GError **error);

typedef struct
{
  gint64 seq;
  const char *epoch;
  const char *type;
  const char *room_id;
  const char *payload; /* NULL: its room was deleted since */
} BilikdRoomEvent;

typedef void (*BilikdRoomEventFunc) (const BilikdRoomEvent *event, gpointer data);

/* @func (nullable: no more) hears of each event that a job on @db adds from now on, before it is durable. */
void bilikd_room_events_watch (BilikdDb *db, BilikdRoomEventFunc func, gpointer data);

/* Those after @seq, oldest first, at most @limit. */
gboolean bilikd_room_events_read (BilikdDb *db,
                                  gint64 organization_id,
                                  gint64 seq,
                                  guint limit,
                                  BilikdRoomEventFunc func,
                                  gpointer data,
                                  GError **error);

G_END_DECLS
