/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilik-tab.h"

G_BEGIN_DECLS

/**
 * BilikTabs: what is open, one tab each; a thing is open once. Closing a tab asks where something would be lost.
 *
 * Properties (read-only): current (BilikTab), NULL where nothing is open; title, that of the current tab.
 * Signals:
 *   toast (AdwToast *toast): as of BilikTab.
 *   changed (): a tab was opened, closed or moved.
 */
#define BILIK_TYPE_TABS (bilik_tabs_get_type ())
G_DECLARE_FINAL_TYPE (BilikTabs, bilik_tabs, BILIK, TABS, AdwBin)

void bilik_tabs_set_session (BilikTabs *self, BilikSession *session);
BilikTab *bilik_tabs_get_current (BilikTabs *self);

/* Shows it; in a tab of its own where it is not open yet (CDTC-S02 AC-1, S05 AC-1). */
void bilik_tabs_open (BilikTabs *self, CrmLinkVerb verb, const char *id);
/* Chosen from a list: takes the place of what was last chosen from one, unless that would lose something. */
void bilik_tabs_browse (BilikTabs *self, CrmLinkVerb verb, const char *id);
void bilik_tabs_browse_customer (BilikTabs *self, CrmCustomer *customer);

/* Returns: whether there was a tab to close */
gboolean bilik_tabs_close_current (BilikTabs *self);
/* Returns: (transfer none) (nullable): a tab that would lose something if it were closed now */
BilikTab *bilik_tabs_find_unsaved (BilikTabs *self);

/* Remembers in @settings what is open, for the agent whose session it is; at every change, so that a crash loses no tab. */
void bilik_tabs_keep (BilikTabs *self, GSettings *settings);
/* Opens what was kept; what is no link of ours is passed over. */
void bilik_tabs_restore (BilikTabs *self, GSettings *settings);

G_END_DECLS
