/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-contract"

#include "crm-room.h"

struct _CrmRoom
{
  GObject parent_instance;

  char *id;
  char *channel;
  char *title;
  char *contact_id;
  char *assignee_id;
  char *assignee_name;
  guint unread;
  char *last_message;
  gint64 last_message_at;
  gboolean is_deleted;
};

G_DEFINE_FINAL_TYPE (CrmRoom, crm_room, G_TYPE_OBJECT)

static void
crm_room_finalize (GObject *object)
{
  CrmRoom *self = CRM_ROOM (object);

  g_free (self->id);
  g_free (self->channel);
  g_free (self->title);
  g_free (self->contact_id);
  g_free (self->assignee_id);
  g_free (self->assignee_name);
  g_free (self->last_message);

  G_OBJECT_CLASS (crm_room_parent_class)->finalize (object);
}

static void
crm_room_class_init (CrmRoomClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = crm_room_finalize;
}

static void
crm_room_init (CrmRoom *self)
{
}

CrmRoom *
crm_room_decode (CrmJsonReader *reader)
{
  g_autoptr (CrmRoom) self = g_object_new (CRM_TYPE_ROOM, NULL);

  self->id = g_strdup (crm_json_reader_get_id (reader, "id"));
  self->channel = g_strdup (crm_json_reader_get_string (reader, "channel"));
  self->title = g_strdup (crm_json_reader_get_string (reader, "title"));
  self->contact_id = g_strdup (crm_json_reader_opt_id (reader, "contact_id"));
  self->assignee_id = g_strdup (crm_json_reader_opt_id (reader, "assignee_id"));
  self->assignee_name = g_strdup (crm_json_reader_opt_string (reader, "assignee_name", NULL));
  self->unread = (guint) CLAMP (crm_json_reader_opt_int (reader, "unread", 0), 0, G_MAXINT);
  self->last_message = g_strdup (crm_json_reader_opt_string (reader, "last_message", NULL));
  self->last_message_at = crm_json_reader_opt_time (reader, "last_message_at", 0);
  self->is_deleted = crm_json_reader_opt_bool (reader, "is_deleted", FALSE);
  return crm_json_reader_has_failed (reader) ? NULL : g_steal_pointer (&self);
}

void
crm_room_encode (const CrmRoomFields *fields, CrmJsonWriter *writer, const char *member)
{
  crm_json_writer_begin_object (writer, member);
  crm_json_writer_string (writer, "id", fields->id);
  crm_json_writer_string (writer, "channel", fields->channel);
  crm_json_writer_string (writer, "title", fields->title);
  crm_json_writer_string (writer, "contact_id", fields->contact_id);
  crm_json_writer_string (writer, "assignee_id", fields->assignee_id);
  crm_json_writer_string (writer, "assignee_name", fields->assignee_name);
  crm_json_writer_int (writer, "unread", fields->unread);
  crm_json_writer_string (writer, "last_message", fields->last_message);
  crm_json_writer_time (writer, "last_message_at", fields->last_message_at);
  crm_json_writer_bool (writer, "is_deleted", fields->is_deleted);
  crm_json_writer_end_object (writer);
}

const char *
crm_room_get_id (CrmRoom *self)
{
  return self->id;
}

const char *
crm_room_get_channel (CrmRoom *self)
{
  return self->channel;
}

const char *
crm_room_get_title (CrmRoom *self)
{
  return self->title;
}

const char *
crm_room_get_contact_id (CrmRoom *self)
{
  return self->contact_id;
}

const char *
crm_room_get_assignee_id (CrmRoom *self)
{
  return self->assignee_id;
}

const char *
crm_room_get_assignee_name (CrmRoom *self)
{
  return self->assignee_name;
}

guint
crm_room_get_unread (CrmRoom *self)
{
  return self->unread;
}

const char *
crm_room_get_last_message (CrmRoom *self)
{
  return self->last_message;
}

gint64
crm_room_get_last_message_at (CrmRoom *self)
{
  return self->last_message_at;
}

gboolean
crm_room_get_is_deleted (CrmRoom *self)
{
  return self->is_deleted;
}
