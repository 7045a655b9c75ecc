/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-customers"

#include "bilik-customer-model.h"

#include "bilik-customer-blocks.h"

#define MAX_IN_FLIGHT 3

struct _BilikCustomerModel
{
  GObject parent_instance;

  CrmClient *client;
  char *query;
  GCancellable *generation; /* of the query: cancelled when another one starts */

  BilikCustomerBlocks *blocks;
  guint n_items;
  gboolean total_is_exact;

  GQueue wanted; /* indices of blocks, the latest looked at first */
  guint n_in_flight;
  guint dispatch_id;

  BilikCustomersState state;
  gboolean incomplete;
  GError *error;
};

/* A request on its way. The model is not owned: cancelling the generation is what tells that it is gone. */
typedef struct
{
  BilikCustomerModel *model;
  GCancellable *generation;
  BilikCustomerBlock *block; /* NULL: the first of a new query */
} Request;

static void bilik_customer_model_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BilikCustomerModel,
                               bilik_customer_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      bilik_customer_model_list_model_init))

enum { PROP_0, PROP_STATE, PROP_INCOMPLETE, N_PROPS };
static GParamSpec *properties[N_PROPS];

static void schedule_dispatch (BilikCustomerModel *self);

static Request *
request_new (BilikCustomerModel *self, BilikCustomerBlock *block)
{
  Request *request = g_new0 (Request, 1);
  request->model = self;
  request->generation = g_object_ref (self->generation);
  request->block = block != NULL ? bilik_customer_block_ref (block) : NULL;
  return request;
}

static void
request_free (Request *request)
{
  g_clear_object (&request->generation);
  g_clear_pointer (&request->block, bilik_customer_block_unref);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, request_free)

static void
set_state (BilikCustomerModel *self, BilikCustomersState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
set_incomplete (BilikCustomerModel *self, gboolean incomplete)
{
  if (self->incomplete == incomplete)
    return;
  self->incomplete = incomplete;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_INCOMPLETE]);
}

static void
set_error (BilikCustomerModel *self, GError *error)
{
  g_clear_error (&self->error);
  self->error = error;
}

/* The list is as long as the server says; positions are unsigned 32 bit in GListModel. */
static guint
count_items (const CrmPage *page)
{
  return (guint) MIN (page->total, (guint64) G_MAXINT);
}

/* The answer may know better where the list ends: customers went away meanwhile, or the total was only a lower
 * bound and its end has come into view. */
static void
adjust_end (BilikCustomerModel *self, const BilikCustomerBlock *block, const CrmPage *page)
{
  guint n_before = self->n_items;
  guint end = block->index * BILIK_CUSTOMER_BLOCK_SIZE + page->items->len;

  if (page->next_cursor == NULL)
    {
      self->n_items = end;
      self->total_is_exact = TRUE;
    }
  else if (!self->total_is_exact && end == n_before)
    {
      self->n_items = end + BILIK_CUSTOMER_BLOCK_SIZE;
    }

  if (self->n_items > n_before)
    g_list_model_items_changed (G_LIST_MODEL (self), n_before, 0, self->n_items - n_before);
  else if (self->n_items < n_before)
    g_list_model_items_changed (G_LIST_MODEL (self), self->n_items, n_before - self->n_items, 0);
}

static void
on_block_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmPage) page = crm_client_list_customers_finish (CRM_CLIENT (source), result, &error);

  if (g_cancellable_is_cancelled (request->generation))
    return;

  BilikCustomerModel *self = request->model;
  self->n_in_flight--;
  if (page != NULL)
    {
      bilik_customer_block_fill (request->block, page->items);
      adjust_end (self, request->block, page);
    }
  else
    {
      request->block->state = BILIK_BLOCK_FAILED;
      set_error (self, g_steal_pointer (&error));
      set_incomplete (self, TRUE);
    }
  schedule_dispatch (self);
}

static void
load_block (BilikCustomerModel *self, BilikCustomerBlock *block)
{
  block->state = BILIK_BLOCK_LOADING;
  self->n_in_flight++;
  crm_client_list_customers (self->client, self->query, (guint64) block->index * BILIK_CUSTOMER_BLOCK_SIZE,
                             BILIK_CUSTOMER_BLOCK_SIZE, self->generation, on_block_loaded,
                             request_new (self, block));
}

/* A fast scroll asks for many blocks in one frame: the latest ones are loaded first, forgotten ones not at all. After
 * that frame was painted: an answer has shown itself before what lies below it is asked for. */
