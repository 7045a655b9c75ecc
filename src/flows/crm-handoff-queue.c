/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-flows"

#include "crm-handoff-queue.h"

#include "crm-error.h"

/* A server that could not be reached is asked again so often, whatever the backoff says: REL-06 gives 5 s after it is back. */
#define KNOCK_SECONDS 3

struct _CrmHandoffQueue
{
  GObject parent_instance;

  CrmClient *client;
  CrmTelemetry *telemetry;
  CrmHandoffJournal *journal;
  GPtrArray *flows; /* CrmFlowAssociate */
  guint knock_id;
};

static void crm_handoff_queue_list_model_init (GListModelInterface *iface);

enum { MOVED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE_WITH_CODE (CrmHandoffQueue,
                               crm_handoff_queue,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, crm_handoff_queue_list_model_init))

/* Nobody said no: it was the way there or back that failed. */
static gboolean
could_not_reach (CrmFlowAssociate *flow)
{
  const GError *failure = crm_flow_associate_get_failure (flow);

  return g_error_matches (failure, CRM_ERROR, CRM_ERROR_OFFLINE) ||
         g_error_matches (failure, CRM_ERROR, CRM_ERROR_TIMED_OUT) ||
         g_error_matches (failure, CRM_ERROR, CRM_ERROR_BAD_RESPONSE);
}

/* One asks for all, so that a server that comes back is not stormed. */
static gboolean
on_knock (gpointer data)
{
  CrmHandoffQueue *self = data;

  for (guint i = 0; i < self->flows->len; i++)
    {
      CrmFlowAssociate *flow = g_ptr_array_index (self->flows, i);

      if (could_not_reach (flow))
        {
          crm_flow_associate_hurry (flow);
          return G_SOURCE_CONTINUE;
        }
    }
  self->knock_id = 0;
  return G_SOURCE_REMOVE;
}

static void
on_flow_moved (CrmFlowAssociate *flow, CrmHandoffQueue *self)
{
  const CrmHandoff *row = crm_flow_associate_get_row (flow);
  gboolean has_failed = row->tries > 0;

  g_signal_emit (self, signals[MOVED], 0);
  if (has_failed && could_not_reach (flow) && self->knock_id == 0)
    self->knock_id = g_timeout_add_seconds (KNOCK_SECONDS, on_knock, self);
  else if (!has_failed && crm_flow_associate_get_failure (flow) != NULL)
    crm_handoff_queue_hurry (self); /* it got through: so will the others */
}

static void
on_flow_finished (CrmFlowAssociate *flow, CrmTicket *ticket, GError *error, CrmHandoffQueue *self)
{
  guint position;

  if (!g_ptr_array_find (self->flows, flow, &position))
    return;
  g_ptr_array_remove_index (self->flows, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

/* A network that comes up again is not a server that answers: a failed hurry simply counts another try. */
static void
on_network_changed (GNetworkMonitor *monitor, gboolean is_available, CrmHandoffQueue *self)
{
  if (is_available)
    crm_handoff_queue_hurry (self);
}

static gpointer
crm_handoff_queue_get_item (GListModel *model, guint position)
{
  CrmHandoffQueue *self = CRM_HANDOFF_QUEUE (model);

  return position < self->flows->len ? g_object_ref (g_ptr_array_index (self->flows, position)) : NULL;
}

static guint
crm_handoff_queue_get_n_items (GListModel *model)
{
  return CRM_HANDOFF_QUEUE (model)->flows->len;
}

static GType
crm_handoff_queue_get_item_type (GListModel *model)
{
  return CRM_TYPE_FLOW_ASSOCIATE;
}

static void
crm_handoff_queue_list_model_init (GListModelInterface *iface)
{
  iface->get_item = crm_handoff_queue_get_item;
  iface->get_n_items = crm_handoff_queue_get_n_items;
  iface->get_item_type = crm_handoff_queue_get_item_type;
}

static void
crm_handoff_queue_finalize (GObject *object)
{
  CrmHandoffQueue *self = CRM_HANDOFF_QUEUE (object);

  g_clear_handle_id (&self->knock_id, g_source_remove);
  g_clear_object (&self->client);
  g_clear_object (&self->telemetry);
  g_clear_object (&self->journal);
  g_ptr_array_unref (self->flows);

  G_OBJECT_CLASS (crm_handoff_queue_parent_class)->finalize (object);
}

static void
crm_handoff_queue_class_init (CrmHandoffQueueClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = crm_handoff_queue_finalize;

  signals[MOVED] = g_signal_new ("moved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
crm_handoff_queue_init (CrmHandoffQueue *self)
{
  self->flows = g_ptr_array_new_with_free_func (g_object_unref);
  g_signal_connect_object (g_network_monitor_get_default (), "network-changed",
                           G_CALLBACK (on_network_changed), self, 0);
}

CrmHandoffQueue *
crm_handoff_queue_new (CrmClient *client, CrmTelemetry *telemetry, CrmHandoffJournal *journal)
{
  CrmHandoffQueue *self = g_object_new (CRM_TYPE_HANDOFF_QUEUE, NULL);

  self->client = g_object_ref (client);
  self->telemetry = g_object_ref (telemetry);
  g_set_object (&self->journal, journal);
  return self;
}

CrmFlowAssociate *
crm_handoff_queue_add (CrmHandoffQueue *self, CrmHandoff *handoff)
{
  CrmFlowAssociate *flow;

  g_return_val_if_fail (CRM_IS_HANDOFF_QUEUE (self), NULL);

  flow = crm_flow_associate_new (self->client, self->telemetry, self->journal, handoff);
  g_ptr_array_add (self->flows, flow);
  g_signal_connect_object (flow, "moved", G_CALLBACK (on_flow_moved), self, G_CONNECT_AFTER);
  g_signal_connect_object (flow, "finished", G_CALLBACK (on_flow_finished), self, G_CONNECT_AFTER);
  g_list_model_items_changed (G_LIST_MODEL (self), self->flows->len - 1, 0, 1);
  crm_flow_associate_start (flow);
  return flow;
}

gboolean
crm_handoff_queue_resume (CrmHandoffQueue *self, CrmDraftStore *drafts, GError **error)
{
  g_autoptr (GPtrArray) orphans = NULL;

  g_return_val_if_fail (CRM_IS_HANDOFF_QUEUE (self), FALSE);

  if (self->journal == NULL)
    return TRUE;
  orphans = crm_handoff_journal_adopt (self->journal, error);
  if (orphans == NULL)
    return FALSE;
  while (orphans->len > 0)
    {
      CrmHandoff *handoff = g_ptr_array_steal_index (orphans, 0);

      if (drafts != NULL && handoff->draft_of != NULL)
        crm_draft_store_remove (drafts, handoff->draft_of);
      crm_handoff_queue_add (self, handoff);
    }
  return TRUE;
}

void
crm_handoff_queue_hurry (CrmHandoffQueue *self)
{
  g_autoptr (GPtrArray) resting = NULL;

  g_return_if_fail (CRM_IS_HANDOFF_QUEUE (self));

  /* A flow may finish, and leave the array, while it is hurried. */
  resting = g_ptr_array_copy (self->flows, (GCopyFunc) g_object_ref, NULL);
  for (guint i = 0; i < resting->len; i++)
    crm_flow_associate_hurry (g_ptr_array_index (resting, i));
}
