/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-records"

#include "bilik-record-panel.h"

#include <glib/gi18n.h>

#include "bilik-placeholder.h"
#include "bilik-record-card.h"
#include "bilik-record-words.h"
#include "bilik-skeleton.h"
#include "crm-error.h"
#include "crm-flow-open-record.h"
#include "crm-flow-refresh-panel.h"

#define SKELETON_AFTER_MS 150

struct _BilikRecordPanel
{
  AdwBin parent_instance;

  BilikSession *session;
  char *room_id;
  CrmFlowRefreshPanel *flow;
  GCancellable *opening; /* the latest click */
  guint skeleton_id;
  BilikRecordCard *cards[CRM_N_RECORD_OBJECTS];

  GtkStack *stack;
  GtkBox *skeleton;
  GtkBox *cards_box;
  GtkRevealer *stale;
  GtkLabel *stale_label;
  BilikPlaceholder *error_page;
  GtkLabel *news;
};

static void panel_surface_init (CrmPanelSurfaceInterface *iface);
static void record_surface_init (CrmRecordSurfaceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BilikRecordPanel,
                               bilik_record_panel,
                               ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (CRM_TYPE_PANEL_SURFACE, panel_surface_init)
                                   G_IMPLEMENT_INTERFACE (CRM_TYPE_RECORD_SURFACE, record_surface_init))

/* --- what the flow shows -------------------------------------------------------------- */

static gboolean
has_records (BilikRecordPanel *self)
{
  return g_str_equal (gtk_stack_get_visible_child_name (self->stack), "records");
}

static gboolean
on_load_is_slow (gpointer user_data)
{
  BilikRecordPanel *self = user_data;

  self->skeleton_id = 0;
  gtk_stack_set_visible_child_name (self->stack, "skeleton");
  return G_SOURCE_REMOVE;
}

static void
show_loading (CrmPanelSurface *surface)
{
  BilikRecordPanel *self = BILIK_RECORD_PANEL (surface);

  /* What is there stays while it is loaded again; a skeleton stands in for nothing only. */
  if (!has_records (self) && self->skeleton_id == 0)
    self->skeleton_id = g_timeout_add (SKELETON_AFTER_MS, on_load_is_slow, self);
}

static void
show_failure (CrmPanelSurface *surface, const GError *error)
{
  BilikRecordPanel *self = BILIK_RECORD_PANEL (surface);

  g_clear_handle_id (&self->skeleton_id, g_source_remove);
  if (has_records (self))
    {
      gtk_label_set_text (self->stale_label, _ ("Can't reach the CRM; this may be out of date."));
      gtk_revealer_set_reveal_child (self->stale, TRUE);
      return;
    }
  bilik_placeholder_set_description (self->error_page, crm_error_get_sentence (error));
  gtk_stack_set_visible_child_name (self->stack, "error");
}

static void
announce (BilikRecordPanel *self, CrmRecordObject object, const CrmRoomRecord *record)
{
  const char *kind = bilik_record_words_object (object);
  g_autofree char *words = NULL;

  if (record == NULL)
    words = g_strdup_printf (_ ("%s removed"), kind);
  else /* Translators: "Deal: its name" */
    words = g_strdup_printf (_ ("%s: %s"), kind, record->name);
  gtk_label_set_text (self->news, words);
}

static void
show_record (CrmPanelSurface *surface,
             CrmRecordObject object,
             const CrmRoomRecord *record,
             const CrmRoomRecord *replaced,
             gboolean is_news)
{
  BilikRecordPanel *self = BILIK_RECORD_PANEL (surface);

  g_clear_handle_id (&self->skeleton_id, g_source_remove);
  bilik_record_card_show (self->cards[object], record, replaced, is_news);
  if (is_news)
    announce (self, object, record);
  gtk_revealer_set_reveal_child (self->stale, FALSE);
  gtk_stack_set_visible_child_name (self->stack, "records");
}

static void
panel_surface_init (CrmPanelSurfaceInterface *iface)
{
  iface->show_loading = show_loading;
  iface->show_failure = show_failure;
  iface->show_record = show_record;
}

/* --- what a click opens ------------------------------------------------------------------ */

static void
open_record (CrmRecordSurface *surface, CrmRecordObject object, const char *id)
{
  gtk_widget_activate_action (GTK_WIDGET (surface), "win.open-record", "(ss)",
                              crm_record_object_to_wire (object), id);
}

static void
open_uri (CrmRecordSurface *surface, const char *uri)
{
  gtk_widget_activate_action (GTK_WIDGET (surface), "win.open-uri", "s", uri);
}

