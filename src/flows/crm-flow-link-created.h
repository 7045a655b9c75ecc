/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-client.h"
#include "crm-telemetry.h"
#include "crm-workspace.h"

G_BEGIN_DECLS

#define CRM_TYPE_FLOW_LINK_CREATED (crm_flow_link_created_get_type ())
G_DECLARE_FINAL_TYPE (CrmFlowLinkCreated, crm_flow_link_created, CRM, FLOW_LINK_CREATED, GObject)

/**
 * crm_flow_link_created_new:
 * @workspace: (transfer none) (nullable): held weakly; without one the link is completed and nothing is shown
 *
 * From "the form says that a ticket exists" to "it is linked to the customer, exactly once" (TCKT-S03 AC-1,
 * TCKT-S04). Signal `finished`.
 */
CrmFlowLinkCreated *crm_flow_link_created_new (CrmClient *client,
                                               CrmTelemetry *telemetry,
                                               CrmCustomer *customer,
                                               CrmWorkspace *workspace);

/* @ticket_name: (nullable): what the form called it, until the API has said */
void crm_flow_link_created_start (CrmFlowLinkCreated *self, const char *ticket_id, const char *ticket_name);
/* After CRM_LINK_FAILED; otherwise nothing. */
void crm_flow_link_created_retry (CrmFlowLinkCreated *self);

G_END_DECLS
