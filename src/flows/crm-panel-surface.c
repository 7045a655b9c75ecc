/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-flows"

#include "crm-panel-surface.h"

G_DEFINE_INTERFACE (CrmPanelSurface, crm_panel_surface, G_TYPE_OBJECT)

static void
crm_panel_surface_default_init (CrmPanelSurfaceInterface *iface)
{
}

void
crm_panel_surface_show_loading (CrmPanelSurface *self)
{
  CRM_PANEL_SURFACE_GET_IFACE (self)->show_loading (self);
}

void
crm_panel_surface_show_failure (CrmPanelSurface *self, const GError *error)
{
  CRM_PANEL_SURFACE_GET_IFACE (self)->show_failure (self, error);
}

void
crm_panel_surface_show_record (CrmPanelSurface *self,
                               CrmRecordObject object,
                               const CrmRoomRecord *record,
                               const CrmRoomRecord *replaced,
                               gboolean is_news)
{
  CRM_PANEL_SURFACE_GET_IFACE (self)->show_record (self, object, record, replaced, is_news);
}
