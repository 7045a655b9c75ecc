/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-fold.h"

static gboolean
is_leading_noise (gunichar c)
{
  return !g_unichar_isalnum (c);
}

char *
bilikd_fold (const char *text, gsize max_bytes)
{
  g_autofree char *decomposed = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);
  g_autofree char *folded = g_utf8_casefold (decomposed != NULL ? decomposed : "", -1);
  const char *from = folded;
  GString *result = g_string_sized_new (max_bytes);

  while (*from != '\0' && is_leading_noise (g_utf8_get_char (from)))
    from = g_utf8_next_char (from);
  /* A name of nothing but signs still has to stand somewhere. */
  if (*from == '\0')
    from = folded;

  for (; *from != '\0'; from = g_utf8_next_char (from))
    {
      gunichar c = g_utf8_get_char (from);

      if (g_unichar_ismark (c))
        continue;
      if (result->len + (gsize) g_unichar_to_utf8 (c, NULL) > max_bytes)
        break;
      g_string_append_unichar (result, c);
    }
  return g_string_free (result, FALSE);
}
