/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-client.h"

G_BEGIN_DECLS

/**
 * CrmLinkExistingOutcome: what became of one ticket of From Existing.
 * @ticket: (nullable): the ticket as it is now
 * @was_associated: it was linked before this; undo leaves it alone
 * @error: (nullable): why it could not be linked
 */
typedef struct
{
  char *ticket_id;
  CrmTicket *ticket;
  gboolean was_associated;
  GError *error;
} CrmLinkExistingOutcome;

/**
 * crm_flow_link_existing_run:
 * @ticket_ids: (array zero-terminated=1): the tickets to link, each with its own idempotency key
 *
 * Links several existing tickets to one customer. One that fails does not stop the others.
 */
void crm_flow_link_existing_run (CrmClient *client,
                                 const char *contact_id,
                                 const char *const *ticket_ids,
                                 CRM_CALLBACK);

/**
 * crm_flow_link_existing_run_finish:
 *
 * Returns: (transfer container) (element-type CrmLinkExistingOutcome) (nullable): an outcome for every ticket, in the
 *   order asked; %NULL with @error only when cancelled
 */
GPtrArray *crm_flow_link_existing_run_finish (GAsyncResult *result, GError **error);

/**
 * crm_flow_link_existing_undo:
 * @outcomes: (element-type CrmLinkExistingOutcome): what crm_flow_link_existing_run_finish() gave
 *
 * Takes back the links that were made by it, and no others.
 */
void
crm_flow_link_existing_undo (CrmClient *client, const char *contact_id, GPtrArray *outcomes, CRM_CALLBACK);
/* Same result as crm_flow_link_existing_run_finish(); `error` says why a link could not be taken back. */
GPtrArray *crm_flow_link_existing_undo_finish (GAsyncResult *result, GError **error);

G_END_DECLS
