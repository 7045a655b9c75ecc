/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-layout.h"

G_BEGIN_DECLS

/* Origin label of natively created tickets (stories.md, decisions). */
#define CRM_TICKET_DATA_SOURCE "Desktop GTK"
/* The crm property that links a ticket to customers. */
#define CRM_TICKET_CUSTOMERS "qontak_customer_ids"

/**
 * crm_ticket_request_prefill:
 * @draft: (nullable): values typed earlier; they win over everything else
 *
 * What the fields of @layout hold at first: its defaults, and the customer by the identity that fits (MTCK-S02).
 *
 * Returns: (transfer full): property name → value
 */
JsonObject *crm_ticket_request_prefill (CrmLayout *layout, const char *contact_id, JsonObject *draft);

/**
 * crm_ticket_request_encode:
 *
 * The body of POST /v2.8/tickets. The customer is left out: a native ticket is linked by its hand-off.
 *
 * Returns: (transfer full): JSON text
 */
char *crm_ticket_request_encode (CrmLayout *layout, JsonObject *values);

/* Returns: (transfer full): the customer chosen in the form, or @fallback where the field is empty (MTCK-S02 ERR-1) */
char *crm_ticket_request_dup_customer (JsonObject *values, const char *fallback);

/* Returns: (transfer none): the title typed, "" where there is none */
const char *crm_ticket_request_get_title (JsonObject *values);

G_END_DECLS
