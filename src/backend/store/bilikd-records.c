/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-records.h"

#include "bilikd-fold.h"
#include "bilikd-search-index.h"
#include "bilikd-ticket-writes.h"
#include "crm-error.h"

#define MAX_NAME_KEY 1024

void
bilikd_record_clear (BilikdRecord *self)
{
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->pipeline, g_free);
  g_clear_pointer (&self->stage, g_free);
  g_clear_pointer (&self->status, g_free);
  g_clear_pointer (&self->priority, g_free);
  g_clear_pointer (&self->room_id, g_free);
}

/* A step that has to give a row; without one, and without an error, @what is not there. */
static gboolean
row_required (BilikdStatement *row, const char *what, GError **error)
{
  GError *local_error = NULL;

  if (bilikd_row_next (row, &local_error))
    return TRUE;
  if (local_error == NULL)
    g_set_error (&local_error, CRM_ERROR, CRM_ERROR_NOT_FOUND, "No such %s.", what);
  g_propagate_error (error, local_error);
  return FALSE;
}

static BilikdStatement *
prepare_load (BilikdDb *db, CrmRecordObject object)
{
  if (object == CRM_RECORD_DEAL)
    return bilikd_db_prepare (
        db, "SELECT d.name, d.pipeline_id, p.name, d.stage_id, s.name, s.status, NULL, d.room_id, "
            "d.creator_flag, d.customer_id IS NOT NULL, d.created_at, d.revision "
            "FROM deals d JOIN deal_stages s ON s.id = d.stage_id "
            "JOIN deal_pipelines p ON p.id = d.pipeline_id WHERE d.organization_id = ?1 AND d.id = ?2");
  return bilikd_db_prepare (
      db, "SELECT t.name, t.pipeline_id, p.name, t.stage_id, s.name, s.status, t.priority, t.room_id, "
          "t.creator_flag, EXISTS (SELECT 1 FROM ticket_customers WHERE ticket_id = t.id), t.created_at, "
          "t.revision FROM tickets t JOIN stages s ON s.id = t.stage_id "
          "JOIN pipelines p ON p.id = t.pipeline_id WHERE t.organization_id = ?1 AND t.id = ?2");
}

gboolean
bilikd_record_load (BilikdDb *db,
                    gint64 organization_id,
                    CrmRecordObject object,
                    gint64 id,
                    BilikdRecord *out_record,
                    GError **error)
{
  BilikdStatement *row = prepare_load (db, object);
  int column = 0;

  bilikd_bind_int (row, 1, organization_id);
  bilikd_bind_int (row, 2, id);
  if (!row_required (row, crm_record_object_to_wire (object), error))
    return FALSE;
  *out_record = (BilikdRecord){ .object = object, .id = id, .organization_id = organization_id };
  out_record->name = g_strdup (bilikd_row_text (row, column++));
  out_record->pipeline_id = bilikd_row_int (row, column++);
  out_record->pipeline = g_strdup (bilikd_row_text (row, column++));
  out_record->stage_id = bilikd_row_int (row, column++);
  out_record->stage = g_strdup (bilikd_row_text (row, column++));
  out_record->status = g_strdup (bilikd_row_text (row, column++));
  out_record->priority = g_strdup (bilikd_row_text (row, column++));
  out_record->room_id = g_strdup (bilikd_row_text (row, column++));
  crm_creator_flag_from_wire (bilikd_row_text (row, column++), &out_record->creator_flag);
  out_record->has_contact = bilikd_row_int (row, column++) != 0;
  out_record->created_at = bilikd_row_int (row, column++);
  out_record->revision = bilikd_row_int (row, column);
  bilikd_row_end (row);
  return TRUE;
}

static BilikdStatement *
prepare_place (BilikdDb *db, CrmRecordObject object)
{
  if (object == CRM_RECORD_DEAL)
    return bilikd_db_prepare (
        db, "SELECT p.id, s.id, 0 FROM deal_pipelines p JOIN deal_stages s ON s.pipeline_id = p.id "
            "WHERE p.organization_id = ?1 AND (?2 = 0 OR p.id = ?2) AND (?3 = 0 OR s.id = ?3) "
            "AND (?4 IS NULL OR s.status = ?4) ORDER BY p.position, p.id, s.position LIMIT 1");
  return bilikd_db_prepare (
      db,
      "SELECT p.id, s.id, (SELECT id FROM layouts WHERE pipeline_id = p.id ORDER BY is_default DESC, id) "
      "FROM pipelines p JOIN stages s ON s.pipeline_id = p.id "
      "WHERE p.organization_id = ?1 AND (?2 = 0 OR p.id = ?2) AND (?3 = 0 OR s.id = ?3) "
      "AND (?4 IS NULL OR s.status = ?4) ORDER BY p.is_default DESC, p.position, p.id, s.position LIMIT 1");
}

