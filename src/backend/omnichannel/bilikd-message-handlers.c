/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include <string.h>

#include "bilikd-agents.h"
#include "bilikd-handlers.h"
#include "bilikd-messages.h"
#include "bilikd-room-answer.h"
#include "bilikd-room-events.h"
#include "bilikd-rooms.h"

#define MAX_CONTENTS (16 * 1024)
#define MAX_NAME     200

/* --- reading -------------------------------------------------------------------- */

static void
write_message (const CrmMessageFields *message, gpointer data)
{
  crm_message_encode (message, data, NULL);
}

gboolean
bilikd_handle_ROOM_MESSAGES_LIST (BilikdCall *call, BilikdDb *db, GError **error)
{
  gint64 organization_id = call->caller.organization_id;
  g_auto (BilikdPage) page = { 0 };
  CrmJsonWriter writer;

  if (!bilikd_page_init (&page, bilikd_call_get_query (call, "limit"), bilikd_call_get_query (call, "cursor"),
                         NULL, error) ||
      !bilikd_room_require (db, organization_id, call->arguments[0], error))
    return FALSE;
  crm_json_writer_init (&writer, call->reply);
  crm_json_writer_begin_object (&writer, NULL);
  crm_json_writer_begin_array (&writer, "items");
  if (!bilikd_messages_list (db, organization_id, call->arguments[0], &page, write_message, &writer, error))
    return FALSE;
  crm_json_writer_end_array (&writer);
  crm_json_writer_string (&writer, "next_cursor", page.next_cursor);
  return bilikd_room_answer_end (call, db, &writer, error);
}

/* --- saying --------------------------------------------------------------------- */

/* Who speaks follows from who calls; only a system of the company may speak for the customer. */
static void
read_speaker (BilikdCall *call, CrmJsonReader *reader, CrmMessageFields *message)
{
  const char *name = crm_json_reader_opt_string (reader, "name", NULL);

  message->delivery = CRM_DELIVERY_SENT;
  if (call->caller.agent_id != 0)
    {
      message->speaker = CRM_SPEAKER_AGENT;
      return;
    }
  if (call->caller.scope == CRM_SCOPE_COMPANY)
    {
      message->speaker = CRM_SPEAKER_CUSTOMER;
      message->delivery = CRM_DELIVERY_RECEIVED;
    }
  else
    {
      message->speaker = call->caller.scope == CRM_SCOPE_BOT ? CRM_SPEAKER_BOT : CRM_SPEAKER_AI;
    }
  message->name = name != NULL && *name != '\0' ? name : crm_speaker_to_wire (message->speaker);
  if (strlen (message->name) > MAX_NAME)
    crm_json_reader_fail (reader, "name", "too long");
}

static gboolean
read_message (BilikdCall *call, CrmJsonReader *reader, CrmMessageFields *message, GError **error)
{
  crm_json_reader_enter (reader, NULL);
  if (!crm_message_kind_from_wire (crm_json_reader_opt_string (reader, "type", "text"), &message->kind))
    crm_json_reader_fail (reader, "type", "unknown word");
  message->contents = crm_json_reader_get_string (reader, "contents");
  if (message->contents != NULL && (*message->contents == '\0' || strlen (message->contents) > MAX_CONTENTS))
    crm_json_reader_fail (reader, "contents", "empty or too long");
  read_speaker (call, reader, message);
  return crm_json_reader_finish (reader, error);
}

gboolean
bilikd_handle_ROOM_MESSAGES_ADD (BilikdCall *call, BilikdDb *db, GError **error)
{
  g_autoptr (CrmJsonReader) reader = bilikd_call_read_body (call);
  CrmMessageFields message = { .room_id = call->arguments[0], .created_at = call->now };
  g_autofree char *agent_name = NULL;
  g_autofree char *id_text = NULL;
  CrmJsonWriter writer;
  gint64 id;

  if (!bilikd_room_require (db, call->caller.organization_id, message.room_id, error) ||
      !read_message (call, reader, &message, error))
    return FALSE;
  if (message.speaker == CRM_SPEAKER_AGENT)
    {
      agent_name = bilikd_agent_get_name (db, call->caller.agent_id, error);
      if (agent_name == NULL)
        return FALSE;
      message.name = agent_name;
    }
  id = bilikd_message_insert (db, call->caller.organization_id, &message, error);
  if (id == 0)
    return FALSE;
  id_text = g_strdup_printf ("%" G_GINT64_FORMAT, id);
  message.id = id_text;
  crm_json_writer_init (&writer, call->reply);
  crm_message_encode (&message, &writer, NULL);
  call->status = 201;
  /* Watchers hear what was said, and that the room stands elsewhere in the list now. */
  return bilikd_room_event_add (db, call->caller.organization_id, CRM_STREAM_MESSAGE_CREATED, message.room_id,
                                call->reply->str, call->now, error) &&
         bilikd_room_tell (call, db, message.room_id, error);
}
