/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-flows"

#include "crm-room-surface.h"

G_DEFINE_INTERFACE (CrmRoomSurface, crm_room_surface, G_TYPE_OBJECT)

static void
crm_room_surface_default_init (CrmRoomSurfaceInterface *iface)
{
}

void
crm_room_surface_show_loading (CrmRoomSurface *self)
{
  CRM_ROOM_SURFACE_GET_IFACE (self)->show_loading (self);
}

void
crm_room_surface_show_room (CrmRoomSurface *self, CrmRoom *room)
{
  CRM_ROOM_SURFACE_GET_IFACE (self)->show_room (self, room);
}

void
crm_room_surface_show_failure (CrmRoomSurface *self, const GError *error)
{
  CRM_ROOM_SURFACE_GET_IFACE (self)->show_failure (self, error);
}

void
crm_room_surface_show_gone (CrmRoomSurface *self)
{
  CRM_ROOM_SURFACE_GET_IFACE (self)->show_gone (self);
}

void
crm_room_surface_show_stale (CrmRoomSurface *self, const GError *error)
{
  CRM_ROOM_SURFACE_GET_IFACE (self)->show_stale (self, error);
}

void
crm_room_surface_show_history (CrmRoomSurface *self, CrmHistory history)
{
  CRM_ROOM_SURFACE_GET_IFACE (self)->show_history (self, history);
}

void
crm_room_surface_show_draft (CrmRoomSurface *self, const char *text)
{
  CRM_ROOM_SURFACE_GET_IFACE (self)->show_draft (self, text);
}
