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

/* Returns: (transfer full): the deeplinks of what is open, in order, the current one once more at the end */
GStrv bilik_tabs_dup_links (BilikTabs *self);
/* Opens what bilik_tabs_dup_links() gave; what is no link of ours is passed over. */
void bilik_tabs_restore (BilikTabs *self, const char *const *links);

G_END_DECLS