gboolean
bilikd_place_find (BilikdDb *db,
                   gint64 organization_id,
                   CrmRecordObject object,
                   const char *status,
                   BilikdPlace *place,
                   GError **error)
{
  BilikdStatement *row = prepare_place (db, object);

  bilikd_bind_int (row, 1, organization_id);
  bilikd_bind_int (row, 2, place->pipeline_id);
  bilikd_bind_int (row, 3, place->stage_id);
  bilikd_bind_text (row, 4, status);
  if (!row_required (row, "pipeline or stage", error))
    return FALSE;
  place->pipeline_id = bilikd_row_int (row, 0);
  place->stage_id = bilikd_row_int (row, 1);
  place->layout_id = bilikd_row_int (row, 2);
  bilikd_row_end (row);
  return TRUE;
}

/* --- changes ---------------------------------------------------------------- */

static BilikdStatement *
prepare_update (BilikdDb *db, const BilikdRecord *record, const BilikdRecordChanges *changes)
{
  g_autofree char *name_key = changes->name != NULL ? bilikd_fold (changes->name, MAX_NAME_KEY) : NULL;
  BilikdStatement *update;

  if (record->object == CRM_RECORD_DEAL)
    {
      update = bilikd_db_prepare (
          db,
          "UPDATE deals SET name = coalesce (?3, name), pipeline_id = coalesce (nullif (?4, 0), pipeline_id), "
          "stage_id = coalesce (nullif (?5, 0), stage_id), amount = CASE WHEN ?6 < 0 THEN amount ELSE ?6 END, "
          "revision = revision + 1, updated_at = max (updated_at, ?2) WHERE id = ?1");
      bilikd_bind_int (update, 6, changes->amount);
      return update;
    }
  update = bilikd_db_prepare (
      db,
      "UPDATE tickets SET name = coalesce (?3, name), name_key = coalesce (?8, name_key), "
      "layout_id = CASE WHEN ?4 IN (0, pipeline_id) THEN layout_id ELSE ?6 END, "
      "pipeline_id = coalesce (nullif (?4, 0), pipeline_id), stage_id = coalesce (nullif (?5, 0), stage_id), "
      "priority = coalesce (?7, priority), revision = revision + 1, updated_at = max (updated_at, ?2) "
      "WHERE id = ?1");
  bilikd_bind_int (update, 6, changes->place.layout_id);
  bilikd_bind_text (update, 7, changes->priority);
  bilikd_bind_text (update, 8, name_key);
  return update;
}

gboolean
bilikd_record_update (BilikdDb *db,
                      const BilikdRecord *record,
                      const BilikdRecordChanges *changes,
                      gint64 now,
                      GError **error)
{
  BilikdStatement *update = prepare_update (db, record, changes);

  bilikd_bind_int (update, 1, record->id);
  bilikd_bind_int (update, 2, now);
  bilikd_bind_text (update, 3, changes->name);
  bilikd_bind_int (update, 4, changes->place.pipeline_id);
  bilikd_bind_int (update, 5, changes->place.stage_id);
  return bilikd_db_run (update, error);
}

gboolean
bilikd_record_set_contact (BilikdDb *db,
                           const BilikdRecord *record,
                           gint64 customer_id,
                           gint64 now,
                           GError **error)
{
  BilikdStatement *statement;
  gboolean is_new;

  if (record->object == CRM_RECORD_TICKET)
    return bilikd_ticket_link (db, record->id, customer_id, now, &is_new, error);
  statement = bilikd_db_prepare (
      db, "UPDATE deals SET customer_id = ?2, updated_at = max (updated_at, ?3) WHERE id = ?1");
  bilikd_bind_int (statement, 1, record->id);
  bilikd_bind_int (statement, 2, customer_id);
  bilikd_bind_int (statement, 3, now);
  return bilikd_db_run (statement, error);
}

