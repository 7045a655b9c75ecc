/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-records"

#include "bilik-record-view.h"

#include <glib/gi18n.h>

#include "bilik-placeholder.h"
#include "bilik-record-editor.h"
#include "bilik-record-timeline.h"
#include "bilik-record-words.h"
#include "bilik-skeleton.h"
#include "crm-error.h"
#include "crm-flow-edit-record.h"
#include "crm-flow-open-record.h"

#define SKELETON_AFTER_MS 150
#define N_SKELETON_FIELDS 4

struct _BilikRecordView
{
  AdwBin parent_instance;

  BilikSession *session;
  CrmRecordObject object;
  char *id;
  CrmRecordDetail *detail; /* NULL until it was read once */
  GCancellable *closed;    /* cancelled when the tab goes */
  GCancellable *loading;
  gboolean is_saving;
  char *key; /* of the save under way, or of one that failed; NULL once something else was typed */
  guint skeleton_id;

  GtkStack *stack;
  GtkBox *skeleton;
  GtkScrolledWindow *scroller;
  GtkLabel *name;
  GtkLabel *subtitle;
  GtkLabel *badge;
  GtkLabel *warning;
  BilikRecordEditor *editor;
  GtkRevealer *actions;
  GtkLabel *notice;
  BilikRecordTimeline *timeline;
  BilikPlaceholder *gone_page;
  BilikPlaceholder *error_page;
};

enum { PROP_0, PROP_TITLE, N_PROPS };

static GParamSpec *properties[N_PROPS];

static void record_surface_init (CrmRecordSurfaceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BilikRecordView,
                               bilik_record_view,
                               ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (CRM_TYPE_RECORD_SURFACE, record_surface_init))

static const char *
get_title (BilikRecordView *self)
{
  return self->detail != NULL ? crm_record_detail_get_name (self->detail)
                              : bilik_record_words_object (self->object);
}

static void
show_words (GtkLabel *label, const char *words)
{
  gtk_label_set_text (label, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (label), words != NULL);
}

/* --- showing ------------------------------------------------------------------------------ */

static CrmCreatorFlag
get_creator_flag (const CrmRecordDetail *detail)
{
  return detail->deal != NULL ? crm_deal_get_creator_flag (detail->deal)
                              : crm_ticket_get_creator_flag (detail->ticket);
}

static void
show_header (BilikRecordView *self)
{
  const char *slug = crm_record_detail_get_slug (self->detail);
  CrmCreatorFlag flag = get_creator_flag (self->detail);
  g_autofree char *subtitle =
      g_strdup_printf ("%s · %s", bilik_record_words_object (self->object), slug != NULL ? slug : self->id);

  gtk_label_set_text (self->name, crm_record_detail_get_name (self->detail));
  gtk_label_set_text (self->subtitle, subtitle);
  gtk_label_set_text (self->badge, bilik_record_words_badge (flag));
  gtk_widget_set_visible (GTK_WIDGET (self->badge), flag != CRM_CREATOR_NONE);
}

