/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-flow-create-in-embed"

#include "crm-flow-create-in-embed.h"
#include "crm-embed-tokens.h"
#include "crm-event-names.h"
#include "crm-flow-link-created.h"

/*
 * An agent raises a ticket on a customer through the CRM's own form (TCKT-S01 … TCKT-S04).
 * Started by Create New in the Tickets section.
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

#define CLOSE_ANSWER_MS 2000 /* for the form to close, or to say anything that shows it is asking */
#define CREATE_PATH     "/embed/ticket/create"

static void open_form (CrmFlowCreateInEmbed *self);
static void on_token (CrmFlowCreateInEmbed *self);
static void on_token_refused (CrmFlowCreateInEmbed *self);
static void load_form (CrmFlowCreateInEmbed *self);
static gboolean on_ready_timeout (gpointer user_data);
static void on_surface_dropped (CrmEmbedSurface *,
                                const char *origin,
                                const char *text,
                                int drop,
                                CrmFlowCreateInEmbed *);
static void on_surface_failed (CrmEmbedSurface *surface, int failure, CrmFlowCreateInEmbed *self);
static void
on_surface_message (CrmEmbedSurface *, const char *origin, const char *text, CrmFlowCreateInEmbed *);
static void on_form_ready (CrmFlowCreateInEmbed *self);
static void post_init (CrmFlowCreateInEmbed *self, char *token);
static void drop_init (CrmFlowCreateInEmbed *self, const char *attempted_origin);
static void show_create_error (CrmFlowCreateInEmbed *self, const CrmEmbedMessage *message);
static gboolean on_close_unanswered (gpointer user_data);
static void fail_form (CrmFlowCreateInEmbed *self, CrmEmbedFailure failure);
static void close_form (CrmFlowCreateInEmbed *self);
static void on_ticket_created (CrmFlowCreateInEmbed *self, const CrmEmbedMessage *message);
static void on_workspace_gone (gpointer user_data, GObject *where_it_was);

/* What happens inside STAGE_FORM is the embed session's business (contract/crm-embed-session.h). */
typedef enum {
  STAGE_IDLE,
  STAGE_FORM,
  STAGE_LINKING,
  STAGE_OVER,
} Stage;

struct _CrmFlowCreateInEmbed
{
  GObject parent_instance;

  CrmTelemetry *telemetry;
  CrmHandoffQueue *queue;
  CrmProfile *profile;
  CrmCustomer *customer;
  CrmWorkspace *workspace; /* weak: NULL once the customer is closed */
  char *locale;
  char *color_scheme;
  Stage stage;

  /* Steps 1–4 */
  CrmOriginList *allowed;
  CrmEmbedSession *session;
  CrmEmbedSurface *surface;
  CrmEmbedTokens *tokens;
  gboolean is_ready; /* EMBED_READY came */
  gboolean has_init; /* EMBED_INIT went */
  guint ready_timer;
  guint close_timer;

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
  self->stage = STAGE_OVER;
  g_signal_emit (self, signals[FINISHED], 0);
  g_object_unref (self); /* taken at the start */
}

static const char *
get_contact_id (CrmFlowCreateInEmbed *self)
{
  return crm_customer_get_id (self->customer);
}

/* --- step 1: the token ---------------------------------------------------------------------------- */

void
crm_flow_create_in_embed_start (CrmFlowCreateInEmbed *self, const char *locale, const char *color_scheme)
{
  g_return_if_fail (CRM_IS_FLOW_CREATE_IN_EMBED (self) && self->stage == STAGE_IDLE);

  g_object_ref (self);
  self->locale = g_strdup (locale);
  self->color_scheme = g_strdup (color_scheme);
  self->stage = STAGE_FORM;
  open_form (self);
}

void
crm_flow_create_in_embed_retry (CrmFlowCreateInEmbed *self)
{
  g_return_if_fail (CRM_IS_FLOW_CREATE_IN_EMBED (self));

  if (self->stage == STAGE_FORM && crm_embed_session_retry (self->session))
    open_form (self);
}

