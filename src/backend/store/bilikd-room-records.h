/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-store.h"
#include "crm-panel.h"

G_BEGIN_DECLS

/*
 * What the CRM has told of the deals and tickets of rooms. Telling it twice, late
 * or after a deletion changes nothing; what changes the room's panel is written to
 * the organisation's stream in the same transaction.
 */

/**
 * bilikd_room_record_put:
 * @room_id: (nullable): %NULL where a record already known changes; else it must be there
 * @record: its revision may be -1: one more than the last one known
 *
 * Returns: %FALSE with %CRM_ERROR_NOT_FOUND where neither record nor room is known
 */
gboolean bilikd_room_record_put (BilikdDb *db,
                                 gint64 organization_id,
                                 const char *room_id,
                                 const CrmRoomRecord *record,
                                 gint64 now,
                                 GError **error);

/* A record that was never told of is remembered as deleted all the same. */
gboolean bilikd_room_record_delete (BilikdDb *db,
                                    gint64 organization_id,
                                    CrmRecordObject object,
                                    const char *external_id,
                                    gint64 now,
                                    GError **error);

/* Fills @panel, which is cleared before. */
gboolean bilikd_room_records_get_panel (BilikdDb *db,
                                        gint64 organization_id,
                                        const char *room_id,
                                        CrmPanel *panel,
                                        GError **error);

G_END_DECLS
