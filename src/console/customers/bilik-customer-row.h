/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "bilik-customer-item.h"

G_BEGIN_DECLS

/**
 * BilikCustomerRow: a customer in the list, as one widget that draws its texts
 * itself: GtkListView binds some 200 rows at every jump, and a row of boxes and
 * labels costs five times as much (F-05). Texts are drawn as they are, never
 * as markup (SEC-15). A customer that is not loaded yet shows as a skeleton.
 */
#define BILIK_TYPE_CUSTOMER_ROW (bilik_customer_row_get_type ())
G_DECLARE_FINAL_TYPE (BilikCustomerRow, bilik_customer_row, BILIK, CUSTOMER_ROW, GtkWidget)

GtkWidget *bilik_customer_row_new (void);

/* @item: (nullable) */
void bilik_customer_row_set_item (BilikCustomerRow *self, BilikCustomerItem *item);

G_END_DECLS
