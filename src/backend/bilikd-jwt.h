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
  CrmAudience audience; /* AGENT, EMBED, or COMPANY: then there is neither agent nor session */
  gint64 issued_at;
  gint64 expires_at;
} BilikdClaims;

/* Returns: (transfer full): a JSON Web Token signed with HS256 */
char *bilikd_jwt_encode (const BilikdClaims *claims, GBytes *key);

/**
 * bilikd_jwt_encode_company:
 * @now: seconds since 1970
 *
 * What a system of this company shows to another one that has the same key: the CRM to Omnichannel and to the
 * Chat Panel. Good for a minute.
 */
char *bilikd_jwt_encode_company (gint64 organization_id, gint64 now, GBytes *key);

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
