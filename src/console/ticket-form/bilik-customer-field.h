/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilik-field.h"

G_BEGIN_DECLS

/* A customer, pre-filled and editable by search (MTCK-S02). */
#define BILIK_TYPE_CUSTOMER_FIELD (bilik_customer_field_get_type ())
G_DECLARE_FINAL_TYPE (BilikCustomerField, bilik_customer_field, BILIK, CUSTOMER_FIELD, AdwActionRow)

GtkWidget *bilik_customer_field_new (const CrmField *field, CrmClient *client);

G_END_DECLS
