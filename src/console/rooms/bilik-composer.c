/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-rooms"

#include "bilik-composer.h"

#include <glib/gi18n.h>

#define MAX_LINES 8

struct _BilikComposer
{
  GtkBox parent_instance;

  GtkScrolledWindow *scroller;
  GtkTextView *text;
  GtkLabel *placeholder;
  GtkButton *send;
};

G_DEFINE_FINAL_TYPE (BilikComposer, bilik_composer, GTK_TYPE_BOX)

enum { CHANGED, SEND, N_SIGNALS };
static guint signals[N_SIGNALS];

static gboolean
is_blank (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      if (!g_unichar_isspace (g_utf8_get_char (text)))
        return FALSE;
    }
  return TRUE;
}

static void
on_buffer_changed (BilikComposer *self)
{
  g_autofree char *text = bilik_composer_dup_text (self);

  gtk_widget_set_visible (GTK_WIDGET (self->placeholder), *text == '\0');
  gtk_widget_set_sensitive (GTK_WIDGET (self->send), !is_blank (text));
  g_signal_emit (self, signals[CHANGED], 0, text);
}

static gboolean
on_send_shortcut (GtkWidget *widget, GVariant *unused, gpointer user_data)
{
  bilik_composer_send (BILIK_COMPOSER (widget));
  return TRUE;
}

/* Another font or size of text: eight lines are as high as they are. */
static void
bilik_composer_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  BilikComposer *self = BILIK_COMPOSER (widget);
  PangoFontMetrics *metrics;
  int line;

  GTK_WIDGET_CLASS (bilik_composer_parent_class)->css_changed (widget, change);
  metrics = pango_context_get_metrics (gtk_widget_get_pango_context (widget), NULL, NULL);
  line = PANGO_PIXELS_CEIL (pango_font_metrics_get_height (metrics));
  pango_font_metrics_unref (metrics);
  gtk_scrolled_window_set_max_content_height (self->scroller, MAX_LINES * line);
}

static void
bilik_composer_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), BILIK_TYPE_COMPOSER);

  G_OBJECT_CLASS (bilik_composer_parent_class)->dispose (object);
}

static void
bilik_composer_class_init (BilikComposerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bilik_composer_dispose;
  widget_class->css_changed = bilik_composer_css_changed;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SEND] = g_signal_new ("send", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bilik/Bilik/rooms/bilik-composer.ui");
  gtk_widget_class_bind_template_child (widget_class, BilikComposer, scroller);
  gtk_widget_class_bind_template_child (widget_class, BilikComposer, text);
  gtk_widget_class_bind_template_child (widget_class, BilikComposer, placeholder);
  gtk_widget_class_bind_template_child (widget_class, BilikComposer, send);
  gtk_widget_class_bind_template_callback (widget_class, bilik_composer_send);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, on_send_shortcut, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Enter, GDK_CONTROL_MASK, on_send_shortcut, NULL);
}

static void
bilik_composer_init (BilikComposer *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (gtk_text_view_get_buffer (self->text), "changed", G_CALLBACK (on_buffer_changed),
                           self, G_CONNECT_SWAPPED);
}

void
bilik_composer_restore (BilikComposer *self, const char *text)
{
  g_return_if_fail (BILIK_IS_COMPOSER (self));

  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);

  if (gtk_text_buffer_get_char_count (buffer) == 0)
    gtk_text_buffer_set_text (buffer, text, -1);
}

char *
bilik_composer_dup_text (BilikComposer *self)
{
  g_return_val_if_fail (BILIK_IS_COMPOSER (self), NULL);

  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

void
bilik_composer_send (BilikComposer *self)
{
  g_return_if_fail (BILIK_IS_COMPOSER (self));

  g_autofree char *text = bilik_composer_dup_text (self);

  if (is_blank (text))
    return;
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text), "", 0);
  g_signal_emit (self, signals[SEND], 0, text);
}

void
bilik_composer_focus (BilikComposer *self)
{
  g_return_if_fail (BILIK_IS_COMPOSER (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->text));
}
