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
  put_event ("c7", "cdp_ticket_embed_created", "{\"ticket_id\":\"4\"}", 1);
  assert_figure ("create_reliability", "3/4");
  assert_figure ("association_success", "2/3");
  put_event ("c8", "cdp_mobile_ticket_associated", "{\"ticket_id\":\"2\"}", 2); /* at the second try */
  assert_figure ("association_success", "3/3");
  put_event ("c9", "cdp_ticket_embed_associate_failed", "{\"ticket_id\":\"4\"}", 1);
  assert_figure ("association_success", "2/3");
}

/* --- median time to "ticket raised and linked" --------------------------------------------------------- */

/* Of @agent_id, about @contact, @ago seconds before the test began. */
static void
put_step (const char *name, int agent_id, const char *contact, const char *ticket, int ago)
{
  static gint64 begin;
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *sql = NULL;

  if (begin == 0)
    begin = g_get_real_time () / 1000;
  sql = g_strdup_printf (
      "INSERT INTO events (organization_id, id, agent_id, name, at, received_at, properties) VALUES "
      "(1, '%s', %d, '%s', %" G_GINT64_FORMAT " - 1000 * %d, 1000 * unixepoch (), "
      "json_object ('contact_id', '%s', 'ticket_id', '%s'))",
      id, agent_id, name, begin, ago, contact, ticket);
  desk_set_setting (desk, sql);
}

/* "n median previous", in seconds; "-" for none. */
static char *
get_linking (int days)
{
  g_autoptr (Reply) reply = desk_get (desk, admin, "/v1/insights?days=%d", days);
  JsonObject *time = json_array_get_object_element (reply_get_array (reply, "times"), 0);
  static const char *const members[] = { "median_ms", "previous_median_ms" };
  GString *text = g_string_new (NULL);

  g_assert_cmpstr (json_object_get_string_member (time, "name"), ==, "raised_and_linked");
  g_string_append_printf (text, "%" G_GINT64_FORMAT, json_object_get_int_member (time, "n"));
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    if (json_object_get_null_member (time, members[i]))
      g_string_append (text, " -");
    else
      g_string_append_printf (text, " %.1f", (double) json_object_get_int_member (time, members[i]) / 1000);
  return g_string_free (text, FALSE);
}

static void
assert_linking (int days, const char *wanted)
{
  g_autofree char *linking = get_linking (days);

  g_assert_cmpstr (linking, ==, wanted);
}

#define DAY (24 * 60 * 60)

static void
test_linking (void)
{
  desk_set_setting (desk, "DELETE FROM events");
  assert_linking (30, "0 - -");
  /* The form in the frame: 40 s; told twice, is one, and the first counts. */
  put_step ("cdp_ticket_embed_opened", 1, "c1", "", 1000);
  put_step ("cdp_ticket_embed_created", 1, "c1", "t1", 960);
  put_step ("cdp_ticket_embed_created", 1, "c1", "t1", 900);
  assert_linking (30, "1 40.0 -");
  /* The native form: linked after 20 s, not created after 5. */
  put_step ("cdp_mobile_ticket_create_opened", 1, "c2", "", 800);
  put_step ("cdp_mobile_ticket_created", 1, "c2", "t2", 795);
  put_step ("cdp_mobile_ticket_associated", 1, "c2", "t2", 780);
  assert_linking (30, "2 30.0 -");
  /* Opened and closed, and opened again: the last one counts, of this agent and this customer. */
  put_step ("cdp_mobile_ticket_create_opened", 1, "c3", "", 700);
  put_step ("cdp_mobile_ticket_create_opened", 1, "c3", "", 600);
  put_step ("cdp_mobile_ticket_create_opened", 2, "c3", "", 599);
  put_step ("cdp_mobile_ticket_create_opened", 1, "c4", "", 598);
  put_step ("cdp_ticket_embed_opened", 1, "c3", "", 597);
  put_step ("cdp_mobile_ticket_associated", 1, "c3", "t3", 550);
  assert_linking (30, "3 40.0 -");
  /* Raised and not linked; linked and never opened here, or only days before. */
  put_step ("cdp_ticket_embed_opened", 1, "c5", "", 500);
  put_step ("cdp_ticket_embed_created", 1, "c5", "t5", 400);
  put_step ("cdp_ticket_embed_associate_failed", 1, "c5", "t5", 390);
  put_step ("cdp_mobile_ticket_associated", 1, "c6", "t6", 380);
  put_step ("cdp_mobile_ticket_create_opened", 1, "c7", "", 2 * DAY);
  put_step ("cdp_mobile_ticket_associated", 1, "c7", "t7", 370);
  assert_linking (30, "3 40.0 -");
  /* The span before, for the comparison. */
  put_step ("cdp_mobile_ticket_create_opened", 1, "c8", "", 10 * DAY + 90);
  put_step ("cdp_mobile_ticket_associated", 1, "c8", "t8", 10 * DAY);
  assert_linking (7, "3 40.0 90.0");
  assert_linking (30, "4 45.0 -");
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
  g_test_add_func ("/insights/raised-and-linked", test_linking);
  g_test_add_func ("/insights/SEC-21/SEC-22/limits", test_limits);
  status = g_test_run ();
  g_free (admin);
  fixture_free (desk);
  return status;
}
