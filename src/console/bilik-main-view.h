/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "bilik-session.h"

G_BEGIN_DECLS

/**
 * BilikMainView: what a signed-in agent sees: places, the list of the place and
 * what is open. Narrow, list and content fold into one column.
 *
 * Property: show-places.
 */
#define BILIK_TYPE_MAIN_VIEW (bilik_main_view_get_type ())
G_DECLARE_FINAL_TYPE (BilikMainView, bilik_main_view, BILIK, MAIN_VIEW, AdwBin)

GtkWidget *bilik_main_view_new (BilikSession *session);

/* What the window's actions do. */
void bilik_main_view_search (BilikMainView *self); /* go to anything */
void bilik_main_view_find (BilikMainView *self);   /* in what has the focus */
void bilik_main_view_new_ticket (BilikMainView *self);
void bilik_main_view_link_ticket (BilikMainView *self);
void bilik_main_view_refresh (BilikMainView *self);
void bilik_main_view_back (BilikMainView *self);
/* The window of what embedded forms and the console say to each other. */
void bilik_main_view_open_inspector (BilikMainView *self);

/* @toast: (transfer full) */
void bilik_main_view_add_toast (BilikMainView *self, AdwToast *toast);

/* Returns: (nullable): the name of the customer whose form would be lost by leaving now */
const char *bilik_main_view_get_unsaved_name (BilikMainView *self);

G_END_DECLS
