/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "bilik-session.h"
#include "crm-room.h"

G_BEGIN_DECLS

/**
 * BilikRecordPanel: the Deal & Ticket section of one room (CDTC-S01): skeleton, empty, error, preview; the conversation beside
 * it never waits for it. A click on a name activates "win.open-record" once the record was seen to exist (CDTC-S02).
 *
 * Only built where the organization has `omnichannel_deal_ticket_panel` on.
 */
#define BILIK_TYPE_RECORD_PANEL (bilik_record_panel_get_type ())
G_DECLARE_FINAL_TYPE (BilikRecordPanel, bilik_record_panel, BILIK, RECORD_PANEL, AdwBin)

GtkWidget *bilik_record_panel_new (BilikSession *session, const char *room_id);
void bilik_record_panel_refresh (BilikRecordPanel *self);
/* What is known of the room itself, once it is: "from WhatsApp", and whose a record created by hand becomes. */
void bilik_record_panel_set_room (BilikRecordPanel *self, CrmRoom *room);

G_END_DECLS
