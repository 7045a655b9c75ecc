/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-flow-create-in-embed"

#include "crm-flow-create-in-embed.h"
#include "crm-embed-form.h"
#include "crm-event-names.h"
#include "crm-flow-link-created.h"

/*
 * An agent raises a ticket on a customer through the CRM's own form (TCKT-S01 … TCKT-S04).
 * Started by Create New in the Tickets section. What passes between us and the form: crm-embed-form.c.
 *
 *   1 ask for the embed's token, and side by side
 *   2 open the surface and load the form; a skeleton shows until EMBED_READY
 *   3 EMBED_READY → EMBED_INIT to exactly the form's origin, as soon as the token is there
 *   4 while the form is open: its errors, its height, fresh tokens, and the wish to close
 *   5 TICKET_CREATED → the panel closes; the queue takes the ticket over: it is read again, and linked where the
 *     CRM has not done it                                                            (crm-flow-associate.c)
 *   6 say so, and show the card                                                      (crm-flow-link-created.c)
 *
 * A failure in 1–4 shows in the panel and waits for retry or close, one in 5 waits for retry_link.
 * Ends ("finished") when the panel is closed without a ticket, when the ticket is linked, or when linking has
 * failed and nobody is there to retry. A closed customer ends 1–4; of 5 it stops the showing, not the linking.
 */

static void step_1_token (CrmFlowCreateInEmbed *self);
static void step_2_form (CrmFlowCreateInEmbed *self);
static void on_form_failed (CrmEmbedForm *form, int failure, CrmFlowCreateInEmbed *self);
static void step_3_ready (CrmFlowCreateInEmbed *self);
static void on_init_dropped (CrmEmbedForm *form, const char *attempted_origin, CrmFlowCreateInEmbed *self);
static void on_create_error (CrmEmbedForm *, const char *code, const char *message, CrmFlowCreateInEmbed *);
static void on_form_closed (CrmFlowCreateInEmbed *self);
static void
step_5_created (CrmEmbedForm *, const char *ticket_id, const char *ticket_name, CrmFlowCreateInEmbed *);
static void on_workspace_gone (gpointer user_data, GObject *where_it_was);

struct _CrmFlowCreateInEmbed
{
  GObject parent_instance;

  CrmClient *client;
  CrmTelemetry *telemetry;
  CrmHandoffQueue *queue;
  CrmProfile *profile;
  CrmCustomer *customer;
  CrmWorkspace *workspace; /* weak: NULL once the customer is closed */

  CrmEmbedForm *form;       /* steps 1–4; NULL before and after */
  CrmFlowLinkCreated *link; /* steps 5–6 */
};

enum {
  INSPECTED,
  FINISHED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CrmFlowCreateInEmbed, crm_flow_create_in_embed, G_TYPE_OBJECT)

static void
finish (CrmFlowCreateInEmbed *self)
{
  g_signal_emit (self, signals[FINISHED], 0);
  g_object_unref (self); /* taken at the start */
}

static const char *
get_contact_id (CrmFlowCreateInEmbed *self)
{
  return crm_customer_get_id (self->customer);
}

/* --- step 1: the token ---------------------------------------------------------------------------- */

static void
on_form_inspected (CrmEmbedForm *form,
                   const char *direction,
                   const char *text,
                   const char *drop,
                   CrmFlowCreateInEmbed *self)
{
  g_signal_emit (self, signals[INSPECTED], 0, direction, text, drop);
}

void
crm_flow_create_in_embed_start (CrmFlowCreateInEmbed *self, const char *locale, const char *color_scheme)
{
  g_return_if_fail (CRM_IS_FLOW_CREATE_IN_EMBED (self) && self->form == NULL);

  g_object_ref (self);
  self->form = crm_embed_form_new (self->client, self->profile, self->customer, locale, color_scheme);
  g_signal_connect (self->form, "inspected", G_CALLBACK (on_form_inspected), self);
  g_signal_connect (self->form, "failed", G_CALLBACK (on_form_failed), self);
  g_signal_connect_swapped (self->form, "ready", G_CALLBACK (step_3_ready), self);
  g_signal_connect (self->form, "init-dropped", G_CALLBACK (on_init_dropped), self);
  g_signal_connect (self->form, "create-error", G_CALLBACK (on_create_error), self);
  g_signal_connect_swapped (self->form, "closed", G_CALLBACK (on_form_closed), self);
  g_signal_connect (self->form, "created", G_CALLBACK (step_5_created), self);
  step_1_token (self);
}

