/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-json.h"
#include "crm-types.h"

G_BEGIN_DECLS

/**
 * CrmMessage: what one speaker said in a room. Immutable.
 */
#define CRM_TYPE_MESSAGE (crm_message_get_type ())
G_DECLARE_FINAL_TYPE (CrmMessage, crm_message, CRM, MESSAGE, GObject)

const char *crm_message_get_id (CrmMessage *self); /* rises within a room */
const char *crm_message_get_room_id (CrmMessage *self);
CrmSpeaker crm_message_get_speaker (CrmMessage *self);
const char *crm_message_get_name (CrmMessage *self); /* of who speaks */
CrmMessageKind crm_message_get_kind (CrmMessage *self);
const char *crm_message_get_contents (CrmMessage *self); /* the text, or the URL of an image or file */
CrmDelivery crm_message_get_delivery (CrmMessage *self);
gint64 crm_message_get_created_at (CrmMessage *self); /* ms since 1970 */

/* Returns: (transfer full) (nullable): NULL once an error has stuck in @reader */
CrmMessage *crm_message_decode (CrmJsonReader *reader);

/* What the encoder of the backend fills; the same fields in the same order as on the wire. */
typedef struct
{
  const char *id;
  const char *room_id;
  CrmSpeaker speaker;
  const char *name;
  CrmMessageKind kind;
  const char *contents;
  CrmDelivery delivery;
  gint64 created_at;
} CrmMessageFields;

void crm_message_encode (const CrmMessageFields *fields, CrmJsonWriter *writer, const char *member);

G_END_DECLS