/* @detail: (transfer full) */
static void
take_detail (BilikRecordView *self, CrmRecordDetail *detail)
{
  CrmRecordDetail *before = self->detail;

  self->detail = detail;
  bilik_record_editor_show (self->editor, detail);
  g_clear_pointer (&before, crm_record_detail_free);
  show_header (self);
  gtk_stack_set_visible_child_name (self->stack, "record");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

static void
show_gone (BilikRecordView *self)
{
  g_autofree char *words = bilik_record_words_notice (self->object, CRM_OPEN_NOTICE_GONE, NULL);

  bilik_placeholder_set_title (self->gone_page, words);
  bilik_placeholder_set_description (self->gone_page, _ ("It was deleted in the CRM."));
  gtk_stack_set_visible_child_name (self->stack, "gone");
}

/* What can be read stays. */
static void
show_failure (BilikRecordView *self, const GError *error)
{
  if (g_error_matches (error, CRM_ERROR, CRM_ERROR_NOT_FOUND) ||
      g_error_matches (error, CRM_ERROR, CRM_ERROR_GONE))
    show_gone (self);
  else if (self->detail != NULL)
    show_words (self->warning, crm_error_get_sentence (error));
  else
    {
      bilik_placeholder_set_title (self->error_page, self->object == CRM_RECORD_DEAL
                                                         ? _ ("Couldn't load the deal")
                                                         : _ ("Couldn't load the ticket"));
      bilik_placeholder_set_description (self->error_page, crm_error_get_sentence (error));
      gtk_stack_set_visible_child_name (self->stack, "error");
    }
}

/* --- loading -------------------------------------------------------------------------------- */

static gboolean
on_load_is_slow (gpointer user_data)
{
  BilikRecordView *self = user_data;

  self->skeleton_id = 0;
  gtk_stack_set_visible_child_name (self->stack, "skeleton");
  return G_SOURCE_REMOVE;
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BilikRecordView) self = user_data;
  g_autoptr (GError) error = NULL;
  CrmRecordDetail *detail = crm_client_load_record_finish (CRM_CLIENT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->loading);
  g_clear_handle_id (&self->skeleton_id, g_source_remove);
  if (detail == NULL)
    {
      show_failure (self, error);
      return;
    }
  show_words (self->warning, NULL);
  take_detail (self, detail);
}

static void
stop_loading (BilikRecordView *self)
{
  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
}

static void
load (BilikRecordView *self)
{
  stop_loading (self);
  self->loading = g_cancellable_new ();
  if (self->detail == NULL && self->skeleton_id == 0)
    self->skeleton_id = g_timeout_add (SKELETON_AFTER_MS, on_load_is_slow, self);
  crm_client_load_record (bilik_session_get_client (self->session), self->object, self->id, self->loading,
                          on_loaded, g_object_ref (self));
}

static void
on_pipelines (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BilikRecordView) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) pipelines =
      self->object == CRM_RECORD_DEAL
          ? crm_client_load_deal_pipelines_finish (CRM_CLIENT (source), result, &error)
          : crm_client_load_pipelines_finish (CRM_CLIENT (source), result, &error);

  /* Without them the stage can be read, not chosen. */
  if (pipelines != NULL)
    bilik_record_editor_set_pipelines (self->editor, pipelines);
}

static void
load_pipelines (BilikRecordView *self)
{
  CrmClient *client = bilik_session_get_client (self->session);

  if (self->object == CRM_RECORD_DEAL)
    crm_client_load_deal_pipelines (client, self->closed, on_pipelines, g_object_ref (self));
  else
    crm_client_load_pipelines (client, self->closed, on_pipelines, g_object_ref (self));
}

/* --- saving ----------------------------------------------------------------------------------- */

static void
update_actions (BilikRecordView *self)
{
  gtk_revealer_set_reveal_child (self->actions, bilik_record_editor_is_dirty (self->editor));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "record.save",
                                 bilik_record_editor_can_save (self->editor) && !self->is_saving);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "record.discard", !self->is_saving);
}

static void
on_editor_changed (BilikRecordView *self)
{
  g_clear_pointer (&self->key, g_free);
  update_actions (self);
}

static void
show_conflict (BilikRecordView *self, const CrmRecordDetail *now)
{
  g_autofree char *changes = bilik_record_words_changes (self->detail, now);
  g_autofree char *words = NULL;

  /* Translators: what changed stands between, as in "the stage is now “Won”" */
  words = g_strdup_printf (
      _ ("Someone changed this meanwhile: %s. What you typed is kept; save again to apply it."), changes);
  show_words (self->warning, words);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BilikRecordView) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_conflict = FALSE;
  CrmRecordDetail *detail = crm_flow_edit_record_run_finish (result, &is_conflict, &error);
  gboolean has_typed_on = self->key == NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->is_saving = FALSE;
  if (detail == NULL)
    show_failure (self, error);
  else if (is_conflict)
    {
      show_conflict (self, detail);
      take_detail (self, detail);
    }
  else
    {
      show_words (self->warning, NULL);
      take_detail (self, detail);
      if (!has_typed_on)
        bilik_record_editor_discard (self->editor);
    }
  update_actions (self);
}

