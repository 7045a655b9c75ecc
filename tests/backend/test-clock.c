/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bilikd-desk.h"
#include "stream-listener.h"

/* REL-08: a running bilikd whose clock is put a year and a day back and forth. */

#define PATIENCE  (30 * G_USEC_PER_SEC)
#define N_WAITING "SELECT count(*) FROM outbox WHERE delivered_at IS NULL"
#define ROOM      "room-1-0007"
#define JUMP      (366 * 24 * 60 * G_GINT64_CONSTANT (60)) /* seconds */

static Fixture *desk;
static char *bot;
static volatile gint64 *offset;

static void
set_up (void)
{
  g_autofree char *path = NULL;
  int fd;

  desk = desk_new ();
  path = g_build_filename (desk->folder, "clock", NULL);
  fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (ftruncate (fd, sizeof *offset), ==, 0);
  offset = mmap (NULL, sizeof *offset, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  g_assert_true (offset != MAP_FAILED);
  close (fd);
  fixture_stop (desk);
  g_setenv ("CLOCK_SHIM", path, TRUE);
  g_setenv ("LD_PRELOAD", CLOCK_SHIM_LIBRARY, TRUE);
  fixture_start (desk, NULL);
  g_unsetenv ("LD_PRELOAD");
  bot = desk_add_service (desk, 1, CRM_SCOPE_BOT);
}

static void
wait_until_told (void)
{
  gint64 until = g_get_monotonic_time () + PATIENCE;

  while (fixture_query (desk, N_WAITING) != 0 && g_get_monotonic_time () < until)
    g_usleep (20000);
  g_assert_cmpint (fixture_query (desk, N_WAITING), ==, 0);
}

static char *
create_deal (void)
{
  g_autoptr (Reply) reply =
      fixture_send (desk, "POST", "/api/v3.1/deals", bot,
                    "{\"name\":\"Of its time\",\"room_id\":\"" ROOM "\",\"creator_flag\":\"bot\"}", NULL);

  g_assert_cmpuint (reply->status, ==, 201);
  return g_strdup (
      json_object_get_string_member (json_object_get_object_member (reply_get_object (reply), "deal"), "id"));
}

/* The greatest of what the room was told of, by the order that every client has. */
static char *
get_shown (void)
{
  return desk_query_text (desk, "SELECT external_id FROM room_records WHERE organization_id = 1 AND "
                                "room_id = '" ROOM "' AND object = 'deal' "
                                "ORDER BY crm_created_at DESC, CAST (external_id AS INTEGER) DESC LIMIT 1");
}

/* Whichever way the clock goes: who was made last is who the room has. */
static void
test_winner (void)
{
  static const gint64 offsets[] = { 0, -JUMP, JUMP, 0, -JUMP };

  for (gsize i = 0; i < G_N_ELEMENTS (offsets); i++)
    {
      g_autofree char *made = NULL;
      g_autofree char *shown = NULL;

      *offset = offsets[i];
      made = create_deal ();
      wait_until_told ();
      shown = get_shown ();
      g_assert_cmpstr (shown, ==, made);
    }
  *offset = 0;
}

/* What was to be tried again in ten seconds is not tried in a year. */
static void
test_delivery (void)
{
  *offset = 0;
  desk_set_setting (desk,
                    "INSERT INTO outbox (organization_id, topic, payload, created_at, attempts, "
                    "next_attempt_at) VALUES (1, 'record.created', '{\"object\":\"deal\",\"verb\":\"POST\","
                    "\"id\":\"9001\",\"external_id\":\"9001\",\"name\":\"Late\",\"room_id\":\"room-1-0008\","
                    "\"creator_flag\":\"bot\",\"crm_created_at\":\"2026-06-26T14:02:11.123Z\","
                    "\"revision\":1}', 1, 3, 1000 * unixepoch () + 10000)");
  *offset = -JUMP;
  wait_until_told ();
  *offset = 0;
  g_assert_cmpint (
      fixture_query (desk, "SELECT count(*) FROM room_records WHERE external_id = '9001' AND name = 'Late'"),
      ==, 1);
}

/* A stream that is open stays open, and hears what happens. */
static void
test_stream (void)
{
  g_autofree char *agent = fixture_sign_in (desk, "agent@nusantara.test", NULL);
  g_autoptr (Listener) listener = listener_open (desk, agent, "");
  g_autofree char *made = NULL;
  gint64 start = g_get_monotonic_time ();

  *offset = -JUMP;
  while (g_get_monotonic_time () - start < 3 * G_USEC_PER_SEC) /* the guard asks every second */
    g_main_context_iteration (NULL, TRUE);
  made = create_deal ();
  listener_wait_for_type (listener, CRM_STREAM_RECORDS_CHANGED, 1);
  g_assert_false (listener->is_closed);
  *offset = 0;
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  set_up ();
  g_test_add_func ("/clock/REL-08/winner", test_winner);
  g_test_add_func ("/clock/REL-08/delivery", test_delivery);
  g_test_add_func ("/clock/REL-08/stream", test_stream);
  status = g_test_run ();
  g_free (bot);
  fixture_free (desk);
  return status;
}
