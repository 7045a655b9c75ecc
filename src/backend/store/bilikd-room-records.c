/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-room-records.h"

#include "bilikd-room-events.h"
#include "bilikd-rooms.h"
#include "crm-error.h"

#define COLUMNS                                                                                              \
  "external_id, slug, name, stage, pipeline, status, priority, external_url, creator_flag, crm_created_at, " \
  "revision, deleted_at, room_id "

enum { COLUMN_ROOM_ID = 12 };

/* --- reading -------------------------------------------------------------------- */

static CrmRoomRecord *
make_record (BilikdStatement *row, CrmRecordObject object)
{
  CrmRoomRecord *record = g_new0 (CrmRoomRecord, 1);

  record->object = object;
  record->external_id = g_strdup (bilikd_row_text (row, 0));
  record->slug = g_strdup (bilikd_row_text (row, 1));
  record->name = g_strdup (bilikd_row_text (row, 2));
  record->stage = g_strdup (bilikd_row_text (row, 3));
  record->pipeline = g_strdup (bilikd_row_text (row, 4));
  record->status = g_strdup (bilikd_row_text (row, 5));
  record->priority = g_strdup (bilikd_row_text (row, 6));
  record->external_url = g_strdup (bilikd_row_text (row, 7));
  crm_creator_flag_from_wire (bilikd_row_text (row, 8), &record->creator_flag);
  record->crm_created_at = bilikd_row_int (row, 9);
  record->revision = bilikd_row_int (row, 10);
  record->is_deleted = !bilikd_row_is_null (row, 11);
  return record;
}

/* FALSE with an error; a record that is not there is NULL. */
static gboolean
find (BilikdDb *db,
      gint64 organization_id,
      CrmRecordObject object,
      const char *external_id,
      CrmRoomRecord **out_record,
      char **out_room_id,
      GError **error)
{
  BilikdStatement *row = bilikd_db_prepare (
      db,
      "SELECT " COLUMNS "FROM room_records WHERE organization_id = ?1 AND object = ?2 AND external_id = ?3");
  GError *local_error = NULL;

  bilikd_bind_int (row, 1, organization_id);
  bilikd_bind_text (row, 2, crm_record_object_to_wire (object));
  bilikd_bind_text (row, 3, external_id);
  if (bilikd_row_next (row, &local_error))
    {
      *out_record = make_record (row, object);
      *out_room_id = g_strdup (bilikd_row_text (row, COLUMN_ROOM_ID));
      bilikd_row_end (row);
    }
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, local_error);
  return FALSE;
}

/* The order is that of crm_room_record_compare(). */
static gboolean
read_latest (BilikdDb *db,
             gint64 organization_id,
             const char *room_id,
             CrmRecordObject object,
             CrmPanel *panel,
             GError **error)
{
  BilikdStatement *row = bilikd_db_prepare (
      db, "SELECT " COLUMNS "FROM room_records WHERE organization_id = ?1 AND room_id = ?2 AND object = ?3 "
          "ORDER BY crm_created_at DESC, length (external_id) DESC, external_id DESC LIMIT 1");
  GError *local_error = NULL;

  bilikd_bind_int (row, 1, organization_id);
  bilikd_bind_text (row, 2, room_id);
  bilikd_bind_text (row, 3, crm_record_object_to_wire (object));
  if (bilikd_row_next (row, &local_error))
    {
      panel->latest[object] = make_record (row, object);
      bilikd_row_end (row);
    }
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, local_error);
  return FALSE;
}

gboolean
bilikd_room_records_get_panel (BilikdDb *db,
                               gint64 organization_id,
                               const char *room_id,
                               CrmPanel *panel,
                               GError **error)
{
  crm_panel_clear (panel);
  for (int object = 0; object < CRM_N_RECORD_OBJECTS; object++)
    {
      if (!read_latest (db, organization_id, room_id, (CrmRecordObject) object, panel, error))
        return FALSE;
    }
  return TRUE;
}

/* --- writing -------------------------------------------------------------------- */

