/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/*
 * The vocabulary on one screen. Every enumeration is one list of
 * `X (SYMBOL, "wire word")`; crm-types.c expands it into
 * `crm_<name>_to_wire ()` and `crm_<name>_from_wire ()`, so that a value and its
 * word on the wire can not drift apart.
 */

/* Which form Create New opens (AD-2, AD-3). */
#define CRM_CREATE_SURFACES(X)                                                                               \
  X (CRM_CREATE_SURFACE_EMBED, "embed")                                                                      \
  X (CRM_CREATE_SURFACE_NATIVE, "native")

/* How a customer is known: by C360 UUID (`id360`) or by CRM number; never mixed. */
#define CRM_IDENTITY_KINDS(X)                                                                                \
  X (CRM_IDENTITY_C360, "c360")                                                                              \
  X (CRM_IDENTITY_CRM, "crm")

/* Who made a record, where it was not a person (CDTC-S06). */
#define CRM_CREATOR_FLAGS(X)                                                                                 \
  X (CRM_CREATOR_NONE, "")                                                                                   \
  X (CRM_CREATOR_BOT, "bot")                                                                                 \
  X (CRM_CREATOR_AGENTIC_AI, "agentic_ai")

/* What a room can have one of, and a timeline belongs to. */
#define CRM_RECORD_OBJECTS(X)                                                                                \
  X (CRM_RECORD_DEAL, "deal")                                                                                \
  X (CRM_RECORD_TICKET, "ticket")

/* What a program may act as. */
#define CRM_SERVICE_SCOPES(X)                                                                                \
  X (CRM_SCOPE_BOT, "bot")                                                                                   \
  X (CRM_SCOPE_AGENTIC_AI, "agentic-ai")                                                                     \
  X (CRM_SCOPE_COMPANY, "company")

#define CRM_DEAL_STATUSES(X)                                                                                 \
  X (CRM_DEAL_STATUS_OPEN, "open")                                                                           \
  X (CRM_DEAL_STATUS_WON, "won")                                                                             \
  X (CRM_DEAL_STATUS_LOST, "lost")

/* The kind of a pipeline stage, and by it the status of a ticket in that stage. */
#define CRM_TICKET_STATUSES(X)                                                                               \
  X (CRM_TICKET_STATUS_OPEN, "open")                                                                         \
  X (CRM_TICKET_STATUS_PENDING, "pending")                                                                   \
  X (CRM_TICKET_STATUS_SOLVED, "solved")                                                                     \
  X (CRM_TICKET_STATUS_CLOSED, "closed")

#define CRM_TICKET_PRIORITIES(X)                                                                             \
  X (CRM_TICKET_PRIORITY_NONE, "none")                                                                       \
  X (CRM_TICKET_PRIORITY_LOW, "low")                                                                         \
  X (CRM_TICKET_PRIORITY_MEDIUM, "medium")                                                                   \
  X (CRM_TICKET_PRIORITY_HIGH, "high")                                                                       \
  X (CRM_TICKET_PRIORITY_URGENT, "urgent")

/* Who speaks in a room. */
#define CRM_SPEAKERS(X)                                                                                      \
  X (CRM_SPEAKER_CUSTOMER, "customer")                                                                       \
  X (CRM_SPEAKER_AGENT, "agent")                                                                             \
  X (CRM_SPEAKER_BOT, "bot")                                                                                 \
  X (CRM_SPEAKER_AI, "ai")

#define CRM_MESSAGE_KINDS(X)                                                                                 \
  X (CRM_MESSAGE_TEXT, "text")                                                                               \
  X (CRM_MESSAGE_IMAGE, "image")                                                                             \
  X (CRM_MESSAGE_FILE, "file")

/* How far a message has come. */
#define CRM_DELIVERIES(X)                                                                                    \
  X (CRM_DELIVERY_RECEIVED, "received")                                                                      \
  X (CRM_DELIVERY_SENT, "sent")                                                                              \
  X (CRM_DELIVERY_DELIVERED, "delivered")                                                                    \
  X (CRM_DELIVERY_READ, "read")                                                                              \
  X (CRM_DELIVERY_FAILED, "failed")

/* Types of a layout's fields. */
#define CRM_FIELD_TYPES(X)                                                                                   \
  X (CRM_FIELD_TEXT, "text")                                                                                 \
  X (CRM_FIELD_LONG_TEXT, "long_text")                                                                       \
  X (CRM_FIELD_NUMBER, "number")                                                                             \
  X (CRM_FIELD_DATE, "date")                                                                                 \
  X (CRM_FIELD_DATE_TIME, "date_time")                                                                       \
  X (CRM_FIELD_DROP_DOWN, "drop_down")                                                                       \
  X (CRM_FIELD_MULTI_SELECT, "multi_select")                                                                 \
  X (CRM_FIELD_CHECKBOX, "checkbox")                                                                         \
  X (CRM_FIELD_EMAIL, "email")                                                                               \
  X (CRM_FIELD_PHONE, "phone")                                                                               \
  X (CRM_FIELD_URL, "url")                                                                                   \
  X (CRM_FIELD_CUSTOMER, "customer")

