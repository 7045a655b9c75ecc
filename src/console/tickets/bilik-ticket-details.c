/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-tickets"

#include <glib/gi18n.h>
#include "bilik-ticket-details.h"
#include "bilik-ticket-words.h"

struct _BilikTicketDetails
{
  AdwWindow parent_instance;

  AdwWindowTitle *window_title;
  GtkLabel *name;
  GtkListBox *rows;
};

G_DEFINE_FINAL_TYPE (BilikTicketDetails, bilik_ticket_details, ADW_TYPE_WINDOW)

static void
bilik_ticket_details_class_init (BilikTicketDetailsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bilik/Bilik/tickets/bilik-ticket-details.ui");
  gtk_widget_class_bind_template_child (widget_class, BilikTicketDetails, window_title);
  gtk_widget_class_bind_template_child (widget_class, BilikTicketDetails, name);
  gtk_widget_class_bind_template_child (widget_class, BilikTicketDetails, rows);
}

static void
bilik_ticket_details_init (BilikTicketDetails *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* A row for what the ticket has; nothing for what it has not. */
static void
add_row (BilikTicketDetails *self, const char *title, const char *value)
{
  if (value == NULL || *value == '\0')
    return;

  GtkWidget *label = gtk_label_new (value);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_margin_top (label, 6);
  gtk_widget_set_margin_bottom (label, 6);
  gtk_widget_add_css_class (label, "dim-label");

  GtkWidget *row = adw_action_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_append (self->rows, row);
}

static void
add_time (BilikTicketDetails *self, const char *title, gint64 time)
{
  g_autofree char *exact = time != 0 ? bilik_ticket_words_exact (time) : NULL;

  add_row (self, title, exact);
}

GtkWindow *
bilik_ticket_details_new (CrmTicket *ticket, GtkWindow *parent)
{
  g_return_val_if_fail (CRM_IS_TICKET (ticket), NULL);

  BilikTicketDetails *self = g_object_new (BILIK_TYPE_TICKET_DETAILS, "transient-for", parent, NULL);
  const char *const *names = crm_ticket_get_customer_names (ticket);
  g_autofree char *customers = names != NULL ? g_strjoinv (", ", (char **) names) : NULL;

  gtk_window_set_title (GTK_WINDOW (self), crm_ticket_get_name (ticket));
  adw_window_title_set_title (self->window_title, crm_ticket_get_slug (ticket));
  gtk_label_set_text (self->name, crm_ticket_get_name (ticket));

  add_row (self, _ ("Status"), bilik_ticket_words_status (crm_ticket_get_status (ticket)));
  add_row (self, _ ("Pipeline"), crm_ticket_get_pipeline_name (ticket));
  add_row (self, _ ("Stage"), crm_ticket_get_stage_name (ticket));
  add_row (self, _ ("Priority"), bilik_ticket_words_priority (crm_ticket_get_priority (ticket)));
  add_time (self, _ ("Due"), crm_ticket_get_due_at (ticket));
  add_row (self, _ ("Customers"), customers);
  add_row (self, _ ("Made with"), bilik_ticket_words_source (crm_ticket_get_data_source (ticket)));
  add_row (self, _ ("Creator"), bilik_ticket_words_creator (ticket));
  add_time (self, _ ("Created"), crm_ticket_get_created_at (ticket));
  add_time (self, _ ("Updated"), crm_ticket_get_updated_at (ticket));
  return GTK_WINDOW (self);
}
