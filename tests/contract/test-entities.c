/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-entities"

#include "crm-customer.h"
#include "crm-error.h"
#include "crm-layout.h"
#include "crm-pipeline.h"
#include "crm-profile.h"
#include "crm-ticket.h"

/*
 * Replies that are JSON but not what the contract says: each takes an example of
 * the wire, changes one member, and expects a typed error that names the path,
 * and no half-read entity (SEC-28).
 */

typedef struct
{
  const char *path;  /* members down to the one that changes, dotted; a number is an element */
  const char *value; /* its new JSON; NULL removes it */
  const char *error; /* NULL: still fine */
} Change;

static JsonNode *
load_body (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("BILIK_WIRE_DIR"), name, NULL);
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *reply;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  root = crm_json_parse (text, -1, CRM_JSON_MAX_DEPTH, &error);
  g_assert_no_error (error);
  reply = json_object_get_object_member (json_node_get_object (root), "reply");
  return json_node_copy (json_object_get_member (reply, "body"));
}

static JsonNode *
step_into (JsonNode *node, const char *step)
{
  if (JSON_NODE_HOLDS_ARRAY (node))
    return json_array_get_element (json_node_get_array (node), (guint) g_ascii_strtoull (step, NULL, 10));
  return json_object_get_member (json_node_get_object (node), step);
}

static void
apply (JsonNode *body, const Change *change)
{
  g_auto (GStrv) steps = g_strsplit (change->path, ".", -1);
  JsonNode *node = body;
  guint i = 0;

  for (; steps[i + 1] != NULL; i++)
    node = step_into (node, steps[i]);
  if (change->value == NULL)
    json_object_remove_member (json_node_get_object (node), steps[i]);
  else
    json_object_set_member (json_node_get_object (node), steps[i],
                            crm_json_parse (change->value, -1, 8, NULL));
}

static void
check_change (const char *name, gpointer (*decode) (CrmJsonReader *reader), const Change *change)
{
  g_autoptr (JsonNode) body = load_body (name);
  g_autoptr (CrmJsonReader) reader = crm_json_reader_new (body);
  g_autoptr (GObject) entity = NULL;
  g_autoptr (GError) error = NULL;

  apply (body, change);
  if (json_object_has_member (json_node_get_object (body), "items"))
    {
      crm_json_reader_enter_array (reader, "items");
      crm_json_reader_enter_element (reader, 0);
    }
  entity = decode (reader);
  g_assert_cmpint (entity == NULL, ==, change->error != NULL);
  crm_json_reader_finish (reader, &error);
  g_assert_cmpstr (error != NULL ? error->message : NULL, ==, change->error);
}

#define CHECK(name, decode, changes)                                                                         \
  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)                                                         \
  check_change (name, (gpointer (*) (CrmJsonReader *)) decode, &changes[i])

static void
test_ticket (void)
{
  static const Change changes[] = {
    { "id", NULL, "$.id: expected an id, found nothing" },
    { "id", "1042", NULL },
    { "id", "-1", "$.id: expected an id, found number" },
    { "id", "\"../1\"", "$.id: expected an id, found string" },
    { "name", "null", "$.name: expected string, found null" },
    { "status", "\"reopened\"", "$.status: unknown status" },
    { "status", "1", "$.status: expected string, found number" },
    { "priority", "\"panic\"", "$.priority: unknown priority" },
    { "priority", "null", NULL },
    { "creator_flag", "\"robot\"", "$.creator_flag: unknown creator" },
    { "creator_flag", "\"agentic_ai\"", NULL },
    { "due_date", "\"tomorrow\"", "$.due_date: expected an RFC 3339 time, found string" },
    { "due_date", NULL, NULL },
    { "revision", "1.5", "$.revision: expected integer, found number" },
    { "qontak_customer_ids", "\"8123\"", "$.qontak_customer_ids: expected array, found string" },
    { "qontak_customer_ids", "[8123]", "$.qontak_customer_ids[0]: expected string, found number" },
    { "qontak_customer_ids", "[\"a/b\"]", "$.qontak_customer_ids: expected ids" },
    { "customer_names", "[\"A\",\"B\"]", "$.customer_names: expected one name for each id" },
    { "customer_names", "null", NULL },
    { "is_associated", "\"yes\"", "$.is_associated: expected boolean, found string" },
    { "new_member", "{\"of\":[\"a newer server\"]}", NULL },
  };

  CHECK ("tickets_get.json", crm_ticket_decode, changes);
}

