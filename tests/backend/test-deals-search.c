/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bilikd-desk.h"

/* Going to anything needs deals by their words, like customers and tickets. */

static Fixture *desk;
static char *agent;
static GPtrArray *replies; /* kept for what is borrowed from them */

static Reply *
keep (Reply *reply)
{
  g_ptr_array_add (replies, reply);
  return reply;
}

static char *
create_deal (const char *name)
{
  g_autofree char *body = g_strdup_printf ("{\"name\":\"%s\"}", name);
  Reply *reply = keep (fixture_send (desk, "POST", "/api/v3.1/deals", agent, body, NULL));

  g_assert_cmpuint (reply->status, ==, 201);
  return g_strdup (
      json_object_get_string_member (json_object_get_object_member (reply_get_object (reply), "deal"), "id"));
}

static JsonArray *
search (const char *query)
{
  Reply *reply = keep (desk_get (desk, agent, "/api/v4/deals?%s", query));

  g_assert_cmpuint (reply->status, ==, 200);
  return json_object_get_array_member (reply_get_object (reply), "items");
}

static const char *
nth_name (JsonArray *items, guint n)
{
  return json_object_get_string_member (json_array_get_object_element (items, n), "name");
}

static void
test_words (void)
{
  g_autofree char *id = create_deal ("Kursi rapat Zeppelin");
  g_autofree char *number = g_strdup_printf ("query=DEAL-%s", id);

  g_assert_cmpstr (nth_name (search ("query=zepp"), 0), ==, "Kursi rapat Zeppelin");
  g_assert_cmpstr (nth_name (search ("query=rapat%20ZEPPEL"), 0), ==, "Kursi rapat Zeppelin");
  g_assert_cmpstr (nth_name (search (number), 0), ==, "Kursi rapat Zeppelin");
  g_assert_cmpuint (json_array_get_length (search ("query=zeppelinwerft")), ==, 0);
  /* Without words the newest come first. */
  g_assert_cmpstr (nth_name (search ("limit=1"), 0), ==, "Kursi rapat Zeppelin");
}

static void
test_changes (void)
{
  g_autofree char *id = create_deal ("Montgolfier");
  g_autofree char *path = g_strdup_printf ("/api/v3.1/deals/%s", id);

  keep (fixture_send (desk, "PUT", path, agent, "{\"name\":\"Blanchard\"}", NULL));
  g_assert_cmpuint (json_array_get_length (search ("query=montgolfier")), ==, 0);
  g_assert_cmpuint (json_array_get_length (search ("query=blanchard")), ==, 1);
  keep (fixture_send (desk, "DELETE", path, agent, NULL, NULL));
  g_assert_cmpuint (json_array_get_length (search ("query=blanchard")), ==, 0);
}

static void
test_pages (void)
{
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *name = g_strdup_printf ("Ballon %u", i);
      g_free (create_deal (name));
    }
  Reply *first = keep (desk_get (desk, agent, "/api/v4/deals?query=ballon&limit=3"));
  JsonArray *items = json_object_get_array_member (reply_get_object (first), "items");
  g_assert_cmpuint (json_array_get_length (items), ==, 3);
  g_assert_cmpstr (nth_name (items, 0), ==, "Ballon 4");

  const char *cursor = json_object_get_string_member (reply_get_object (first), "next_cursor");
  Reply *second = keep (desk_get (desk, agent, "/api/v4/deals?query=ballon&limit=3&cursor=%s", cursor));
  items = json_object_get_array_member (reply_get_object (second), "items");
  g_assert_cmpuint (json_array_get_length (items), ==, 2);
  g_assert_cmpstr (nth_name (items, 0), ==, "Ballon 1");
  g_assert_true (json_object_get_null_member (reply_get_object (second), "next_cursor"));
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  replies = g_ptr_array_new_with_free_func ((GDestroyNotify) reply_free);
  desk = desk_new ();
  agent = fixture_sign_in (desk, "agent@nusantara.test", NULL);
  g_test_add_func ("/deals-search/words", test_words);
  g_test_add_func ("/deals-search/changes", test_changes);
  g_test_add_func ("/deals-search/pages", test_pages);
  status = g_test_run ();
  g_ptr_array_unref (replies);
  g_free (agent);
  fixture_free (desk);
  return status;
}
