/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-jwt.h"

G_BEGIN_DECLS

/**
 * BilikdTokens: the tokens whose signature was found good, so that a request costs a look-up instead of an HMAC and a
 * parser. What they say of time is asked anew, and whether their session goes on the database knows.
 */
typedef struct _BilikdTokens BilikdTokens;

/* @key: (transfer none) */
BilikdTokens *bilikd_tokens_new (GBytes *key);
void bilikd_tokens_free (BilikdTokens *self);

/* As bilikd_jwt_decode(), on the main loop. Returns: (nullable): what @token says; borrowed until the next call */
const BilikdClaims *bilikd_tokens_find (BilikdTokens *self, const char *token, gint64 now);

G_END_DECLS
