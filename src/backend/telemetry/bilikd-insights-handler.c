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

gboolean
bilikd_handle_INSIGHTS (BilikdCall *call, BilikdDb *db, GError **error)
{
  BilikdInsights insights;
  CrmJsonWriter writer;
  gint64 days;

  if (!read_days (call, &days, error) ||
      !bilikd_insights_load (db, call->caller.organization_id, call->now - days * DAY_MS, &insights, error))
    return FALSE;
  crm_json_writer_init (&writer, call->reply);
  crm_json_writer_begin_object (&writer, NULL);
  crm_json_writer_time (&writer, "since", call->now - days * DAY_MS);
  crm_json_writer_begin_array (&writer, "figures");
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      crm_json_writer_begin_object (&writer, NULL);
      crm_json_writer_string (&writer, "name", rows[i].name);
      crm_json_writer_int (&writer, "part", insights.part[i]);
      crm_json_writer_int (&writer, "whole", insights.whole[i]);
      if (rows[i].target < 0)
        crm_json_writer_null (&writer, "target_per_mille");
      else
        crm_json_writer_int (&writer, "target_per_mille", rows[i].target);
      crm_json_writer_bool (&writer, "is_ceiling", rows[i].is_ceiling);
      crm_json_writer_end_object (&writer);
    }
  crm_json_writer_end_array (&writer);
  crm_json_writer_end_object (&writer);
  call->status = 200;
  return TRUE;
}
