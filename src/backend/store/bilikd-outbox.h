/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-store.h"

G_BEGIN_DECLS

/* Queues @payload (JSON) for the systems that follow @topic, in the transaction of the change it tells of. */
gboolean bilikd_outbox_add (BilikdDb *db,
                            gint64 organization_id,
                            const char *topic,
                            const char *payload,
                            gint64 now,
                            GError **error);

/* When the oldest row not yet delivered was written, or 0. */
gboolean bilikd_outbox_get_oldest (BilikdDb *db, gint64 *out_created_at, GError **error);

G_END_DECLS
