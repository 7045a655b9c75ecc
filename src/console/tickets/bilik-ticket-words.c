/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-tickets"

#include <glib/gi18n.h>
#include "bilik-ticket-words.h"

static const char *const statuses[] = {
  [CRM_TICKET_STATUS_OPEN] = N_ ("Open"),
  [CRM_TICKET_STATUS_PENDING] = N_ ("Pending"),
  [CRM_TICKET_STATUS_SOLVED] = N_ ("Solved"),
  [CRM_TICKET_STATUS_CLOSED] = N_ ("Closed"),
};

static const char *const priorities[] = {
  [CRM_TICKET_PRIORITY_NONE] = NULL,
  [CRM_TICKET_PRIORITY_LOW] = N_ ("Low priority"),
  [CRM_TICKET_PRIORITY_MEDIUM] = N_ ("Medium priority"),
  [CRM_TICKET_PRIORITY_HIGH] = N_ ("High priority"),
  [CRM_TICKET_PRIORITY_URGENT] = N_ ("Urgent"),
};

static const struct
{
  const char *data_source;
  const char *words;
} sources[] = {
  { "embed-web-cdp", N_ ("Customer page") },  { "embed-web-chat", N_ ("Web chat") },
  { "embed-flutter-crm", N_ ("Mobile CRM") }, { "embed-flutter-chat", N_ ("Mobile chat") },
  { "Desktop GTK", N_ ("Desktop form") },     { "api", N_ ("Program") },
};

static const struct
{
  const char *title;
  const char *advice;
} failures[] = {
  [CRM_EMBED_FAILURE_LOAD] = { N_ ("The form could not be loaded"),
                               N_ ("The CRM can't be reached or refused the form. Try again, or link an "
                                   "existing ticket.") },
  [CRM_EMBED_FAILURE_TIMEOUT] = { N_ ("The form takes too long to open"),
                                  N_ ("The CRM did not answer in time. Try again in a moment.") },
  [CRM_EMBED_FAILURE_TLS] = { N_ ("The form's server can't be trusted"),
                              N_ ("Its certificate is not valid. Tell your administrator; nothing was sent.") },
  [CRM_EMBED_FAILURE_CRASHED] = { N_ ("The form stopped working"),
                                  N_ ("What was typed in it is lost. Try again to open a new form.") },
  [CRM_EMBED_FAILURE_HUNG] = { N_ ("The form stopped answering"),
                               N_ ("It was closed. Try again to open a new form.") },
  [CRM_EMBED_FAILURE_ORIGIN] = { N_ ("The form's address is not allowed"),
                                 N_ ("It is not on your organization's list. Tell your administrator.") },
  [CRM_EMBED_FAILURE_ENGINE] = { N_ ("The form can't run on this computer"),
                                 N_ ("Its protected web view could not be started. Tell your administrator.") },
  [CRM_EMBED_FAILURE_TOKEN] = { N_ ("The CRM did not let the form open"),
                                N_ ("You may no longer be allowed to create tickets, or the server is busy. "
                                    "Try again.") },
};

const char *
bilik_ticket_words_status (CrmTicketStatus status)
{
  g_return_val_if_fail ((guint) status < G_N_ELEMENTS (statuses), "");
  return _ (statuses[status]);
}

const char *
bilik_ticket_words_priority (CrmTicketPriority priority)
{
  g_return_val_if_fail ((guint) priority < G_N_ELEMENTS (priorities), NULL);
  return priorities[priority] != NULL ? _ (priorities[priority]) : NULL;
}

const char *
bilik_ticket_words_source (const char *data_source)
{
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    if (g_strcmp0 (sources[i].data_source, data_source) == 0)
      return _ (sources[i].words);
  return data_source;
}

const char *
bilik_ticket_words_creator (CrmTicket *ticket)
{
  switch (crm_ticket_get_creator_flag (ticket))
    {
    case CRM_CREATOR_BOT:
      return _ ("Bot");
    case CRM_CREATOR_AGENTIC_AI:
      return _ ("AI");
    case CRM_CREATOR_NONE:
    case CRM_N_CREATOR_FLAGS:
    default:
      return crm_ticket_get_creator_name (ticket);
    }
}

