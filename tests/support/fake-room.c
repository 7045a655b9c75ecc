/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "fake-room"

#include "fake-room.h"

static void
show_loading (CrmRoomSurface *surface)
{
  FAKE_ROOM (surface)->page = "loading";
}

static void
show_room (CrmRoomSurface *surface, CrmRoom *room)
{
  FakeRoom *self = FAKE_ROOM (surface);

  self->page = "room";
  g_free (self->title);
  self->title = g_strdup (crm_room_get_title (room));
}

static void
show_failure (CrmRoomSurface *surface, const GError *error)
{
  FAKE_ROOM (surface)->page = "failed";
}

static void
show_gone (CrmRoomSurface *surface)
{
  FAKE_ROOM (surface)->page = "gone";
}

static void
show_stale (CrmRoomSurface *surface, const GError *error)
{
  FAKE_ROOM (surface)->is_stale = error != NULL;
}

static void
show_history (CrmRoomSurface *surface, CrmHistory history)
{
  FAKE_ROOM (surface)->history = history;
}

static void
show_draft (CrmRoomSurface *surface, const char *text)
{
  g_free (FAKE_ROOM (surface)->draft);
  FAKE_ROOM (surface)->draft = g_strdup (text);
}

static void
fake_room_surface_init (CrmRoomSurfaceInterface *iface)
{
  iface->show_loading = show_loading;
  iface->show_room = show_room;
  iface->show_failure = show_failure;
  iface->show_gone = show_gone;
  iface->show_stale = show_stale;
  iface->show_history = show_history;
  iface->show_draft = show_draft;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeRoom,
                               fake_room,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CRM_TYPE_ROOM_SURFACE, fake_room_surface_init))

static void
fake_room_finalize (GObject *object)
{
  g_free (FAKE_ROOM (object)->title);
  g_free (FAKE_ROOM (object)->draft);
  G_OBJECT_CLASS (fake_room_parent_class)->finalize (object);
}

static void
fake_room_class_init (FakeRoomClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_room_finalize;
}

static void
fake_room_init (FakeRoom *self)
{
}
