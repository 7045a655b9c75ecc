/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-chat-history.h"
#include "bilikd-deals.h"
#include "bilikd-handlers.h"
#include "bilikd-record-answer.h"
#include "bilikd-timeline.h"

/* GET /api/v4/{deals,tickets}/{id} with /timeline and /chat-history. */

static gboolean
show (BilikdCall *call, BilikdDb *db, CrmRecordObject object, GError **error)
{
  g_auto (BilikdRecord) record = { 0 };

  return bilikd_record_load_named (call, db, object, &record, error) &&
         bilikd_record_answer (call, db, &record, 200, error);
}

static void
write_entry (const CrmTimelineEntryFields *entry, gpointer writer)
{
  crm_timeline_entry_encode (entry, writer, NULL);
}

static gboolean
list_timeline (BilikdCall *call, BilikdDb *db, CrmRecordObject object, GError **error)
{
  g_auto (BilikdRecord) record = { 0 };
  g_auto (BilikdPage) page = { 0 };
  CrmJsonWriter writer;

  if (!bilikd_page_init (&page, bilikd_call_get_query (call, "limit"), bilikd_call_get_query (call, "cursor"),
                         NULL, error) ||
      !bilikd_record_load_named (call, db, object, &record, error))
    return FALSE;
  crm_json_writer_init (&writer, call->reply);
  crm_json_writer_begin_object (&writer, NULL);
  crm_json_writer_begin_array (&writer, "items");
  if (!bilikd_timeline_list (db, &record, call->now, &page, write_entry, &writer, error))
    return FALSE;
  crm_json_writer_end_array (&writer);
  crm_json_writer_string (&writer, "next_cursor", page.next_cursor);
  crm_json_writer_end_object (&writer);
  call->status = 200;
  return TRUE;
}

/* On a thread that may wait for the Chat Panel. */
static void
finish_chat_history (BilikdCall *call)
{
  g_autofree char *messages = bilikd_chat_history_load (call->services, call->caller.organization_id,
                                                        call->room_id, BILIKD_CHAT_HISTORY_MAX);
  CrmJsonWriter writer;

  if (messages == NULL)
    {
      bilikd_call_refuse (call, CRM_ERROR_UNAVAILABLE, "The chat history can't be had at present.");
      return;
    }
  crm_json_writer_init (&writer, call->reply);
  crm_json_writer_begin_object (&writer, NULL);
  crm_json_writer_raw (&writer, "items", messages);
  crm_json_writer_end_object (&writer);
  call->status = 200;
}

static gboolean
show_chat_history (BilikdCall *call, BilikdDb *db, CrmRecordObject object, GError **error)
{
  g_auto (BilikdRecord) record = { 0 };

  if (!bilikd_record_load_named (call, db, object, &record, error))
    return FALSE;
  if (record.room_id == NULL)
    {
      g_string_assign (call->reply, "{\"items\":[]}");
      call->status = 200;
      return TRUE;
    }
  call->room_id = g_strdup (record.room_id);
  call->follow_up = finish_chat_history;
  return TRUE;
}

gboolean
bilikd_handle_DEALS_PIPELINES (BilikdCall *call, BilikdDb *db, GError **error)
{
  CrmJsonWriter writer;

  crm_json_writer_init (&writer, call->reply);
  crm_json_writer_begin_object (&writer, NULL);
  if (!bilikd_deal_pipelines_encode (db, call->caller.organization_id, &writer, error))
    return FALSE;
  crm_json_writer_end_object (&writer);
  call->status = 200;
  return TRUE;
}

#define RECORD_HANDLERS(PREFIX, object)                                                                      \
  gboolean bilikd_handle_##PREFIX##_DETAIL (BilikdCall *call, BilikdDb *db, GError **error)                  \
  {                                                                                                          \
    return show (call, db, object, error);                                                                   \
  }                                                                                                          \
  gboolean bilikd_handle_##PREFIX##_TIMELINE (BilikdCall *call, BilikdDb *db, GError **error)                \
  {                                                                                                          \
    return list_timeline (call, db, object, error);                                                          \
  }                                                                                                          \
  gboolean bilikd_handle_##PREFIX##_CHAT_HISTORY (BilikdCall *call, BilikdDb *db, GError **error)            \
  {                                                                                                          \
    return show_chat_history (call, db, object, error);                                                      \
  }

RECORD_HANDLERS (DEALS, CRM_RECORD_DEAL)
RECORD_HANDLERS (TICKETS, CRM_RECORD_TICKET)
