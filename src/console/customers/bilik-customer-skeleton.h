/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BilikCustomerSkeleton: the shape of the list while it is loading: `n-rows` entries of a line and a smaller one below.
 */
#define BILIK_TYPE_CUSTOMER_SKELETON (bilik_customer_skeleton_get_type ())
G_DECLARE_FINAL_TYPE (BilikCustomerSkeleton, bilik_customer_skeleton, BILIK, CUSTOMER_SKELETON, GtkWidget)

G_END_DECLS
