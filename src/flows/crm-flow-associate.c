/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The hand-off of one ticket, from Create to linked.
 *
 * Who starts it: the queue, for a row that a create flow has just made (CrmFlowCreateNative; CrmFlowCreateInEmbed, whose
 * ticket exists already and is mostly linked), and at start for every row that an earlier console left behind.
 *
 *   1  remember     the row goes to disk before anything is sent
 *   2  create       POST the ticket, with the row's id as Idempotency-Key: sent again, it is the same ticket
 *   3  read         GET the ticket: who is linked already, at which revision. What a create has just answered says it too
 *   4  link         PUT the union of those and our customer with If-Match; stale → 3. POST to the customer for the embed
 *   5  done         the row leaves the journal
 *
 * After every answer the row is on disk before the next step is taken. A transient failure counts a try and repeats the step
 * after a pause; after eight the row waits for the agent.
 *
 * How it ends: `finished` with the ticket, or with the error that refused the create. It rests, without ending, while it waits
 * for the agent.
 */
#define G_LOG_DOMAIN "crm-flows"

#include "crm-flow-associate.h"

#include "crm-error.h"

struct _CrmFlowAssociate
{
  GObject parent_instance;

  CrmClient *client;
  CrmTelemetry *telemetry;
  CrmHandoffJournal *journal;
  CrmHandoff *row;
  CrmTicket *ticket; /* as last read */
  GError *failure;   /* of the latest try */
  guint pause_id;
  gboolean is_busy;     /* an answer is awaited */
  gboolean is_recorded; /* that it was created */
};

enum { MOVED, FINISHED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CrmFlowAssociate, crm_flow_associate, G_TYPE_OBJECT)

static void step_1_remember (CrmFlowAssociate *self);
static void on_remembered (GObject *source, GAsyncResult *result, gpointer user_data);
static void go_on (CrmFlowAssociate *self);
static void step_2_create (CrmFlowAssociate *self);
static void on_created (GObject *source, GAsyncResult *result, gpointer user_data);
static void step_3_read (CrmFlowAssociate *self);
static void on_read (GObject *source, GAsyncResult *result, gpointer user_data);
static void step_4_link (CrmFlowAssociate *self);
static void on_linked (GObject *source, GAsyncResult *result, gpointer user_data);
static void linked (CrmFlowAssociate *self);
static void step_5_done (CrmFlowAssociate *self);
static void try_failed (CrmFlowAssociate *self, const GError *error);

/* --- 1: remember, then go on with what the row says is next ------------------------------------------------ */

static void
step_1_remember (CrmFlowAssociate *self)
{
  if (self->journal == NULL)
    {
      go_on (self);
      return;
    }
  self->is_busy = TRUE;
  crm_handoff_journal_put (self->journal, self->row, on_remembered, g_object_ref (self));
}

static gboolean
on_pause_over (gpointer data)
{
  CrmFlowAssociate *self = data;

  self->pause_id = 0;
  crm_flow_associate_hurry (self);
  return G_SOURCE_REMOVE;
}

static void
pause_before_next_try (CrmFlowAssociate *self)
{
  guint delay =
      crm_handoff_get_delay (self->row, crm_client_get_retry_after (self->client), g_random_double ());

  self->pause_id = g_timeout_add (delay, on_pause_over, self);
}

static void
take_next_step (CrmFlowAssociate *self)
{
  switch (self->row->state)
    {
    case CRM_HANDOFF_CREATING:
      step_2_create (self);
      break;
    case CRM_HANDOFF_LINKING:
      if (self->ticket != NULL)
        step_4_link (self);
      else
        step_3_read (self);
      break;
    case CRM_HANDOFF_DONE:
    case CRM_HANDOFF_CANCELLED:
      step_5_done (self);
      break;
    case CRM_HANDOFF_WAITING:
    default:
      break;
    }
}

static void
go_on (CrmFlowAssociate *self)
{
  self->is_busy = TRUE; /* whoever hears of it must not take the next step as well */
  g_signal_emit (self, signals[MOVED], 0);
  self->is_busy = FALSE;
  if (self->row->tries == 0 && self->row->state != CRM_HANDOFF_CANCELLED)
    g_clear_error (&self->failure);
  if (self->row->tries > 0 && crm_handoff_is_under_way (self->row))
    pause_before_next_try (self);
  else
    take_next_step (self);
}

static void
on_remembered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CrmFlowAssociate) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!crm_handoff_journal_put_finish (self->journal, result, &error))
    {
      /* A create that can't be remembered is not sent; what exists already is linked all the same. */
      g_message ("The hand-off journal can't be written: %s", error->message);
      if (self->row->state == CRM_HANDOFF_CREATING && !self->row->is_uncertain)
        {
          self->row->state = CRM_HANDOFF_CANCELLED;
          g_clear_error (&self->failure);
          self->failure = g_steal_pointer (&error);
        }
    }
  go_on (self);
}

