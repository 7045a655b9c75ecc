/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a room counts as read, in the whole console on a real backend. */
#include <sqlite3.h>

#include "bilik-message-list.h"
#include "bilik-room-list.h"
#include "bilik-room-view.h"
#include "bilik-tabs.h"
#include "console-fixture.h"
#include "service-bot.h"

#define ROOM      "room-1-0003"
#define OTHER     "room-1-0004"
#define LONG_ROOM "room-1-0001" /* 5,000 messages */

static BackendFixture *backend;
static ServiceBot *channel;

static int
keep_number (void *data, int n_columns, char **values, char **names)
{
  *(gint64 *) data = g_ascii_strtoll (values[0], NULL, 10);
  return 0;
}

static gint64
count_unread (const char *room_id)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT unread FROM rooms WHERE organization_id = 1 AND id = '%s'", room_id);
  sqlite3 *db = NULL;
  gint64 unread = -1;

  g_assert_cmpint (sqlite3_open_v2 (backend->database, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 5000);
  g_assert_cmpint (sqlite3_exec (db, sql, keep_number, &unread, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  return unread;
}

static void
wait_a_moment (void)
{
  gint64 until = g_get_monotonic_time () + 400 * 1000;

  console_wait_for (g_get_monotonic_time () > until);
}

static void
open_room (Console *console, const char *room_id)
{
  gtk_widget_activate_action (GTK_WIDGET (console->window), "win.open-room", "s", room_id);
}

/* Returns: (nullable): the room that is looked at */
static const char *
get_room (Console *console)
{
  BilikRoomView *view = console_find (console->window, BILIK_TYPE_ROOM_VIEW);

  return view != NULL ? bilik_room_view_get_room_id (view) : NULL;
}

static gboolean
shows_room (Console *console, const char *room_id)
{
  BilikMessageList *messages = console_find (console->window, BILIK_TYPE_MESSAGE_LIST);

  return g_strcmp0 (get_room (console), room_id) == 0 && messages != NULL &&
         bilik_message_list_get_shows_end (messages);
}

/* What another console of the organization shows of the room. */
static guint
count_listed (BilikRoomList *list, const char *room_id)
{
  g_autoptr (CrmRoom) room = NULL;
  guint position;

  if (!bilik_room_list_find (list, room_id, &position))
    return G_MAXUINT;
  room = g_list_model_get_item (G_LIST_MODEL (list), position);
  return crm_room_get_unread (room);
}

/* Looked at it is read, for every console, and so is what comes meanwhile. */
static void
test_looked_at (void)
{
  g_autoptr (BilikSession) elsewhere = backend_fixture_sign_in (backend, "admin@nusantara.test", FALSE);
  g_autoptr (BilikRoomList) list =
      bilik_room_list_new (bilik_session_get_client (elsewhere), bilik_session_get_stream (elsewhere), "0");
  Console *console = console_open (backend);

  service_bot_say (channel, ROOM, "Are you there?");
  bilik_room_list_load (list, &(CrmRoomSearch){ .filter = CRM_ROOMS_ALL });
  console_enter (console, CONSOLE_AGENT);
  console_wait_for (count_listed (list, ROOM) > 0 && count_listed (list, ROOM) != G_MAXUINT);
  console_wait_for (crm_event_stream_get_is_online (bilik_session_get_stream (elsewhere)));
  open_room (console, ROOM);
  console_wait_for (count_unread (ROOM) == 0);
  console_wait_for (count_listed (list, ROOM) == 0);
  service_bot_say (channel, ROOM, "Good.");
  console_wait_for (console_shows (console->window, "Good.") && count_unread (ROOM) == 0);
  console_free (console);
}

/* CDTC-S02: a tab that only was restored has not been looked at. */
static void
test_restored_tab (void)
{
  Console *console = console_open (backend);

  console_enter (console, CONSOLE_AGENT);
  open_room (console, OTHER);
  open_room (console, ROOM);
  console_wait_for (shows_room (console, ROOM));
  console_free (console);

  service_bot_say (channel, ROOM, "In front");
  service_bot_say (channel, OTHER, "Behind");
  console = console_open_again (backend);
  console_enter (console, CONSOLE_AGENT);
  console_wait_for (count_unread (ROOM) == 0);
  wait_a_moment ();
  g_assert_cmpint (count_unread (OTHER), >, 0);
  open_room (console, OTHER);
  console_wait_for (count_unread (OTHER) == 0);
  console_free (console);
}

static void
test_other_window (void)
{
  Console *console = console_open (backend);
  GtkWindow *other;

  console_enter (console, CONSOLE_AGENT);
  open_room (console, ROOM);
  console_wait_for (shows_room (console, ROOM));
  other = GTK_WINDOW (gtk_window_new ());
  gtk_window_present (other);
  console_wait_for (gtk_window_is_active (other) && !gtk_window_is_active (console->window));
  service_bot_say (channel, ROOM, "While you look elsewhere");
  console_wait_for (console_shows (console->window, "While you look elsewhere"));
  wait_a_moment ();
  g_assert_cmpint (count_unread (ROOM), >, 0);
  gtk_window_destroy (other);
  gtk_window_present (console->window);
  console_wait_for (count_unread (ROOM) == 0);
  console_free (console);
}

/* What stands below the screen has not been seen. */
static void
test_further_up (void)
{
  Console *console = console_open (backend);
  GtkAdjustment *scroll;
  BilikMessageList *messages;

  console_enter (console, CONSOLE_AGENT);
  open_room (console, LONG_ROOM);
  console_wait_for (shows_room (console, LONG_ROOM) && count_unread (LONG_ROOM) == 0);
  wait_a_moment ();
  messages = console_find (console->window, BILIK_TYPE_MESSAGE_LIST);
  scroll = gtk_scrolled_window_get_vadjustment (console_child (messages, "scroller"));
  gtk_adjustment_set_value (scroll, gtk_adjustment_get_upper (scroll) / 2);
  console_wait_for (!bilik_message_list_get_shows_end (messages));
  service_bot_say (channel, LONG_ROOM, "Below");
  console_wait_for (gtk_widget_get_visible (console_child (messages, "news")));
  wait_a_moment ();
  g_assert_cmpint (count_unread (LONG_ROOM), >, 0);
  g_signal_emit_by_name (console_child (messages, "news"), "clicked");
  console_wait_for (count_unread (LONG_ROOM) == 0);
  console_free (console);
}

/* Ctrl+Shift+Page Down: from one to the next that has something unread, until none has. */
static void
test_next_unread (void)
{
  Console *console = console_open (backend);
  g_auto (GStrv) accels = NULL;

  backend_fixture_sql (backend, "UPDATE rooms SET unread = 0 WHERE organization_id = 1");
  service_bot_say (channel, OTHER, "Second");
  service_bot_say (channel, ROOM, "First");
  console_enter (console, CONSOLE_AGENT);
  accels = gtk_application_get_accels_for_action (GTK_APPLICATION (console->application), "win.next-unread");
  g_assert_true (g_strv_contains ((const char *const *) accels, "<Control><Shift>Page_Down") ||
                 g_strv_contains ((const char *const *) accels, "<Shift><Control>Page_Down"));

  /* The inbox is built by the first, and has nothing yet. */
  gtk_widget_activate_action (GTK_WIDGET (console->window), "win.next-unread", NULL);
  console_wait_for (console_shows (console->window, "First"));
  gtk_widget_activate_action (GTK_WIDGET (console->window), "win.next-unread", NULL);
  console_wait_for (shows_room (console, ROOM) && count_unread (ROOM) == 0);
  gtk_widget_activate_action (GTK_WIDGET (console->window), "win.next-unread", NULL);
  console_wait_for (shows_room (console, OTHER) && count_unread (OTHER) == 0);
  wait_a_moment ();
  gtk_widget_activate_action (GTK_WIDGET (console->window), "win.next-unread", NULL);
  g_assert_cmpstr (get_room (console), ==, OTHER);
  console_free (console);
}

int
main (int argc, char *argv[])
{
  int result;

  console_fixture_init (&argc, &argv);
  backend = backend_fixture_start ();
  channel = service_bot_new_channel (backend->url, backend->database);
  g_test_add_func ("/reading/looked-at-is-read-for-everybody", test_looked_at);
  g_test_add_func ("/reading/CDTC-S02/a-restored-tab-is-not-read", test_restored_tab);
  g_test_add_func ("/reading/another-window-is-not-this-one", test_other_window);
  g_test_add_func ("/reading/what-is-below-is-not-read", test_further_up);
  g_test_add_func ("/reading/next-unread", test_next_unread);
  result = g_test_run ();
  service_bot_free (channel);
  backend_fixture_end (backend);
  return result;
}
