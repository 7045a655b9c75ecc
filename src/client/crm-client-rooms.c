/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-client"

#include "crm-client-private.h"

static gpointer
rooms_decode (CrmJsonReader *reader)
{
  return crm_placed_new (reader, crm_page_decode (reader, (CrmDecode) crm_room_decode),
                         (GDestroyNotify) crm_page_free);
}

static gpointer
messages_decode (CrmJsonReader *reader)
{
  return crm_placed_new (reader, crm_page_decode (reader, (CrmDecode) crm_message_decode),
                         (GDestroyNotify) crm_page_free);
}

/* --- rooms -------------------------------------------------------------------------------------- */

void
crm_client_list_rooms (CrmClient *self,
                       const CrmRoomSearch *search,
                       const char *cursor,
                       guint limit,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  CrmRequest *request = crm_request_new (CRM_ENDPOINT_ROOMS_LIST);

  g_return_if_fail (CRM_IS_CLIENT (self));

  if (search != NULL)
    {
      if (search->filter != CRM_ROOMS_ALL)
        crm_request_add_query (request, "filter", crm_room_filter_to_wire (search->filter));
      crm_request_add_query (request, "unread", search->is_unread ? "true" : NULL);
      crm_request_add_query (request, "channel", search->channel);
      crm_request_add_query (request, "query", search->query);
    }
  crm_request_add_query_number (request, "limit", limit);
  crm_request_add_query (request, "cursor", cursor);
  crm_client_call (self, request, rooms_decode, (GDestroyNotify) crm_placed_free, cancellable, callback,
                   user_data);
}

CrmPage *
crm_client_list_rooms_finish (CrmClient *self, GAsyncResult *result, GError **error)
{
  return crm_client_call_finish_placed (self, result, error);
}

void
crm_client_load_room (CrmClient *self,
                      const char *room_id,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_return_if_fail (CRM_IS_CLIENT (self));

  crm_client_call (self, crm_request_new (CRM_ENDPOINT_ROOMS_GET, room_id), (CrmDecode) crm_room_decode,
                   g_object_unref, cancellable, callback, user_data);
}

CrmRoom *
crm_client_load_room_finish (CrmClient *self, GAsyncResult *result, GError **error)
{
  return crm_client_call_finish (self, result, error);
}

void
crm_client_mark_room (CrmClient *self,
                      const char *room_id,
                      const char *message_id,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  CrmEndpointId endpoint = message_id != NULL ? CRM_ENDPOINT_ROOM_READ_MARK : CRM_ENDPOINT_ROOM_READ_CLEAR;
  CrmRequest *request = crm_request_new (endpoint, room_id);
  CrmJsonWriter writer;

  g_return_if_fail (CRM_IS_CLIENT (self));

  if (message_id != NULL)
    {
      GString *body = g_string_new (NULL);

      crm_json_writer_init (&writer, body);
      crm_json_writer_begin_object (&writer, NULL);
      crm_json_writer_string (&writer, "message_id", message_id);
      crm_json_writer_end_object (&writer);
      crm_request_set_body (request, body);
    }
  /* Said again it changes nothing: no key has to be kept for it. */
  request->is_repeatable = TRUE;
  crm_client_call (self, request, NULL, NULL, cancellable, callback, user_data);
}

gboolean
crm_client_mark_room_finish (CrmClient *self, GAsyncResult *result, GError **error)
{
  return crm_client_call_finish_empty (self, result, error);
}

/* --- messages ----------------------------------------------------------------------------------- */

void
crm_client_list_messages (CrmClient *self,
                          const char *room_id,
                          const char *cursor,
                          guint limit,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  CrmRequest *request = crm_request_new (CRM_ENDPOINT_ROOM_MESSAGES_LIST, room_id);

  g_return_if_fail (CRM_IS_CLIENT (self));

  crm_request_add_query_number (request, "limit", limit);
  crm_request_add_query (request, "cursor", cursor);
  crm_client_call (self, request, messages_decode, (GDestroyNotify) crm_placed_free, cancellable, callback,
                   user_data);
}

CrmPage *
crm_client_list_messages_finish (CrmClient *self, GAsyncResult *result, GError **error)
{
  return crm_client_call_finish_placed (self, result, error);
}

void
crm_client_send_message (CrmClient *self,
                         const char *room_id,
                         const char *text,
                         const char *idempotency_key,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  CrmRequest *request = crm_request_new (CRM_ENDPOINT_ROOM_MESSAGES_ADD, room_id);
  GString *body = g_string_new (NULL);
  CrmJsonWriter writer;

  g_return_if_fail (CRM_IS_CLIENT (self));

  crm_json_writer_init (&writer, body);
  crm_json_writer_begin_object (&writer, NULL);
  crm_json_writer_string (&writer, "type", crm_message_kind_to_wire (CRM_MESSAGE_TEXT));
  crm_json_writer_string (&writer, "contents", text);
  crm_json_writer_end_object (&writer);
  crm_request_set_body (request, body);
  crm_request_set_idempotency_key (request, idempotency_key);
  crm_client_call (self, request, (CrmDecode) crm_message_decode, g_object_unref, cancellable, callback,
                   user_data);
}

CrmMessage *
crm_client_send_message_finish (CrmClient *self, GAsyncResult *result, GError **error)
{
  return crm_client_call_finish (self, result, error);
}
