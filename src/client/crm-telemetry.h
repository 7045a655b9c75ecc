/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-client.h"

G_BEGIN_DECLS

/**
 * CrmTelemetry: records the events of stories.md and sends them in batches.
 * The table of events and their properties is in contract/crm-event-names.h; a property that
 * the table does not name does not compile into the batch (SEC-27).
 */
#define CRM_TYPE_TELEMETRY (crm_telemetry_get_type ())
G_DECLARE_FINAL_TYPE (CrmTelemetry, crm_telemetry, CRM, TELEMETRY, GObject)

/* @queue_path: (nullable): file that keeps what was not sent yet; one for each server and organisation, since what is
 * in it is sent as whoever is signed in */
CrmTelemetry *crm_telemetry_new (CrmClient *client, const char *queue_path);

/**
 * crm_telemetry_record:
 * @name: an event of the table
 * @...: pairs of property name and string value, %NULL-terminated
 */
void crm_telemetry_record (CrmTelemetry *self, const char *name, ...) G_GNUC_NULL_TERMINATED;

void crm_telemetry_flush (CrmTelemetry *self, CRM_CALLBACK);
gboolean crm_telemetry_flush_finish (CrmTelemetry *self, GAsyncResult *result, GError **error);

G_END_DECLS
