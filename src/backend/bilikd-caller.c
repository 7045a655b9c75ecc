/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-caller.h"

#include "bilikd-accounts.h"
#include "bilikd-role.h"

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

gboolean
bilikd_caller_load (BilikdCall *call, BilikdDb *db, GError **error)
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
