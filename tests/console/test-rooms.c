/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An open conversation, on a real backend. */
#include "bilik-composer.h"
#include "crm-conversation.h"
#include "hostile-strings.h"
#include "room-desk.h"

#define LONG_ROOM "room-1-0001" /* 5,000 messages */
#define ROOM      "room-1-0002"

static BackendFixture *backend;

static CrmEntry *
dup_last (RoomDesk *desk)
{
  return g_list_model_get_item (room_desk_get_model (desk->view), room_desk_count (desk->view) - 1);
}

static gboolean
ends_with (RoomDesk *desk, const char *text, CrmEntryState state)
{
  g_autoptr (CrmEntry) last = room_desk_count (desk->view) > 0 ? dup_last (desk) : NULL;

  return last != NULL && g_str_equal (crm_entry_get_text (last), text) && crm_entry_get_state (last) == state;
}

static GtkAdjustment *
scroll_of (RoomDesk *desk)
{
  return gtk_scrolled_window_get_vadjustment (room_desk_child (desk->view, "scroller"));
}

static gboolean
is_at_end (RoomDesk *desk)
{
  GtkAdjustment *scroll = scroll_of (desk);

  return gtk_adjustment_get_upper (scroll) > 0 &&
         gtk_adjustment_get_value (scroll) + gtk_adjustment_get_page_size (scroll) >=
             gtk_adjustment_get_upper (scroll) - 1;
}

static GtkTextBuffer *
buffer_of (RoomDesk *desk)
{
  return gtk_text_view_get_buffer (room_desk_child (room_desk_child (desk->view, "composer"), "text"));
}

static void
type (RoomDesk *desk, const char *text)
{
  gtk_text_buffer_set_text (buffer_of (desk), text, -1);
}

static char *
dup_typed (RoomDesk *desk)
{
  return bilik_composer_dup_text (room_desk_child (desk->view, "composer"));
}

/* --- a conversation ---------------------------------------------------------------------------------- */

static void
test_conversation (void)
{
  RoomDesk *desk = room_desk_open (backend, ROOM, 1100);
  g_autofree char *title = NULL;

  ticket_fixture_wait_for (room_desk_count (desk->view) > 0 && is_at_end (desk));
  g_object_get (desk->view, "title", &title, NULL);
  g_assert_nonnull (ticket_fixture_find_text (desk->view, title));
  gtk_widget_activate (room_desk_child (desk->view, "contact"));
  ticket_fixture_wait_for (desk->opened != NULL);
  g_assert_true (g_str_has_prefix (desk->opened, "open-customer "));
  room_desk_settle ();
  ticket_fixture_picture (desk->window, "room");
  room_desk_close (desk);
}

static void
test_send (void)
{
  RoomDesk *desk = room_desk_open (backend, ROOM, 1100);

  type (desk, "Siap <b>kak</b> & terima kasih");
  bilik_composer_send (room_desk_child (desk->view, "composer"));
  ticket_fixture_wait_for (ends_with (desk, "Siap <b>kak</b> & terima kasih", CRM_ENTRY_SAID));
  room_desk_say (desk, ROOM, "and another");
  ticket_fixture_wait_for (ends_with (desk, "and another", CRM_ENTRY_SAID));
  ticket_fixture_wait_for (is_at_end (desk));
  room_desk_close (desk);
}

/* What could not be sent stays, is said so, and is said once (REL-07). */
static void
test_send_fails (void)
{
  RoomDesk *desk = room_desk_open (backend, ROOM, 1100);
  GtkWidget *retry;

  backend_fixture_sql (backend,
                       "UPDATE rooms SET deleted_at = 1 WHERE organization_id = 1 AND id = '" ROOM "'");
  type (desk, "into nowhere");
  bilik_composer_send (room_desk_child (desk->view, "composer"));
  ticket_fixture_wait_for (ends_with (desk, "into nowhere", CRM_ENTRY_FAILED));
  backend_fixture_sql (backend,
                       "UPDATE rooms SET deleted_at = NULL WHERE organization_id = 1 AND id = '" ROOM "'");
  ticket_fixture_wait_for (ticket_fixture_find_button (desk->view, "Retry") != NULL);
  ticket_fixture_picture (desk->window, "room-not-sent");
  room_desk_close_view (desk);

  room_desk_open_view (desk, ROOM);
  ticket_fixture_wait_for (ends_with (desk, "into nowhere", CRM_ENTRY_FAILED));
  ticket_fixture_wait_for ((retry = ticket_fixture_find_button (desk->view, "Retry")) != NULL);
  g_signal_emit_by_name (retry, "clicked");
  ticket_fixture_wait_for (ends_with (desk, "into nowhere", CRM_ENTRY_SAID));
  room_desk_close (desk);
}

