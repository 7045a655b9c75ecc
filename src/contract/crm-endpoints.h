/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-types.h"

G_BEGIN_DECLS

/*
 * The only list of routes. The router of the backend, the client and the tests
 * (every route × organisations × roles, SEC-21, SEC-22) expand it.
 *
 *   X (NAME, method, path, work, audience, permission)
 *
 * NAME        enumeration suffix; wire/<name>.json holds its example exchange
 * path        `{word}` stands for one segment of [A-Za-z0-9_-]{1,64}
 * work        LOCAL: answered on the main loop without the database
 *             READ:  runs on a reader thread in a read transaction
 *             WRITE: runs on the writer thread in a savepoint
 * audience    PUBLIC: no token · AGENT: an agent's access token
 *             EMBED:   the embed's token or an agent's
 *             SERVICE: a program's token of any scope, or an agent's
 *             COMPANY: only that of another system of the company (scope `company`)
 * permission  CRM_PERMISSION_… that the agent's role must hold, or ANY; programs have no role
 */
#define CRM_ENDPOINTS(X)                                                                                     \
  X (SESSION_CREATE, "POST", "/v1/session", WRITE, PUBLIC, ANY)                                              \
  X (SESSION_REFRESH, "POST", "/v1/session/refresh", WRITE, PUBLIC, ANY)                                     \
  X (SESSION_DELETE, "DELETE", "/v1/session", WRITE, AGENT, ANY)                                             \
  X (SESSION_EMBED_TOKEN, "POST", "/v1/session/embed-token", READ, AGENT, CRM_PERMISSION_TICKETS_CREATE)     \
  X (PROFILE_GET, "GET", "/v1/profile", READ, AGENT, ANY)                                                    \
  X (LEADS_LIST, "GET", "/v1/leads", READ, EMBED, CRM_PERMISSION_CUSTOMERS_VIEW)                             \
  X (LEADS_GET, "GET", "/v1/leads/{contact_id}", READ, EMBED, CRM_PERMISSION_CUSTOMERS_VIEW)                 \
  X (LEAD_TICKETS_LIST, "GET", "/v1/leads/{contact_id}/tickets", READ, AGENT, CRM_PERMISSION_TICKETS_VIEW)   \
  X (LEAD_TICKETS_ADD, "POST", "/v1/leads/{contact_id}/tickets/{ticket_id}", WRITE, AGENT,                   \
     CRM_PERMISSION_TICKETS_ASSOCIATE)                                                                       \
  X (LEAD_TICKETS_REMOVE, "DELETE", "/v1/leads/{contact_id}/tickets/{ticket_id}", WRITE, AGENT,              \
     CRM_PERMISSION_TICKETS_ASSOCIATE)                                                                       \
  X (TICKETS_SEARCH, "GET", "/v2.8/tickets", READ, AGENT, CRM_PERMISSION_TICKETS_VIEW)                       \
  X (TICKETS_PIPELINES, "GET", "/v2.8/tickets/pipelines", READ, EMBED, CRM_PERMISSION_TICKETS_CREATE)        \
  X (TICKETS_LAYOUTS, "GET", "/v2.8/tickets/layouts", READ, EMBED, CRM_PERMISSION_TICKETS_CREATE)            \
  X (TICKETS_PROPERTIES, "GET", "/v2.8/tickets/crm_properties", READ, EMBED, CRM_PERMISSION_TICKETS_CREATE)  \
  X (TICKETS_GET, "GET", "/v2.8/tickets/{ticket_id}", READ, AGENT, CRM_PERMISSION_TICKETS_VIEW)              \
  X (TICKETS_CREATE, "POST", "/v2.8/tickets", WRITE, EMBED, CRM_PERMISSION_TICKETS_CREATE)                   \
  X (TICKETS_CREATE_MOBILE, "POST", "/api/mobile/v2.8/tickets", WRITE, EMBED, CRM_PERMISSION_TICKETS_CREATE) \
  X (TICKETS_UPDATE, "PUT", "/v2.8/tickets/{ticket_id}", WRITE, AGENT, CRM_PERMISSION_TICKETS_ASSOCIATE)     \
  X (ROOMS_LIST, "GET", "/omnichannel/v1/rooms", READ, AGENT, CRM_PERMISSION_ROOMS_VIEW)                     \
  X (ROOMS_GET, "GET", "/omnichannel/v1/rooms/{room_id}", READ, AGENT, CRM_PERMISSION_ROOMS_VIEW)            \
  X (ROOM_MESSAGES_LIST, "GET", "/omnichannel/v1/rooms/{room_id}/messages", READ, AGENT,                     \
     CRM_PERMISSION_ROOMS_VIEW)                                                                              \
  X (ROOM_MESSAGES_ADD, "POST", "/omnichannel/v1/rooms/{room_id}/messages", WRITE, SERVICE,                  \
     CRM_PERMISSION_ROOMS_WRITE)                                                                             \
  X (ROOM_READ_MARK, "PUT", "/omnichannel/v1/rooms/{room_id}/read", WRITE, AGENT, CRM_PERMISSION_ROOMS_VIEW) \
  X (ROOM_READ_CLEAR, "DELETE", "/omnichannel/v1/rooms/{room_id}/read", WRITE, AGENT,                        \
     CRM_PERMISSION_ROOMS_VIEW)                                                                              \
  X (ROOM_RECORDS, "GET", "/omnichannel/v1/rooms/{room_id}/records", READ, AGENT, CRM_PERMISSION_ROOMS_VIEW) \
  X (STREAM, "GET", "/omnichannel/v1/stream", READ, AGENT, CRM_PERMISSION_ROOMS_VIEW)                        \
  X (ROOM_HISTORY, "GET", "/chat-panel/v1/rooms/{room_id}/history", READ, COMPANY, ANY)                      \
  X (ROOM_DEALS_ADD, "POST", "/omnichannel/v1/deals", WRITE, COMPANY, ANY)                                   \
  X (ROOM_DEALS_UPDATE, "PUT", "/omnichannel/v1/deals/{external_id}", WRITE, COMPANY, ANY)                   \
  X (ROOM_DEALS_REMOVE, "DELETE", "/omnichannel/v1/deals/{external_id}", WRITE, COMPANY, ANY)                \
  X (ROOM_TICKETS_ADD, "POST", "/omnichannel/v1/tickets", WRITE, COMPANY, ANY)                               \
  X (ROOM_TICKETS_UPDATE, "PUT", "/omnichannel/v1/tickets/{crm_ticket_id}", WRITE, COMPANY, ANY)             \
  X (ROOM_TICKETS_REMOVE, "DELETE", "/omnichannel/v1/tickets/{crm_ticket_id}", WRITE, COMPANY, ANY)          \
  X (ROOM_TICKETS_ASSOCIATE, "POST", "/omnichannel/v1/tickets/{crm_ticket_id}/customers/{contact_id}",       \
     WRITE, COMPANY, ANY)                                                                                    \
  X (API_DEALS_CREATE, "POST", "/api/v3.1/deals", WRITE, SERVICE, CRM_PERMISSION_DEALS_UPDATE)               \
  X (API_DEALS_UPDATE, "PUT", "/api/v3.1/deals/{deal_id}", WRITE, SERVICE, CRM_PERMISSION_DEALS_UPDATE)      \
  X (API_DEALS_DELETE, "DELETE", "/api/v3.1/deals/{deal_id}", WRITE, SERVICE, CRM_PERMISSION_DEALS_UPDATE)   \
  X (API_TICKETS_CREATE, "POST", "/api/v3.1/tickets", WRITE, SERVICE, CRM_PERMISSION_TICKETS_CREATE)         \
  X (API_TICKETS_UPDATE, "PUT", "/api/v3.1/tickets/{ticket_id}", WRITE, SERVICE,                             \
     CRM_PERMISSION_TICKETS_UPDATE)                                                                          \
  X (API_TICKETS_DELETE, "DELETE", "/api/v3.1/tickets/{ticket_id}", WRITE, SERVICE,                          \
     CRM_PERMISSION_TICKETS_UPDATE)                                                                          \
  X (DEALS_SEARCH, "GET", "/api/v4/deals", READ, AGENT, CRM_PERMISSION_DEALS_VIEW)                           \
  X (DEALS_PIPELINES, "GET", "/api/v4/deals/pipelines", READ, AGENT, CRM_PERMISSION_DEALS_VIEW)              \
  X (DEALS_DETAIL, "GET", "/api/v4/deals/{deal_id}", READ, AGENT, CRM_PERMISSION_DEALS_VIEW)                 \
  X (DEALS_TIMELINE, "GET", "/api/v4/deals/{deal_id}/timeline", READ, AGENT, CRM_PERMISSION_DEALS_VIEW)      \
  X (DEALS_CHAT_HISTORY, "GET", "/api/v4/deals/{deal_id}/chat-history", READ, AGENT,                         \
     CRM_PERMISSION_DEALS_VIEW)                                                                              \
  X (TICKETS_DETAIL, "GET", "/api/v4/tickets/{ticket_id}", READ, AGENT, CRM_PERMISSION_TICKETS_VIEW)         \
  X (TICKETS_TIMELINE, "GET", "/api/v4/tickets/{ticket_id}/timeline", READ, AGENT,                           \
     CRM_PERMISSION_TICKETS_VIEW)                                                                            \
  X (TICKETS_CHAT_HISTORY, "GET", "/api/v4/tickets/{ticket_id}/chat-history", READ, AGENT,                   \
     CRM_PERMISSION_TICKETS_VIEW)                                                                            \
  X (DEAL_PAGE, "GET", "/crm/deals/{deal_id}", LOCAL, PUBLIC, ANY)                                           \
  X (TICKET_PAGE, "GET", "/crm/tickets/{ticket_id}", LOCAL, PUBLIC, ANY)                                     \
  X (EVENTS_RECORD, "POST", "/v1/events", WRITE, AGENT, ANY)                                                 \
  X (INSIGHTS, "GET", "/v1/insights", READ, AGENT, CRM_PERMISSION_INSIGHTS_VIEW)                             \
  X (METRICS, "GET", "/metrics", LOCAL, PUBLIC, ANY)                                                         \
  X (EMBED_TICKET_CREATE, "GET", "/embed/ticket/create", LOCAL, PUBLIC, ANY)                                 \
  X (EMBED_ASSET, "GET", "/embed/assets/{asset}", LOCAL, PUBLIC, ANY)                                        \
  X (HEALTH_LIVE, "GET", "/healthz", LOCAL, PUBLIC, ANY)                                                     \
  X (HEALTH_READY, "GET", "/readyz", LOCAL, PUBLIC, ANY)

