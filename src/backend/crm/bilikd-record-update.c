/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-handlers.h"
#include "bilikd-record-answer.h"
#include "bilikd-record-body.h"
#include "bilikd-record-news.h"

/* PUT and DELETE /api/v3.1/{deals,tickets}/{id}. Who made a record, its room and its source never change. */

static gboolean
check_revision (BilikdCall *call, const BilikdRecord *record, GError **error)
{
  if (call->if_match < 0 || call->if_match == record->revision)
    return TRUE;
  g_set_error_literal (error, CRM_ERROR, CRM_ERROR_STALE_REVISION, "This has changed; read it again.");
  return FALSE;
}

/* A stage or a status alone stays in the pipeline that the record is in. */
static gboolean
find_place (BilikdCall *call,
            BilikdDb *db,
            const BilikdRecord *record,
            BilikdRecordBody *body,
            GError **error)
{
  BilikdPlace *place = &body->place;

  if (place->pipeline_id == 0 && place->stage_id == 0 && body->status == NULL)
    return TRUE;
  if (place->pipeline_id == 0)
    place->pipeline_id = record->pipeline_id;
  /* The status that it has leaves the record in its stage. */
  if (place->stage_id == 0 && place->pipeline_id == record->pipeline_id &&
      (body->status == NULL || g_str_equal (body->status, record->status)))
    place->stage_id = record->stage_id;
  return bilikd_place_find (db, call->caller.organization_id, record->object, body->status, place, error);
}

/* A contact that the record has is never overridden (CDTC-S03 perms). */
static gboolean
complete_contact (BilikdCall *call,
                  BilikdDb *db,
                  const BilikdRecord *record,
                  BilikdRecordBody *body,
                  GError **error)
{
  gint64 customer_id;

  if (body->contacts->len == 0 || record->has_contact)
    return TRUE;
  return bilikd_record_body_find_contact (body, call, db, &customer_id, error) &&
         (customer_id == 0 || bilikd_record_set_contact (db, record, customer_id, call->now, error));
}

static gboolean
apply (BilikdCall *call, BilikdDb *db, const BilikdRecord *before, BilikdRecordBody *body, GError **error)
{
  BilikdRecordChanges changes = { .name = body->name, .priority = body->priority, .amount = body->amount };

  if (!find_place (call, db, before, body, error))
    return FALSE;
  changes.place = body->place;
  return complete_contact (call, db, before, body, error) &&
         bilikd_record_update (db, before, &changes, call->now, error);
}

static gboolean
update (BilikdCall *call, BilikdDb *db, CrmRecordObject object, GError **error)
{
  g_autoptr (CrmJsonReader) reader = bilikd_call_read_body (call);
  g_auto (BilikdRecordBody) body = { 0 };
  g_auto (BilikdRecord) before = { 0 };
  g_auto (BilikdRecord) after = { 0 };

  if (!bilikd_record_body_read (&body, call, reader, object, FALSE, error) ||
      !bilikd_record_load_named (call, db, object, &before, error) ||
      !check_revision (call, &before, error) || !apply (call, db, &before, &body, error) ||
      !bilikd_record_load_named (call, db, object, &after, error))
    return FALSE;
  if (bilikd_record_differs_for_room (&before, &after) &&
      !bilikd_record_tell_room (call, db, &after, "PUT", error))
    return FALSE;
  return bilikd_record_answer (call, db, &after, 200, error);
}

static gboolean delete (BilikdCall *call, BilikdDb *db, CrmRecordObject object, GError **error)
{
  g_auto (BilikdRecord) record = { 0 };

  call->status = 204;
  return bilikd_record_load_named (call, db, object, &record, error) &&
         check_revision (call, &record, error) && bilikd_record_delete (db, &record, error) &&
         bilikd_record_tell_room (call, db, &record, "DELETE", error);
}

gboolean
bilikd_handle_API_DEALS_UPDATE (BilikdCall *call, BilikdDb *db, GError **error)
{
  return update (call, db, CRM_RECORD_DEAL, error);
}

gboolean
bilikd_handle_API_TICKETS_UPDATE (BilikdCall *call, BilikdDb *db, GError **error)
{
  return update (call, db, CRM_RECORD_TICKET, error);
}

gboolean
bilikd_handle_API_DEALS_DELETE (BilikdCall *call, BilikdDb *db, GError **error)
{
  return delete (call, db, CRM_RECORD_DEAL, error);
}

gboolean
bilikd_handle_API_TICKETS_DELETE (BilikdCall *call, BilikdDb *db, GError **error)
{
  return delete (call, db, CRM_RECORD_TICKET, error);
}
