/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * BilikPreferencesWindow: the settings that an agent may want to change; each takes effect at once unless it says so.
 */
#define BILIK_TYPE_PREFERENCES_WINDOW (bilik_preferences_window_get_type ())
G_DECLARE_FINAL_TYPE (BilikPreferencesWindow,
                      bilik_preferences_window,
                      BILIK,
                      PREFERENCES_WINDOW,
                      AdwPreferencesWindow)

GtkWidget *bilik_preferences_window_new (GtkWindow *parent, GSettings *settings);

G_END_DECLS
