/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-contract"

#include "crm-embed-session.h"
#include "crm-types-private.h"

#include <string.h>

/* A page that asks for EMBED_INIT more often than this is not reloading, it is looping. */
#define MAX_INITS 20

CRM_DEFINE_WIRE_ (CrmEmbedState, embed_state, CRM_EMBED_STATES)

struct _CrmEmbedSession
{
  CrmEmbedState state;
  char *origin;
  const CrmOriginList *allowed;
  CrmEmbedFailure failure;
  guint n_inits;
  guint n_dropped;
  gboolean has_dropped_init;
};

typedef enum {
  INPUT_READY,
  INPUT_SUBMIT,
  INPUT_CREATED,
  INPUT_CREATE_ERROR,
  INPUT_RESIZE,
  INPUT_PAGE_CLOSE,
  INPUT_FAIL,
  INPUT_RETRY,
  INPUT_AGENT_CLOSE,
  N_INPUTS
} Input;

typedef struct
{
  gboolean is_legal;
  CrmEmbedState next;
  CrmEmbedAct act;
} Transition;

/* The whole behaviour. What is not here is not legal: a message is dropped as `state`, anything else ignored. */
#define GO(state, act)                                                                                       \
  {                                                                                                          \
    TRUE, CRM_EMBED_STATE_##state, CRM_EMBED_ACT_##act                                                       \
  }

static const Transition transitions[CRM_N_EMBED_STATES][N_INPUTS] = {
  [CRM_EMBED_STATE_LOADING] = {
    [INPUT_READY]        = GO (READY, SEND_INIT),
    [INPUT_PAGE_CLOSE]   = GO (CLOSED, CLOSE),
    [INPUT_FAIL]         = GO (FAILED, SHOW_FAILURE),
    [INPUT_AGENT_CLOSE]  = GO (CLOSED, CLOSE),
  },
  [CRM_EMBED_STATE_READY] = {
    [INPUT_READY]        = GO (READY, SEND_INIT), /* the page has reloaded itself */
    [INPUT_SUBMIT]       = GO (SUBMITTING, NOTHING),
    [INPUT_CREATED]      = GO (CREATED, FINISH),
    [INPUT_CREATE_ERROR] = GO (READY, SHOW_ERROR),
    [INPUT_RESIZE]       = GO (READY, RESIZE),
    [INPUT_PAGE_CLOSE]   = GO (CLOSED, CLOSE),
    [INPUT_FAIL]         = GO (FAILED, SHOW_FAILURE),
    [INPUT_AGENT_CLOSE]  = GO (CLOSED, CLOSE),
  },
  [CRM_EMBED_STATE_SUBMITTING] = {
    [INPUT_READY]        = GO (READY, SEND_INIT),
    [INPUT_CREATED]      = GO (CREATED, FINISH),
    [INPUT_CREATE_ERROR] = GO (READY, SHOW_ERROR),
    [INPUT_RESIZE]       = GO (SUBMITTING, RESIZE),
    [INPUT_PAGE_CLOSE]   = GO (CLOSED, CLOSE),
    [INPUT_FAIL]         = GO (FAILED, SHOW_FAILURE),
    [INPUT_AGENT_CLOSE]  = GO (CLOSED, CLOSE),
  },
  [CRM_EMBED_STATE_FAILED] = {
    [INPUT_RETRY]        = GO (LOADING, NOTHING),
    [INPUT_AGENT_CLOSE]  = GO (CLOSED, CLOSE),
  },
  /* created and closed: nothing is legal, which is what makes FINISH happen once (SEC-06). */
};

static const Input message_inputs[CRM_N_EMBED_MESSAGES] = {
  [CRM_EMBED_READY] = INPUT_READY,
  [CRM_EMBED_INIT] = N_INPUTS,
  [CRM_EMBED_TICKET_CREATED] = INPUT_CREATED,
  [CRM_EMBED_TICKET_CREATE_ERROR] = INPUT_CREATE_ERROR,
  [CRM_EMBED_RESIZE] = INPUT_RESIZE,
  [CRM_EMBED_CLOSE] = INPUT_PAGE_CLOSE,
  [CRM_EMBED_CLOSE_REQUEST] = N_INPUTS,
};

static const Transition *
find_transition (const CrmEmbedSession *self, Input input)
{
  const Transition *transition = &transitions[self->state][input];

  return transition->is_legal ? transition : NULL;
}

/* Takes @input if it is legal. */
static gboolean
take (CrmEmbedSession *self, Input input, CrmEmbedAct *out_act)
{
  const Transition *transition = find_transition (self, input);

  if (transition == NULL)
    return FALSE;
  self->state = transition->next;
  *out_act = transition->act;
  return TRUE;
}

