/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-deals.h"
#include "bilikd-handlers.h"
#include "bilikd-record-answer.h"
#include "bilikd-record-body.h"
#include "bilikd-record-news.h"
#include "bilikd-rooms.h"
#include "bilikd-ticket-writes.h"
#include "bilikd-timeline.h"

/*
 * POST /api/v3.1/deals and /tickets: by a chatbot, an AI agent, another program
 * or a person. All of it in one savepoint.
 *
 *   1. read the body; ask the gates of a person
 *   2. settle who made it: only a credential of that kind counts (SEC-29)
 *   3. find place, contact and source
 *   4. keep a second record out of the room, unless a bot or an AI makes it (CDTC-NEG-02)
 *   5. store the record and take the room (CDTC-NEG-01)
 *   6. write the timeline entry, tell Omnichannel, count
 */

#define API_SOURCE     "open-api-v3"
#define CREATOR_SYSTEM "System"

typedef struct
{
  CrmRecordObject object;
  BilikdRecordBody body;
  CrmCreatorFlag creator_flag;
  gint64 customer_id;
  gint64 created_at;
  char *source;
} Creation;

static void
creation_clear (Creation *self)
{
  bilikd_record_body_clear (&self->body);
  g_free (self->source);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Creation, creation_clear)

/* 1: a person passes the gates of the native form here too (MTCK-S05). */
static gboolean
check_gates (BilikdCall *call, CrmRecordObject object, GError **error)
{
  CrmGateInput input = call->caller.gate;

  if (call->caller.agent_id == 0 || object == CRM_RECORD_DEAL)
    return TRUE;
  input.customer_can_update = TRUE; /* asked of the customer itself, later */
  if (crm_gate_evaluate (&input).native)
    return TRUE;
  g_set_error_literal (error, CRM_ERROR, input.is_tso ? CRM_ERROR_FORBIDDEN : CRM_ERROR_FEATURE_OFF,
                       "You may not create tickets.");
  return FALSE;
}

/* 2: what the body claims counts if the credential is of that kind. */
static CrmCreatorFlag
settle_creator (BilikdCall *call, const char *claim)
{
  CrmCreatorFlag own = CRM_CREATOR_NONE;

  if (call->caller.audience == CRM_AUDIENCE_SERVICE)
    own = call->caller.scope == CRM_SCOPE_BOT ? CRM_CREATOR_BOT : CRM_CREATOR_AGENTIC_AI;
  if (claim == NULL || *claim == '\0')
    return CRM_CREATOR_NONE;
  if (own != CRM_CREATOR_NONE && g_str_equal (claim, crm_creator_flag_to_wire (own)))
    return own;
  g_message ("%s: a creator flag that the credential does not have is ignored", call->endpoint->name);
  return CRM_CREATOR_NONE;
}

static const char *
name_creator (BilikdCall *call, CrmCreatorFlag flag)
{
  if (flag != CRM_CREATOR_NONE)
    return crm_creator_flag_get_label (flag, NULL);
  return call->caller.agent_id != 0 ? NULL : CREATOR_SYSTEM;
}

/* 3: a given source is kept, an empty one is the room's channel (CDTC-NEG-03). The names of the embed are not to
 * be borrowed (TCKT-S05). */
static gboolean
settle_source (Creation *self, BilikdCall *call, BilikdDb *db, GError **error)
{
  const char *given = self->body.source;

  if (given != NULL && *given != '\0' && !g_str_has_prefix (given, "embed-"))
    self->source = g_strdup (given);
  else if (self->body.room_id != NULL && !bilikd_room_find_channel (db, call->caller.organization_id,
                                                                    self->body.room_id, &self->source, error))
    return FALSE;
  if (self->source == NULL)
    self->source = g_strdup (self->object == CRM_RECORD_TICKET ? API_SOURCE : "");
  return TRUE;
}

/* 4 */
static gboolean
check_room (const Creation *self, BilikdCall *call, BilikdDb *db, GError **error)
{
  gboolean is_taken = FALSE;

  if (self->body.room_id == NULL || self->creator_flag != CRM_CREATOR_NONE)
    return TRUE;
  if (!bilikd_record_room_is_taken (db, call->caller.organization_id, self->body.room_id, self->object,
                                    &is_taken, error))
    return FALSE;
  if (!is_taken)
    return TRUE;
  g_set_error (error, CRM_ERROR, CRM_ERROR_ALREADY_EXISTS, "Room %s already exist!",
               crm_record_object_to_wire (self->object));
  return FALSE;
}

/* The later one of a room has the later time, or the same and the higher id, even where the clock was put back in
 * between (REL-08). */
