/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wire-example.h"
#include <json-glib/json-glib.h>

char *
wire_example_dup_reply (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".json", NULL);
  g_autofree char *path = g_build_filename (g_getenv ("BILIK_WIRE_DIR"), file, NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonObject *reply;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  reply = json_object_get_object_member (json_node_get_object (json_parser_get_root (parser)), "reply");
  return json_to_string (json_object_get_member (reply, "body"), FALSE);
}

char *
wire_example_replace (char *json, const char *from, const char *to)
{
  g_auto (GStrv) parts = g_strsplit (json, from, -1);

  g_assert_cmpuint (g_strv_length (parts), >, 1);
  g_free (json);
  return g_strjoinv (to, parts);
}
