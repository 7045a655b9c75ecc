/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-flow-link-created"

#include "crm-flow-link-created.h"
#include "crm-error.h"

/*
 * Steps 5 and 6 of raising a ticket through the embed (TCKT-S03 AC-1, TCKT-S04), started by TICKET_CREATED.
 *
 *   5a read the ticket by the API: what a page says is a hint
 *   5b refresh the list of tickets
 *   5c not linked by the CRM → one association call, then refresh again
 *   6  say so, and show the card
 *
 * A failure in 5a or 5c shows "Created, not linked yet" and waits for retry, with the same idempotency key.
 * Ends ("finished") when the ticket is linked, or when it could not be and the customer is closed.
 * A customer that is closed meanwhile stops the showing, not the linking.
 */

static void read_ticket (CrmFlowLinkCreated *self);
static void on_ticket_read (GObject *source, GAsyncResult *result, gpointer user_data);
static void refresh_tickets (CrmFlowLinkCreated *self);
static void on_tickets_refreshed (GObject *source, GAsyncResult *result, gpointer user_data);
static void after_refresh (CrmFlowLinkCreated *self);
static void associate_ticket (CrmFlowLinkCreated *self);
static void on_ticket_associated (GObject *source, GAsyncResult *result, gpointer user_data);
static void show_not_linked (CrmFlowLinkCreated *self, const GError *error);
static void show_linked (CrmFlowLinkCreated *self);
static void on_workspace_gone (gpointer user_data, GObject *where_it_was);

typedef enum {
  STAGE_IDLE,
  STAGE_READING,
  STAGE_REFRESHING,
  STAGE_LINKING,
  STAGE_SHOWING, /* linked; the list is refreshed once more where this flow linked it */
  STAGE_NOT_LINKED,
  STAGE_OVER,
} Stage;

#define TO(stage) (1u << (stage))
static const guint next_stages[] = {
  [STAGE_IDLE] = TO (STAGE_READING),
  [STAGE_READING] = TO (STAGE_REFRESHING) | TO (STAGE_NOT_LINKED),
  [STAGE_REFRESHING] = TO (STAGE_LINKING) | TO (STAGE_SHOWING),
  [STAGE_LINKING] = TO (STAGE_SHOWING) | TO (STAGE_NOT_LINKED),
  [STAGE_SHOWING] = TO (STAGE_OVER),
  [STAGE_NOT_LINKED] = TO (STAGE_READING) | TO (STAGE_LINKING) | TO (STAGE_OVER),
  [STAGE_OVER] = 0,
};

struct _CrmFlowLinkCreated
{
  GObject parent_instance;

  CrmClient *client;
  CrmTelemetry *telemetry;
  CrmCustomer *customer;
  CrmWorkspace *workspace; /* weak: NULL once the customer is closed */
  Stage stage;
  char *ticket_id;
  char *ticket_name;
  CrmTicket *ticket;     /* as the API gave it */
  char *association_key; /* one intent, however often it is tried */
};

enum {
  FINISHED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CrmFlowLinkCreated, crm_flow_link_created, G_TYPE_OBJECT)

static void
enter (CrmFlowLinkCreated *self, Stage stage)
{
  g_return_if_fail ((next_stages[self->stage] & TO (stage)) != 0);

  self->stage = stage;
  if (stage != STAGE_OVER)
    return;
  g_signal_emit (self, signals[FINISHED], 0);
  g_object_unref (self); /* taken at the start */
}

static const char *
get_contact_id (CrmFlowLinkCreated *self)
{
  return crm_customer_get_id (self->customer);
}

/* --- step 5: read, refresh, link ------------------------------------------------------------------------- */

void
crm_flow_link_created_start (CrmFlowLinkCreated *self, const char *ticket_id, const char *ticket_name)
{
  g_return_if_fail (CRM_IS_FLOW_LINK_CREATED (self) && self->stage == STAGE_IDLE);

  g_object_ref (self);
  self->ticket_id = g_strdup (ticket_id);
  self->ticket_name = g_strdup (ticket_name);
  read_ticket (self);
}

static void
read_ticket (CrmFlowLinkCreated *self)
{
  enter (self, STAGE_READING);
  if (self->workspace != NULL)
    crm_workspace_show_link_state (self->workspace, self->ticket_id, self->ticket_name, CRM_LINK_PENDING,
                                   NULL);
  crm_client_load_ticket (self->client, self->ticket_id, NULL, on_ticket_read, g_object_ref (self));
}

static void
on_ticket_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CrmFlowLinkCreated) self = user_data;
  g_autoptr (GError) error = NULL;

  self->ticket = crm_client_load_ticket_finish (CRM_CLIENT (source), result, &error);
  if (self->ticket == NULL)
    {
      show_not_linked (self, error);
      return;
    }
  crm_telemetry_record (self->telemetry, "cdp_ticket_embed_created", "contact_id", get_contact_id (self),
                        "ticket_id", crm_ticket_get_id (self->ticket), "pipeline_id",
                        crm_ticket_get_pipeline_id (self->ticket), "data_source",
                        crm_ticket_get_data_source (self->ticket), NULL);
  enter (self, STAGE_REFRESHING);
  refresh_tickets (self);
}