static void
open_form (CrmFlowCreateInEmbed *self)
{
  const char *origin = crm_embed_session_get_origin (self->session);

  self->is_ready = FALSE;
  self->has_init = FALSE;
  crm_workspace_show_create_panel (self->workspace, CRM_CREATE_PANEL_LOADING, 0);
  if (!crm_origin_list_contains (self->allowed, origin))
    {
      drop_init (self, origin);
      fail_form (self, CRM_EMBED_FAILURE_ORIGIN);
      return;
    }
  crm_embed_tokens_ask (self->tokens);
  load_form (self);
}

static void
send_token (CrmFlowCreateInEmbed *self)
{
  char *token = crm_embed_tokens_steal (self->tokens);

  if (token != NULL)
    post_init (self, token);
  else
    crm_embed_tokens_ask (self->tokens);
}

static void
on_token (CrmFlowCreateInEmbed *self)
{
  if (self->is_ready)
    send_token (self);
}

/* A form that has had one goes on with it until the next comes. */
static void
on_token_refused (CrmFlowCreateInEmbed *self)
{
  if (!self->has_init)
    fail_form (self, CRM_EMBED_FAILURE_TOKEN);
}

/* --- step 2: the form ------------------------------------------------------------------------------ */

static void
load_form (CrmFlowCreateInEmbed *self)
{
  const char *base = crm_profile_get_embed_url (self->profile);
  gboolean has_slash = g_str_has_suffix (base, "/");
  g_autofree char *url = g_strconcat (base, has_slash ? &CREATE_PATH[1] : CREATE_PATH, NULL);

  g_set_object (&self->surface, crm_workspace_open_embed (self->workspace));
  if (self->surface == NULL)
    {
      fail_form (self, CRM_EMBED_FAILURE_ENGINE);
      return;
    }

  crm_telemetry_record (self->telemetry, "cdp_ticket_embed_opened", "company_sso_id",
                        crm_profile_get_company_sso_id (self->profile), "contact_id", get_contact_id (self),
                        "qontak_customer_id", get_contact_id (self), "user_id",
                        crm_profile_get_user_id (self->profile), NULL);
  g_signal_connect_object (self->surface, "message", G_CALLBACK (on_surface_message), self, 0);
  g_signal_connect_object (self->surface, "dropped", G_CALLBACK (on_surface_dropped), self, 0);
  g_signal_connect_object (self->surface, "failed", G_CALLBACK (on_surface_failed), self, 0);
  self->ready_timer =
      g_timeout_add (crm_profile_get_embed_ready_timeout (self->profile), on_ready_timeout, self);
  crm_embed_surface_load (self->surface, url, crm_embed_session_get_origin (self->session));
}

static gboolean
on_ready_timeout (gpointer user_data)
{
  g_autoptr (CrmFlowCreateInEmbed) self = g_object_ref (user_data);

  self->ready_timer = 0;
  fail_form (self, CRM_EMBED_FAILURE_TIMEOUT);
  return G_SOURCE_REMOVE;
}

static void
on_surface_failed (CrmEmbedSurface *surface, int failure, CrmFlowCreateInEmbed *self)
{
  fail_form (self, (CrmEmbedFailure) failure);
}

/* --- what the form says: the session decides what it means ------------------------------------------ */

static void
on_surface_dropped (CrmEmbedSurface *surface,
                    const char *origin,
                    const char *text,
                    int drop,
                    CrmFlowCreateInEmbed *self)
{
  g_debug ("embed: %s", crm_embed_drop_to_wire ((CrmEmbedDrop) drop));
  g_signal_emit (self, signals[INSPECTED], 0, "in", text, crm_embed_drop_to_wire ((CrmEmbedDrop) drop));
}

