/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-store.h"
#include "crm-types.h"

G_BEGIN_DECLS

/**
 * BilikdRecord: what deals and tickets have in common, for what treats them alike.
 */
typedef struct
{
  CrmRecordObject object;
  gint64 id;
  gint64 organization_id;
  char *name;
  gint64 pipeline_id;
  char *pipeline;
  gint64 stage_id;
  char *stage;
  char *status;
  char *priority; /* NULL: a deal */
  char *room_id;  /* NULL: none */
  CrmCreatorFlag creator_flag;
  gboolean has_contact;
  gint64 created_at;
  gint64 revision;
} BilikdRecord;

void bilikd_record_clear (BilikdRecord *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BilikdRecord, bilikd_record_clear)

/* FALSE with %CRM_ERROR_NOT_FOUND if the organisation has no such record. */
gboolean bilikd_record_load (BilikdDb *db,
                             gint64 organization_id,
                             CrmRecordObject object,
                             gint64 id,
                             BilikdRecord *out_record,
                             GError **error);

/* A place in a pipeline, wanted (0 and NULL: any) and then found. */
typedef struct
{
  gint64 pipeline_id;
  gint64 stage_id;
  gint64 layout_id; /* found only, of a ticket: the pipeline's default */
} BilikdPlace;

/**
 * bilikd_place_find:
 * @place: (inout):
 * @status: (nullable): what the stage must be
 *
 * Settles on the first stage that fits, of the first pipeline that has one. FALSE with %CRM_ERROR_NOT_FOUND if
 * none of the organisation does.
 */
gboolean bilikd_place_find (BilikdDb *db,
                            gint64 organization_id,
                            CrmRecordObject object,
                            const char *status,
                            BilikdPlace *place,
                            GError **error);

/* Changes of a record; what is NULL or 0 stays. */
typedef struct
{
  const char *name;
  BilikdPlace place;
  const char *priority; /* of a ticket */
  gint64 amount;        /* of a deal; negative: stays */
} BilikdRecordChanges;

/* Applies and counts a new revision. */
gboolean bilikd_record_update (BilikdDb *db,
                               const BilikdRecord *record,
                               const BilikdRecordChanges *changes,
                               gint64 now,
                               GError **error);
gboolean bilikd_record_set_contact (BilikdDb *db,
                                    const BilikdRecord *record,
                                    gint64 customer_id,
                                    gint64 now,
                                    GError **error);
gboolean bilikd_record_delete (BilikdDb *db, const BilikdRecord *record, GError **error);

/* --- rooms ------------------------------------------------------------------ */

/* When the record that holds the room was made, or 0 where none does. */
gboolean bilikd_record_room_get_time (BilikdDb *db,
                                      gint64 organization_id,
                                      const char *room_id,
                                      CrmRecordObject object,
                                      gint64 *out_created_at,
                                      GError **error);

/* Whether the room has a record of this kind already. */
gboolean bilikd_record_room_is_taken (BilikdDb *db,
                                      gint64 organization_id,
                                      const char *room_id,
                                      CrmRecordObject object,
                                      gboolean *out_is_taken,
                                      GError **error);

/* The room's record is this one from now on, unless it has a later one (CRM creation time, then id). */
gboolean bilikd_record_room_claim (BilikdDb *db, const BilikdRecord *record, GError **error);

G_END_DECLS
