/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-embed-form"

#include "crm-embed-form.h"
#include "crm-embed-tokens.h"

#define CLOSE_ANSWER_MS 2000 /* for the form to close, or to say anything that shows it is asking */
#define CREATE_PATH     "/embed/ticket/create"

static void on_token (CrmEmbedForm *self);
static void on_token_refused (CrmEmbedForm *self);
static gboolean on_ready_timeout (gpointer user_data);
static void
on_surface_dropped (CrmEmbedSurface *, const char *origin, const char *text, int drop, CrmEmbedForm *);
static void on_surface_failed (CrmEmbedSurface *surface, int failure, CrmEmbedForm *self);
static void on_surface_message (CrmEmbedSurface *, const char *origin, const char *text, CrmEmbedForm *);
static void on_form_ready (CrmEmbedForm *self);
static void post_init (CrmEmbedForm *self, char *token);
static gboolean on_close_unanswered (gpointer user_data);

struct _CrmEmbedForm
{
  GObject parent_instance;

  CrmProfile *profile;
  CrmCustomer *customer;
  char *locale;
  char *color_scheme;

  CrmOriginList *allowed;
  CrmEmbedSession *session;
  CrmEmbedTokens *tokens;
  CrmEmbedSurface *surface;
  gboolean is_ready; /* EMBED_READY came */
  gboolean has_init; /* EMBED_INIT went */
  guint ready_timer;
  guint close_timer;
};

enum { INSPECTED, READY, INIT_DROPPED, CREATE_ERROR, FAILED, CREATED, CLOSED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CrmEmbedForm, crm_embed_form, G_TYPE_OBJECT)

/* --- the token -------------------------------------------------------------------------------------- */

void
crm_embed_form_prepare (CrmEmbedForm *self)
{
  g_return_if_fail (CRM_IS_EMBED_FORM (self));

  self->is_ready = FALSE;
  self->has_init = FALSE;
  crm_embed_tokens_ask (self->tokens);
}

static void
send_token (CrmEmbedForm *self)
{
  char *token = crm_embed_tokens_steal (self->tokens);

  if (token != NULL)
    post_init (self, token);
  else
    crm_embed_tokens_ask (self->tokens);
}

static void
on_token (CrmEmbedForm *self)
{
  if (self->is_ready)
    send_token (self);
}

/* A form that has had one goes on with it until the next comes. */
static void
on_token_refused (CrmEmbedForm *self)
{
  if (!self->has_init)
    crm_embed_form_fail (self, CRM_EMBED_FAILURE_TOKEN);
}

/* --- the load --------------------------------------------------------------------------------------- */

void
crm_embed_form_load (CrmEmbedForm *self, CrmEmbedSurface *surface)
{
  const char *base = crm_profile_get_embed_url (self->profile);
  gboolean has_slash = g_str_has_suffix (base, "/");
  g_autofree char *url = g_strconcat (base, has_slash ? &CREATE_PATH[1] : CREATE_PATH, NULL);

  g_return_if_fail (CRM_IS_EMBED_FORM (self));
  g_return_if_fail (crm_embed_form_is_allowed (self));

  g_set_object (&self->surface, surface);
  g_signal_connect_object (surface, "message", G_CALLBACK (on_surface_message), self, 0);
  g_signal_connect_object (surface, "dropped", G_CALLBACK (on_surface_dropped), self, 0);
  g_signal_connect_object (surface, "failed", G_CALLBACK (on_surface_failed), self, 0);
  self->ready_timer =
      g_timeout_add (crm_profile_get_embed_ready_timeout (self->profile), on_ready_timeout, self);
  crm_embed_surface_load (surface, url, crm_embed_form_get_origin (self));
}

static gboolean
on_ready_timeout (gpointer user_data)
{
  CrmEmbedForm *self = user_data;

  self->ready_timer = 0;
  crm_embed_form_fail (self, CRM_EMBED_FAILURE_TIMEOUT);
  return G_SOURCE_REMOVE;
}

static void
on_surface_failed (CrmEmbedSurface *surface, int failure, CrmEmbedForm *self)
{
  crm_embed_form_fail (self, (CrmEmbedFailure) failure);
}

/* Nothing of it goes on: no timer, no token, no frame. */
static void
leave (CrmEmbedForm *self)
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

void
crm_embed_form_fail (CrmEmbedForm *self, CrmEmbedFailure failure)
{
  g_return_if_fail (CRM_IS_EMBED_FORM (self));

  if (crm_embed_session_fail (self->session, failure) != CRM_EMBED_ACT_SHOW_FAILURE)
    return;
  leave (self);
  g_signal_emit (self, signals[FAILED], 0, failure);
}

