/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "bilikd-fixture.h"
#include "crm-event.h"

G_BEGIN_DECLS

/*
 * One who hears the stream of a real daemon, with libsoup. Waits turn the main context, and fail the test where what
 * they wait for does not come.
 */
typedef struct
{
  SoupSession *session;
  guint beat;
  SoupWebsocketConnection *connection;
  GPtrArray *frames; /* JsonNode */
  GError *error;
  gboolean is_closed;
} Listener;

/* @query: "" or "?since=…" */
Listener *listener_open (Fixture *desk, const char *token, const char *query);
void listener_free (Listener *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Listener, listener_free)

void listener_wait (gboolean *condition);
void listener_wait_for_frames (Listener *self, guint n);
void listener_wait_for_type (Listener *self, CrmStreamEvent type, guint n);

/* --- without a client between ---------------------------------------------------------------- */

/* Shakes hands and reads the answer, nothing else. @behind: sent together with the handshake; nullable */
GSocketConnection *stream_connect (Fixture *desk, const char *token, const char *query, const char *behind);
/* The payload of the next frame, or NULL where the stream has ended. */
char *stream_read_frame (GSocketConnection *self, guint8 *out_opcode);

/* --- what is to be heard ------------------------------------------------------------------------ */

void stream_say (Fixture *desk, const char *token, const char *room, const char *text);
gint64 stream_get_seq (Fixture *desk);

/* --- frames of a listener ------------------------------------------------------------------------ */

/* Borrows from the listener. */
CrmEvent listener_get_event (Listener *self, guint index);
guint listener_count (Listener *self, CrmStreamEvent type);

G_END_DECLS
