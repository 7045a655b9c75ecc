/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-records"

#include "bilik-record-card.h"

#include <glib/gi18n.h>

#include "bilik-ellipsis-tooltip.h"
#include "bilik-record-create.h"
#include "bilik-record-words.h"
#include "bilik-ticket-words.h"
#include "crm-time.h"

#define HIGHLIGHT_SECONDS 2

struct _BilikRecordCard
{
  AdwBin parent_instance;

  CrmRecordObject object;
  CrmRoomRecord *record;
  char *channel;
  guint highlight_id;

  GtkLabel *kind;
  GtkLabel *badge;
  GtkStack *stack;
  GtkLabel *empty;
  AdwBin *create;
  GtkWidget *link;
  GtkLabel *name;
  GtkLabel *id;
  GtkLabel *status;
  GtkLabel *place;
  GtkLabel *origin;
  GtkLabel *why;
  GtkLabel *notice;
};

enum { SIGNAL_CLICKED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BilikRecordCard, bilik_record_card, ADW_TYPE_BIN)

/* --- a record ---------------------------------------------------------------------- */

static void
show_origin (BilikRecordCard *self)
{
  g_autofree char *origin =
      bilik_record_words_origin (self->channel, self->record->crm_created_at, crm_time_now ());
  g_autofree char *exact = bilik_ticket_words_exact (self->record->crm_created_at);

  gtk_label_set_text (self->origin, origin);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->origin), exact);
}

/* A ticket's status has a colour beside its word. */
static void
show_status (BilikRecordCard *self)
{
  const char *status = self->object == CRM_RECORD_TICKET ? self->record->status : NULL;

  for (int word = 0; word < CRM_N_TICKET_STATUSES; word++)
    gtk_widget_remove_css_class (GTK_WIDGET (self->status),
                                 crm_ticket_status_to_wire ((CrmTicketStatus) word));
  gtk_label_set_text (self->status, bilik_record_words_status (self->object, status));
  if (status != NULL && crm_ticket_status_from_wire (status, &(CrmTicketStatus){ 0 }))
    gtk_widget_add_css_class (GTK_WIDGET (self->status), status);
}

static void
show_record (BilikRecordCard *self, const CrmRoomRecord *replaced)
{
  const CrmRoomRecord *record = self->record;
  const char *id = record->slug != NULL ? record->slug : record->external_id;
  g_autofree char *id_words = g_strdup_printf (_ ("ID %s"), id);
  g_autofree char *place = bilik_record_words_place (record->stage, record->pipeline);
  g_autofree char *why = bilik_record_words_why (record, replaced);

  gtk_label_set_text (self->name, record->name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->link), GTK_ACCESSIBLE_PROPERTY_LABEL, record->name,
                                  -1);
  gtk_label_set_text (self->id, id_words);
  gtk_label_set_text (self->place, place);
  gtk_label_set_text (self->why, why);
  show_status (self);
  show_origin (self);
}

static void
show_badge (BilikRecordCard *self)
{
  CrmCreatorFlag flag = self->record != NULL ? self->record->creator_flag : CRM_CREATOR_NONE;

  /* Where there is none its place stays, so that the card keeps its height. */
  gtk_widget_set_opacity (GTK_WIDGET (self->badge), flag != CRM_CREATOR_NONE ? 1 : 0);
  gtk_label_set_text (self->badge, bilik_record_words_badge (flag));
}

/* --- news ---------------------------------------------------------------------------- */

static gboolean
on_highlight_over (gpointer user_data)
{
  BilikRecordCard *self = user_data;

  self->highlight_id = 0;
  gtk_widget_remove_css_class (GTK_WIDGET (self), "new");
  return G_SOURCE_REMOVE;
}

static void
highlight (BilikRecordCard *self)
{
  g_clear_handle_id (&self->highlight_id, g_source_remove);
  gtk_widget_add_css_class (GTK_WIDGET (self), "new");
  self->highlight_id = g_timeout_add_seconds (HIGHLIGHT_SECONDS, on_highlight_over, self);
}

