/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bilikd-desk.h"

/* Two real daemons: the CRM, and an Omnichannel that is not there at first. */

#define PATIENCE (30 * G_USEC_PER_SEC)

static void
put_news (Fixture *crm, const char *verb, int id, int revision, const char *name)
{
  g_autofree char *sql = g_strdup_printf (
      "INSERT INTO outbox (organization_id, topic, payload, created_at) VALUES (1, 'record.updated', "
      "'{\"object\":\"deal\",\"verb\":\"%s\",\"id\":\"%d\",\"external_id\":\"%d\",\"name\":\"%s\","
      "\"room_id\":\"room-1-0007\",\"creator_flag\":\"bot\",\"crm_created_at\":\"2026-06-26T14:02:11.123Z\","
      "\"revision\":%d}', 1000)",
      verb, id, id, name, revision);

  desk_set_setting (crm, sql);
}

static void
wait_until (Fixture *fixture, const char *sql, gint64 wanted)
{
  gint64 until = g_get_monotonic_time () + PATIENCE;

  while (fixture_query (fixture, sql) != wanted && g_get_monotonic_time () < until)
    g_usleep (20000);
  g_assert_cmpint (fixture_query (fixture, sql), ==, wanted);
}

#define N_WAITING "SELECT count(*) FROM outbox WHERE delivered_at IS NULL AND topic GLOB 'record.*'"

/* REL-11: everything arrives after it heals, in order; what is refused for ever holds up nothing. */
static void
test_heals (void)
{
  g_autoptr (Fixture) crm = desk_new ();
  g_autoptr (Fixture) rooms = desk_new ();
  g_autofree char *key = g_build_filename (rooms->folder, "bilikd.key", NULL);
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u", rooms->port);
  g_autofree char *port = g_strdup_printf ("%u", rooms->port);
  const char *const crm_arguments[] = { "--omnichannel-url", url, "--key-file", key, NULL };
  const char *const rooms_arguments[] = { "--port", port, NULL };
  g_autofree char *name = NULL;

  fixture_stop (rooms);
  fixture_stop (crm);
  fixture_start (crm, crm_arguments);
  put_news (crm, "POST", 7, 1, "first");
  put_news (crm, "PUT", 7, 2, "second");
  put_news (crm, "PUT", 99, 2, "of no room, and then");
  desk_set_setting (crm, "UPDATE outbox SET payload = replace (payload, 'room-1-0007', 'gone') "
                         "WHERE payload LIKE '%of no room%'");
  put_news (crm, "PUT", 7, 3, "third");
  wait_until (crm, "SELECT max(attempts) >= 2 FROM outbox", 1);
  g_assert_cmpint (fixture_query (crm, N_WAITING), ==, 4);

  fixture_start (rooms, rooms_arguments);
  wait_until (crm, N_WAITING, 0);
  name = desk_query_text (rooms, "SELECT name FROM room_records WHERE external_id = '7'");
  g_assert_cmpstr (name, ==, "third");
  /* Each of them was told to the watchers, in this order. */
  g_assert_cmpint (fixture_query (rooms, "SELECT count(*) FROM room_events WHERE type = 'records.changed'"),
                   ==, 3);
}

/* By default the daemon is its own Omnichannel. */
static void
test_itself (void)
{
  g_autoptr (Fixture) desk = desk_new ();

  put_news (desk, "POST", 8, 1, "made");
  put_news (desk, "DELETE", 8, 2, "made");
  wait_until (desk, N_WAITING, 0);
  g_assert_cmpint (
      fixture_query (desk,
                     "SELECT count(*) FROM room_records WHERE external_id = '8' AND deleted_at IS NOT NULL"),
      ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/delivery/REL-11/heals", test_heals);
  g_test_add_func ("/delivery/itself", test_itself);
  return g_test_run ();
}
