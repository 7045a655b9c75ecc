/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "crm-link.h"
#include "crm-profile.h"

G_BEGIN_DECLS

/* Where a link leads. */
typedef enum {
  BILIK_LINK_NOWHERE, /* not to be opened: say so */
  BILIK_LINK_INSIDE,  /* a customer, room, ticket or deal of this server */
  BILIK_LINK_OUTSIDE, /* the agent's browser */
} BilikLinkTarget;

/**
 * bilik_launcher_resolve:
 * @uri: (nullable): a deeplink or the URL of a record, untrusted
 * @base_url: the server that the agent is signed in to; its own record pages are opened inside
 * @profile: whose origins are allowed
 * @out_verb: (out): what it is, where inside
 * @out_text: (out) (transfer full): where inside the id, where outside the URL to open, re-serialised (SEC-12)
 *
 * Decides where a link leads, and opens nothing.
 */
BilikLinkTarget bilik_launcher_resolve (const char *uri,
                                        const char *base_url,
                                        CrmProfile *profile,
                                        CrmLinkVerb *out_verb,
                                        char **out_text);

/* Hands a URL of bilik_launcher_resolve() to the agent's browser. Nothing else in Bilik opens anything outside (SEC-13). */
void bilik_launcher_open_outside (GtkWindow *parent, const char *url);

G_END_DECLS
