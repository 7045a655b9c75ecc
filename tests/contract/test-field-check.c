/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-field-check"

#include "crm-layout.h"

/* Runs crm_field_check() over wire/field-checks.json, the table that the embed page is tested with too. */

static JsonNode *
load_table (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (g_getenv ("BILIK_WIRE_DIR"), "field-checks.json", NULL);
  g_autofree char *text = NULL;
  gsize length;
  JsonNode *root;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  root = crm_json_parse (text, (gssize) length, CRM_JSON_MAX_DEPTH, &error);
  g_assert_no_error (error);
  return root;
}

static gboolean
check_row (JsonObject *row)
{
  CrmOption options[] = { { (char *) "a", (char *) "Alpha" }, { (char *) "b", (char *) "Beta" } };
  CrmField field = { .name = (char *) "x", .label = (char *) "X", .options = options, .n_options = 2 };
  gboolean is_ok;

  g_assert_true (crm_field_type_from_wire (json_object_get_string_member (row, "type"), &field.type));
  field.required = json_object_get_boolean_member (row, "required");
  is_ok = crm_field_check (&field, json_object_get_member (row, "value")) == NULL;
  return is_ok == json_object_get_boolean_member (row, "ok");
}

static void
test_table (void)
{
  g_autoptr (JsonNode) root = load_table ();
  JsonArray *rows = json_object_get_array_member (json_node_get_object (root), "rows");
  guint n_seen[CRM_N_FIELD_TYPES] = { 0 };

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      CrmFieldType type;

      if (!check_row (row))
        {
          g_autofree char *text = json_to_string (json_array_get_element (rows, i), FALSE);

          g_test_message ("row %u: %.300s", i, text);
          g_test_fail ();
        }
      if (crm_field_type_from_wire (json_object_get_string_member (row, "type"), &type))
        n_seen[type]++;
    }
  for (int type = 0; type < CRM_N_FIELD_TYPES; type++)
    g_assert_cmpuint (n_seen[type], >=, 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/contract/field-check/TCKT-S06-AC-1/the-table-of-both-sides", test_table);
  return g_test_run ();
}
