/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * crm_origin_is_valid:
 * @origin: (nullable): a serialised origin, `scheme://host[:port]`
 *
 * Whether @origin is in the one canonical form that browsers send: lower case,
 * no default port, no path, no user info, no trailing dot, ASCII host, no
 * punycode. `http` passes for loopback hosts only (SEC-01, SEC-10).
 * `bilik-embed://host` is the console's own.
 */
gboolean crm_origin_is_valid (const char *origin);

/**
 * crm_origin_from_url:
 * @url: a URL of the configuration
 *
 * Returns: (transfer full) (nullable): the canonical origin of @url; %NULL for
 *   anything that GUri and a browser could read differently (backslashes, user
 *   info, controls, percent in the host, …)
 */
char *crm_origin_from_url (const char *url);

typedef struct _CrmOriginList CrmOriginList;

/**
 * crm_origin_list_new:
 * @origins: (array zero-terminated=1): canonical origins; an invalid one is left out, with a line in the log
 */
CrmOriginList *crm_origin_list_new (const char *const *origins);
void crm_origin_list_free (CrmOriginList *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmOriginList, crm_origin_list_free)

/* Exact comparison of bytes, nothing else (contract.md §1). */
gboolean crm_origin_list_contains (const CrmOriginList *self, const char *origin);

G_END_DECLS
