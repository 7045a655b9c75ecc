/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-endpoints.h"

G_BEGIN_DECLS

/**
 * BilikdMetrics: counters of the daemon, in the text format of Prometheus. Any thread may count.
 */
typedef struct _BilikdMetrics BilikdMetrics;

BilikdMetrics *bilikd_metrics_new (void);
void bilikd_metrics_free (BilikdMetrics *self);

/* @endpoint: NULL for what never reached one */
void bilikd_metrics_count_request (BilikdMetrics *self,
                                   const CrmEndpoint *endpoint,
                                   guint status,
                                   gint64 duration_us);
void bilikd_metrics_count_event (BilikdMetrics *self, const char *name);
/* What is only counted: X (SYMBOL, name, help). */
#define BILIKD_COUNTERS(X)                                                                                   \
  X (BILIKD_COUNTER_CONTACTS_MISSED, "bilikd_contacts_missed_total",                                         \
     "Records made without the contact that was named.")                                                     \
  X (BILIKD_COUNTER_RECORDS_NOT_TOLD, "bilikd_records_not_told_total",                                       \
     "Changes of records in rooms that were made by people, so that the room is not told.")                  \
  X (BILIKD_COUNTER_TIMELINE_PURGED, "bilikd_timeline_purged_total",                                         \
     "Timeline entries whose year was over.")                                                                \
  X (BILIKD_COUNTER_DELIVERED, "bilikd_deliveries_total", "News of the CRM that Omnichannel has taken.")     \
  X (BILIKD_COUNTER_DELIVERIES_REFUSED, "bilikd_deliveries_refused_total",                                   \
     "News that Omnichannel will never take.")                                                               \
  X (BILIKD_COUNTER_DELIVERIES_FAILED, "bilikd_deliveries_failed_total",                                     \
     "Tries in vain to deliver; they are repeated.")                                                         \
  X (BILIKD_COUNTER_STREAMS_RESYNCED, "bilikd_streams_resynced_total",                                       \
     "Streams that came back when what they missed was gone.")                                               \
  X (BILIKD_COUNTER_STREAMS_SLOW, "bilikd_streams_slow_total", "Streams let go because they did not read.")  \
  X (BILIKD_COUNTER_STREAMS_SILENT, "bilikd_streams_silent_total", "Streams let go without a sign of life.")

#define BILIKD_COUNTER_VALUE_(symbol, name, help) symbol,
typedef enum { BILIKD_COUNTERS (BILIKD_COUNTER_VALUE_) BILIKD_N_COUNTERS } BilikdCounter;
#undef BILIKD_COUNTER_VALUE_

void bilikd_metrics_count (BilikdMetrics *self, BilikdCounter counter);
void bilikd_metrics_set_connections (BilikdMetrics *self, guint n_connections);
void bilikd_metrics_set_streams (BilikdMetrics *self, guint n_streams);
void bilikd_metrics_set_outbox_age (BilikdMetrics *self, double seconds);

void bilikd_metrics_write (BilikdMetrics *self, GString *text);

G_END_DECLS
