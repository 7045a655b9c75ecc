/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-flows"

#include "crm-handoff.h"

#include "crm-error.h"
#include "crm-time.h"
#include "crm-types-private.h"

#define FIRST_DELAY_MS   500
#define LONGEST_DELAY_MS 60000

CRM_DEFINE_WIRE_ (CrmHandoffState, handoff_state, CRM_HANDOFF_STATES)
CRM_DEFINE_WIRE_ (CrmHandoffRoute, handoff_route, CRM_HANDOFF_ROUTES)

static CrmHandoff *
handoff_new (const char *contact_id, const char *contact_name, const char *ticket_name)
{
  CrmHandoff *self = g_new0 (CrmHandoff, 1);

  self->id = g_uuid_string_random ();
  self->contact_id = g_strdup (contact_id);
  self->contact_name = g_strdup (contact_name);
  self->ticket_name = g_strdup (ticket_name);
  self->created_at = crm_time_now ();
  return self;
}

CrmHandoff *
crm_handoff_new_create (const char *contact_id,
                        const char *contact_name,
                        const char *ticket_name,
                        const char *draft_of,
                        const char *request)
{
  CrmHandoff *self = handoff_new (contact_id, contact_name, ticket_name);

  self->state = CRM_HANDOFF_CREATING;
  self->route = CRM_HANDOFF_BY_TICKET;
  self->draft_of = g_strdup (draft_of);
  self->request = g_strdup (request);
  return self;
}

CrmHandoff *
crm_handoff_new_link (const char *contact_id,
                      const char *contact_name,
                      const char *ticket_id,
                      const char *ticket_name,
                      CrmHandoffRoute route)
{
  CrmHandoff *self = handoff_new (contact_id, contact_name, ticket_name);

  self->state = CRM_HANDOFF_LINKING;
  self->route = route;
  self->ticket_id = g_strdup (ticket_id);
  return self;
}

CrmHandoff *
crm_handoff_copy (const CrmHandoff *self)
{
  CrmHandoff *copy = g_memdup2 (self, sizeof *self);

  copy->id = g_strdup (self->id);
  copy->contact_id = g_strdup (self->contact_id);
  copy->contact_name = g_strdup (self->contact_name);
  copy->request = g_strdup (self->request);
  copy->draft_of = g_strdup (self->draft_of);
  copy->ticket_id = g_strdup (self->ticket_id);
  copy->ticket_name = g_strdup (self->ticket_name);
  copy->last_error = g_strdup (self->last_error);
  return copy;
}

void
crm_handoff_free (CrmHandoff *self)
{
  g_free (self->id);
  g_free (self->contact_id);
  g_free (self->contact_name);
  g_free (self->request);
  g_free (self->draft_of);
  g_free (self->ticket_id);
  g_free (self->ticket_name);
  g_free (self->last_error);
  g_free (self);
}

gboolean
crm_handoff_is_under_way (const CrmHandoff *self)
{
  return self->state == CRM_HANDOFF_CREATING || self->state == CRM_HANDOFF_LINKING;
}

/* It came forward: what went wrong before no longer counts. */
static void
advance (CrmHandoff *self, CrmHandoffState state)
{
  self->state = state;
  self->tries = 0;
  g_clear_pointer (&self->last_error, g_free);
}

gboolean
crm_handoff_created (CrmHandoff *self, const char *ticket_id)
{
  if (self->state != CRM_HANDOFF_CREATING)
    return FALSE;

  g_free (self->ticket_id);
  self->ticket_id = g_strdup (ticket_id);
  advance (self, CRM_HANDOFF_LINKING);
  return TRUE;
}

gboolean
crm_handoff_linked (CrmHandoff *self)
{
  if (self->state != CRM_HANDOFF_LINKING)
    return FALSE;

  advance (self, CRM_HANDOFF_DONE);
  return TRUE;
}

gboolean
crm_handoff_retry (CrmHandoff *self)
{
  if (self->state != CRM_HANDOFF_WAITING)
    return FALSE;

  advance (self, self->ticket_id != NULL ? CRM_HANDOFF_LINKING : CRM_HANDOFF_CREATING);
  return TRUE;
}

gboolean
crm_handoff_dismiss (CrmHandoff *self)
{
  if (self->state != CRM_HANDOFF_WAITING)
    return FALSE;

  self->state = CRM_HANDOFF_CANCELLED;
  return TRUE;
}

gboolean
crm_handoff_failed (CrmHandoff *self, const GError *error)
{
  if (!crm_handoff_is_under_way (self))
    return FALSE;

  g_free (self->last_error);
  self->last_error = g_strdup (crm_error_get_sentence (error));
  self->tries++;
  if (!crm_error_is_transient (error))
    {
      gboolean nothing_exists = self->state == CRM_HANDOFF_CREATING && !self->is_uncertain;

      self->state = nothing_exists ? CRM_HANDOFF_CANCELLED : CRM_HANDOFF_WAITING;
    }
  else if (self->tries >= CRM_HANDOFF_MAX_TRIES)
    self->state = CRM_HANDOFF_WAITING;
  self->is_uncertain = TRUE;
  return TRUE;
}

guint
crm_handoff_get_delay (const CrmHandoff *self, guint retry_after, double jitter)
{
  guint shift = self->tries > 0 ? MIN (self->tries - 1, 7) : 0;
  guint whole = MIN (FIRST_DELAY_MS << shift, LONGEST_DELAY_MS);
  guint delay = (guint) (whole / 2 + whole / 2 * jitter);

  return MAX (delay, retry_after);
}

char *
crm_handoff_dup_link_key (const CrmHandoff *self, gint64 revision)
{
  return g_strdup_printf ("%s-link-%" G_GINT64_FORMAT, self->id, revision);
}