/* --- 2: create --------------------------------------------------------------------------------------------- */

/* Once a ticket, as far as one run can tell: what an earlier console left behind it has recorded. */
static void
record_created (CrmFlowAssociate *self, CrmTicket *ticket)
{
  if (self->is_recorded)
    return;
  self->is_recorded = TRUE;
  if (self->row->route == CRM_HANDOFF_BY_LEAD)
    crm_telemetry_record (self->telemetry, "cdp_ticket_embed_created", "contact_id", self->row->contact_id,
                          "ticket_id", crm_ticket_get_id (ticket), "pipeline_id",
                          crm_ticket_get_pipeline_id (ticket), "data_source",
                          crm_ticket_get_data_source (ticket), NULL);
  else
    crm_telemetry_record (self->telemetry, "cdp_mobile_ticket_created", "contact_id", self->row->contact_id,
                          "ticket_id", crm_ticket_get_id (ticket), "pipeline_id",
                          crm_ticket_get_pipeline_id (ticket), NULL);
}

static void
step_2_create (CrmFlowAssociate *self)
{
  self->is_busy = TRUE;
  crm_client_create_ticket (self->client, self->row->request, self->row->id, NULL, on_created,
                            g_object_ref (self));
}

static void
on_created (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CrmFlowAssociate) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_uncertain;
  g_autoptr (CrmTicket) ticket =
      crm_client_create_ticket_finish (self->client, result, &is_uncertain, &error);

  if (ticket == NULL)
    {
      self->row->is_uncertain |= is_uncertain;
      try_failed (self, error);
      return;
    }
  record_created (self, ticket);
  g_set_object (&self->ticket, ticket);
  crm_handoff_created (self->row, crm_ticket_get_id (ticket));
  step_1_remember (self);
}

/* --- 3: read ----------------------------------------------------------------------------------------------- */

static void
step_3_read (CrmFlowAssociate *self)
{
  self->is_busy = TRUE;
  crm_client_load_ticket (self->client, self->row->ticket_id, NULL, on_read, g_object_ref (self));
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CrmFlowAssociate) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmTicket) ticket = crm_client_load_ticket_finish (self->client, result, &error);

  if (ticket == NULL)
    {
      try_failed (self, error);
      return;
    }
  g_set_object (&self->ticket, ticket);
  /* What the form called it was a hint. */
  g_free (self->row->ticket_name);
  self->row->ticket_name = g_strdup (crm_ticket_get_name (ticket));
  record_created (self, ticket);
  step_4_link (self);
}

/* --- 4: link ----------------------------------------------------------------------------------------------- */

static GStrv
dup_union (CrmTicket *ticket, const char *contact_id)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  g_strv_builder_addv (ids, (const char **) crm_ticket_get_customer_ids (ticket));
  g_strv_builder_add (ids, contact_id);
  return g_strv_builder_end (ids);
}

static void
send_link (CrmFlowAssociate *self)
{
  gint64 revision = crm_ticket_get_revision (self->ticket);
  g_autofree char *key = crm_handoff_dup_link_key (self->row, revision);

  self->is_busy = TRUE;
  if (self->row->route == CRM_HANDOFF_BY_LEAD)
    {
      crm_client_associate_ticket (self->client, self->row->contact_id, self->row->ticket_id, key, NULL,
                                   on_linked, g_object_ref (self));
    }
  else
    {
      g_auto (GStrv) customer_ids = dup_union (self->ticket, self->row->contact_id);

      crm_client_set_ticket_customers (self->client, self->row->ticket_id, (const char *const *) customer_ids,
                                       revision, key, NULL, on_linked, g_object_ref (self));
    }
}

static void
step_4_link (CrmFlowAssociate *self)
{
  /* The CRM linked it, or an earlier try whose answer was lost did. */
  if (crm_ticket_has_customer (self->ticket, self->row->contact_id))
    linked (self);
  else
    send_link (self);
}

static CrmTicket *
link_finish (CrmFlowAssociate *self, GAsyncResult *result, GError **error)
{
  if (self->row->route == CRM_HANDOFF_BY_LEAD)
    return crm_client_associate_ticket_finish (self->client, result, NULL, error);
  return crm_client_set_ticket_customers_finish (self->client, result, error);
}

static void
on_linked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CrmFlowAssociate) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmTicket) ticket = link_finish (self, result, &error);

  if (ticket == NULL)
    {
      try_failed (self, error);
      return;
    }
  g_set_object (&self->ticket, ticket);
  linked (self);
}

static void
linked (CrmFlowAssociate *self)
{
  if (self->row->route == CRM_HANDOFF_BY_TICKET)
    crm_telemetry_record (self->telemetry, "cdp_mobile_ticket_associated", "contact_id",
                          self->row->contact_id, "ticket_id", self->row->ticket_id, NULL);
  crm_handoff_linked (self->row);
  step_1_remember (self);
}

