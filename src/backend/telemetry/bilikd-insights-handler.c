/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-handlers.h"
#include "bilikd-insights.h"

#define DEFAULT_DAYS 30
#define MAX_DAYS     90 /* events are not kept for longer */
#define DAY_MS       (24 * 60 * 60 * G_GINT64_CONSTANT (1000))

typedef struct
{
  const char *name;
  int target; /* thousandths, or -1 */
  gboolean is_ceiling;
} Row;

#define ROW_(symbol, name, target, is_ceiling) { name, target, is_ceiling },
static const Row rows[] = { BILIKD_FIGURES (ROW_) };

static gboolean
read_days (BilikdCall *call, gint64 *out_days, GError **error)
{
  const char *text = bilikd_call_get_query (call, "days");

  *out_days = DEFAULT_DAYS;
  if (text == NULL || g_ascii_string_to_signed (text, 10, 1, MAX_DAYS, out_days, NULL))
    return TRUE;
  g_set_error (error, CRM_ERROR, CRM_ERROR_BAD_REQUEST, "“days” is 1 to %d.", MAX_DAYS);
  return FALSE;
}

static void
write_figures (CrmJsonWriter *writer, const BilikdInsights *insights)
{
  crm_json_writer_begin_array (writer, "figures");
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      crm_json_writer_begin_object (writer, NULL);
      crm_json_writer_string (writer, "name", rows[i].name);
      crm_json_writer_int (writer, "part", insights->part[i]);
      crm_json_writer_int (writer, "whole", insights->whole[i]);
      if (rows[i].target < 0)
        crm_json_writer_null (writer, "target_per_mille");
      else
        crm_json_writer_int (writer, "target_per_mille", rows[i].target);
      crm_json_writer_bool (writer, "is_ceiling", rows[i].is_ceiling);
      crm_json_writer_end_object (writer);
    }
  crm_json_writer_end_array (writer);
}

static void
write_median (CrmJsonWriter *writer, const char *name, const BilikdDuration *duration)
{
  if (duration->n > 0)
    crm_json_writer_int (writer, name, duration->median_ms);
  else
    crm_json_writer_null (writer, name);
}

/* Whether it falls is seen beside the span of the same length before. */
static void
write_times (CrmJsonWriter *writer, const BilikdDuration *now, const BilikdDuration *before)
{
  crm_json_writer_begin_array (writer, "times");
  crm_json_writer_begin_object (writer, NULL);
  crm_json_writer_string (writer, "name", "raised_and_linked");
  crm_json_writer_int (writer, "n", now->n);
  write_median (writer, "median_ms", now);
  write_median (writer, "previous_median_ms", before);
  crm_json_writer_end_object (writer);
  crm_json_writer_end_array (writer);
}

gboolean
bilikd_handle_INSIGHTS (BilikdCall *call, BilikdDb *db, GError **error)
{
  gint64 organization_id = call->caller.organization_id;
  BilikdInsights insights;
  BilikdDuration linking, linking_before;
  CrmJsonWriter writer;
  gint64 days, span;

  if (!read_days (call, &days, error))
    return FALSE;
  span = days * DAY_MS;
  if (!bilikd_insights_load (db, organization_id, call->now - span, &insights, error) ||
      !bilikd_insights_measure_linking (db, organization_id, call->now - span, G_MAXINT64, &linking, error) ||
      !bilikd_insights_measure_linking (db, organization_id, call->now - 2 * span, call->now - span,
                                        &linking_before, error))
    return FALSE;
  crm_json_writer_init (&writer, call->reply);
  crm_json_writer_begin_object (&writer, NULL);
  crm_json_writer_time (&writer, "since", call->now - span);
  write_figures (&writer, &insights);
  write_times (&writer, &linking, &linking_before);
  crm_json_writer_end_object (&writer);
  call->status = 200;
  return TRUE;
}
