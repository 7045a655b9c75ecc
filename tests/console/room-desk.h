/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "backend-fixture.h"
#include "bilik-room-view.h"
#include "bilik-rooms-page.h"
#include "ticket-fixture.h"

#define ROOM_DESK_AGENT "agent@nusantara.test"

/* The inbox beside a conversation, as the window shows them, on a real bilikd. */
typedef struct
{
  BackendFixture *backend;
  BilikSession *session;
  GSettings *settings;
  GtkWindow *window;
  GtkWidget *stack;
  GtkWidget *page;
  GtkWidget *view;
  char *opened;    /* "ACTION ID" of the latest action of the window */
  AdwToast *toast; /* the latest one */
} RoomDesk;

/* @room_id: (nullable): the conversation that is open; @width: less than 700: nothing but it */
RoomDesk *room_desk_open (BackendFixture *backend, const char *room_id, int width);
void room_desk_close (RoomDesk *self);
void room_desk_open_view (RoomDesk *self, const char *room_id);
void room_desk_close_view (RoomDesk *self);

/* A template child by its id; of a conversation's list as well. */
gpointer room_desk_child (GtkWidget *widget, const char *id);
/* The page of the stack of the inbox or a conversation. */
const char *room_desk_get_page (GtkWidget *widget);
/* The list of the inbox or of a conversation. */
GListModel *room_desk_get_model (GtkWidget *widget);
guint room_desk_count (GtkWidget *widget);
CrmRoom *room_desk_dup_room (RoomDesk *self, guint position);

/* Another agent says it, on another machine. */
void room_desk_say (RoomDesk *self, const char *room_id, const char *text);
/* The customer says it. */
void room_desk_ask (RoomDesk *self, const char *room_id, const char *text);

/* So many frames, in which whatever was to happen has happened. */
void room_desk_settle (void);