void
crm_flow_create_in_embed_retry (CrmFlowCreateInEmbed *self)
{
  g_return_if_fail (CRM_IS_FLOW_CREATE_IN_EMBED (self));

  if (self->form != NULL && crm_embed_form_retry (self->form))
    step_1_token (self);
}

static void
step_1_token (CrmFlowCreateInEmbed *self)
{
  crm_workspace_show_create_panel (self->workspace, CRM_CREATE_PANEL_LOADING, 0);
  if (!crm_embed_form_is_allowed (self->form))
    {
      on_init_dropped (self->form, crm_embed_form_get_origin (self->form), self);
      crm_embed_form_fail (self->form, CRM_EMBED_FAILURE_ORIGIN);
      return;
    }
  crm_embed_form_prepare (self->form);
  step_2_form (self);
}

/* --- step 2: the form ------------------------------------------------------------------------------ */

static void
step_2_form (CrmFlowCreateInEmbed *self)
{
  CrmEmbedSurface *surface = crm_workspace_open_embed (self->workspace);

  if (surface == NULL)
    {
      crm_embed_form_fail (self->form, CRM_EMBED_FAILURE_ENGINE);
      return;
    }
  crm_telemetry_record (self->telemetry, "cdp_ticket_embed_opened", "company_sso_id",
                        crm_profile_get_company_sso_id (self->profile), "contact_id", get_contact_id (self),
                        "qontak_customer_id", get_contact_id (self), "user_id",
                        crm_profile_get_user_id (self->profile), NULL);
  crm_embed_form_load (self->form, surface);
}

static void
on_form_failed (CrmEmbedForm *form, int failure, CrmFlowCreateInEmbed *self)
{
  crm_workspace_show_create_panel (self->workspace, CRM_CREATE_PANEL_FAILED, (CrmEmbedFailure) failure);
}

/* --- step 3: EMBED_READY, EMBED_INIT ----------------------------------------------------------------- */

static void
step_3_ready (CrmFlowCreateInEmbed *self)
{
  crm_workspace_show_create_panel (self->workspace, CRM_CREATE_PANEL_FORM, 0);
}

/* TCKT-S02 ERR-1 */
static void
on_init_dropped (CrmEmbedForm *form, const char *attempted_origin, CrmFlowCreateInEmbed *self)
{
  gboolean is_origin = crm_event_names_accepts_value ("attempted_origin", attempted_origin);

  crm_telemetry_record (self->telemetry, "cdp_ticket_embed_init_dropped", "company_sso_id",
                        crm_profile_get_company_sso_id (self->profile), "attempted_origin",
                        is_origin ? attempted_origin : "null", NULL);
}

/* --- step 4: while the form is open ------------------------------------------------------------------- */

static void
on_create_error (CrmEmbedForm *form, const char *code, const char *message, CrmFlowCreateInEmbed *self)
{
  /* A page may put anything into its code; telemetry takes what looks like one (SEC-27). */
  gboolean is_code = crm_event_names_accepts_value ("error_code", code);

  crm_telemetry_record (self->telemetry, "cdp_ticket_embed_create_error", "contact_id", get_contact_id (self),
                        "error_code", is_code ? code : "other", NULL);
  crm_workspace_show_create_error (self->workspace, code, message);
}

void
crm_flow_create_in_embed_request_close (CrmFlowCreateInEmbed *self)
{
  g_return_if_fail (CRM_IS_FLOW_CREATE_IN_EMBED (self));

  if (self->form != NULL)
    crm_embed_form_request_close (self->form);
}

