/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-store.h"
#include "crm-types.h"

G_BEGIN_DECLS

/* A ticket to be stored; everything was checked before. Optional texts are NULL. */
typedef struct
{
  gint64 organization_id;
  gint64 pipeline_id;
  gint64 layout_id;
  gint64 stage_id;
  const char *name;
  CrmTicketPriority priority;
  const char *description;
  const char *properties; /* JSON object: the layout's own fields */
  const char *data_source;
  const char *embed_source;
  gint64 creator_id; /* agent, or 0 */
  CrmCreatorFlag creator_flag;
  const char *creator_name; /* NULL: the agent's */
  const char *room_id;
  gint64 due_at; /* 0: none */
  gint64 created_at;
  gboolean tells_links; /* Omnichannel hears of the customers */
} BilikdTicketRecord;

/**
 * bilikd_ticket_insert:
 * @customers: (element-type gint64): rows of customers to link
 *
 * The ticket and its links; the caller adds the outbox row to the same
 * savepoint.
 *
 * Returns: the new id, or 0
 */
gint64
bilikd_ticket_insert (BilikdDb *db, const BilikdTicketRecord *record, GArray *customers, GError **error);

/* What an update has to know before. */
typedef struct
{
  gint64 pipeline_id;
  gint64 layout_id;
  gint64 revision;
} BilikdTicketState;

/* FALSE with %CRM_ERROR_NOT_FOUND if the organisation has no such ticket. */
gboolean bilikd_ticket_load_state (BilikdDb *db,
                                   gint64 organization_id,
                                   gint64 ticket_id,
                                   BilikdTicketState *out_state,
                                   GError **error);

/* Changes of a ticket; what is NULL or -1 stays. */
typedef struct
{
  const char *name;
  gint64 stage_id;
  const char *priority;
  gboolean sets_description;
  const char *description;
  gboolean sets_due;
  gint64 due_at;
  const char *properties; /* JSON merge patch */
} BilikdTicketChanges;

gboolean
bilikd_ticket_apply (BilikdDb *db, gint64 ticket_id, const BilikdTicketChanges *changes, GError **error);

/* Repeatable; @out_changed says whether the link was new, and Omnichannel is to hear of it, or was there. */
gboolean bilikd_ticket_link (BilikdDb *db,
                             gint64 ticket_id,
                             gint64 customer_id,
                             gint64 now,
                             gboolean *out_changed,
                             GError **error);
gboolean bilikd_ticket_unlink (BilikdDb *db,
                               gint64 ticket_id,
                               gint64 customer_id,
                               gboolean *out_changed,
                               GError **error);

/* After all changes of one request: a new revision. */
gboolean bilikd_ticket_touch (BilikdDb *db, gint64 ticket_id, gint64 now, GError **error);

G_END_DECLS
