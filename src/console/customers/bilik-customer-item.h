/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-customer.h"

G_BEGIN_DECLS

/**
 * BilikCustomerItem: one place in the list of customers. It exists before its
 * customer is loaded; `customer` is notified when that arrives.
 */
#define BILIK_TYPE_CUSTOMER_ITEM (bilik_customer_item_get_type ())
G_DECLARE_FINAL_TYPE (BilikCustomerItem, bilik_customer_item, BILIK, CUSTOMER_ITEM, GObject)

BilikCustomerItem *bilik_customer_item_new (void);

/* Returns: (transfer none) (nullable): %NULL while it is not loaded */
CrmCustomer *bilik_customer_item_get_customer (BilikCustomerItem *self);
void bilik_customer_item_set_customer (BilikCustomerItem *self, CrmCustomer *customer);

G_END_DECLS
