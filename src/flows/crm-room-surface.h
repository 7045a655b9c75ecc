/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-room.h"

G_BEGIN_DECLS

/**
 * CrmRoomSurface: one conversation on the screen, as the flow sees it. BilikRoomView implements it; tests do without a window.
 */
#define CRM_TYPE_ROOM_SURFACE (crm_room_surface_get_type ())
G_DECLARE_INTERFACE (CrmRoomSurface, crm_room_surface, CRM, ROOM_SURFACE, GObject)

typedef enum {
  CRM_HISTORY_MORE, /* there is more before what is shown */
  CRM_HISTORY_LOADING,
  CRM_HISTORY_FAILED,
  CRM_HISTORY_BEGINS, /* what is shown begins with the first message */
} CrmHistory;

struct _CrmRoomSurfaceInterface
{
  GTypeInterface parent_iface;

  void (*show_loading) (CrmRoomSurface *self);
  void (*show_room) (CrmRoomSurface *self, CrmRoom *room);
  void (*show_failure) (CrmRoomSurface *self, const GError *error);
  void (*show_gone) (CrmRoomSurface *self);
  void (*show_stale) (CrmRoomSurface *self, const GError *error);
  void (*show_history) (CrmRoomSurface *self, CrmHistory history);
  void (*show_draft) (CrmRoomSurface *self, const char *text);
};

void crm_room_surface_show_loading (CrmRoomSurface *self);
/* The conversation is there; again when something of the room has changed. */
void crm_room_surface_show_room (CrmRoomSurface *self, CrmRoom *room);
/* Nothing could be loaded: Retry. */
void crm_room_surface_show_failure (CrmRoomSurface *self, const GError *error);
/* The room was deleted, or is not for this agent. */
void crm_room_surface_show_gone (CrmRoomSurface *self);
/* What is shown may not be the latest; %NULL: it is again. */
void crm_room_surface_show_stale (CrmRoomSurface *self, const GError *error);
void crm_room_surface_show_history (CrmRoomSurface *self, CrmHistory history);
/* What was typed before, into the empty composer. */
void crm_room_surface_show_draft (CrmRoomSurface *self, const char *text);

G_END_DECLS
