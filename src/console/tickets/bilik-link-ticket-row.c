/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-tickets"

#include <glib/gi18n.h>
#include "bilik-ellipsis-tooltip.h"
#include "bilik-link-ticket-row.h"
#include "bilik-ticket-words.h"
#include "crm-time.h"

struct _BilikLinkTicketRow
{
  GtkWidget parent_instance;

  CrmTicket *ticket;

  GtkCheckButton *check;
  GtkLabel *title;
  GtkLabel *status;
  GtkLabel *what;
  GtkLabel *updated;
  GtkWidget *linked;
};

G_DEFINE_FINAL_TYPE (BilikLinkTicketRow, bilik_link_ticket_row, GTK_TYPE_WIDGET)

static char *
join_names (const char *const *names)
{
  return names != NULL ? g_strjoinv (", ", (char **) names) : g_strdup ("");
}

static void
bilik_link_ticket_row_show_status (BilikLinkTicketRow *self)
{
  CrmTicketStatus status = crm_ticket_get_status (self->ticket);

  for (int other = 0; other < CRM_N_TICKET_STATUSES; other++)
    gtk_widget_remove_css_class (GTK_WIDGET (self->status), crm_ticket_status_to_wire (other));
  gtk_widget_add_css_class (GTK_WIDGET (self->status), crm_ticket_status_to_wire (status));
  gtk_label_set_text (self->status, bilik_ticket_words_status (status));
}

/* The list's own row is what has the focus, so it is the one that needs a name. */
static void
bilik_link_ticket_row_name_parent (BilikLinkTicketRow *self, const char *what)
{
  GtkWidget *row = gtk_widget_get_parent (GTK_WIDGET (self));
  gboolean linked = crm_ticket_get_is_associated (self->ticket);
  gboolean chosen = gtk_check_button_get_active (self->check);
  g_autofree char *label = NULL;

  if (row == NULL)
    return;
  label = g_strdup_printf ("%s, %s, %s%s%s", crm_ticket_get_name (self->ticket),
                           bilik_ticket_words_status (crm_ticket_get_status (self->ticket)), what,
                           linked || chosen ? ", " : "",
                           linked   ? _ ("already linked")
                           : chosen ? _ ("chosen")
                                    : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
bilik_link_ticket_row_dispose (GObject *object)
{
  BilikLinkTicketRow *self = BILIK_LINK_TICKET_ROW (object);

  g_clear_object (&self->ticket);
  gtk_widget_dispose_template (GTK_WIDGET (self), BILIK_TYPE_LINK_TICKET_ROW);
  for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL;)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (bilik_link_ticket_row_parent_class)->dispose (object);
}

static void
bilik_link_ticket_row_class_init (BilikLinkTicketRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bilik_link_ticket_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bilik/Bilik/tickets/bilik-link-ticket-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BilikLinkTicketRow, check);
  gtk_widget_class_bind_template_child (widget_class, BilikLinkTicketRow, title);
  gtk_widget_class_bind_template_child (widget_class, BilikLinkTicketRow, status);
  gtk_widget_class_bind_template_child (widget_class, BilikLinkTicketRow, what);
  gtk_widget_class_bind_template_child (widget_class, BilikLinkTicketRow, updated);
  gtk_widget_class_bind_template_child (widget_class, BilikLinkTicketRow, linked);
}

static void
bilik_link_ticket_row_init (BilikLinkTicketRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  bilik_ellipsis_tooltip_add (self->title);
  bilik_ellipsis_tooltip_add (self->what);
}

GtkWidget *
bilik_link_ticket_row_new (void)
{
  return g_object_new (BILIK_TYPE_LINK_TICKET_ROW, NULL);
}

void
bilik_link_ticket_row_bind (BilikLinkTicketRow *self, CrmTicket *ticket, gboolean chosen)
{
  g_return_if_fail (BILIK_IS_LINK_TICKET_ROW (self));

  g_set_object (&self->ticket, ticket);
  gboolean linked = crm_ticket_get_is_associated (ticket);
  g_autofree char *names = join_names (crm_ticket_get_customer_names (ticket));
  g_autofree char *what = g_strjoin (*names != '\0' ? " · " : NULL, crm_ticket_get_slug (ticket),
                                     *names != '\0' ? names : NULL, NULL);
  g_autofree char *updated = bilik_ticket_words_ago (crm_ticket_get_updated_at (ticket), crm_time_now ());
  g_autofree char *exact = bilik_ticket_words_exact (crm_ticket_get_updated_at (ticket));

  gtk_label_set_text (self->title, crm_ticket_get_name (ticket));
  bilik_link_ticket_row_show_status (self);
  gtk_label_set_text (self->what, what);
  gtk_label_set_text (self->updated, updated);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->updated), exact);
  gtk_widget_set_visible (self->linked, linked);
  gtk_widget_set_sensitive (GTK_WIDGET (self->check), !linked);
  bilik_link_ticket_row_set_chosen (self, chosen);
}

void
bilik_link_ticket_row_set_chosen (BilikLinkTicketRow *self, gboolean chosen)
{
  g_return_if_fail (BILIK_IS_LINK_TICKET_ROW (self));

  gtk_check_button_set_active (self->check, chosen || crm_ticket_get_is_associated (self->ticket));
  bilik_link_ticket_row_name_parent (self, gtk_label_get_text (self->what));
}

CrmTicket *
bilik_link_ticket_row_get_ticket (BilikLinkTicketRow *self)
{
  g_return_val_if_fail (BILIK_IS_LINK_TICKET_ROW (self), NULL);
  return self->ticket;
}
