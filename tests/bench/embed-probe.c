/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * embed-probe URL ORIGIN MODE SETTLE: the frame's host on its own, measured from within. Run by bench-embed.py.
 *
 *   cold       from asking for a view to EMBED_READY, the first time in the process
 *   preheated  the same with a blank page waiting
 *   memory     says `before`, `open` and `closed` when it is so, and waits for a line each time
 *
 * SETTLE: milliseconds after which nothing stirs any more.
 */
#include <adwaita.h>
#include <stdio.h>

#include "bilik-embed-loader.h"
#include "bilik-rendering.h"

#define IDLE_TIMEOUT_S 1
#define IDLE_MARGIN_MS 4000 /* for the engine to end after it, and its memory to be given back */

static guint settle_ms;
static gint64 ready_at;

static void
on_message (CrmEmbedSurface *surface, const char *origin, const char *text, gpointer unused)
{
  if (ready_at == 0 && strstr (text, "EMBED_READY") != NULL)
    ready_at = g_get_monotonic_time ();
}

static gboolean
on_settled (gpointer is_settled)
{
  *(gboolean *) is_settled = TRUE;
  return G_SOURCE_REMOVE;
}

static void
settle_for (guint ms)
{
  gboolean is_settled = FALSE;

  g_timeout_add (ms, on_settled, &is_settled);
  while (!is_settled)
    g_main_context_iteration (NULL, TRUE);
}

static void
settle (void)
{
  settle_for (settle_ms);
}

/* Returns: ms to EMBED_READY */
static double
open_form (BilikEmbedLoader *loader, GtkWidget *panel, const char *url, const char *origin)
{
  g_autoptr (GError) error = NULL;
  gint64 started = g_get_monotonic_time ();
  GtkWidget *view = bilik_embed_loader_take_view (loader, &error);

  if (view == NULL)
    g_error ("%s", error->message);
  g_signal_connect (view, "message", G_CALLBACK (on_message), NULL);
  adw_bin_set_child (ADW_BIN (panel), view);
  crm_embed_surface_load (CRM_EMBED_SURFACE (view), url, origin);
  while (ready_at == 0)
    g_main_context_iteration (NULL, TRUE);
  return (double) (ready_at - started) / 1000.0;
}

static void
say (const char *state)
{
  settle ();
  printf ("%s\n", state);
  fflush (stdout);
  getchar ();
}

static void
run (BilikEmbedLoader *loader, GtkWidget *panel, char **arguments)
{
  const char *mode = arguments[2];

  settle ();
  if (g_str_equal (mode, "memory"))
    {
      say ("before");
      open_form (loader, panel, arguments[0], arguments[1]);
      say ("open");
      adw_bin_set_child (ADW_BIN (panel), NULL);
      settle_for (IDLE_TIMEOUT_S * 1000 + IDLE_MARGIN_MS + settle_ms);
      say ("closed");
      return;
    }
  if (g_str_equal (mode, "preheated"))
    {
      bilik_embed_loader_preheat (loader);
      settle ();
    }
  printf ("%.1f\n", open_form (loader, panel, arguments[0], arguments[1]));
}

int
main (int argc, char *argv[])
{
  g_autoptr (BilikEmbedLoader) loader = NULL;
  GtkWidget *panel;
  GtkWidget *window;

  if (argc != 5)
    return 2;
  settle_ms = (guint) g_ascii_strtoull (argv[4], NULL, 10);
  bilik_rendering_choose ("auto");
  adw_init ();
  loader = g_object_new (BILIK_TYPE_EMBED_LOADER, "idle-timeout",
                         g_str_equal (argv[3], "memory") ? IDLE_TIMEOUT_S : 60, NULL);
  panel = adw_bin_new ();
  window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (window), 800, 700);
  adw_window_set_content (ADW_WINDOW (window), panel);
  gtk_window_present (GTK_WINDOW (window));
  run (loader, panel, argv + 1);
  fflush (stdout);
  _exit (0);
}
