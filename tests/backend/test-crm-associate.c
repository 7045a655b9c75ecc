/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bilikd-desk.h"

/* Linking tickets and customers, and finding them again. */

static Fixture *desk;
static char *agent;

static Reply *
put_customers (const char *ticket_id, const char *ids, gint64 revision)
{
  g_autofree char *path = g_strdup_printf ("/v2.8/tickets/%s", ticket_id);
  g_autofree char *body =
      g_strdup_printf ("{\"crm_properties\":[{\"name\":\"qontak_customer_ids\",\"value\":[%s]}]}", ids);
  g_autofree char *header =
      revision > 0 ? g_strdup_printf ("If-Match: \"%" G_GINT64_FORMAT "\"\r\n", revision) : NULL;

  return fixture_send (desk, "PUT", path, agent, body, header);
}

static gint64
get_revision (Reply *reply)
{
  return json_object_get_int_member (reply_get_object (reply), "revision");
}

static gint64
count_tickets (const char *contact_id)
{
  g_autoptr (Reply) lead = desk_get (desk, agent, "/v1/leads/%s", contact_id);
  g_autoptr (Reply) list = desk_get (desk, agent, "/v1/leads/%s/tickets", contact_id);
  gint64 n = json_object_get_int_member (reply_get_object (lead), "n_tickets");

  g_assert_cmpint (json_object_get_int_member (reply_get_object (list), "total"), ==, n);
  return n;
}

/* MTCK-S03: the native client creates, then associates by PUT with either identity. */
static void
test_put_associates (gconstpointer kind)
{
  g_autofree char *contact_id = desk_find_customer (desk, kind, 5);
  g_autofree char *quoted = g_strdup_printf ("\"%s\"", contact_id);
  g_autofree char *id = desk_create_ticket (desk, agent, "Native", "", ",\"data_source\":\"Desktop GTK\"");
  gint64 before = count_tickets (contact_id);
  g_autoptr (Reply) reply = put_customers (id, quoted, 1);

  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_true (reply_lists (reply, "qontak_customer_ids", contact_id));
  g_assert_cmpint (count_tickets (contact_id), ==, before + 1);
}

static void
test_put_never_drops (void)
{
  g_autofree char *first = desk_find_customer (desk, "c360", 6);
  g_autofree char *second = desk_find_customer (desk, "crm", 6);
  g_autofree char *only_first = g_strdup_printf ("\"%s\"", first);
  g_autofree char *only_second = g_strdup_printf ("\"%s\"", second);
  g_autofree char *id = desk_create_ticket (desk, agent, "Both", "", "");
  g_autoptr (Reply) one = put_customers (id, only_first, 0);
  g_autoptr (Reply) two = put_customers (id, only_second, 0);
  g_autoptr (Reply) none = put_customers (id, "", 0);
  g_autoptr (Reply) again = put_customers (id, only_first, 0);

  g_assert_true (reply_lists (two, "qontak_customer_ids", first));
  g_assert_true (reply_lists (two, "qontak_customer_ids", second));
  g_assert_true (reply_lists (none, "qontak_customer_ids", first));
  g_assert_cmpint (get_revision (two), ==, 3);
  g_assert_cmpint (get_revision (again), ==, 3); /* who is linked already changes nothing */
}

static void
test_put_stale (void)
{
  g_autofree char *contact_id = desk_find_customer (desk, "c360", 7);
  g_autofree char *other = desk_find_customer (desk, "c360", 8);
  g_autofree char *quoted = g_strdup_printf ("\"%s\"", contact_id);
  g_autofree char *other_quoted = g_strdup_printf ("\"%s\"", other);
  g_autofree char *id = desk_create_ticket (desk, agent, "Stale", "", "");
  g_autoptr (Reply) fresh = put_customers (id, quoted, 1);
  g_autoptr (Reply) stale = put_customers (id, other_quoted, 1);
  g_autoptr (Reply) retried = put_customers (id, other_quoted, get_revision (fresh));

  g_assert_cmpuint (fresh->status, ==, 200);
  reply_assert_problem (stale, 412, "stale_revision");
  g_assert_cmpuint (retried->status, ==, 200);
}

static void
test_put_properties (void)
{
  g_autofree char *id =
      desk_create_ticket (desk, agent, "Before", ",{\"name\":\"cf_amount\",\"value\":5}", "");
  g_autofree char *path = g_strdup_printf ("/v2.8/tickets/%s", id);
  const char *body =
      "{\"crm_properties\":[{\"name\":\"name\",\"value\":\"After & <b>\"},"
      "{\"name\":\"priority\",\"value\":\"urgent\"},{\"name\":\"due_date\",\"value\":\"2026-07-01\"}]}";
  g_autoptr (Reply) reply = fixture_send (desk, "PUT", path, agent, body, NULL);
  g_autofree char *sql = g_strdup_printf ("SELECT properties ->> 'cf_amount' FROM tickets WHERE id = %s", id);
  g_autofree char *amount = desk_query_text (desk, sql);

  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_cmpstr (reply_get_string (reply, "name"), ==, "After & <b>");
  g_assert_cmpstr (reply_get_string (reply, "priority"), ==, "urgent");
  g_assert_cmpstr (reply_get_string (reply, "due_date"), ==, "2026-07-01T00:00:00.000Z");
  g_assert_cmpstr (amount, ==, "5"); /* what is not named stays */
}

