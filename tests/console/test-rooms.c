/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inbox and an open conversation, on a real backend. */
#include "backend-fixture.h"
#include "bilik-composer.h"
#include "bilik-message-row.h"
#include "bilik-room-row.h"
#include "bilik-room-view.h"
#include "bilik-rooms-page.h"
#include "hostile-strings.h"
#include "ticket-fixture.h"

#define AGENT     "agent@nusantara.test"
#define LONG_ROOM "room-1-0001" /* 5,000 messages */
#define ROOM      "room-1-0002"

static BackendFixture *backend;

/* The inbox beside a conversation, as the window shows them. */
typedef struct
{
  BilikSession *session;
  GtkWindow *window;
  GtkWidget *stack;
  GtkWidget *page;
  GtkWidget *view;
  char *opened; /* "ACTION ID" of the latest action of the window */
} Desk;

static void
on_action (GSimpleAction *action, GVariant *parameter, Desk *desk)
{
  g_free (desk->opened);
  desk->opened = g_strdup_printf ("%s %s", g_action_get_name (G_ACTION (action)),
                                  g_variant_get_string (parameter, NULL));
}

static void
add_actions (Desk *desk)
{
  static const char *const names[] = { "browse-room", "open-customer" };
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GSimpleAction) action = g_simple_action_new (names[i], G_VARIANT_TYPE_STRING);

      g_signal_connect (action, "activate", G_CALLBACK (on_action), desk);
      g_action_map_add_action (G_ACTION_MAP (actions), G_ACTION (action));
    }
  gtk_widget_insert_action_group (GTK_WIDGET (desk->window), "win", G_ACTION_GROUP (actions));
}

static gpointer
child (GtkWidget *widget, const char *id)
{
  return ticket_fixture_get_child (widget, id);
}

static const char *
page_of (GtkWidget *widget)
{
  const char *name = gtk_stack_get_visible_child_name (child (widget, "stack"));

  return name != NULL ? name : "";
}

static void
open_view (Desk *desk, const char *room_id)
{
  desk->view = bilik_room_view_new (desk->session, room_id);
  gtk_stack_add_named (GTK_STACK (desk->stack), desk->view, "view");
  gtk_stack_set_visible_child (GTK_STACK (desk->stack), desk->view);
  ticket_fixture_wait_for (g_str_equal (page_of (desk->view), "conversation") ||
                           g_str_equal (page_of (desk->view), "notice"));
}

static void
close_view (Desk *desk)
{
  gtk_stack_remove (GTK_STACK (desk->stack), desk->view);
  desk->view = NULL;
}