static void
let_go_of_form (CrmFlowCreateInEmbed *self)
{
  g_signal_handlers_disconnect_by_data (self->form, self);
  g_clear_object (&self->form);
}

static void
on_form_closed (CrmFlowCreateInEmbed *self)
{
  let_go_of_form (self);
  if (self->workspace != NULL)
    crm_workspace_show_create_panel (self->workspace, CRM_CREATE_PANEL_HIDDEN, 0);
  finish (self);
}

/* --- steps 5 and 6 --------------------------------------------------------------------------------- */

static void
step_5_created (CrmEmbedForm *form,
                const char *ticket_id,
                const char *ticket_name,
                CrmFlowCreateInEmbed *self)
{
  CrmHandoff *handoff;

  let_go_of_form (self);
  crm_workspace_show_create_panel (self->workspace, CRM_CREATE_PANEL_HIDDEN, 0);
  handoff =
      crm_handoff_new_link (crm_customer_get_id (self->customer), crm_customer_get_name (self->customer),
                            ticket_id, ticket_name, CRM_HANDOFF_BY_LEAD);
  self->link = crm_flow_link_created_new (self->workspace, crm_handoff_queue_add (self->queue, handoff));
  g_signal_connect_object (self->link, "finished", G_CALLBACK (finish), self, G_CONNECT_SWAPPED);
  crm_flow_link_created_start (self->link);
}

void
crm_flow_create_in_embed_retry_link (CrmFlowCreateInEmbed *self)
{
  g_return_if_fail (CRM_IS_FLOW_CREATE_IN_EMBED (self));

  if (self->link != NULL)
    crm_flow_link_created_retry (self->link);
}

/* The customer was closed. */
static void
on_workspace_gone (gpointer user_data, GObject *where_it_was)
{
  CrmFlowCreateInEmbed *self = user_data;

  self->workspace = NULL;
  if (self->form != NULL)
    crm_embed_form_close (self->form);
}

/* --- object ---------------------------------------------------------------------------------------------- */

static void
crm_flow_create_in_embed_finalize (GObject *object)
{
  CrmFlowCreateInEmbed *self = CRM_FLOW_CREATE_IN_EMBED (object);

  if (self->workspace != NULL)
    g_object_weak_unref (G_OBJECT (self->workspace), on_workspace_gone, self);
  g_clear_object (&self->client);
  g_clear_object (&self->telemetry);
  g_clear_object (&self->queue);
  g_clear_object (&self->profile);
  g_clear_object (&self->customer);
  g_clear_object (&self->link);
  G_OBJECT_CLASS (crm_flow_create_in_embed_parent_class)->finalize (object);
}

static void
crm_flow_create_in_embed_class_init (CrmFlowCreateInEmbedClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = crm_flow_create_in_embed_finalize;

  signals[INSPECTED] = g_signal_new ("inspected", CRM_TYPE_FLOW_CREATE_IN_EMBED, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
  signals[FINISHED] = g_signal_new ("finished", CRM_TYPE_FLOW_CREATE_IN_EMBED, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 0);
}

static void
crm_flow_create_in_embed_init (CrmFlowCreateInEmbed *self)
{
}

CrmFlowCreateInEmbed *
crm_flow_create_in_embed_new (CrmClient *client,
                              CrmTelemetry *telemetry,
                              CrmHandoffQueue *queue,
                              CrmProfile *profile,
                              CrmCustomer *customer,
                              CrmWorkspace *workspace)
{
  CrmFlowCreateInEmbed *self = g_object_new (CRM_TYPE_FLOW_CREATE_IN_EMBED, NULL);

  self->client = g_object_ref (client);
  self->telemetry = g_object_ref (telemetry);
  self->queue = g_object_ref (queue);
  self->profile = g_object_ref (profile);
  self->customer = g_object_ref (customer);
  self->workspace = workspace;
  g_object_weak_ref (G_OBJECT (workspace), on_workspace_gone, self);
  return self;
}
