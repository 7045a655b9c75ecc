/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "crm-message.h"

G_BEGIN_DECLS

typedef enum {
  CRM_ENTRY_SAID,    /* the server has it */
  CRM_ENTRY_SENDING, /* on its way, or waiting behind another */
  CRM_ENTRY_FAILED,  /* not sent: Retry says the same thing again, once */
} CrmEntryState;

/**
 * CrmEntry: one thing said in a conversation, or about to be.
 *
 * Property changed is notified when anything of it is another: its state, its message, whether a day begins with it.
 */
#define CRM_TYPE_ENTRY (crm_entry_get_type ())
G_DECLARE_FINAL_TYPE (CrmEntry, crm_entry, CRM, ENTRY, GObject)

CrmEntryState crm_entry_get_state (CrmEntry *self);
/* Returns: (transfer none) (nullable): %NULL until the server has it */
CrmMessage *crm_entry_get_message (CrmEntry *self);
const char *crm_entry_get_text (CrmEntry *self);
CrmSpeaker crm_entry_get_speaker (CrmEntry *self);
const char *crm_entry_get_name (CrmEntry *self); /* of who speaks */
gint64 crm_entry_get_created_at (CrmEntry *self);
/* The Idempotency-Key of what is sent; %NULL for what came from the server. */
const char *crm_entry_get_key (CrmEntry *self);
gboolean crm_entry_get_starts_day (CrmEntry *self);

/**
 * CrmConversation: what is loaded of one room, oldest first, as a #GListModel of #CrmEntry. Each message is in it once,
 * in the order of the ids, however and how often it came; behind them what is not sent yet.
 */
#define CRM_TYPE_CONVERSATION (crm_conversation_get_type ())
G_DECLARE_FINAL_TYPE (CrmConversation, crm_conversation, CRM, CONVERSATION, GObject)

/* @own_name: what the agent is called in messages */
CrmConversation *crm_conversation_new (const char *own_name);

/* @messages: newest first, as the server lists them. */
void crm_conversation_add_page (CrmConversation *self, GPtrArray *messages);
/**
 * crm_conversation_replace:
 * @messages: the newest page, newest first
 *
 * Merges what the server has now. Where a hole would be left, what is before it is dropped.
 *
 * Returns: whether something was dropped: history goes on behind @messages then
 */
gboolean crm_conversation_replace (CrmConversation *self, GPtrArray *messages);
/* One message of the stream. What the agent is sending is recognised, also before its own answer. */
void crm_conversation_add (CrmConversation *self, CrmMessage *message);

/* Returns: (transfer none): a new entry at the end, sending */
CrmEntry *crm_conversation_begin (CrmConversation *self, const char *text, const char *key, gint64 now);
void crm_conversation_set_state (CrmConversation *self, CrmEntry *entry, CrmEntryState state);
/* The server has it. */
void crm_conversation_complete (CrmConversation *self, CrmEntry *entry, CrmMessage *message);
/* The agent gives it up. */
void crm_conversation_drop (CrmConversation *self, CrmEntry *entry);
/* Returns: (transfer none) (nullable): the newest message that the server has, of what is loaded */
CrmMessage *crm_conversation_get_newest (CrmConversation *self);
/* Returns: (transfer none) (nullable): the first entry that is in @state */
CrmEntry *crm_conversation_find (CrmConversation *self, CrmEntryState state);

G_END_DECLS
