/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-page.h"
#include "bilikd-records.h"
#include "crm-timeline-entry.h"

G_BEGIN_DECLS

/*
 * What a chatbot or an AI did. An entry is written with its record, its preview
 * is filled in once, afterwards; then nothing changes until its year is over.
 * The database itself refuses anything else (CDTC-S04, SEC-29).
 */

/* One entry for @record, which has a room. */
gboolean bilikd_timeline_add (BilikdDb *db, const BilikdRecord *record, gint64 now, GError **error);

/* The first moment at which an entry of @created_at is gone: the same day and time of the next year in UTC, and
 * for the 29th of February the 28th, so that nothing is ever kept longer than a year. */
gint64 bilikd_timeline_get_expiry (gint64 created_at);

typedef void (*BilikdTimelineFunc) (const CrmTimelineEntryFields *entry, gpointer data);

/* Newest first, paged by id; entries whose year is over at @now are not there, purged or not. */
gboolean bilikd_timeline_list (BilikdDb *db,
                               const BilikdRecord *record,
                               gint64 now,
                               BilikdPage *page,
                               BilikdTimelineFunc func,
                               gpointer data,
                               GError **error);

typedef struct
{
  gint64 id;
  gint64 organization_id;
  char *room_id;
} BilikdTimelineGap;

void bilikd_timeline_gap_clear (BilikdTimelineGap *self);

/* The oldest entry without a preview; FALSE without an error if there is none. */
gboolean bilikd_timeline_find_gap (BilikdDb *db, BilikdTimelineGap *out_gap, GError **error);

/* @preview: (nullable): JSON array, or that there is none for good */
gboolean bilikd_timeline_fill (BilikdDb *db, gint64 entry_id, const char *preview, GError **error);

/* Removes what is over at @now, at most @limit; @out_n: how many it were. */
gboolean bilikd_timeline_purge (BilikdDb *db, gint64 now, guint limit, guint *out_n, GError **error);

G_END_DECLS
