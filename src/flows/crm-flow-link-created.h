/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-flow-associate.h"
#include "crm-workspace.h"

G_BEGIN_DECLS

#define CRM_TYPE_FLOW_LINK_CREATED (crm_flow_link_created_get_type ())
G_DECLARE_FINAL_TYPE (CrmFlowLinkCreated, crm_flow_link_created, CRM, FLOW_LINK_CREATED, GObject)

/**
 * crm_flow_link_created_new:
 * @workspace: (transfer none) (nullable): held weakly; without one nothing is shown
 * @handoff: a hand-off of the queue whose ticket exists, or is as good as that
 *
 * What the agent sees of a hand-off once the form is closed (TCKT-S03 AC-1, TCKT-S04, MTCK-S03). Signal `finished`: it
 * is over, or it waits and there is nobody to tell.
 */
CrmFlowLinkCreated *crm_flow_link_created_new (CrmWorkspace *workspace, CrmFlowAssociate *handoff);

void crm_flow_link_created_start (CrmFlowLinkCreated *self);
/* After CRM_LINK_FAILED: try now; otherwise nothing. */
void crm_flow_link_created_retry (CrmFlowLinkCreated *self);

G_END_DECLS
