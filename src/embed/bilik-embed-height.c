/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-embed"

#include "bilik-embed-height.h"

#include "crm-embed-message.h"

#define INTERVAL_US (G_USEC_PER_SEC / 10)

struct _BilikEmbedHeight
{
  GObject parent_instance;

  GtkWidget *widget; /* weak */
  guint wanted;
  gint64 applied_at;
  guint timer;

  /* The scrolled area that the widget is shown in. */
  GtkWidget *viewport; /* weak */
  GtkAdjustment *visible_area;
};

G_DEFINE_FINAL_TYPE (BilikEmbedHeight, bilik_embed_height, G_TYPE_OBJECT)

static guint
get_available (BilikEmbedHeight *self)
{
  GtkRoot *root = gtk_widget_get_root (self->widget);
  double available = 0;

  if (self->visible_area != NULL)
    available = gtk_adjustment_get_page_size (self->visible_area);
  else if (root != NULL)
    available = gtk_widget_get_height (GTK_WIDGET (root));
  return available >= 1 ? (guint) available : CRM_EMBED_MAX_HEIGHT;
}

static void
apply (BilikEmbedHeight *self)
{
  guint height = MAX (MIN (self->wanted, get_available (self)), CRM_EMBED_MIN_HEIGHT);

  g_clear_handle_id (&self->timer, g_source_remove);
  self->applied_at = g_get_monotonic_time ();
  gtk_widget_set_size_request (self->widget, -1, (int) height);
}

static gboolean
on_apply_due (gpointer user_data)
{
  BilikEmbedHeight *self = user_data;

  self->timer = 0;
  apply (self);
  return G_SOURCE_REMOVE;
}

static void
schedule (BilikEmbedHeight *self)
{
  gint64 wait = self->applied_at + INTERVAL_US - g_get_monotonic_time ();

  /* Never at once: the area changes while the window is laid out, and what is asked for then GTK draws without a place. */
  if (self->timer == 0)
    self->timer = g_timeout_add (wait > 0 ? (guint) (wait / 1000) + 1 : 0, on_apply_due, self);
}

/* --- the scrolled area ----------------------------------------------------------------------------- */

static void
on_page_size_changed (GtkAdjustment *adjustment, GParamSpec *pspec, BilikEmbedHeight *self)
{
  schedule (self);
}

static void
leave_scrolled_area (BilikEmbedHeight *self)
{
  if (self->visible_area != NULL)
    g_signal_handlers_disconnect_by_data (self->visible_area, self);
  g_clear_object (&self->visible_area);
  if (GTK_IS_VIEWPORT (self->viewport))
    gtk_viewport_set_scroll_to_focus (GTK_VIEWPORT (self->viewport), TRUE);
  g_clear_weak_pointer (&self->viewport);
}

static void
on_map (GtkWidget *widget, BilikEmbedHeight *self)
{
  GtkWidget *scrollable = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLABLE);

  leave_scrolled_area (self);
  if (scrollable != NULL)
    {
      GtkAdjustment *visible_area = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (scrollable));

      g_set_weak_pointer (&self->viewport, scrollable);
      if (g_set_object (&self->visible_area, visible_area))
        g_signal_connect (visible_area, "notify::page-size", G_CALLBACK (on_page_size_changed), self);
      /* A viewport that scrolls to the view on focus moves it from under the pointer: the click then misses. */
      if (GTK_IS_VIEWPORT (scrollable))
        gtk_viewport_set_scroll_to_focus (GTK_VIEWPORT (scrollable), FALSE);
    }
  schedule (self);
}

static void
on_unmap (GtkWidget *widget, BilikEmbedHeight *self)
{
  leave_scrolled_area (self);
}

static void
bilik_embed_height_dispose (GObject *object)
{
  BilikEmbedHeight *self = BILIK_EMBED_HEIGHT (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  leave_scrolled_area (self);
  g_clear_weak_pointer (&self->widget);
  G_OBJECT_CLASS (bilik_embed_height_parent_class)->dispose (object);
}

static void
bilik_embed_height_class_init (BilikEmbedHeightClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bilik_embed_height_dispose;
}

static void
bilik_embed_height_init (BilikEmbedHeight *self)
{
  self->wanted = CRM_EMBED_MIN_HEIGHT;
}

BilikEmbedHeight *
bilik_embed_height_new (GtkWidget *widget)
{
  BilikEmbedHeight *self = g_object_new (BILIK_TYPE_EMBED_HEIGHT, NULL);

  g_set_weak_pointer (&self->widget, widget);
  g_signal_connect_object (widget, "map", G_CALLBACK (on_map), self, 0);
  g_signal_connect_object (widget, "unmap", G_CALLBACK (on_unmap), self, 0);
  gtk_widget_set_size_request (widget, -1, CRM_EMBED_MIN_HEIGHT);
  return self;
}

void
bilik_embed_height_want (BilikEmbedHeight *self, guint height)
{
  self->wanted = CLAMP (height, CRM_EMBED_MIN_HEIGHT, CRM_EMBED_MAX_HEIGHT);
  schedule (self);
}

void
bilik_embed_height_reset (BilikEmbedHeight *self)
{
  self->wanted = CRM_EMBED_MIN_HEIGHT;
  apply (self);
}
