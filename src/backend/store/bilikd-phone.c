/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-phone.h"

#include <string.h>

#define SIGNS " +-.()/\xc2\xa0"

static char *
keep_digits (const char *text)
{
  GString *digits = g_string_new (NULL);

  for (; *text != '\0'; text++)
    if (g_ascii_isdigit (*text))
      g_string_append_c (digits, *text);
  return g_string_free (digits, FALSE);
}

char *
bilikd_phone_to_digits (const char *phone)
{
  g_autofree char *digits = phone != NULL ? keep_digits (phone) : NULL;
  const char *first;

  if (digits == NULL || *digits == '\0')
    return NULL;
  if (g_str_has_prefix (digits, "00"))
    return g_strdup (digits + 2);
  if (digits[0] == '0')
    return g_strconcat (BILIKD_COUNTRY_CODE, digits + 1, NULL);

  /* "812…" as spreadsheets leave it; a plus would have said that the country code is there. */
  first = strpbrk (phone, "+0123456789");
  if (first != NULL && *first == '8' && strlen (digits) >= 9)
    return g_strconcat (BILIKD_COUNTRY_CODE, digits, NULL);
  return g_steal_pointer (&digits);
}

gboolean
bilikd_phone_looks_like (const char *text)
{
  return strpbrk (text, "0123456789") != NULL && strspn (text, "0123456789" SIGNS) == strlen (text);
}
