/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-target.h"

#include <string.h>

#define MAX_PARAMETERS 32
#define MAX_SEGMENT    64

/* --- query ------------------------------------------------------------------------------ */

static char *
decode (const char *text, gsize length)
{
  g_autofree char *spaced = g_strndup (text, length);
  char *decoded;

  g_strdelimit (spaced, "+", ' ');
  decoded = g_uri_unescape_string (spaced, NULL); /* NULL for a broken escape and for %00 */
  if (decoded != NULL && !g_utf8_validate (decoded, -1, NULL))
    g_clear_pointer (&decoded, g_free);
  return decoded;
}

static gboolean
add_parameter (GHashTable *query, const char *text, gsize length)
{
  const char *equals = memchr (text, '=', length);
  gsize name_length = equals != NULL ? (gsize) (equals - text) : length;
  g_autofree char *name = decode (text, name_length);
  g_autofree char *value = equals != NULL ? decode (equals + 1, length - name_length - 1) : g_strdup ("");

  if (name == NULL || value == NULL || *name == '\0' || g_hash_table_size (query) >= MAX_PARAMETERS)
    return FALSE;
  return g_hash_table_insert (query, g_steal_pointer (&name), g_steal_pointer (&value));
}

static GHashTable *
parse_query (const char *text)
{
  g_autoptr (GHashTable) query = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  while (*text != '\0')
    {
      gsize length = strcspn (text, "&");

      if (length > 0 && !add_parameter (query, text, length))
        return NULL;
      text += length;
      text += *text == '&';
    }
  return g_steal_pointer (&query);
}

gboolean
bilikd_target_split (const char *target, char **out_path, GHashTable **out_query)
{
  const char *question = strchr (target, '?');

  if (target[0] != '/' || strchr (target, '#') != NULL)
    return FALSE;
  *out_query = parse_query (question != NULL ? question + 1 : "");
  if (*out_query == NULL)
    return FALSE;
  *out_path = question != NULL ? g_strndup (target, question - target) : g_strdup (target);
  return TRUE;
}

/* --- routes ------------------------------------------------------------------------------ */

/* As in crm_endpoint_build_path(). */
static gboolean
is_segment (const char *text, gsize length)
{
  return length > 0 && length <= MAX_SEGMENT &&
         strspn (text, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_-.") >= length &&
         strspn (text, ".") < length;
}

static void
clear_arguments (char *arguments[BILIKD_MAX_ARGUMENTS])
{
  for (guint i = 0; i < BILIKD_MAX_ARGUMENTS; i++)
    g_clear_pointer (&arguments[i], g_free);
}

static gboolean
match (const char *pattern, const char *path, char *arguments[BILIKD_MAX_ARGUMENTS])
{
  guint n_arguments = 0;

  while (*pattern != '\0' && *path != '\0')
    {
      gsize length;

      if (*pattern != '{')
        {
          if (*pattern++ != *path++)
            return FALSE;
          continue;
        }
      length = strcspn (path, "/");
      if (!is_segment (path, length) || n_arguments == BILIKD_MAX_ARGUMENTS)
        return FALSE;
      arguments[n_arguments++] = g_strndup (path, length);
      path += length;
      pattern = strchr (pattern, '}') + 1;
    }
  return *pattern == '\0' && *path == '\0';
}

BilikdRoute
bilikd_route_find (const char *method,
                   const char *path,
                   const CrmEndpoint **out_endpoint,
                   char *out_arguments[BILIKD_MAX_ARGUMENTS],
                   char **out_allowed)
{
  g_autoptr (GString) allowed = g_string_new (NULL);

  if (g_str_equal (method, "HEAD"))
    method = "GET";
  for (guint i = 0; i < CRM_N_ENDPOINTS; i++)
    {
      const CrmEndpoint *endpoint = crm_endpoint_get (i);

      if (!match (endpoint->path, path, out_arguments))
        {
          clear_arguments (out_arguments);
          continue;
        }
      if (g_str_equal (endpoint->method, method))
        {
          *out_endpoint = endpoint;
          return BILIKD_ROUTE_FOUND;
        }
      clear_arguments (out_arguments);
      g_string_append_printf (allowed, "%s%s", allowed->len > 0 ? ", " : "", endpoint->method);
    }
  if (allowed->len == 0)
    return BILIKD_ROUTE_NOT_FOUND;
  *out_allowed = g_string_free (g_steal_pointer (&allowed), FALSE);
  return BILIKD_ROUTE_OTHER_METHOD;
}
