/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-tickets"

#include "bilik-skeleton.h"

/* Widths differ from row to row, as those of text do. */
static const int widths[] = { 220, 160, 260, 190 };

static GtkWidget *
new_bar (int width, int height)
{
  GtkWidget *bar = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  gtk_widget_add_css_class (bar, "skeleton");
  gtk_widget_set_size_request (bar, width, height);
  if (width > 0)
    gtk_widget_set_halign (bar, GTK_ALIGN_START);
  return bar;
}

GtkWidget *
bilik_skeleton_new_field (guint position)
{
  GtkWidget *field = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_box_append (GTK_BOX (field), new_bar (widths[position % G_N_ELEMENTS (widths)] / 2, 12));
  gtk_box_append (GTK_BOX (field), new_bar (-1, 34));
  return field;
}

GtkWidget *
bilik_skeleton_new_card (guint position)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);

  gtk_widget_set_margin_top (card, 12);
  gtk_widget_set_margin_bottom (card, 12);
  gtk_widget_set_margin_start (card, 12);
  gtk_widget_set_margin_end (card, 12);
  gtk_box_append (GTK_BOX (card), new_bar (widths[position % G_N_ELEMENTS (widths)], 14));
  gtk_box_append (GTK_BOX (card), new_bar (widths[(position + 1) % G_N_ELEMENTS (widths)] / 2, 10));
  return card;
}
