/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What About says of the engine. */
#include "bilik-about.h"

#include <locale.h>
#include <string.h>

#define WARNING "may lack security fixes"

typedef struct
{
  const char *engine;
  const char *minimum;
  gboolean warns;
} Case;

static void
test_minimum (void)
{
  static const Case cases[] = {
    { "2.50.6", "2.50.0", FALSE }, { "2.50.0", "2.50.0", FALSE }, { "2.49.9", "2.50.0", TRUE },
    { "2.9.0", "2.50.0", TRUE },   { "2.50.6", "2.50.10", TRUE }, { "3.0.0", "2.50.0", FALSE },
    { "2.50.6", "2.51", TRUE },    { "2.50.6", "", FALSE },       { NULL, "2.50.0", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = bilik_about_describe_program (cases[i].engine, cases[i].minimum);

      g_test_message ("%s, at least %s", cases[i].engine, cases[i].minimum);
      g_assert_true ((strstr (text, WARNING) != NULL) == cases[i].warns);
      if (cases[i].engine != NULL)
        g_assert_nonnull (strstr (text, cases[i].engine));
    }
}

static void
test_not_loaded (void)
{
  g_autofree char *text = bilik_about_describe_versions (NULL);

  g_assert_nonnull (strstr (text, "WebKitGTK not loaded\n"));
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/about/warns-below-the-minimum", test_minimum);
  g_test_add_func ("/about/engine-not-loaded", test_not_loaded);
  return g_test_run ();
}
