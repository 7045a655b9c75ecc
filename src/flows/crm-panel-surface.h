/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "crm-panel.h"

G_BEGIN_DECLS

/**
 * CrmPanelSurface: the Deal & Ticket section of one room as its flow sees it. BilikRecordPanel implements it; tests
 * implement it without a window.
 */
#define CRM_TYPE_PANEL_SURFACE (crm_panel_surface_get_type ())
G_DECLARE_INTERFACE (CrmPanelSurface, crm_panel_surface, CRM, PANEL_SURFACE, GObject)

struct _CrmPanelSurfaceInterface
{
  GTypeInterface parent_iface;

  void (*show_loading) (CrmPanelSurface *self);
  void (*show_failure) (CrmPanelSurface *self, const GError *error);
  void (*show_record) (CrmPanelSurface *self,
                       CrmRecordObject object,
                       const CrmRoomRecord *record,
                       const CrmRoomRecord *replaced,
                       gboolean is_news);
};

/* What is shown stays; where nothing is, a skeleton. */
void crm_panel_surface_show_loading (CrmPanelSurface *self);
/* In the panel alone, with Retry (CDTC-S01 ERR-2). What is shown stays, and may be out of date. */
void crm_panel_surface_show_failure (CrmPanelSurface *self, const GError *error);

/**
 * crm_panel_surface_show_record:
 * @record: (nullable): NULL is the empty state of @object
 * @replaced: (nullable): what stood there before @record, as far as this console saw it
 * @is_news: it has changed while the agent could see it, rather than being there from the start
 *
 * Ends loading and failure: after both kinds have been shown once, each is shown again where it changes.
 */
void crm_panel_surface_show_record (CrmPanelSurface *self,
                                    CrmRecordObject object,
                                    const CrmRoomRecord *record,
                                    const CrmRoomRecord *replaced,
                                    gboolean is_news);

G_END_DECLS