gboolean
crm_embed_form_retry (CrmEmbedForm *self)
{
  g_return_val_if_fail (CRM_IS_EMBED_FORM (self), FALSE);

  return crm_embed_session_retry (self->session);
}

/* --- what the form says: the session decides what it means ------------------------------------------ */

static void
on_surface_dropped (CrmEmbedSurface *surface,
                    const char *origin,
                    const char *text,
                    int drop,
                    CrmEmbedForm *self)
{
  g_debug ("embed: %s", crm_embed_drop_to_wire ((CrmEmbedDrop) drop));
  g_signal_emit (self, signals[INSPECTED], 0, "in", text, crm_embed_drop_to_wire ((CrmEmbedDrop) drop));
}

static void
act_on (CrmEmbedForm *self, CrmEmbedAct act, const CrmEmbedMessage *message, const char *origin)
{
  switch (act)
    {
    case CRM_EMBED_ACT_NOTHING:
      break;
    case CRM_EMBED_ACT_SEND_INIT:
      on_form_ready (self);
      break;
    case CRM_EMBED_ACT_DROP_INIT:
      g_signal_emit (self, signals[INIT_DROPPED], 0, origin);
      break;
    case CRM_EMBED_ACT_SHOW_ERROR:
      g_signal_emit (self, signals[CREATE_ERROR], 0, message->error_code, message->error_message);
      break;
    case CRM_EMBED_ACT_RESIZE:
      crm_embed_surface_set_height (self->surface, message->height);
      break;
    case CRM_EMBED_ACT_SHOW_FAILURE:
      crm_embed_form_fail (self, CRM_EMBED_FAILURE_LOAD);
      break;
    case CRM_EMBED_ACT_FINISH:
      leave (self);
      g_signal_emit (self, signals[CREATED], 0, message->ticket_id, message->ticket_name);
      break;
    case CRM_EMBED_ACT_CLOSE:
      leave (self);
      g_signal_emit (self, signals[CLOSED], 0);
      break;
    }
}

static void
on_surface_message (CrmEmbedSurface *surface, const char *origin, const char *text, CrmEmbedForm *self)
{
  g_autoptr (CrmEmbedMessage) message = NULL;
  CrmEmbedDrop drop = CRM_EMBED_DROP_NONE;
  CrmEmbedAct act = crm_embed_session_receive (self->session, origin, text, -1, &message, &drop);
  const char *why = drop != CRM_EMBED_DROP_NONE ? crm_embed_drop_to_wire (drop) : NULL;

  g_debug ("embed: %s", why != NULL ? why : crm_embed_message_type_to_wire (message->type));
  g_signal_emit (self, signals[INSPECTED], 0, "in", text, why);
  if (drop == CRM_EMBED_DROP_NONE)
    g_clear_handle_id (&self->close_timer, g_source_remove);
  act_on (self, act, message, origin);
}

/* --- EMBED_READY, EMBED_INIT ------------------------------------------------------------------------- */

/* Again from a form that has had its EMBED_INIT: it has loaded itself anew, or its token is no longer taken. */
static void
on_form_ready (CrmEmbedForm *self)
{
  g_clear_handle_id (&self->ready_timer, g_source_remove);
  self->is_ready = TRUE;
  g_signal_emit (self, signals[READY], 0);
  send_token (self);
}

/* @token: (transfer full) */
static void
post_init (CrmEmbedForm *self, char *token)
{
  g_autofree char *carried_away = token;
  CrmEmbedInit init = {
    .room_id = NULL, /* from a customer there is no room */
    .contact_name = crm_customer_get_name (self->customer),
    .contact_phone = crm_customer_get_phone (self->customer),
    .contact_email = crm_customer_get_email (self->customer),
    .contact_account_uniq_id = crm_customer_get_account_uniq_id (self->customer),
    .qontak_customer_id = crm_customer_get_id (self->customer),
    .channel_type = crm_customer_get_channel (self->customer),
    .locale = self->locale,
    .access_token = token,
    .color_scheme = self->color_scheme,
  };
  g_autofree char *text = crm_embed_message_encode_init (&init);
  g_autofree char *shown = NULL;

  crm_embed_surface_post (self->surface, crm_embed_form_get_origin (self), text);
  self->has_init = TRUE;

  init.access_token = "…"; /* the inspector sees that there is one (SEC-20) */
  shown = crm_embed_message_encode_init (&init);
  g_signal_emit (self, signals[INSPECTED], 0, "out", shown, NULL);
}

