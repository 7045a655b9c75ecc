/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <microhttpd.h>

#include "bilikd-config.h"
#include "crm-error.h"

G_BEGIN_DECLS

#define BILIKD_MAX_BODY (1024 * 1024)

/* One header of interest: its first value, borrowed, and how often it came. */
typedef struct
{
  const char *value;
  guint count;
} BilikdHeader;

/* The head of a request, before anything of its body is read. */
typedef struct
{
  const char *method;
  const char *version;
  BilikdHeader host;
  BilikdHeader origin;
  BilikdHeader content_length;
  BilikdHeader transfer_encoding;
  BilikdHeader content_type;
  BilikdHeader authorization;
  BilikdHeader idempotency_key;
  BilikdHeader if_match;
  BilikdHeader forwarded;
  gboolean is_malformed;

  /* set by bilikd_head_check() */
  guint64 length;
  gboolean is_chunked;
} BilikdHead;

void bilikd_head_read (BilikdHead *self,
                       struct MHD_Connection *connection,
                       const char *method,
                       const char *version);

/**
 * bilikd_head_check:
 * @out_is_fatal: whether the framing of this connection can't be trusted any more, so that it must close
 *
 * The server profile of trust.md: framing, Host and Origin by exact list (SEC-17), JSON only (SEC-26), size.
 */
gboolean
bilikd_head_check (BilikdHead *self, const BilikdConfig *config, gboolean *out_is_fatal, GError **error);

G_END_DECLS
