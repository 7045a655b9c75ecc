/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-contract"

#include "crm-panel.h"

#include <string.h>

/* --- a record ----------------------------------------------------------------- */

CrmRoomRecord *
crm_room_record_copy (const CrmRoomRecord *self)
{
  CrmRoomRecord *copy = g_memdup2 (self, sizeof *self);

  copy->external_id = g_strdup (self->external_id);
  copy->slug = g_strdup (self->slug);
  copy->name = g_strdup (self->name);
  copy->stage = g_strdup (self->stage);
  copy->pipeline = g_strdup (self->pipeline);
  copy->status = g_strdup (self->status);
  copy->priority = g_strdup (self->priority);
  copy->external_url = g_strdup (self->external_url);
  return copy;
}

void
crm_room_record_free (CrmRoomRecord *self)
{
  g_free (self->external_id);
  g_free (self->slug);
  g_free (self->name);
  g_free (self->stage);
  g_free (self->pipeline);
  g_free (self->status);
  g_free (self->priority);
  g_free (self->external_url);
  g_free (self);
}

CrmRoomRecord *
crm_room_record_decode (CrmJsonReader *reader)
{
  g_autoptr (CrmRoomRecord) self = g_new0 (CrmRoomRecord, 1);

  if (!crm_record_object_from_wire (crm_json_reader_get_string (reader, "object"), &self->object))
    crm_json_reader_fail (reader, "object", "neither deal nor ticket");
  self->external_id = g_strdup (crm_json_reader_get_id (reader, "external_id"));
  self->slug = g_strdup (crm_json_reader_opt_string (reader, "slug", NULL));
  self->name = g_strdup (crm_json_reader_get_string (reader, "name"));
  self->stage = g_strdup (crm_json_reader_opt_string (reader, "stage", NULL));
  self->pipeline = g_strdup (crm_json_reader_opt_string (reader, "pipeline", NULL));
  self->status = g_strdup (crm_json_reader_opt_string (reader, "status", NULL));
  self->priority = g_strdup (crm_json_reader_opt_string (reader, "priority", NULL));
  self->external_url = g_strdup (crm_json_reader_opt_string (reader, "external_url", NULL));
  if (!crm_creator_flag_from_wire (crm_json_reader_opt_string (reader, "creator_flag", ""),
                                   &self->creator_flag))
    crm_json_reader_fail (reader, "creator_flag", "unknown word");
  self->crm_created_at = crm_json_reader_opt_time (reader, "crm_created_at", 0);
  self->revision = crm_json_reader_opt_int (reader, "revision", 0);
  self->is_deleted = crm_json_reader_opt_bool (reader, "is_deleted", FALSE);
  return crm_json_reader_has_failed (reader) ? NULL : g_steal_pointer (&self);
}

void
crm_room_record_encode (const CrmRoomRecord *self, CrmJsonWriter *writer, const char *member)
{
  crm_json_writer_begin_object (writer, member);
  crm_json_writer_string (writer, "object", crm_record_object_to_wire (self->object));
  crm_json_writer_string (writer, "external_id", self->external_id);
  crm_json_writer_string (writer, "slug", self->slug);
  crm_json_writer_string (writer, "name", self->name);
  crm_json_writer_string (writer, "stage", self->stage);
  crm_json_writer_string (writer, "pipeline", self->pipeline);
  crm_json_writer_string (writer, "status", self->status);
  crm_json_writer_string (writer, "priority", self->priority);
  crm_json_writer_string (writer, "external_url", self->external_url);
  crm_json_writer_string (writer, "creator_flag", crm_creator_flag_to_wire (self->creator_flag));
  crm_json_writer_time (writer, "crm_created_at", self->crm_created_at);
  crm_json_writer_int (writer, "revision", self->revision);
  crm_json_writer_bool (writer, "is_deleted", self->is_deleted);
  crm_json_writer_end_object (writer);
}

/* Decimal ids as numbers, without converting them: the longer is the higher. */
static int
compare_ids (const char *a, const char *b)
{
  gsize length_a = strlen (a), length_b = strlen (b);

  if (length_a != length_b)
    return length_a < length_b ? -1 : 1;
  return strcmp (a, b);
}

static int
compare_numbers (gint64 a, gint64 b)
{
  return (a > b) - (a < b);
}

/* Which record it is, without what became of it. */
static int
compare_keys (const CrmRoomRecord *a, const CrmRoomRecord *b)
{
  int order = compare_numbers (a->crm_created_at, b->crm_created_at);

  return order != 0 ? order : compare_ids (a->external_id, b->external_id);
}

int
crm_room_record_compare (const CrmRoomRecord *a, const CrmRoomRecord *b)
{
  int order = compare_keys (a, b);

  if (order == 0)
    order = compare_numbers (a->is_deleted, b->is_deleted);
  return order != 0 ? order : compare_numbers (a->revision, b->revision);
}

/* --- the panel ------------------------------------------------------------------ */

void
crm_panel_clear (CrmPanel *self)
{
  for (int object = 0; object < CRM_N_RECORD_OBJECTS; object++)
    g_clear_pointer (&self->latest[object], crm_room_record_free);
}

void
crm_panel_free (CrmPanel *self)
{
  crm_panel_clear (self);
  g_free (self);
}

CrmPanel *
crm_panel_decode (CrmJsonReader *reader)
{
  g_autoptr (CrmPanel) self = g_new0 (CrmPanel, 1);

  for (int object = 0; object < CRM_N_RECORD_OBJECTS; object++)
    {
      const char *member = crm_record_object_to_wire ((CrmRecordObject) object);

      if (!crm_json_reader_try_enter (reader, member))
        continue;
      self->latest[object] = crm_room_record_decode (reader);
      crm_json_reader_leave (reader);
      if (self->latest[object] != NULL && (int) self->latest[object]->object != object)
        crm_json_reader_fail (reader, member, "a record of another kind");
    }
  return crm_json_reader_has_failed (reader) ? NULL : g_steal_pointer (&self);
}

gboolean
crm_panel_apply (CrmPanel *self, const CrmRoomRecord *record)
{
  CrmRoomRecord **latest = &self->latest[record->object];
  gboolean shows = *latest != NULL && !(*latest)->is_deleted;

  if (*latest != NULL && crm_room_record_compare (record, *latest) <= 0)
    return FALSE;
  g_clear_pointer (latest, crm_room_record_free);
  *latest = crm_room_record_copy (record);
  return shows || !record->is_deleted;
}

const CrmRoomRecord *
crm_panel_get (const CrmPanel *self, CrmRecordObject object)
{
  const CrmRoomRecord *latest = self->latest[object];

  return latest != NULL && !latest->is_deleted ? latest : NULL;
}
