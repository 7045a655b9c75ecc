/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-json.h"
#include "crm-types.h"

G_BEGIN_DECLS

/*
 * What the stream of an organisation tells, and the permission without which an
 * agent learns of an event nothing but its place in the sequence (payload null).
 */
#define CRM_STREAM_EVENTS(X)                                                                                 \
  X (CRM_STREAM_MESSAGE_CREATED, "message.created", CRM_PERMISSION_ROOMS_VIEW)                               \
  X (CRM_STREAM_ROOM_UPDATED, "room.updated", CRM_PERMISSION_ROOMS_VIEW)                                     \
  X (CRM_STREAM_RECORDS_CHANGED, "records.changed", CRM_PERMISSION_ROOMS_VIEW)                               \
  X (CRM_STREAM_FLAGS_CHANGED, "flags.changed", CRM_PERMISSION_ROOMS_VIEW)                                   \
  X (CRM_STREAM_TICKET_ASSOCIATED, "ticket.associated", CRM_PERMISSION_TICKETS_VIEW)                         \
  X (CRM_STREAM_RESYNC, "resync", CRM_PERMISSION_ROOMS_VIEW)

#define CRM_STREAM_EVENT_VALUE_(symbol, wire, permission) symbol,
typedef enum { CRM_STREAM_EVENTS (CRM_STREAM_EVENT_VALUE_) CRM_N_STREAM_EVENTS } CrmStreamEvent;
#undef CRM_STREAM_EVENT_VALUE_

CRM_DECLARE_WIRE_ (CrmStreamEvent, stream_event)
CrmPermission crm_stream_event_get_permission (CrmStreamEvent type);

/* Codes with which the server closes a stream. All but the second mean: connect again. */
#define CRM_STREAM_CLOSE_GOING_AWAY    1001
#define CRM_STREAM_CLOSE_SESSION_ENDED 4401 /* sign in first */
#define CRM_STREAM_CLOSE_TOO_SLOW      4408
#define CRM_STREAM_CLOSE_SILENT        4409

/**
 * CrmEvent: one frame of the stream.
 * @seq: its place; of a resync, that from which to go on
 * @payload: (nullable): the message, the room or the record; borrowed
 */
typedef struct
{
  gint64 seq;
  const char *epoch;
  CrmStreamEvent type;
  const char *room_id;
  JsonNode *payload;
} CrmEvent;

/* Fills @self with what is borrowed from @reader; errors stick there. An unknown type is an error: reload. */
void crm_event_decode (CrmEvent *self, CrmJsonReader *reader);

/* @payload: (nullable): JSON */
void crm_event_encode (gint64 seq,
                       const char *epoch,
                       const char *type,
                       const char *room_id,
                       const char *payload,
                       GString *text);

/**
 * CrmEventLog: how far a client has followed a stream.
 */
typedef struct
{
  char *epoch;
  gint64 seq;
} CrmEventLog;

typedef enum {
  CRM_EVENT_APPLY,  /* the next one */
  CRM_EVENT_IGNORE, /* known already */
  CRM_EVENT_RELOAD, /* something is missing, or the sequence began anew: load again, then crm_event_log_reset() */
} CrmEventAdvice;

void crm_event_log_clear (CrmEventLog *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CrmEventLog, crm_event_log_clear)

/* What is shown is that of @seq now: from a reply of the API, which carries both. */
void crm_event_log_reset (CrmEventLog *self, const char *epoch, gint64 seq);

/* Lost, doubled and reordered events end here (REL-10). */
CrmEventAdvice crm_event_log_take (CrmEventLog *self, const CrmEvent *event);

G_END_DECLS