static gboolean
settle_time (Creation *self, BilikdCall *call, BilikdDb *db, GError **error)
{
  gint64 latest = 0;

  if (self->body.room_id != NULL &&
      !bilikd_record_room_get_time (db, call->caller.organization_id, self->body.room_id, self->object,
                                    &latest, error))
    return FALSE;
  self->created_at = MAX (call->now, latest);
  return TRUE;
}

/* 5 */
static gint64
store_deal (const Creation *self, BilikdCall *call, BilikdDb *db, GError **error)
{
  BilikdDealRecord deal = {
    .organization_id = call->caller.organization_id,
    .pipeline_id = self->body.place.pipeline_id,
    .stage_id = self->body.place.stage_id,
    .name = self->body.name,
    .amount = self->body.amount,
    .source = self->source,
    .customer_id = self->customer_id,
    .creator_id = call->caller.agent_id,
    .creator_flag = self->creator_flag,
    .creator_name = name_creator (call, self->creator_flag),
    .room_id = self->body.room_id,
    .created_at = self->created_at,
  };

  return bilikd_deal_insert (db, &deal, error);
}

static gint64
store_ticket (const Creation *self, BilikdCall *call, BilikdDb *db, GError **error)
{
  g_autoptr (GArray) customers = g_array_new (FALSE, FALSE, sizeof (gint64));
  BilikdTicketRecord ticket = {
    .organization_id = call->caller.organization_id,
    .pipeline_id = self->body.place.pipeline_id,
    .layout_id = self->body.place.layout_id,
    .stage_id = self->body.place.stage_id,
    .name = self->body.name,
    .description = self->body.description,
    .properties = "{}",
    .data_source = self->source,
    .creator_id = call->caller.agent_id,
    .creator_flag = self->creator_flag,
    .creator_name = name_creator (call, self->creator_flag),
    .room_id = self->body.room_id,
    .created_at = self->created_at,
    .tells_links = TRUE,
  };

  if (self->body.priority != NULL)
    crm_ticket_priority_from_wire (self->body.priority, &ticket.priority);
  if (self->customer_id != 0)
    g_array_append_val (customers, self->customer_id);
  return bilikd_ticket_insert (db, &ticket, customers, error);
}

/* 6: an entry that the database refuses costs itself, not the record (CDTC-S04 ERR-2); a database that fails
 * costs both. The statement alone is undone, not the savepoint. */
static gboolean
write_timeline (BilikdCall *call, BilikdDb *db, const BilikdRecord *record, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (record->room_id == NULL || record->creator_flag == CRM_CREATOR_NONE)
    return TRUE;
  call->wakes_previews = TRUE;
  if (bilikd_timeline_add (db, record, call->now, &local_error))
    return TRUE;
  if (g_error_matches (local_error, CRM_ERROR, CRM_ERROR_CONFLICT))
    return bilikd_record_count_timeline_failure (call, db, record, "refused", error);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
prepare (Creation *self, BilikdCall *call, BilikdDb *db, CrmJsonReader *reader, GError **error)
{
  if (!bilikd_record_body_read (&self->body, call, reader, self->object, TRUE, error) ||
      !check_gates (call, self->object, error))
    return FALSE;
  self->creator_flag = settle_creator (call, self->body.creator_flag);
  return bilikd_place_find (db, call->caller.organization_id, self->object, self->body.status,
                            &self->body.place, error) &&
         bilikd_record_body_find_contact (&self->body, call, db, &self->customer_id, error) &&
         settle_source (self, call, db, error) && check_room (self, call, db, error) &&
         settle_time (self, call, db, error);
}

static gboolean
create (BilikdCall *call, BilikdDb *db, CrmRecordObject object, GError **error)
{
  g_autoptr (CrmJsonReader) reader = bilikd_call_read_body (call);
  g_auto (Creation) self = { .object = object };
  g_auto (BilikdRecord) record = { 0 };
  gint64 id;

  if (!prepare (&self, call, db, reader, error))
    return FALSE;
  id =
      object == CRM_RECORD_DEAL ? store_deal (&self, call, db, error) : store_ticket (&self, call, db, error);
  if (id == 0 || !bilikd_record_load (db, call->caller.organization_id, object, id, &record, error))
    return FALSE;
  return (record.room_id == NULL || bilikd_record_room_claim (db, &record, error)) &&
         write_timeline (call, db, &record, error) &&
         bilikd_record_tell_room (call, db, &record, "POST", error) &&
         bilikd_record_count_creation (call, db, &record, self.source, error) &&
         bilikd_record_answer (call, db, &record, 201, error);
}

gboolean
bilikd_handle_API_DEALS_CREATE (BilikdCall *call, BilikdDb *db, GError **error)
{
  return create (call, db, CRM_RECORD_DEAL, error);
}

gboolean
bilikd_handle_API_TICKETS_CREATE (BilikdCall *call, BilikdDb *db, GError **error)
{
  return create (call, db, CRM_RECORD_TICKET, error);
}
