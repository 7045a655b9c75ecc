/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * bilikd_fold:
 * @text: UTF-8
 * @max_bytes: where to cut the result (at a character)
 *
 * crm_fold() to order by: leading marks and quotes are skipped.
 *
 * Returns: (transfer full): the folded text
 */
char *bilikd_fold (const char *text, gsize max_bytes);

G_END_DECLS