/* --- 5: done ----------------------------------------------------------------------------------------------- */

static void
step_5_done (CrmFlowAssociate *self)
{
  gboolean is_linked = self->row->state == CRM_HANDOFF_DONE;

  g_signal_emit (self, signals[FINISHED], 0, is_linked ? self->ticket : NULL,
                 is_linked ? NULL : self->failure);
}

/* --- a try in vain ------------------------------------------------------------------------------------------- */

/* Somebody changed the ticket between 3 and 4: not a failure, the union has to be made again. */
static gboolean
is_stale (const GError *error)
{
  return g_error_matches (error, CRM_ERROR, CRM_ERROR_STALE_REVISION);
}

static void
record_link_failure (CrmFlowAssociate *self, const GError *error)
{
  const char *event = self->row->route == CRM_HANDOFF_BY_LEAD ? "cdp_ticket_embed_associate_failed"
                                                              : "cdp_mobile_ticket_associate_failed";

  crm_telemetry_record (self->telemetry, event, "contact_id", self->row->contact_id, "ticket_id",
                        self->row->ticket_id, "reason",
                        error->domain == CRM_ERROR ? crm_error_to_wire (error->code) : "other", NULL);
}

static void
try_failed (CrmFlowAssociate *self, const GError *error)
{
  self->is_busy = FALSE;
  g_clear_object (&self->ticket); /* it may have changed meanwhile */
  if (self->row->state == CRM_HANDOFF_LINKING && is_stale (error) && self->row->tries < CRM_HANDOFF_MAX_TRIES)
    {
      self->row->tries++;
      step_3_read (self);
      return;
    }
  /* Once for every time that it begins to fail. */
  if (self->row->state == CRM_HANDOFF_LINKING && self->row->tries == 0)
    record_link_failure (self, error);
  crm_handoff_failed (self->row, error);
  g_clear_error (&self->failure);
  self->failure = g_error_copy (error);
  step_1_remember (self);
}

/* --- object -------------------------------------------------------------------------------------------------- */

static void
crm_flow_associate_finalize (GObject *object)
{
  CrmFlowAssociate *self = CRM_FLOW_ASSOCIATE (object);

  g_clear_handle_id (&self->pause_id, g_source_remove);
  g_clear_object (&self->client);
  g_clear_object (&self->telemetry);
  g_clear_object (&self->journal);
  g_clear_object (&self->ticket);
  g_clear_pointer (&self->row, crm_handoff_free);
  g_clear_error (&self->failure);

  G_OBJECT_CLASS (crm_flow_associate_parent_class)->finalize (object);
}

static void
crm_flow_associate_class_init (CrmFlowAssociateClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = crm_flow_associate_finalize;

  signals[MOVED] = g_signal_new ("moved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
  signals[FINISHED] = g_signal_new ("finished", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 2, CRM_TYPE_TICKET, G_TYPE_ERROR);
}

static void
crm_flow_associate_init (CrmFlowAssociate *self)
{
}

CrmFlowAssociate *
crm_flow_associate_new (CrmClient *client,
                        CrmTelemetry *telemetry,
                        CrmHandoffJournal *journal,
                        CrmHandoff *handoff)
{
  CrmFlowAssociate *self = g_object_new (CRM_TYPE_FLOW_ASSOCIATE, NULL);

  self->client = g_object_ref (client);
  self->telemetry = g_object_ref (telemetry);
  g_set_object (&self->journal, journal);
  self->row = handoff;
  self->is_recorded = handoff->is_uncertain;
  return self;
}

void
crm_flow_associate_start (CrmFlowAssociate *self)
{
  g_return_if_fail (CRM_IS_FLOW_ASSOCIATE (self));

  step_1_remember (self);
}

gboolean
crm_flow_associate_hurry (CrmFlowAssociate *self)
{
  g_return_val_if_fail (CRM_IS_FLOW_ASSOCIATE (self), FALSE);

  if (self->is_busy)
    return FALSE;
  g_clear_handle_id (&self->pause_id, g_source_remove);
  crm_handoff_retry (self->row);
  take_next_step (self);
  return TRUE;
}

gboolean
crm_flow_associate_dismiss (CrmFlowAssociate *self)
{
  g_return_val_if_fail (CRM_IS_FLOW_ASSOCIATE (self), FALSE);

  if (self->is_busy || !crm_handoff_dismiss (self->row))
    return FALSE;
  step_1_remember (self);
  return TRUE;
}

const CrmHandoff *
crm_flow_associate_get_row (CrmFlowAssociate *self)
{
  return self->row;
}

const GError *
crm_flow_associate_get_failure (CrmFlowAssociate *self)
{
  return self->failure;
}
