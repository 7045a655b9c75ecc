/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-endpoints.h"

G_BEGIN_DECLS

#define BILIKD_MAX_ARGUMENTS 4

/**
 * bilikd_target_split:
 * @target: request target as it was on the wire
 *
 * Splits @target into path and decoded parameters. Everything doubtful is refused: absolute form, fragments,
 * repeated parameters, broken escapes, text that is not UTF-8 or has a NUL. The path is not decoded: no legal one
 * has an escape.
 */
gboolean bilikd_target_split (const char *target, char **out_path, GHashTable **out_query);

typedef enum {
  BILIKD_ROUTE_FOUND,
  BILIKD_ROUTE_NOT_FOUND,
  BILIKD_ROUTE_OTHER_METHOD, /* the path is one of ours */
} BilikdRoute;

/**
 * bilikd_route_find:
 *
 * Finds the row of the endpoint table; HEAD counts as GET. Rows are tried in order, so that a fixed path stands
 * before one with a `{word}` in its place.
 *
 * @out_arguments: the segments that stand for `{word}`s
 * @out_allowed: (nullable): for OTHER_METHOD, the value of `Allow`
 */
BilikdRoute bilikd_route_find (const char *method,
                               const char *path,
                               const CrmEndpoint **out_endpoint,
                               char *out_arguments[BILIKD_MAX_ARGUMENTS],
                               char **out_allowed);

G_END_DECLS
