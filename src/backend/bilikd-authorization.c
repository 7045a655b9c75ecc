/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-authorization.h"

#include <string.h>

#include "bilikd-service-tokens.h"
#include "bilikd-services.h"
#include "bilikd-tokens.h"

#define SCHEME "Bearer "

static gboolean
refuse (GError **error, CrmErrorCode code, const char *detail)
{
  g_set_error_literal (error, CRM_ERROR, (int) code, detail);
  return FALSE;
}

gboolean
bilikd_authorization_check_audience (BilikdCall *call, GError **error)
{
  /* Who may come in at a door, beside whom it is for. */
  static const guint admitted[] = {
    [CRM_AUDIENCE_AGENT] = CRM_BIT (CRM_AUDIENCE_AGENT),
    [CRM_AUDIENCE_EMBED] = CRM_BIT (CRM_AUDIENCE_EMBED) | CRM_BIT (CRM_AUDIENCE_AGENT),
    [CRM_AUDIENCE_SERVICE] =
        CRM_BIT (CRM_AUDIENCE_SERVICE) | CRM_BIT (CRM_AUDIENCE_COMPANY) | CRM_BIT (CRM_AUDIENCE_AGENT),
    [CRM_AUDIENCE_COMPANY] = CRM_BIT (CRM_AUDIENCE_COMPANY),
  };

  return CRM_HAS (admitted[call->endpoint->audience], call->caller.audience) ||
         refuse (error, CRM_ERROR_FORBIDDEN, "This token is for something else.");
}

gboolean
bilikd_authorize (BilikdCall *call, const char *header, GError **error)
{
  const BilikdClaims *claims;
  const char *token;

  if (call->endpoint->audience == CRM_AUDIENCE_PUBLIC)
    return TRUE;
  if (header == NULL || g_ascii_strncasecmp (header, SCHEME, strlen (SCHEME)) != 0)
    return refuse (error, CRM_ERROR_UNAUTHENTICATED, "Sign in first.");
  token = header + strlen (SCHEME);
  if (g_str_has_prefix (token, BILIKD_SERVICE_TOKEN_PREFIX))
    {
      /* Whose it is only the database knows. */
      call->caller.service_token = g_strdup (token);
      return TRUE;
    }
  claims = bilikd_tokens_find (call->services->tokens, token, call->now / 1000);
  if (claims == NULL)
    return refuse (error, CRM_ERROR_UNAUTHENTICATED, "The token is not valid, or no longer.");
  call->caller.agent_id = claims->agent_id;
  call->caller.organization_id = claims->organization_id;
  call->caller.session_id = g_strdup (claims->session_id);
  call->caller.audience = claims->audience;
  if (claims->audience == CRM_AUDIENCE_COMPANY)
    call->caller.scope = CRM_SCOPE_COMPANY;
  return bilikd_authorization_check_audience (call, error);
}
