/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-client.h"
#include "crm-handoff-journal.h"
#include "crm-telemetry.h"

G_BEGIN_DECLS

#define CRM_TYPE_FLOW_ASSOCIATE (crm_flow_associate_get_type ())
G_DECLARE_FINAL_TYPE (CrmFlowAssociate, crm_flow_associate, CRM, FLOW_ASSOCIATE, GObject)

/**
 * crm_flow_associate_new:
 * @journal: (nullable): where the row is kept
 * @handoff: (transfer full): a new row, or one adopted from the journal
 *
 * Brings one ticket from "the agent pressed Create" to "linked to the customer"
 * (MTCK-S03, TCKT-S04), through whatever happens in between. It is one intent: however
 * often it is tried, by however many consoles, there is one ticket and one link.
 *
 * Signals:
 *   moved (): its row went forward or counted a try in vain
 *   finished (CrmTicket *ticket, GError *error): linked; or the create was refused at once, or the agent gave it up (ticket is
 *     %NULL). A hand-off that waits for the agent has not finished.
 */
CrmFlowAssociate *crm_flow_associate_new (CrmClient *client,
                                          CrmTelemetry *telemetry,
                                          CrmHandoffJournal *journal,
                                          CrmHandoff *handoff);

void crm_flow_associate_start (CrmFlowAssociate *self);

/* The network is back, or the agent pressed Retry: try now. Returns: whether that was any news: FALSE while an answer is
 * awaited. */
gboolean crm_flow_associate_hurry (CrmFlowAssociate *self);

/* The agent gives it up; only while it waits for him. Finishes without ticket. */
gboolean crm_flow_associate_dismiss (CrmFlowAssociate *self);

/* Returns: (transfer none) (nullable): what the latest try ended with, where that was in vain */
const GError *crm_flow_associate_get_failure (CrmFlowAssociate *self);

/* Returns: (transfer none): its row as it is now */
const CrmHandoff *crm_flow_associate_get_row (CrmFlowAssociate *self);

G_END_DECLS
