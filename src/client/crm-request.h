/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "crm-endpoints.h"
#include "crm-json.h"

G_BEGIN_DECLS

/**
 * CrmRequest: one request before it is sent, and as often as it is sent.
 * @target: (nullable): path and query; %NULL where an argument was no legal path segment
 * @idempotency_key: (nullable): sent with every try, so that a repeat is the same intent
 * @is_repeatable: whether sending it again can do no harm
 * @total_ms: budget for all tries together; 0: the client's
 */
typedef struct
{
  const CrmEndpoint *endpoint;
  GString *target;
  GBytes *body;
  char *idempotency_key;
  gint64 if_match;
  gboolean is_repeatable;
  guint total_ms;
} CrmRequest;

/**
 * crm_request_new:
 * @...: the arguments of its path, as for crm_endpoint_build_path()
 *
 * A request that only reads is repeatable, one that writes is not until it has an idempotency key.
 */
CrmRequest *crm_request_new (CrmEndpointId id, ...);
void crm_request_free (CrmRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmRequest, crm_request_free)

/* Leaves the parameter out where @value is NULL or empty. */
void crm_request_add_query (CrmRequest *self, const char *name, const char *value);
void crm_request_add_query_number (CrmRequest *self, const char *name, guint64 value);

/* @json: (transfer full) */
void crm_request_set_body (CrmRequest *self, GString *json);

/* @key: (nullable): made by the caller for its intent; NULL makes one for this request */
void crm_request_set_idempotency_key (CrmRequest *self, const char *key);

/* Only if the record still has this revision; they begin at 1, 0 asks for nothing. */
void crm_request_set_if_match (CrmRequest *self, gint64 revision);

G_END_DECLS
