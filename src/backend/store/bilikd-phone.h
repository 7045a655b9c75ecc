/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define BILIKD_COUNTRY_CODE "62" /* of numbers written without one */

/**
 * bilikd_phone_to_digits:
 * @phone: (nullable): a number as people write it: "+62 812-5550-1142", "0812…", "(021) 5550…"
 *
 * Returns: (transfer full) (nullable): international, digits only; %NULL where there are no digits
 */
char *bilikd_phone_to_digits (const char *phone);

/* Whether @text has digits and nothing but digits and the signs of phone numbers. */
gboolean bilikd_phone_looks_like (const char *text);

G_END_DECLS
