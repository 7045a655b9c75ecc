/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-types.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * A hand-off: a ticket on its way from "the agent pressed Create" to "linked to
 * the customer". The row is written before the create is sent, so that
 * whatever happens in between, the ticket and its link are completed later,
 * exactly once (MTCK-S03, REL-02).
 *
 *   creating ──created──→ linking ──linked──→ done
 *      │ refused at once    │ refused, or eight tries in vain
 *      ↓                    ↓
 *   cancelled ←─dismiss── waiting ──retry──→ creating or linking, as far as it had come
 *
 * This file is pure: it decides, the journal remembers, the flows act.
 */
#define CRM_HANDOFF_STATES(X)                                                                                \
  X (CRM_HANDOFF_CREATING, "creating")                                                                       \
  X (CRM_HANDOFF_LINKING, "linking")                                                                         \
  X (CRM_HANDOFF_WAITING, "waiting")                                                                         \
  X (CRM_HANDOFF_DONE, "done")                                                                               \
  X (CRM_HANDOFF_CANCELLED, "cancelled")

/* How the link is made: the native track's PUT, or the web track's fallback (TCKT-S04 AC-2). */
#define CRM_HANDOFF_ROUTES(X)                                                                                \
  X (CRM_HANDOFF_BY_TICKET, "ticket")                                                                        \
  X (CRM_HANDOFF_BY_LEAD, "lead")

#define CRM_ENUM_VALUE_(symbol, wire) symbol,
typedef enum { CRM_HANDOFF_STATES (CRM_ENUM_VALUE_) CRM_N_HANDOFF_STATES } CrmHandoffState;
typedef enum { CRM_HANDOFF_ROUTES (CRM_ENUM_VALUE_) CRM_N_HANDOFF_ROUTES } CrmHandoffRoute;
#undef CRM_ENUM_VALUE_

CRM_DECLARE_WIRE_ (CrmHandoffState, handoff_state)
CRM_DECLARE_WIRE_ (CrmHandoffRoute, handoff_route)

/* After so many tries in vain the agent is asked. */
#define CRM_HANDOFF_MAX_TRIES 8

/**
 * CrmHandoff: one row of the journal.
 * @id: UUID; the Idempotency-Key of the create
 * @contact_id: the customer to link to
 * @request: (nullable): the create's JSON body, %NULL where the ticket exists already
 * @draft_of: (nullable): the customer whose form it was typed in, who has the draft of it
 * @ticket_id: (nullable): known once created
 * @ticket_name: what the agent called it
 * @state: where it stands; never done or cancelled in the journal, such rows are gone
 * @tries: tries in vain since it last came forward
 * @last_error: (nullable): sentence for the agent, of the last try
 * @is_uncertain: an earlier try may have reached the server without its answer reaching us
 * @created_at: when the agent pressed Create, ms since 1970
 */
typedef struct
{
  char *id;
  char *contact_id;
  char *contact_name;
  char *request;
  char *draft_of;
  char *ticket_id;
  char *ticket_name;
  CrmHandoffState state;
  CrmHandoffRoute route;
  guint tries;
  gboolean is_uncertain;
  char *last_error;
  gint64 created_at;
} CrmHandoff;

/**
 * crm_handoff_new_create:
 * @contact_id: the customer to link to, whom the agent may have chosen in the form of another one
 * @draft_of: that other one, or the same
 * @request: JSON body of the create, sent again to the letter on every try
 */
CrmHandoff *crm_handoff_new_create (const char *contact_id,
                                    const char *contact_name,
                                    const char *ticket_name,
                                    const char *draft_of,
                                    const char *request);
CrmHandoff *crm_handoff_new_link (const char *contact_id,
                                  const char *contact_name,
                                  const char *ticket_id,
                                  const char *ticket_name,
                                  CrmHandoffRoute route);
CrmHandoff *crm_handoff_copy (const CrmHandoff *self);
void crm_handoff_free (CrmHandoff *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmHandoff, crm_handoff_free)

/* Whether it goes forward by itself: neither over nor waiting for the agent. */
gboolean crm_handoff_is_under_way (const CrmHandoff *self);

/* What came of a try; each moves the row to its next state. An outcome that does not fit the state (an answer that
 * comes twice or late) changes nothing and gives FALSE. */
gboolean crm_handoff_created (CrmHandoff *self, const char *ticket_id);
gboolean crm_handoff_linked (CrmHandoff *self);
gboolean crm_handoff_retry (CrmHandoff *self);
/* The agent gives up what waits for him. What exists in the CRM stays there. */
gboolean crm_handoff_dismiss (CrmHandoff *self);

/**
 * crm_handoff_failed:
 * @error: what the try ended with, of %CRM_ERROR
 *
 * A create that is refused at once is cancelled (nothing exists, nothing
 * half-done remains: MTCK-S03 ERR-2; the form still holds what was typed). Any
 * other refusal waits for the agent: the form is gone, and an earlier try whose
 * answer was lost may have succeeded. Anything transient counts a try.
 */
gboolean crm_handoff_failed (CrmHandoff *self, const GError *error);

/**
 * crm_handoff_get_delay:
 * @retry_after: ms that the server asked for, or 0
 * @jitter: 0…1, random
 *
 * Returns: ms to wait before the next try: doubling from half a second to a
 *   minute, between half and the whole of it by @jitter, never less than
 *   @retry_after.
 */
guint crm_handoff_get_delay (const CrmHandoff *self, guint retry_after, double jitter);

/* The Idempotency-Key of one attempt to link: the intent and the revision it was made on, since the union may differ
 * with another revision. */
char *crm_handoff_dup_link_key (const CrmHandoff *self, gint64 revision);

G_END_DECLS
