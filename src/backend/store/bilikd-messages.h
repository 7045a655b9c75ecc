/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-page.h"
#include "bilikd-store.h"
#include "crm-message.h"

G_BEGIN_DECLS

typedef void (*BilikdMessageFunc) (const CrmMessageFields *message, gpointer data);

/* The room's latest first; the cost is that of the page, however long the room is (F-11). */
gboolean bilikd_messages_list (BilikdDb *db,
                               gint64 organization_id,
                               const char *room_id,
                               BilikdPage *page,
                               BilikdMessageFunc func,
                               gpointer data,
                               GError **error);

/**
 * bilikd_message_insert:
 * @message: its id is not looked at
 *
 * Adds to the room and brings the room up: what was said last, and what nobody
 * has read. The room must be there: see bilikd_room_require().
 *
 * Returns: the id, or 0
 */
gint64
bilikd_message_insert (BilikdDb *db, gint64 organization_id, const CrmMessageFields *message, GError **error);

G_END_DECLS
