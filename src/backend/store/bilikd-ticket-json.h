/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-tickets.h"

G_BEGIN_DECLS

/* Each is a BilikdTicketFunc whose data is a CrmJsonWriter: as an element, or as the member `ticket`. */
void bilikd_ticket_write_json (const CrmTicketFields *ticket, gpointer writer);
void bilikd_ticket_write_json_member (const CrmTicketFields *ticket, gpointer writer);

/* Closes `items` and the list around it. */
void bilikd_ticket_list_end (CrmJsonWriter *writer, gint64 total, const BilikdPage *page);

/* Returns: the number that @id is, or 0, which no ticket has */
gint64 bilikd_ticket_parse_id (const char *id);

G_END_DECLS
