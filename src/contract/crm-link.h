/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-origin.h"
#include "crm-types.h"

G_BEGIN_DECLS

/* What a deeplink may open; it navigates and never changes anything (SEC-14). */
#define CRM_LINK_VERBS(X)                                                                                    \
  X (CRM_LINK_CUSTOMER, "customer")                                                                          \
  X (CRM_LINK_ROOM, "room")                                                                                  \
  X (CRM_LINK_TICKET, "ticket")                                                                              \
  X (CRM_LINK_DEAL, "deal")

#define CRM_ENUM_VALUE_(symbol, wire) symbol,
typedef enum { CRM_LINK_VERBS (CRM_ENUM_VALUE_) CRM_N_LINK_VERBS } CrmLinkVerb;
#undef CRM_ENUM_VALUE_
CRM_DECLARE_WIRE_ (CrmLinkVerb, link_verb)

/**
 * crm_link_parse_deeplink:
 * @uri: (nullable): `bilik://VERB/ID`, untrusted; nothing may stand before or behind it
 * @out_id: (out) (transfer full): the id, `[A-Za-z0-9_-]{1,64}`
 *
 * Returns: whether @uri is a deeplink of ours (SEC-14)
 */
gboolean crm_link_parse_deeplink (const char *uri, CrmLinkVerb *out_verb, char **out_id);

/**
 * crm_link_check_external:
 * @url: (nullable): a URL that a record carries, untrusted
 * @allowed: the origins that may be opened
 *
 * What passes is https, on the list, and reads the same in every parser; the
 * answer is byte for byte what a browser would make of it (SEC-12). Only it,
 * never @url itself, may be handed to a launcher (SEC-13).
 *
 * Returns: (transfer full) (nullable): the URL to open, or %NULL to open nothing
 */
char *crm_link_check_external (const char *url, const CrmOriginList *allowed);

G_END_DECLS