/* CDTC-S02: the tab left behind, and the next start, keep scroll and draft. */
static void
test_keeps_scroll_and_draft (void)
{
  RoomDesk *desk = room_desk_open (backend, LONG_ROOM, 1100);
  GtkWidget *other = gtk_label_new ("another tab");
  g_autofree char *typed = NULL;
  g_autofree char *restored = NULL;
  double value;

  ticket_fixture_wait_for (room_desk_count (desk->view) > 0 && is_at_end (desk));
  room_desk_settle ();
  gtk_adjustment_set_value (scroll_of (desk), gtk_adjustment_get_upper (scroll_of (desk)) / 2);
  room_desk_settle ();
  value = gtk_adjustment_get_value (scroll_of (desk));
  type (desk, "half a sentence");

  gtk_stack_add_named (GTK_STACK (desk->stack), other, "other");
  gtk_stack_set_visible_child (GTK_STACK (desk->stack), other);
  room_desk_settle ();
  room_desk_say (desk, LONG_ROOM, "while away");
  ticket_fixture_wait_for (ends_with (desk, "while away", CRM_ENTRY_SAID));
  gtk_stack_set_visible_child (GTK_STACK (desk->stack), desk->view);
  room_desk_settle ();
  typed = dup_typed (desk);
  g_assert_cmpstr (typed, ==, "half a sentence");
  g_assert_cmpfloat_with_epsilon (gtk_adjustment_get_value (scroll_of (desk)), value, 2);
  g_assert_true (gtk_widget_get_visible (room_desk_child (desk->view, "news")));
  ticket_fixture_picture (desk->window, "room-new-messages");

  room_desk_close_view (desk);
  room_desk_open_view (desk, LONG_ROOM);
  restored = dup_typed (desk);
  g_assert_cmpstr (restored, ==, "half a sentence");
  type (desk, "");
  room_desk_close (desk);
}

static void
test_needs_attention (void)
{
  RoomDesk *desk = room_desk_open (backend, ROOM, 1100);
  GtkWidget *other = gtk_label_new ("another tab");
  gboolean needs_attention = FALSE;

  gtk_stack_add_named (GTK_STACK (desk->stack), other, "other");
  gtk_stack_set_visible_child (GTK_STACK (desk->stack), other);
  ticket_fixture_wait_for (!gtk_widget_get_mapped (desk->view));
  room_desk_say (desk, ROOM, "look here");
  ticket_fixture_wait_for (
      (g_object_get (desk->view, "needs-attention", &needs_attention, NULL), needs_attention));
  gtk_stack_set_visible_child (GTK_STACK (desk->stack), desk->view);
  ticket_fixture_wait_for (
      (g_object_get (desk->view, "needs-attention", &needs_attention, NULL), !needs_attention));
  room_desk_close (desk);
}

/* F-11: a long room opens with a page of it, and goes on where the agent looks. */
static void
test_lazy_history (void)
{
  RoomDesk *desk = room_desk_open (backend, LONG_ROOM, 1100);
  guint n;

  ticket_fixture_wait_for (room_desk_count (desk->view) > 0 && is_at_end (desk));
  room_desk_settle ();
  n = room_desk_count (desk->view);
  g_assert_cmpuint (n, <=, 100);
  gtk_adjustment_set_value (scroll_of (desk), 0);
  ticket_fixture_wait_for (room_desk_count (desk->view) > n);
  room_desk_settle ();
  /* What was looked at is still there, not scrolled away by what came before it. */
  g_assert_cmpfloat (gtk_adjustment_get_value (scroll_of (desk)), >, 0);
  room_desk_close (desk);
}

static void
test_gone (void)
{
  RoomDesk *desk = room_desk_open (backend, "room-1-0030", 1100);

  room_desk_close_view (desk);
  backend_fixture_sql (backend,
                       "UPDATE rooms SET deleted_at = 1 WHERE organization_id = 1 AND id = 'room-1-0030'");
  room_desk_open_view (desk, "room-1-0030");
  g_assert_cmpstr (room_desk_get_page (desk->view), ==, "notice");
  g_assert_nonnull (ticket_fixture_find_text (desk->view, "This conversation no longer exists"));
  g_assert_null (ticket_fixture_find_button (desk->view, "_Retry"));
  room_desk_close (desk);
}

/* CDTC-S01: built only where it is switched on; the conversation does not wait for it. */
static void
test_panel (void)
{
  RoomDesk *desk;
  gboolean show_panel = TRUE;

  backend_fixture_sql (backend, "UPDATE flags SET is_on = 0 WHERE name = 'omnichannel_deal_ticket_panel'");
  desk = room_desk_open (backend, ROOM, 1100);
  g_object_set (desk->view, "show-panel", TRUE, NULL);
  g_object_get (desk->view, "show-panel", &show_panel, NULL);
  g_assert_false (show_panel);
  g_assert_false (gtk_widget_get_visible (room_desk_child (desk->view, "panel_button")));
  room_desk_close (desk);

  backend_fixture_sql (backend, "UPDATE flags SET is_on = 1 WHERE name = 'omnichannel_deal_ticket_panel'");
  desk = room_desk_open (backend, ROOM, 1100);
  g_object_get (desk->view, "show-panel", &show_panel, NULL);
  g_assert_true (show_panel);
  room_desk_settle ();
  ticket_fixture_picture (desk->window, "room-panel");
  g_object_set (desk->view, "show-panel", FALSE, NULL);
  room_desk_settle ();
  room_desk_close (desk);

  desk = room_desk_open (backend, ROOM, 360);
  room_desk_settle ();
  ticket_fixture_picture (desk->window, "room-panel-360");
  room_desk_close (desk);
  backend_fixture_sql (backend, "UPDATE flags SET is_on = 0 WHERE name = 'omnichannel_deal_ticket_panel'");
}

