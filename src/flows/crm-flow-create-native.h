/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-draft-store.h"
#include "crm-form-surface.h"
#include "crm-handoff-queue.h"
#include "crm-workspace.h"

G_BEGIN_DECLS

#define CRM_TYPE_FLOW_CREATE_NATIVE (crm_flow_create_native_get_type ())
G_DECLARE_FINAL_TYPE (CrmFlowCreateNative, crm_flow_create_native, CRM, FLOW_CREATE_NATIVE, GObject)

/**
 * CrmNativeServices: what the flow works with; all borrowed, all held by the flow.
 */
typedef struct
{
  CrmClient *client;
  CrmTelemetry *telemetry;
  CrmHandoffQueue *queue;
  CrmDraftStore *drafts;
} CrmNativeServices;

/**
 * crm_flow_create_native_new:
 * @workspace: (transfer none): held weakly
 * @form: (transfer none): held weakly
 *
 * One flow is one form: from Create New until the ticket is linked, or the form is closed. Signal `finished`.
 */
CrmFlowCreateNative *crm_flow_create_native_new (const CrmNativeServices *services,
                                                 CrmProfile *profile,
                                                 CrmCustomer *customer,
                                                 CrmWorkspace *workspace,
                                                 CrmFormSurface *form);

void crm_flow_create_native_start (CrmFlowCreateNative *self);
/* Loading failed: try again. */
void crm_flow_create_native_retry (CrmFlowCreateNative *self);
/* The form is closed without creating: the draft is kept, nothing is half-done (MTCK-S03 ERR-2). */
void crm_flow_create_native_close (CrmFlowCreateNative *self);
/* After CRM_LINK_FAILED: try to link now. */
void crm_flow_create_native_retry_link (CrmFlowCreateNative *self);
/* Returns: whether what was typed is safe: closing now would lose nothing */
gboolean crm_flow_create_native_keep_draft (CrmFlowCreateNative *self);
/* Whether the form holds anything that the agent typed. */
gboolean crm_flow_create_native_is_dirty (CrmFlowCreateNative *self);

G_END_DECLS
