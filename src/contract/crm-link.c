/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-contract"

#include "crm-identity.h"
#include "crm-link.h"
#include "crm-types-private.h"

#include <string.h>

#define DEEPLINK_PREFIX "bilik://"
#define HTTPS_PREFIX    "https://"
#define MAX_URL         2048
/* Of RFC 3986, less the apostrophe and the brackets, which browsers rewrite in places. */
#define PATH_CHARACTERS G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-._~!$&()*+,;=:@/%"

CRM_DEFINE_WIRE_ (CrmLinkVerb, link_verb, CRM_LINK_VERBS)

gboolean
crm_link_parse_deeplink (const char *uri, CrmLinkVerb *out_verb, char **out_id)
{
  g_autofree char *verb = NULL;
  const char *slash;

  if (uri == NULL || !g_str_has_prefix (uri, DEEPLINK_PREFIX))
    return FALSE;
  uri += strlen (DEEPLINK_PREFIX);
  slash = strchr (uri, '/');
  if (slash == NULL || !crm_identity_is_id (slash + 1))
    return FALSE;
  verb = g_strndup (uri, (gsize) (slash - uri));
  if (!crm_link_verb_from_wire (verb, out_verb))
    return FALSE;
  *out_id = g_strdup (slash + 1);
  return TRUE;
}

static gboolean
has_sound_escapes (const char *text)
{
  for (const char *percent = strchr (text, '%'); percent != NULL; percent = strchr (percent + 1, '%'))
    {
      if (!g_ascii_isxdigit (percent[1]) || !g_ascii_isxdigit (percent[2]))
        return FALSE;
    }
  return TRUE;
}

/* `.`, `..` and their escaped spellings: every parser resolves them, not every one in the same order. */
static gboolean
has_dot_segment (const char *path)
{
  g_auto (GStrv) segments = g_strsplit (path, "/", -1);

  for (char **segment = segments; *segment != NULL; segment++)
    {
      const char *cursor = *segment;
      guint n_dots = 0;

      for (; *cursor == '.' || g_ascii_strncasecmp (cursor, "%2e", 3) == 0; n_dots++)
        cursor += *cursor == '.' ? 1 : 3;
      if (*cursor == '\0' && (n_dots == 1 || n_dots == 2))
        return TRUE;
    }
  return FALSE;
}

/* @rest: `[/path][?query][#fragment]` */
static gboolean
is_plain_rest (const char *rest)
{
  g_autofree char *path = g_strndup (rest, strcspn (rest, "?#"));
  const char *cursor = rest + strlen (path);

  if (strspn (path, PATH_CHARACTERS) != strlen (path) || has_dot_segment (path) || !has_sound_escapes (rest))
    return FALSE;
  if (*cursor == '?')
    cursor += strspn (cursor, PATH_CHARACTERS "?");
  if (*cursor == '#')
    cursor += 1 + strspn (cursor + 1, PATH_CHARACTERS "?");
  return *cursor == '\0';
}

char *
crm_link_check_external (const char *url, const CrmOriginList *allowed)
{
  g_autofree char *origin = NULL;
  const char *rest;

  if (url == NULL || !g_str_has_prefix (url, HTTPS_PREFIX) || strnlen (url, MAX_URL + 1) > MAX_URL)
    return NULL;
  origin = crm_origin_from_url (url);
  if (!crm_origin_list_contains (allowed, origin))
    return NULL;

  rest = url + strlen (HTTPS_PREFIX);
  rest += strcspn (rest, "/?#");
  if (!is_plain_rest (rest))
    return NULL;
  return g_strconcat (origin, *rest == '/' ? "" : "/", rest, NULL);
}
