/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "bilik-session.h"

G_BEGIN_DECLS

/**
 * BilikSwitcher: go to anything (Ctrl+K): type, choose, and it is open in a tab. Only the keyboard is needed: Down and Up
 * choose, Enter goes, Escape closes.
 */
#define BILIK_TYPE_SWITCHER (bilik_switcher_get_type ())
G_DECLARE_FINAL_TYPE (BilikSwitcher, bilik_switcher, BILIK, SWITCHER, AdwWindow)

/* @parent: the window whose actions open what is chosen */
GtkWidget *bilik_switcher_new (GtkWindow *parent, BilikSession *session);

G_END_DECLS
