/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-conversation.h"
#include "crm-room-search.h"

G_BEGIN_DECLS

/* The words in which the console speaks of conversations, translated. All are plain text. */

/* "WhatsApp"; an unknown channel is shown as it is. */
const char *bilik_room_words_channel (const char *channel);
/* Returns: (nullable): the @index-th channel that rooms are known to come from */
const char *bilik_room_words_get_channel (guint index);
/* "All conversations", "Mine · Unread · WhatsApp · “invoice”" */
char *bilik_room_words_search (const CrmRoomSearch *search);
/* "Bot" and "AI" beside the name; %NULL for people. */
const char *bilik_room_words_badge (CrmSpeaker speaker);
/* "Sent", "Read", "Sending…"; %NULL where there is nothing to say. */
const char *bilik_room_words_delivery (CrmEntry *entry);
/* "Today", "Yesterday", "Friday, 26 June 2026". */
char *bilik_room_words_day (gint64 time, gint64 now);
/* "14:02" */
char *bilik_room_words_clock (gint64 time);

G_END_DECLS
