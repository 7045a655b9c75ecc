/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CrmTelemetryQueue: events that wait to be sent, one JSON object a line, in a
 * file of mode 0600 (SEC-18) that survives the program.
 */
typedef struct _CrmTelemetryQueue CrmTelemetryQueue;

/* @path: (nullable): NULL, or a file that can't be had, keeps the queue in memory only */
CrmTelemetryQueue *crm_telemetry_queue_open (const char *path);
void crm_telemetry_queue_close (CrmTelemetryQueue *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmTelemetryQueue, crm_telemetry_queue_close)

/* @line: (transfer full): one JSON object without a line break */
void crm_telemetry_queue_append (CrmTelemetryQueue *self, char *line);
guint crm_telemetry_queue_get_length (CrmTelemetryQueue *self);
const char *crm_telemetry_queue_peek (CrmTelemetryQueue *self, guint index);
/* Takes the first @n events out. */
void crm_telemetry_queue_drop (CrmTelemetryQueue *self, guint n);

G_END_DECLS
