/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik"

#include "bilik-about.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "bilik-config.h"

#define N_PARTS 3

/* "2.50.6"; a part that is missing counts as 0. */
static void
parse_version (const char *text, guint64 parts[N_PARTS])
{
  g_auto (GStrv) words = g_strsplit (text, ".", N_PARTS);
  guint n_words = g_strv_length (words);

  for (guint i = 0; i < N_PARTS; i++)
    parts[i] = i < n_words ? g_ascii_strtoull (words[i], NULL, 10) : 0;
}

static gboolean
is_older (const char *version, const char *minimum)
{
  guint64 have[N_PARTS], want[N_PARTS];

  parse_version (version, have);
  parse_version (minimum, want);
  for (guint i = 0; i < N_PARTS; i++)
    if (have[i] != want[i])
      return have[i] < want[i];
  return FALSE;
}

char *
bilik_about_describe_versions (const char *engine)
{
  return g_strdup_printf ("Bilik %s\nWebKitGTK %s\nGTK %u.%u.%u\nlibadwaita %u.%u.%u\nGLib %u.%u.%u\n",
                          BILIK_VERSION, engine != NULL ? engine : _ ("not loaded"), gtk_get_major_version (),
                          gtk_get_minor_version (), gtk_get_micro_version (), adw_get_major_version (),
                          adw_get_minor_version (), adw_get_micro_version (), glib_major_version,
                          glib_minor_version, glib_micro_version);
}

char *
bilik_about_describe_program (const char *engine, const char *minimum)
{
  g_autofree char *versions = bilik_about_describe_versions (engine);
  g_autofree char *warning = NULL;
  g_autofree char *details = NULL;

  if (engine != NULL && is_older (engine, minimum))
    warning =
        g_strdup_printf (_ ("This WebKitGTK is older than %s and may lack security fixes. Update it, or "
                            "use the native form."),
                         minimum);
  details = warning != NULL ? g_strjoin ("\n\n", warning, versions, NULL) : g_strdup (versions);
  return g_strdup_printf (_ ("Customers, tickets and conversations for support agents.\n\n%s"), details);
}
