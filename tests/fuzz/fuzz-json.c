/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "fuzz-json"

#include "fuzz-target.h"

#include "crm-json.h"

static GString *
write_node (JsonNode *node)
{
  GString *text = g_string_new (NULL);
  CrmJsonWriter writer;

  crm_json_writer_init (&writer, text);
  crm_json_writer_node (&writer, NULL, node);
  return text;
}

/* What the check takes is parsed, and what was read is written so that it reads the same. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *copy = g_memdup2 (data, size);
  const char *text = copy != NULL ? copy : "";
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (JsonNode) again = NULL;
  g_autoptr (GString) written = NULL;
  g_autoptr (GString) written_again = NULL;

  if (!crm_json_check (text, (gssize) size, CRM_JSON_MAX_DEPTH, NULL))
    return 0;
  root = crm_json_parse (text, (gssize) size, CRM_JSON_MAX_DEPTH, NULL);
  g_assert_nonnull (root);
  written = write_node (root);
  again = crm_json_parse (written->str, (gssize) written->len, CRM_JSON_MAX_DEPTH, NULL);
  g_assert_nonnull (again);
  written_again = write_node (again);
  g_assert_cmpstr (written->str, ==, written_again->str);
  return 0;
}