static void
on_surface_message (CrmEmbedSurface *surface,
                    const char *origin,
                    const char *text,
                    CrmFlowCreateInEmbed *self)
{
  g_autoptr (CrmEmbedMessage) message = NULL;
  CrmEmbedDrop drop = CRM_EMBED_DROP_NONE;
  CrmEmbedAct act = crm_embed_session_receive (self->session, origin, text, -1, &message, &drop);
  const char *why = drop != CRM_EMBED_DROP_NONE ? crm_embed_drop_to_wire (drop) : NULL;

  g_debug ("embed: %s", why != NULL ? why : crm_embed_message_type_to_wire (message->type));
  g_signal_emit (self, signals[INSPECTED], 0, "in", text, why);
  if (drop == CRM_EMBED_DROP_NONE)
    g_clear_handle_id (&self->close_timer, g_source_remove);

  switch (act)
    {
    case CRM_EMBED_ACT_NOTHING:
      break;
    case CRM_EMBED_ACT_SEND_INIT:
      on_form_ready (self);
      break;
    case CRM_EMBED_ACT_DROP_INIT:
      drop_init (self, origin);
      break;
    case CRM_EMBED_ACT_SHOW_ERROR:
      show_create_error (self, message);
      break;
    case CRM_EMBED_ACT_RESIZE:
      crm_embed_surface_set_height (self->surface, message->height);
      break;
    case CRM_EMBED_ACT_SHOW_FAILURE:
      fail_form (self, CRM_EMBED_FAILURE_LOAD);
      break;
    case CRM_EMBED_ACT_FINISH:
      on_ticket_created (self, message);
      break;
    case CRM_EMBED_ACT_CLOSE:
      close_form (self);
      break;
    }
}

/* --- step 3: EMBED_READY, EMBED_INIT ------------------------------------------------------------------ */

/* Again from a form that has had its EMBED_INIT: it has loaded itself anew, or its token is no longer taken. */
static void
on_form_ready (CrmFlowCreateInEmbed *self)
{
  g_clear_handle_id (&self->ready_timer, g_source_remove);
  self->is_ready = TRUE;
  crm_workspace_show_create_panel (self->workspace, CRM_CREATE_PANEL_FORM, 0);
  send_token (self);
}

/* @token: (transfer full) */
static void
post_init (CrmFlowCreateInEmbed *self, char *token)
{
  g_autofree char *carried_away = token;
  CrmEmbedInit init = {
    .room_id = NULL, /* from a customer there is no room */
    .contact_name = crm_customer_get_name (self->customer),
    .contact_phone = crm_customer_get_phone (self->customer),
    .contact_email = crm_customer_get_email (self->customer),
    .contact_account_uniq_id = crm_customer_get_account_uniq_id (self->customer),
    .qontak_customer_id = get_contact_id (self),
    .channel_type = crm_customer_get_channel (self->customer),
    .locale = self->locale,
    .access_token = token,
    .color_scheme = self->color_scheme,
  };
  g_autofree char *text = crm_embed_message_encode_init (&init);
  g_autofree char *shown = NULL;

  crm_embed_surface_post (self->surface, crm_embed_session_get_origin (self->session), text);
  self->has_init = TRUE;

  init.access_token = "…"; /* the inspector sees that there is one (SEC-20) */
  shown = crm_embed_message_encode_init (&init);
  g_signal_emit (self, signals[INSPECTED], 0, "out", shown, NULL);
}

/* TCKT-S02 ERR-1 */
static void
drop_init (CrmFlowCreateInEmbed *self, const char *attempted_origin)
{
  gboolean is_origin = crm_event_names_accepts_value ("attempted_origin", attempted_origin);

  crm_telemetry_record (self->telemetry, "cdp_ticket_embed_init_dropped", "company_sso_id",
                        crm_profile_get_company_sso_id (self->profile), "attempted_origin",
                        is_origin ? attempted_origin : "null", NULL);
}

/* --- step 4: while the form is open ------------------------------------------------------------------- */

static void
show_create_error (CrmFlowCreateInEmbed *self, const CrmEmbedMessage *message)
{
  /* A page may put anything into its code; telemetry takes what looks like one (SEC-27). */
  gboolean is_code = crm_event_names_accepts_value ("error_code", message->error_code);
  const char *code = is_code ? message->error_code : "other";

  crm_telemetry_record (self->telemetry, "cdp_ticket_embed_create_error", "contact_id", get_contact_id (self),
                        "error_code", code, NULL);
  crm_workspace_show_create_error (self->workspace, message->error_code, message->error_message);
}

