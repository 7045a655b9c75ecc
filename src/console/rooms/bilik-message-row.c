/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-rooms"

#include "bilik-message-row.h"

#include "bilik-room-words.h"
#include "bilik-ticket-words.h"
#include "crm-time.h"

struct _BilikMessageRow
{
  GtkBox parent_instance;

  GtkLabel *day;
  GtkBox *head;
  GtkLabel *name;
  GtkLabel *badge;
  GtkLabel *clock;
  GtkBox *bubble;
  GtkLabel *text;
  GtkBox *foot;
  GtkLabel *delivery;
  GtkButton *retry;

  CrmEntry *entry;
  gulong handler;
};

G_DEFINE_FINAL_TYPE (BilikMessageRow, bilik_message_row, GTK_TYPE_BOX)

enum { RETRY, DISCARD, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
show_text (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

static void
show_day (BilikMessageRow *self)
{
  g_autofree char *day = crm_entry_get_starts_day (self->entry)
                             ? bilik_room_words_day (crm_entry_get_created_at (self->entry), crm_time_now ())
                             : NULL;

  show_text (self->day, day);
}

/* Who speaks is told by name and badge; the side only helps the eye. */
static void
show_side (BilikMessageRow *self)
{
  gboolean is_own = crm_entry_get_speaker (self->entry) != CRM_SPEAKER_CUSTOMER;
  GtkAlign side = is_own ? GTK_ALIGN_END : GTK_ALIGN_START;

  gtk_widget_set_halign (GTK_WIDGET (self->head), side);
  gtk_widget_set_halign (GTK_WIDGET (self->bubble), side);
  gtk_widget_set_halign (GTK_WIDGET (self->foot), side);
  gtk_widget_set_margin_start (GTK_WIDGET (self->bubble), is_own ? 36 : 0);
  gtk_widget_set_margin_end (GTK_WIDGET (self->bubble), is_own ? 0 : 36);
  if (is_own)
    gtk_widget_add_css_class (GTK_WIDGET (self->bubble), "own");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->bubble), "own");
}

static void
name_for_assistants (BilikMessageRow *self, const char *clock)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  const char *badge = bilik_room_words_badge (crm_entry_get_speaker (self->entry));
  const char *delivery = bilik_room_words_delivery (self->entry);
  g_autofree char *label = NULL;

  if (parent == NULL)
    return;
  label = g_strdup_printf ("%s%s%s, %s: %s%s%s", crm_entry_get_name (self->entry), badge != NULL ? ", " : "",
                           badge != NULL ? badge : "", clock, crm_entry_get_text (self->entry),
                           delivery != NULL ? ", " : "", delivery != NULL ? delivery : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
update (BilikMessageRow *self)
{
  gint64 at = crm_entry_get_created_at (self->entry);
  g_autofree char *clock = bilik_room_words_clock (at);
  g_autofree char *exact = bilik_ticket_words_exact (at);
  const char *delivery = bilik_room_words_delivery (self->entry);
  gboolean has_failed = crm_entry_get_state (self->entry) == CRM_ENTRY_FAILED;

  show_day (self);
  show_side (self);
  show_text (self->name, crm_entry_get_name (self->entry));
  show_text (self->badge, bilik_room_words_badge (crm_entry_get_speaker (self->entry)));
  show_text (self->clock, clock);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->clock), exact);
  gtk_label_set_text (self->text, crm_entry_get_text (self->entry));
  show_text (self->delivery, delivery);
  gtk_widget_set_visible (GTK_WIDGET (self->foot), delivery != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->retry), has_failed);
  if (has_failed)
    gtk_widget_add_css_class (GTK_WIDGET (self->delivery), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->delivery), "error");
  name_for_assistants (self, clock);
}

static void
on_retry_clicked (BilikMessageRow *self)
{
  g_signal_emit (self, signals[RETRY], 0, self->entry);
}

static void
on_discard_clicked (BilikMessageRow *self)
{
  g_signal_emit (self, signals[DISCARD], 0, self->entry);
}

static void
bilik_message_row_dispose (GObject *object)
{
  BilikMessageRow *self = BILIK_MESSAGE_ROW (object);

  bilik_message_row_set_entry (self, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), BILIK_TYPE_MESSAGE_ROW);

  G_OBJECT_CLASS (bilik_message_row_parent_class)->dispose (object);
}

static void
bilik_message_row_class_init (BilikMessageRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bilik_message_row_dispose;

  signals[RETRY] = g_signal_new ("retry", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, CRM_TYPE_ENTRY);
  signals[DISCARD] = g_signal_new ("discard", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, CRM_TYPE_ENTRY);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bilik/Bilik/rooms/bilik-message-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BilikMessageRow, day);
  gtk_widget_class_bind_template_child (widget_class, BilikMessageRow, head);
  gtk_widget_class_bind_template_child (widget_class, BilikMessageRow, name);
  gtk_widget_class_bind_template_child (widget_class, BilikMessageRow, badge);
  gtk_widget_class_bind_template_child (widget_class, BilikMessageRow, clock);
  gtk_widget_class_bind_template_child (widget_class, BilikMessageRow, bubble);
  gtk_widget_class_bind_template_child (widget_class, BilikMessageRow, text);
  gtk_widget_class_bind_template_child (widget_class, BilikMessageRow, foot);
  gtk_widget_class_bind_template_child (widget_class, BilikMessageRow, delivery);
  gtk_widget_class_bind_template_child (widget_class, BilikMessageRow, retry);
  gtk_widget_class_bind_template_callback (widget_class, on_retry_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_discard_clicked);
}

static void
bilik_message_row_init (BilikMessageRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
bilik_message_row_new (void)
{
  return g_object_new (BILIK_TYPE_MESSAGE_ROW, NULL);
}

void
bilik_message_row_set_entry (BilikMessageRow *self, CrmEntry *entry)
{
  g_return_if_fail (BILIK_IS_MESSAGE_ROW (self));

  if (self->entry == entry)
    return;
  g_clear_signal_handler (&self->handler, self->entry);
  g_set_object (&self->entry, entry);
  if (entry == NULL)
    return;
  self->handler =
      g_signal_connect_object (entry, "notify::changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
