/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-caller.h"

#include "bilikd-accounts.h"
#include "bilikd-authorization.h"
#include "bilikd-role.h"
#include "bilikd-service-tokens.h"

static void
fill (BilikdCaller *caller, const BilikdAccount *account, const BilikdRole *role)
{
  caller->permissions = role->permissions;
  caller->crm_auto_associate = account->crm_auto_associate;
  caller->gate = (CrmGateInput){
    .flags = account->flags,
    .permissions = role->permissions,
    .is_ticket_enabled =
        account->ticket_enabled && CRM_HAS (role->permissions, CRM_PERMISSION_TICKETS_CREATE),
    .is_tso = account->is_tso || role->is_tso,
    .surface = account->surface,
  };
}

static gboolean
load_service (BilikdCall *call, BilikdDb *db, GError **error)
{
  BilikdCaller *caller = &call->caller;
  BilikdServiceToken token;

  if (!bilikd_service_token_find (db, caller->service_token, &token, error))
    return FALSE;
  caller->service_id = token.id;
  caller->organization_id = token.organization_id;
  caller->scope = token.scope;
  caller->audience = token.scope == CRM_SCOPE_COMPANY ? CRM_AUDIENCE_COMPANY : CRM_AUDIENCE_SERVICE;
  return bilikd_authorization_check_audience (call, error);
}

static gboolean
load_agent (BilikdCall *call, BilikdDb *db, GError **error)
{
  BilikdCaller *caller = &call->caller;
  g_auto (BilikdAccount) account = { 0 };
  const BilikdRole *role;

  if (!bilikd_account_load (db, caller->organization_id, caller->agent_id, caller->session_id, call->now,
                            &account, error))
    return FALSE;
  role = bilikd_role_find (account.role);
  if (role == NULL || (call->endpoint->permission != CRM_PERMISSION_ANY &&
                       !CRM_HAS (role->permissions, call->endpoint->permission)))
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_FORBIDDEN, "Your role does not allow this.");
      return FALSE;
    }
  fill (caller, &account, role);
  return TRUE;
}

gboolean
bilikd_caller_load (BilikdCall *call, BilikdDb *db, GError **error)
{
  if (call->caller.service_token != NULL)
    return load_service (call, db, error);
  /* A system of the company has proven itself by the key. */
  return call->caller.audience == CRM_AUDIENCE_COMPANY || load_agent (call, db, error);
}

gint64
bilikd_caller_get_actor (const BilikdCaller *caller)
{
  if (caller->agent_id != 0)
    return caller->agent_id;
  return caller->audience == CRM_AUDIENCE_COMPANY && caller->service_id == 0 ? G_MININT64
                                                                             : -caller->service_id;
}
