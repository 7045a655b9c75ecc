/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-window"

#include "bilik-launcher.h"

/* "/crm/deals/77" of this server is bilik://deal/77. */
static gboolean
resolve_own_page (const char *uri, const char *base_url, CrmLinkVerb *out_verb, char **out_id)
{
  static const struct
  {
    const char *path;
    CrmLinkVerb verb;
  } PAGES[] = { { "/crm/deals/", CRM_LINK_DEAL }, { "/crm/tickets/", CRM_LINK_TICKET } };

  if (!g_str_has_prefix (uri, base_url))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (PAGES); i++)
    if (g_str_has_prefix (uri + strlen (base_url), PAGES[i].path))
      {
        /* The id has to pass what every id of a deeplink has to. */
        g_autofree char *link = g_strdup_printf ("bilik://%s/%s", crm_link_verb_to_wire (PAGES[i].verb),
                                                 uri + strlen (base_url) + strlen (PAGES[i].path));
        return crm_link_parse_deeplink (link, out_verb, out_id);
      }
  return FALSE;
}

static char *
check_outside (const char *uri, const char *base_url, CrmProfile *profile)
{
  g_autofree char *own = crm_origin_from_url (base_url);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) origins = NULL;
  g_autoptr (CrmOriginList) allowed = NULL;

  g_strv_builder_addv (builder, (const char **) crm_profile_get_embed_origins (profile));
  if (own != NULL)
    g_strv_builder_add (builder, own);
  origins = g_strv_builder_end (builder);
  allowed = crm_origin_list_new ((const char *const *) origins);
  return crm_link_check_external (uri, allowed);
}

BilikLinkTarget
bilik_launcher_resolve (const char *uri,
                        const char *base_url,
                        CrmProfile *profile,
                        CrmLinkVerb *out_verb,
                        char **out_text)
{
  g_return_val_if_fail (base_url != NULL && CRM_IS_PROFILE (profile), BILIK_LINK_NOWHERE);

  *out_text = NULL;
  if (uri == NULL)
    return BILIK_LINK_NOWHERE;
  if (crm_link_parse_deeplink (uri, out_verb, out_text) ||
      resolve_own_page (uri, base_url, out_verb, out_text))
    return BILIK_LINK_INSIDE;
  *out_text = check_outside (uri, base_url, profile);
  return *out_text != NULL ? BILIK_LINK_OUTSIDE : BILIK_LINK_NOWHERE;
}

void
bilik_launcher_open_outside (GtkWindow *parent, const char *url)
{
  g_return_if_fail (url != NULL && g_str_has_prefix (url, "https://"));

  gtk_show_uri (parent, url, GDK_CURRENT_TIME);
}
