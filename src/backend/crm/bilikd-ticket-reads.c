/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-customers.h"
#include "bilikd-handlers.h"
#include "bilikd-search-words.h"
#include "bilikd-ticket-json.h"

/* Marking is a courtesy of the list: a customer that is gone marks nothing. */
static gboolean
find_marked_customer (BilikdCall *call, BilikdDb *db, gint64 *out_id, GError **error)
{
  const char *contact_id = bilikd_call_get_query (call, "customer_id");
  GError *local_error = NULL;

  *out_id = 0;
  if (contact_id == NULL || *contact_id == '\0')
    return TRUE;
  *out_id = bilikd_customer_find (db, call->caller.organization_id, contact_id, NULL, NULL, &local_error);
  if (local_error == NULL || g_error_matches (local_error, CRM_ERROR, CRM_ERROR_NOT_FOUND))
    {
      g_clear_error (&local_error);
      return TRUE;
    }
  g_propagate_error (error, local_error);
  return FALSE;
}

static gboolean
write_list (BilikdDb *db,
            const BilikdTicketFilter *filter,
            BilikdPage *page,
            CrmJsonWriter *writer,
            gint64 *out_total,
            GError **error)
{
  if (filter->match == NULL)
    return bilikd_tickets_list (db, filter, page, bilikd_ticket_write_json, writer, error) &&
           bilikd_tickets_count (db, filter->organization_id, out_total, error);
  return bilikd_tickets_search (db, filter, page, bilikd_ticket_write_json, writer, error) &&
         bilikd_tickets_count_matches (db, filter, out_total, error);
}

gboolean
bilikd_handle_TICKETS_SEARCH (BilikdCall *call, BilikdDb *db, GError **error)
{
  g_auto (BilikdPage) page = { 0 };
  g_autofree char *match = bilikd_search_words_to_match (bilikd_call_get_query (call, "query"));
  BilikdTicketFilter filter = { .organization_id = call->caller.organization_id, .match = match };
  CrmJsonWriter writer;
  gint64 total;

  if (!bilikd_page_init (&page, bilikd_call_get_query (call, "limit"), bilikd_call_get_query (call, "cursor"),
                         NULL, error) ||
      !find_marked_customer (call, db, &filter.customer_id, error))
    return FALSE;

  crm_json_writer_init (&writer, call->reply);
  crm_json_writer_begin_object (&writer, NULL);
  crm_json_writer_begin_array (&writer, "items");
  if (!write_list (db, &filter, &page, &writer, &total, error))
    return FALSE;
  bilikd_ticket_list_end (&writer, total, &page);
  call->status = 200;
  return TRUE;
}

gboolean
bilikd_handle_TICKETS_GET (BilikdCall *call, BilikdDb *db, GError **error)
{
  gint64 ticket_id = bilikd_ticket_parse_id (call->arguments[0]);
  CrmJsonWriter writer;

  crm_json_writer_init (&writer, call->reply);
  call->status = 200;
  return bilikd_ticket_get (db, call->caller.organization_id, ticket_id, 0, bilikd_ticket_write_json, &writer,
                            error);
}
