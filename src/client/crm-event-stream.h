/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-client.h"
#include "crm-message.h"
#include "crm-panel.h"
#include "crm-room.h"

G_BEGIN_DECLS

/**
 * CrmEventStream: what happens at the organization while it happens, over one WebSocket (contract.md, section 3).
 *
 * It connects again by itself, with backoff and jitter, and asks for what it missed; whatever is lost, doubled or reordered
 * on the way ends in "resync" (REL-10). A stream that goes silent counts as cut (REL-06).
 *
 * Signals, in the order in which things happened; objects are borrowed:
 *   message-created (CrmMessage *message)
 *   room-updated (CrmRoom *room): also where crm_room_get_is_deleted()
 *   record-changed (const char *room_id, CrmRoomRecord *record): also where it is deleted
 *   ticket-associated (const char *ticket_id, const char *contact_id)
 *   flags-changed (): load the profile again
 *   resync (): something was missed for good; load again what is shown
 *
 * Property: is-online, whether the stream is open. FALSE at most 10 s after the network went (REL-06).
 */
#define CRM_TYPE_EVENT_STREAM (crm_event_stream_get_type ())
G_DECLARE_FINAL_TYPE (CrmEventStream, crm_event_stream, CRM, EVENT_STREAM, GObject)

CrmEventStream *crm_event_stream_new (CrmClient *client);
/* Connects, and stays connected until crm_event_stream_stop(). */
void crm_event_stream_start (CrmEventStream *self);
void crm_event_stream_stop (CrmEventStream *self);
/* The agent pressed Retry, or the network came back: do not wait out the backoff. */
void crm_event_stream_reconnect (CrmEventStream *self);
gboolean crm_event_stream_get_is_online (CrmEventStream *self);

G_END_DECLS
