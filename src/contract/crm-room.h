/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-json.h"
#include "crm-types.h"

G_BEGIN_DECLS

/**
 * CrmRoom: one conversation, with one contact on one channel. Immutable.
 */
#define CRM_TYPE_ROOM (crm_room_get_type ())
G_DECLARE_FINAL_TYPE (CrmRoom, crm_room, CRM, ROOM, GObject)

const char *crm_room_get_id (CrmRoom *self);
const char *crm_room_get_channel (CrmRoom *self);     /* "whatsapp", "email", … */
const char *crm_room_get_title (CrmRoom *self);       /* the contact's name */
const char *crm_room_get_contact_id (CrmRoom *self);  /* the customer, where known */
const char *crm_room_get_assignee_id (CrmRoom *self); /* an agent, or NULL */
const char *crm_room_get_assignee_name (CrmRoom *self);
guint crm_room_get_unread (CrmRoom *self);
const char *crm_room_get_last_message (CrmRoom *self); /* or NULL: nothing was said yet */
gint64 crm_room_get_last_message_at (CrmRoom *self);   /* ms since 1970 */
gboolean crm_room_get_is_deleted (CrmRoom *self);      /* only in events */

/* Returns: (transfer full) (nullable): NULL once an error has stuck in @reader */
CrmRoom *crm_room_decode (CrmJsonReader *reader);

/* What the encoder of the backend fills; the same fields in the same order as on the wire. */
typedef struct
{
  const char *id;
  const char *channel;
  const char *title;
  const char *contact_id;
  const char *assignee_id;
  const char *assignee_name;
  guint unread;
  const char *last_message;
  gint64 last_message_at;
  gboolean is_deleted;
} CrmRoomFields;

void crm_room_encode (const CrmRoomFields *fields, CrmJsonWriter *writer, const char *member);

G_END_DECLS
