/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-panel.h"
#include "crm-record-detail.h"
#include "crm-record-surface.h"

G_BEGIN_DECLS

/*
 * The words in which the console speaks of deals and tickets of rooms, translated. All are plain text.
 */

/* "Deal", "Ticket" */
const char *bilik_record_words_object (CrmRecordObject object);
/* "Bot", "AI", or nothing for a person */
const char *bilik_record_words_badge (CrmCreatorFlag flag);
/* @status: (nullable): wire word of that kind of record; an unknown one is shown as it is */
const char *bilik_record_words_status (CrmRecordObject object, const char *status);

/* "Qualified in Sales": the stage in its pipeline, as far as both are known. */
char *bilik_record_words_place (const char *stage, const char *pipeline);
/* "from WhatsApp, 14:02"; @channel: (nullable) */
char *bilik_record_words_origin (const char *channel, gint64 time, gint64 now);
/* What a notice says; @error: (nullable) */
char *bilik_record_words_notice (CrmRecordObject object, CrmOpenNotice notice, const GError *error);
/* Why this record stands in the room's panel: who made it when, its id, what it replaced. @replaced: (nullable) */
char *bilik_record_words_why (const CrmRoomRecord *record, const CrmRoomRecord *replaced);

/* What is not as before: "the name is now “Pump”, the stage is now “Won”". */
char *bilik_record_words_changes (const CrmRecordDetail *before, const CrmRecordDetail *now);

G_END_DECLS