static gboolean
on_dispatch (gpointer user_data)
{
  BilikCustomerModel *self = user_data;

  self->dispatch_id = 0;
  if (self->state != BILIK_CUSTOMERS_READY) /* another query was begun meanwhile */
    return G_SOURCE_REMOVE;

  while (self->n_in_flight < MAX_IN_FLIGHT && !g_queue_is_empty (&self->wanted))
    {
      guint index = GPOINTER_TO_UINT (g_queue_pop_head (&self->wanted));
      BilikCustomerBlock *block = bilik_customer_blocks_peek (self->blocks, index);
      if (block != NULL && block->state == BILIK_BLOCK_WANTED)
        load_block (self, block);
    }
  return G_SOURCE_REMOVE;
}

static void
schedule_dispatch (BilikCustomerModel *self)
{
  /* Rows of the older query stay on the screen while the newer one is awaited: nothing is loaded for them. */
  if (self->dispatch_id == 0 && self->state == BILIK_CUSTOMERS_READY && !g_queue_is_empty (&self->wanted))
    self->dispatch_id = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, on_dispatch, self, NULL);
}

static void
want (BilikCustomerModel *self, BilikCustomerBlock *block)
{
  block->state = BILIK_BLOCK_WANTED;
  g_queue_push_head (&self->wanted, GUINT_TO_POINTER (block->index));
  schedule_dispatch (self);
}

/* What is on the screen is loaded again for this query, the rest is forgotten. */
static void
forget_blocks (BilikCustomerModel *self)
{
  const GList *next;

  g_queue_clear (&self->wanted);
  for (const GList *link = bilik_customer_blocks_get_all (self->blocks); link != NULL; link = next)
    {
      BilikCustomerBlock *block = link->data;
      next = link->next;
      if (block->index == 0)
        continue;
      bilik_customer_block_empty (block);
      if (block->index * BILIK_CUSTOMER_BLOCK_SIZE < self->n_items && bilik_customer_block_is_held (block))
        want (self, block);
      else
        bilik_customer_blocks_remove (self->blocks, block);
    }
}

/*
 * Places in the list keep their items and get other customers; only the end is removed or added. Were all the items
 * replaced, GtkListView and GtkSingleSelection would look for their old ones among all the new ones.
 */
static void
replace_customers (BilikCustomerModel *self, const CrmPage *page)
{
  guint n_before = self->n_items;

  self->n_items = count_items (page);
  self->total_is_exact = page->total_is_exact;
  bilik_customer_block_fill (bilik_customer_blocks_use (self->blocks, 0), page->items);
  if (self->n_items < n_before)
    g_list_model_items_changed (G_LIST_MODEL (self), self->n_items, n_before - self->n_items, 0);
  forget_blocks (self);
  if (self->n_items > n_before)
    g_list_model_items_changed (G_LIST_MODEL (self), n_before, 0, self->n_items - n_before);
}

static void
on_query_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmPage) page = crm_client_list_customers_finish (CRM_CLIENT (source), result, &error);

  if (g_cancellable_is_cancelled (request->generation))
    return;

  BilikCustomerModel *self = request->model;
  set_error (self, g_steal_pointer (&error));
  if (page != NULL)
    replace_customers (self, page);
  set_state (self, page != NULL ? BILIK_CUSTOMERS_READY : BILIK_CUSTOMERS_FAILED);
  schedule_dispatch (self);
}

static GType
bilik_customer_model_get_item_type (GListModel *list)
{
  return BILIK_TYPE_CUSTOMER_ITEM;
}

static guint
bilik_customer_model_get_n_items (GListModel *list)
{
  return BILIK_CUSTOMER_MODEL (list)->n_items;
}

static gpointer
bilik_customer_model_get_item (GListModel *list, guint position)
{
  BilikCustomerModel *self = BILIK_CUSTOMER_MODEL (list);

  if (position >= self->n_items)
    return NULL;

  guint index = position / BILIK_CUSTOMER_BLOCK_SIZE;
  BilikCustomerBlock *block = bilik_customer_blocks_use (self->blocks, index);
  if (block->state == BILIK_BLOCK_EMPTY)
    want (self, block);
  return g_object_ref (block->items->pdata[position % BILIK_CUSTOMER_BLOCK_SIZE]);
}

static void
bilik_customer_model_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = bilik_customer_model_get_item_type;
  iface->get_n_items = bilik_customer_model_get_n_items;
  iface->get_item = bilik_customer_model_get_item;
}

