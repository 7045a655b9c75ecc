/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-draft-store.h"
#include "crm-flow-associate.h"

G_BEGIN_DECLS

/**
 * CrmHandoffQueue: all hand-offs of the signed-in agent that are under way. A
 * #GListModel of #CrmFlowAssociate, oldest first: what the pending place shows.
 *
 * It lives as long as the session and outlives every customer's page, so that
 * closing a page never loses a ticket.
 *
 * Signal `moved`: a row of one of them went forward or counted a try in vain.
 */
#define CRM_TYPE_HANDOFF_QUEUE (crm_handoff_queue_get_type ())
G_DECLARE_FINAL_TYPE (CrmHandoffQueue, crm_handoff_queue, CRM, HANDOFF_QUEUE, GObject)

/**
 * crm_handoff_queue_new:
 * @journal: (nullable): %NULL where none can be opened; hand-offs then last for the run
 */
CrmHandoffQueue *
crm_handoff_queue_new (CrmClient *client, CrmTelemetry *telemetry, CrmHandoffJournal *journal);

/**
 * crm_handoff_queue_resume:
 * @drafts: (nullable): a create that is taken up is no draft any more
 *
 * Takes up what an earlier console left behind. Called once after sign-in; again, it finds what has been orphaned since.
 */
gboolean crm_handoff_queue_resume (CrmHandoffQueue *self, CrmDraftStore *drafts, GError **error);

/**
 * crm_handoff_queue_add:
 * @handoff: (transfer full): a new row
 *
 * Returns: (transfer none): its flow, already started
 */
CrmFlowAssociate *crm_handoff_queue_add (CrmHandoffQueue *self, CrmHandoff *handoff);

/* Tries everything that rests now; also done by itself when the network returns. */
void crm_handoff_queue_hurry (CrmHandoffQueue *self);

G_END_DECLS
