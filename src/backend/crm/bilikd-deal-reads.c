/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-deals.h"
#include "bilikd-handlers.h"
#include "bilikd-search-words.h"

static void
write_deal (const CrmDealFields *deal, gpointer writer)
{
  crm_deal_encode (deal, writer, NULL);
}

gboolean
bilikd_handle_DEALS_SEARCH (BilikdCall *call, BilikdDb *db, GError **error)
{
  g_auto (BilikdPage) page = { 0 };
  g_autofree char *match = bilikd_search_words_to_match (bilikd_call_get_query (call, "query"));
  CrmJsonWriter writer;

  if (!bilikd_page_init (&page, bilikd_call_get_query (call, "limit"), bilikd_call_get_query (call, "cursor"),
                         NULL, error))
    return FALSE;

  crm_json_writer_init (&writer, call->reply);
  crm_json_writer_begin_object (&writer, NULL);
  crm_json_writer_begin_array (&writer, "items");
  if (!bilikd_deals_search (db, call->caller.organization_id, match, &page, write_deal, &writer, error))
    return FALSE;
  crm_json_writer_end_array (&writer);
  crm_json_writer_string (&writer, "next_cursor", page.next_cursor);
  crm_json_writer_end_object (&writer);
  call->status = 200;
  return TRUE;
}
