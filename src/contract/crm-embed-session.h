/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-embed-message.h"
#include "crm-origin.h"

G_BEGIN_DECLS

/*
 * The embed session as a pure state machine: no window, no clock, no network.
 * Each input answers with what the owner has to do, so that the whole of the
 * web track's behaviour is tested by feeding it sequences (SEC-06).
 *
 *   loading ─READY→ ready ─submit seen→ submitting ─CREATED→ created
 *      │              │ └────────────CREATED────────────────────┘
 *      └─timeout/failure→ failed ─retry→ loading     any ─CLOSE→ closed
 */
#define CRM_EMBED_STATES(X)                                                                                  \
  X (CRM_EMBED_STATE_LOADING, "loading")                                                                     \
  X (CRM_EMBED_STATE_READY, "ready")                                                                         \
  X (CRM_EMBED_STATE_SUBMITTING, "submitting")                                                               \
  X (CRM_EMBED_STATE_CREATED, "created")                                                                     \
  X (CRM_EMBED_STATE_CLOSED, "closed")                                                                       \
  X (CRM_EMBED_STATE_FAILED, "failed")

#define CRM_ENUM_VALUE_(symbol, wire) symbol,
typedef enum { CRM_EMBED_STATES (CRM_ENUM_VALUE_) CRM_N_EMBED_STATES } CrmEmbedState;
#undef CRM_ENUM_VALUE_
CRM_DECLARE_WIRE_ (CrmEmbedState, embed_state)

typedef enum {
  CRM_EMBED_ACT_NOTHING,
  CRM_EMBED_ACT_SEND_INIT,  /* post EMBED_INIT to crm_embed_session_get_origin() */
  CRM_EMBED_ACT_DROP_INIT,  /* origin guard: record cdp_ticket_embed_init_dropped (TCKT-S02 ERR-1) */
  CRM_EMBED_ACT_SHOW_ERROR, /* TICKET_CREATE_ERROR inline; the form stays */
  CRM_EMBED_ACT_RESIZE,
  CRM_EMBED_ACT_SHOW_FAILURE, /* failure page: Retry, native form, From Existing */
  CRM_EMBED_ACT_FINISH,       /* TICKET_CREATED: close, refresh, link if needed; once per session */
  CRM_EMBED_ACT_CLOSE,        /* tear down */
} CrmEmbedAct;

typedef enum {
  CRM_EMBED_FAILURE_LOAD,    /* could not be loaded */
  CRM_EMBED_FAILURE_TIMEOUT, /* no EMBED_READY in time */
  CRM_EMBED_FAILURE_TLS,
  CRM_EMBED_FAILURE_CRASHED, /* web process gone (REL-19) */
  CRM_EMBED_FAILURE_HUNG,    /* watchdog (SEC-11) */
  CRM_EMBED_FAILURE_ORIGIN,  /* the embed is not on the allow-list */
  CRM_EMBED_FAILURE_ENGINE,  /* no sandbox or no engine on this machine */
  CRM_EMBED_FAILURE_TOKEN,   /* no token for the embed */
} CrmEmbedFailure;

typedef struct _CrmEmbedSession CrmEmbedSession;

/**
 * crm_embed_session_new:
 * @embed_origin: origin the frame is loaded from
 * @allowed: (transfer none): the allow-list; must outlive the session
 */
CrmEmbedSession *crm_embed_session_new (const char *embed_origin, const CrmOriginList *allowed);
void crm_embed_session_free (CrmEmbedSession *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmEmbedSession, crm_embed_session_free)

CrmEmbedState crm_embed_session_get_state (const CrmEmbedSession *self);
const char *crm_embed_session_get_origin (const CrmEmbedSession *self);
CrmEmbedFailure
crm_embed_session_get_failure (const CrmEmbedSession *self);       /* the latest, once it has failed */
guint crm_embed_session_get_n_inits (const CrmEmbedSession *self); /* EMBED_READYs answered since the load */
guint crm_embed_session_get_n_dropped (const CrmEmbedSession *self); /* messages dropped (SEC-03) */

/**
 * crm_embed_session_receive:
 * @origin: `event.origin` of the message, as the engine gave it
 * @text: its JSON text
 * @out_message: (out) (optional) (nullable) (transfer full): the decoded message, when it was accepted
 * @out_drop: (out) (optional): why it was not
 *
 * The only way in for anything a page says. EMBED_READY again from a ready page
 * means that it has reloaded itself: it is answered again, up to a limit.
 * EMBED_READY from a wrong origin gives DROP_INIT, once per load.
 */
CrmEmbedAct crm_embed_session_receive (CrmEmbedSession *self,
                                       const char *origin,
                                       const char *text,
                                       gssize length,
                                       CrmEmbedMessage **out_message,
                                       CrmEmbedDrop *out_drop);

/* The owner saw the form being sent. Only a nicety: TICKET_CREATED is taken without it. */
gboolean crm_embed_session_submit (CrmEmbedSession *self);

/* The page could not be had, or stopped working. Ignored once created or closed. */
CrmEmbedAct crm_embed_session_fail (CrmEmbedSession *self, CrmEmbedFailure failure);

/* Retry: back to loading, from failed only. */
gboolean crm_embed_session_retry (CrmEmbedSession *self);

/* The agent closes the panel and it is really to close now. */
CrmEmbedAct crm_embed_session_close (CrmEmbedSession *self);

G_END_DECLS
