/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-room-events.h"

G_BEGIN_DECLS

/**
 * BilikdHubBatch: events of one organisation that follow each other, as frames
 * that are made once for all who get them.
 */
typedef struct _BilikdHubBatch BilikdHubBatch;

BilikdHubBatch *bilikd_hub_batch_new (void);
void bilikd_hub_batch_free (BilikdHubBatch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BilikdHubBatch, bilikd_hub_batch_free)

/* Copies @event, which has to follow the last one. */
void bilikd_hub_batch_add (BilikdHubBatch *self, const BilikdRoomEvent *event);

/* @other: (transfer full): has to follow @self */
void bilikd_hub_batch_join (BilikdHubBatch *self, BilikdHubBatch *other);

/* The places of its first and last event; of an empty one 0. */
gint64 bilikd_hub_batch_get_first (const BilikdHubBatch *self);
gint64 bilikd_hub_batch_get_last (const BilikdHubBatch *self);

/**
 * bilikd_hub_batch_get_frames:
 * @after: a place before the last event and not before the one ahead of the first
 * @permissions: of who gets them: without that of an event they learn only its place
 * @out_begin: where, in bytes, the frame of the event after @after begins
 *
 * Returns: (transfer none): the frames as they go over the wire, the same for all of like permissions
 */
GBytes *bilikd_hub_batch_get_frames (BilikdHubBatch *self,
                                     gint64 after,
                                     CrmPermissions permissions,
                                     gsize *out_begin);

/* The frame that tells to load again and to go on from @seq. Returns: (transfer full) */
GBytes *bilikd_hub_batch_make_resync (gint64 seq, const char *epoch);

G_END_DECLS
