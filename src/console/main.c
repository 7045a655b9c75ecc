/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik"

#include "bilik-application.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "bilik-config.h"

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, BILIK_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  g_autoptr (BilikApplication) application = bilik_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
