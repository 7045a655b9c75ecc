/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * F-09: from the event that comes over the stream until the panel that shows it is painted. A bot changes a deal's name
 * again and again on a real bilikd. Runs in with-display.
 */
#include <stdio.h>
#include <string.h>

#include "bilik-record-panel.h"
#include "bilik-rendering.h"
#include "real-backend.h"
#include "service-bot.h"

#define N_EVENTS       300
#define N_EVENTS_SHORT 10
#define REST_MS        25
#define FRAME_MS       16.7

typedef struct
{
  RealBackend *backend;
  CrmSignedIn *agent;
  BilikSession *session;
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

/* --- the program ---------------------------------------------------------------------- */

static void
set_up (Bench *self)
{
  g_autoptr (CrmTelemetry) telemetry = NULL;

  self->backend = real_backend_start ();
  real_backend_execute (self->backend,
                        "UPDATE flags SET is_on = 1 WHERE name = 'omnichannel_deal_ticket_panel'");
  self->agent = real_backend_sign_in (self->backend, "agent@nusantara.test");
  telemetry = crm_telemetry_new (self->agent->client, NULL);
  self->folder = g_dir_make_tmp ("bilik-bench-XXXXXX", NULL);
  self->session =
      bilik_session_new (self->agent->client, self->agent->profile, telemetry, NULL, self->folder);
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
  service_bot_free (self->bot);
  crm_signed_in_free (self->agent);
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
  fflush (stdout);
  tear_down (&bench);
  return 0;
}
