/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-customers"

#include "bilik-customer-item.h"

struct _BilikCustomerItem
{
  GObject parent_instance;

  CrmCustomer *customer;
};

G_DEFINE_FINAL_TYPE (BilikCustomerItem, bilik_customer_item, G_TYPE_OBJECT)

enum { PROP_0, PROP_CUSTOMER, N_PROPS };
static GParamSpec *properties[N_PROPS];

static void
bilik_customer_item_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  if (property_id == PROP_CUSTOMER)
    g_value_set_object (value, BILIK_CUSTOMER_ITEM (object)->customer);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
bilik_customer_item_finalize (GObject *object)
{
  g_clear_object (&BILIK_CUSTOMER_ITEM (object)->customer);

  G_OBJECT_CLASS (bilik_customer_item_parent_class)->finalize (object);
}

static void
bilik_customer_item_class_init (BilikCustomerItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = bilik_customer_item_get_property;
  object_class->finalize = bilik_customer_item_finalize;

  properties[PROP_CUSTOMER] = g_param_spec_object ("customer", NULL, NULL, CRM_TYPE_CUSTOMER,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
bilik_customer_item_init (BilikCustomerItem *self)
{
}

BilikCustomerItem *
bilik_customer_item_new (void)
{
  return g_object_new (BILIK_TYPE_CUSTOMER_ITEM, NULL);
}

CrmCustomer *
bilik_customer_item_get_customer (BilikCustomerItem *self)
{
  g_return_val_if_fail (BILIK_IS_CUSTOMER_ITEM (self), NULL);
  return self->customer;
}

void
bilik_customer_item_set_customer (BilikCustomerItem *self, CrmCustomer *customer)
{
  g_return_if_fail (BILIK_IS_CUSTOMER_ITEM (self));

  if (g_set_object (&self->customer, customer))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CUSTOMER]);
}