/* @width: less than 700: only the conversation */
static Desk *
open_desk (const char *room_id, int width)
{
  Desk *desk = g_new0 (Desk, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  desk->session = backend_fixture_sign_in (backend, AGENT, FALSE);
  desk->window = GTK_WINDOW (adw_window_new ());
  desk->stack = gtk_stack_new ();
  desk->page = bilik_rooms_page_new (desk->session);
  add_actions (desk);
  gtk_widget_set_size_request (desk->page, 340, -1);
  gtk_widget_set_visible (desk->page, width >= 700 || room_id == NULL);
  gtk_widget_set_hexpand (desk->stack, TRUE);
  gtk_widget_set_visible (desk->stack, room_id != NULL);
  gtk_box_append (GTK_BOX (box), desk->page);
  gtk_box_append (GTK_BOX (box), desk->stack);
  adw_window_set_content (ADW_WINDOW (desk->window), box);
  gtk_window_set_default_size (desk->window, width, 700);
  gtk_window_present (desk->window);
  ticket_fixture_wait_for (g_str_equal (page_of (desk->page), "list"));
  ticket_fixture_wait_for (crm_event_stream_get_is_online (bilik_session_get_stream (desk->session)));
  if (room_id != NULL)
    open_view (desk, room_id);
  return desk;
}

static void
close_desk (Desk *desk)
{
  gtk_window_destroy (desk->window);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (desk->session);
  g_free (desk->opened);
  g_free (desk);
}

static GListModel *
model_of (GtkWidget *widget)
{
  return G_LIST_MODEL (gtk_list_view_get_model (child (widget, "list")));
}

static guint
count_items (GtkWidget *widget)
{
  return g_list_model_get_n_items (model_of (widget));
}

static CrmRoom *
dup_room (Desk *desk, guint position)
{
  return g_list_model_get_item (model_of (desk->page), position);
}

static CrmEntry *
dup_last (Desk *desk)
{
  return g_list_model_get_item (model_of (desk->view), count_items (desk->view) - 1);
}

static gboolean
ends_with (Desk *desk, const char *text, CrmEntryState state)
{
  g_autoptr (CrmEntry) last = count_items (desk->view) > 0 ? dup_last (desk) : NULL;

  return last != NULL && g_str_equal (crm_entry_get_text (last), text) && crm_entry_get_state (last) == state;
}

static void
on_said (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  G_GNUC_UNUSED g_autoptr (CrmMessage) message =
      crm_client_send_message_finish (CRM_CLIENT (source), result, &error);

  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

/* Somebody else, on another machine. */
static void
say (const char *room_id, const char *text)
{
  g_autoptr (BilikSession) session = backend_fixture_sign_in (backend, "admin@nusantara.test", FALSE);
  gboolean is_said = FALSE;

  crm_client_send_message (bilik_session_get_client (session), room_id, text, NULL, NULL, on_said, &is_said);
  ticket_fixture_wait_for (is_said);
}

static GtkAdjustment *
scroll_of (Desk *desk)
{
  return gtk_scrolled_window_get_vadjustment (child (desk->view, "scroller"));
}

static gboolean
is_at_end (Desk *desk)
{
  GtkAdjustment *scroll = scroll_of (desk);

  return gtk_adjustment_get_upper (scroll) > 0 &&
         gtk_adjustment_get_value (scroll) + gtk_adjustment_get_page_size (scroll) >=
             gtk_adjustment_get_upper (scroll) - 1;
}

/* So many frames, in which whatever was to happen has happened. */
static void
settle (void)
{
  gint64 until = g_get_monotonic_time () + 300 * 1000;

  ticket_fixture_wait_for (g_get_monotonic_time () > until);
}

static GtkTextBuffer *
buffer_of (Desk *desk)
{
  return gtk_text_view_get_buffer (child (child (desk->view, "composer"), "text"));
}

static void
type (Desk *desk, const char *text)
{
  gtk_text_buffer_set_text (buffer_of (desk), text, -1);
}

static char *
dup_typed (Desk *desk)
{
  return bilik_composer_dup_text (child (desk->view, "composer"));
}

/* --- the inbox --------------------------------------------------------------------------------------- */

static void
test_inbox (void)
{
  Desk *desk = open_desk (NULL, 700);
  g_autoptr (CrmRoom) first = dup_room (desk, 0);
  g_autofree char *expected = g_strconcat ("browse-room ", crm_room_get_id (first), NULL);

  /* A page is loaded, not all of the 300. */
  g_assert_cmpuint (count_items (desk->page), <, 300);
  gtk_widget_activate_action (child (desk->page, "list"), "list.activate-item", "u", 0);
  ticket_fixture_wait_for (desk->opened != NULL);
  g_assert_cmpstr (desk->opened, ==, expected);
  ticket_fixture_picture (desk->window, "inbox");
  close_desk (desk);
}

static void
test_inbox_follows (void)
{
  Desk *desk = open_desk (NULL, 700);
  g_autoptr (CrmRoom) first = NULL;

  bilik_rooms_page_mark (BILIK_ROOMS_PAGE (desk->page), "room-1-0010");
  say ("room-1-0010", "up I come");
  ticket_fixture_wait_for (ticket_fixture_find_text (desk->page, "up I come") != NULL);
  first = dup_room (desk, 0);
  g_assert_cmpstr (crm_room_get_id (first), ==, "room-1-0010");
  g_assert_cmpuint (gtk_single_selection_get_selected (GTK_SINGLE_SELECTION (model_of (desk->page))), ==, 0);
  /* Following opens nothing. */
  g_assert_null (desk->opened);
  close_desk (desk);
}

static void
test_inbox_filters (void)
{
  Desk *desk = open_desk (NULL, 700);

  gtk_drop_down_set_selected (child (desk->page, "filter"), CRM_ROOMS_UNASSIGNED);
  ticket_fixture_wait_for (count_items (desk->page) > 0 &&
                           ticket_fixture_find_text (desk->page, "Unassigned") != NULL);
  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (CrmRoom) room = dup_room (desk, i);

      if (crm_room_get_assignee_id (room) != NULL)
        i = 0, settle ();
    }
  gtk_editable_set_text (child (desk->page, "search"), "zzzz nobody");
  ticket_fixture_wait_for (g_str_equal (page_of (desk->page), "empty"));
  ticket_fixture_picture (desk->window, "inbox-empty");
  gtk_editable_set_text (child (desk->page, "search"), "");
  ticket_fixture_wait_for (g_str_equal (page_of (desk->page), "list"));
  close_desk (desk);
}

static void
test_next_unread (void)
{
  Desk *desk = open_desk (NULL, 700);
  g_autofree char *next = NULL;

  backend_fixture_sql (backend, "UPDATE rooms SET unread = 0 WHERE organization_id = 1");
  backend_fixture_sql (backend,
                       "UPDATE rooms SET unread = 120 WHERE organization_id = 1 AND id = 'room-1-0020'");
  bilik_rooms_page_refresh (BILIK_ROOMS_PAGE (desk->page));
  ticket_fixture_wait_for (ticket_fixture_find_text (desk->page, "99+") != NULL);
  next = bilik_rooms_page_dup_next_unread (BILIK_ROOMS_PAGE (desk->page));
  g_assert_cmpstr (next, ==, "room-1-0020");
  close_desk (desk);
}

/* --- a conversation ---------------------------------------------------------------------------------- */

static void
test_conversation (void)
{
  Desk *desk = open_desk (ROOM, 1100);
  g_autofree char *title = NULL;

  ticket_fixture_wait_for (count_items (desk->view) > 0 && is_at_end (desk));
  g_object_get (desk->view, "title", &title, NULL);
  g_assert_nonnull (ticket_fixture_find_text (desk->view, title));
  gtk_widget_activate (child (desk->view, "contact"));
  ticket_fixture_wait_for (desk->opened != NULL);
  g_assert_true (g_str_has_prefix (desk->opened, "open-customer "));
  settle ();
  ticket_fixture_picture (desk->window, "room");
  close_desk (desk);
}

static void
test_send (void)
{
  Desk *desk = open_desk (ROOM, 1100);

  type (desk, "Siap <b>kak</b> & terima kasih");
  bilik_composer_send (child (desk->view, "composer"));
  ticket_fixture_wait_for (ends_with (desk, "Siap <b>kak</b> & terima kasih", CRM_ENTRY_SAID));
  say (ROOM, "and another");
  ticket_fixture_wait_for (ends_with (desk, "and another", CRM_ENTRY_SAID));
  ticket_fixture_wait_for (is_at_end (desk));
  close_desk (desk);
}

/* What could not be sent stays, is said so, and is said once (REL-07). */
static void
test_send_fails (void)
{
  Desk *desk = open_desk (ROOM, 1100);
  GtkWidget *retry;

  backend_fixture_sql (backend,
                       "UPDATE rooms SET deleted_at = 1 WHERE organization_id = 1 AND id = '" ROOM "'");
  type (desk, "into nowhere");
  bilik_composer_send (child (desk->view, "composer"));
  ticket_fixture_wait_for (ends_with (desk, "into nowhere", CRM_ENTRY_FAILED));
  backend_fixture_sql (backend,
                       "UPDATE rooms SET deleted_at = NULL WHERE organization_id = 1 AND id = '" ROOM "'");
  ticket_fixture_wait_for (ticket_fixture_find_button (desk->view, "Retry") != NULL);
  ticket_fixture_picture (desk->window, "room-not-sent");
  close_view (desk);

  open_view (desk, ROOM);
  ticket_fixture_wait_for (ends_with (desk, "into nowhere", CRM_ENTRY_FAILED));
  ticket_fixture_wait_for ((retry = ticket_fixture_find_button (desk->view, "Retry")) != NULL);
  g_signal_emit_by_name (retry, "clicked");
  ticket_fixture_wait_for (ends_with (desk, "into nowhere", CRM_ENTRY_SAID));
  close_desk (desk);
}

/* CDTC-S02: the tab left behind, and the next start, keep scroll and draft. */
static void
test_keeps_scroll_and_draft (void)
{
  Desk *desk = open_desk (LONG_ROOM, 1100);
  GtkWidget *other = gtk_label_new ("another tab");
  g_autofree char *typed = NULL;
  g_autofree char *restored = NULL;
  double value;

  ticket_fixture_wait_for (count_items (desk->view) > 0 && is_at_end (desk));
  settle ();
  gtk_adjustment_set_value (scroll_of (desk), gtk_adjustment_get_upper (scroll_of (desk)) / 2);
  settle ();
  value = gtk_adjustment_get_value (scroll_of (desk));
  type (desk, "half a sentence");

  gtk_stack_add_named (GTK_STACK (desk->stack), other, "other");
  gtk_stack_set_visible_child (GTK_STACK (desk->stack), other);
  settle ();
  say (LONG_ROOM, "while away");
  ticket_fixture_wait_for (ends_with (desk, "while away", CRM_ENTRY_SAID));
  gtk_stack_set_visible_child (GTK_STACK (desk->stack), desk->view);
  settle ();
  typed = dup_typed (desk);
  g_assert_cmpstr (typed, ==, "half a sentence");
  g_assert_cmpfloat_with_epsilon (gtk_adjustment_get_value (scroll_of (desk)), value, 2);
  g_assert_true (gtk_widget_get_visible (child (desk->view, "news")));
  ticket_fixture_picture (desk->window, "room-new-messages");

  close_view (desk);
  open_view (desk, LONG_ROOM);
  restored = dup_typed (desk);
  g_assert_cmpstr (restored, ==, "half a sentence");
  type (desk, "");
  close_desk (desk);
}

static void
test_needs_attention (void)
{
  Desk *desk = open_desk (ROOM, 1100);
  GtkWidget *other = gtk_label_new ("another tab");
  gboolean needs_attention = FALSE;

  gtk_stack_add_named (GTK_STACK (desk->stack), other, "other");
  gtk_stack_set_visible_child (GTK_STACK (desk->stack), other);
  ticket_fixture_wait_for (!gtk_widget_get_mapped (desk->view));
  say (ROOM, "look here");
  ticket_fixture_wait_for (
      (g_object_get (desk->view, "needs-attention", &needs_attention, NULL), needs_attention));
  gtk_stack_set_visible_child (GTK_STACK (desk->stack), desk->view);
  ticket_fixture_wait_for (
      (g_object_get (desk->view, "needs-attention", &needs_attention, NULL), !needs_attention));
  close_desk (desk);
}

/* F-11: a long room opens with a page of it, and goes on where the agent looks. */
static void
test_lazy_history (void)
{
  Desk *desk = open_desk (LONG_ROOM, 1100);
  guint n;

  ticket_fixture_wait_for (count_items (desk->view) > 0 && is_at_end (desk));
  settle ();
  n = count_items (desk->view);
  g_assert_cmpuint (n, <=, 100);
  gtk_adjustment_set_value (scroll_of (desk), 0);
  ticket_fixture_wait_for (count_items (desk->view) > n);
  settle ();
  /* What was looked at is still there, not scrolled away by what came before it. */
  g_assert_cmpfloat (gtk_adjustment_get_value (scroll_of (desk)), >, 0);
  close_desk (desk);
}

static void
test_gone (void)
{
  Desk *desk = open_desk ("room-1-0030", 1100);

  close_view (desk);
  backend_fixture_sql (backend,
                       "UPDATE rooms SET deleted_at = 1 WHERE organization_id = 1 AND id = 'room-1-0030'");
  open_view (desk, "room-1-0030");
  g_assert_cmpstr (page_of (desk->view), ==, "notice");
  g_assert_nonnull (ticket_fixture_find_text (desk->view, "This conversation no longer exists"));
  g_assert_null (ticket_fixture_find_button (desk->view, "_Retry"));
  close_desk (desk);
}

/* CDTC-S01: built only where it is switched on; the conversation does not wait for it. */
static void
test_panel (void)
{
  Desk *desk;
  gboolean show_panel = TRUE;

  backend_fixture_sql (backend, "UPDATE flags SET is_on = 0 WHERE name = 'omnichannel_deal_ticket_panel'");
  desk = open_desk (ROOM, 1100);
  g_object_set (desk->view, "show-panel", TRUE, NULL);
  g_object_get (desk->view, "show-panel", &show_panel, NULL);
  g_assert_false (show_panel);
  g_assert_false (gtk_widget_get_visible (child (desk->view, "panel_button")));
  close_desk (desk);

  backend_fixture_sql (backend, "UPDATE flags SET is_on = 1 WHERE name = 'omnichannel_deal_ticket_panel'");
  desk = open_desk (ROOM, 1100);
  g_object_get (desk->view, "show-panel", &show_panel, NULL);
  g_assert_true (show_panel);
  settle ();
  ticket_fixture_picture (desk->window, "room-panel");
  g_object_set (desk->view, "show-panel", FALSE, NULL);
  settle ();
  close_desk (desk);

  desk = open_desk (ROOM, 360);
  settle ();
  ticket_fixture_picture (desk->window, "room-panel-360");
  close_desk (desk);
  backend_fixture_sql (backend, "UPDATE flags SET is_on = 0 WHERE name = 'omnichannel_deal_ticket_panel'");
}

/* REL-06: the server goes and comes back; nothing is missed, nothing is lost. */
static void
test_offline (void)
{
  Desk *desk = open_desk (ROOM, 1100);
  CrmEventStream *stream = bilik_session_get_stream (desk->session);

  backend_fixture_pause (backend);
  ticket_fixture_wait_for (!crm_event_stream_get_is_online (stream));
  g_assert_cmpstr (page_of (desk->view), ==, "conversation");
  backend_fixture_resume (backend);
  say (ROOM, "while you were gone");
  ticket_fixture_wait_for (ends_with (desk, "while you were gone", CRM_ENTRY_SAID));
  close_desk (desk);
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
  Desk *desk = open_desk ("room-1-0003", 1100);

  for (guint i = 0; i < G_N_ELEMENTS (hostile_rows); i++)
    {
      const char *text = hostile_rows[i];

      set_hostile (text);
      close_view (desk);
      bilik_rooms_page_refresh (BILIK_ROOMS_PAGE (desk->page));
      open_view (desk, "room-1-0003");
      ticket_fixture_wait_for (ticket_fixture_find_text (child (desk->view, "contact"), text) != NULL);
      ticket_fixture_wait_for (ticket_fixture_find_text (child (desk->view, "list"), text) != NULL);
      ticket_fixture_wait_for (ticket_fixture_find_text (child (desk->page, "list"), text) != NULL);
    }
  close_desk (desk);
}

/* --- looks ------------------------------------------------------------------------------------------- */

static void
test_narrow (void)
{
  Desk *desk = open_desk (ROOM, 360);

  ticket_fixture_wait_for (is_at_end (desk));
  settle ();
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (desk->window)), <=, 360);
  type (desk, "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten");
  settle ();
  g_assert_cmpint (gtk_widget_get_height (child (desk->view, "composer")), <, 260);
  ticket_fixture_picture (desk->window, "room-360");
  type (desk, "");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  settle ();
  ticket_fixture_picture (desk->window, "room-360-dark");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
  close_desk (desk);
}

int
main (int argc, char *argv[])
{
  int result;

  ticket_fixture_init (&argc, &argv);
  backend = backend_fixture_start ();
  g_test_add_func ("/rooms/inbox/pages-and-opens", test_inbox);
  g_test_add_func ("/rooms/inbox/follows-the-stream", test_inbox_follows);
  g_test_add_func ("/rooms/inbox/filters-and-search", test_inbox_filters);
  g_test_add_func ("/rooms/inbox/next-unread", test_next_unread);
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
