/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-sample-private.h"

static gint64
run_for_id (BilikdStatement *insert, GError **error)
{
  gint64 id;

  if (!bilikd_row_next (insert, error))
    return 0;
  id = bilikd_row_int (insert, 0);
  bilikd_row_end (insert);
  return id;
}

static gboolean
add_options (BilikdSample *self, JsonObject *field, gint64 field_id, GError **error)
{
  JsonArray *options =
      json_object_has_member (field, "options") ? json_object_get_array_member (field, "options") : NULL;

  for (guint i = 0; options != NULL && i < json_array_get_length (options); i++)
    {
      JsonObject *option = json_array_get_object_element (options, i);
      BilikdStatement *insert =
          bilikd_db_prepare (self->db, "INSERT INTO field_options (field_id, position, option_id, label) "
                                       "VALUES (?1, ?2, ?3, ?4)");

      bilikd_bind_int (insert, 1, field_id);
      bilikd_bind_int (insert, 2, i);
      bilikd_bind_text (insert, 3, json_object_get_string_member (option, "id"));
      bilikd_bind_text (insert, 4, json_object_get_string_member (option, "label"));
      if (!bilikd_db_run (insert, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_field (BilikdSample *self, JsonObject *field, gint64 layout_id, guint position, GError **error)
{
  JsonNode *value = json_object_get_member (field, "default");
  g_autofree char *default_value = value != NULL ? json_to_string (value, FALSE) : NULL;
  BilikdStatement *insert = bilikd_db_prepare (
      self->db,
      "INSERT INTO fields (layout_id, position, name, label, type, required, placeholder, default_value) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) RETURNING id");
  gint64 id;

  bilikd_bind_int (insert, 1, layout_id);
  bilikd_bind_int (insert, 2, position);
  bilikd_bind_text (insert, 3, json_object_get_string_member (field, "name"));
  bilikd_bind_text (insert, 4, json_object_get_string_member (field, "label"));
  bilikd_bind_text (insert, 5, json_object_get_string_member (field, "type"));
  bilikd_bind_int (insert, 6, json_object_get_boolean_member_with_default (field, "required", FALSE));
  bilikd_bind_text (insert, 7, json_object_get_string_member_with_default (field, "placeholder", NULL));
  bilikd_bind_text (insert, 8, default_value);
  id = run_for_id (insert, error);
  return id != 0 && add_options (self, field, id, error);
}

static gint64
add_layout (BilikdSample *self, JsonObject *layout, gint64 pipeline_id, gboolean is_default, GError **error)
{
  JsonArray *fields = json_object_get_array_member (layout, "fields");
  BilikdStatement *insert = bilikd_db_prepare (
      self->db, "INSERT INTO layouts (pipeline_id, name, is_default) VALUES (?1, ?2, ?3) RETURNING id");
  gint64 id;

  bilikd_bind_int (insert, 1, pipeline_id);
  bilikd_bind_text (insert, 2, json_object_get_string_member (layout, "name"));
  bilikd_bind_int (insert, 3, is_default);
  id = run_for_id (insert, error);
  for (guint i = 0; id != 0 && i < json_array_get_length (fields); i++)
    if (!add_field (self, json_array_get_object_element (fields, i), id, i, error))
      return 0;
  return id;
}

/* Returns: the default layout */
static gint64
add_layouts (BilikdSample *self, JsonArray *layouts, gint64 pipeline_id, GError **error)
{
  gint64 default_id = 0;

  for (guint i = 0; i < json_array_get_length (layouts); i++)
    {
      gint64 id = add_layout (self, json_array_get_object_element (layouts, i), pipeline_id, i == 0, error);

      if (id == 0)
        return 0;
      default_id = i == 0 ? id : default_id;
    }
  return default_id;
}

static gboolean
add_stages (BilikdSample *self,
            JsonArray *stages,
            gint64 pipeline_id,
            gint64 layout_id,
            GArray *out_stages,
            GError **error)
{
  for (guint i = 0; i < json_array_get_length (stages); i++)
    {
      JsonArray *stage = json_array_get_array_element (stages, i);
      const char *status = json_array_get_string_element (stage, 1);
      BilikdSampleStage row = { 0, pipeline_id, layout_id,
                                g_str_equal (status, "solved") || g_str_equal (status, "closed") };
      BilikdStatement *insert =
          bilikd_db_prepare (self->db, "INSERT INTO stages (pipeline_id, position, name, status) "
                                       "VALUES (?1, ?2, ?3, ?4) RETURNING id");

      bilikd_bind_int (insert, 1, pipeline_id);
      bilikd_bind_int (insert, 2, i);
      bilikd_bind_text (insert, 3, json_array_get_string_element (stage, 0));
      bilikd_bind_text (insert, 4, status);
      row.id = run_for_id (insert, error);
      if (row.id == 0)
        return FALSE;
      g_array_append_val (out_stages, row);
    }
  return TRUE;
}

static gboolean
add_pipeline (BilikdSample *self,
              BilikdSampleOrganization *organization,
              JsonObject *pipeline,
              guint position,
              GError **error)
{
  BilikdStatement *insert =
      bilikd_db_prepare (self->db, "INSERT INTO pipelines (organization_id, position, name, is_default) "
                                   "VALUES (?1, ?2, ?3, ?4) RETURNING id");
  gint64 pipeline_id, layout_id;

  bilikd_bind_int (insert, 1, organization->id);
  bilikd_bind_int (insert, 2, position);
  bilikd_bind_text (insert, 3, json_object_get_string_member (pipeline, "name"));
  bilikd_bind_int (insert, 4, position == 0);
  pipeline_id = run_for_id (insert, error);
  if (pipeline_id == 0)
    return FALSE;
  layout_id = add_layouts (self, json_object_get_array_member (pipeline, "layouts"), pipeline_id, error);
  return layout_id != 0 && add_stages (self, json_object_get_array_member (pipeline, "stages"), pipeline_id,
                                       layout_id, organization->stages, error);
}

gboolean
bilikd_sample_add_pipelines (BilikdSample *self, BilikdSampleOrganization *organization, GError **error)
{
  JsonArray *pipelines = json_object_get_array_member (organization->spec, "pipelines");

  for (guint i = 0; i < json_array_get_length (pipelines); i++)
    if (!add_pipeline (self, organization, json_array_get_object_element (pipelines, i), i, error))
      return FALSE;
  return TRUE;
}
