/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "fuzz-link"

#include "fuzz-target.h"

#include "crm-identity.h"
#include "crm-link.h"

/* A link that may be opened is on the list, and is its own re-serialisation. */
static void
check_external (const char *text)
{
  static const char *const origins[] = { "https://crm.example", NULL };
  g_autoptr (CrmOriginList) allowed = crm_origin_list_new (origins);
  g_autofree char *link = crm_link_check_external (text, allowed);
  g_autofree char *again = crm_link_check_external (link, allowed);

  if (link == NULL)
    return;
  g_assert_true (g_str_has_prefix (link, "https://crm.example/"));
  g_assert_cmpstr (link, ==, again);
}

static void
check_deeplink (const char *text)
{
  g_autofree char *id = NULL;
  g_autofree char *uri = NULL;
  CrmLinkVerb verb;

  if (!crm_link_parse_deeplink (text, &verb, &id))
    return;
  g_assert_true (crm_identity_is_id (id));
  uri = g_strdup_printf ("bilik://%s/%s", crm_link_verb_to_wire (verb), id);
  g_assert_cmpstr (text, ==, uri);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);

  check_external (text);
  check_deeplink (text);
  return 0;
}
