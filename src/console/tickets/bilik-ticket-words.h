/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-embed-session.h"
#include "crm-ticket.h"

G_BEGIN_DECLS

/*
 * The words in which the console speaks of tickets, translated. All are plain
 * text: whatever takes markup must escape them.
 */

const char *bilik_ticket_words_status (CrmTicketStatus status);
/* "High priority"; NULL for none. */
const char *bilik_ticket_words_priority (CrmTicketPriority priority);
/* Where the ticket was made, from its data_source: an unknown one is shown as it is. */
const char *bilik_ticket_words_source (const char *data_source);

/* "Bot" and "AI" for theirs, otherwise the person (CDTC-S06); may be NULL. */
const char *bilik_ticket_words_creator (CrmTicket *ticket);

/* "Due tomorrow", "Overdue since yesterday", relative up to a week. @due_at is not 0. */
char *bilik_ticket_words_due (gint64 due_at, gint64 now);
/* "5 minutes ago", "Yesterday", "3 June"; relative up to a week. */
char *bilik_ticket_words_ago (gint64 time, gint64 now);
/* The exact time for a tooltip. */
char *bilik_ticket_words_exact (gint64 time);

/* What went wrong with the form and what to do; @title and @advice are set together. */
void bilik_ticket_words_failure (CrmEmbedFailure failure, const char **out_title, const char **out_advice);

G_END_DECLS
