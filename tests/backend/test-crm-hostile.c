/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "bilikd-desk.h"

/* SEC-23: whatever stands in a parameter is a value. The daemon answers 2xx or a 4xx problem, and the database
 * holds afterwards what it held before. */

static Fixture *desk;
static char *agent;

static const char *const hostile[] = {
  "' OR '1'='1",
  "'; DROP TABLE customers; --",
  "\" OR \"\"=\"",
  "1; DELETE FROM tickets",
  "1 UNION SELECT password_hash FROM agents",
  "%27%20OR%201=1",
  "\\'; --",
  "NEAR(a b, 5)",
  "words : x",
  "a* OR b*",
  "\"unbalanced",
  "(((((((((",
  "*",
  "^",
  "-1",
  "0",
  "9223372036854775807",
  "9223372036854775808",
  "1e999",
  "null",
  "undefined",
  "../../etc/passwd",
  "%s%s%n",
  "<script>alert(1)</script>",
  "\xF0\x9F\x8C\xB8\xE2\x80\xAE\xD8\xA3",
  "\x01\x02\x7f",
};

static const char *const paths[] = {
  "/v1/leads?query=%s",
  "/v1/leads?cursor=%s",
  "/v1/leads?offset=%s",
  "/v1/leads?limit=%s",
  "/v1/leads/%s",
  "/v1/leads/%s/tickets",
  "/v2.8/tickets?query=%s",
  "/v2.8/tickets?cursor=%s",
  "/v2.8/tickets?limit=%s",
  "/v2.8/tickets?customer_id=%s",
  "/v2.8/tickets/%s",
  "/v2.8/tickets/layouts?pipeline_id=%s",
  "/v2.8/tickets/crm_properties?layout_id=%s",
  "/v2.8/tickets/crm_properties?pipeline_id=%s",
  "/v1/leads/CUSTOMER/tickets?query=%s",
  "/v1/leads/CUSTOMER/tickets?status=%s",
  "/v1/leads/CUSTOMER/tickets?cursor=%s",
};

static gint64
take_stock (void)
{
  return fixture_query (
      desk, "SELECT (SELECT count(*) FROM customers) * 1000000 + (SELECT count(*) FROM tickets) * 1000 "
            "+ (SELECT count(*) FROM agents) + (SELECT count(*) FROM ticket_customers)");
}

static void
assert_answer (Reply *reply, const char *what)
{
  g_test_message ("%s: %u", what, reply->status);
  g_assert_true (reply->status == 200 || reply->status == 201 ||
                 (reply->status >= 400 && reply->status < 500));
  g_assert_null (strstr (reply->body, "SQL"));
  g_assert_null (strstr (reply->body, "$y$"));
}

static void
test_query (gconstpointer data)
{
  g_autofree char *customer = desk_find_customer (desk, "c360", 0);
  gint64 before = take_stock ();

  for (gsize i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autofree char *escaped = g_uri_escape_string (hostile[i], NULL, FALSE);
      g_autoptr (GString) path = g_string_new (data);
      g_autoptr (Reply) reply = NULL;

      g_string_replace (path, "CUSTOMER", customer, 0);
      g_string_replace (path, "%s", escaped, 0);
      reply = fixture_send (desk, "GET", path->str, agent, NULL, NULL);
      assert_answer (reply, path->str);
    }
  g_assert_cmpint (take_stock (), ==, before);
}

static char *
quote_json (const char *text)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_VALUE);

  json_node_set_string (node, text);
  return json_to_string (node, FALSE);
}

/* A title comes back as it was typed; every other member is refused or kept as a value. */
static void
test_body (void)
{
  static const char *const members[] = { "pipeline_id",  "layout_id", "data_source",
                                         "embed_source", "room_id",   "qontak_customer_id" };
  gint64 n_agents = fixture_query (desk, "SELECT count(*) FROM agents");

  for (gsize i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autofree char *text = quote_json (hostile[i]);
      g_autofree char *title = g_strdup_printf (
          "{\"crm_properties\":[{\"name\":\"name\",\"value\":%s},"
          "{\"name\":\"description\",\"value\":%s},{\"name\":\"cf_order_number\",\"value\":%s}]}",
          text, text, text);
      g_autofree char *name =
          g_strdup_printf ("{\"crm_properties\":[{\"name\":%s,\"value\":%s}]}", text, text);
      g_autoptr (Reply) created = fixture_send (desk, "POST", "/v2.8/tickets", agent, title, NULL);
      g_autoptr (Reply) refused = fixture_send (desk, "POST", "/v2.8/tickets", agent, name, NULL);

      g_assert_cmpuint (created->status, ==, 201);
      g_assert_cmpstr (reply_get_string (created, "name"), ==, hostile[i]);
      reply_assert_problem (refused, 422, "invalid");
      for (gsize j = 0; j < G_N_ELEMENTS (members); j++)
        {
          g_autofree char *member = g_strdup_printf (",\"%s\":%s", members[j], text);
          g_autofree char *body = desk_make_ticket_body ("T", "", member);
          g_autoptr (Reply) reply = fixture_send (desk, "POST", "/v2.8/tickets", agent, body, NULL);

          assert_answer (reply, body);
        }
    }
  g_assert_cmpint (fixture_query (desk, "SELECT count(*) FROM agents"), ==, n_agents);
}

/* SEC-15: names with markup, quotes and right-to-left text arrive as they are. */
static void
test_names_as_typed (void)
{
  static const char *const names[][2] = { { "tom jerry", "Tom & Jerry <3" },
                                          { "budi santoso", "<b>Budi</b> Santoso" },
                                          { "%D8%A3%D8%AD%D9%85%D8%AF", "أحمد الأمين" } };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *query = g_strdelimit (g_strdup (names[i][0]), " ", '+');
      g_autoptr (Reply) reply = desk_get (desk, agent, "/v1/leads?limit=200&query=%s", query);
      JsonArray *items = reply_get_array (reply, "items");
      gboolean is_found = FALSE;

      for (guint j = 0; j < json_array_get_length (items); j++)
        is_found =
            is_found ||
            g_str_equal (json_object_get_string_member (json_array_get_object_element (items, j), "name"),
                         names[i][1]);
      g_assert_true (is_found);
    }
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  desk = desk_new ();
  agent = fixture_sign_in (desk, "agent@nusantara.test", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *name = g_strdup_printf ("/crm/SEC-23/query/%02" G_GSIZE_FORMAT, i);

      g_test_add_data_func (name, paths[i], test_query);
    }
  g_test_add_func ("/crm/SEC-23/body", test_body);
  g_test_add_func ("/crm/SEC-15/names-as-typed", test_names_as_typed);
  status = g_test_run ();
  g_free (agent);
  fixture_free (desk);
  return status;
}
