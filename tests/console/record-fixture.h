/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "backend-fixture.h"
#include "service-bot.h"
#include "ticket-fixture.h"

#define RECORD_AGENT "agent@nusantara.test"

/* Rooms of a real bilikd with the panel switched on, two bots that work in them, and one widget in a window. */
typedef struct
{
  BackendFixture *backend;
  ServiceBot *bot;
  ServiceBot *ai;
} RecordFixture;

RecordFixture *record_fixture_start (void);
void record_fixture_end (RecordFixture *self);
/* A room of organization 1 that was not asked for before. */
char *record_fixture_take_room (RecordFixture *self);
/* The first column of the first row. */
char *record_fixture_query (RecordFixture *self, const char *sql);

typedef struct
{
  BilikSession *session;
  GtkWindow *window;
  GtkWidget *widget;
  GString *opened; /* what the window was asked to open: "record deal 77; uri …" */
} RecordDesk;

RecordDesk *record_desk_open (RecordFixture *fixture, const char *email);
/* Shows @widget. */
void record_desk_show (RecordDesk *self, GtkWidget *widget, int width, int height);
/* The page of the widget's stack. */
const char *record_desk_get_page (RecordDesk *self);
gboolean record_desk_shows (RecordDesk *self, const char *text);
/* Checks that nothing of the widget is left. */
void record_desk_close (RecordDesk *self);
void record_desk_click (RecordDesk *self, GtkWidget *root, const char *label);
