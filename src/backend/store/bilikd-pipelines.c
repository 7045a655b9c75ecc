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

/* --- lists ------------------------------------------------------------------ */

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

/* --- one layout ------------------------------------------------------------- */

static void
clear_field (gpointer data)
{
  CrmField *field = data;

  g_free (field->name);
  g_free (field->label);
  g_free (field->placeholder);
  for (guint i = 0; i < field->n_options; i++)
    {
      g_free (field->options[i].id);
      g_free (field->options[i].label);
    }
  g_free (field->options);
  g_clear_pointer (&field->default_value, json_node_unref);
}

void
bilikd_layout_free (BilikdLayout *self)
{
  g_array_unref (self->fields);
  g_free (self);
}

static gboolean
find_layout (BilikdDb *db, gint64 organization_id, BilikdLayout *layout, GError **error)
{
  BilikdStatement *row = bilikd_db_prepare (
      db, "SELECT l.id, p.id FROM pipelines p JOIN layouts l ON l.pipeline_id = p.id "
          "WHERE p.organization_id = ?1 AND (?2 = 0 OR l.id = ?2) AND (?3 = 0 OR p.id = ?3) "
          "ORDER BY p.is_default DESC, p.position, l.is_default DESC, l.id LIMIT 1");
  GError *local_error = NULL;

  bilikd_bind_int (row, 1, organization_id);
  bilikd_bind_int (row, 2, layout->id);
  bilikd_bind_int (row, 3, layout->pipeline_id);
  if (bilikd_row_next (row, &local_error))
    {
      layout->id = bilikd_row_int (row, 0);
      layout->pipeline_id = bilikd_row_int (row, 1);
      bilikd_row_end (row);
    }
  else if (local_error == NULL)
    g_set_error_literal (&local_error, CRM_ERROR, CRM_ERROR_NOT_FOUND, "No such layout.");
  return succeed_unless (local_error, error);
}

static gboolean
load_fields (BilikdDb *db, BilikdLayout *layout, GError **error)
{
  BilikdStatement *rows =
      bilikd_db_prepare (db, "SELECT name, label, placeholder, type, required, default_value "
                             "FROM fields WHERE layout_id = ?1 ORDER BY position");
  GError *local_error = NULL;

  bilikd_bind_int (rows, 1, layout->id);
  while (bilikd_row_next (rows, &local_error))
    {
      CrmField field = { 0 };
      const char *default_value = bilikd_row_text (rows, 5);

      field.name = g_strdup (bilikd_row_text (rows, 0));
      field.label = g_strdup (bilikd_row_text (rows, 1));
      field.placeholder = g_strdup (bilikd_row_text (rows, 2));
      crm_field_type_from_wire (bilikd_row_text (rows, 3), &field.type);
      field.required = bilikd_row_int (rows, 4) != 0;
      if (default_value != NULL)
        field.default_value = crm_json_parse (default_value, -1, CRM_JSON_MAX_DEPTH, NULL);
      g_array_append_val (layout->fields, field);
    }
  return succeed_unless (local_error, error);
}

static void
take_option (CrmField *field, const char *id, const char *label)
{
  field->options = g_renew (CrmOption, field->options, field->n_options + 1);
  field->options[field->n_options++] = (CrmOption){ g_strdup (id), g_strdup (label) };
}

static gboolean
load_options (BilikdDb *db, BilikdLayout *layout, GError **error)
{
  BilikdStatement *rows = bilikd_db_prepare (
      db, "SELECT f.name, o.option_id, o.label FROM fields f JOIN field_options o ON o.field_id = f.id "
          "WHERE f.layout_id = ?1 ORDER BY f.position, o.position");
  GError *local_error = NULL;

  bilikd_bind_int (rows, 1, layout->id);
  while (bilikd_row_next (rows, &local_error))
    {
      const CrmField *field = bilikd_layout_find_field (layout, bilikd_row_text (rows, 0));

      take_option ((CrmField *) field, bilikd_row_text (rows, 1), bilikd_row_text (rows, 2));
    }
  return succeed_unless (local_error, error);
}

static gboolean
load_stages (BilikdDb *db, BilikdLayout *layout, GError **error)
{
  CrmField *field = (CrmField *) bilikd_layout_find_field (layout, "stage_id");
  BilikdStatement *rows =
      bilikd_db_prepare (db, "SELECT id, name FROM stages WHERE pipeline_id = ?1 ORDER BY position");
  GError *local_error = NULL;

  bilikd_bind_int (rows, 1, layout->pipeline_id);
  while (field != NULL && bilikd_row_next (rows, &local_error))
    take_option (field, bilikd_row_text (rows, 0), bilikd_row_text (rows, 1));
  bilikd_row_end (rows);
  if (field != NULL && field->default_value == NULL && field->n_options > 0)
    {
      field->default_value = json_node_new (JSON_NODE_VALUE);
      json_node_set_string (field->default_value, field->options[0].id);
    }
  return succeed_unless (local_error, error);
}

BilikdLayout *
bilikd_layout_load (BilikdDb *db,
                    gint64 organization_id,
                    gint64 layout_id,
                    gint64 pipeline_id,
                    GError **error)
{
  g_autoptr (BilikdLayout) layout = g_new0 (BilikdLayout, 1);

  layout->id = layout_id;
  layout->pipeline_id = pipeline_id;
  layout->fields = g_array_new (FALSE, FALSE, sizeof (CrmField));
  g_array_set_clear_func (layout->fields, clear_field);
  if (!find_layout (db, organization_id, layout, error) || !load_fields (db, layout, error) ||
      !load_options (db, layout, error) || !load_stages (db, layout, error))
    return NULL;
  return g_steal_pointer (&layout);
}

const CrmField *
bilikd_layout_find_field (const BilikdLayout *self, const char *name)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      const CrmField *field = &g_array_index (self->fields, CrmField, i);

      if (g_str_equal (field->name, name))
        return field;
    }
  return NULL;
}
