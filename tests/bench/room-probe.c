/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * room-probe URL REFRESH-TOKEN LONG SHORT ROUNDS SWITCHES: conversations opened by turns in a window of the console, from the call to
 * the frame that shows the newest message. Run by bench-rooms.py. Prints the median of each, and the private memory before and
 * after further switches, which come when everything has been opened often.
 */
#include <adwaita.h>
#include <malloc.h>
#include <stdio.h>

#include "bilik-message-list.h"
#include "bilik-room-view.h"

typedef struct
{
  CrmClient *client;
  BilikSession *session;
  GtkWindow *window;
  guint n_paints;
  gboolean is_done;
} Probe;

static Probe probe;

static void
on_after_paint (GdkFrameClock *clock, gpointer unused)
{
  probe.n_paints++;
}

static void
on_resumed (GObject *source, GAsyncResult *result, gpointer unused)
{
  probe.is_done = crm_client_resume_finish (probe.client, result, NULL);
}

static void
on_profile (GObject *source, GAsyncResult *result, gpointer folder)
{
  g_autoptr (CrmProfile) profile = crm_client_load_profile_finish (probe.client, result, NULL);
  g_autoptr (CrmTelemetry) telemetry = crm_telemetry_new (probe.client, NULL);

  probe.session = bilik_session_new (probe.client, profile, telemetry, NULL, folder);
}

static void
sign_in (const char *url, const char *token, char *folder)
{
  probe.client = crm_client_new (url, NULL);
  crm_client_resume (probe.client, token, NULL, on_resumed, NULL);
  while (!probe.is_done)
    g_main_context_iteration (NULL, TRUE);
  crm_client_load_profile (probe.client, NULL, on_profile, folder);
  while (probe.session == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
shows_end (GtkWidget *view)
{
  GtkWidget *messages = GTK_WIDGET (gtk_widget_get_template_child (view, BILIK_TYPE_ROOM_VIEW, "messages"));
  GtkListView *list =
      GTK_LIST_VIEW (gtk_widget_get_template_child (messages, BILIK_TYPE_MESSAGE_LIST, "list"));
  GtkScrolledWindow *scroller =
      GTK_SCROLLED_WINDOW (gtk_widget_get_template_child (messages, BILIK_TYPE_MESSAGE_LIST, "scroller"));
  GtkAdjustment *scroll = gtk_scrolled_window_get_vadjustment (scroller);
  double end = gtk_adjustment_get_upper (scroll) - gtk_adjustment_get_page_size (scroll);

  return g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (list))) > 0 &&
         gtk_widget_get_mapped (GTK_WIDGET (list)) && end > 0 && gtk_adjustment_get_value (scroll) >= end - 1;
}

/* Returns: ms until its newest message is painted */
static double
open_room (const char *room_id)
{
  gint64 started = g_get_monotonic_time ();
  GtkWidget *view = bilik_room_view_new (probe.session, room_id);
  guint n_paints;

  adw_window_set_content (ADW_WINDOW (probe.window), view);
  while (!shows_end (view))
    g_main_context_iteration (NULL, TRUE);
  n_paints = probe.n_paints;
  gtk_widget_queue_draw (view);
  while (probe.n_paints == n_paints)
    g_main_context_iteration (NULL, TRUE);
  return (double) (g_get_monotonic_time () - started) / 1000.0;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double difference = *(const double *) a - *(const double *) b;

  return difference < 0 ? -1 : difference > 0;
}

static double
median (GArray *samples)
{
  g_array_sort (samples, compare);
  return g_array_index (samples, double, samples->len / 2);
}

/* What is this process's alone, in KiB, without what the allocator only has not given back yet. */
static long
read_private (void)
{
  g_autofree char *text = NULL;
  const char *line;

  malloc_trim (0);
  g_file_get_contents ("/proc/self/smaps_rollup", &text, NULL, NULL);
  line = text != NULL ? strstr (text, "\nPrivate_Dirty:") : NULL;
  return line != NULL ? strtol (line + strlen ("\nPrivate_Dirty:"), NULL, 10) : 0;
}

static void
measure (const char *const rooms[2], guint n_rounds, guint n_switches)
{
  g_autoptr (GArray) first = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) second = g_array_new (FALSE, FALSE, sizeof (double));
  long before, after;

  for (guint i = 0; i < 10; i++)
    open_room (rooms[i % 2]);
  for (guint i = 0; i < 2 * n_rounds; i++)
    {
      double ms = open_room (rooms[i % 2]);

      g_array_append_vals (i % 2 == 0 ? first : second, &ms, 1);
    }
  before = read_private ();
  for (guint i = 0; i < n_switches; i++)
    open_room (rooms[i % 2]);
  after = read_private ();
  printf ("{\"long\": %.3f, \"short\": %.3f, \"before_kib\": %ld, \"after_kib\": %ld}\n", median (first),
          median (second), before, after);
}

int
main (int argc, char *argv[])
{
  g_autofree char *folder = g_dir_make_tmp ("bilik-bench-XXXXXX", NULL);
  g_autoptr (GtkCssProvider) style = NULL;

  if (argc != 7)
    return 2;
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, "gtk-cursor-blink", FALSE, NULL);
  style = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (style, "/io/github/bilik/Bilik/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (style),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  sign_in (argv[1], argv[2], folder);
  probe.window = GTK_WINDOW (adw_window_new ());
  gtk_window_set_default_size (probe.window, 900, 700);
  gtk_window_present (probe.window);
  g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (probe.window)), "after-paint",
                    G_CALLBACK (on_after_paint), NULL);
  measure ((const char *[]){ argv[3], argv[4] }, (guint) g_ascii_strtoull (argv[5], NULL, 10),
           (guint) g_ascii_strtoull (argv[6], NULL, 10));
  fflush (stdout);
  _exit (0);
}
