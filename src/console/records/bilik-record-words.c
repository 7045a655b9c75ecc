/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-records"

#include "bilik-record-words.h"

#include <glib/gi18n.h>

#include "bilik-room-words.h"
#include "bilik-ticket-words.h"
#include "crm-error.h"

static const char *const deal_statuses[] = {
  [CRM_DEAL_STATUS_OPEN] = N_ ("Open"),
  [CRM_DEAL_STATUS_WON] = N_ ("Won"),
  [CRM_DEAL_STATUS_LOST] = N_ ("Lost"),
};

const char *
bilik_record_words_object (CrmRecordObject object)
{
  return object == CRM_RECORD_DEAL ? _ ("Deal") : _ ("Ticket");
}

const char *
bilik_record_words_badge (CrmCreatorFlag flag)
{
  if (flag == CRM_CREATOR_BOT)
    return _ ("Bot");
  return flag == CRM_CREATOR_AGENTIC_AI ? _ ("AI") : "";
}

const char *
bilik_record_words_status (CrmRecordObject object, const char *status)
{
  CrmDealStatus deal_status;
  CrmTicketStatus ticket_status;

  if (status == NULL)
    return "";
  if (object == CRM_RECORD_DEAL && crm_deal_status_from_wire (status, &deal_status))
    return _ (deal_statuses[deal_status]);
  if (object == CRM_RECORD_TICKET && crm_ticket_status_from_wire (status, &ticket_status))
    return bilik_ticket_words_status (ticket_status);
  return status;
}

char *
bilik_record_words_place (const char *stage, const char *pipeline)
{
  if (stage == NULL || pipeline == NULL)
    return g_strdup (stage != NULL ? stage : pipeline != NULL ? pipeline : "");
  /* Translators: a stage in its pipeline, as in "Qualified in Sales". */
  return g_strdup_printf (_ ("%s in %s"), stage, pipeline);
}

/* --- when ---------------------------------------------------------------------- */

static char *
format_when (gint64 time, gint64 now)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / 1000);
  g_autoptr (GDateTime) utc_now = g_date_time_new_from_unix_utc (now / 1000);
  g_autoptr (GDateTime) then = utc != NULL ? g_date_time_to_local (utc) : NULL;
  g_autoptr (GDateTime) today = utc_now != NULL ? g_date_time_to_local (utc_now) : NULL;

  if (then == NULL || today == NULL)
    return g_strdup ("");
  if (g_date_time_get_year (then) != g_date_time_get_year (today))
    /* Translators: a date of another year, as in "3 June 2024" */
    return g_date_time_format (then, _ ("%-e %B %Y"));
  if (g_date_time_get_day_of_year (then) != g_date_time_get_day_of_year (today))
    /* Translators: an earlier day of this year and the time, as in "3 June, 14:02" */
    return g_date_time_format (then, _ ("%-e %B, %H:%M"));
  return g_date_time_format (then, "%H:%M");
}

char *
bilik_record_words_origin (const char *channel, gint64 time, gint64 now)
{
  g_autofree char *when = format_when (time, now);

  if (channel == NULL || *channel == '\0')
    return g_steal_pointer (&when);
  /* Translators: where and when a bot made a record, as in "from WhatsApp, 14:02" */
  return g_strdup_printf (_ ("from %s, %s"), bilik_room_words_channel (channel), when);
}

/* --- notices ---------------------------------------------------------------------- */

char *
bilik_record_words_notice (CrmRecordObject object, CrmOpenNotice notice, const GError *error)
{
  gboolean is_deal = object == CRM_RECORD_DEAL;

  switch (notice)
    {
    case CRM_OPEN_NOTICE_NO_PERMISSION:
      return g_strdup (is_deal ? _ ("You can't open deals. Ask your administrator for access to the CRM.")
                               : _ ("You can't open tickets. Ask your administrator for access to the CRM."));
    case CRM_OPEN_NOTICE_GONE:
      return g_strdup (is_deal ? _ ("This deal no longer exists.") : _ ("This ticket no longer exists."));
    case CRM_OPEN_NOTICE_BAD_LINK:
      return g_strdup (_ ("This can't be opened: its address is missing or not allowed."));
    case CRM_OPEN_NOTICE_ROOM_GONE:
      return g_strdup (_ ("This conversation was deleted, or you don't have access to it."));
    case CRM_OPEN_NOTICE_FAILED:
      return g_strdup (error != NULL ? crm_error_get_sentence (error)
                                     : _ ("This can't be opened. Try again."));
    case CRM_OPEN_NOTICE_NONE:
    default:
      return NULL;
    }
}

char *
bilik_record_words_why (const CrmRoomRecord *record, const CrmRoomRecord *replaced)
{
  g_autofree char *exact = bilik_ticket_words_exact (record->crm_created_at);
  const char *id = record->slug != NULL ? record->slug : record->external_id;
  GString *text = g_string_new (NULL);

  if (record->creator_flag == CRM_CREATOR_AGENTIC_AI)
    g_string_append_printf (text, _ ("An AI agent made it in this conversation: %s."), exact);
  else if (record->creator_flag == CRM_CREATOR_BOT)
    g_string_append_printf (text, _ ("A bot made it in this conversation: %s."), exact);
  else
    g_string_append_printf (text, _ ("It was made in this conversation: %s."), exact);
  g_string_append_c (text, '\n');
  g_string_append_printf (text, _ ("ID: %s"), id);
  g_string_append_c (text, '\n');
  if (replaced != NULL)
    /* Translators: the record that stood here before: its name and its ID */
    g_string_append_printf (text, _ ("It replaced “%s” (%s), which is still in the CRM."), replaced->name,
                            replaced->slug != NULL ? replaced->slug : replaced->external_id);
  else
    g_string_append (text, _ ("It is the latest one here; a later one takes its place."));
  return g_string_free (text, FALSE);
}

/* --- changes ---------------------------------------------------------------------- */

static void
add_change (GString *text, const char *format, const char *before, const char *now)
{
  g_autofree char *change = NULL;
  g_auto (GStrv) around = NULL;

  if (g_strcmp0 (before, now) == 0 || now == NULL)
    return;
  around = g_strsplit (format, "%s", 2);
  change = g_strjoinv (now, around);
  g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", change);
}

static const char *
get_priority (const CrmRecordDetail *detail)
{
  const char *words =
      detail->ticket != NULL ? bilik_ticket_words_priority (crm_ticket_get_priority (detail->ticket)) : NULL;

  return words != NULL ? words : _ ("No priority");
}

char *
bilik_record_words_changes (const CrmRecordDetail *before, const CrmRecordDetail *now)
{
  GString *text = g_string_new (NULL);

  add_change (text, _ ("the name is now “%s”"), crm_record_detail_get_name (before),
              crm_record_detail_get_name (now));
  add_change (text, _ ("the pipeline is now “%s”"), crm_record_detail_get_pipeline_name (before),
              crm_record_detail_get_pipeline_name (now));
  add_change (text, _ ("the stage is now “%s”"), crm_record_detail_get_stage_name (before),
              crm_record_detail_get_stage_name (now));
  add_change (text, _ ("the priority is now “%s”"), get_priority (before), get_priority (now));
  if (text->len == 0)
    g_string_append (text, _ ("another field"));
  return g_string_free (text, FALSE);
}
