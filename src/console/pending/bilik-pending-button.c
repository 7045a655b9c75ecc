/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-pending"

#include "bilik-pending-button.h"

#include <glib/gi18n.h>
#include "bilik-pending-row.h"

struct _BilikPendingButton
{
  AdwBin parent_instance;

  BilikSession *session;
  GtkCustomFilter *filter;
  GtkFilterListModel *pending; /* of the queue, what did not come through at once */

  GtkMenuButton *button;
  GtkPopover *popover;
  AdwButtonContent *content;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (BilikPendingButton, bilik_pending_button, ADW_TYPE_BIN)

/* --- what is pending -------------------------------------------------------------------- */

static gboolean
is_pending (gpointer item, gpointer unused)
{
  return crm_flow_associate_get_row (item)->is_uncertain;
}

static void
on_queue_moved (BilikPendingButton *self)
{
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
}

static void
on_pending_changed (BilikPendingButton *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->pending));
  g_autofree char *label = g_strdup_printf ("%u", n); /* a header bar of 360 px has no room for words */
  g_autofree char *sentence =
      g_strdup_printf (ngettext ("%u ticket is not linked yet", "%u tickets are not linked yet", n), n);

  if (n == 0)
    gtk_popover_popdown (self->popover);
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
  adw_button_content_set_label (self->content, label);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), sentence);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence, -1);
}

/* --- Open Ticket --------------------------------------------------------------------------- */

static void
on_open (BilikPendingButton *self, const char *ticket_id)
{
  gtk_popover_popdown (self->popover);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-record", "(ss)", "ticket", ticket_id);
}

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  GtkWidget *row = bilik_pending_row_new (item);

  g_signal_connect_object (row, "open", G_CALLBACK (on_open), user_data, G_CONNECT_SWAPPED);
  return row;
}

/* --- object ---------------------------------------------------------------------------------- */

static void
bilik_pending_button_dispose (GObject *object)
{
  BilikPendingButton *self = BILIK_PENDING_BUTTON (object);

  g_clear_object (&self->pending);
  g_clear_object (&self->filter);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (bilik_pending_button_parent_class)->dispose (object);
}

static void
bilik_pending_button_class_init (BilikPendingButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bilik_pending_button_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bilik/Bilik/pending/bilik-pending-button.ui");
  gtk_widget_class_bind_template_child (widget_class, BilikPendingButton, button);
  gtk_widget_class_bind_template_child (widget_class, BilikPendingButton, popover);
  gtk_widget_class_bind_template_child (widget_class, BilikPendingButton, content);
  gtk_widget_class_bind_template_child (widget_class, BilikPendingButton, list);
}

static void
bilik_pending_button_init (BilikPendingButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
bilik_pending_button_set_session (BilikPendingButton *self, BilikSession *session)
{
  CrmHandoffQueue *queue;

  g_return_if_fail (BILIK_IS_PENDING_BUTTON (self) && self->session == NULL);

  queue = bilik_session_get_queue (session);
  self->session = g_object_ref (session);
  self->filter = gtk_custom_filter_new (is_pending, NULL, NULL);
  self->pending = gtk_filter_list_model_new (G_LIST_MODEL (g_object_ref (queue)),
                                             g_object_ref (GTK_FILTER (self->filter)));
  g_signal_connect_object (queue, "moved", G_CALLBACK (on_queue_moved), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->pending, "items-changed", G_CALLBACK (on_pending_changed), self,
                           G_CONNECT_SWAPPED);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->pending), create_row, self, NULL);
  on_pending_changed (self);
}
