/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-handlers.h"
#include "bilikd-messages.h"
#include "bilikd-rooms.h"

#define DEFAULT_LIMIT 100

static void
collect (const CrmMessageFields *message, gpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  CrmJsonWriter writer;

  crm_json_writer_init (&writer, text);
  crm_message_encode (message, &writer, NULL);
  g_ptr_array_add (data, g_string_free (g_steal_pointer (&text), FALSE));
}

/* The latest messages as they were said, oldest first. */
gboolean
bilikd_handle_ROOM_HISTORY (BilikdCall *call, BilikdDb *db, GError **error)
{
  const char *limit = bilikd_call_get_query (call, "limit");
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_free);
  g_auto (BilikdPage) page = { 0 };
  CrmJsonWriter writer;

  if (!bilikd_page_init (&page, limit, NULL, NULL, error))
    return FALSE;
  if (limit == NULL)
    page.limit = DEFAULT_LIMIT;
  if (!bilikd_room_require (db, call->caller.organization_id, call->arguments[0], error) ||
      !bilikd_messages_list (db, call->caller.organization_id, call->arguments[0], &page, collect, messages,
                             error))
    return FALSE;
  crm_json_writer_init (&writer, call->reply);
  crm_json_writer_begin_object (&writer, NULL);
  crm_json_writer_string (&writer, "room_id", call->arguments[0]);
  crm_json_writer_begin_array (&writer, "items");
  for (guint i = messages->len; i > 0; i--)
    crm_json_writer_raw (&writer, NULL, g_ptr_array_index (messages, i - 1));
  crm_json_writer_end_array (&writer);
  crm_json_writer_end_object (&writer);
  call->status = 200;
  return TRUE;
}
