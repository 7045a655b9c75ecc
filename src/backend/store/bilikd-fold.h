/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * bilikd_fold:
 * @text: UTF-8
 * @max_bytes: where to cut the result (at a character)
 *
 * A form of @text to compare and order by: case folded, without diacritics,
 * leading marks and quotes skipped; the same in every locale.
 *
 * Returns: (transfer full): the folded text
 */
char *bilikd_fold (const char *text, gsize max_bytes);

G_END_DECLS
