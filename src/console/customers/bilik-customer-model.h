/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilik-customer-item.h"
#include "crm-client.h"

G_BEGIN_DECLS

typedef enum {
  BILIK_CUSTOMERS_LOADING, /* the first answer to this query is awaited; what was found before stays meanwhile */
  BILIK_CUSTOMERS_READY,
  BILIK_CUSTOMERS_FAILED,
} BilikCustomersState;

/**
 * BilikCustomerModel: all customers that match a query, as a #GListModel of
 * #BilikCustomerItem. It is as long as the answer says and holds only what
 * somebody looked at lately; items are filled in place when their block
 * arrives. Nothing of an older query is ever shown under a newer one (F-08).
 *
 * Notifies `state` (#BilikCustomersState) and `incomplete` (a block in view could not be loaded).
 */
#define BILIK_TYPE_CUSTOMER_MODEL (bilik_customer_model_get_type ())
G_DECLARE_FINAL_TYPE (BilikCustomerModel, bilik_customer_model, BILIK, CUSTOMER_MODEL, GObject)

BilikCustomerModel *bilik_customer_model_new (CrmClient *client);

/* Starts to load; @query may be %NULL or empty for all customers. The same query again loads again. */
void bilik_customer_model_load (BilikCustomerModel *self, const char *query);
/* Loads what failed once more: the whole query or the missing blocks. */
void bilik_customer_model_retry (BilikCustomerModel *self);

const char *bilik_customer_model_get_query (BilikCustomerModel *self);
BilikCustomersState bilik_customer_model_get_state (BilikCustomerModel *self);
gboolean bilik_customer_model_get_incomplete (BilikCustomerModel *self);
/* Why the last request failed, %NULL where it did not. */
const GError *bilik_customer_model_get_error (BilikCustomerModel *self);
/* Whether the number of items is that of all matches; else there are more. */
gboolean bilik_customer_model_get_total_is_exact (BilikCustomerModel *self);

/* Looks among what is loaded. */
gboolean bilik_customer_model_find (BilikCustomerModel *self, const char *contact_id, guint *out_position);

G_END_DECLS
