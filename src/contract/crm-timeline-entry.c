/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-contract"

#include "crm-timeline-entry.h"

#define ROOM_LINK "bilik://room/"
#define KIND      "bot_creation"

struct _CrmTimelineEntry
{
  GObject parent_instance;

  char *id;
  CrmCreatorFlag creator_flag;
  char *room_id;
  char *room_link;
  CrmPreviewLine *preview;
  guint n_lines;
  gint64 created_at;
};

G_DEFINE_FINAL_TYPE (CrmTimelineEntry, crm_timeline_entry, G_TYPE_OBJECT)

static void
crm_timeline_entry_finalize (GObject *object)
{
  CrmTimelineEntry *self = CRM_TIMELINE_ENTRY (object);

  for (guint i = 0; i < self->n_lines; i++)
    {
      g_free (self->preview[i].type);
      g_free (self->preview[i].contents);
    }
  g_free (self->preview);
  g_free (self->id);
  g_free (self->room_id);
  g_free (self->room_link);

  G_OBJECT_CLASS (crm_timeline_entry_parent_class)->finalize (object);
}

static void
crm_timeline_entry_class_init (CrmTimelineEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = crm_timeline_entry_finalize;
}

static void
crm_timeline_entry_init (CrmTimelineEntry *self)
{
}

static void
decode_preview (CrmTimelineEntry *self, CrmJsonReader *reader)
{
  if (!crm_json_reader_try_enter_array (reader, "preview", &self->n_lines))
    return;
  self->preview = g_new0 (CrmPreviewLine, self->n_lines);
  for (guint i = 0; i < self->n_lines; i++)
    {
      crm_json_reader_enter_element (reader, i);
      self->preview[i].type = g_strdup (crm_json_reader_get_string (reader, "type"));
      self->preview[i].contents = g_strdup (crm_json_reader_get_string (reader, "contents"));
      crm_json_reader_leave (reader);
    }
  crm_json_reader_leave (reader);
}

CrmTimelineEntry *
crm_timeline_entry_decode (CrmJsonReader *reader)
{
  g_autoptr (CrmTimelineEntry) self = g_object_new (CRM_TYPE_TIMELINE_ENTRY, NULL);

  self->id = g_strdup (crm_json_reader_get_id (reader, "id"));
  if (g_strcmp0 (crm_json_reader_get_string (reader, "kind"), KIND) != 0)
    crm_json_reader_fail (reader, "kind", "unknown kind");
  if (!crm_creator_flag_from_wire (crm_json_reader_get_string (reader, "creator_flag"), &self->creator_flag))
    crm_json_reader_fail (reader, "creator_flag", "unknown creator");
  self->room_id = g_strdup (crm_json_reader_get_id (reader, "room_id"));
  self->room_link = g_strdup (crm_json_reader_get_string (reader, "room_link"));
  decode_preview (self, reader);
  self->created_at = crm_json_reader_opt_time (reader, "created_at", 0);
  return crm_json_reader_has_failed (reader) ? NULL : g_steal_pointer (&self);
}

char *
crm_timeline_entry_make_room_link (const char *room_id)
{
  return g_strconcat (ROOM_LINK, room_id, NULL);
}

void
crm_timeline_entry_encode (const CrmTimelineEntryFields *fields, CrmJsonWriter *writer, const char *member)
{
  g_autofree char *room_link = crm_timeline_entry_make_room_link (fields->room_id);

  crm_json_writer_begin_object (writer, member);
  crm_json_writer_string (writer, "id", fields->id);
  crm_json_writer_string (writer, "kind", KIND);
  crm_json_writer_string (writer, "creator_flag", crm_creator_flag_to_wire (fields->creator_flag));
  crm_json_writer_string (writer, "room_id", fields->room_id);
  crm_json_writer_string (writer, "room_link", room_link);
  if (fields->preview != NULL)
    crm_json_writer_raw (writer, "preview", fields->preview);
  else
    crm_json_writer_null (writer, "preview");
  crm_json_writer_time (writer, "created_at", fields->created_at);
  crm_json_writer_end_object (writer);
}

const char *
crm_timeline_entry_get_id (CrmTimelineEntry *self)
{
  return self->id;
}

CrmCreatorFlag
crm_timeline_entry_get_creator_flag (CrmTimelineEntry *self)
{
  return self->creator_flag;
}

const char *
crm_timeline_entry_get_room_id (CrmTimelineEntry *self)
{
  return self->room_id;
}

const char *
crm_timeline_entry_get_room_link (CrmTimelineEntry *self)
{
  return self->room_link;
}

const CrmPreviewLine *
crm_timeline_entry_get_preview (CrmTimelineEntry *self, guint *out_n_lines)
{
  if (out_n_lines != NULL)
    *out_n_lines = self->n_lines;
  return self->preview;
}

gint64
crm_timeline_entry_get_created_at (CrmTimelineEntry *self)
{
  return self->created_at;
}