static void
on_save (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  BilikRecordView *self = BILIK_RECORD_VIEW (widget);
  CrmRecordChanges changes = { 0 };

  if (self->is_saving || self->detail == NULL || !bilik_record_editor_can_save (self->editor))
    return;
  /* What is read meanwhile is older than what is saved. */
  stop_loading (self);
  if (self->key == NULL)
    self->key = g_uuid_string_random ();
  self->is_saving = TRUE;
  update_actions (self);
  bilik_record_editor_get_changes (self->editor, &changes);
  crm_flow_edit_record_run (bilik_session_get_client (self->session), self->object, self->id, &changes,
                            crm_record_detail_get_revision (self->detail), self->key, self->closed, on_saved,
                            g_object_ref (self));
}

static void
on_discard (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  BilikRecordView *self = BILIK_RECORD_VIEW (widget);

  show_words (self->warning, NULL);
  bilik_record_editor_discard (self->editor);
}

/* --- the way back to the room -------------------------------------------------------------------- */

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
  g_autofree char *words = bilik_record_words_notice (object, notice, error);

  show_words (BILIK_RECORD_VIEW (surface)->notice, words);
}

static void
record_surface_init (CrmRecordSurfaceInterface *iface)
{
  iface->open_record = open_record;
  iface->open_uri = open_uri;
  iface->show_notice = show_notice;
}

static void
on_room_clicked (BilikRecordView *self, const char *room_link)
{
  const CrmOpenContext context = {
    .client = bilik_session_get_client (self->session),
    .telemetry = bilik_session_get_telemetry (self->session),
    .profile = bilik_session_get_profile (self->session),
    .surface = CRM_RECORD_SURFACE (self),
  };

  crm_flow_open_record_run_room (&context, self->object, self->id, room_link, self->closed);
}

/* --- news ------------------------------------------------------------------------------------------- */

static void
on_record_changed (BilikRecordView *self, const char *room_id, const CrmRoomRecord *record)
{
  if (record->object == self->object && g_str_equal (record->external_id, self->id) && !self->is_saving)
    load (self);
}

static void
on_online (BilikRecordView *self, GParamSpec *pspec, CrmEventStream *stream)
{
  /* What was shown before the first connection is fresh. */
  if (crm_event_stream_get_is_online (stream) && self->loading == NULL && !self->is_saving)
    load (self);
}

