/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-store.h"

G_BEGIN_DECLS

#define BILIKD_OUTBOX_MAX_PAUSE (15 * 1000) /* ms between two tries: what heals is seen soon */

/* Queues @payload (JSON) for the systems that follow @topic, in the transaction of the change it tells of. */
gboolean bilikd_outbox_add (BilikdDb *db,
                            gint64 organization_id,
                            const char *topic,
                            const char *payload,
                            gint64 now,
                            GError **error);

typedef enum {
  BILIKD_OUTBOX_WAITING, /* not tried */
  BILIKD_OUTBOX_DELIVERED,
  BILIKD_OUTBOX_REFUSED, /* never to be taken */
  BILIKD_OUTBOX_FAILED,  /* to be tried again */
} BilikdOutboxResult;

typedef struct
{
  gint64 id;
  gint64 organization_id;
  char *payload;
  guint attempts;
  BilikdOutboxResult result;
} BilikdOutboxRow;

void bilikd_outbox_row_free (BilikdOutboxRow *self);

/* Adds the rows that are to be delivered and whose time has come: of each record only the first that waits. */
gboolean bilikd_outbox_read_due (BilikdDb *db, gint64 now, GPtrArray *rows, GError **error);

/* Keeps what became of @row; @next_attempt_at: of a failed one. */
gboolean bilikd_outbox_settle (BilikdDb *db,
                               const BilikdOutboxRow *row,
                               gint64 now,
                               gint64 next_attempt_at,
                               GError **error);

/* Forgets, of the oldest @limit rows, those from before @before that nobody waits for. */
gboolean bilikd_outbox_purge (BilikdDb *db, gint64 before, guint limit, guint *out_n, GError **error);

/* When the oldest row of a record not yet delivered was written, or 0. */
gboolean bilikd_outbox_get_oldest (BilikdDb *db, gint64 *out_created_at, GError **error);

G_END_DECLS