#define CRM_ENDPOINT_VALUE_(name, method, path, work, audience, permission) CRM_ENDPOINT_##name,
typedef enum { CRM_ENDPOINTS (CRM_ENDPOINT_VALUE_) CRM_N_ENDPOINTS } CrmEndpointId;
#undef CRM_ENDPOINT_VALUE_

typedef enum { CRM_WORK_LOCAL, CRM_WORK_READ, CRM_WORK_WRITE } CrmWork;
typedef enum {
  CRM_AUDIENCE_PUBLIC,
  CRM_AUDIENCE_AGENT,
  CRM_AUDIENCE_EMBED,
  CRM_AUDIENCE_SERVICE,
  CRM_AUDIENCE_COMPANY
} CrmAudience;

/* Whose it is. The two may run apart; what both have is each one's own. */
typedef enum { CRM_SYSTEM_BOTH, CRM_SYSTEM_CRM, CRM_SYSTEM_OMNICHANNEL } CrmSystem;

#define CRM_PERMISSION_ANY (-1)

/**
 * CrmEndpoint:
 * @name: lower-case name, that of the example in wire/
 * @permission: a #CrmPermission, or %CRM_PERMISSION_ANY
 */
typedef struct
{
  CrmEndpointId id;
  const char *name;
  const char *method;
  const char *path;
  CrmWork work;
  CrmAudience audience;
  int permission;
} CrmEndpoint;

/**
 * crm_endpoint_get:
 * Returns: (transfer none): the row of the table for @id
 */
const CrmEndpoint *crm_endpoint_get (CrmEndpointId id);

/* By its path: rooms and their history are Omnichannel's, sessions and health are of both. */
CrmSystem crm_endpoint_get_system (const CrmEndpoint *self);

/**
 * crm_endpoint_build_path:
 * @id: an endpoint
 * @...: one string per `{word}` of its path, in order
 *
 * Puts the arguments into the path. An argument that is no legal segment
 * (`[A-Za-z0-9_.-]{1,64}`, not only dots) gives %NULL, so that an id that came
 * from outside can never reach another route.
 *
 * Returns: (transfer full) (nullable): the path
 */
char *crm_endpoint_build_path (CrmEndpointId id, ...);
char *crm_endpoint_build_path_valist (CrmEndpointId id, va_list arguments);

G_END_DECLS
