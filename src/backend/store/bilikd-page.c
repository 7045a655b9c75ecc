/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-page.h"

#include <string.h>

#include "crm-error.h"

#define MAX_CURSOR 512

static gboolean
parse_number (const char *text, gint64 min, gint64 max, gint64 *out_number, const char *name, GError **error)
{
  if (text == NULL || *text == '\0')
    return TRUE;
  if (g_ascii_string_to_signed (text, 10, min, max, out_number, NULL))
    return TRUE;
  g_set_error (error, CRM_ERROR, CRM_ERROR_BAD_REQUEST, "“%s” is no number in range.", name);
  return FALSE;
}

/* base64url of "ID:KEY": nothing to read into it, and it passes through a URL as it is. */
static char *
encode_cursor (gint64 id, const char *key)
{
  g_autofree char *plain = g_strdup_printf ("%" G_GINT64_FORMAT ":%s", id, key != NULL ? key : "");
  char *cursor = g_base64_encode ((const guchar *) plain, strlen (plain));

  g_strdelimit (cursor, "+", '-');
  g_strdelimit (cursor, "/", '_');
  cursor[strcspn (cursor, "=")] = '\0';
  return cursor;
}

static char *
decode_base64url (const char *text)
{
  g_autofree char *padded = g_strconcat (text, "===", NULL);
  g_autofree guchar *bytes = NULL;
  gsize size = 0;

  g_strdelimit (padded, "-", '+');
  g_strdelimit (padded, "_", '/');
  padded[(strlen (text) + 3) / 4 * 4] = '\0';
  bytes = g_base64_decode (padded, &size);
  return g_strndup ((const char *) bytes, size);
}

static gboolean
parse_cursor (BilikdPage *self, const char *cursor)
{
  g_autofree char *plain = strlen (cursor) <= MAX_CURSOR ? decode_base64url (cursor) : g_strdup ("");
  char *colon = strchr (plain, ':');

  if (colon == NULL || !g_utf8_validate (plain, -1, NULL))
    return FALSE;
  *colon = '\0';
  if (!g_ascii_string_to_signed (plain, 10, 0, G_MAXINT64, &self->after_id, NULL))
    return FALSE;
  self->has_cursor = TRUE;
  g_free (self->after_key);
  self->after_key = g_strdup (colon + 1);
  return TRUE;
}

gboolean
bilikd_page_init (BilikdPage *self, const char *limit, const char *cursor, const char *offset, GError **error)
{
  gint64 n = BILIKD_PAGE_DEFAULT;

  *self = (BilikdPage){ .offset = -1, .after_key = g_strdup ("") };
  if (!parse_number (limit, 1, BILIKD_PAGE_MAX, &n, "limit", error) ||
      !parse_number (offset, 0, G_MAXINT32, &self->offset, "offset", error))
    return FALSE;
  self->limit = (guint) n;
  if (cursor == NULL || *cursor == '\0' || parse_cursor (self, cursor))
    return TRUE;
  g_set_error_literal (error, CRM_ERROR, CRM_ERROR_BAD_REQUEST, "“cursor” is none of this list.");
  return FALSE;
}

void
bilikd_page_clear (BilikdPage *self)
{
  g_clear_pointer (&self->after_key, g_free);
  g_clear_pointer (&self->next_cursor, g_free);
}

void
bilikd_page_continue_after (BilikdPage *self, gint64 id, const char *key)
{
  g_free (self->next_cursor);
  self->next_cursor = encode_cursor (id, key);
}
