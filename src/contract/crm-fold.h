/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * crm_fold:
 * @text: UTF-8
 *
 * A form of @text to compare and search by: case folded, without diacritics; the same in every locale and in every program.
 *
 * Returns: (transfer full): the folded text, empty where @text is no UTF-8
 */
char *crm_fold (const char *text);

G_END_DECLS
