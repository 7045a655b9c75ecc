/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-customers.h"
#include "bilikd-fold.h"
#include "bilikd-handlers.h"
#include "bilikd-ticket-json.h"
#include "bilikd-ticket-writes.h"

#define MAX_FILTER 255

static gint64
find_customer (BilikdCall *call, BilikdDb *db, GError **error)
{
  return bilikd_customer_find (db, call->caller.organization_id, call->arguments[0], NULL, NULL, error);
}

static gboolean
read_filter (BilikdCall *call, BilikdTicketFilter *filter, char **out_text_key, GError **error)
{
  const char *status = bilikd_call_get_query (call, "status");
  const char *query = bilikd_call_get_query (call, "query");

  filter->organization_id = call->caller.organization_id;
  if (status != NULL && *status != '\0')
    {
      if (!crm_ticket_status_from_wire (status, NULL))
        {
          g_set_error_literal (error, CRM_ERROR, CRM_ERROR_BAD_REQUEST, "“status” is none of a ticket.");
          return FALSE;
        }
      filter->status = status;
    }
  if (query != NULL && *query != '\0')
    filter->text_key = *out_text_key = bilikd_fold (query, MAX_FILTER);
  return TRUE;
}

gboolean
bilikd_handle_LEAD_TICKETS_LIST (BilikdCall *call, BilikdDb *db, GError **error)
{
  g_auto (BilikdPage) page = { 0 };
  g_autofree char *text_key = NULL;
  BilikdTicketFilter filter = { 0 };
  CrmJsonWriter writer;
  gint64 total;

  if (!bilikd_page_init (&page, bilikd_call_get_query (call, "limit"), bilikd_call_get_query (call, "cursor"),
                         NULL, error) ||
      !read_filter (call, &filter, &text_key, error))
    return FALSE;
  filter.customer_id = find_customer (call, db, error);
  if (filter.customer_id == 0)
    return FALSE;

  crm_json_writer_init (&writer, call->reply);
  crm_json_writer_begin_object (&writer, NULL);
  crm_json_writer_begin_array (&writer, "items");
  if (!bilikd_tickets_of_customer (db, &filter, &page, bilikd_ticket_write_json, &writer, error) ||
      !bilikd_tickets_count_of_customer (db, &filter, &total, error))
    return FALSE;
  bilikd_ticket_list_end (&writer, total, &page);
  call->status = 200;
  return TRUE;
}

/* Who may link is what From Existing shows to whom, by the one function that decides both. */
static gboolean
check_associate (BilikdCall *call, GError **error)
{
  if (crm_gate_evaluate (&call->caller.gate).associate)
    return TRUE;
  g_set_error_literal (error, CRM_ERROR, CRM_ERROR_FORBIDDEN, "You may not link tickets.");
  return FALSE;
}

/* The customer and the ticket of the path, both of the caller's organisation. */
static gint64
find_both (BilikdCall *call, BilikdDb *db, gint64 *out_ticket_id, GError **error)
{
  gint64 customer_id = find_customer (call, db, error);
  BilikdTicketState state;

  *out_ticket_id = bilikd_ticket_parse_id (call->arguments[1]);
  if (customer_id == 0 ||
      !bilikd_ticket_load_state (db, call->caller.organization_id, *out_ticket_id, &state, error))
    return 0;
  return customer_id;
}

gboolean
bilikd_handle_LEAD_TICKETS_ADD (BilikdCall *call, BilikdDb *db, GError **error)
{
  gint64 ticket_id, customer_id;
  gboolean is_new;
  CrmJsonWriter writer;

  if (!check_associate (call, error))
    return FALSE;
  customer_id = find_both (call, db, &ticket_id, error);
  if (customer_id == 0 || !bilikd_ticket_link (db, ticket_id, customer_id, call->now, &is_new, error))
    return FALSE;
  if (is_new && !bilikd_ticket_touch (db, ticket_id, call->now, error))
    return FALSE;

  crm_json_writer_init (&writer, call->reply);
  crm_json_writer_begin_object (&writer, NULL);
  if (!bilikd_ticket_get (db, call->caller.organization_id, ticket_id, customer_id,
                          bilikd_ticket_write_json_member, &writer, error))
    return FALSE;
  crm_json_writer_bool (&writer, "was_associated", !is_new);
  crm_json_writer_end_object (&writer);
  call->status = 200;
  return TRUE;
}

gboolean
bilikd_handle_LEAD_TICKETS_REMOVE (BilikdCall *call, BilikdDb *db, GError **error)
{
  gint64 ticket_id, customer_id;
  gboolean was_linked;

  if (!check_associate (call, error))
    return FALSE;
  customer_id = find_both (call, db, &ticket_id, error);
  if (customer_id == 0 || !bilikd_ticket_unlink (db, ticket_id, customer_id, &was_linked, error))
    return FALSE;
  if (was_linked && !bilikd_ticket_touch (db, ticket_id, call->now, error))
    return FALSE;
  call->status = 204;
  return TRUE;
}
