/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-authorization.h"

#include <string.h>

#include "bilikd-jwt.h"
#include "bilikd-services.h"

#define SCHEME "Bearer "

static gboolean
refuse (GError **error, CrmErrorCode code, const char *detail)
{
  g_set_error_literal (error, CRM_ERROR, (int) code, detail);
  return FALSE;
}

gboolean
bilikd_authorize (BilikdCall *call, const char *header, GError **error)
{
  BilikdClaims claims = { 0 };

  if (call->endpoint->audience == CRM_AUDIENCE_PUBLIC)
    return TRUE;
  if (header == NULL || g_ascii_strncasecmp (header, SCHEME, strlen (SCHEME)) != 0)
    return refuse (error, CRM_ERROR_UNAUTHENTICATED, "Sign in first.");
  if (!bilikd_jwt_decode (header + strlen (SCHEME), call->services->key, call->now / 1000, &claims))
    return refuse (error, CRM_ERROR_UNAUTHENTICATED, "The token is not valid, or no longer.");
  /* An agent's token reaches everything, the embed's only what is marked for it. */
  if (claims.audience == CRM_AUDIENCE_EMBED && call->endpoint->audience != CRM_AUDIENCE_EMBED)
    return refuse (error, CRM_ERROR_FORBIDDEN, "This token is for the embed alone.");
  call->caller.agent_id = claims.agent_id;
  call->caller.organization_id = claims.organization_id;
  call->caller.session_id = g_strdup (claims.session_id);
  call->caller.audience = claims.audience;
  return TRUE;
}
