/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * F-09: from the event that comes over the stream until the panel that shows it is painted. A bot changes a deal's name
 * again and again on a real bilikd. Runs in with-display.
 *
 * F-10: from the choice of a room until its conversation is painted, with the panel beside it and without, in pairs.
 */
#include <stdio.h>
#include <string.h>

#include "bilik-record-panel.h"
#include "bilik-rendering.h"
#include "bilik-room-view.h"
#include "real-backend.h"
#include "service-bot.h"

#define N_EVENTS       300
#define N_EVENTS_SHORT 10
#define N_PAIRS        100
#define N_PAIRS_SHORT  3
#define REST_MS        25
#define FRAME_MS       16.7

typedef struct
{
  RealBackend *backend;
  BilikSession *session;
  BilikSession *without; /* the same agent with the panel switched off */
  ServiceBot *bot;
  GtkWidget *window;
  char *folder;
} Bench;

/* What the frames are looked through for. */
typedef struct
{
  GtkWidget *panel;
  char *name;
  gint64 came_at; /* 0: not yet */
  gint64 painted_at;
} Watch;

static int
compare (gconstpointer a, gconstpointer b)
{
  double difference = *(const double *) a - *(const double *) b;

  return difference < 0 ? -1 : difference > 0;
}

static double
get_quantile (GArray *samples, guint percent)
{
  g_array_sort (samples, compare);
  return g_array_index (samples, double, MIN (samples->len - 1, samples->len * percent / 100));
}

static gboolean
shows (GtkWidget *widget, const char *text)
{
  if (!gtk_widget_get_mapped (widget))
    return FALSE;
  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (shows (child, text))
      return TRUE;
  return FALSE;
}

/* --- F-09 --------------------------------------------------------------------------- */

static void
on_record_changed (CrmEventStream *stream, const char *room_id, CrmRoomRecord *record, Watch *watch)
{
  if (g_strcmp0 (record->name, watch->name) == 0)
    watch->came_at = g_get_monotonic_time ();
}

static void
on_after_paint (GdkFrameClock *clock, Watch *watch)
{
  if (watch->came_at != 0 && watch->painted_at == 0 && shows (watch->panel, watch->name))
    watch->painted_at = g_get_monotonic_time ();
}

static void
wait_until_painted (Watch *watch)
{
  while (watch->painted_at == 0)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
on_rested (gpointer is_rested)
{
  *(gboolean *) is_rested = TRUE;
  return G_SOURCE_REMOVE;
}

/* News come one by one, at any moment of the frame clock. */
static void
rest (guint ms)
{
  gboolean is_rested = FALSE;

  g_timeout_add (ms, on_rested, &is_rested);
  while (!is_rested)
    g_main_context_iteration (NULL, TRUE);
}

static void
measure_event (Bench *bench, guint n_events)
{
  g_autofree char *room_id =
      real_backend_query (bench->backend, "SELECT id FROM rooms WHERE organization_id = 1 LIMIT 1");
  g_autofree char *id = service_bot_create (bench->bot, CRM_RECORD_DEAL, room_id, "Deal", "");
  g_autoptr (GArray) samples = g_array_new (FALSE, FALSE, sizeof (double));
  CrmEventStream *stream = bilik_session_get_stream (bench->session);
  Watch watch = { 0 };
  double p99;

  /* Before the panel, so that its time begins before anything is done about the event. */
  g_signal_connect (stream, "record-changed", G_CALLBACK (on_record_changed), &watch);
  watch.panel = bilik_record_panel_new (bench->session, room_id);
  adw_window_set_content (ADW_WINDOW (bench->window), watch.panel);
  g_signal_connect (gtk_widget_get_frame_clock (bench->window), "after-paint", G_CALLBACK (on_after_paint),
                    &watch);
  while (!crm_event_stream_get_is_online (stream) || !shows (watch.panel, "Deal"))
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < n_events; i++)
    {
      g_autofree char *members = NULL;
      double ms;

      rest (REST_MS + i % 17);
      watch.name = g_strdup_printf ("Deal, change %u", i);
      watch.came_at = watch.painted_at = 0;
      members = g_strdup_printf ("\"name\":\"%s\"", watch.name);
      service_bot_update (bench->bot, CRM_RECORD_DEAL, id, members);
      wait_until_painted (&watch);
      ms = (double) (watch.painted_at - watch.came_at) / 1000;
      g_array_append_val (samples, ms);
      g_clear_pointer (&watch.name, g_free);
    }
  p99 = get_quantile (samples, 99);
  printf (
      "{\"id\": \"F-09\", \"what\": \"event to painted panel, p99 of %u\", \"value\": %.2f, \"unit\": \"ms\", "
      "\"reference\": %.1f, \"reference_what\": \"one 60 Hz frame\", \"ratio\": %.3f, \"goal\": 1}\n",
      n_events, p99, FRAME_MS, p99 / FRAME_MS);
  printf (
      "{\"id\": \"F-09\", \"what\": \"event to painted panel, p50\", \"value\": %.2f, \"unit\": \"ms\"}\n",
      get_quantile (samples, 50));
  g_signal_handlers_disconnect_by_data (stream, &watch);
  g_signal_handlers_disconnect_by_data (gtk_widget_get_frame_clock (bench->window), &watch);
}

/* --- F-10 --------------------------------------------------------------------------- */

static gpointer
find (GtkWidget *root, GType type)
{
  gpointer found = g_type_is_a (G_OBJECT_TYPE (root), type) ? root : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find (child, type);
  return found;
}

