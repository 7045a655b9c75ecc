/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bilikd-desk.h"
#include "crm-json.h"

/* What the daemon answers has the shape of contract/wire: the same members, of the same types. */

static Fixture *desk;
static char *agent;
static char *contact_id;
static char *ticket_id;

static gboolean
is_of_type (JsonNode *expected, JsonNode *actual)
{
  if (JSON_NODE_HOLDS_NULL (expected) || JSON_NODE_HOLDS_NULL (actual))
    return TRUE;
  if (JSON_NODE_TYPE (expected) != JSON_NODE_TYPE (actual))
    return FALSE;
  return !JSON_NODE_HOLDS_VALUE (expected) ||
         json_node_get_value_type (expected) == json_node_get_value_type (actual);
}

static void
assert_shape (JsonNode *expected, JsonNode *actual, const char *path)
{
  g_test_message ("%s", path);
  g_assert_true (is_of_type (expected, actual));
  if (JSON_NODE_HOLDS_OBJECT (expected) && JSON_NODE_HOLDS_OBJECT (actual))
    {
      JsonObject *object = json_node_get_object (actual);
      g_autoptr (GList) names = json_object_get_members (json_node_get_object (expected));

      g_assert_cmpuint (g_list_length (names), ==, json_object_get_size (object));
      for (GList *name = names; name != NULL; name = name->next)
        {
          g_autofree char *inner = g_strconcat (path, ".", name->data, NULL);

          g_assert_true (json_object_has_member (object, name->data));
          assert_shape (json_object_get_member (json_node_get_object (expected), name->data),
                        json_object_get_member (object, name->data), inner);
        }
    }
  else if (JSON_NODE_HOLDS_ARRAY (expected) && JSON_NODE_HOLDS_ARRAY (actual))
    {
      JsonArray *array = json_node_get_array (actual);

      if (json_array_get_length (json_node_get_array (expected)) == 0 || json_array_get_length (array) == 0)
        return;
      assert_shape (json_array_get_element (json_node_get_array (expected), 0),
                    json_array_get_element (array, 0), path);
    }
}

static JsonNode *
load_example (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".json", NULL);
  g_autofree char *path = g_build_filename (g_getenv ("BILIK_WIRE_DIR"), file, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = NULL;
  JsonObject *reply;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  root = crm_json_parse (text, -1, CRM_JSON_MAX_DEPTH, &error);
  g_assert_no_error (error);
  reply = json_object_get_object_member (json_node_get_object (root), "reply");
  return json_node_copy (json_object_get_member (reply, "body"));
}

typedef struct
{
  const char *name;
  const char *method;
  const char *path; /* C: the customer, T: the ticket */
  const char *body;
} Exchange;

static const Exchange exchanges[] = {
  { "leads_list", "GET", "/v1/leads?limit=2", NULL },
  { "leads_get", "GET", "/v1/leads/C", NULL },
  { "lead_tickets_list", "GET", "/v1/leads/C/tickets", NULL },
  { "lead_tickets_add", "POST", "/v1/leads/C/tickets/T", NULL },
  { "tickets_search", "GET", "/v2.8/tickets?query=wire&customer_id=C", NULL },
  { "tickets_get", "GET", "/v2.8/tickets/T", NULL },
  { "tickets_create", "POST", "/v2.8/tickets",
    "{\"embed\":true,\"crm_properties\":[{\"name\":\"name\",\"value\":\"Wire\"}]}" },
  { "tickets_create_mobile", "POST", "/api/mobile/v2.8/tickets",
    "{\"crm_properties\":[{\"name\":\"name\",\"value\":\"Wire\"}]}" },
  { "tickets_update", "PUT", "/v2.8/tickets/T",
    "{\"crm_properties\":[{\"name\":\"priority\",\"value\":\"low\"}]}" },
  { "api_tickets_create", "POST", "/api/v3.1/tickets", "{\"name\":\"Wire\"}" },
  { "api_tickets_update", "PUT", "/api/v3.1/tickets/T", "{\"status\":\"pending\"}" },
  { "api_deals_create", "POST", "/api/v3.1/deals", "{\"name\":\"Wire\"}" },
  { "api_deals_update", "PUT", "/api/v3.1/deals/1", "{\"status\":\"won\"}" },
  { "deals_pipelines", "GET", "/api/v4/deals/pipelines", NULL },
  { "deals_detail", "GET", "/api/v4/deals/1", NULL },
  { "deals_timeline", "GET", "/api/v4/deals/1/timeline", NULL },
  { "deals_chat_history", "GET", "/api/v4/deals/1/chat-history", NULL },
  { "tickets_detail", "GET", "/api/v4/tickets/T", NULL },
  { "tickets_timeline", "GET", "/api/v4/tickets/T/timeline", NULL },
  { "tickets_chat_history", "GET", "/api/v4/tickets/T/chat-history", NULL },
  { "tickets_pipelines", "GET", "/v2.8/tickets/pipelines", NULL },
  { "tickets_layouts", "GET", "/v2.8/tickets/layouts?pipeline_id=1", NULL },
  { "tickets_properties", "GET", "/v2.8/tickets/crm_properties?layout_id=1&pipeline_id=1", NULL },
};

static void
test_exchange (gconstpointer data)
{
  const Exchange *exchange = data;
  g_autoptr (JsonNode) expected = load_example (exchange->name);
  g_autoptr (GString) path = g_string_new (exchange->path);
  g_autoptr (Reply) reply = NULL;

  g_string_replace (path, "/C", contact_id, 0);
  g_string_replace (path, "/T", ticket_id, 0);
  g_string_replace (path, "customer_id=C", "customer_id=", 0);
  if (g_str_has_suffix (path->str, "customer_id="))
    g_string_append (path, contact_id + 1);
  reply = fixture_send (desk, exchange->method, path->str, agent, exchange->body, NULL);
  g_assert_cmpuint (reply->status / 100, ==, 2);
  assert_shape (expected, reply->json, exchange->name);
}

int
main (int argc, char *argv[])
{
  g_autofree char *contact = NULL;
  g_autofree char *properties = NULL;
  g_autofree char *ticket = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  desk = desk_new ();
  agent = fixture_sign_in (desk, "agent@nusantara.test", NULL);
  contact = desk_find_customer (desk, "c360", 0);
  properties = g_strdup_printf (",{\"name\":\"qontak_customer_ids\",\"value\":[\"%s\"]}", contact);
  ticket = desk_create_ticket (desk, agent, "Wire", properties, "");
  contact_id = g_strconcat ("/", contact, NULL);
  ticket_id = g_strconcat ("/", ticket, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (exchanges); i++)
    {
      g_autofree char *name = g_strconcat ("/crm/wire/", exchanges[i].name, NULL);

      g_test_add_data_func (name, &exchanges[i], test_exchange);
    }
  status = g_test_run ();
  g_free (agent);
  g_free (contact_id);
  g_free (ticket_id);
  fixture_free (desk);
  return status;
}
