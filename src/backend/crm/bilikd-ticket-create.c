/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-customers.h"
#include "bilikd-handlers.h"
#include "bilikd-ticket-draft.h"
#include "bilikd-ticket-json.h"
#include "bilikd-ticket-writes.h"

/*
 * POST /v2.8/tickets: one ticket, by the CRM's embed or natively.
 *
 *   1. read the body
 *   2. find the customers it is to be linked to
 *   3. ask the gates (TCKT-S07, MTCK-S05)
 *   4. check the properties by the layout (TCKT-S06, MTCK-S04)
 *   5. store the ticket, its links and what Omnichannel is to hear of them, in one savepoint
 */

#define MAX_SOURCE          64
#define DEFAULT_DATA_SOURCE "api"
#define FALLBACK_SOURCE     "embed-web-chat"

static const char *const embed_sources[] = { "embed-web-cdp", "embed-web-chat", "embed-flutter-crm",
                                             "embed-flutter-chat", NULL };

typedef struct
{
  BilikdTicketDraft *draft;
  gint64 pipeline_id;
  gint64 layout_id;
  gboolean is_embed;
  const char *embed_source;
  const char *data_source;
  const char *room_id;
  const char *context_customer_id;
  GArray *customers;            /* rows to link */
  gboolean customers_updatable; /* all of them, where any is named */
} Request;

