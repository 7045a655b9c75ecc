/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-handlers.h"
#include "bilikd-ticket-json.h"

/*
 * What the external_url of a record leads to in a browser: the way into Bilik.
 * Anybody may ask for it, so that it knows nothing: not even whether there is
 * such a record.
 */

static const char policy[] =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

static const char page[] = "<!DOCTYPE html>\n"
                           "<html lang=\"en\">\n"
                           "<head>\n"
                           "<meta charset=\"utf-8\">\n"
                           "<meta name=\"viewport\" content=\"width=device-width\">\n"
                           "<meta name=\"color-scheme\" content=\"light dark\">\n"
                           "<title>%s %s – Bilik</title>\n"
                           "</head>\n"
                           "<body>\n"
                           "<main>\n"
                           "<h1>%s %s</h1>\n"
                           "<p><a href=\"bilik://%s/%s\">Open in Bilik</a></p>\n"
                           "<p lang=\"id\"><a href=\"bilik://%s/%s\">Buka di Bilik</a></p>\n"
                           "</main>\n"
                           "</body>\n"
                           "</html>\n";

static gboolean
answer (BilikdCall *call, const char *label, CrmRecordObject object, GError **error)
{
  const char *verb = crm_record_object_to_wire (object);
  gint64 number = bilikd_ticket_parse_id (call->arguments[0]);
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, number);

  if (number <= 0)
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_NOT_FOUND, "No such page.");
      return FALSE;
    }
  g_string_printf (call->reply, page, label, id, label, id, verb, id, verb, id);
  bilikd_call_set_header (call, "Content-Security-Policy", policy);
  bilikd_call_set_header (call, "Referrer-Policy", "no-referrer");
  call->content_type = "text/html; charset=utf-8";
  call->status = 200;
  return TRUE;
}

gboolean
bilikd_handle_DEAL_PAGE (BilikdCall *call, BilikdDb *db, GError **error)
{
  return answer (call, "Deal", CRM_RECORD_DEAL, error);
}

gboolean
bilikd_handle_TICKET_PAGE (BilikdCall *call, BilikdDb *db, GError **error)
{
  return answer (call, "Ticket", CRM_RECORD_TICKET, error);
}
