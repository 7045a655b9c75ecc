/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-rendering"

#include "bilik-rendering.h"

#define DEVICES "/dev/dri"

static gboolean
has_graphics_processor (void)
{
  g_autoptr (GDir) devices = g_dir_open (DEVICES, 0, NULL);
  const char *name;

  while (devices != NULL && (name = g_dir_read_name (devices)) != NULL)
    if (g_str_has_prefix (name, "renderD"))
      return TRUE;
  return FALSE;
}

static void
add_debug_word (const char *word)
{
  const char *before = g_getenv ("GDK_DEBUG");
  g_autofree char *both =
      before != NULL && *before != '\0' ? g_strjoin (",", before, word, NULL) : g_strdup (word);

  g_setenv ("GDK_DEBUG", both, TRUE);
}

void
bilik_rendering_choose (const char *setting)
{
  gboolean in_software =
      g_str_equal (setting, "always") || (g_str_equal (setting, "auto") && !has_graphics_processor ());

  if (!in_software)
    return;
  add_debug_word ("gl-disable");
  g_setenv ("GSK_RENDERER", "cairo", FALSE);
  /* Else the embed's engine tries for GL all the same, and warns that there is none. */
  g_setenv ("WEBKIT_DISABLE_COMPOSITING_MODE", "1", FALSE);
}
