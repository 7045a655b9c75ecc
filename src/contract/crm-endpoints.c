/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-contract"

#include "crm-endpoints.h"

#include <string.h>

#define MAX_SEGMENT        64
#define SEGMENT_CHARACTERS G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_-."

/* How the table spells "no permission needed". */
enum { ANY = CRM_PERMISSION_ANY };

#define CRM_ENDPOINT_ROW_(name, method, path, work, audience, permission)                                    \
  { CRM_ENDPOINT_##name, #name, method, path, CRM_WORK_##work, CRM_AUDIENCE_##audience, permission },

static CrmEndpoint endpoints[] = { CRM_ENDPOINTS (CRM_ENDPOINT_ROW_) };

static gboolean
is_segment (const char *text)
{
  gsize length = strlen (text);

  return length > 0 && length <= MAX_SEGMENT && strspn (text, SEGMENT_CHARACTERS) == length &&
         strspn (text, ".") < length;
}

const CrmEndpoint *
crm_endpoint_get (CrmEndpointId id)
{
  static gsize named = 0;

  g_return_val_if_fail (id < CRM_N_ENDPOINTS, NULL);

  /* The preprocessor can't lower the case of a name. */
  if (g_once_init_enter (&named))
    {
      for (gsize i = 0; i < G_N_ELEMENTS (endpoints); i++)
        {
          g_autofree char *lower = g_ascii_strdown (endpoints[i].name, -1);

          endpoints[i].name = g_intern_string (lower);
        }
      g_once_init_leave (&named, 1);
    }
  return &endpoints[id];
}

CrmSystem
crm_endpoint_get_system (const CrmEndpoint *self)
{
  static const struct
  {
    const char *prefix;
    CrmSystem system;
  } rows[] = { { "/omnichannel/", CRM_SYSTEM_OMNICHANNEL },
               { "/chat-panel/", CRM_SYSTEM_OMNICHANNEL },
               { "/v1/session", CRM_SYSTEM_BOTH },
               { "/v1/profile", CRM_SYSTEM_BOTH },
               { "/healthz", CRM_SYSTEM_BOTH },
               { "/readyz", CRM_SYSTEM_BOTH },
               { "/metrics", CRM_SYSTEM_BOTH } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_has_prefix (self->path, rows[i].prefix))
      return rows[i].system;
  return CRM_SYSTEM_CRM;
}

char *
crm_endpoint_build_path (CrmEndpointId id, ...)
{
  va_list arguments;
  char *path;

  va_start (arguments, id);
  path = crm_endpoint_build_path_valist (id, arguments);
  va_end (arguments);
  return path;
}

char *
crm_endpoint_build_path_valist (CrmEndpointId id, va_list arguments)
{
  g_autoptr (GString) path = g_string_new (NULL);
  gboolean is_legal = TRUE;
  const char *rest;

  g_return_val_if_fail (id < CRM_N_ENDPOINTS, NULL);

  rest = endpoints[id].path;
  while (is_legal && *rest != '\0')
    {
      gsize literal = strcspn (rest, "{");

      g_string_append_len (path, rest, literal);
      rest += literal;
      if (*rest == '{')
        {
          const char *segment = va_arg (arguments, const char *);

          is_legal = segment != NULL && is_segment (segment);
          if (is_legal)
            g_string_append (path, segment);
          rest = strchr (rest, '}') + 1;
        }
    }
  return is_legal ? g_string_free (g_steal_pointer (&path), FALSE) : NULL;
}
