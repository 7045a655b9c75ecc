/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-contract"

#include "crm-error.h"
#include "crm-json.h"

JsonNode *
crm_json_parse (const char *text, gssize length, guint max_depth, GError **error)
{
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (GError) parse_error = NULL;

  if (!crm_json_check (text, length, max_depth, error))
    return NULL;

  parser = json_parser_new ();
  if (!json_parser_load_from_data (parser, text, length, &parse_error))
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_BAD_REQUEST, "Malformed JSON: %s", parse_error->message);
      return NULL;
    }
  return json_parser_steal_root (parser);
}
