/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "bilik-session.h"
#include "crm-record-surface.h"

G_BEGIN_DECLS

/**
 * BilikRecordCard: the deal, or the ticket, of a room: a preview, or that there is none yet. It is as high with a record
 * as without, so that nothing moves under the pointer when news come.
 *
 * Signal: clicked (): the name was clicked.
 */
#define BILIK_TYPE_RECORD_CARD (bilik_record_card_get_type ())
G_DECLARE_FINAL_TYPE (BilikRecordCard, bilik_record_card, BILIK, RECORD_CARD, AdwBin)

GtkWidget *bilik_record_card_new (BilikSession *session, CrmRecordObject object, const char *room_id);
/* @record: (nullable); @replaced: (nullable); @is_news: marked for two seconds, and announced */
void bilik_record_card_show (BilikRecordCard *self,
                             const CrmRoomRecord *record,
                             const CrmRoomRecord *replaced,
                             gboolean is_news);
/* Returns: (transfer none) (nullable) */
const CrmRoomRecord *bilik_record_card_get_record (BilikRecordCard *self);
void bilik_record_card_show_notice (BilikRecordCard *self, CrmOpenNotice notice, const GError *error);
/* What the room tells of itself: "from WhatsApp", and the customer of what is created by hand. Both (nullable) */
void bilik_record_card_set_room (BilikRecordCard *self, const char *channel, const char *contact_id);

G_END_DECLS
