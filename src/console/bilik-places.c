/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-window"

#include "bilik-places.h"

struct _BilikPlaces
{
  AdwBin parent_instance;

  GtkListBox *rows;
  GtkListBoxRow *inbox;
  GtkListBoxRow *customers;
};

G_DEFINE_FINAL_TYPE (BilikPlaces, bilik_places, ADW_TYPE_BIN)

enum { CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
on_row_selected (BilikPlaces *self, GtkListBoxRow *row)
{
  if (row != NULL)
    g_signal_emit (self, signals[CHOSEN], 0, row == self->inbox ? "inbox" : "customers");
}

static void
bilik_places_class_init (BilikPlacesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/bilik/Bilik/bilik-places.ui");
  gtk_widget_class_bind_template_child (widget_class, BilikPlaces, rows);
  gtk_widget_class_bind_template_child (widget_class, BilikPlaces, inbox);
  gtk_widget_class_bind_template_child (widget_class, BilikPlaces, customers);
  gtk_widget_class_bind_template_callback (widget_class, on_row_selected);
}

static void
bilik_places_init (BilikPlaces *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
bilik_places_set_permissions (BilikPlaces *self, CrmPermissions permissions, const char *last)
{
  g_return_if_fail (BILIK_IS_PLACES (self));

  gboolean may_inbox = CRM_HAS (permissions, CRM_PERMISSION_ROOMS_VIEW);
  gboolean may_customers = CRM_HAS (permissions, CRM_PERMISSION_CUSTOMERS_VIEW);

  gtk_widget_set_visible (GTK_WIDGET (self->inbox), may_inbox);
  gtk_widget_set_visible (GTK_WIDGET (self->customers), may_customers);
  if (may_inbox && (!may_customers || g_strcmp0 (last, "inbox") == 0))
    bilik_places_choose (self, "inbox");
  else if (may_customers)
    bilik_places_choose (self, "customers");
}

void
bilik_places_choose (BilikPlaces *self, const char *place)
{
  g_return_if_fail (BILIK_IS_PLACES (self));

  gtk_list_box_select_row (self->rows, g_str_equal (place, "inbox") ? self->inbox : self->customers);
}
