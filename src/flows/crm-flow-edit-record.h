/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-client.h"

G_BEGIN_DECLS

/**
 * crm_flow_edit_record_run:
 * @changes: what the agent changed, and nothing else
 * @revision: of the record as the agent saw it
 * @idempotency_key: one for as long as the changes are the same
 *
 * Saves an edit of a deal or ticket. Where somebody else was faster, nothing is saved.
 */
void crm_flow_edit_record_run (CrmClient *client,
                               CrmRecordObject object,
                               const char *id,
                               const CrmRecordChanges *changes,
                               gint64 revision,
                               const char *idempotency_key,
                               CRM_CALLBACK);

/**
 * crm_flow_edit_record_run_finish:
 * @out_is_conflict: (out): nothing was saved; what returns is what somebody else made of the record
 *
 * Returns: (transfer full) (nullable): the record as it is now
 */
CrmRecordDetail *
crm_flow_edit_record_run_finish (GAsyncResult *result, gboolean *out_is_conflict, GError **error);

G_END_DECLS