/* What a role allows. Values are bits of #CrmPermissions. */
#define CRM_PERMISSIONS(X)                                                                                   \
  X (CRM_PERMISSION_CUSTOMERS_VIEW, "customers_view")                                                        \
  X (CRM_PERMISSION_CUSTOMERS_UPDATE, "customers_update")                                                    \
  X (CRM_PERMISSION_TICKETS_VIEW, "tickets_view")                                                            \
  X (CRM_PERMISSION_TICKETS_CREATE, "tickets_create")                                                        \
  X (CRM_PERMISSION_TICKETS_UPDATE, "tickets_update")                                                        \
  X (CRM_PERMISSION_TICKETS_ASSOCIATE, "tickets_associate")                                                  \
  X (CRM_PERMISSION_DEALS_VIEW, "deals_view")                                                                \
  X (CRM_PERMISSION_DEALS_UPDATE, "deals_update")                                                            \
  X (CRM_PERMISSION_ROOMS_VIEW, "rooms_view")                                                                \
  X (CRM_PERMISSION_ROOMS_WRITE, "rooms_write")                                                              \
  X (CRM_PERMISSION_INSIGHTS_VIEW, "insights_view")                                                          \
  X (CRM_PERMISSION_ADMINISTER, "administer")

/* What an organisation has switched on. Values are bits of #CrmFlags. */
#define CRM_FLAGS(X)                                                                                         \
  X (CRM_FLAG_UNIFY_TICKET_OMNICHANNEL_VIEW, "unify_ticket_omnichannel_view")                                \
  X (CRM_FLAG_CDP_CREATE_TICKET, "cdp_create_ticket")                                                        \
  X (CRM_FLAG_CDP_NATIVE_CREATE_TICKET, "cdp_native_create_ticket")                                          \
  X (CRM_FLAG_OMNICHANNEL_DEAL_TICKET_PANEL, "omnichannel_deal_ticket_panel")

#define CRM_ENUM_VALUE_(symbol, wire) symbol,
typedef enum { CRM_CREATE_SURFACES (CRM_ENUM_VALUE_) CRM_N_CREATE_SURFACES } CrmCreateSurface;
typedef enum { CRM_IDENTITY_KINDS (CRM_ENUM_VALUE_) CRM_N_IDENTITY_KINDS } CrmIdentityKind;
typedef enum { CRM_CREATOR_FLAGS (CRM_ENUM_VALUE_) CRM_N_CREATOR_FLAGS } CrmCreatorFlag;
typedef enum { CRM_SERVICE_SCOPES (CRM_ENUM_VALUE_) CRM_N_SERVICE_SCOPES } CrmServiceScope;
typedef enum { CRM_DEAL_STATUSES (CRM_ENUM_VALUE_) CRM_N_DEAL_STATUSES } CrmDealStatus;
typedef enum { CRM_TICKET_STATUSES (CRM_ENUM_VALUE_) CRM_N_TICKET_STATUSES } CrmTicketStatus;
typedef enum { CRM_TICKET_PRIORITIES (CRM_ENUM_VALUE_) CRM_N_TICKET_PRIORITIES } CrmTicketPriority;
typedef enum { CRM_SPEAKERS (CRM_ENUM_VALUE_) CRM_N_SPEAKERS } CrmSpeaker;
typedef enum { CRM_MESSAGE_KINDS (CRM_ENUM_VALUE_) CRM_N_MESSAGE_KINDS } CrmMessageKind;
typedef enum { CRM_DELIVERIES (CRM_ENUM_VALUE_) CRM_N_DELIVERIES } CrmDelivery;
typedef enum { CRM_RECORD_OBJECTS (CRM_ENUM_VALUE_) CRM_N_RECORD_OBJECTS } CrmRecordObject;
typedef enum { CRM_FIELD_TYPES (CRM_ENUM_VALUE_) CRM_N_FIELD_TYPES } CrmFieldType;
typedef enum { CRM_PERMISSIONS (CRM_ENUM_VALUE_) CRM_N_PERMISSIONS } CrmPermission;
typedef enum { CRM_FLAGS (CRM_ENUM_VALUE_) CRM_N_FLAGS } CrmFlag;
#undef CRM_ENUM_VALUE_

/* Sets: bit `1u << value` of the enumeration above. */
typedef guint32 CrmPermissions;
typedef guint32 CrmFlags;

#define CRM_BIT(value)      (1u << (value))
#define CRM_HAS(set, value) (((set) &CRM_BIT (value)) != 0)

#define CRM_DECLARE_WIRE_(Type, name)                                                                        \
  const char *crm_##name##_to_wire (Type value);                                                             \
  gboolean crm_##name##_from_wire (const char *word, Type *out_value);

CRM_DECLARE_WIRE_ (CrmCreateSurface, create_surface)
CRM_DECLARE_WIRE_ (CrmIdentityKind, identity_kind)
CRM_DECLARE_WIRE_ (CrmCreatorFlag, creator_flag)
CRM_DECLARE_WIRE_ (CrmServiceScope, service_scope)
CRM_DECLARE_WIRE_ (CrmDealStatus, deal_status)
CRM_DECLARE_WIRE_ (CrmTicketStatus, ticket_status)
CRM_DECLARE_WIRE_ (CrmTicketPriority, ticket_priority)
CRM_DECLARE_WIRE_ (CrmSpeaker, speaker)
CRM_DECLARE_WIRE_ (CrmMessageKind, message_kind)
CRM_DECLARE_WIRE_ (CrmDelivery, delivery)
CRM_DECLARE_WIRE_ (CrmRecordObject, record_object)
CRM_DECLARE_WIRE_ (CrmFieldType, field_type)
CRM_DECLARE_WIRE_ (CrmPermission, permission)
CRM_DECLARE_WIRE_ (CrmFlag, flag)

/**
 * crm_creator_flag_get_label:
 * @creator_name: (nullable): who it was, where it was a person
 *
 * Returns: (transfer none): what stands under Creator (CDTC-S06)
 */
const char *crm_creator_flag_get_label (CrmCreatorFlag flag, const char *creator_name);

G_END_DECLS
