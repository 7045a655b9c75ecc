/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-store.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 organization_id;
  gint64 agent_id;
  const char *id;
  const char *name;
  gint64 at;
  gint64 received_at;
  const char *properties; /* JSON */
} BilikdEvent;

/* An id seen before leaves the first one as it is and sets @out_is_new to %FALSE. */
gboolean bilikd_event_insert (BilikdDb *db, const BilikdEvent *event, gboolean *out_is_new, GError **error);

/* Forgets those that came before @before, at most @limit. */
gboolean bilikd_events_purge (BilikdDb *db, gint64 before, guint limit, guint *out_n, GError **error);

G_END_DECLS
