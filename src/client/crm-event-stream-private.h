/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-event-stream.h"
#include "crm-event.h"

G_BEGIN_DECLS

/* Emits on @stream what the event says. Returns: FALSE: it can't be read, so that it may have been anything */
gboolean crm_event_tell (const CrmEvent *event, GObject *stream);

/* For tests: a frame as if it had come over the socket, and up to where the stream has followed. */
void crm_event_stream_take_frame (CrmEventStream *self, const char *text, gssize length);
gint64 crm_event_stream_get_seq (CrmEventStream *self);

G_END_DECLS
