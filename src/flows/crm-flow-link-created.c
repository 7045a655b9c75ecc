/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the agent sees of a hand-off once its form is closed: the last steps of both create flows.
 *
 * Who starts it: CrmFlowCreateInEmbed after TICKET_CREATED, CrmFlowCreateNative once the ticket exists or its create has to
 * wait for the server. The queue works on the hand-off meanwhile, whether anybody looks or not.
 *
 *   1  pending    what an earlier failure said is taken away
 *   2  failing    the first try in vain is told, once, with Retry; later ones are the pending place's business
 *   3  linked     refresh the list
 *   4  show       highlight the card, and say so
 *
 * How it ends: `finished`, after 4; when the agent gave the hand-off up; or, with the customer closed, when it waits.
 */
#define G_LOG_DOMAIN "crm-flows"

#include "crm-flow-link-created.h"

#include "crm-error.h"

struct _CrmFlowLinkCreated
{
  GObject parent_instance;

  CrmWorkspace *workspace; /* weak: NULL once the customer is closed */
  CrmFlowAssociate *handoff;
  gboolean is_failure_shown;
  gboolean is_over;
};

enum { FINISHED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CrmFlowLinkCreated, crm_flow_link_created, G_TYPE_OBJECT)

static void step_1_pending (CrmFlowLinkCreated *self);
static void step_2_failing (CrmFlowAssociate *handoff, CrmFlowLinkCreated *self);
static void
step_3_linked (CrmFlowAssociate *handoff, CrmTicket *ticket, GError *error, CrmFlowLinkCreated *self);
static void on_refreshed (GObject *source, GAsyncResult *result, gpointer user_data);
static void step_4_show (CrmFlowLinkCreated *self);

static void
show_state (CrmFlowLinkCreated *self, CrmLinkState state, const GError *error)
{
  const CrmHandoff *row = crm_flow_associate_get_row (self->handoff);

  self->is_failure_shown = state == CRM_LINK_FAILED;
  if (self->workspace != NULL)
    crm_workspace_show_link_state (self->workspace, row->ticket_id, row->ticket_name, state, error);
}

static void
finish (CrmFlowLinkCreated *self)
{
  if (self->is_over)
    return;
  self->is_over = TRUE;
  g_signal_handlers_disconnect_by_data (self->handoff, self);
  g_signal_emit (self, signals[FINISHED], 0);
  g_object_unref (self); /* taken at the start */
}

/* --- 1: pending ------------------------------------------------------------------------------------ */

void
crm_flow_link_created_start (CrmFlowLinkCreated *self)
{
  g_return_if_fail (CRM_IS_FLOW_LINK_CREATED (self));

  g_object_ref (self);
  g_signal_connect (self->handoff, "moved", G_CALLBACK (step_2_failing), self);
  g_signal_connect (self->handoff, "finished", G_CALLBACK (step_3_linked), self);
  step_1_pending (self);
}

static void
step_1_pending (CrmFlowLinkCreated *self)
{
  show_state (self, CRM_LINK_PENDING, NULL);
  step_2_failing (self->handoff, self);
}

void
crm_flow_link_created_retry (CrmFlowLinkCreated *self)
{
  g_return_if_fail (CRM_IS_FLOW_LINK_CREATED (self));

  /* An impatient agent presses it twice: the second time there is nothing that rests. */
  if (!self->is_over && self->is_failure_shown && crm_flow_associate_hurry (self->handoff))
    show_state (self, CRM_LINK_PENDING, NULL);
}

/* --- 2: failing ------------------------------------------------------------------------------------ */

static void
step_2_failing (CrmFlowAssociate *handoff, CrmFlowLinkCreated *self)
{
  const CrmHandoff *row = crm_flow_associate_get_row (handoff);

  if (row->tries > 0 && !self->is_failure_shown)
    show_state (self, CRM_LINK_FAILED, crm_flow_associate_get_failure (handoff));
  if (self->workspace == NULL && row->state == CRM_HANDOFF_WAITING)
    finish (self);
}

/* --- 3: linked ------------------------------------------------------------------------------------- */

static void
step_3_linked (CrmFlowAssociate *handoff, CrmTicket *ticket, GError *error, CrmFlowLinkCreated *self)
{
  if (ticket == NULL)
    {
      show_state (self, CRM_LINK_PENDING, NULL); /* given up: nothing is left to retry */
      finish (self);
    }
  else if (self->workspace != NULL)
    crm_workspace_refresh_tickets (self->workspace, NULL, on_refreshed, g_object_ref (self));
  else
    finish (self);
}

static void
on_refreshed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CrmFlowLinkCreated) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!crm_workspace_refresh_tickets_finish (CRM_WORKSPACE (source), result, &error))
    g_debug ("the list was not refreshed: %s %d", g_quark_to_string (error->domain), error->code);
  step_4_show (self);
}

/* --- 4: show --------------------------------------------------------------------------------------- */

static void
step_4_show (CrmFlowLinkCreated *self)
{
  if (self->workspace != NULL)
    crm_workspace_highlight_ticket (self->workspace, crm_flow_associate_get_row (self->handoff)->ticket_id);
  show_state (self, CRM_LINK_DONE, NULL);
  finish (self);
}

/* The customer was closed. */
static void
on_workspace_gone (gpointer user_data, GObject *where_it_was)
{
  CrmFlowLinkCreated *self = user_data;

  self->workspace = NULL;
  if (crm_flow_associate_get_row (self->handoff)->state == CRM_HANDOFF_WAITING)
    finish (self);
}

/* --- object ---------------------------------------------------------------------------------------- */

static void
crm_flow_link_created_finalize (GObject *object)
{
  CrmFlowLinkCreated *self = CRM_FLOW_LINK_CREATED (object);

  if (self->workspace != NULL)
    g_object_weak_unref (G_OBJECT (self->workspace), on_workspace_gone, self);
  g_clear_object (&self->handoff);

  G_OBJECT_CLASS (crm_flow_link_created_parent_class)->finalize (object);
}

static void
crm_flow_link_created_class_init (CrmFlowLinkCreatedClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = crm_flow_link_created_finalize;

  signals[FINISHED] = g_signal_new ("finished", CRM_TYPE_FLOW_LINK_CREATED, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 0);
}

static void
crm_flow_link_created_init (CrmFlowLinkCreated *self)
{
}

CrmFlowLinkCreated *
crm_flow_link_created_new (CrmWorkspace *workspace, CrmFlowAssociate *handoff)
{
  CrmFlowLinkCreated *self = g_object_new (CRM_TYPE_FLOW_LINK_CREATED, NULL);

  self->handoff = g_object_ref (handoff);
  self->workspace = workspace;
  if (workspace != NULL)
    g_object_weak_ref (G_OBJECT (workspace), on_workspace_gone, self);
  return self;
}