static void
refresh_tickets (CrmFlowLinkCreated *self)
{
  if (self->workspace != NULL)
    crm_workspace_refresh_tickets (self->workspace, NULL, on_tickets_refreshed, g_object_ref (self));
  else
    after_refresh (self);
}

static void
on_tickets_refreshed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CrmFlowLinkCreated) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!crm_workspace_refresh_tickets_finish (CRM_WORKSPACE (source), result, &error))
    g_debug ("the list was not refreshed: %s %d", g_quark_to_string (error->domain), error->code);
  /* Where the workspace went meanwhile, on_workspace_gone has continued already. */
  if (self->workspace != NULL)
    after_refresh (self);
}

static void
after_refresh (CrmFlowLinkCreated *self)
{
  /* The list may be filtered, so that the ticket's own word counts as well. */
  gboolean is_linked =
      crm_ticket_has_customer (self->ticket, get_contact_id (self)) ||
      (self->workspace != NULL && crm_workspace_has_ticket (self->workspace, self->ticket_id));

  if (self->stage == STAGE_REFRESHING && !is_linked)
    {
      associate_ticket (self);
      return;
    }
  if (self->stage == STAGE_REFRESHING)
    enter (self, STAGE_SHOWING);
  show_linked (self);
}

static void
associate_ticket (CrmFlowLinkCreated *self)
{
  enter (self, STAGE_LINKING);
  crm_client_associate_ticket (self->client, get_contact_id (self), self->ticket_id, self->association_key,
                               NULL, on_ticket_associated, g_object_ref (self));
}

static void
on_ticket_associated (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CrmFlowLinkCreated) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmTicket) ticket =
      crm_client_associate_ticket_finish (CRM_CLIENT (source), result, NULL, &error);

  if (ticket == NULL)
    {
      crm_telemetry_record (self->telemetry, "cdp_ticket_embed_associate_failed", "contact_id",
                            get_contact_id (self), "ticket_id", self->ticket_id, "reason",
                            crm_error_to_wire (error->code), NULL);
      show_not_linked (self, error);
      return;
    }
  enter (self, STAGE_SHOWING);
  refresh_tickets (self);
}

void
crm_flow_link_created_retry (CrmFlowLinkCreated *self)
{
  g_return_if_fail (CRM_IS_FLOW_LINK_CREATED (self));

  if (self->stage != STAGE_NOT_LINKED)
    return;
  if (self->ticket == NULL)
    {
      read_ticket (self);
      return;
    }
  crm_workspace_show_link_state (self->workspace, self->ticket_id, crm_ticket_get_name (self->ticket),
                                 CRM_LINK_PENDING, NULL);
  associate_ticket (self);
}

/* --- step 6: say what happened ------------------------------------------------------------------------------ */

static void
show_not_linked (CrmFlowLinkCreated *self, const GError *error)
{
  const char *name = self->ticket != NULL ? crm_ticket_get_name (self->ticket) : self->ticket_name;

  enter (self, STAGE_NOT_LINKED);
  if (self->workspace != NULL)
    crm_workspace_show_link_state (self->workspace, self->ticket_id, name, CRM_LINK_FAILED, error);
  else
    enter (self, STAGE_OVER);
}

static void
show_linked (CrmFlowLinkCreated *self)
{
  if (self->workspace != NULL)
    {
      crm_workspace_highlight_ticket (self->workspace, self->ticket_id);
      crm_workspace_show_link_state (self->workspace, self->ticket_id, crm_ticket_get_name (self->ticket),
                                     CRM_LINK_DONE, NULL);
    }
  enter (self, STAGE_OVER);
}

/* The customer was closed. */
static void
on_workspace_gone (gpointer user_data, GObject *where_it_was)
{
  CrmFlowLinkCreated *self = user_data;

  self->workspace = NULL;
  if (self->stage == STAGE_REFRESHING || self->stage == STAGE_SHOWING)
    after_refresh (self);
  else if (self->stage == STAGE_NOT_LINKED)
    enter (self, STAGE_OVER);
}

/* --- object ---------------------------------------------------------------------------------------------- */

static void
crm_flow_link_created_finalize (GObject *object)
{
  CrmFlowLinkCreated *self = CRM_FLOW_LINK_CREATED (object);

  if (self->workspace != NULL)
    g_object_weak_unref (G_OBJECT (self->workspace), on_workspace_gone, self);
  g_clear_object (&self->client);
  g_clear_object (&self->telemetry);
  g_clear_object (&self->customer);
  g_clear_object (&self->ticket);
  g_free (self->ticket_id);
  g_free (self->ticket_name);
  g_free (self->association_key);
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
  self->association_key = g_uuid_string_random ();
}

CrmFlowLinkCreated *
crm_flow_link_created_new (CrmClient *client,
                           CrmTelemetry *telemetry,
                           CrmCustomer *customer,
                           CrmWorkspace *workspace)
{
  CrmFlowLinkCreated *self = g_object_new (CRM_TYPE_FLOW_LINK_CREATED, NULL);

  self->client = g_object_ref (client);
  self->telemetry = g_object_ref (telemetry);
  self->customer = g_object_ref (customer);
  self->workspace = workspace;
  if (workspace != NULL)
    g_object_weak_ref (G_OBJECT (workspace), on_workspace_gone, self);
  return self;
}