static void
follow_stream (BilikRecordView *self)
{
  CrmEventStream *stream = bilik_session_get_stream (self->session);

  if (stream == NULL)
    return;
  g_signal_connect_object (stream, "record-changed", G_CALLBACK (on_record_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (stream, "resync", G_CALLBACK (bilik_record_view_refresh), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (stream, "notify::is-online", G_CALLBACK (on_online), self, G_CONNECT_SWAPPED);
}

/* --- object ---------------------------------------------------------------------------------------- */

static void
bilik_record_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_TITLE)
    g_value_set_string (value, get_title (BILIK_RECORD_VIEW (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
bilik_record_view_dispose (GObject *object)
{
  BilikRecordView *self = BILIK_RECORD_VIEW (object);

  g_cancellable_cancel (self->closed);
  stop_loading (self);
  g_clear_handle_id (&self->skeleton_id, g_source_remove);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (bilik_record_view_parent_class)->dispose (object);
}

static void
bilik_record_view_finalize (GObject *object)
{
  BilikRecordView *self = BILIK_RECORD_VIEW (object);

  g_object_unref (self->closed);
  g_clear_pointer (&self->detail, crm_record_detail_free);
  g_free (self->id);
  g_free (self->key);

  G_OBJECT_CLASS (bilik_record_view_parent_class)->finalize (object);
}

static void
bilik_record_view_class_init (BilikRecordViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = bilik_record_view_get_property;
  object_class->dispose = bilik_record_view_dispose;
  object_class->finalize = bilik_record_view_finalize;

  properties[PROP_TITLE] =
      g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "record.save", NULL, on_save);
  gtk_widget_class_install_action (widget_class, "record.discard", NULL, on_discard);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "record.save", NULL);

  g_type_ensure (BILIK_TYPE_PLACEHOLDER);
  g_type_ensure (BILIK_TYPE_RECORD_EDITOR);
  g_type_ensure (BILIK_TYPE_RECORD_TIMELINE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bilik/Bilik/records/bilik-record-view.ui");
  gtk_widget_class_bind_template_child (widget_class, BilikRecordView, stack);
  gtk_widget_class_bind_template_child (widget_class, BilikRecordView, skeleton);
  gtk_widget_class_bind_template_child (widget_class, BilikRecordView, scroller);
  gtk_widget_class_bind_template_child (widget_class, BilikRecordView, name);
  gtk_widget_class_bind_template_child (widget_class, BilikRecordView, subtitle);
  gtk_widget_class_bind_template_child (widget_class, BilikRecordView, badge);
  gtk_widget_class_bind_template_child (widget_class, BilikRecordView, warning);
  gtk_widget_class_bind_template_child (widget_class, BilikRecordView, editor);
  gtk_widget_class_bind_template_child (widget_class, BilikRecordView, actions);
  gtk_widget_class_bind_template_child (widget_class, BilikRecordView, notice);
  gtk_widget_class_bind_template_child (widget_class, BilikRecordView, timeline);
  gtk_widget_class_bind_template_child (widget_class, BilikRecordView, gone_page);
  gtk_widget_class_bind_template_child (widget_class, BilikRecordView, error_page);
  gtk_widget_class_bind_template_callback (widget_class, on_editor_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_room_clicked);
  gtk_widget_class_bind_template_callback (widget_class, bilik_record_view_refresh);
}

static void
bilik_record_view_init (BilikRecordView *self)
{
  self->closed = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < N_SKELETON_FIELDS; i++)
    gtk_box_append (self->skeleton, bilik_skeleton_new_field (i));
}

GtkWidget *
bilik_record_view_new (BilikSession *session, CrmRecordObject object, const char *id)
{
  BilikRecordView *self = g_object_new (BILIK_TYPE_RECORD_VIEW, NULL);
  CrmPermissions permissions = crm_profile_get_permissions (bilik_session_get_profile (session));
  CrmPermission needed =
      object == CRM_RECORD_DEAL ? CRM_PERMISSION_DEALS_UPDATE : CRM_PERMISSION_TICKETS_UPDATE;

  self->session = g_object_ref (session);
  self->object = object;
  self->id = g_strdup (id);
  bilik_record_editor_set_can_edit (self->editor, CRM_HAS (permissions, needed));
  update_actions (self);
  load (self);
  if (CRM_HAS (permissions, needed))
    load_pipelines (self);
  bilik_record_timeline_open (self->timeline, bilik_session_get_client (session), object, id);
  follow_stream (self);
  return GTK_WIDGET (self);
}

CrmRecordObject
bilik_record_view_get_object (BilikRecordView *self)
{
  g_return_val_if_fail (BILIK_IS_RECORD_VIEW (self), CRM_RECORD_DEAL);

  return self->object;
}

const char *
bilik_record_view_get_id (BilikRecordView *self)
{
  g_return_val_if_fail (BILIK_IS_RECORD_VIEW (self), NULL);

  return self->id;
}

gboolean
bilik_record_view_is_dirty (BilikRecordView *self)
{
  g_return_val_if_fail (BILIK_IS_RECORD_VIEW (self), FALSE);

  return bilik_record_editor_is_dirty (self->editor);
}

void
bilik_record_view_refresh (BilikRecordView *self)
{
  g_return_if_fail (BILIK_IS_RECORD_VIEW (self));

  if (!self->is_saving)
    load (self);
  bilik_record_timeline_refresh (self->timeline);
}
