/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture.h"

#define SETTLED_PAINTS 2

static void
on_after_paint (GdkFrameClock *clock, guint *n_paints)
{
  (*n_paints)++;
}

static void
settle (GtkWidget *widget)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  guint n_paints = 0;
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (on_after_paint), &n_paints);

  for (guint wanted = 1; wanted <= SETTLED_PAINTS; wanted++)
    {
      gtk_widget_queue_draw (widget);
      while (n_paints < wanted)
        g_main_context_iteration (NULL, TRUE);
    }
  g_signal_handler_disconnect (clock, handler);
}

static GdkTexture *
render (GtkWidget *widget)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();

  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  g_autoptr (GskRenderNode) node = gtk_snapshot_to_node (snapshot);
  return gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (widget)), node, NULL);
}

void
picture_take (GtkWindow *window, const char *name)
{
  const char *folder = g_getenv ("BILIK_TEST_PICTURES");

  if (folder == NULL)
    return;

  settle (GTK_WIDGET (window));
  g_autoptr (GdkTexture) texture = render (GTK_WIDGET (window));
  g_autofree char *path = g_strdup_printf ("%s/%s.png", folder, name);
  if (!gdk_texture_save_to_png (texture, path))
    g_error ("%s can't be written", path);
}