static void
test_customer (void)
{
  static const Change changes[] = {
    { "contact_id", "\"0\"", "$.contact_id: not a customer's identity" },
    { "contact_id", "\"null\"", "$.contact_id: not a customer's identity" },
    { "contact_id", "8123", "$.identity: does not fit contact_id" },
    { "identity", "\"crm\"", "$.identity: does not fit contact_id" },
    { "identity", "\"other\"", "$.identity: does not fit contact_id" },
    { "identity", NULL, "$.identity: expected string, found nothing" },
    { "name", NULL, "$.name: expected string, found nothing" },
    { "name", "\"Tom & Jerry <3\"", NULL },
    { "phone", "null", NULL },
    { "phone", "62812", "$.phone: expected string, found number" },
    { "permission", "true", "$.permission: expected object, found boolean" },
    { "permission", NULL, NULL },
    { "permission.update", "1", "$.permission.update: expected boolean, found number" },
    { "n_tickets", "-3", NULL },
  };

  CHECK ("leads_get.json", crm_customer_decode, changes);
}

static void
test_pipeline_and_layout (void)
{
  static const Change pipelines[] = {
    { "items.0.stages", NULL, "$.items[0].stages: expected array, found nothing" },
    { "items.0.stages.1.id", "null", "$.items[0].stages[1].id: expected an id, found null" },
    { "items.0.stages.2.status", "\"won\"", "$.items[0].stages[2].status: unknown status" },
    { "items.0.stages", "[7]", "$.items[0].stages[0]: expected object, found number" },
    { "items.0.is_default", "null", NULL },
  };
  static const Change layouts[] = {
    { "layout_id", "\"\"", "$.layout_id: expected an id, found string" },
    { "fields", "{}", "$.fields: expected array, found object" },
    { "fields.0.type", "\"colour\"", "$.fields[0].type: unknown type" },
    { "fields.2.options", "[{\"id\":\"a\"}]",
      "$.fields[2].options[0].label: expected string, found nothing" },
    { "fields.0.required", "\"true\"", "$.fields[0].required: expected boolean, found string" },
    { "fields.0.options", NULL, NULL },
  };

  CHECK ("tickets_pipelines.json", crm_pipeline_decode, pipelines);
  CHECK ("tickets_properties.json", crm_layout_decode, layouts);
}

static void
test_profile (void)
{
  static const Change changes[] = {
    { "user", NULL, "$.user: expected object, found nothing" },
    { "user.id", "null", "$.user.id: expected an id, found null" },
    { "permissions", "[\"tickets_view\",\"of_a_newer_server\"]", NULL },
    { "permissions", "[1]", "$.permissions[0]: expected string, found number" },
    { "flags.cdp_create_ticket", "\"on\"", "$.flags.cdp_create_ticket: expected boolean, found string" },
    { "isTSO", NULL, "$.isTSO: expected boolean, found nothing" },
    { "settings.ticket_create_surface", "\"web\"", "$.settings.ticket_create_surface: unknown surface" },
    { "settings.embed_origins", "\"*\"", "$.settings.embed_origins: expected array, found string" },
    { "settings.embed_origins", "null", NULL },
  };

  CHECK ("profile_get.json", crm_profile_decode, changes);
}

/* A timeout that would never show the error, or always, is not the server's to choose (TCKT-S01 ERR-1). */
static void
test_ready_timeout_is_bounded (void)
{
  static const struct
  {
    const char *value;
    guint expected;
  } cases[] = { { "0", 500 },
                { "-1", 500 },
                { "2500", 2500 },
                { "9223372036854775807", 120000 },
                { "null", 10000 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonNode) body = load_body ("profile_get.json");
      g_autoptr (CrmJsonReader) reader = crm_json_reader_new (body);
      g_autoptr (CrmProfile) profile = NULL;

      apply (body, &(Change){ "settings.embed_ready_timeout_ms", cases[i].value, NULL });
      profile = crm_profile_decode (reader);
      g_assert_nonnull (profile);
      g_assert_cmpuint (crm_profile_get_embed_ready_timeout (profile), ==, cases[i].expected);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/contract/entities/SEC-28/ticket", test_ticket);
  g_test_add_func ("/contract/entities/SEC-28/MTCK-S02/customer", test_customer);
  g_test_add_func ("/contract/entities/SEC-28/pipeline-and-layout", test_pipeline_and_layout);
  g_test_add_func ("/contract/entities/SEC-28/profile", test_profile);
  g_test_add_func ("/contract/entities/TCKT-S01-ERR-1/ready-timeout-is-bounded",
                   test_ready_timeout_is_bounded);
  return g_test_run ();
}
