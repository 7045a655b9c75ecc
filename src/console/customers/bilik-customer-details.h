/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "bilik-session.h"

G_BEGIN_DECLS

/**
 * BilikCustomerDetails: the section Details: what the CRM knows of a customer.
 * It shows what the list knew at once, loads the rest by itself and fails by itself.
 *
 * Signal: loaded (CrmCustomer *customer): as it is now.
 */
#define BILIK_TYPE_CUSTOMER_DETAILS (bilik_customer_details_get_type ())
G_DECLARE_FINAL_TYPE (BilikCustomerDetails, bilik_customer_details, BILIK, CUSTOMER_DETAILS, AdwBin)

/* Shows @customer and loads it again. */
void bilik_customer_details_open (BilikCustomerDetails *self, CrmClient *client, CrmCustomer *customer);
void bilik_customer_details_refresh (BilikCustomerDetails *self);

G_END_DECLS
