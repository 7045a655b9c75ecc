/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-handoff-queue.h"
#include "crm-workspace.h"

G_BEGIN_DECLS

#define CRM_TYPE_FLOW_CREATE_IN_EMBED (crm_flow_create_in_embed_get_type ())
G_DECLARE_FINAL_TYPE (CrmFlowCreateInEmbed, crm_flow_create_in_embed, CRM, FLOW_CREATE_IN_EMBED, GObject)

/**
 * crm_flow_create_in_embed_new:
 * @queue: where the link of what was created is completed, with or without this flow
 * @workspace: (transfer none): held weakly
 *
 * One flow is one ticket: opened by Create New, over when the panel is closed.
 * Signal `inspected (const char *direction, const char *text, const char *drop)` lets the
 * message inspector see every message, accepted or dropped (TCKT-S03 ERR-1).
 * Signal `finished`.
 */
CrmFlowCreateInEmbed *crm_flow_create_in_embed_new (CrmClient *client,
                                                    CrmTelemetry *telemetry,
                                                    CrmHandoffQueue *queue,
                                                    CrmProfile *profile,
                                                    CrmCustomer *customer,
                                                    CrmWorkspace *workspace);

/* @locale: "en", "id"; @color_scheme: "light", "dark" */
void
crm_flow_create_in_embed_start (CrmFlowCreateInEmbed *self, const char *locale, const char *color_scheme);
void crm_flow_create_in_embed_retry (CrmFlowCreateInEmbed *self);
/* The agent wants out: EMBED_CLOSE_REQUEST, so that the form can ask. A form that says nothing at all for 2 s is closed;
 * any message shows that it lives and asks. */
void crm_flow_create_in_embed_request_close (CrmFlowCreateInEmbed *self);
/* Retry of the fallback association. */
void crm_flow_create_in_embed_retry_link (CrmFlowCreateInEmbed *self);

G_END_DECLS