CrmEmbedSession *
crm_embed_session_new (const char *embed_origin, const CrmOriginList *allowed)
{
  CrmEmbedSession *self = g_new0 (CrmEmbedSession, 1);

  self->origin = g_strdup (embed_origin);
  self->allowed = allowed;
  return self;
}

void
crm_embed_session_free (CrmEmbedSession *self)
{
  g_free (self->origin);
  g_free (self);
}

CrmEmbedState
crm_embed_session_get_state (const CrmEmbedSession *self)
{
  return self->state;
}

const char *
crm_embed_session_get_origin (const CrmEmbedSession *self)
{
  return self->origin;
}

CrmEmbedFailure
crm_embed_session_get_failure (const CrmEmbedSession *self)
{
  return self->failure;
}

guint
crm_embed_session_get_n_inits (const CrmEmbedSession *self)
{
  return self->n_inits;
}

guint
crm_embed_session_get_n_dropped (const CrmEmbedSession *self)
{
  return self->n_dropped;
}

/* --- messages ---------------------------------------------------------------- */

static gboolean
is_trusted (const CrmEmbedSession *self, const char *origin)
{
  return g_strcmp0 (origin, self->origin) == 0 && crm_origin_list_contains (self->allowed, origin);
}

/* The guard speaks once per load: a page that shouts READY must not flood the telemetry (TCKT-S02 ERR-1). */
static CrmEmbedAct
act_on_stranger (CrmEmbedSession *self, const CrmEmbedMessage *message)
{
  if (message == NULL || message->type != CRM_EMBED_READY || self->has_dropped_init ||
      find_transition (self, INPUT_READY) == NULL)
    return CRM_EMBED_ACT_NOTHING;
  self->has_dropped_init = TRUE;
  return CRM_EMBED_ACT_DROP_INIT;
}

/* Why @message may not be taken now. */
static CrmEmbedDrop
find_objection (const CrmEmbedSession *self, const CrmEmbedMessage *message)
{
  if (find_transition (self, message_inputs[message->type]) == NULL)
    return CRM_EMBED_DROP_STATE;
  if (message->type == CRM_EMBED_READY && self->n_inits >= MAX_INITS)
    return CRM_EMBED_DROP_RATE;
  return CRM_EMBED_DROP_NONE;
}

CrmEmbedAct
crm_embed_session_receive (CrmEmbedSession *self,
                           const char *origin,
                           const char *text,
                           gssize length,
                           CrmEmbedMessage **out_message,
                           CrmEmbedDrop *out_drop)
{
  CrmEmbedDrop drop;
  g_autoptr (CrmEmbedMessage) message = crm_embed_message_decode (text, length, &drop);
  CrmEmbedAct act = CRM_EMBED_ACT_NOTHING;

  if (!is_trusted (self, origin))
    {
      act = act_on_stranger (self, message);
      drop = CRM_EMBED_DROP_ORIGIN;
    }
  else if (message != NULL)
    drop = find_objection (self, message);

  if (drop == CRM_EMBED_DROP_NONE)
    {
      take (self, message_inputs[message->type], &act);
      self->n_inits += act == CRM_EMBED_ACT_SEND_INIT ? 1 : 0;
    }
  else
    self->n_dropped++;

  if (out_drop != NULL)
    *out_drop = drop;
  if (out_message != NULL)
    *out_message = drop == CRM_EMBED_DROP_NONE ? g_steal_pointer (&message) : NULL;
  return act;
}

/* --- the owner --------------------------------------------------------------- */

gboolean
crm_embed_session_submit (CrmEmbedSession *self)
{
  CrmEmbedAct act;

  return take (self, INPUT_SUBMIT, &act);
}

CrmEmbedAct
crm_embed_session_fail (CrmEmbedSession *self, CrmEmbedFailure failure)
{
  CrmEmbedAct act = CRM_EMBED_ACT_NOTHING;

  if (take (self, INPUT_FAIL, &act))
    self->failure = failure;
  return act;
}

gboolean
crm_embed_session_retry (CrmEmbedSession *self)
{
  CrmEmbedAct act;

  if (!take (self, INPUT_RETRY, &act))
    return FALSE;
  self->n_inits = 0;
  self->has_dropped_init = FALSE;
  return TRUE;
}

CrmEmbedAct
crm_embed_session_close (CrmEmbedSession *self)
{
  CrmEmbedAct act = CRM_EMBED_ACT_NOTHING;

  take (self, INPUT_AGENT_CLOSE, &act);
  return act;
}
