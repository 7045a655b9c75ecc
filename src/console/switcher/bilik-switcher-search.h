/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilik-session.h"
#include "crm-link.h"

G_BEGIN_DECLS

/**
 * BilikSwitcherHit: something that can be gone to.
 */
typedef struct
{
  CrmLinkVerb verb;
  char *id;
  char *title;
  char *subtitle;
} BilikSwitcherHit;

/**
 * BilikSwitcherSearch: one query over customers, rooms, tickets and deals at once; of each what the agent's role allows.
 * A newer query makes an older one's answers void.
 *
 * Signal: changed (): hits or state are other ones.
 */
#define BILIK_TYPE_SWITCHER_SEARCH (bilik_switcher_search_get_type ())
G_DECLARE_FINAL_TYPE (BilikSwitcherSearch, bilik_switcher_search, BILIK, SWITCHER_SEARCH, GObject)

BilikSwitcherSearch *bilik_switcher_search_new (BilikSession *session);
void bilik_switcher_search_run (BilikSwitcherSearch *self, const char *query);
/* Forgets what was found and what is still asked; says nothing. */
void bilik_switcher_search_stop (BilikSwitcherSearch *self);
gboolean bilik_switcher_search_is_busy (BilikSwitcherSearch *self);
/* Returns: (nullable): why some of it could not be searched */
const GError *bilik_switcher_search_get_error (BilikSwitcherSearch *self);
/* Returns: (transfer none) (element-type BilikSwitcherHit): a few of each kind, in the order of CrmLinkVerb */
GPtrArray *bilik_switcher_search_get_hits (BilikSwitcherSearch *self, CrmLinkVerb verb);

G_END_DECLS
