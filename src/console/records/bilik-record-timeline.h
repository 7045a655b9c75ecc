/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "crm-client.h"

G_BEGIN_DECLS

/**
 * BilikRecordTimeline: how a record came to be, newest first: who made it, two or three lines of the conversation, and the
 * way back to it (CDTC-S04). It loads and fails by itself.
 *
 * Signal: room-clicked (const char *room_link)
 */
#define BILIK_TYPE_RECORD_TIMELINE (bilik_record_timeline_get_type ())
G_DECLARE_FINAL_TYPE (BilikRecordTimeline, bilik_record_timeline, BILIK, RECORD_TIMELINE, AdwBin)

void bilik_record_timeline_open (BilikRecordTimeline *self,
                                 CrmClient *client,
                                 CrmRecordObject object,
                                 const char *id);
void bilik_record_timeline_refresh (BilikRecordTimeline *self);

G_END_DECLS
