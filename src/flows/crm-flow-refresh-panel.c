/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-flow-refresh-panel"

#include "crm-flow-refresh-panel.h"

#include "crm-error.h"
#include "crm-time.h"

/*
 * What bots, AI agents and the CRM do to the deal and the ticket of a room shows in its panel (CDTC-S01, E1, E2).
 * Started by the panel of an open room; the conversation never waits for it.
 *
 *   1 load what the room's records are; nothing, then a skeleton meanwhile
 *   2 show both kinds, each as a preview or as empty
 *   3 news of the stream: the latest wins, whatever the order (contract/crm-panel.c); what came during 1 counts too
 *   4 resync, or the connection is back after a failure: 1 again, what is shown stays
 *
 * A failure in 1 shows in the panel alone and waits for Retry or for the connection. Ends with the panel.
 */

static void load (CrmFlowRefreshPanel *self);
static void on_loaded (GObject *source, GAsyncResult *result, gpointer user_data);
static void show_all (CrmFlowRefreshPanel *self);
static void show_object (CrmFlowRefreshPanel *self, CrmRecordObject object, gboolean is_news);
static void count_displayed (CrmFlowRefreshPanel *self, const CrmRoomRecord *record);
static void on_record_changed (CrmEventStream *stream,
                               const char *room_id,
                               CrmRoomRecord *record,
                               CrmFlowRefreshPanel *self);
static void on_online (CrmEventStream *stream, GParamSpec *pspec, CrmFlowRefreshPanel *self);

struct _CrmFlowRefreshPanel
{
  GObject parent_instance;

  CrmClient *client;
  CrmTelemetry *telemetry;
  CrmEventStream *stream;
  CrmPanelSurface *surface; /* weak: NULL once the panel is gone */
  char *room_id;

  CrmPanel panel;
  CrmPanel news;         /* what came while loading */
  GCancellable *loading; /* NULL: not loading */
  gboolean has_failed;   /* the last load */
  gboolean has_shown;
  CrmRoomRecord *shown[CRM_N_RECORD_OBJECTS];
  CrmRoomRecord *replaced[CRM_N_RECORD_OBJECTS]; /* by what is shown */
  GHashTable *counted;                           /* "deal/77": displayed once */
};

G_DEFINE_FINAL_TYPE (CrmFlowRefreshPanel, crm_flow_refresh_panel, G_TYPE_OBJECT)

void
crm_flow_refresh_panel_start (CrmFlowRefreshPanel *self)
{
  g_return_if_fail (CRM_IS_FLOW_REFRESH_PANEL (self));

  if (self->stream != NULL)
    {
      g_signal_connect_object (self->stream, "record-changed", G_CALLBACK (on_record_changed), self, 0);
      g_signal_connect_object (self->stream, "resync", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->stream, "notify::is-online", G_CALLBACK (on_online), self, 0);
    }
  load (self);
}

void
crm_flow_refresh_panel_reload (CrmFlowRefreshPanel *self)
{
  g_return_if_fail (CRM_IS_FLOW_REFRESH_PANEL (self));

  load (self);
}

/* --- step 1: load ----------------------------------------------------------------------------------- */

static void
stop_loading (CrmFlowRefreshPanel *self)
{
  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
}

static void
load (CrmFlowRefreshPanel *self)
{
  if (self->surface == NULL)
    return;
  stop_loading (self);
  self->loading = g_cancellable_new ();
  crm_panel_clear (&self->news);
  crm_panel_surface_show_loading (self->surface);
  crm_client_load_room_records (self->client, self->room_id, self->loading, on_loaded, g_object_ref (self));
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CrmFlowRefreshPanel) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmPanel) loaded = crm_client_load_room_records_finish (CRM_CLIENT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->surface == NULL)
    return;
  g_clear_object (&self->loading);
  self->has_failed = loaded == NULL;
  if (loaded == NULL)
    {
      crm_panel_surface_show_failure (self->surface, error);
      return;
    }
  for (int object = 0; object < CRM_N_RECORD_OBJECTS; object++)
    if (self->news.latest[object] != NULL)
      crm_panel_apply (loaded, self->news.latest[object]);
  crm_panel_clear (&self->news);
  crm_panel_clear (&self->panel);
  self->panel = *loaded;
  *loaded = (CrmPanel){ 0 };
  show_all (self);
}

/* --- step 2: show ----------------------------------------------------------------------------------- */

static void
show_all (CrmFlowRefreshPanel *self)
{
  gboolean is_news = self->has_shown;

  for (int object = 0; object < CRM_N_RECORD_OBJECTS; object++)
    show_object (self, (CrmRecordObject) object, is_news);
  self->has_shown = TRUE;
}

static gboolean
is_same (const CrmRoomRecord *a, const CrmRoomRecord *b)
{
  return a == NULL || b == NULL ? a == b : crm_room_record_compare (a, b) == 0;
}

/* What stands there no longer, where something else took its place. */
static void
remember_replaced (CrmFlowRefreshPanel *self, CrmRecordObject object, const CrmRoomRecord *record)
{
  CrmRoomRecord *before = self->shown[object];

  if (before != NULL && record != NULL && g_str_equal (before->external_id, record->external_id))
    return;
  g_clear_pointer (&self->replaced[object], crm_room_record_free);
  if (record != NULL)
    self->replaced[object] = g_steal_pointer (&self->shown[object]);
}

