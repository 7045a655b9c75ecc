/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-room-surface.h"

G_BEGIN_DECLS

/**
 * FakeRoom: a conversation without a window, which remembers what it was shown.
 */
#define FAKE_TYPE_ROOM (fake_room_get_type ())
G_DECLARE_FINAL_TYPE (FakeRoom, fake_room, FAKE, ROOM, GObject)

struct _FakeRoom
{
  GObject parent_instance;

  const char *page; /* "loading", "room", "failed", "gone" */
  char *title;
  char *draft;
  CrmHistory history;
  gboolean is_stale;
};

G_END_DECLS
