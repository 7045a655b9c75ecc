/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-client.h"
#include "crm-record-surface.h"
#include "crm-telemetry.h"

G_BEGIN_DECLS

/**
 * CrmOpenContext: who clicks where.
 * @surface: held weakly: once it is gone, nothing is opened or shown
 */
typedef struct
{
  CrmClient *client;
  CrmTelemetry *telemetry;
  CrmProfile *profile;
  CrmRecordSurface *surface;
} CrmOpenContext;

/* The name of a record in a room's panel was clicked (CDTC-S02). What comes of it shows on the surface. */
void crm_flow_open_record_run (const CrmOpenContext *context,
                               const char *room_id,
                               const CrmRoomRecord *record,
                               GCancellable *cancellable);

/**
 * crm_flow_open_record_run_room:
 * @object: of the record whose timeline it is
 * @room_link: (nullable): the deeplink of its entry
 *
 * The way back: Open Conversation in a record's timeline was clicked (CDTC-S05).
 */
void crm_flow_open_record_run_room (const CrmOpenContext *context,
                                    CrmRecordObject object,
                                    const char *record_id,
                                    const char *room_link,
                                    GCancellable *cancellable);

G_END_DECLS
