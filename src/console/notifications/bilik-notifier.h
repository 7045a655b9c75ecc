/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilik-session.h"

G_BEGIN_DECLS

/**
 * BilikNotifier: tells the agent by a desktop notification when a chatbot or an AI has made a deal or a ticket in a room that
 * is assigned to the agent. One notification a room, withdrawn when the room is looked at; where many come at once, one for
 * all. Setting `notify-records` switches it off.
 */
#define BILIK_TYPE_NOTIFIER (bilik_notifier_get_type ())
G_DECLARE_FINAL_TYPE (BilikNotifier, bilik_notifier, BILIK, NOTIFIER, GObject)

BilikNotifier *bilik_notifier_new (BilikSession *session, GSettings *settings, GApplication *application);

/* @room_id: (nullable): the room that the agent has before the eyes now, about which nothing needs to be said */
void bilik_notifier_set_looked_at (BilikNotifier *self, const char *room_id);

G_END_DECLS