static void
show_notice (CrmRecordSurface *surface, CrmRecordObject object, CrmOpenNotice notice, const GError *error)
{
  bilik_record_card_show_notice (BILIK_RECORD_PANEL (surface)->cards[object], notice, error);
}

static void
record_surface_init (CrmRecordSurfaceInterface *iface)
{
  iface->open_record = open_record;
  iface->open_uri = open_uri;
  iface->show_notice = show_notice;
}

static void
stop_opening (BilikRecordPanel *self)
{
  if (self->opening != NULL)
    g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
}

static void
on_card_clicked (BilikRecordPanel *self, BilikRecordCard *card)
{
  const CrmOpenContext context = {
    .client = bilik_session_get_client (self->session),
    .telemetry = bilik_session_get_telemetry (self->session),
    .profile = bilik_session_get_profile (self->session),
    .surface = CRM_RECORD_SURFACE (self),
  };

  stop_opening (self);
  self->opening = g_cancellable_new ();
  crm_flow_open_record_run (&context, self->room_id, bilik_record_card_get_record (card), self->opening);
}

/* --- object ---------------------------------------------------------------------------------- */

static void
bilik_record_panel_dispose (GObject *object)
{
  BilikRecordPanel *self = BILIK_RECORD_PANEL (object);

  g_clear_handle_id (&self->skeleton_id, g_source_remove);
  stop_opening (self);
  if (self->flow != NULL)
    crm_flow_refresh_panel_stop (self->flow);
  g_clear_object (&self->flow);
  g_clear_object (&self->session);
  g_clear_pointer (&self->room_id, g_free);

  G_OBJECT_CLASS (bilik_record_panel_parent_class)->dispose (object);
}

static void
bilik_record_panel_class_init (BilikRecordPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bilik_record_panel_dispose;

  g_type_ensure (BILIK_TYPE_PLACEHOLDER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bilik/Bilik/records/bilik-record-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, BilikRecordPanel, stack);
  gtk_widget_class_bind_template_child (widget_class, BilikRecordPanel, skeleton);
  gtk_widget_class_bind_template_child_full (widget_class, "cards", FALSE,
                                             G_STRUCT_OFFSET (BilikRecordPanel, cards_box));
  gtk_widget_class_bind_template_child (widget_class, BilikRecordPanel, stale);
  gtk_widget_class_bind_template_child (widget_class, BilikRecordPanel, stale_label);
  gtk_widget_class_bind_template_child (widget_class, BilikRecordPanel, error_page);
  gtk_widget_class_bind_template_child (widget_class, BilikRecordPanel, news);
  gtk_widget_class_bind_template_callback (widget_class, bilik_record_panel_refresh);
}

static void
bilik_record_panel_init (BilikRecordPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
build_cards (BilikRecordPanel *self)
{
  for (int object = 0; object < CRM_N_RECORD_OBJECTS; object++)
    {
      GtkWidget *card = bilik_record_card_new (self->session, (CrmRecordObject) object, self->room_id);
      GtkWidget *outline = bilik_skeleton_new_card ((guint) object);

      self->cards[object] = BILIK_RECORD_CARD (card);
      g_signal_connect_object (card, "clicked", G_CALLBACK (on_card_clicked), self, G_CONNECT_SWAPPED);
      gtk_box_append (self->cards_box, card);
      gtk_widget_add_css_class (outline, "card");
      gtk_box_append (self->skeleton, outline);
    }
}

GtkWidget *
bilik_record_panel_new (BilikSession *session, const char *room_id)
{
  BilikRecordPanel *self = g_object_new (BILIK_TYPE_RECORD_PANEL, NULL);

  self->session = g_object_ref (session);
  self->room_id = g_strdup (room_id);
  build_cards (self);
  self->flow =
      crm_flow_refresh_panel_new (bilik_session_get_client (session), bilik_session_get_telemetry (session),
                                  bilik_session_get_stream (session), room_id, CRM_PANEL_SURFACE (self));
  crm_flow_refresh_panel_start (self->flow);
  return GTK_WIDGET (self);
}

void
bilik_record_panel_refresh (BilikRecordPanel *self)
{
  g_return_if_fail (BILIK_IS_RECORD_PANEL (self));

  crm_flow_refresh_panel_reload (self->flow);
}

void
bilik_record_panel_set_room (BilikRecordPanel *self, CrmRoom *room)
{
  g_return_if_fail (BILIK_IS_RECORD_PANEL (self) && CRM_IS_ROOM (room));

  for (int object = 0; object < CRM_N_RECORD_OBJECTS; object++)
    bilik_record_card_set_room (self->cards[object], crm_room_get_channel (room),
                                crm_room_get_contact_id (room));
}
