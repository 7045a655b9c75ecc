/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The secret of this server: 32 random bytes in a file of 0600, made on first start (SEC-18, SEC-20). */
GBytes *bilikd_key_load (const char *path, GError **error);

/* Random text for session ids (hexadecimal) and refresh tokens (base64url). */
char *bilikd_random_id (void);
char *bilikd_random_token (void);

/**
 * bilikd_key_derive_token:
 *
 * The refresh token that follows @token. It can be computed again by who holds both the key and @token, so
 * that a lost answer can be repeated although only hashes are stored.
 */
char *bilikd_key_derive_token (GBytes *key, const char *token);

G_END_DECLS
