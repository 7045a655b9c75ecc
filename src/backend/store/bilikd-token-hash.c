/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-token-hash.h"

#define HASH_SIZE 32

void
bilikd_bind_token (BilikdStatement *statement, int index, const char *token)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 hash[HASH_SIZE];
  gsize size = sizeof hash;

  g_checksum_update (checksum, (const guchar *) token, -1);
  g_checksum_get_digest (checksum, hash, &size);
  bilikd_bind_blob (statement, index, hash, size);
}
