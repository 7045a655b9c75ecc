/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-endpoints.h"

G_BEGIN_DECLS

/* What a token says. Times are seconds, as RFC 7519 has them. */
typedef struct
{
  gint64 agent_id;
  gint64 organization_id;
  char session_id[65];
  CrmAudience audience; /* AGENT or EMBED */
  gint64 issued_at;
  gint64 expires_at;
} BilikdClaims;

/* Returns: (transfer full): a JSON Web Token signed with HS256 */
char *bilikd_jwt_encode (const BilikdClaims *claims, GBytes *key);

/**
 * bilikd_jwt_decode:
 * @token: untrusted
 * @now: seconds since 1970
 * @out_claims: filled on success
 *
 * Takes only what bilikd_jwt_encode() makes: the header is compared as bytes, so that there is no
 * algorithm to choose (SEC-19).
 */
gboolean bilikd_jwt_decode (const char *token, GBytes *key, gint64 now, BilikdClaims *out_claims);

/* base64url without padding (RFC 4648 §5). */
char *bilikd_base64url_encode (const void *bytes, gsize size);

G_END_DECLS
