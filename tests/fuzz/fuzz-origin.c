/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "fuzz-origin"

#include "fuzz-target.h"

#include "crm-origin.h"

#include <string.h>

/* An origin that came out is canonical and comes out of itself again; a canonical one is what its URL has. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *origin = crm_origin_from_url (text);
  g_autofree char *again = crm_origin_from_url (origin);

  if (origin != NULL)
    {
      g_assert_true (crm_origin_is_valid (origin));
      g_assert_cmpstr (origin, ==, again);
      g_assert_null (strpbrk (origin, "@\\%?#"));
    }
  if (crm_origin_is_valid (text) && !g_str_has_prefix (text, "bilik-embed:"))
    g_assert_cmpstr (text, ==, origin);
  return 0;
}