static void
bilik_customer_model_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  BilikCustomerModel *self = BILIK_CUSTOMER_MODEL (object);

  switch (property_id)
    {
    case PROP_STATE:
      g_value_set_uint (value, self->state);
      break;
    case PROP_INCOMPLETE:
      g_value_set_boolean (value, self->incomplete);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
bilik_customer_model_dispose (GObject *object)
{
  BilikCustomerModel *self = BILIK_CUSTOMER_MODEL (object);

  g_cancellable_cancel (self->generation);
  g_clear_handle_id (&self->dispatch_id, g_source_remove);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (bilik_customer_model_parent_class)->dispose (object);
}

static void
bilik_customer_model_finalize (GObject *object)
{
  BilikCustomerModel *self = BILIK_CUSTOMER_MODEL (object);

  g_clear_object (&self->generation);
  g_clear_pointer (&self->blocks, bilik_customer_blocks_free);
  g_queue_clear (&self->wanted);
  g_clear_error (&self->error);
  g_free (self->query);

  G_OBJECT_CLASS (bilik_customer_model_parent_class)->finalize (object);
}

static void
bilik_customer_model_class_init (BilikCustomerModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = bilik_customer_model_get_property;
  object_class->dispose = bilik_customer_model_dispose;
  object_class->finalize = bilik_customer_model_finalize;

  properties[PROP_STATE] =
      g_param_spec_uint ("state", NULL, NULL, 0, BILIK_CUSTOMERS_FAILED, BILIK_CUSTOMERS_LOADING,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_INCOMPLETE] =
      g_param_spec_boolean ("incomplete", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
bilik_customer_model_init (BilikCustomerModel *self)
{
  self->query = g_strdup ("");
  self->generation = g_cancellable_new ();
  self->blocks = bilik_customer_blocks_new ();
  self->total_is_exact = TRUE;
}

BilikCustomerModel *
bilik_customer_model_new (CrmClient *client)
{
  g_return_val_if_fail (CRM_IS_CLIENT (client), NULL);

  BilikCustomerModel *self = g_object_new (BILIK_TYPE_CUSTOMER_MODEL, NULL);
  self->client = g_object_ref (client);
  return self;
}

void
bilik_customer_model_load (BilikCustomerModel *self, const char *query)
{
  g_return_if_fail (BILIK_IS_CUSTOMER_MODEL (self));

  char *copy = g_strdup (query != NULL ? query : ""); /* @query may be our own */
  g_free (self->query);
  self->query = copy;

  g_cancellable_cancel (self->generation);
  g_object_unref (self->generation);
  self->generation = g_cancellable_new ();
  self->n_in_flight = 0;

  set_incomplete (self, FALSE);
  set_state (self, BILIK_CUSTOMERS_LOADING);
  crm_client_list_customers (self->client, self->query, 0, BILIK_CUSTOMER_BLOCK_SIZE, self->generation,
                             on_query_loaded, request_new (self, NULL));
}

void
bilik_customer_model_retry (BilikCustomerModel *self)
{
  g_return_if_fail (BILIK_IS_CUSTOMER_MODEL (self));

  if (self->state == BILIK_CUSTOMERS_FAILED)
    {
      bilik_customer_model_load (self, self->query);
      return;
    }

  set_incomplete (self, FALSE);
  for (const GList *link = bilik_customer_blocks_get_all (self->blocks); link != NULL; link = link->next)
    {
      BilikCustomerBlock *block = link->data;
      if (block->state == BILIK_BLOCK_FAILED)
        want (self, block);
    }
}

const char *
bilik_customer_model_get_query (BilikCustomerModel *self)
{
  g_return_val_if_fail (BILIK_IS_CUSTOMER_MODEL (self), NULL);
  return self->query;
}

BilikCustomersState
bilik_customer_model_get_state (BilikCustomerModel *self)
{
  g_return_val_if_fail (BILIK_IS_CUSTOMER_MODEL (self), BILIK_CUSTOMERS_LOADING);
  return self->state;
}

gboolean
bilik_customer_model_get_incomplete (BilikCustomerModel *self)
{
  g_return_val_if_fail (BILIK_IS_CUSTOMER_MODEL (self), FALSE);
  return self->incomplete;
}

const GError *
bilik_customer_model_get_error (BilikCustomerModel *self)
{
  g_return_val_if_fail (BILIK_IS_CUSTOMER_MODEL (self), NULL);
  return self->error;
}

gboolean
bilik_customer_model_get_total_is_exact (BilikCustomerModel *self)
{
  g_return_val_if_fail (BILIK_IS_CUSTOMER_MODEL (self), FALSE);
  return self->total_is_exact;
}

gboolean
bilik_customer_model_find (BilikCustomerModel *self, const char *contact_id, guint *out_position)
{
  g_return_val_if_fail (BILIK_IS_CUSTOMER_MODEL (self), FALSE);

  for (const GList *link = bilik_customer_blocks_get_all (self->blocks); link != NULL; link = link->next)
    {
      const BilikCustomerBlock *block = link->data;
      for (guint i = 0; i < block->items->len; i++)
        {
          CrmCustomer *customer = bilik_customer_item_get_customer (block->items->pdata[i]);
          if (customer == NULL || g_strcmp0 (crm_customer_get_id (customer), contact_id) != 0)
            continue;
          *out_position = block->index * BILIK_CUSTOMER_BLOCK_SIZE + i;
          return TRUE;
        }
    }
  return FALSE;
}
