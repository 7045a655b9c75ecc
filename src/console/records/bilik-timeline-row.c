/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-records"

#include "bilik-timeline-row.h"

#include <glib/gi18n.h>

#include "bilik-record-words.h"
#include "bilik-ticket-words.h"
#include "crm-time.h"

#define MAX_LINES 3

struct _BilikTimelineRow
{
  GtkListBoxRow parent_instance;

  CrmTimelineEntry *entry;

  GtkLabel *badge;
  GtkLabel *title;
  GtkLabel *time;
  GtkBox *preview;
  GtkWidget *open;
};

enum { SIGNAL_ROOM_CLICKED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BilikTimelineRow, bilik_timeline_row, GTK_TYPE_LIST_BOX_ROW)

static void
on_open (BilikTimelineRow *self)
{
  g_signal_emit (self, signals[SIGNAL_ROOM_CLICKED], 0);
}

/* The last lines before the record was made; what is no text is named by its kind. */
static void
show_preview (BilikTimelineRow *self)
{
  guint n_lines;
  const CrmPreviewLine *lines = crm_timeline_entry_get_preview (self->entry, &n_lines);

  for (guint i = n_lines > MAX_LINES ? n_lines - MAX_LINES : 0; i < n_lines; i++)
    {
      gboolean has_text = lines[i].contents != NULL && *lines[i].contents != '\0';
      GtkWidget *label = gtk_label_new (has_text ? lines[i].contents : lines[i].type);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
      gtk_widget_add_css_class (label, "dim-label");
      gtk_box_append (self->preview, label);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->preview), n_lines > 0);
}

static void
show_entry (BilikTimelineRow *self)
{
  CrmCreatorFlag flag = crm_timeline_entry_get_creator_flag (self->entry);
  gint64 created_at = crm_timeline_entry_get_created_at (self->entry);
  g_autofree char *ago = bilik_ticket_words_ago (created_at, crm_time_now ());
  g_autofree char *exact = bilik_ticket_words_exact (created_at);
  const char *title = flag == CRM_CREATOR_AGENTIC_AI ? _ ("Created by an AI agent in a conversation")
                                                     : _ ("Created by a bot in a conversation");

  gtk_label_set_text (self->badge, bilik_record_words_badge (flag));
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->time, ago);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->time), exact);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  show_preview (self);
}

static void
bilik_timeline_row_dispose (GObject *object)
{
  BilikTimelineRow *self = BILIK_TIMELINE_ROW (object);

  g_clear_object (&self->entry);

  G_OBJECT_CLASS (bilik_timeline_row_parent_class)->dispose (object);
}

static void
bilik_timeline_row_class_init (BilikTimelineRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bilik_timeline_row_dispose;

  signals[SIGNAL_ROOM_CLICKED] = g_signal_new ("room-clicked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                               0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bilik/Bilik/records/bilik-timeline-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BilikTimelineRow, badge);
  gtk_widget_class_bind_template_child (widget_class, BilikTimelineRow, title);
  gtk_widget_class_bind_template_child (widget_class, BilikTimelineRow, time);
  gtk_widget_class_bind_template_child (widget_class, BilikTimelineRow, preview);
  gtk_widget_class_bind_template_child (widget_class, BilikTimelineRow, open);
  gtk_widget_class_bind_template_callback (widget_class, on_open);
}

static void
bilik_timeline_row_init (BilikTimelineRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
bilik_timeline_row_new (CrmTimelineEntry *entry)
{
  BilikTimelineRow *self = g_object_new (BILIK_TYPE_TIMELINE_ROW, NULL);

  self->entry = g_object_ref (entry);
  show_entry (self);
  return GTK_WIDGET (self);
}

CrmTimelineEntry *
bilik_timeline_row_get_entry (BilikTimelineRow *self)
{
  g_return_val_if_fail (BILIK_IS_TIMELINE_ROW (self), NULL);

  return self->entry;
}
