/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BilikComposer: where the agent writes: it grows with the text, to eight lines. Ctrl+Return or the button sends.
 *
 * Signals:
 *   changed (const char *text): what it holds now
 *   send (const char *text): something else than blanks; it is empty afterwards
 */
#define BILIK_TYPE_COMPOSER (bilik_composer_get_type ())
G_DECLARE_FINAL_TYPE (BilikComposer, bilik_composer, BILIK, COMPOSER, GtkBox)

/* Into the empty composer; what is being typed is left alone. */
void bilik_composer_restore (BilikComposer *self, const char *text);
char *bilik_composer_dup_text (BilikComposer *self);
void bilik_composer_send (BilikComposer *self);
void bilik_composer_focus (BilikComposer *self);

G_END_DECLS
