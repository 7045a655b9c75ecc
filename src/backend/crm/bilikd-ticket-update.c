/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-customers.h"
#include "bilikd-handlers.h"
#include "bilikd-record-news.h"
#include "bilikd-ticket-draft.h"
#include "bilikd-ticket-json.h"
#include "bilikd-ticket-writes.h"

/* Linking is what From Existing does; other properties need the right to edit. */
static gboolean
check_permissions (BilikdCall *call, BilikdTicketDraft *draft, GError **error)
{
  gboolean may_link = crm_gate_evaluate (&call->caller.gate).associate;
  gboolean may_edit = CRM_HAS (call->caller.permissions, CRM_PERMISSION_TICKETS_UPDATE);

  if ((may_link || !draft->names_customers) && (may_edit || g_hash_table_size (draft->values) == 0))
    return TRUE;
  g_set_error_literal (error, CRM_ERROR, CRM_ERROR_FORBIDDEN, "You may not change this ticket.");
  return FALSE;
}

static gboolean
check_revision (BilikdCall *call, const BilikdTicketState *state, GError **error)
{
  if (call->if_match < 0 || call->if_match == state->revision)
    return TRUE;
  g_set_error_literal (error, CRM_ERROR, CRM_ERROR_STALE_REVISION, "The ticket has changed; read it again.");
  return FALSE;
}

/* Adds who is named; nobody who is not named is dropped (contract.md §2). */
static gboolean
link_customers (BilikdCall *call,
                BilikdDb *db,
                gint64 ticket_id,
                BilikdTicketDraft *draft,
                gboolean *out_changed,
                GError **error)
{
  for (guint i = 0; i < draft->contact_ids->len; i++)
    {
      gint64 customer_id = bilikd_customer_find (
          db, call->caller.organization_id, g_ptr_array_index (draft->contact_ids, i), NULL, NULL, error);
      gboolean is_new;

      if (customer_id == 0 || !bilikd_ticket_link (db, ticket_id, customer_id, call->now, &is_new, error))
        return FALSE;
      *out_changed = *out_changed || is_new;
    }
  return TRUE;
}

static gboolean
apply_properties (BilikdDb *db, gint64 ticket_id, BilikdTicketDraft *draft, GError **error)
{
  g_autofree char *name = g_strdup (bilikd_ticket_draft_get_text (draft, "name"));
  g_autofree char *properties = bilikd_ticket_draft_dup_properties (draft);
  BilikdTicketChanges changes = { 0 };

  changes.name = name != NULL ? g_strstrip (name) : NULL;
  changes.stage_id = bilikd_ticket_parse_id (bilikd_ticket_draft_get_text (draft, "stage_id"));
  if (bilikd_ticket_draft_has (draft, "priority"))
    {
      CrmTicketPriority priority = CRM_TICKET_PRIORITY_NONE;

      crm_ticket_priority_from_wire (bilikd_ticket_draft_get_text (draft, "priority"), &priority);
      changes.priority = crm_ticket_priority_to_wire (priority);
    }
  changes.sets_description = bilikd_ticket_draft_has (draft, "description");
  changes.description = bilikd_ticket_draft_get_text (draft, "description");
  changes.sets_due = bilikd_ticket_draft_has (draft, "due_date");
  changes.due_at = bilikd_ticket_draft_get_time (draft, "due_date");
  changes.properties = properties;
  return bilikd_ticket_apply (db, ticket_id, &changes, error);
}

static gboolean
update_ticket (BilikdCall *call,
               BilikdDb *db,
               gint64 ticket_id,
               const BilikdTicketState *state,
               BilikdTicketDraft *draft,
               GError **error)
{
  gboolean is_changed = g_hash_table_size (draft->values) > 0;
  g_autoptr (BilikdLayout) layout =
      bilikd_layout_load (db, call->caller.organization_id, state->layout_id, state->pipeline_id, error);

  if (layout == NULL || !bilikd_ticket_draft_check (draft, layout, FALSE, call, error))
    return FALSE;
  if (is_changed && !apply_properties (db, ticket_id, draft, error))
    return FALSE;
  if (!link_customers (call, db, ticket_id, draft, &is_changed, error))
    return FALSE;
  return !is_changed || bilikd_ticket_touch (db, ticket_id, call->now, error);
}

/* A bot's ticket is shown in its room, whoever changes it. */
static gboolean
tell_room (BilikdCall *call, BilikdDb *db, const BilikdRecord *before, GError **error)
{
  g_auto (BilikdRecord) after = { 0 };

  if (before->creator_flag == CRM_CREATOR_NONE)
    return TRUE;
  return bilikd_record_load (db, before->organization_id, before->object, before->id, &after, error) &&
         (!bilikd_record_differs_for_room (before, &after) ||
          bilikd_record_tell_room (call, db, &after, "PUT", error));
}

gboolean
bilikd_handle_TICKETS_UPDATE (BilikdCall *call, BilikdDb *db, GError **error)
{
  g_autoptr (CrmJsonReader) reader = bilikd_call_read_body (call);
  g_autoptr (BilikdTicketDraft) draft = bilikd_ticket_draft_new ();
  gint64 ticket_id = bilikd_ticket_parse_id (call->arguments[0]);
  gint64 organization_id = call->caller.organization_id;
  BilikdTicketState state;
  g_auto (BilikdRecord) before = { 0 };
  CrmJsonWriter writer;

  bilikd_ticket_draft_read (draft, reader);
  if (!crm_json_reader_finish (reader, error) ||
      !bilikd_ticket_load_state (db, organization_id, ticket_id, &state, error) ||
      !check_revision (call, &state, error) || !check_permissions (call, draft, error) ||
      !bilikd_record_load (db, organization_id, CRM_RECORD_TICKET, ticket_id, &before, error) ||
      !update_ticket (call, db, ticket_id, &state, draft, error) || !tell_room (call, db, &before, error))
    return FALSE;
  crm_json_writer_init (&writer, call->reply);
  call->status = 200;
  return bilikd_ticket_get (db, organization_id, ticket_id, 0, bilikd_ticket_write_json, &writer, error);
}
