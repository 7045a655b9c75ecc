/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-customers"

#include "bilik-customer-blocks.h"

/* GtkListView keeps about 200 rows alive; this leaves room to scroll back without loading again. */
#define MAX_BLOCKS 20

struct _BilikCustomerBlocks
{
  GHashTable *by_index; /* guint → BilikCustomerBlock, owned */
  GQueue recent;        /* the blocks' own links */
};

static BilikCustomerBlock *
bilik_customer_block_new (guint index)
{
  BilikCustomerBlock *self = g_new0 (BilikCustomerBlock, 1);
  g_ref_count_init (&self->ref_count);
  self->index = index;
  self->link.data = self;
  self->items = g_ptr_array_new_full (BILIK_CUSTOMER_BLOCK_SIZE, g_object_unref);
  for (guint i = 0; i < BILIK_CUSTOMER_BLOCK_SIZE; i++)
    g_ptr_array_add (self->items, bilik_customer_item_new ());
  return self;
}

BilikCustomerBlock *
bilik_customer_block_ref (BilikCustomerBlock *self)
{
  g_ref_count_inc (&self->ref_count);
  return self;
}

void
bilik_customer_block_unref (BilikCustomerBlock *self)
{
  if (!g_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->items);
  g_free (self);
}

void
bilik_customer_block_fill (BilikCustomerBlock *self, GPtrArray *loaded)
{
  for (guint i = 0; i < self->items->len; i++)
    bilik_customer_item_set_customer (self->items->pdata[i], i < loaded->len ? loaded->pdata[i] : NULL);
  self->state = BILIK_BLOCK_LOADED;
}

void
bilik_customer_block_empty (BilikCustomerBlock *self)
{
  for (guint i = 0; i < self->items->len; i++)
    bilik_customer_item_set_customer (self->items->pdata[i], NULL);
  self->state = BILIK_BLOCK_EMPTY;
}

gboolean
bilik_customer_block_is_held (BilikCustomerBlock *self)
{
  for (guint i = 0; i < self->items->len; i++)
    if (G_OBJECT (self->items->pdata[i])->ref_count > 1)
      return TRUE;
  return FALSE;
}

BilikCustomerBlocks *
bilik_customer_blocks_new (void)
{
  BilikCustomerBlocks *self = g_new0 (BilikCustomerBlocks, 1);
  self->by_index = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) bilik_customer_block_unref);
  return self;
}

void
bilik_customer_blocks_free (BilikCustomerBlocks *self)
{
  g_hash_table_unref (self->by_index);
  g_free (self);
}

/* What is on the screen stays: there is one item for a place in the list as long as somebody has it. */
static void
remove_oldest (BilikCustomerBlocks *self)
{
  for (GList *link = self->recent.tail; link != NULL; link = link->prev)
    if (!bilik_customer_block_is_held (link->data))
      {
        bilik_customer_blocks_remove (self, link->data);
        return;
      }
}

BilikCustomerBlock *
bilik_customer_blocks_use (BilikCustomerBlocks *self, guint index)
{
  BilikCustomerBlock *block = bilik_customer_blocks_peek (self, index);

  if (block != NULL)
    {
      g_queue_unlink (&self->recent, &block->link);
      g_queue_push_head_link (&self->recent, &block->link);
      return block;
    }

  if (self->recent.length >= MAX_BLOCKS)
    remove_oldest (self);

  block = bilik_customer_block_new (index);
  g_hash_table_insert (self->by_index, GUINT_TO_POINTER (index), block);
  g_queue_push_head_link (&self->recent, &block->link);
  return block;
}

BilikCustomerBlock *
bilik_customer_blocks_peek (BilikCustomerBlocks *self, guint index)
{
  return g_hash_table_lookup (self->by_index, GUINT_TO_POINTER (index));
}

const GList *
bilik_customer_blocks_get_all (BilikCustomerBlocks *self)
{
  return self->recent.head;
}

void
bilik_customer_blocks_remove (BilikCustomerBlocks *self, BilikCustomerBlock *block)
{
  g_queue_unlink (&self->recent, &block->link);
  g_hash_table_remove (self->by_index, GUINT_TO_POINTER (block->index));
}
