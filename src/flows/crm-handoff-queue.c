/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-flows"

#include "crm-handoff-queue.h"

struct _CrmHandoffQueue
{
  GObject parent_instance;

  CrmClient *client;
  CrmTelemetry *telemetry;
  CrmHandoffJournal *journal;
  GPtrArray *flows; /* CrmFlowAssociate */
};

static void crm_handoff_queue_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CrmHandoffQueue,
                               crm_handoff_queue,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, crm_handoff_queue_list_model_init))

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
  g_signal_connect_object (flow, "finished", G_CALLBACK (on_flow_finished), self, G_CONNECT_AFTER);
  g_list_model_items_changed (G_LIST_MODEL (self), self->flows->len - 1, 0, 1);
  crm_flow_associate_start (flow);
  return flow;
}

gboolean
crm_handoff_queue_resume (CrmHandoffQueue *self, GError **error)
{
  g_autoptr (GPtrArray) orphans = NULL;

  g_return_val_if_fail (CRM_IS_HANDOFF_QUEUE (self), FALSE);

  if (self->journal == NULL)
    return TRUE;
  orphans = crm_handoff_journal_adopt (self->journal, error);
  if (orphans == NULL)
    return FALSE;
  while (orphans->len > 0)
    crm_handoff_queue_add (self, g_ptr_array_steal_index (orphans, 0));
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
  g_ptr_array_foreach (resting, (GFunc) g_object_unref, NULL);
}
