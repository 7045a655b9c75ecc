/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "crm-json.h"

G_BEGIN_DECLS

/**
 * CrmReply: an HTTP answer that arrived whole, not yet believed.
 * @content_type: (nullable): without parameters, lower case
 * @retry_after_ms: what the server asked for, or -1
 */
typedef struct
{
  guint status;
  char *content_type;
  GBytes *body;
  gint64 retry_after_ms;
} CrmReply;

void crm_reply_free (CrmReply *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmReply, crm_reply_free)

/* Builds an object from what the reader stands on; the reader keeps the errors. */
typedef gpointer (*CrmDecode) (CrmJsonReader *reader);

/**
 * crm_reply_decode:
 * @decode: (nullable): %NULL where success has nothing to say (204)
 * @free_value: frees what @decode made, where the reader turns out to have failed
 * @out_value: (out) (nullable): what @decode made
 *
 * The strict JSON check in here is also the check for completeness: libsoup
 * reports a chunked body that was cut off as a success (SEC-28). Touches no
 * shared state, so that it can run on a worker thread.
 *
 * Returns: %TRUE on a 2xx that could be decoded; otherwise %CRM_ERROR: the
 *   problem document's, or %CRM_ERROR_BAD_RESPONSE
 */
gboolean crm_reply_decode (const CrmReply *self,
                           CrmDecode decode,
                           GDestroyNotify free_value,
                           gpointer *out_value,
                           GError **error);

G_END_DECLS
