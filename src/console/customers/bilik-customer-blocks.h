/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilik-customer-item.h"

G_BEGIN_DECLS

/* Customers are loaded, kept and forgotten by the block. */
#define BILIK_CUSTOMER_BLOCK_SIZE 100

typedef enum {
  BILIK_BLOCK_EMPTY,
  BILIK_BLOCK_WANTED,
  BILIK_BLOCK_LOADING,
  BILIK_BLOCK_LOADED,
  BILIK_BLOCK_FAILED,
} BilikBlockState;

/**
 * BilikCustomerBlock: consecutive items of the list, reference counted, so that
 * an answer can still fill rows on the screen after the cache forgot the block.
 */
typedef struct
{
  guint index; /* of the block; its first item is at index × BILIK_CUSTOMER_BLOCK_SIZE */
  BilikBlockState state;
  GPtrArray *items;

  grefcount ref_count;
  GList link; /* in the cache's queue, the latest used first */
} BilikCustomerBlock;

BilikCustomerBlock *bilik_customer_block_ref (BilikCustomerBlock *self);
void bilik_customer_block_unref (BilikCustomerBlock *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BilikCustomerBlock, bilik_customer_block_unref)

/* Puts the customers of @loaded into the items, in order; items beyond them have none. */
void bilik_customer_block_fill (BilikCustomerBlock *self, GPtrArray *loaded);
/* Takes the customers away. */
void bilik_customer_block_empty (BilikCustomerBlock *self);
/* Whether somebody else, the list on the screen, has an item of it. */
gboolean bilik_customer_block_is_held (BilikCustomerBlock *self);

/**
 * BilikCustomerBlocks: the blocks used last, a bounded number of them, and those
 * that are on the screen: a list of a million customers takes the memory of a
 * list of two thousand (F-04).
 */
typedef struct _BilikCustomerBlocks BilikCustomerBlocks;

BilikCustomerBlocks *bilik_customer_blocks_new (void);
void bilik_customer_blocks_free (BilikCustomerBlocks *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BilikCustomerBlocks, bilik_customer_blocks_free)

/* Returns: (transfer none): the block, made of placeholders where it was not there; it is now the latest used. */
BilikCustomerBlock *bilik_customer_blocks_use (BilikCustomerBlocks *self, guint index);
/* Returns: (transfer none) (nullable): the block where it is there */
BilikCustomerBlock *bilik_customer_blocks_peek (BilikCustomerBlocks *self, guint index);
/* Returns: (transfer none): BilikCustomerBlock, the latest used first */
const GList *bilik_customer_blocks_get_all (BilikCustomerBlocks *self);
/* Forgets @block. */
void bilik_customer_blocks_remove (BilikCustomerBlocks *self, BilikCustomerBlock *block);

G_END_DECLS