/* A whole load is shown even where nothing has changed: it ends the loading and a failure. */
static void
show_object (CrmFlowRefreshPanel *self, CrmRecordObject object, gboolean is_news)
{
  const CrmRoomRecord *record = crm_panel_get (&self->panel, object);
  gboolean has_changed = !is_same (record, self->shown[object]);

  if (has_changed)
    {
      remember_replaced (self, object, record);
      g_clear_pointer (&self->shown[object], crm_room_record_free);
      self->shown[object] = record != NULL ? crm_room_record_copy (record) : NULL;
    }
  crm_panel_surface_show_record (self->surface, object, record, self->replaced[object],
                                 is_news && has_changed);
  if (record != NULL)
    count_displayed (self, record);
}

/* Once for every record that was shown, however often it changes. */
static void
count_displayed (CrmFlowRefreshPanel *self, const CrmRoomRecord *record)
{
  gboolean is_deal = record->object == CRM_RECORD_DEAL;
  char *key = g_strdup_printf ("%d/%s", record->object, record->external_id);
  char now[CRM_TIME_TEXT_SIZE];

  if (!g_hash_table_add (self->counted, key))
    return;
  crm_time_format (crm_time_now (), now);
  crm_telemetry_record (self->telemetry, is_deal ? "deal_preview_displayed" : "ticket_preview_displayed",
                        "room_id", self->room_id, is_deal ? "deal_id" : "ticket_id", record->external_id,
                        "creator_source", crm_creator_flag_to_wire (record->creator_flag), "timestamp", now,
                        NULL);
}

/* --- step 3: news ----------------------------------------------------------------------------------- */

static void
on_record_changed (CrmEventStream *stream,
                   const char *room_id,
                   CrmRoomRecord *record,
                   CrmFlowRefreshPanel *self)
{
  if (self->surface == NULL || g_strcmp0 (room_id, self->room_id) != 0)
    return;
  if (self->loading != NULL)
    crm_panel_apply (&self->news, record);
  if (crm_panel_apply (&self->panel, record) && self->has_shown)
    show_object (self, record->object, TRUE);
}

/* --- step 4: back again ------------------------------------------------------------------------------- */

/* What was loaded needs nothing: the stream brings all that was missed, or says that it can't. */
static void
on_online (CrmEventStream *stream, GParamSpec *pspec, CrmFlowRefreshPanel *self)
{
  if (self->has_failed && crm_event_stream_get_is_online (stream))
    load (self);
}

void
crm_flow_refresh_panel_stop (CrmFlowRefreshPanel *self)
{
  g_return_if_fail (CRM_IS_FLOW_REFRESH_PANEL (self));

  stop_loading (self);
  if (self->stream != NULL)
    g_signal_handlers_disconnect_by_data (self->stream, self);
  g_clear_weak_pointer (&self->surface);
}

const CrmPanel *
crm_flow_refresh_panel_get_panel (CrmFlowRefreshPanel *self)
{
  g_return_val_if_fail (CRM_IS_FLOW_REFRESH_PANEL (self), NULL);

  return &self->panel;
}

/* --- object ---------------------------------------------------------------------------------------------- */

static void
crm_flow_refresh_panel_finalize (GObject *object)
{
  CrmFlowRefreshPanel *self = CRM_FLOW_REFRESH_PANEL (object);

  stop_loading (self);
  g_clear_weak_pointer (&self->surface);
  crm_panel_clear (&self->panel);
  crm_panel_clear (&self->news);
  for (int kind = 0; kind < CRM_N_RECORD_OBJECTS; kind++)
    {
      g_clear_pointer (&self->shown[kind], crm_room_record_free);
      g_clear_pointer (&self->replaced[kind], crm_room_record_free);
    }
  g_hash_table_unref (self->counted);
  g_clear_object (&self->client);
  g_clear_object (&self->telemetry);
  g_clear_object (&self->stream);
  g_free (self->room_id);
  G_OBJECT_CLASS (crm_flow_refresh_panel_parent_class)->finalize (object);
}

static void
crm_flow_refresh_panel_class_init (CrmFlowRefreshPanelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = crm_flow_refresh_panel_finalize;
}

static void
crm_flow_refresh_panel_init (CrmFlowRefreshPanel *self)
{
  self->counted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

CrmFlowRefreshPanel *
crm_flow_refresh_panel_new (CrmClient *client,
                            CrmTelemetry *telemetry,
                            CrmEventStream *stream,
                            const char *room_id,
                            CrmPanelSurface *surface)
{
  CrmFlowRefreshPanel *self = g_object_new (CRM_TYPE_FLOW_REFRESH_PANEL, NULL);

  self->client = g_object_ref (client);
  self->telemetry = g_object_ref (telemetry);
  self->stream = stream != NULL ? g_object_ref (stream) : NULL;
  self->room_id = g_strdup (room_id);
  g_set_weak_pointer (&self->surface, surface);
  return self;
}
