/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-json.h"
#include "crm-types.h"

G_BEGIN_DECLS

/**
 * CrmRoomRecord: a deal or ticket as the room knows it, deletions included.
 * @revision: rises with every change in the CRM
 * @stage: deals alone
 * @status: tickets alone, and so is @priority
 */
typedef struct
{
  CrmRecordObject object;
  char *external_id;
  char *slug;
  char *name;
  char *stage;
  char *pipeline;
  char *status;
  char *priority;
  char *external_url;
  CrmCreatorFlag creator_flag;
  gint64 crm_created_at;
  gint64 revision;
  gboolean is_deleted;
} CrmRoomRecord;

CrmRoomRecord *crm_room_record_copy (const CrmRoomRecord *self);
void crm_room_record_free (CrmRoomRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmRoomRecord, crm_room_record_free)

/* Returns: (transfer full) (nullable): NULL once an error has stuck in @reader */
CrmRoomRecord *crm_room_record_decode (CrmJsonReader *reader);
void crm_room_record_encode (const CrmRoomRecord *self, CrmJsonWriter *writer, const char *member);

/**
 * crm_room_record_compare:
 *
 * The total order of what is known about one kind of record in one room: the
 * CRM's creation time, then the id (decimal ids as numbers), then deleted after
 * living, then the revision. The latest wins (CDTC-S01 AC-3).
 */
int crm_room_record_compare (const CrmRoomRecord *a, const CrmRoomRecord *b);

/**
 * CrmPanel: what the Deal & Ticket section of one room shows.
 *
 * Per kind the greatest of everything ever told, by crm_room_record_compare():
 * so the order in which news arrives, and how often, can't matter. A deletion is
 * news like any other and stays remembered; an older record never comes back
 * behind it, and a late create finds it (CDTC-S01 ERR-1, E1).
 */
typedef struct
{
  CrmRoomRecord *latest[CRM_N_RECORD_OBJECTS];
} CrmPanel;

void crm_panel_clear (CrmPanel *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CrmPanel, crm_panel_clear)
void crm_panel_free (CrmPanel *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmPanel, crm_panel_free)

/* What a room's records are now, deletions included.
 * Returns: (transfer full) (nullable): NULL once an error has stuck in @reader */
CrmPanel *crm_panel_decode (CrmJsonReader *reader);

/* Takes in one piece of news. Returns: whether the panel shows something else now */
gboolean crm_panel_apply (CrmPanel *self, const CrmRoomRecord *record);

/* Returns: (transfer none) (nullable): the record shown, or NULL: the empty state */
const CrmRoomRecord *crm_panel_get (const CrmPanel *self, CrmRecordObject object);

G_END_DECLS
