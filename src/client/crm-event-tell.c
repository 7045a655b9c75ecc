/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-event-stream"

#include "crm-event-stream-private.h"

#include "crm-event.h"
#include "crm-message.h"
#include "crm-panel.h"
#include "crm-room.h"

/* From what an event carries to the signal that tells it. */

static gboolean
tell_record (GObject *stream, const CrmEvent *event, CrmJsonReader *payload)
{
  g_autoptr (CrmRoomRecord) record = crm_room_record_decode (payload);

  if (!crm_json_reader_finish (payload, NULL) || record == NULL || event->room_id == NULL)
    return FALSE;
  g_signal_emit_by_name (stream, "record-changed", event->room_id, record);
  return TRUE;
}

static gboolean
tell_association (GObject *stream, CrmJsonReader *payload)
{
  const char *ticket_id = crm_json_reader_get_id (payload, "ticket_id");
  const char *contact_id = crm_json_reader_get_id (payload, "contact_id");

  if (!crm_json_reader_finish (payload, NULL))
    return FALSE;
  g_signal_emit_by_name (stream, "ticket-associated", ticket_id, contact_id);
  return TRUE;
}

/* @object: (transfer full) (nullable) */
static gboolean
tell_object (GObject *stream, const char *signal, gpointer object, CrmJsonReader *payload)
{
  G_GNUC_UNUSED g_autoptr (GObject) owned = object;

  if (!crm_json_reader_finish (payload, NULL) || object == NULL)
    return FALSE;
  g_signal_emit_by_name (stream, signal, object);
  return TRUE;
}

gboolean
crm_event_tell (const CrmEvent *event, GObject *stream)
{
  g_autoptr (CrmJsonReader) payload = NULL;

  if (event->payload == NULL)
    return TRUE;
  payload = crm_json_reader_new (event->payload);
  crm_json_reader_enter (payload, NULL);
  switch (event->type)
    {
    case CRM_STREAM_MESSAGE_CREATED:
      return tell_object (stream, "message-created", crm_message_decode (payload), payload);
    case CRM_STREAM_ROOM_UPDATED:
      return tell_object (stream, "room-updated", crm_room_decode (payload), payload);
    case CRM_STREAM_RECORDS_CHANGED:
      return tell_record (stream, event, payload);
    case CRM_STREAM_TICKET_ASSOCIATED:
      return tell_association (stream, payload);
    case CRM_STREAM_FLAGS_CHANGED:
      g_signal_emit_by_name (stream, "flags-changed");
      return TRUE;
    case CRM_STREAM_RESYNC:
    case CRM_N_STREAM_EVENTS:
    default:
      return TRUE;
    }
}