void
crm_flow_create_in_embed_request_close (CrmFlowCreateInEmbed *self)
{
  g_autofree char *text = crm_embed_message_encode_close_request ();
  CrmEmbedState state;

  g_return_if_fail (CRM_IS_FLOW_CREATE_IN_EMBED (self));

  if (self->stage != STAGE_FORM)
    return;
  state = crm_embed_session_get_state (self->session);
  if (state != CRM_EMBED_STATE_READY && state != CRM_EMBED_STATE_SUBMITTING)
    {
      crm_embed_session_close (self->session);
      close_form (self);
      return;
    }
  g_clear_handle_id (&self->close_timer, g_source_remove);
  self->close_timer = g_timeout_add (CLOSE_ANSWER_MS, on_close_unanswered, self);
  crm_embed_surface_post (self->surface, crm_embed_session_get_origin (self->session), text);
  g_signal_emit (self, signals[INSPECTED], 0, "out", text, NULL);
}

static gboolean
on_close_unanswered (gpointer user_data)
{
  g_autoptr (CrmFlowCreateInEmbed) self = g_object_ref (user_data);

  self->close_timer = 0;
  crm_embed_session_close (self->session);
  close_form (self);
  return G_SOURCE_REMOVE;
}

/* Nothing of the form goes on: no timer, no token, no frame. */
static void
leave_form (CrmFlowCreateInEmbed *self)
{
  g_clear_handle_id (&self->ready_timer, g_source_remove);
  g_clear_handle_id (&self->close_timer, g_source_remove);
  crm_embed_tokens_stop (self->tokens);
  if (self->surface != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->surface, self);
      crm_embed_surface_unload (self->surface);
    }
  g_clear_object (&self->surface);
}

static void
fail_form (CrmFlowCreateInEmbed *self, CrmEmbedFailure failure)
{
  if (crm_embed_session_fail (self->session, failure) != CRM_EMBED_ACT_SHOW_FAILURE)
    return;
  leave_form (self);
  crm_workspace_show_create_panel (self->workspace, CRM_CREATE_PANEL_FAILED, failure);
}

static void
close_form (CrmFlowCreateInEmbed *self)
{
  leave_form (self);
  if (self->workspace != NULL)
    crm_workspace_show_create_panel (self->workspace, CRM_CREATE_PANEL_HIDDEN, 0);
  finish (self);
}

/* --- steps 5 and 6 --------------------------------------------------------------------------------- */

static void
on_ticket_created (CrmFlowCreateInEmbed *self, const CrmEmbedMessage *message)
{
  CrmHandoff *handoff;

  self->stage = STAGE_LINKING;
  leave_form (self);
  crm_workspace_show_create_panel (self->workspace, CRM_CREATE_PANEL_HIDDEN, 0);
  handoff =
      crm_handoff_new_link (crm_customer_get_id (self->customer), crm_customer_get_name (self->customer),
                            message->ticket_id, message->ticket_name, CRM_HANDOFF_BY_LEAD);
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
  if (self->stage == STAGE_FORM)
    {
      crm_embed_session_close (self->session);
      close_form (self);
    }
}

/* --- object ---------------------------------------------------------------------------------------------- */

static void
crm_flow_create_in_embed_finalize (GObject *object)
{
  CrmFlowCreateInEmbed *self = CRM_FLOW_CREATE_IN_EMBED (object);

  if (self->workspace != NULL)
    g_object_weak_unref (G_OBJECT (self->workspace), on_workspace_gone, self);
  g_clear_pointer (&self->session, crm_embed_session_free);
  g_clear_pointer (&self->allowed, crm_origin_list_free);
  g_clear_object (&self->tokens);
  g_clear_object (&self->telemetry);
  g_clear_object (&self->queue);
  g_clear_object (&self->profile);
  g_clear_object (&self->customer);
  g_clear_object (&self->link);
  g_free (self->locale);
  g_free (self->color_scheme);
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
  g_autofree char *origin = crm_origin_from_url (crm_profile_get_embed_url (profile));

  self->tokens = crm_embed_tokens_new (client);
  g_signal_connect_object (self->tokens, "token", G_CALLBACK (on_token), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tokens, "refused", G_CALLBACK (on_token_refused), self, G_CONNECT_SWAPPED);
  self->telemetry = g_object_ref (telemetry);
  self->queue = g_object_ref (queue);
  self->profile = g_object_ref (profile);
  self->customer = g_object_ref (customer);
  self->workspace = workspace;
  g_object_weak_ref (G_OBJECT (workspace), on_workspace_gone, self);
  self->allowed = crm_origin_list_new (crm_profile_get_embed_origins (profile));
  self->session = crm_embed_session_new (origin, self->allowed);
  return self;
}
