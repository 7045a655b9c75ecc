/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-json.h"
#include "crm-types.h"

G_BEGIN_DECLS

/**
 * CrmTimelineEntry: how a chatbot or an AI made a record (CDTC-S04). Immutable;
 * gone after a year.
 */
#define CRM_TYPE_TIMELINE_ENTRY (crm_timeline_entry_get_type ())
G_DECLARE_FINAL_TYPE (CrmTimelineEntry, crm_timeline_entry, CRM, TIMELINE_ENTRY, GObject)

/* One line of the chat. */
typedef struct
{
  char *type;     /* "text", "image", … */
  char *contents; /* cut to what a preview shows */
} CrmPreviewLine;

const char *crm_timeline_entry_get_id (CrmTimelineEntry *self);
CrmCreatorFlag crm_timeline_entry_get_creator_flag (CrmTimelineEntry *self); /* the badge */
const char *crm_timeline_entry_get_room_id (CrmTimelineEntry *self);
const char *crm_timeline_entry_get_room_link (CrmTimelineEntry *self); /* bilik://room/ID */
/* Oldest line first; none while the history is on its way, and none for good where it could not be had. */
const CrmPreviewLine *crm_timeline_entry_get_preview (CrmTimelineEntry *self, guint *out_n_lines);
gint64 crm_timeline_entry_get_created_at (CrmTimelineEntry *self);

/* Returns: (transfer full) (nullable): NULL once an error has stuck in @reader */
CrmTimelineEntry *crm_timeline_entry_decode (CrmJsonReader *reader);

typedef struct
{
  const char *id;
  CrmCreatorFlag creator_flag;
  const char *room_id;
  const char *preview; /* (nullable): JSON array of {type, contents} */
  gint64 created_at;
} CrmTimelineEntryFields;

void
crm_timeline_entry_encode (const CrmTimelineEntryFields *fields, CrmJsonWriter *writer, const char *member);

/* Returns: (transfer full): the deeplink of a room */
char *crm_timeline_entry_make_room_link (const char *room_id);

G_END_DECLS
