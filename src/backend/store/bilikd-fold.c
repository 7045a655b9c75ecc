/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-fold.h"

#include <string.h>

#include "bilikd-db-private.h"
#include "crm-fold.h"

char *
bilikd_fold (const char *text, gsize max_bytes)
{
  g_autofree char *folded = crm_fold (text);
  const char *from = folded;
  const char *end;

  while (*from != '\0' && !g_unichar_isalnum (g_utf8_get_char (from)))
    from = g_utf8_next_char (from);
  /* A name of nothing but signs still has to stand somewhere. */
  if (*from == '\0')
    from = folded;
  end = from + strlen (from);
  if ((gsize) (end - from) > max_bytes)
    end = g_utf8_find_prev_char (from, from + max_bytes + 1);
  return g_strndup (from, (gsize) (end - from));
}

static void
on_fold (sqlite3_context *context, int n_values, sqlite3_value **values)
{
  const char *text = (const char *) sqlite3_value_text (values[0]);

  if (text != NULL)
    sqlite3_result_text (context, crm_fold (text), -1, g_free);
  else
    sqlite3_result_null (context);
}

int
bilikd_fold_install (sqlite3 *handle)
{
  return sqlite3_create_function (handle, "fold", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, on_fold, NULL,
                                  NULL);
}