void
bilik_ticket_words_failure (CrmEmbedFailure failure, const char **out_title, const char **out_advice)
{
  g_return_if_fail ((guint) failure < G_N_ELEMENTS (failures));

  *out_title = _ (failures[failure].title);
  *out_advice = _ (failures[failure].advice);
}

/* --- times ---------------------------------------------------------------------- */

static GDateTime *
local_time (gint64 unix_ms)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (unix_ms / 1000);

  return utc != NULL ? g_date_time_to_local (utc) : NULL;
}

/* Calendar days from @from to @to as people count them: at 23:00 tomorrow is one hour away. */
static int
days_between (GDateTime *from, GDateTime *to)
{
  GDate a, b;

  g_date_clear (&a, 1);
  g_date_clear (&b, 1);
  g_date_set_dmy (&a, g_date_time_get_day_of_month (from), g_date_time_get_month (from),
                  g_date_time_get_year (from));
  g_date_set_dmy (&b, g_date_time_get_day_of_month (to), g_date_time_get_month (to),
                  g_date_time_get_year (to));
  return g_date_days_between (&a, &b);
}

static char *
format_date (GDateTime *date, GDateTime *now)
{
  /* Translators: a date of this year, as in "3 June", and of another, as in "3 June 2024". */
  return g_date_time_format (
      date, g_date_time_get_year (date) == g_date_time_get_year (now) ? _ ("%-e %B") : _ ("%-e %B %Y"));
}

static char *
format_overdue (GDateTime *due, GDateTime *now, int days)
{
  if (days == 0)
    return g_strdup (_ ("Overdue since today"));
  if (days == -1)
    return g_strdup (_ ("Overdue since yesterday"));
  if (days > -7)
    return g_strdup_printf (ngettext ("Overdue by %d day", "Overdue by %d days", -days), -days);

  g_autofree char *date = format_date (due, now);
  return g_strdup_printf (_ ("Overdue since %s"), date);
}

char *
bilik_ticket_words_due (gint64 due_at, gint64 now)
{
  g_autoptr (GDateTime) due = local_time (due_at);
  g_autoptr (GDateTime) today = local_time (now);

  if (due == NULL || today == NULL)
    return g_strdup ("");

  int days = days_between (today, due);
  if (due_at < now)
    return format_overdue (due, today, days);
  if (days == 0)
    {
      g_autofree char *clock = g_date_time_format (due, "%H:%M");
      return g_strdup_printf (_ ("Due today, %s"), clock);
    }
  if (days == 1)
    return g_strdup (_ ("Due tomorrow"));
  if (days < 7)
    return g_date_time_format (due, _ ("Due on %A"));

  g_autofree char *date = format_date (due, today);
  return g_strdup_printf (_ ("Due %s"), date);
}

char *
bilik_ticket_words_ago (gint64 time, gint64 now)
{
  g_autoptr (GDateTime) then = local_time (time);
  g_autoptr (GDateTime) today = local_time (now);

  if (then == NULL || today == NULL)
    return g_strdup ("");

  int minutes = (int) CLAMP ((now - time) / 60000, 0, G_MAXINT);
  int days = days_between (then, today);
  if (minutes < 1)
    return g_strdup (_ ("Just now"));
  if (minutes < 60)
    return g_strdup_printf (ngettext ("%d minute ago", "%d minutes ago", minutes), minutes);
  if (days <= 0)
    return g_strdup_printf (ngettext ("%d hour ago", "%d hours ago", minutes / 60), minutes / 60);
  if (days == 1)
    return g_strdup (_ ("Yesterday"));
  if (days < 7)
    return g_strdup_printf (ngettext ("%d day ago", "%d days ago", days), days);
  return format_date (then, today);
}

char *
bilik_ticket_words_exact (gint64 time)
{
  g_autoptr (GDateTime) local = local_time (time);

  /* Translators: a full date and time for a tooltip, as in "Friday, 26 June 2026, 14:02". */
  return local != NULL ? g_date_time_format (local, _ ("%A, %-e %B %Y, %H:%M")) : g_strdup ("");
}