/* --- the end ------------------------------------------------------------------------------------------ */

void
crm_embed_form_request_close (CrmEmbedForm *self)
{
  g_autofree char *text = crm_embed_message_encode_close_request ();
  CrmEmbedState state;

  g_return_if_fail (CRM_IS_EMBED_FORM (self));

  state = crm_embed_session_get_state (self->session);
  if (state != CRM_EMBED_STATE_READY && state != CRM_EMBED_STATE_SUBMITTING)
    {
      crm_embed_form_close (self);
      return;
    }
  g_clear_handle_id (&self->close_timer, g_source_remove);
  self->close_timer = g_timeout_add (CLOSE_ANSWER_MS, on_close_unanswered, self);
  crm_embed_surface_post (self->surface, crm_embed_form_get_origin (self), text);
  g_signal_emit (self, signals[INSPECTED], 0, "out", text, NULL);
}

static gboolean
on_close_unanswered (gpointer user_data)
{
  CrmEmbedForm *self = user_data;

  self->close_timer = 0;
  crm_embed_form_close (self);
  return G_SOURCE_REMOVE;
}

void
crm_embed_form_close (CrmEmbedForm *self)
{
  g_return_if_fail (CRM_IS_EMBED_FORM (self));

  crm_embed_session_close (self->session);
  leave (self);
  g_signal_emit (self, signals[CLOSED], 0);
}

/* --- object -------------------------------------------------------------------------------------------- */

static void
crm_embed_form_finalize (GObject *object)
{
  CrmEmbedForm *self = CRM_EMBED_FORM (object);

  g_clear_handle_id (&self->ready_timer, g_source_remove);
  g_clear_handle_id (&self->close_timer, g_source_remove);
  g_clear_pointer (&self->session, crm_embed_session_free);
  g_clear_pointer (&self->allowed, crm_origin_list_free);
  g_clear_object (&self->surface);
  g_clear_object (&self->tokens);
  g_clear_object (&self->profile);
  g_clear_object (&self->customer);
  g_free (self->locale);
  g_free (self->color_scheme);
  G_OBJECT_CLASS (crm_embed_form_parent_class)->finalize (object);
}

static void
crm_embed_form_class_init (CrmEmbedFormClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = crm_embed_form_finalize;

  signals[INSPECTED] = g_signal_new ("inspected", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                     3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
  signals[READY] = g_signal_new ("ready", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[INIT_DROPPED] = g_signal_new ("init-dropped", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[CREATE_ERROR] = g_signal_new ("create-error", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[FAILED] =
      g_signal_new ("failed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[CREATED] = g_signal_new ("created", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                   G_TYPE_STRING, G_TYPE_STRING);
  signals[CLOSED] = g_signal_new ("closed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
crm_embed_form_init (CrmEmbedForm *self)
{
}

CrmEmbedForm *
crm_embed_form_new (CrmClient *client,
                    CrmProfile *profile,
                    CrmCustomer *customer,
                    const char *locale,
                    const char *color_scheme)
{
  CrmEmbedForm *self = g_object_new (CRM_TYPE_EMBED_FORM, NULL);
  g_autofree char *origin = crm_origin_from_url (crm_profile_get_embed_url (profile));

  self->profile = g_object_ref (profile);
  self->customer = g_object_ref (customer);
  self->locale = g_strdup (locale);
  self->color_scheme = g_strdup (color_scheme);
  self->allowed = crm_origin_list_new (crm_profile_get_embed_origins (profile));
  self->session = crm_embed_session_new (origin, self->allowed);
  self->tokens = crm_embed_tokens_new (client);
  g_signal_connect_object (self->tokens, "token", G_CALLBACK (on_token), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tokens, "refused", G_CALLBACK (on_token_refused), self, G_CONNECT_SWAPPED);
  return self;
}

gboolean
crm_embed_form_is_allowed (CrmEmbedForm *self)
{
  g_return_val_if_fail (CRM_IS_EMBED_FORM (self), FALSE);

  return crm_origin_list_contains (self->allowed, crm_embed_form_get_origin (self));
}

const char *
crm_embed_form_get_origin (CrmEmbedForm *self)
{
  g_return_val_if_fail (CRM_IS_EMBED_FORM (self), NULL);

  return crm_embed_session_get_origin (self->session);
}
