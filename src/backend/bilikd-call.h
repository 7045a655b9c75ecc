/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-endpoints.h"
#include "crm-error.h"
#include "crm-gate.h"
#include "crm-json.h"

G_BEGIN_DECLS

typedef struct _BilikdDb BilikdDb;
typedef struct _BilikdConfig BilikdConfig;
typedef struct _BilikdServices BilikdServices;
typedef struct _BilikdHubBatch BilikdHubBatch;

/**
 * BilikdCaller: who calls, as proven by the token and, after
 * bilikd_caller_load(), as the database knows them now.
 */
typedef struct
{
  gint64 organization_id; /* every query is bound to it (SEC-21) */
  gint64 agent_id;        /* 0: a program */
  char *session_id;
  char *service_token; /* of a program, until bilikd_caller_load() knows whose it is */
  gint64 service_id;
  CrmServiceScope scope; /* of a program */
  CrmAudience audience;  /* PUBLIC: nobody */
  CrmPermissions permissions;
  CrmGateInput gate;           /* customer_can_update is for the handler to fill */
  gboolean crm_auto_associate; /* organisation setting */
} BilikdCaller;

/**
 * BilikdCall: one request, already framed, size-checked, authenticated and
 * parsed. A handler reads it and writes the reply; it runs on a database
 * thread, so it touches nothing but the call and its database.
 */
typedef struct _BilikdCall BilikdCall;
struct _BilikdCall
{
  /* request */
  const CrmEndpoint *endpoint;
  const BilikdConfig *config;
  BilikdServices *services; /* what the daemon's own handlers need; see bilikd-services.h */
  BilikdCaller caller;
  char *arguments[4]; /* the path's {words}, in order */
  GHashTable *query;  /* decoded query parameters */
  JsonNode *body;     /* NULL where the request has none */
  GBytes *body_bytes;
  char *idempotency_key;
  gint64 if_match;    /* revision, or -1 */
  gint64 now;         /* ms since 1970, one value for the whole call */
  gboolean is_direct; /* from this machine, not through a proxy */

  /* reply */
  guint status;
  GString *reply;           /* JSON, empty for 204 */
  const char *content_type; /* NULL: application/json */
  GHashTable *headers;      /* further ones, NULL: none; see bilikd_call_set_header() */
  guint retry_after;        /* seconds, 0: none */
  gint64 stream_seq;        /* of a 101, whose @reply is the epoch: where the stream begins */
  gboolean stream_needs_resync;
  char *field_errors; /* JSON array for `errors` of a CRM_ERROR_INVALID problem, or NULL; owned */

  /* what comes after the database's part, once it is durable */
  void (*follow_up) (BilikdCall *call); /* nullable: writes the reply on a thread that may wait */
  char *room_id;                        /* for it; owned */
  gboolean wakes_previews;              /* there is a timeline entry to fill */
  GArray *counters;                     /* nullable: of BilikdCounter, to be counted; owned */
  GPtrArray *events;                    /* nullable: names of what was recorded, to be counted; owned */
  BilikdHubBatch *news;                 /* nullable: what the streams hear of it; owned */
};

BilikdCall *bilikd_call_new (const CrmEndpoint *endpoint);
void bilikd_call_free (BilikdCall *call);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BilikdCall, bilikd_call_free)

/* The decoded value of a query parameter, or NULL. Borrowed. */
const char *bilikd_call_get_query (BilikdCall *call, const char *name);

/**
 * bilikd_call_read_body:
 * Returns: (transfer full): a reader on the body. Where the request has none it stands on null, so that a
 *   decoder needs no case for it: the first thing it asks for sticks an error.
 */
CrmJsonReader *bilikd_call_read_body (BilikdCall *call);

/* For the metrics: is counted when it is durable, so that what is tried again counts once. */
void bilikd_call_count (BilikdCall *call, guint counter);
void bilikd_call_count_event (BilikdCall *call, const char *name);

/* @name: a literal */
void bilikd_call_set_header (BilikdCall *call, const char *name, const char *value);

/* Answers with a problem and keeps what the handler has written (which an error would roll back). */
void bilikd_call_refuse (BilikdCall *call, CrmErrorCode code, const char *detail);

/**
 * BilikdHandler:
 * @call: the request; the handler fills `status` and `reply`
 * @db: the connection of this thread, inside a transaction (READ) or savepoint
 *   (WRITE); %NULL for LOCAL
 *
 * Returns: %FALSE with a %CRM_ERROR: the savepoint is rolled back and the error
 *   becomes a problem document.
 */
typedef gboolean (*BilikdHandler) (BilikdCall *call, BilikdDb *db, GError **error);

G_END_DECLS
