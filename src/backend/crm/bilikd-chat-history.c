/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-chat-history.h"

#include "bilikd-jwt.h"
#include "bilikd-peer.h"
#include "crm-error.h"
#include "crm-json.h"

#define TIMEOUT_MS 2000

/* Only what a record's page shows; whatever else the Chat Panel tells stays there. */
static char *
encode_messages (const char *text, const char *room_id)
{
  g_autoptr (JsonNode) root = crm_json_parse (text, -1, CRM_JSON_MAX_DEPTH, NULL);
  g_autoptr (CrmJsonReader) reader = root != NULL ? crm_json_reader_new (root) : NULL;
  g_autoptr (GString) messages = g_string_new (NULL);
  CrmJsonWriter writer;
  guint n;

  if (reader == NULL)
    return NULL;
  crm_json_writer_init (&writer, messages);
  crm_json_writer_begin_array (&writer, NULL);
  n = crm_json_reader_enter_array (reader, "items");
  for (guint i = 0; i < MIN (n, BILIKD_CHAT_HISTORY_MAX); i++)
    {
      crm_json_reader_enter_element (reader, i);
      crm_json_writer_begin_object (&writer, NULL);
      crm_json_writer_string (&writer, "room_id", room_id);
      crm_json_writer_string (&writer, "type", crm_json_reader_get_string (reader, "type"));
      crm_json_writer_string (&writer, "contents", crm_json_reader_get_string (reader, "contents"));
      crm_json_writer_end_object (&writer);
      crm_json_reader_leave (reader);
    }
  crm_json_writer_end_array (&writer);
  return crm_json_reader_has_failed (reader) ? NULL : g_string_free (g_steal_pointer (&messages), FALSE);
}

char *
bilikd_chat_history_load (BilikdServices *services, gint64 organization_id, const char *room_id, guint limit)
{
  g_autofree char *url = g_strdup_printf ("%s/chat-panel/v1/rooms/%s/history?limit=%u",
                                          services->config->chat_panel_url, room_id, limit);
  g_autofree char *token =
      bilikd_jwt_encode_company (organization_id, g_get_real_time () / G_USEC_PER_SEC, services->key);
  g_autoptr (GString) body = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  BilikdPeerRequest request = { .method = "GET", .url = url, .token = token, .timeout_ms = TIMEOUT_MS };
  guint status;

  if (!bilikd_peer_send (&request, &status, body, &error))
    {
      g_message ("no chat history: %s", error->message);
      return NULL;
    }
  if (status != 200)
    {
      g_message ("no chat history: status %u", status);
      return NULL;
    }
  return encode_messages (body->str, room_id);
}
