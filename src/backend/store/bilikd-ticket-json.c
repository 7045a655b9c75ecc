/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-ticket-json.h"

void
bilikd_ticket_write_json (const CrmTicketFields *ticket, gpointer writer)
{
  crm_ticket_encode (ticket, writer, NULL);
}

void
bilikd_ticket_write_json_member (const CrmTicketFields *ticket, gpointer writer)
{
  crm_ticket_encode (ticket, writer, "ticket");
}

void
bilikd_ticket_list_end (CrmJsonWriter *writer, gint64 total, const BilikdPage *page)
{
  crm_json_writer_end_array (writer);
  crm_json_writer_int (writer, "total", total);
  crm_json_writer_string (writer, "next_cursor", page->next_cursor);
  crm_json_writer_end_object (writer);
}

gint64
bilikd_ticket_parse_id (const char *id)
{
  gint64 number = 0;

  return id != NULL && g_ascii_string_to_signed (id, 10, 1, G_MAXINT64, &number, NULL) ? number : 0;
}
