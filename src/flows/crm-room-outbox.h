/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-client.h"
#include "crm-conversation.h"
#include "crm-draft-store.h"

G_BEGIN_DECLS

/**
 * CrmRoomOutbox: what the agent says in one room, from the first letter until the server has it. What is typed, and what
 * could not be sent, is kept as the room's draft: closing the tab, offline or a crash loses nothing (CDTC-S02).
 */
#define CRM_TYPE_ROOM_OUTBOX (crm_room_outbox_get_type ())
G_DECLARE_FINAL_TYPE (CrmRoomOutbox, crm_room_outbox, CRM, ROOM_OUTBOX, GObject)

/* @conversation: where what is sent stands; all borrowed, all held */
CrmRoomOutbox *crm_room_outbox_new (CrmClient *client,
                                    CrmDraftStore *drafts,
                                    const char *room_id,
                                    CrmConversation *conversation);

/**
 * crm_room_outbox_restore:
 *
 * Puts what an earlier run could not send into the conversation, as failed.
 *
 * Returns: (transfer none) (nullable): what was typed
 */
const char *crm_room_outbox_restore (CrmRoomOutbox *self);

/* What the composer holds now; kept once typing pauses. */
void crm_room_outbox_type (CrmRoomOutbox *self, const char *text);
/* One after the other, each with a key of its own: it is said once, however often it is tried (REL-07). */
void crm_room_outbox_send (CrmRoomOutbox *self, const char *text);
void crm_room_outbox_retry (CrmRoomOutbox *self, CrmEntry *entry);
void crm_room_outbox_discard (CrmRoomOutbox *self, CrmEntry *entry);
/* Keeps the draft at once. */
void crm_room_outbox_keep (CrmRoomOutbox *self);

G_END_DECLS
