/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-flows"

#include "crm-record-surface.h"

G_DEFINE_INTERFACE (CrmRecordSurface, crm_record_surface, G_TYPE_OBJECT)

static void
crm_record_surface_default_init (CrmRecordSurfaceInterface *iface)
{
}

void
crm_record_surface_open_record (CrmRecordSurface *self, CrmRecordObject object, const char *id)
{
  CRM_RECORD_SURFACE_GET_IFACE (self)->open_record (self, object, id);
}

void
crm_record_surface_open_uri (CrmRecordSurface *self, const char *uri)
{
  CRM_RECORD_SURFACE_GET_IFACE (self)->open_uri (self, uri);
}

void
crm_record_surface_show_notice (CrmRecordSurface *self,
                                CrmRecordObject object,
                                CrmOpenNotice notice,
                                const GError *error)
{
  CRM_RECORD_SURFACE_GET_IFACE (self)->show_notice (self, object, notice, error);
}
