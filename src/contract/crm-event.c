/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-contract"

#include "crm-event.h"

#include "crm-types-private.h"

#define WORD_(symbol, wire, permission)       wire,
#define PERMISSION_(symbol, wire, permission) permission,

static const char *const words[] = { CRM_STREAM_EVENTS (WORD_) };
static const CrmPermission permissions[] = { CRM_STREAM_EVENTS (PERMISSION_) };

const char *
crm_stream_event_to_wire (CrmStreamEvent value)
{
  g_return_val_if_fail (value < CRM_N_STREAM_EVENTS, NULL);

  return words[value];
}

gboolean
crm_stream_event_from_wire (const char *word, CrmStreamEvent *out_value)
{
  int value = crm_wire_find (words, G_N_ELEMENTS (words), word);

  if (value < 0)
    return FALSE;
  *out_value = (CrmStreamEvent) value;
  return TRUE;
}

CrmPermission
crm_stream_event_get_permission (CrmStreamEvent type)
{
  g_return_val_if_fail (type < CRM_N_STREAM_EVENTS, CRM_PERMISSION_ADMINISTER);

  return permissions[type];
}

void
crm_event_decode (CrmEvent *self, CrmJsonReader *reader)
{
  *self = (CrmEvent){ 0 };
  self->seq = crm_json_reader_get_int (reader, "seq");
  self->epoch = crm_json_reader_get_string (reader, "epoch");
  if (!crm_stream_event_from_wire (crm_json_reader_get_string (reader, "type"), &self->type))
    crm_json_reader_fail (reader, "type", "unknown word");
  self->room_id = crm_json_reader_opt_id (reader, "room_id");
  self->payload = crm_json_reader_opt_node (reader, "payload");
}

void
crm_event_encode (gint64 seq,
                  const char *epoch,
                  const char *type,
                  const char *room_id,
                  const char *payload,
                  GString *text)
{
  CrmJsonWriter writer;

  crm_json_writer_init (&writer, text);
  crm_json_writer_begin_object (&writer, NULL);
  crm_json_writer_int (&writer, "seq", seq);
  crm_json_writer_string (&writer, "epoch", epoch);
  crm_json_writer_string (&writer, "type", type);
  crm_json_writer_string (&writer, "room_id", room_id);
  crm_json_writer_raw (&writer, "payload", payload != NULL ? payload : "null");
  crm_json_writer_end_object (&writer);
}

/* --- following ------------------------------------------------------------------ */

void
crm_event_log_clear (CrmEventLog *self)
{
  g_clear_pointer (&self->epoch, g_free);
}

void
crm_event_log_reset (CrmEventLog *self, const char *epoch, gint64 seq)
{
  char *copy = g_strdup (epoch);

  g_free (self->epoch);
  self->epoch = copy;
  self->seq = seq;
}

CrmEventAdvice
crm_event_log_take (CrmEventLog *self, const CrmEvent *event)
{
  if (g_strcmp0 (self->epoch, event->epoch) != 0 || event->type == CRM_STREAM_RESYNC)
    return CRM_EVENT_RELOAD;
  if (event->seq <= self->seq)
    return CRM_EVENT_IGNORE;
  if (event->seq > self->seq + 1)
    return CRM_EVENT_RELOAD;
  self->seq = event->seq;
  return CRM_EVENT_APPLY;
}
