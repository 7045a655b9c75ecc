/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-pipelines.h"

#include "crm-error.h"

static gboolean
succeed_unless (GError *local_error, GError **error)
{
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, local_error);
  return FALSE;
}

gboolean
bilikd_pipelines_encode (BilikdDb *db, gint64 organization_id, CrmJsonWriter *writer, GError **error)
{
  BilikdStatement *rows = bilikd_db_prepare (
      db,
      "SELECT p.id, p.name, p.is_default, s.id, s.name, s.status FROM pipelines p "
      "JOIN stages s ON s.pipeline_id = p.id WHERE p.organization_id = ?1 ORDER BY p.position, p.id, s.position");
  GError *local_error = NULL;
  gint64 pipeline_id = 0;

  bilikd_bind_int (rows, 1, organization_id);
  crm_json_writer_begin_array (writer, "items");
  while (bilikd_row_next (rows, &local_error))
    {
      if (bilikd_row_int (rows, 0) != pipeline_id)
        {
          if (pipeline_id != 0)
            {
              crm_json_writer_end_array (writer);
              crm_json_writer_end_object (writer);
            }
          pipeline_id = bilikd_row_int (rows, 0);
          crm_json_writer_begin_object (writer, NULL);
          crm_json_writer_string (writer, "id", bilikd_row_text (rows, 0));
          crm_json_writer_string (writer, "name", bilikd_row_text (rows, 1));
          crm_json_writer_bool (writer, "is_default", bilikd_row_int (rows, 2) != 0);
          crm_json_writer_begin_array (writer, "stages");
        }
      crm_json_writer_begin_object (writer, NULL);
      crm_json_writer_string (writer, "id", bilikd_row_text (rows, 3));
      crm_json_writer_string (writer, "name", bilikd_row_text (rows, 4));
      crm_json_writer_string (writer, "status", bilikd_row_text (rows, 5));
      crm_json_writer_end_object (writer);
    }
  if (pipeline_id != 0)
    {
      crm_json_writer_end_array (writer);
      crm_json_writer_end_object (writer);
    }
  crm_json_writer_end_array (writer);
  return succeed_unless (local_error, error);
}

gboolean
bilikd_layouts_encode (BilikdDb *db,
                       gint64 organization_id,
                       gint64 pipeline_id,
                       CrmJsonWriter *writer,
                       GError **error)
{
  BilikdStatement *rows =
      bilikd_db_prepare (db, "SELECT l.id, l.name, l.pipeline_id, l.is_default FROM layouts l "
                             "JOIN pipelines p ON p.id = l.pipeline_id "
                             "WHERE p.organization_id = ?1 AND p.id = ?2 ORDER BY l.is_default DESC, l.id");
  GError *local_error = NULL;
  guint n_layouts = 0;

  bilikd_bind_int (rows, 1, organization_id);
  bilikd_bind_int (rows, 2, pipeline_id);
  crm_json_writer_begin_array (writer, "items");
  for (; bilikd_row_next (rows, &local_error); n_layouts++)
    {
      crm_json_writer_begin_object (writer, NULL);
      crm_json_writer_string (writer, "id", bilikd_row_text (rows, 0));
      crm_json_writer_string (writer, "name", bilikd_row_text (rows, 1));
      crm_json_writer_string (writer, "pipeline_id", bilikd_row_text (rows, 2));
      crm_json_writer_bool (writer, "is_default", bilikd_row_int (rows, 3) != 0);
      crm_json_writer_end_object (writer);
    }
  crm_json_writer_end_array (writer);
  /* Every pipeline has a layout: none means that there is no such pipeline here. */
  if (n_layouts == 0 && local_error == NULL)
    g_set_error_literal (&local_error, CRM_ERROR, CRM_ERROR_NOT_FOUND, "No such pipeline.");
  return succeed_unless (local_error, error);
}