static void
request_clear (Request *self)
{
  g_clear_pointer (&self->draft, bilikd_ticket_draft_free);
  g_clear_pointer (&self->customers, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Request, request_clear)

/* The server names the source of what the embed makes, by the allow-list; a native client can't borrow those
 * names, and its embed_source is ignored (TCKT-S05). */
static void
settle_source (Request *self)
{
  if (self->is_embed)
    {
      if (self->embed_source == NULL || !g_strv_contains (embed_sources, self->embed_source))
        self->embed_source = FALLBACK_SOURCE;
      self->data_source = self->embed_source;
      return;
    }
  self->embed_source = NULL;
  if (self->data_source == NULL || *self->data_source == '\0' ||
      g_str_has_prefix (self->data_source, "embed-"))
    self->data_source = DEFAULT_DATA_SOURCE;
}

/* An id that is there and is no number names nothing of ours. */
static gboolean
parse_own_id (const char *text, gint64 *out_id, GError **error)
{
  *out_id = bilikd_ticket_parse_id (text);
  if (*out_id != 0 || text == NULL)
    return TRUE;
  g_set_error_literal (error, CRM_ERROR, CRM_ERROR_NOT_FOUND, "No such layout.");
  return FALSE;
}

static gboolean
read_request (BilikdCall *call, CrmJsonReader *reader, Request *request, GError **error)
{
  const char *pipeline_id = crm_json_reader_opt_id (reader, "pipeline_id");
  const char *layout_id = crm_json_reader_opt_id (reader, "layout_id");

  request->is_embed = crm_json_reader_opt_bool (reader, "embed", FALSE);
  request->embed_source = crm_json_reader_opt_string (reader, "embed_source", NULL);
  request->data_source = crm_json_reader_opt_string (reader, "data_source", NULL);
  request->room_id = crm_json_reader_opt_id (reader, "room_id");
  request->context_customer_id = crm_json_reader_opt_id (reader, "qontak_customer_id");
  bilikd_ticket_draft_read (request->draft, reader);
  if (!crm_json_reader_finish (reader, error) || !parse_own_id (pipeline_id, &request->pipeline_id, error) ||
      !parse_own_id (layout_id, &request->layout_id, error))
    return FALSE;
  settle_source (request);
  if (g_utf8_strlen (request->data_source, -1) > MAX_SOURCE)
    bilikd_ticket_draft_add_error (request->draft, "data_source", "Use at most 64 characters.");
  return TRUE;
}

/* A customer that can't be found, or that the CRM does not know, is left out: the ticket still comes to be
 * (TCKT-S02 ERR-2, MTCK-S02 ERR-1). */
static gboolean
add_customer (BilikdCall *call, BilikdDb *db, Request *request, const char *contact_id, GError **error)
{
  gboolean can_update, crm_known;
  GError *local_error = NULL;
  gint64 id = bilikd_customer_find (db, call->caller.organization_id, contact_id, &can_update, &crm_known,
                                    &local_error);

  if (id == 0)
    {
      if (g_error_matches (local_error, CRM_ERROR, CRM_ERROR_NOT_FOUND))
        {
          g_error_free (local_error);
          return TRUE;
        }
      g_propagate_error (error, local_error);
      return FALSE;
    }
  if (request->is_embed && !crm_known)
    return TRUE;
  request->customers_updatable = request->customers_updatable && can_update;
  g_array_append_val (request->customers, id);
  return TRUE;
}

static gboolean
find_customers (BilikdCall *call, BilikdDb *db, Request *request, GError **error)
{
  BilikdTicketDraft *draft = request->draft;

  /* TCKT-S04: then linking is left to who asked for the ticket. */
  if (request->is_embed && !call->caller.crm_auto_associate)
    return TRUE;
  for (guint i = 0; i < draft->contact_ids->len; i++)
    if (!add_customer (call, db, request, g_ptr_array_index (draft->contact_ids, i), error))
      return FALSE;
  if (request->is_embed && !draft->names_customers && request->context_customer_id != NULL)
    return add_customer (call, db, request, request->context_customer_id, error);
  return TRUE;
}

static gboolean
refuse (CrmErrorCode code, const char *detail, GError **error)
{
  g_set_error_literal (error, CRM_ERROR, (int) code, detail);
  return FALSE;
}

/* The token decides which gates count; who says `embed: true` with an agent's own token has to pass both. */
static gboolean
check_gates (BilikdCall *call, const Request *request, GError **error)
{
  CrmGateInput input = call->caller.gate;
  gboolean is_agent = call->caller.audience == CRM_AUDIENCE_AGENT;
  CrmGates gates;

  input.customer_can_update = TRUE;
  gates = crm_gate_evaluate (&input);
  if ((request->is_embed || !is_agent) && !gates.embed)
    return refuse (CRM_ERROR_FEATURE_OFF, "Creating tickets from a customer is switched off.", error);
  if (!is_agent)
    return TRUE;
  if (!gates.native && input.is_tso)
    return refuse (CRM_ERROR_FORBIDDEN, "You may not create tickets.", error);
  if (!gates.native)
    return refuse (CRM_ERROR_FEATURE_OFF, "Creating tickets is switched off.", error);
  if (!request->customers_updatable)
    return refuse (CRM_ERROR_FORBIDDEN, "You may not create tickets for this customer.", error);
  return TRUE;
}

static gint64
store_ticket (BilikdCall *call,
              BilikdDb *db,
              const Request *request,
              const BilikdLayout *layout,
              GError **error)
{
  BilikdTicketDraft *draft = request->draft;
  g_autofree char *name = g_strdup (bilikd_ticket_draft_get_text (draft, "name"));
  g_autofree char *properties = bilikd_ticket_draft_dup_properties (draft);
  BilikdTicketRecord record = { 0 };

  record.organization_id = call->caller.organization_id;
  record.pipeline_id = layout->pipeline_id;
  record.layout_id = layout->id;
  record.stage_id = bilikd_ticket_parse_id (bilikd_ticket_draft_get_text (draft, "stage_id"));
  record.name = name != NULL ? g_strstrip (name) : "";
  crm_ticket_priority_from_wire (bilikd_ticket_draft_get_text (draft, "priority"), &record.priority);
  record.description = bilikd_ticket_draft_get_text (draft, "description");
  record.properties = properties;
  record.data_source = request->data_source;
  record.embed_source = request->embed_source;
  record.creator_id = call->caller.agent_id;
  record.room_id = request->room_id;
  record.due_at = bilikd_ticket_draft_get_time (draft, "due_date");
  record.created_at = call->now;
  record.tells_links = TRUE;
  return bilikd_ticket_insert (db, &record, request->customers, error);
}

static gboolean
create_ticket (BilikdCall *call, BilikdDb *db, GError **error)
{
  g_autoptr (CrmJsonReader) reader = bilikd_call_read_body (call);
  g_autoptr (BilikdLayout) layout = NULL;
  g_auto (Request) request = { 0 };
  CrmJsonWriter writer;
  gint64 ticket_id;

  request.draft = bilikd_ticket_draft_new ();
  request.customers = g_array_new (FALSE, FALSE, sizeof (gint64));
  request.customers_updatable = TRUE;
  if (!read_request (call, reader, &request, error) || !find_customers (call, db, &request, error) ||
      !check_gates (call, &request, error))
    return FALSE;
  layout =
      bilikd_layout_load (db, call->caller.organization_id, request.layout_id, request.pipeline_id, error);
  if (layout == NULL || !bilikd_ticket_draft_check (request.draft, layout, TRUE, call, error))
    return FALSE;
  ticket_id = store_ticket (call, db, &request, layout, error);
  if (ticket_id == 0)
    return FALSE;

  crm_json_writer_init (&writer, call->reply);
  call->status = 201;
  return bilikd_ticket_get (db, call->caller.organization_id, ticket_id, 0, bilikd_ticket_write_json, &writer,
                            error);
}

gboolean
bilikd_handle_TICKETS_CREATE (BilikdCall *call, BilikdDb *db, GError **error)
{
  return create_ticket (call, db, error);
}

gboolean
bilikd_handle_TICKETS_CREATE_MOBILE (BilikdCall *call, BilikdDb *db, GError **error)
{
  return create_ticket (call, db, error);
}
