/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-pipelines.h"

#include <string.h>

#include "bilikd-db-private.h"
#include "crm-error.h"

#define MAX_KEPT 500

static gboolean
succeed_unless (GError *local_error, GError **error)
{
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, local_error);
  return FALSE;
}

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

static void
clear_layout (gpointer data)
{
  BilikdLayout *self = data;

  g_array_unref (self->fields);
}

void
bilikd_layout_unref (BilikdLayout *self)
{
  g_rc_box_release_full (self, clear_layout);
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

static BilikdLayout *
read_layout (BilikdDb *db, gint64 organization_id, gint64 layout_id, gint64 pipeline_id, GError **error)
{
  g_autoptr (BilikdLayout) layout = g_rc_box_new0 (BilikdLayout);

  layout->id = layout_id;
  layout->pipeline_id = pipeline_id;
  layout->fields = g_array_new (FALSE, FALSE, sizeof (CrmField));
  g_array_set_clear_func (layout->fields, clear_field);
  if (!find_layout (db, organization_id, layout, error) || !load_fields (db, layout, error) ||
      !load_options (db, layout, error) || !load_stages (db, layout, error))
    return NULL;
  return g_steal_pointer (&layout);
}

/* --- what a connection keeps: every create needs a layout, and hardly anybody changes one ------------------ */

typedef struct
{
  gint64 organization_id;
  gint64 layout_id;
  gint64 pipeline_id;
} Key;

static guint
hash_key (gconstpointer data)
{
  const Key *key = data;

  return (guint) (key->organization_id * 31 * 31 + key->layout_id * 31 + key->pipeline_id);
}

static gboolean
is_same_key (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (Key)) == 0;
}

/* Forgets everything if any form has changed since. */
static gboolean
check_revision (BilikdDb *db, GError **error)
{
  BilikdStatement *row = bilikd_db_prepare (db, "SELECT revision FROM form_revision");
  gint64 revision;

  if (!bilikd_row_next (row, error))
    return FALSE;
  revision = bilikd_row_int (row, 0);
  bilikd_row_end (row);
  if (db->layouts == NULL)
    db->layouts = g_hash_table_new_full (hash_key, is_same_key, g_free, (GDestroyNotify) bilikd_layout_unref);
  if (db->form_revision != revision || g_hash_table_size (db->layouts) >= MAX_KEPT)
    g_hash_table_remove_all (db->layouts);
  db->form_revision = revision;
  return TRUE;
}

BilikdLayout *
bilikd_layout_load (BilikdDb *db,
                    gint64 organization_id,
                    gint64 layout_id,
                    gint64 pipeline_id,
                    GError **error)
{
  Key key = { organization_id, layout_id, pipeline_id };
  BilikdLayout *layout;

  if (!check_revision (db, error))
    return NULL;
  layout = g_hash_table_lookup (db->layouts, &key);
  if (layout == NULL)
    {
      layout = read_layout (db, organization_id, layout_id, pipeline_id, error);
      if (layout == NULL)
        return NULL;
      g_hash_table_insert (db->layouts, g_memdup2 (&key, sizeof key), layout);
    }
  return g_rc_box_acquire (layout);
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
