/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The only list of events that are recorded, each with the properties it may
 * carry (stories.md, "Events to record"). The console writes and the backend
 * accepts nothing else, and every property has a form that a name, a phone
 * number with its plus, an e-mail address or a sentence does not fit (SEC-27).
 *
 *   X ("name", "property", …)
 */
#define CRM_EVENTS(X)                                                                                        \
  X ("cdp_ticket_embed_opened", "company_sso_id", "contact_id", "qontak_customer_id", "user_id")             \
  X ("cdp_ticket_embed_created", "contact_id", "ticket_id", "pipeline_id", "data_source")                    \
  X ("cdp_ticket_embed_create_error", "contact_id", "error_code")                                            \
  X ("cdp_ticket_embed_associate_failed", "contact_id", "ticket_id", "reason")                               \
  X ("cdp_ticket_embed_init_dropped", "company_sso_id", "attempted_origin")                                  \
  X ("cdp_mobile_ticket_create_opened", "company_sso_id", "contact_id", "is_c360", "user_id")                \
  X ("cdp_mobile_ticket_created", "contact_id", "ticket_id", "pipeline_id")                                  \
  X ("cdp_mobile_ticket_associated", "contact_id", "ticket_id")                                              \
  X ("cdp_mobile_ticket_associate_failed", "contact_id", "ticket_id", "reason")                              \
  X ("bot_deal_created", "room_id", "creator_flag", "contact_id_present", "source", "timestamp")             \
  X ("ai_deal_created", "room_id", "creator_flag", "contact_id_present", "timestamp")                        \
  X ("bot_ticket_created", "room_id", "creator_flag", "contact_id_present", "timestamp")                     \
  X ("ai_ticket_created", "room_id", "creator_flag", "contact_id_present", "timestamp")                      \
  X ("deal_preview_displayed", "room_id", "deal_id", "creator_source", "timestamp")                          \
  X ("ticket_preview_displayed", "room_id", "ticket_id", "creator_source", "timestamp")                      \
  X ("deal_preview_clicked", "room_id", "deal_id", "agent_id", "timestamp")                                  \
  X ("ticket_preview_clicked", "room_id", "ticket_id", "agent_id", "timestamp")                              \
  X ("deal_timeline_chatroom_clicked", "deal_id", "room_id", "agent_id", "timestamp")                        \
  X ("ticket_timeline_chatroom_clicked", "ticket_id", "room_id", "agent_id", "timestamp")                    \
  X ("timeline_log_creation_failed", "deal_id", "ticket_id", "room_id", "error_reason", "timestamp")

#define CRM_EVENTS_MAX_VALUE 128

/* Whether there is such an event. */
gboolean crm_event_names_contains (const char *name);

/* Whether event @name may carry @property. */
gboolean crm_event_names_allows (const char *name, const char *property);

/**
 * crm_event_names_accepts_value:
 * @property: a property of the table
 * @value: (nullable): what it is to hold
 *
 * Ids are `[A-Za-z0-9_-]{1,64}`, words that and dots, times RFC 3339, flags `true`
 * and `false`, origins `scheme://host[:port]` or `null`. Never a space, never an
 * `@`, never more than %CRM_EVENTS_MAX_VALUE bytes.
 */
gboolean crm_event_names_accepts_value (const char *property, const char *value);

G_END_DECLS
