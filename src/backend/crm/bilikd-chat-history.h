/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-services.h"

G_BEGIN_DECLS

#define BILIKD_CHAT_HISTORY_MAX 100

/**
 * bilikd_chat_history_load:
 *
 * Asks the Chat Panel what was said in a room last. Waits up to two seconds: never on the main loop or a database
 * thread.
 *
 * Returns: (transfer full) (nullable): a JSON array of `{room_id, type, contents}`, oldest first; %NULL if the
 *   Chat Panel is dead, slow or not understood
 */
char *
bilikd_chat_history_load (BilikdServices *services, gint64 organization_id, const char *room_id, guint limit);

/**
 * BilikdPreviews: fills in what a timeline entry shows of the chat, once, after the record's transaction, so that
 * no history ever delays or fails a create (REL-20, E4). What was not filled when the daemon died is filled when
 * it is back.
 */
typedef struct _BilikdPreviews BilikdPreviews;

BilikdPreviews *bilikd_previews_new (BilikdServices *services);
/* After the store is closed and its last callback has come. */
void bilikd_previews_free (BilikdPreviews *self);

/* There may be an entry to fill. On the main loop. */
void bilikd_previews_wake (BilikdPreviews *self);

/* Begins nothing more. */
void bilikd_previews_stop (BilikdPreviews *self);

G_END_DECLS
