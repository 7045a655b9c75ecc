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
void bilikd_metrics_set_connections (BilikdMetrics *self, guint n_connections);
void bilikd_metrics_set_outbox_age (BilikdMetrics *self, double seconds);

void bilikd_metrics_write (BilikdMetrics *self, GString *text);

G_END_DECLS
