/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "bilik-session.h"
#include "bilik-tabs.h"

G_BEGIN_DECLS

/**
 * BilikMainView: what a signed-in agent sees: places, the list of the place and
 * what is open. Narrow, list and content fold into one column.
 *
 * Property: show-places. Property (read-only): room-id, the room that is looked at, or NULL.
 */
#define BILIK_TYPE_MAIN_VIEW (bilik_main_view_get_type ())
G_DECLARE_FINAL_TYPE (BilikMainView, bilik_main_view, BILIK, MAIN_VIEW, AdwBin)

/* @settings: where it remembers the place and the open tabs */
GtkWidget *bilik_main_view_new (BilikSession *session, GSettings *settings);

CrmProfile *bilik_main_view_get_profile (BilikMainView *self);

/* Opens it in a tab; says so where the agent's role does not allow it. */
void bilik_main_view_open (BilikMainView *self, CrmLinkVerb verb, const char *id);
/* Chosen from the list of rooms: takes the place of the last one that was. */
void bilik_main_view_browse_room (BilikMainView *self, const char *room_id);

/* What the window's actions do. */
void bilik_main_view_search (BilikMainView *self); /* in the list of the place */
void bilik_main_view_go_to (BilikMainView *self);  /* anything, by its name */
void bilik_main_view_find (BilikMainView *self);   /* in what has the focus */
void bilik_main_view_new_ticket (BilikMainView *self);
void bilik_main_view_link_ticket (BilikMainView *self);
void bilik_main_view_refresh (BilikMainView *self);
void bilik_main_view_back (BilikMainView *self);
void bilik_main_view_toggle_side (BilikMainView *self); /* the room's panel, else the places */
void bilik_main_view_next_unread (BilikMainView *self);
/* Returns: whether there was one */
gboolean bilik_main_view_close_tab (BilikMainView *self);
/* The window of what embedded forms and the console say to each other. */
void bilik_main_view_open_inspector (BilikMainView *self);

/* Whether to offer "win.reload": what the organization has switched on is other than what is shown. */
void bilik_main_view_offer_reload (BilikMainView *self, gboolean is_offered);

/* @toast: (transfer full) */
void bilik_main_view_add_toast (BilikMainView *self, AdwToast *toast);

/* Returns: (transfer none) (nullable): a tab in which something would be lost by leaving now */
BilikTab *bilik_main_view_find_unsaved (BilikMainView *self);

G_END_DECLS