/* REL-06: the server goes and comes back; nothing is missed, nothing is lost. */
static void
test_offline (void)
{
  RoomDesk *desk = room_desk_open (backend, ROOM, 1100);
  CrmEventStream *stream = bilik_session_get_stream (desk->session);

  backend_fixture_pause (backend);
  ticket_fixture_wait_for (!crm_event_stream_get_is_online (stream));
  g_assert_cmpstr (room_desk_get_page (desk->view), ==, "conversation");
  backend_fixture_resume (backend);
  room_desk_say (desk, ROOM, "while you were gone");
  ticket_fixture_wait_for (ends_with (desk, "while you were gone", CRM_ENTRY_SAID));
  room_desk_close (desk);
}

/* --- SEC-15 ------------------------------------------------------------------------------------------ */

static void
set_hostile (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "'", -1);
  g_autofree char *quoted = g_strjoinv ("''", parts);
  g_autofree char *title = g_strdup_printf (
      "UPDATE rooms SET title = '%s', last_message = '%s' WHERE organization_id = 1 AND id = 'room-1-0003'",
      quoted, quoted);
  g_autofree char *message = g_strdup_printf ("UPDATE messages SET name = '%s', contents = '%s' WHERE "
                                              "organization_id = 1 AND room_id = 'room-1-0003'",
                                              quoted, quoted);

  backend_fixture_sql (backend, title);
  backend_fixture_sql (backend, message);
}

static void
test_hostile (void)
{
  RoomDesk *desk = room_desk_open (backend, "room-1-0003", 1100);

  for (guint i = 0; i < G_N_ELEMENTS (hostile_rows); i++)
    {
      const char *text = hostile_rows[i];

      set_hostile (text);
      room_desk_close_view (desk);
      bilik_rooms_page_refresh (BILIK_ROOMS_PAGE (desk->page));
      room_desk_open_view (desk, "room-1-0003");
      ticket_fixture_wait_for (ticket_fixture_find_text (room_desk_child (desk->view, "contact"), text) !=
                               NULL);
      ticket_fixture_wait_for (ticket_fixture_find_text (room_desk_child (desk->view, "list"), text) != NULL);
      ticket_fixture_wait_for (ticket_fixture_find_text (room_desk_child (desk->page, "list"), text) != NULL);
    }
  room_desk_close (desk);
}

/* --- looks ------------------------------------------------------------------------------------------- */

static void
test_narrow (void)
{
  RoomDesk *desk = room_desk_open (backend, ROOM, 360);

  ticket_fixture_wait_for (is_at_end (desk));
  room_desk_settle ();
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (desk->window)), <=, 360);
  type (desk, "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten");
  room_desk_settle ();
  g_assert_cmpint (gtk_widget_get_height (room_desk_child (desk->view, "composer")), <, 260);
  ticket_fixture_picture (desk->window, "room-360");
  type (desk, "");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  room_desk_settle ();
  ticket_fixture_picture (desk->window, "room-360-dark");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
  room_desk_close (desk);
}

int
main (int argc, char *argv[])
{
  int result;

  ticket_fixture_init (&argc, &argv);
  backend = backend_fixture_start ();
  g_test_add_func ("/rooms/conversation/opens-at-the-end", test_conversation);
  g_test_add_func ("/rooms/conversation/sends", test_send);
  g_test_add_func ("/rooms/conversation/REL-07/unsent-is-kept-and-retried", test_send_fails);
  g_test_add_func ("/rooms/conversation/CDTC-S02/keeps-scroll-and-draft", test_keeps_scroll_and_draft);
  g_test_add_func ("/rooms/conversation/needs-attention", test_needs_attention);
  g_test_add_func ("/rooms/conversation/F-11/opens-with-a-page", test_lazy_history);
  g_test_add_func ("/rooms/conversation/CDTC-S05-ERR-1/gone", test_gone);
  g_test_add_func ("/rooms/conversation/CDTC-S01/panel-where-it-is-on", test_panel);
  g_test_add_func ("/rooms/conversation/REL-06/catches-up", test_offline);
  g_test_add_func ("/rooms/SEC-15/shown-as-typed", test_hostile);
  g_test_add_func ("/rooms/narrow", test_narrow);
  result = g_test_run ();
  backend_fixture_end (backend);
  return result;
}