static void
test_undo (void)
{
  g_autofree char *contact_id = desk_find_customer (desk, "crm", 9);
  g_autofree char *id = desk_create_ticket (desk, agent, "Linked and not", "", "");
  g_autofree char *path = g_strdup_printf ("/v1/leads/%s/tickets/%s", contact_id, id);
  gint64 before = count_tickets (contact_id);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (Reply) reply = fixture_send (desk, "POST", path, agent, NULL, NULL);

      g_assert_cmpuint (reply->status, ==, 200);
      g_assert_cmpint (count_tickets (contact_id), ==, before + 1);
    }
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (Reply) reply = fixture_send (desk, "DELETE", path, agent, NULL, NULL);

      g_assert_cmpuint (reply->status, ==, 204);
      g_assert_cmpint (count_tickets (contact_id), ==, before);
    }
}

/* From Existing: what is found, and that linked ones are marked. */
static void
test_search_marks (void)
{
  g_autofree char *contact_id = desk_find_customer (desk, "c360", 10);
  g_autofree char *properties =
      g_strdup_printf (",{\"name\":\"qontak_customer_ids\",\"value\":[\"%s\"]}", contact_id);
  g_autofree char *linked = desk_create_ticket (desk, agent, "Zebra stripes", properties, "");
  g_autofree char *loose = desk_create_ticket (desk, agent, "Zebra spots", "", "");
  g_autoptr (Reply) reply = desk_get (desk, agent, "/v2.8/tickets?query=zeb&customer_id=%s", contact_id);
  g_autoptr (Reply) by_slug = desk_get (desk, agent, "/v2.8/tickets?query=TCK-%s", loose);
  JsonArray *items = reply_get_array (reply, "items");
  JsonObject *newest = json_array_get_object_element (items, 0);
  JsonObject *older = json_array_get_object_element (items, 1);

  g_assert_cmpuint (json_array_get_length (items), ==, 2);
  g_assert_cmpstr (json_object_get_string_member (newest, "id"), ==, loose);
  g_assert_false (json_object_get_boolean_member (newest, "is_associated"));
  g_assert_cmpstr (json_object_get_string_member (older, "id"), ==, linked);
  g_assert_true (json_object_get_boolean_member (older, "is_associated"));
  g_assert_cmpuint (json_array_get_length (reply_get_array (by_slug, "items")), ==, 1);
}

static void
test_filters (void)
{
  g_autofree char *contact_id = desk_find_customer (desk, "c360", 11);
  g_autofree char *properties =
      g_strdup_printf (",{\"name\":\"qontak_customer_ids\",\"value\":[\"%s\"]}", contact_id);
  g_autofree char *id = desk_create_ticket (desk, agent, "Ordinary Giraffe", properties, "");
  g_autoptr (Reply) by_text = desk_get (desk, agent, "/v1/leads/%s/tickets?query=GIRAF", contact_id);
  g_autoptr (Reply) by_slug = desk_get (desk, agent, "/v1/leads/%s/tickets?query=tck-%s", contact_id, id);
  g_autoptr (Reply) open =
      desk_get (desk, agent, "/v1/leads/%s/tickets?status=open&query=giraffe", contact_id);
  g_autoptr (Reply) closed =
      desk_get (desk, agent, "/v1/leads/%s/tickets?status=closed&query=giraffe", contact_id);
  g_autofree char *path = g_strdup_printf ("/v1/leads/%s/tickets?status=odd", contact_id);
  g_autoptr (Reply) odd = fixture_send (desk, "GET", path, agent, NULL, NULL);

  g_assert_cmpuint (json_array_get_length (reply_get_array (by_text, "items")), ==, 1);
  g_assert_cmpuint (json_array_get_length (reply_get_array (by_slug, "items")), ==, 1);
  g_assert_cmpuint (json_array_get_length (reply_get_array (open, "items")), ==, 1);
  g_assert_cmpuint (json_array_get_length (reply_get_array (closed, "items")), ==, 0);
  reply_assert_problem (odd, 400, "bad_request");
}

/* Every page by cursor, while tickets keep coming: none is skipped, none comes twice. */
static void
test_ticket_pages (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *cursor = g_strdup ("");
  gint64 n_before = fixture_query (desk, "SELECT count(*) FROM tickets WHERE organization_id = 1");

  while (cursor != NULL)
    {
      g_autoptr (Reply) reply = desk_get (desk, agent, "/v2.8/tickets?limit=37&cursor=%s", cursor);
      JsonArray *items = reply_get_array (reply, "items");
      g_autofree char *meanwhile = desk_create_ticket (desk, agent, "Meanwhile", "", "");

      for (guint i = 0; i < json_array_get_length (items); i++)
        g_assert_true (g_hash_table_add (
            seen, g_strdup (json_object_get_string_member (json_array_get_object_element (items, i), "id"))));
      g_free (cursor);
      cursor = g_strdup (
          json_object_get_string_member_with_default (reply_get_object (reply), "next_cursor", NULL));
    }
  g_assert_cmpint (g_hash_table_size (seen), ==, n_before);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  desk = desk_new ();
  agent = fixture_sign_in (desk, "agent@nusantara.test", NULL);
  g_test_add_data_func ("/crm/MTCK-S03-AC-1/put-c360", "c360", test_put_associates);
  g_test_add_data_func ("/crm/MTCK-S03-AC-2/put-crm", "crm", test_put_associates);
  g_test_add_func ("/crm/MTCK-S03-AC-1/put-never-drops", test_put_never_drops);
  g_test_add_func ("/crm/MTCK-S03-AC-1/put-stale-is-412", test_put_stale);
  g_test_add_func ("/crm/put-properties", test_put_properties);
  g_test_add_func ("/crm/TCKT-S04-AC-2/link-and-undo-repeatable", test_undo);
  g_test_add_func ("/crm/TCKT-S01-AC-1/search-marks-linked", test_search_marks);
  g_test_add_func ("/crm/customer-tickets/filters", test_filters);
  g_test_add_func ("/crm/REL-17/ticket-pages", test_ticket_pages);
  status = g_test_run ();
  g_free (agent);
  fixture_free (desk);
  return status;
}