static gboolean
store (BilikdDb *db,
       gint64 organization_id,
       const char *room_id,
       const CrmRoomRecord *record,
       gint64 now,
       GError **error)
{
  BilikdStatement *statement =
      bilikd_db_prepare (db, "INSERT OR REPLACE INTO room_records (organization_id, object, " COLUMNS
                             ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)");

  bilikd_bind_int (statement, 1, organization_id);
  bilikd_bind_text (statement, 2, crm_record_object_to_wire (record->object));
  bilikd_bind_text (statement, 3, record->external_id);
  bilikd_bind_text (statement, 4, record->slug);
  bilikd_bind_text (statement, 5, record->name != NULL ? record->name : "");
  bilikd_bind_text (statement, 6, record->stage);
  bilikd_bind_text (statement, 7, record->pipeline);
  bilikd_bind_text (statement, 8, record->status);
  bilikd_bind_text (statement, 9, record->priority);
  bilikd_bind_text (statement, 10, record->external_url);
  bilikd_bind_text (statement, 11, crm_creator_flag_to_wire (record->creator_flag));
  bilikd_bind_int (statement, 12, record->crm_created_at);
  bilikd_bind_int (statement, 13, record->revision);
  if (record->is_deleted)
    bilikd_bind_int (statement, 14, now);
  else
    bilikd_bind_null (statement, 14);
  bilikd_bind_text (statement, 15, room_id);
  return bilikd_db_run (statement, error);
}

/* Stores @record, and tells the stream where the room's panel shows something else by it. */
static gboolean
store_and_tell (BilikdDb *db,
                gint64 organization_id,
                const char *room_id,
                const CrmRoomRecord *record,
                gint64 now,
                GError **error)
{
  g_auto (CrmPanel) panel = { { NULL } };
  g_autoptr (GString) payload = g_string_new (NULL);
  CrmJsonWriter writer;

  if (room_id != NULL && !read_latest (db, organization_id, room_id, record->object, &panel, error))
    return FALSE;
  if (!store (db, organization_id, room_id, record, now, error))
    return FALSE;
  if (room_id == NULL || !crm_panel_apply (&panel, record))
    return TRUE;
  crm_json_writer_init (&writer, payload);
  crm_room_record_encode (record, &writer, NULL);
  return bilikd_room_event_add (db, organization_id, CRM_STREAM_RECORDS_CHANGED, room_id, payload->str, now,
                                error);
}

gboolean
bilikd_room_record_put (BilikdDb *db,
                        gint64 organization_id,
                        const char *room_id,
                        const CrmRoomRecord *record,
                        gint64 now,
                        GError **error)
{
  g_autoptr (CrmRoomRecord) known = NULL;
  g_autoptr (CrmRoomRecord) next = crm_room_record_copy (record);
  g_autofree char *known_room = NULL;

  if (!find (db, organization_id, record->object, record->external_id, &known, &known_room, error))
    return FALSE;
  if (known == NULL && room_id == NULL)
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_NOT_FOUND, "No such record.");
      return FALSE;
    }
  if (known_room == NULL && !bilikd_room_require (db, organization_id, room_id, error))
    return FALSE;
  if (next->revision < 0)
    next->revision = known != NULL ? known->revision + 1 : 1;
  if (known != NULL && known_room != NULL)
    {
      if (known->is_deleted || next->revision <= known->revision)
        return TRUE;
      /* A record's place in the order never moves. */
      next->crm_created_at = known->crm_created_at;
    }
  next->is_deleted = known != NULL && known->is_deleted;
  return store_and_tell (db, organization_id, known_room != NULL ? known_room : room_id, next, now, error);
}

gboolean
bilikd_room_record_delete (BilikdDb *db,
                           gint64 organization_id,
                           CrmRecordObject object,
                           const char *external_id,
                           gint64 now,
                           GError **error)
{
  g_autoptr (CrmRoomRecord) record = NULL;
  g_autofree char *room_id = NULL;

  if (!find (db, organization_id, object, external_id, &record, &room_id, error))
    return FALSE;
  if (record == NULL)
    {
      record = g_new0 (CrmRoomRecord, 1);
      record->object = object;
      record->external_id = g_strdup (external_id);
    }
  if (record->is_deleted)
    return TRUE;
  record->is_deleted = TRUE;
  record->revision++;
  return store_and_tell (db, organization_id, room_id, record, now, error);
}
