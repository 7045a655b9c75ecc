/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-contract"

#include "crm-message.h"

struct _CrmMessage
{
  GObject parent_instance;

  char *id;
  char *room_id;
  CrmSpeaker speaker;
  char *name;
  CrmMessageKind kind;
  char *contents;
  CrmDelivery delivery;
  gint64 created_at;
};

G_DEFINE_FINAL_TYPE (CrmMessage, crm_message, G_TYPE_OBJECT)

static void
crm_message_finalize (GObject *object)
{
  CrmMessage *self = CRM_MESSAGE (object);

  g_free (self->id);
  g_free (self->room_id);
  g_free (self->name);
  g_free (self->contents);

  G_OBJECT_CLASS (crm_message_parent_class)->finalize (object);
}

static void
crm_message_class_init (CrmMessageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = crm_message_finalize;
}

static void
crm_message_init (CrmMessage *self)
{
}

CrmMessage *
crm_message_decode (CrmJsonReader *reader)
{
  g_autoptr (CrmMessage) self = g_object_new (CRM_TYPE_MESSAGE, NULL);

  self->id = g_strdup (crm_json_reader_get_id (reader, "id"));
  self->room_id = g_strdup (crm_json_reader_get_id (reader, "room_id"));
  if (!crm_speaker_from_wire (crm_json_reader_get_string (reader, "speaker"), &self->speaker))
    crm_json_reader_fail (reader, "speaker", "unknown word");
  self->name = g_strdup (crm_json_reader_get_string (reader, "name"));
  if (!crm_message_kind_from_wire (crm_json_reader_get_string (reader, "type"), &self->kind))
    crm_json_reader_fail (reader, "type", "unknown word");
  self->contents = g_strdup (crm_json_reader_get_string (reader, "contents"));
  if (!crm_delivery_from_wire (crm_json_reader_get_string (reader, "delivery"), &self->delivery))
    crm_json_reader_fail (reader, "delivery", "unknown word");
  self->created_at = crm_json_reader_opt_time (reader, "created_at", 0);
  return crm_json_reader_has_failed (reader) ? NULL : g_steal_pointer (&self);
}

void
crm_message_encode (const CrmMessageFields *fields, CrmJsonWriter *writer, const char *member)
{
  crm_json_writer_begin_object (writer, member);
  crm_json_writer_string (writer, "id", fields->id);
  crm_json_writer_string (writer, "room_id", fields->room_id);
  crm_json_writer_string (writer, "speaker", crm_speaker_to_wire (fields->speaker));
  crm_json_writer_string (writer, "name", fields->name);
  crm_json_writer_string (writer, "type", crm_message_kind_to_wire (fields->kind));
  crm_json_writer_string (writer, "contents", fields->contents);
  crm_json_writer_string (writer, "delivery", crm_delivery_to_wire (fields->delivery));
  crm_json_writer_time (writer, "created_at", fields->created_at);
  crm_json_writer_end_object (writer);
}

const char *
crm_message_get_id (CrmMessage *self)
{
  return self->id;
}

const char *
crm_message_get_room_id (CrmMessage *self)
{
  return self->room_id;
}

CrmSpeaker
crm_message_get_speaker (CrmMessage *self)
{
  return self->speaker;
}

const char *
crm_message_get_name (CrmMessage *self)
{
  return self->name;
}

CrmMessageKind
crm_message_get_kind (CrmMessage *self)
{
  return self->kind;
}

const char *
crm_message_get_contents (CrmMessage *self)
{
  return self->contents;
}

CrmDelivery
crm_message_get_delivery (CrmMessage *self)
{
  return self->delivery;
}

gint64
crm_message_get_created_at (CrmMessage *self)
{
  return self->created_at;
}
