/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-embed"

#include "bilik-embed-host-page.h"

#include "bilik-embed-resource.h"

#include <pango/pango.h>

#include <string.h>

static GString *
load_template (const char *name)
{
  g_autoptr (GBytes) bytes = bilik_embed_resource_load (name);

  return g_string_new_len (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
}

static void
fill_in (GString *page, const char *place, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_string_replace (page, place, escaped, 0);
}

static char *
build_frame (const char *url, const char *title)
{
  GString *frame = load_template ("frame.html");

  fill_in (frame, "@TITLE@", title);
  fill_in (frame, "@URL@", url);
  return g_string_free (frame, FALSE);
}

char *
bilik_embed_host_page_build (const char *url, const char *origin, const char *title)
{
  GString *page = load_template ("host.html");
  g_autofree char *frame = url != NULL ? build_frame (url, title) : g_strdup ("");

  fill_in (page, "@LANGUAGE@", pango_language_to_string (pango_language_get_default ()));
  fill_in (page, "@TITLE@", title);
  fill_in (page, "@FRAME_SOURCE@", origin != NULL ? origin : "'none'");
  g_string_replace (page, "@FRAME@", frame, 1);
  return g_string_free (page, FALSE);
}

gboolean
bilik_embed_host_page_is_in_origin (const char *url, const char *origin)
{
  return url != NULL && origin != NULL && g_str_has_prefix (url, origin) && url[strlen (origin)] == '/';
}