static gboolean
has_messages (GtkWidget *view)
{
  GtkWidget *list = find (view, GTK_TYPE_LIST_VIEW);
  GtkWidget *row = list != NULL && gtk_widget_get_mapped (list) ? gtk_widget_get_first_child (list) : NULL;

  return row != NULL && gtk_widget_get_mapped (row) && gtk_widget_get_height (row) > 0;
}

static void
on_room_painted (GdkFrameClock *clock, Watch *watch)
{
  if (watch->painted_at == 0 && has_messages (watch->panel))
    watch->painted_at = g_get_monotonic_time ();
}

static double
switch_room (Bench *bench, BilikSession *session, const char *room_id)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (bench->window);
  Watch watch = { .came_at = g_get_monotonic_time () };

  watch.panel = bilik_room_view_new (session, room_id);
  adw_window_set_content (ADW_WINDOW (bench->window), watch.panel);
  g_signal_connect (clock, "after-paint", G_CALLBACK (on_room_painted), &watch);
  wait_until_painted (&watch);
  g_signal_handlers_disconnect_by_data (clock, &watch);
  rest (REST_MS);
  return (double) (watch.painted_at - watch.came_at) / 1000;
}

static void
measure_switch (Bench *bench, guint n_pairs)
{
  g_autofree char *list = real_backend_query (
      bench->backend, "SELECT group_concat (id) FROM (SELECT id FROM rooms WHERE organization_id = 1 AND "
                      "deleted_at IS NULL AND last_message_at IS NOT NULL LIMIT 12)");
  g_auto (GStrv) rooms = g_strsplit (list, ",", -1);
  g_autoptr (GArray) with = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) without = g_array_new (FALSE, FALSE, sizeof (double));
  double p95, reference;

  for (guint i = 0; i < n_pairs + 2; i++)
    {
      const char *room_id = rooms[i % g_strv_length (rooms)];
      double ms[2];

      /* Who is first is not always the same; the first two warm up. */
      ms[i % 2] = switch_room (bench, i % 2 ? bench->session : bench->without, room_id);
      ms[(i + 1) % 2] = switch_room (bench, i % 2 ? bench->without : bench->session, room_id);
      if (i < 2)
        continue;
      g_array_append_val (without, ms[0]);
      g_array_append_val (with, ms[1]);
    }
  p95 = get_quantile (with, 95);
  reference = get_quantile (without, 95);
  printf (
      "{\"id\": \"F-10\", \"what\": \"room switch with the panel, p95 of %u\", \"value\": %.1f, \"unit\": "
      "\"ms\", \"reference\": %.1f, \"reference_what\": \"without it\", \"ratio\": %.3f, \"goal\": 1.05}\n",
      n_pairs, p95, reference, p95 / reference);
  printf (
      "{\"id\": \"F-10\", \"what\": \"room switch with the panel, p50\", \"value\": %.1f, \"unit\": \"ms\", "
      "\"reference\": %.1f, \"reference_what\": \"without it\"}\n",
      get_quantile (with, 50), get_quantile (without, 50));
}

/* --- the program ---------------------------------------------------------------------- */

static void
switch_panel (Bench *self, gboolean is_on)
{
  g_autofree char *sql = g_strdup_printf (
      "UPDATE flags SET is_on = %d WHERE name = 'omnichannel_deal_ticket_panel'", is_on ? 1 : 0);

  real_backend_execute (self->backend, sql);
}

/* The agent's profile tells for good whether there is a panel. */
static BilikSession *
sign_in (Bench *self, gboolean has_panel)
{
  g_autofree char *folder = g_build_filename (self->folder, has_panel ? "with" : "without", NULL);
  g_autoptr (CrmTelemetry) telemetry = NULL;
  CrmSignedIn *agent;
  BilikSession *session;

  switch_panel (self, has_panel);
  agent = real_backend_sign_in (self->backend, "agent@nusantara.test");
  telemetry = crm_telemetry_new (agent->client, NULL);
  session = bilik_session_new (agent->client, agent->profile, telemetry, NULL, folder);
  crm_signed_in_free (agent);
  return session;
}

static void
set_up (Bench *self)
{
  self->backend = real_backend_start ();
  self->folder = g_dir_make_tmp ("bilik-bench-XXXXXX", NULL);
  self->session = sign_in (self, TRUE);
  self->without = sign_in (self, FALSE);
  switch_panel (self, TRUE);
  self->bot = service_bot_new (real_backend_get_url (self->backend),
                               real_backend_get_database (self->backend), CRM_CREATOR_BOT);
  self->window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (self->window), 1280, 800);
  gtk_window_present (GTK_WINDOW (self->window));
  while (!gtk_widget_get_mapped (self->window))
    g_main_context_iteration (NULL, TRUE);
}

static void
tear_down (Bench *self)
{
  g_autofree char *command = g_strdup_printf ("rm -r %s", self->folder);

  gtk_window_destroy (GTK_WINDOW (self->window));
  g_object_unref (self->session);
  g_object_unref (self->without);
  service_bot_free (self->bot);
  real_backend_stop (self->backend);
  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
  g_free (self->folder);
}

int
main (int argc, char **argv)
{
  gboolean is_short = argc > 1 && g_str_equal (argv[1], "--short");
  Bench bench = { 0 };

  bilik_rendering_choose ("auto");
  gtk_init ();
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, "gtk-cursor-blink", FALSE, NULL);
  set_up (&bench);
  measure_event (&bench, is_short ? N_EVENTS_SHORT : N_EVENTS);
  measure_switch (&bench, is_short ? N_PAIRS_SHORT : N_PAIRS);
  fflush (stdout);
  tear_down (&bench);
  return 0;
}
