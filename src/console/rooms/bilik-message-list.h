/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "crm-conversation.h"

G_BEGIN_DECLS

/**
 * BilikMessageList: what was said, oldest first. It opens at the end and stays there while messages come; an agent who reads
 * further up is not moved, and is told that something came. Hidden and shown again it is where it was (CDTC-S02).
 *
 * Property (read-only): shows-end, whether the newest message is on the screen.
 * Signals:
 *   near-start (): older messages are about to come into view.
 *   arrived (): somebody said something at the end, seen or not.
 *   retry (CrmEntry *), discard (CrmEntry *): as of BilikMessageRow.
 */
#define BILIK_TYPE_MESSAGE_LIST (bilik_message_list_get_type ())
G_DECLARE_FINAL_TYPE (BilikMessageList, bilik_message_list, BILIK, MESSAGE_LIST, AdwBin)

/* Once. @conversation: (transfer none) */
void bilik_message_list_set_conversation (BilikMessageList *self, CrmConversation *conversation);
/* Whether older messages are on their way. */
void bilik_message_list_set_loading (BilikMessageList *self, gboolean is_loading);
gboolean bilik_message_list_get_shows_end (BilikMessageList *self);

G_END_DECLS
