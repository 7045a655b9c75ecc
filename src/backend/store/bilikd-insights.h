/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-store.h"

G_BEGIN_DECLS

/*
 * What the events and the records of an organisation say about a span of time:
 * the shares by which the product is judged. Each is a part of a whole.
 *
 *   X (SYMBOL, "name", target in thousandths or -1, whether the target is not to be exceeded)
 */
#define BILIKD_FIGURES(X)                                                                                    \
  X (BILIKD_FIGURE_ADOPTION, "create_from_cdp_adoption", -1, FALSE)                                          \
  X (BILIKD_FIGURE_CREATE_RELIABILITY, "create_reliability", 990, FALSE)                                     \
  X (BILIKD_FIGURE_ASSOCIATION_SUCCESS, "association_success", 990, FALSE)                                   \
  X (BILIKD_FIGURE_PREVIEW_DISPLAYED, "preview_displayed", 950, FALSE)                                       \
  X (BILIKD_FIGURE_ROOM_TO_RECORD, "room_to_record", -1, FALSE)                                              \
  X (BILIKD_FIGURE_RECORD_TO_ROOM, "record_to_room", -1, FALSE)                                              \
  X (BILIKD_FIGURE_FULL_CONTEXT, "full_context", 900, FALSE)                                                 \
  X (BILIKD_FIGURE_TIMELINE_FAILURES, "timeline_failures", 50, TRUE)

#define BILIKD_FIGURE_VALUE_(symbol, name, target, is_ceiling) symbol,
typedef enum { BILIKD_FIGURES (BILIKD_FIGURE_VALUE_) BILIKD_N_FIGURES } BilikdFigure;
#undef BILIKD_FIGURE_VALUE_

typedef struct
{
  gint64 part[BILIKD_N_FIGURES];
  gint64 whole[BILIKD_N_FIGURES];
} BilikdInsights;

/* Of everything since @since. */
gboolean bilikd_insights_load (BilikdDb *db,
                               gint64 organization_id,
                               gint64 since,
                               BilikdInsights *out_insights,
                               GError **error);

/* How long something took: the median, and of how many. */
typedef struct
{
  gint64 n;
  gint64 median_ms; /* 0 where n is */
} BilikdDuration;

/**
 * bilikd_insights_measure_linking:
 * @since: the first moment of the span in which the tickets were linked
 * @until: the first after it
 *
 * From Create New to "ticket raised and linked" (stories.md, "Metrics"), by the clock of the console that did
 * both. A ticket counts once.
 */
gboolean bilikd_insights_measure_linking (BilikdDb *db,
                                          gint64 organization_id,
                                          gint64 since,
                                          gint64 until,
                                          BilikdDuration *out_duration,
                                          GError **error);

G_END_DECLS