static void
describe (BilikRecordCard *self)
{
  const char *kind = bilik_record_words_object (self->object);
  const char *words = self->record != NULL ? self->record->name : gtk_label_get_text (self->empty);
  g_autofree char *label = g_strdup_printf ("%s: %s", kind, words);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

void
bilik_record_card_show (BilikRecordCard *self,
                        const CrmRoomRecord *record,
                        const CrmRoomRecord *replaced,
                        gboolean is_news)
{
  g_return_if_fail (BILIK_IS_RECORD_CARD (self));

  g_clear_pointer (&self->record, crm_room_record_free);
  if (record != NULL)
    {
      self->record = crm_room_record_copy (record);
      show_record (self, replaced);
    }
  show_badge (self);
  describe (self);
  gtk_stack_set_visible_child_name (self->stack, record != NULL ? "record" : "empty");
  if (is_news)
    {
      bilik_record_card_show_notice (self, CRM_OPEN_NOTICE_NONE, NULL);
      highlight (self);
    }
}

const CrmRoomRecord *
bilik_record_card_get_record (BilikRecordCard *self)
{
  g_return_val_if_fail (BILIK_IS_RECORD_CARD (self), NULL);

  return self->record;
}

void
bilik_record_card_show_notice (BilikRecordCard *self, CrmOpenNotice notice, const GError *error)
{
  g_autofree char *words = NULL;

  g_return_if_fail (BILIK_IS_RECORD_CARD (self));

  words = bilik_record_words_notice (self->object, notice, error);
  gtk_label_set_text (self->notice, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->notice), words != NULL);
}

void
bilik_record_card_set_room (BilikRecordCard *self, const char *channel, const char *contact_id)
{
  GtkWidget *create;

  g_return_if_fail (BILIK_IS_RECORD_CARD (self));

  create = adw_bin_get_child (self->create);
  if (create != NULL)
    bilik_record_create_set_contact (BILIK_RECORD_CREATE (create), contact_id);
  g_free (self->channel);
  self->channel = g_strdup (channel);
  if (self->record != NULL)
    show_origin (self);
}

/* --- object ---------------------------------------------------------------------------- */

static void
on_link_clicked (BilikRecordCard *self)
{
  g_signal_emit (self, signals[SIGNAL_CLICKED], 0);
}

static void
bilik_record_card_dispose (GObject *object)
{
  BilikRecordCard *self = BILIK_RECORD_CARD (object);

  g_clear_handle_id (&self->highlight_id, g_source_remove);
  g_clear_pointer (&self->record, crm_room_record_free);
  g_clear_pointer (&self->channel, g_free);

  G_OBJECT_CLASS (bilik_record_card_parent_class)->dispose (object);
}

static void
bilik_record_card_class_init (BilikRecordCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bilik_record_card_dispose;

  signals[SIGNAL_CLICKED] = g_signal_new ("clicked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bilik/Bilik/records/bilik-record-card.ui");
  gtk_widget_class_bind_template_child (widget_class, BilikRecordCard, kind);
  gtk_widget_class_bind_template_child (widget_class, BilikRecordCard, badge);
  gtk_widget_class_bind_template_child (widget_class, BilikRecordCard, stack);
  gtk_widget_class_bind_template_child (widget_class, BilikRecordCard, empty);
  gtk_widget_class_bind_template_child (widget_class, BilikRecordCard, create);
  gtk_widget_class_bind_template_child (widget_class, BilikRecordCard, link);
  gtk_widget_class_bind_template_child (widget_class, BilikRecordCard, name);
  gtk_widget_class_bind_template_child (widget_class, BilikRecordCard, id);
  gtk_widget_class_bind_template_child (widget_class, BilikRecordCard, status);
  gtk_widget_class_bind_template_child (widget_class, BilikRecordCard, place);
  gtk_widget_class_bind_template_child (widget_class, BilikRecordCard, origin);
  gtk_widget_class_bind_template_child (widget_class, BilikRecordCard, why);
  gtk_widget_class_bind_template_child (widget_class, BilikRecordCard, notice);
  gtk_widget_class_bind_template_callback (widget_class, on_link_clicked);
}

static void
bilik_record_card_init (BilikRecordCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  bilik_ellipsis_tooltip_add (self->name);
  bilik_ellipsis_tooltip_add (self->place);
}

GtkWidget *
bilik_record_card_new (BilikSession *session, CrmRecordObject object, const char *room_id)
{
  BilikRecordCard *self = g_object_new (BILIK_TYPE_RECORD_CARD, NULL);

  self->object = object;
  gtk_label_set_text (self->kind, bilik_record_words_object (object));
  gtk_widget_set_visible (GTK_WIDGET (self->status), object == CRM_RECORD_TICKET);
  gtk_label_set_text (self->empty, object == CRM_RECORD_DEAL ? _ ("No deal yet") : _ ("No ticket yet"));
  if (bilik_record_create_is_allowed (bilik_session_get_profile (session), object))
    adw_bin_set_child (self->create, bilik_record_create_new (session, object, room_id));
  describe (self);
  return GTK_WIDGET (self);
}
