/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "crm-customer.h"
#include "crm-embed-session.h"
#include "crm-embed-surface.h"
#include "crm-ticket.h"

G_BEGIN_DECLS

/**
 * CrmWorkspace: the screen, as the flows see it. The console's Tickets section
 * implements it for one open customer; tests/support/ has one without a window.
 * A flow that has lost its workspace (the customer was closed) goes on with
 * what must be finished and shows nothing.
 */
#define CRM_TYPE_WORKSPACE (crm_workspace_get_type ())
G_DECLARE_INTERFACE (CrmWorkspace, crm_workspace, CRM, WORKSPACE, GObject)

typedef enum {
  CRM_CREATE_PANEL_HIDDEN,
  CRM_CREATE_PANEL_LOADING, /* skeleton until EMBED_READY */
  CRM_CREATE_PANEL_FORM,
  CRM_CREATE_PANEL_FAILED, /* Retry · Use the native form · From Existing · Close */
} CrmCreatePanelState;

typedef enum {
  CRM_LINK_PENDING,
  CRM_LINK_DONE,   /* toast: Ticket “NAME” created and linked · Open */
  CRM_LINK_FAILED, /* toast: Created, not linked yet · Retry; without an id: Kept, not created yet */
} CrmLinkState;

struct _CrmWorkspaceInterface
{
  GTypeInterface parent_iface;

  CrmEmbedSurface *(*open_embed) (CrmWorkspace *self);
  void (*show_create_panel) (CrmWorkspace *self, CrmCreatePanelState state, CrmEmbedFailure failure);
  void (*show_create_error) (CrmWorkspace *self, const char *code, const char *message);
  void (*refresh_tickets) (CrmWorkspace *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
  gboolean (*refresh_tickets_finish) (CrmWorkspace *self, GAsyncResult *result, GError **error);
  gboolean (*has_ticket) (CrmWorkspace *self, const char *ticket_id);
  void (*highlight_ticket) (CrmWorkspace *self, const char *ticket_id);
  void (*show_link_state) (CrmWorkspace *self,
                           const char *ticket_id,
                           const char *ticket_name,
                           CrmLinkState state,
                           const GError *error);
};

/* Returns: (transfer none) (nullable): a surface inside the create panel, preheated if one was ready;
 *   NULL when this machine has no working engine. */
CrmEmbedSurface *crm_workspace_open_embed (CrmWorkspace *self);
void crm_workspace_show_create_panel (CrmWorkspace *self, CrmCreatePanelState state, CrmEmbedFailure failure);
/* TICKET_CREATE_ERROR: an error bar above the form; what was typed stays (TCKT-S03 ERR-2). NULL hides it. */
void crm_workspace_show_create_error (CrmWorkspace *self, const char *code, const char *message);
/* Loads the list of tickets again and shows it. */
void crm_workspace_refresh_tickets (CrmWorkspace *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean crm_workspace_refresh_tickets_finish (CrmWorkspace *self, GAsyncResult *result, GError **error);
gboolean crm_workspace_has_ticket (CrmWorkspace *self, const char *ticket_id);
void crm_workspace_highlight_ticket (CrmWorkspace *self, const char *ticket_id);
/* @ticket_id: (nullable): NULL while not even the create has come through */
void crm_workspace_show_link_state (CrmWorkspace *self,
                                    const char *ticket_id,
                                    const char *ticket_name,
                                    CrmLinkState state,
                                    const GError *error);

G_END_DECLS
