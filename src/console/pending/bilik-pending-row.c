/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-pending"

#include "bilik-pending-row.h"

#include <glib/gi18n.h>
#include "bilik-ticket-words.h"
#include "crm-time.h"

struct _BilikPendingRow
{
  GtkListBoxRow parent_instance;

  CrmFlowAssociate *handoff;

  GtkLabel *name;
  GtkLabel *state;
  GtkLabel *why;
  GtkWidget *retry_button;
  GtkWidget *open_button;
  GtkWidget *dismiss_button;
};

enum { OPEN, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BilikPendingRow, bilik_pending_row, GTK_TYPE_LIST_BOX_ROW)

/* --- what it says ------------------------------------------------------------------- */

/* "Created, not linked to Siti yet · 5 minutes ago" */
static char *
describe (const CrmHandoff *row)
{
  g_autofree char *since = bilik_ticket_words_ago (row->created_at, crm_time_now ());
  const char *whom = row->contact_name != NULL ? row->contact_name : _ ("the customer");
  g_autofree char *what = NULL;

  if (row->ticket_id == NULL)
    /* Translators: %s is a customer's name. */
    what = g_strdup_printf (_ ("Not created yet, for %s"), whom);
  else
    what = g_strdup_printf (_ ("Created, not linked to %s yet"), whom);
  return g_strdup_printf ("%s · %s", what, since);
}

static void
update (BilikPendingRow *self)
{
  const CrmHandoff *row = crm_flow_associate_get_row (self->handoff);
  gboolean is_waiting = row->state == CRM_HANDOFF_WAITING;
  g_autofree char *state = describe (row);
  g_autofree char *exact = bilik_ticket_words_exact (row->created_at);
  const char *name = row->ticket_name != NULL && *row->ticket_name != '\0' ? row->ticket_name : _ ("Ticket");

  gtk_label_set_text (self->name, name);
  gtk_label_set_text (self->state, state);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->state), exact);
  gtk_label_set_text (self->why, row->last_error != NULL ? row->last_error : _ ("Trying again…"));
  gtk_widget_set_visible (self->open_button, row->ticket_id != NULL);
  gtk_widget_set_visible (self->dismiss_button, is_waiting);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, state, -1);
}

/* --- what the agent does --------------------------------------------------------------- */

static void
on_retry (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  BilikPendingRow *self = BILIK_PENDING_ROW (widget);

  if (crm_flow_associate_hurry (self->handoff))
    update (self);
}

static void
on_open (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  BilikPendingRow *self = BILIK_PENDING_ROW (widget);

  g_signal_emit (self, signals[OPEN], 0, crm_flow_associate_get_row (self->handoff)->ticket_id);
}

static void
on_dismiss (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  crm_flow_associate_dismiss (BILIK_PENDING_ROW (widget)->handoff);
}

/* --- object -------------------------------------------------------------------------------- */

static void
bilik_pending_row_dispose (GObject *object)
{
  BilikPendingRow *self = BILIK_PENDING_ROW (object);

  g_clear_object (&self->handoff);

  G_OBJECT_CLASS (bilik_pending_row_parent_class)->dispose (object);
}

static void
bilik_pending_row_class_init (BilikPendingRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bilik_pending_row_dispose;
  signals[OPEN] = g_signal_new ("open", BILIK_TYPE_PENDING_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_install_action (widget_class, "handoff.retry", NULL, on_retry);
  gtk_widget_class_install_action (widget_class, "handoff.open", NULL, on_open);
  gtk_widget_class_install_action (widget_class, "handoff.dismiss", NULL, on_dismiss);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bilik/Bilik/pending/bilik-pending-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BilikPendingRow, name);
  gtk_widget_class_bind_template_child (widget_class, BilikPendingRow, state);
  gtk_widget_class_bind_template_child (widget_class, BilikPendingRow, why);
  gtk_widget_class_bind_template_child (widget_class, BilikPendingRow, retry_button);
  gtk_widget_class_bind_template_child (widget_class, BilikPendingRow, open_button);
  gtk_widget_class_bind_template_child (widget_class, BilikPendingRow, dismiss_button);
}

static void
bilik_pending_row_init (BilikPendingRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
bilik_pending_row_new (CrmFlowAssociate *handoff)
{
  g_return_val_if_fail (CRM_IS_FLOW_ASSOCIATE (handoff), NULL);

  BilikPendingRow *self = g_object_new (BILIK_TYPE_PENDING_ROW, NULL);
  self->handoff = g_object_ref (handoff);
  g_signal_connect_object (handoff, "moved", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
