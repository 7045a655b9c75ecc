/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-preferences"

#include "bilik-preferences-window.h"

struct _BilikPreferencesWindow
{
  AdwPreferencesWindow parent_instance;

  AdwComboRow *colors;
  AdwComboRow *drawing;
  GtkSwitch *notify_records;
};

G_DEFINE_FINAL_TYPE (BilikPreferencesWindow, bilik_preferences_window, ADW_TYPE_PREFERENCES_WINDOW)

/* The words of a setting, in the order of its row. */
static const char *const COLORS[] = { "follow", "light", "dark", NULL };
static const char *const DRAWING[] = { "auto", "always", "never", NULL };

static gboolean
word_to_position (GValue *value, GVariant *variant, gpointer words)
{
  const char *word = g_variant_get_string (variant, NULL);

  for (guint i = 0; ((const char *const *) words)[i] != NULL; i++)
    if (g_str_equal (((const char *const *) words)[i], word))
      g_value_set_uint (value, i);
  return TRUE;
}

static GVariant *
position_to_word (const GValue *value, const GVariantType *expected_type, gpointer words)
{
  guint position = g_value_get_uint (value);

  return position < g_strv_length (words) ? g_variant_new_string (((const char *const *) words)[position])
                                          : NULL;
}

static void
bilik_preferences_window_class_init (BilikPreferencesWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bilik/Bilik/bilik-preferences-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BilikPreferencesWindow, colors);
  gtk_widget_class_bind_template_child (widget_class, BilikPreferencesWindow, drawing);
  gtk_widget_class_bind_template_child (widget_class, BilikPreferencesWindow, notify_records);
}

static void
bilik_preferences_window_init (BilikPreferencesWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
bilik_preferences_window_new (GtkWindow *parent, GSettings *settings)
{
  BilikPreferencesWindow *self = g_object_new (BILIK_TYPE_PREFERENCES_WINDOW, "transient-for", parent, NULL);

  g_settings_bind_with_mapping (settings, "color-scheme", self->colors, "selected", G_SETTINGS_BIND_DEFAULT,
                                word_to_position, position_to_word, (gpointer) COLORS, NULL);
  g_settings_bind (settings, "notify-records", self->notify_records, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind_with_mapping (settings, "software-rendering", self->drawing, "selected",
                                G_SETTINGS_BIND_DEFAULT, word_to_position, position_to_word,
                                (gpointer) DRAWING, NULL);
  return GTK_WIDGET (self);
}
