/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-event-stream.h"
#include "crm-panel-surface.h"
#include "crm-telemetry.h"

G_BEGIN_DECLS

/**
 * CrmFlowRefreshPanel: keeps the Deal & Ticket section of one room as the server has it, for as long as it is shown.
 */
#define CRM_TYPE_FLOW_REFRESH_PANEL (crm_flow_refresh_panel_get_type ())
G_DECLARE_FINAL_TYPE (CrmFlowRefreshPanel, crm_flow_refresh_panel, CRM, FLOW_REFRESH_PANEL, GObject)

/**
 * crm_flow_refresh_panel_new:
 * @stream: (nullable): without one the panel shows what was there when it was loaded
 * @surface: (transfer none): held weakly
 */
CrmFlowRefreshPanel *crm_flow_refresh_panel_new (CrmClient *client,
                                                 CrmTelemetry *telemetry,
                                                 CrmEventStream *stream,
                                                 const char *room_id,
                                                 CrmPanelSurface *surface);
void crm_flow_refresh_panel_start (CrmFlowRefreshPanel *self);
/* Retry, or F5. */
void crm_flow_refresh_panel_reload (CrmFlowRefreshPanel *self);
/* The panel is gone; nothing is shown or asked for any more. */
void crm_flow_refresh_panel_stop (CrmFlowRefreshPanel *self);

/* Returns: (transfer none): what the panel shows, deletions remembered */
const CrmPanel *crm_flow_refresh_panel_get_panel (CrmFlowRefreshPanel *self);

G_END_DECLS
