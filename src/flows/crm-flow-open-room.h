/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-client.h"
#include "crm-conversation.h"
#include "crm-draft-store.h"
#include "crm-event-stream.h"
#include "crm-room-surface.h"

G_BEGIN_DECLS

#define CRM_TYPE_FLOW_OPEN_ROOM (crm_flow_open_room_get_type ())
G_DECLARE_FINAL_TYPE (CrmFlowOpenRoom, crm_flow_open_room, CRM, FLOW_OPEN_ROOM, GObject)

/**
 * CrmRoomServices: what the flow works with; all borrowed, all held by the flow.
 * @stream: (nullable)
 */
typedef struct
{
  CrmClient *client;
  CrmEventStream *stream;
  CrmDraftStore *drafts;
  CrmProfile *profile;
} CrmRoomServices;

/**
 * crm_flow_open_room_new:
 * @surface: (transfer none): held weakly
 *
 * One flow is one open room, until it is closed.
 */
CrmFlowOpenRoom *
crm_flow_open_room_new (const CrmRoomServices *services, const char *room_id, CrmRoomSurface *surface);
void crm_flow_open_room_start (CrmFlowOpenRoom *self);
/* Loading failed, or the agent wants it fresh. */
void crm_flow_open_room_reload (CrmFlowOpenRoom *self);
/* Older messages are about to come into view. */
void crm_flow_open_room_load_older (CrmFlowOpenRoom *self);
/* Whether the newest message is in front of an agent who looks at this window: what is unread has been read then. */
void crm_flow_open_room_look (CrmFlowOpenRoom *self, gboolean is_looking);
/* What the composer holds now. */
void crm_flow_open_room_type (CrmFlowOpenRoom *self, const char *text);
void crm_flow_open_room_send (CrmFlowOpenRoom *self, const char *text);
void crm_flow_open_room_retry (CrmFlowOpenRoom *self, CrmEntry *entry);
/* The agent gives up what was not sent. */
void crm_flow_open_room_discard (CrmFlowOpenRoom *self, CrmEntry *entry);
/* The room's tab goes: what was typed, and what was not sent, is kept. */
void crm_flow_open_room_close (CrmFlowOpenRoom *self);

/* Returns: (transfer none) */
CrmConversation *crm_flow_open_room_get_conversation (CrmFlowOpenRoom *self);

G_END_DECLS
