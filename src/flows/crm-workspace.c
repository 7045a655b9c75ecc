/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-workspace"

#include "crm-workspace.h"

G_DEFINE_INTERFACE (CrmWorkspace, crm_workspace, G_TYPE_OBJECT)

static void
crm_workspace_default_init (CrmWorkspaceInterface *iface)
{
}

CrmEmbedSurface *
crm_workspace_open_embed (CrmWorkspace *self)
{
  g_return_val_if_fail (CRM_IS_WORKSPACE (self), NULL);

  return CRM_WORKSPACE_GET_IFACE (self)->open_embed (self);
}

void
crm_workspace_show_create_panel (CrmWorkspace *self, CrmCreatePanelState state, CrmEmbedFailure failure)
{
  g_return_if_fail (CRM_IS_WORKSPACE (self));

  CRM_WORKSPACE_GET_IFACE (self)->show_create_panel (self, state, failure);
}

void
crm_workspace_show_create_error (CrmWorkspace *self, const char *code, const char *message)
{
  g_return_if_fail (CRM_IS_WORKSPACE (self));

  CRM_WORKSPACE_GET_IFACE (self)->show_create_error (self, code, message);
}

void
crm_workspace_refresh_tickets (CrmWorkspace *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_return_if_fail (CRM_IS_WORKSPACE (self));

  CRM_WORKSPACE_GET_IFACE (self)->refresh_tickets (self, cancellable, callback, user_data);
}

gboolean
crm_workspace_refresh_tickets_finish (CrmWorkspace *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (CRM_IS_WORKSPACE (self), FALSE);

  return CRM_WORKSPACE_GET_IFACE (self)->refresh_tickets_finish (self, result, error);
}

gboolean
crm_workspace_has_ticket (CrmWorkspace *self, const char *ticket_id)
{
  g_return_val_if_fail (CRM_IS_WORKSPACE (self), FALSE);

  return CRM_WORKSPACE_GET_IFACE (self)->has_ticket (self, ticket_id);
}

void
crm_workspace_highlight_ticket (CrmWorkspace *self, const char *ticket_id)
{
  g_return_if_fail (CRM_IS_WORKSPACE (self));

  CRM_WORKSPACE_GET_IFACE (self)->highlight_ticket (self, ticket_id);
}

void
crm_workspace_show_link_state (CrmWorkspace *self,
                               const char *ticket_id,
                               const char *ticket_name,
                               CrmLinkState state,
                               const GError *error)
{
  g_return_if_fail (CRM_IS_WORKSPACE (self));

  CRM_WORKSPACE_GET_IFACE (self)->show_link_state (self, ticket_id, ticket_name, state, error);
}
