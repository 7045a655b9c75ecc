/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-store.h"

G_BEGIN_DECLS

/* Whose key, and what was asked with it. */
typedef struct
{
  gint64 organization_id;
  gint64 agent_id;
  const char *key;
  GBytes *request_hash;
} BilikdIdempotency;

typedef enum {
  BILIKD_IDEMPOTENCY_NEW,
  BILIKD_IDEMPOTENCY_REPEATED, /* the same request: its first answer is filled in */
  BILIKD_IDEMPOTENCY_MISMATCH, /* the key belongs to another request */
  BILIKD_IDEMPOTENCY_FAILED,   /* error is set */
} BilikdIdempotencyState;

BilikdIdempotencyState bilikd_idempotency_find (BilikdDb *db,
                                                const BilikdIdempotency *request,
                                                guint *out_status,
                                                GString *out_reply,
                                                GError **error);

/* Written in the savepoint of the write itself: both are there, or neither (REL-01). */
gboolean bilikd_idempotency_keep (BilikdDb *db,
                                  const BilikdIdempotency *request,
                                  guint status,
                                  const char *reply,
                                  gint64 now,
                                  GError **error);

/* Forgets keys older than @before, @limit rows at the most; @out_n: how many. */
gboolean bilikd_idempotency_purge (BilikdDb *db, gint64 before, guint limit, guint *out_n, GError **error);

G_END_DECLS