static gboolean
run_for (BilikdStatement *statement, gint64 id, GError **error)
{
  bilikd_bind_int (statement, 1, id);
  return bilikd_db_run (statement, error);
}

static gboolean
leave_room (BilikdDb *db, const BilikdRecord *record, GError **error)
{
  BilikdStatement *leave = bilikd_db_prepare (
      db,
      "DELETE FROM record_rooms WHERE organization_id = ?1 AND room_id = ?2 AND object = ?3 AND record_id = ?4");

  if (record->room_id == NULL)
    return TRUE;
  bilikd_bind_int (leave, 1, record->organization_id);
  bilikd_bind_text (leave, 2, record->room_id);
  bilikd_bind_text (leave, 3, crm_record_object_to_wire (record->object));
  bilikd_bind_int (leave, 4, record->id);
  return bilikd_db_run (leave, error);
}

gboolean
bilikd_record_delete (BilikdDb *db, const BilikdRecord *record, GError **error)
{
  if (!leave_room (db, record, error) ||
      !bilikd_search_index_forget_record (db, record->organization_id, record->object, record->id, error))
    return FALSE;
  if (record->object == CRM_RECORD_DEAL)
    return run_for (bilikd_db_prepare (db, "DELETE FROM deals WHERE id = ?1"), record->id, error);
  return run_for (bilikd_db_prepare (db, "DELETE FROM ticket_customers WHERE ticket_id = ?1"), record->id,
                  error) &&
         run_for (bilikd_db_prepare (db, "DELETE FROM tickets WHERE id = ?1"), record->id, error);
}

/* --- rooms ------------------------------------------------------------------ */

gboolean
bilikd_record_room_is_taken (BilikdDb *db,
                             gint64 organization_id,
                             const char *room_id,
                             CrmRecordObject object,
                             gboolean *out_is_taken,
                             GError **error)
{
  BilikdStatement *row = bilikd_db_prepare (
      db,
      "SELECT EXISTS (SELECT 1 FROM record_rooms WHERE organization_id = ?1 AND room_id = ?2 AND object = ?3)");

  bilikd_bind_int (row, 1, organization_id);
  bilikd_bind_text (row, 2, room_id);
  bilikd_bind_text (row, 3, crm_record_object_to_wire (object));
  if (!bilikd_row_next (row, error))
    return FALSE;
  *out_is_taken = bilikd_row_int (row, 0) != 0;
  bilikd_row_end (row);
  return TRUE;
}

gboolean
bilikd_record_room_get_time (BilikdDb *db,
                             gint64 organization_id,
                             const char *room_id,
                             CrmRecordObject object,
                             gint64 *out_created_at,
                             GError **error)
{
  BilikdStatement *row =
      bilikd_db_prepare (db, "SELECT coalesce (max (created_at), 0) FROM record_rooms "
                             "WHERE organization_id = ?1 AND room_id = ?2 AND object = ?3");

  bilikd_bind_int (row, 1, organization_id);
  bilikd_bind_text (row, 2, room_id);
  bilikd_bind_text (row, 3, crm_record_object_to_wire (object));
  if (!bilikd_row_next (row, error))
    return FALSE;
  *out_created_at = bilikd_row_int (row, 0);
  bilikd_row_end (row);
  return TRUE;
}

gboolean
bilikd_record_room_claim (BilikdDb *db, const BilikdRecord *record, GError **error)
{
  BilikdStatement *claim = bilikd_db_prepare (
      db,
      "INSERT INTO record_rooms (organization_id, room_id, object, record_id, created_at) "
      "VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET record_id = excluded.record_id, "
      "created_at = excluded.created_at "
      "WHERE (excluded.created_at, excluded.record_id) > (record_rooms.created_at, record_rooms.record_id)");

  bilikd_bind_int (claim, 1, record->organization_id);
  bilikd_bind_text (claim, 2, record->room_id);
  bilikd_bind_text (claim, 3, crm_record_object_to_wire (record->object));
  bilikd_bind_int (claim, 4, record->id);
  bilikd_bind_int (claim, 5, record->created_at);
  return bilikd_db_run (claim, error);
}
