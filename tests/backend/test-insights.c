/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bilikd-desk.h"

/* GET /v1/insights: what really happened at the desk, counted. */

static Fixture *desk;
static char *admin;

/* "part/whole" of a figure of the last @days. */
static char *
get_figure (const char *name, int days)
{
  g_autoptr (Reply) reply = desk_get (desk, admin, "/v1/insights?days=%d", days);
  JsonArray *figures = reply_get_array (reply, "figures");

  for (guint i = 0; i < json_array_get_length (figures); i++)
    {
      JsonObject *figure = json_array_get_object_element (figures, i);

      if (g_str_equal (json_object_get_string_member (figure, "name"), name))
        return g_strdup_printf ("%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT,
                                json_object_get_int_member (figure, "part"),
                                json_object_get_int_member (figure, "whole"));
    }
  return NULL;
}

static void
assert_figure (const char *name, const char *wanted)
{
  g_autofree char *figure = get_figure (name, 30);

  g_assert_cmpstr (figure, ==, wanted);
}

/* As a console records it, @ago_days before now. */
static void
put_event (const char *id, const char *name, const char *properties, int ago_days)
{
  g_autofree char *sql = g_strdup_printf (
      "INSERT INTO events (organization_id, id, agent_id, name, at, received_at, properties) VALUES "
      "(1, '%s', 1, '%s', 1000 * (unixepoch () - 86400 * %d), 1000 * unixepoch (), '%s')",
      id, name, ago_days, properties);

  desk_set_setting (desk, sql);
}

static void
test_creates (void)
{
  put_event ("c1", "cdp_ticket_embed_created", "{\"ticket_id\":\"1\"}", 1);
  put_event ("c2", "cdp_ticket_embed_created", "{\"ticket_id\":\"1\"}", 1); /* told twice, is one */
  put_event ("c3", "cdp_mobile_ticket_created", "{\"ticket_id\":\"2\"}", 2);
  put_event ("c4", "cdp_ticket_embed_create_error", "{\"error_code\":\"internal\"}", 3);
  put_event ("c5", "cdp_mobile_ticket_associate_failed", "{\"ticket_id\":\"2\"}", 2);
  put_event ("c6", "cdp_mobile_ticket_created", "{\"ticket_id\":\"3\"}", 31); /* too long ago */
  assert_figure ("create_reliability", "2/3");
  assert_figure ("association_success", "1/2");
}

/* What bots make at the API, and what consoles tell of it. */
static void
test_parity (void)
{
  g_autofree char *bot = desk_add_service (desk, 1, CRM_SCOPE_BOT);
  g_autofree char *contact = desk_find_customer (desk, "c360", 3);
  g_autofree char *whole = g_strdup_printf (
      "{\"name\":\"Whole\",\"creator_flag\":\"bot\",\"room_id\":\"room-1-0004\",\"contact_id\":\"%s\"}",
      contact);
  g_autoptr (Reply) first = NULL;
  g_autoptr (Reply) second = NULL;

  /* The sample desk has records of bots of its own, from before. */
  desk_set_setting (desk, "UPDATE deals SET created_at = 1 WHERE creator_flag <> ''");
  desk_set_setting (desk, "UPDATE tickets SET created_at = 1 WHERE creator_flag <> ''");
  first = fixture_send (desk, "POST", "/api/v3.1/tickets", bot, whole, NULL);
  second = fixture_send (desk, "POST", "/api/v3.1/deals", bot, "{\"name\":\"Bare\",\"creator_flag\":\"bot\"}",
                         NULL);
  g_assert_cmpuint (first->status + second->status, ==, 2 * 201);
  put_event ("p1", "ticket_preview_displayed", "{\"ticket_id\":\"77\"}", 0);
  put_event ("p2", "ticket_preview_displayed", "{\"ticket_id\":\"77\"}", 0);
  put_event ("p3", "ticket_preview_clicked", "{\"ticket_id\":\"77\"}", 0);
  put_event ("p4", "timeline_log_creation_failed", "{\"ticket_id\":\"78\"}", 0);
  assert_figure ("full_context", "1/2");
  assert_figure ("preview_displayed", "1/1");
  assert_figure ("room_to_record", "1/1");
  assert_figure ("record_to_room", "0/1");
  assert_figure ("timeline_failures", "1/2");
}

static void
test_adoption (void)
{
  g_autofree char *agent = fixture_sign_in (desk, "agent@nusantara.test", NULL);
  g_autofree char *contact = desk_find_customer (desk, "crm", 4);
  g_autofree char *property =
      g_strdup_printf (",{\"name\":\"qontak_customer_ids\",\"value\":[\"%s\"]}", contact);
  g_autofree char *before = get_figure ("create_from_cdp_adoption", 1);
  g_autofree char *id =
      desk_create_ticket (desk, agent, "Adopted", property, ",\"data_source\":\"Desktop GTK\"");
  g_autofree char *after = get_figure ("create_from_cdp_adoption", 1);
  g_auto (GStrv) was = g_strsplit (before, "/", 2);
  g_auto (GStrv) is = g_strsplit (after, "/", 2);

  g_assert_nonnull (id);
  g_assert_cmpint (atoi (is[0]), ==, atoi (was[0]) + 1);
  g_assert_cmpint (atoi (is[1]), ==, atoi (was[1]) + 1);
}

/* SEC-21: of one's own organisation alone; not for everyone; not for ever. */
static void
test_limits (void)
{
  g_autofree char *before = get_figure ("create_reliability", 30);
  g_autofree char *inbox = fixture_sign_in (desk, "inbox@nusantara.test", NULL);
  g_autoptr (Reply) refused = fixture_send (desk, "GET", "/v1/insights", inbox, NULL, NULL);
  g_autoptr (Reply) longer = fixture_send (desk, "GET", "/v1/insights?days=91", admin, NULL, NULL);
  g_autoptr (Reply) none = fixture_send (desk, "GET", "/v1/insights?days=0", admin, NULL, NULL);

  reply_assert_problem (refused, 403, "forbidden");
  reply_assert_problem (longer, 400, "bad_request");
  reply_assert_problem (none, 400, "bad_request");
  desk_set_setting (desk,
                    "INSERT INTO events (organization_id, id, agent_id, name, at, received_at, properties) "
                    "VALUES (2, 'f1', 1, 'cdp_ticket_embed_created', 1000 * unixepoch (), 1, '{}')");
  assert_figure ("create_reliability", before);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  desk = desk_new ();
  admin = fixture_sign_in (desk, "admin@nusantara.test", NULL);
  g_test_add_func ("/insights/creates", test_creates);
  g_test_add_func ("/insights/parity", test_parity);
  g_test_add_func ("/insights/adoption", test_adoption);
  g_test_add_func ("/insights/SEC-21/SEC-22/limits", test_limits);
  status = g_test_run ();
  g_free (admin);
  fixture_free (desk);
  return status;
}
