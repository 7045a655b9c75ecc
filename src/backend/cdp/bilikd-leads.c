/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-customers.h"
#include "bilikd-handlers.h"
#include "bilikd-search-words.h"

/* What the rows of an answer are written with. */
typedef struct
{
  CrmJsonWriter writer;
  gboolean is_embed;   /* the CRM's own form sees only what the CRM can resolve */
  gboolean may_update; /* the agent's half of permission.update */
  gboolean is_hidden;
} Answer;

static void
answer_init (Answer *self, BilikdCall *call)
{
  *self = (Answer){ 0 };
  self->is_embed = call->caller.audience == CRM_AUDIENCE_EMBED;
  self->may_update = CRM_HAS (call->caller.permissions, CRM_PERMISSION_CUSTOMERS_UPDATE);
  crm_json_writer_init (&self->writer, call->reply);
}

static void
write_customer (const CrmCustomerFields *customer, gboolean crm_known, gpointer data)
{
  Answer *answer = data;
  CrmCustomerFields fields = *customer;

  answer->is_hidden = answer->is_embed && !crm_known;
  if (answer->is_hidden)
    return;
  fields.can_update = fields.can_update && answer->may_update;
  crm_customer_encode (&fields, &answer->writer, NULL);
}

static void
write_end (CrmJsonWriter *writer, gint64 total, const BilikdPage *page)
{
  crm_json_writer_end_array (writer);
  crm_json_writer_int (writer, "total", MIN (total, G_MAXINT32));
  crm_json_writer_string (writer, "next_cursor", page->next_cursor);
}

static gboolean
list_by_name (BilikdCall *call, BilikdDb *db, BilikdPage *page, Answer *answer, GError **error)
{
  gint64 organization_id = call->caller.organization_id;
  gint64 total = 0;

  if (!bilikd_customers_list (db, organization_id, page, write_customer, answer, error) ||
      !bilikd_customers_count (db, organization_id, &total, error))
    return FALSE;
  write_end (&answer->writer, total, page);
  return TRUE;
}

static gboolean
list_matches (BilikdCall *call,
              BilikdDb *db,
              const char *query,
              const char *match,
              BilikdPage *page,
              Answer *answer,
              GError **error)
{
  gint64 organization_id = call->caller.organization_id;
  gint64 total = 0;

  if (!bilikd_customers_search (db, organization_id, match, query, page, write_customer, answer, error) ||
      !bilikd_customers_count_matches (db, organization_id, match, &total, error))
    return FALSE;
  write_end (&answer->writer, MIN (total, BILIKD_TOTAL_MAX), page);
  if (total > BILIKD_TOTAL_MAX)
    crm_json_writer_bool (&answer->writer, "total_is_exact", FALSE);
  return TRUE;
}

gboolean
bilikd_handle_LEADS_LIST (BilikdCall *call, BilikdDb *db, GError **error)
{
  g_auto (BilikdPage) page = { 0 };
  const char *query = bilikd_call_get_query (call, "query");
  g_autofree char *match = bilikd_search_words_to_match (query);
  gboolean is_done;
  Answer answer;

  if (!bilikd_page_init (&page, bilikd_call_get_query (call, "limit"), bilikd_call_get_query (call, "cursor"),
                         bilikd_call_get_query (call, "offset"), error))
    return FALSE;
  answer_init (&answer, call);
  crm_json_writer_begin_object (&answer.writer, NULL);
  crm_json_writer_begin_array (&answer.writer, "items");
  if (match != NULL)
    is_done = list_matches (call, db, query, match, &page, &answer, error);
  else
    is_done = list_by_name (call, db, &page, &answer, error);
  crm_json_writer_end_object (&answer.writer);
  call->status = 200;
  return is_done;
}

gboolean
bilikd_handle_LEADS_GET (BilikdCall *call, BilikdDb *db, GError **error)
{
  Answer answer;

  answer_init (&answer, call);
  if (!bilikd_customer_get (db, call->caller.organization_id, call->arguments[0], write_customer, &answer,
                            error))
    return FALSE;
  if (answer.is_hidden)
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_NOT_FOUND, "No such customer.");
      return FALSE;
    }
  call->status = 200;
  return TRUE;
}
