/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-tokens.h"

#define MAX_KEPT 4096 /* 2 MiB; then all are forgotten, which costs each of them one more check */

struct _BilikdTokens
{
  GBytes *key;
  GHashTable *claims; /* token → BilikdClaims */
};

BilikdTokens *
bilikd_tokens_new (GBytes *key)
{
  BilikdTokens *self = g_new0 (BilikdTokens, 1);

  self->key = g_bytes_ref (key);
  self->claims = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
bilikd_tokens_free (BilikdTokens *self)
{
  g_hash_table_unref (self->claims);
  g_bytes_unref (self->key);
  g_free (self);
}

const BilikdClaims *
bilikd_tokens_find (BilikdTokens *self, const char *token, gint64 now)
{
  BilikdClaims *claims = g_hash_table_lookup (self->claims, token);
  BilikdClaims decoded;

  if (claims != NULL)
    return now < claims->expires_at ? claims : NULL;
  if (!bilikd_jwt_decode (token, self->key, now, &decoded))
    return NULL;
  if (g_hash_table_size (self->claims) >= MAX_KEPT)
    g_hash_table_remove_all (self->claims);
  claims = g_memdup2 (&decoded, sizeof decoded);
  g_hash_table_insert (self->claims, g_strdup (token), claims);
  return claims;
}
