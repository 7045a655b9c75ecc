/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include "crm-types.h"

G_BEGIN_DECLS

#define CRM_EMBED_VERSION     1
#define CRM_EMBED_MAX_MESSAGE (64 * 1024)
#define CRM_EMBED_MAX_DEPTH   16
#define CRM_EMBED_MIN_HEIGHT  200
#define CRM_EMBED_MAX_HEIGHT  4000

#define CRM_EMBED_MESSAGES(X)                                                                                \
  X (CRM_EMBED_READY, "EMBED_READY")                                                                         \
  X (CRM_EMBED_INIT, "EMBED_INIT")                                                                           \
  X (CRM_EMBED_TICKET_CREATED, "TICKET_CREATED")                                                             \
  X (CRM_EMBED_TICKET_CREATE_ERROR, "TICKET_CREATE_ERROR")                                                   \
  X (CRM_EMBED_RESIZE, "EMBED_RESIZE")                                                                       \
  X (CRM_EMBED_CLOSE, "EMBED_CLOSE")                                                                         \
  X (CRM_EMBED_CLOSE_REQUEST, "EMBED_CLOSE_REQUEST")
#define CRM_EMBED_CLOSE_REASONS(X)                                                                           \
  X (CRM_EMBED_CLOSE_USER_CANCEL, "user_cancel")                                                             \
  X (CRM_EMBED_CLOSE_TICKET_CREATED, "ticket_created")                                                       \
  X (CRM_EMBED_CLOSE_ERROR, "error")

/* Why a message was dropped; the inspector shows it (SEC-03). */
#define CRM_EMBED_DROPS(X)                                                                                   \
  X (CRM_EMBED_DROP_NONE, "none")                                                                            \
  X (CRM_EMBED_DROP_ORIGIN, "origin")                                                                        \
  X (CRM_EMBED_DROP_SOURCE, "source")                                                                        \
  X (CRM_EMBED_DROP_SIZE, "size")                                                                            \
  X (CRM_EMBED_DROP_MALFORMED, "malformed")                                                                  \
  X (CRM_EMBED_DROP_VERSION, "version")                                                                      \
  X (CRM_EMBED_DROP_TYPE, "type")                                                                            \
  X (CRM_EMBED_DROP_FIELDS, "fields")                                                                        \
  X (CRM_EMBED_DROP_STATE, "state")                                                                          \
  X (CRM_EMBED_DROP_RATE, "rate")

#define CRM_ENUM_VALUE_(symbol, wire) symbol,
typedef enum { CRM_EMBED_MESSAGES (CRM_ENUM_VALUE_) CRM_N_EMBED_MESSAGES } CrmEmbedMessageType;
typedef enum { CRM_EMBED_CLOSE_REASONS (CRM_ENUM_VALUE_) CRM_N_EMBED_CLOSE_REASONS } CrmEmbedCloseReason;
typedef enum { CRM_EMBED_DROPS (CRM_ENUM_VALUE_) CRM_N_EMBED_DROPS } CrmEmbedDrop;
#undef CRM_ENUM_VALUE_

CRM_DECLARE_WIRE_ (CrmEmbedMessageType, embed_message_type)
CRM_DECLARE_WIRE_ (CrmEmbedCloseReason, embed_close_reason)
CRM_DECLARE_WIRE_ (CrmEmbedDrop, embed_drop)

/**
 * CrmEmbedMessage: one message from the embed, after decoding. Which fields
 * are set follows from @type; the rest is NULL or 0.
 */
typedef struct
{
  CrmEmbedMessageType type;

  /* TICKET_CREATED; only ticket_id is sure. */
  char *ticket_id;
  char *ticket_name;
  char *ticket_slug;
  char *pipeline_id;
  char *pipeline_name;
  char *stage_id;
  char *stage_name;
  char *priority_id;
  gint64 created_at;
  gint64 due_at;
  char *room_id;

  /* TICKET_CREATE_ERROR */
  char *error_code;
  char *error_message;

  /* EMBED_RESIZE, already clamped to 200…4000 CSS pixels (SEC-07) */
  guint height;

  /* EMBED_CLOSE */
  CrmEmbedCloseReason reason;
} CrmEmbedMessage;

void crm_embed_message_free (CrmEmbedMessage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmEmbedMessage, crm_embed_message_free)

/**
 * crm_embed_message_decode:
 * @text: the message as JSON text, untrusted
 * @length: bytes, or -1
 * @out_drop: (out): why it was dropped
 *
 * Fields are read flat or from `payload`, never from both at once. Unknown
 * fields are ignored. Messages that only the host sends are dropped as `type`.
 *
 * Returns: (transfer full) (nullable): the message, or %NULL with @out_drop set
 */
CrmEmbedMessage *crm_embed_message_decode (const char *text, gssize length, CrmEmbedDrop *out_drop);

/* What EMBED_INIT carries; NULL becomes null. */
typedef struct
{
  const char *room_id;
  const char *contact_name;
  const char *contact_phone;
  const char *contact_email;
  const char *contact_account_uniq_id;
  const char *qontak_customer_id;
  const char *channel_type;
  const char *locale;
  const char *access_token;
  const char *color_scheme; /* "light", "dark" */
} CrmEmbedInit;

/* Returns: (transfer full): the message as JSON text */
char *crm_embed_message_encode_init (const CrmEmbedInit *init);
char *crm_embed_message_encode_close_request (void);

G_END_DECLS
