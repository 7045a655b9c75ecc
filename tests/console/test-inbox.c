/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inbox: the list of rooms, its search, and the filters that an agent keeps. */
#include "bilik-room-filter-button.h"
#include "bilik-room-row.h"
#include "bilik-saved-filter-row.h"
#include "hostile-strings.h"
#include "room-desk.h"

static BackendFixture *backend;

/* --- the inbox --------------------------------------------------------------------------------------- */

static void
test_inbox (void)
{
  RoomDesk *desk = room_desk_open (backend, NULL, 700);
  g_autoptr (CrmRoom) first = room_desk_dup_room (desk, 0);
  g_autofree char *expected = g_strconcat ("browse-room ", crm_room_get_id (first), NULL);

  /* A page is loaded, not all of the 300. */
  g_assert_cmpuint (room_desk_count (desk->page), <, 300);
  gtk_widget_activate_action (room_desk_child (desk->page, "list"), "list.activate-item", "u", 0);
  ticket_fixture_wait_for (desk->opened != NULL);
  g_assert_cmpstr (desk->opened, ==, expected);
  ticket_fixture_picture (desk->window, "inbox");
  room_desk_close (desk);
}

static void
test_narrow (void)
{
  RoomDesk *desk = room_desk_open (backend, NULL, 360);

  gtk_check_button_set_active (
      GTK_CHECK_BUTTON (room_desk_child (room_desk_child (desk->page, "filter"), "unread")), TRUE);
  room_desk_settle ();
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (desk->window)), <=, 360);
  ticket_fixture_picture (desk->window, "inbox-360");
  room_desk_close (desk);
}

static void
test_inbox_follows (void)
{
  RoomDesk *desk = room_desk_open (backend, NULL, 700);
  g_autoptr (CrmRoom) first = NULL;

  bilik_rooms_page_mark (BILIK_ROOMS_PAGE (desk->page), "room-1-0010");
  room_desk_say (desk, "room-1-0010", "up I come");
  ticket_fixture_wait_for (ticket_fixture_find_text (desk->page, "up I come") != NULL);
  first = room_desk_dup_room (desk, 0);
  g_assert_cmpstr (crm_room_get_id (first), ==, "room-1-0010");
  g_assert_cmpuint (
      gtk_single_selection_get_selected (GTK_SINGLE_SELECTION (room_desk_get_model (desk->page))), ==, 0);
  room_desk_settle ();
  g_assert_cmpfloat (gtk_adjustment_get_value (
                         gtk_scrolled_window_get_vadjustment (room_desk_child (desk->page, "scroller"))),
                     ==, 0);
  /* Following opens nothing. */
  g_assert_null (desk->opened);
  room_desk_close (desk);
}

static gpointer
filter_child (RoomDesk *desk, const char *id)
{
  return room_desk_child (room_desk_child (desk->page, "filter"), id);
}

static gboolean
has_only (RoomDesk *desk, gboolean (*is_wanted) (CrmRoom *room))
{
  guint n = room_desk_count (desk->page);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CrmRoom) room = room_desk_dup_room (desk, i);

      if (!is_wanted (room))
        return FALSE;
    }
  return n > 0;
}

static gboolean
is_unassigned (CrmRoom *room)
{
  return crm_room_get_assignee_id (room) == NULL;
}

static gboolean
is_unread (CrmRoom *room)
{
  return crm_room_get_unread (room) > 0;
}

static gboolean
is_unread_of_whatsapp (CrmRoom *room)
{
  return is_unassigned (room) && crm_room_get_unread (room) > 0 &&
         g_str_equal (crm_room_get_channel (room), "whatsapp");
}

/* Whose, unread, channel and text: all of it together, and back to everything in one go. */
static void
test_filters (void)
{
  RoomDesk *desk = room_desk_open (backend, NULL, 700);

  gtk_check_button_set_active (filter_child (desk, "unassigned"), TRUE);
  ticket_fixture_wait_for (has_only (desk, is_unassigned));
  gtk_check_button_set_active (filter_child (desk, "unread"), TRUE);
  gtk_drop_down_set_selected (filter_child (desk, "channel"), 1);
  ticket_fixture_wait_for (has_only (desk, is_unread_of_whatsapp));
  g_assert_cmpstr (gtk_label_get_text (filter_child (desk, "label")), ==, "Unassigned · Unread · WhatsApp");
  gtk_editable_set_text (room_desk_child (desk->page, "search"), "zzzz nobody");
  ticket_fixture_wait_for (g_str_equal (room_desk_get_page (desk->page), "empty"));
  ticket_fixture_picture (desk->window, "inbox-empty");

  g_signal_emit_by_name (ticket_fixture_find_button (desk->page, "Show _all conversations"), "clicked");
  ticket_fixture_wait_for (g_str_equal (room_desk_get_page (desk->page), "list"));
  ticket_fixture_wait_for (!has_only (desk, is_unassigned));
  g_assert_cmpstr (gtk_editable_get_text (room_desk_child (desk->page, "search")), ==, "");
  g_assert_cmpstr (gtk_label_get_text (filter_child (desk, "label")), ==, "All conversations");
  room_desk_close (desk);
}

/* A text is found whatever its case and diacritics, in what the server lists and in what the stream brings. */
static void
test_search_folds (void)
{
  RoomDesk *desk = room_desk_open (backend, NULL, 700);

  backend_fixture_sql (
      backend,
      "UPDATE rooms SET title = '\304\260brahim \305\236ahin' WHERE organization_id = 1 AND id = 'room-1-0012'");
  gtk_editable_set_text (room_desk_child (desk->page, "search"), "IBRAHIM \305\237AH");
  ticket_fixture_wait_for (room_desk_count (desk->page) == 1);
  room_desk_ask (desk, "room-1-0012", "still here");
  ticket_fixture_wait_for (ticket_fixture_find_text (desk->page, "still here") != NULL);
  room_desk_close (desk);
}

static void
test_next_unread (void)
{
  RoomDesk *desk = room_desk_open (backend, NULL, 700);
  g_autofree char *next = NULL;

  backend_fixture_sql (backend, "UPDATE rooms SET unread = 0 WHERE organization_id = 1");
  backend_fixture_sql (backend,
                       "UPDATE rooms SET unread = 120 WHERE organization_id = 1 AND id = 'room-1-0020'");
  bilik_rooms_page_refresh (BILIK_ROOMS_PAGE (desk->page));
  ticket_fixture_wait_for (ticket_fixture_find_text (desk->page, "99+") != NULL);
  next = bilik_rooms_page_dup_next_unread (BILIK_ROOMS_PAGE (desk->page));
  g_assert_cmpstr (next, ==, "room-1-0020");
  room_desk_close (desk);
}

/* What is read in a list of what is unread stays in it while it is looked at, and goes with the next. */
static void
test_read_stays (void)
{
  RoomDesk *desk = room_desk_open (backend, NULL, 700);
  g_autoptr (CrmRoom) first = NULL;
  const char *id;
  guint n;

  room_desk_ask (desk, "room-1-0014", "one more");
  room_desk_ask (desk, "room-1-0013", "read me");
  gtk_check_button_set_active (filter_child (desk, "unread"), TRUE);
  ticket_fixture_wait_for (has_only (desk, is_unread) &&
                           ticket_fixture_find_text (desk->page, "read me") != NULL);
  first = room_desk_dup_room (desk, 0);
  id = crm_room_get_id (first);
  n = room_desk_count (desk->page);
  bilik_rooms_page_mark (BILIK_ROOMS_PAGE (desk->page), id);
  room_desk_say (desk, id, "read and answered");
  ticket_fixture_wait_for (ticket_fixture_find_text (desk->page, "read and answered") != NULL);
  g_assert_cmpuint (room_desk_count (desk->page), ==, n);
  bilik_rooms_page_mark (BILIK_ROOMS_PAGE (desk->page), "room-1-0014");
  g_assert_cmpuint (room_desk_count (desk->page), ==, n - 1);
  g_assert_null (ticket_fixture_find_text (desk->page, "read and answered"));
  room_desk_close (desk);
}

static GtkEventController *
find_click (GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_GESTURE_CLICK (controller) &&
          gtk_gesture_single_get_button (GTK_GESTURE_SINGLE (controller)) == GDK_BUTTON_SECONDARY)
        return controller;
    }
  return NULL;
}

/* Returns: the menu that the secondary button brings at the first row */
static GtkWidget *
pop_up_menu (RoomDesk *desk)
{
  GtkWidget *list = room_desk_child (desk->page, "list");
  GtkWidget *row =
      gtk_widget_get_ancestor (gtk_widget_pick (list, 40, 20, GTK_PICK_DEFAULT), BILIK_TYPE_ROOM_ROW);
  GtkWidget *menu;

  g_signal_emit_by_name (find_click (list), "pressed", 1, 40.0, 20.0);
  menu = gtk_widget_get_last_child (row);
  ticket_fixture_wait_for (GTK_IS_POPOVER_MENU (menu) && gtk_widget_get_mapped (menu));
  return menu;
}

static guint
count_first_unread (RoomDesk *desk)
{
  g_autoptr (CrmRoom) room = room_desk_dup_room (desk, 0);

  return crm_room_get_unread (room);
}

/* What was read can be marked to be come back to; what is unread already can't. */
static void
test_unread_again (void)
{
  RoomDesk *desk = room_desk_open (backend, NULL, 700);
  GtkWidget *menu;

  room_desk_say (desk, "room-1-0016", "answered");
  ticket_fixture_wait_for (ticket_fixture_find_text (desk->page, "answered") != NULL);
  room_desk_settle ();
  menu = pop_up_menu (desk);
  g_assert_nonnull (ticket_fixture_find_text (menu, "Mark as unread"));
  ticket_fixture_picture (menu, "inbox-menu");
  gtk_popover_popdown (GTK_POPOVER (menu));
  room_desk_settle ();

  gtk_widget_activate_action (desk->page, "room.mark-unread", "s", "room-1-0016");
  ticket_fixture_wait_for (count_first_unread (desk) == 1);
  room_desk_settle ();
  menu = pop_up_menu (desk);
  g_assert_null (ticket_fixture_find_text (menu, "Mark as unread"));
  gtk_popover_popdown (GTK_POPOVER (menu));
  room_desk_settle ();
  gtk_widget_activate_action (desk->page, "room.mark-unread", "s", "room-1-none");
  ticket_fixture_wait_for (desk->toast != NULL);
  room_desk_close (desk);
}

static GSource *
find_minute (RoomDesk *desk)
{
  return g_main_context_find_source_by_user_data (NULL, desk->page);
}

/* "Just now" becomes "1 minute ago" with nothing coming in, and nothing ticks while nobody can see it. */
static void
test_minutes (void)
{
  RoomDesk *desk = room_desk_open (backend, NULL, 700);

  backend_fixture_sql (backend,
                       "UPDATE rooms SET last_message = 'a minute old', last_message_at = 1000 * "
                       "(CAST (strftime ('%s', 'now') AS INTEGER) - 57) WHERE organization_id = 1 AND "
                       "id = 'room-1-0015'");
  gtk_editable_set_text (room_desk_child (desk->page, "search"), "a minute old");
  ticket_fixture_wait_for (room_desk_count (desk->page) == 1 &&
                           ticket_fixture_find_text (desk->page, "Just now") != NULL);
  g_assert_nonnull (find_minute (desk));
  g_usleep (3 * G_USEC_PER_SEC);
  room_desk_settle ();
  g_assert_nonnull (ticket_fixture_find_text (desk->page, "Just now"));
  g_source_set_ready_time (find_minute (desk), 0);
  ticket_fixture_wait_for (ticket_fixture_find_text (desk->page, "1 minute ago") != NULL);

  gtk_widget_set_visible (desk->page, FALSE);
  g_assert_null (find_minute (desk));
  gtk_widget_set_visible (desk->page, TRUE);
  g_assert_nonnull (find_minute (desk));
  room_desk_close (desk);
}

/* --- saved filters ------------------------------------------------------------------------------------- */

static void
forget_filters (void)
{
  g_autoptr (GSettings) settings = g_settings_new ("io.github.bilik.Bilik");

  g_settings_reset (settings, "saved-room-filters");
}

static void
run_saved (gconstpointer test)
{
  forget_filters ();
  ((GTestFunc) test) ();
}

static void
save (RoomDesk *desk, const char *name)
{
  gtk_popover_popup (filter_child (desk, "popover"));
  gtk_editable_set_text (filter_child (desk, "name"), name);
  g_signal_emit_by_name (filter_child (desk, "name"), "activate");
}

static BilikSavedFilterRow *
get_row (RoomDesk *desk, int index)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (filter_child (desk, "list"), index);

  return row != NULL ? BILIK_SAVED_FILTER_ROW (row) : NULL;
}

static const char *
get_name (RoomDesk *desk, int index)
{
  return bilik_saved_filter_get_name (bilik_saved_filter_row_get_filter (get_row (desk, index)));
}

static void
press (RoomDesk *desk, int index, const char *label)
{
  GtkWidget *button = ticket_fixture_find_button (GTK_WIDGET (get_row (desk, index)), label);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}

/* Into the entry that stands in the row then. */
static void
rename_to (RoomDesk *desk, int index, const char *name)
{
  GtkWidget *entry = room_desk_child (GTK_WIDGET (get_row (desk, index)), "entry");

  gtk_editable_set_text (GTK_EDITABLE (entry), name);
  g_signal_emit_by_name (entry, "activate");
}

static const char *
get_complaint (gpointer widget)
{
  GtkWidget *complaint = room_desk_child (widget, "complaint");

  return gtk_widget_get_visible (complaint) ? gtk_label_get_text (GTK_LABEL (complaint)) : NULL;
}

static void
choose (RoomDesk *desk, int index)
{
  gtk_popover_popup (filter_child (desk, "popover"));
  gtk_widget_activate (GTK_WIDGET (get_row (desk, index)));
}

static void
test_saved (void)
{
  RoomDesk *desk = room_desk_open (backend, NULL, 700);

  gtk_check_button_set_active (filter_child (desk, "unassigned"), TRUE);
  gtk_drop_down_set_selected (filter_child (desk, "channel"), 1);
  gtk_editable_set_text (room_desk_child (desk->page, "search"), "a");
  ticket_fixture_wait_for (
      g_str_equal (bilik_room_filter_button_get_search (room_desk_child (desk->page, "filter"))->query, "a"));
  save (desk, "  Waiting on WhatsApp ");
  g_assert_cmpstr (get_name (desk, 0), ==, "Waiting on WhatsApp");
  g_assert_cmpstr (gtk_label_get_text (filter_child (desk, "label")), ==, "Waiting on WhatsApp");
  save (desk, "An earlier name");
  g_assert_cmpstr (get_name (desk, 0), ==, "An earlier name");
  bilik_room_filter_button_set_search (room_desk_child (desk->page, "filter"),
                                       &(CrmRoomSearch){ .is_unread = TRUE });
  g_assert_cmpstr (gtk_label_get_text (filter_child (desk, "label")), ==, "Unread");
  room_desk_close (desk);

  /* The next start, and all of it comes back at once. */
  desk = room_desk_open (backend, NULL, 700);
  choose (desk, 1);
  g_assert_cmpstr (gtk_label_get_text (filter_child (desk, "label")), ==, "An earlier name");
  g_assert_true (gtk_check_button_get_active (filter_child (desk, "unassigned")));
  g_assert_cmpuint (gtk_drop_down_get_selected (filter_child (desk, "channel")), ==, 1);
  g_assert_cmpstr (gtk_editable_get_text (room_desk_child (desk->page, "search")), ==, "a");
  ticket_fixture_wait_for (has_only (desk, is_unassigned));
  room_desk_close (desk);
}

/* They are one agent's of one organization. */
static void
test_saved_by_agent (void)
{
  RoomDesk *desk = room_desk_open (backend, NULL, 700);
  g_autoptr (BilikSession) other = backend_fixture_sign_in (backend, "admin@nusantara.test", FALSE);
  g_autoptr (BilikSession) elsewhere = backend_fixture_sign_in (backend, "agent@senja.test", FALSE);
  g_autoptr (BilikSavedFilters) of_other = NULL;
  g_autoptr (BilikSavedFilters) of_elsewhere = NULL;

  save (desk, "Mine alone");
  of_other = bilik_saved_filters_new (desk->settings, bilik_session_get_profile (other));
  of_elsewhere = bilik_saved_filters_new (desk->settings, bilik_session_get_profile (elsewhere));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (of_other)), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (of_elsewhere)), ==, 0);
  bilik_saved_filters_add (of_other, "Another's", &(CrmRoomSearch){ .is_unread = TRUE });
  room_desk_close (desk);
  desk = room_desk_open (backend, NULL, 700);
  g_assert_cmpstr (get_name (desk, 0), ==, "Mine alone");
  g_assert_null (get_row (desk, 1));
  room_desk_close (desk);
}

static void
test_saved_names (void)
{
  RoomDesk *desk = room_desk_open (backend, NULL, 700);
  GtkWidget *filter = room_desk_child (desk->page, "filter");

  save (desk, "   ");
  g_assert_cmpstr (get_complaint (filter), ==, "Give the filter a name.");
  g_assert_null (get_row (desk, 0));
  gtk_editable_set_text (filter_child (desk, "name"), "\303\211t\303\251");
  g_assert_null (get_complaint (filter));
  g_signal_emit_by_name (ticket_fixture_find_button (filter_child (desk, "popover"), "_Save"), "clicked");
  save (desk, "\303\251T\303\211 ");
  g_assert_cmpstr (get_complaint (filter), ==, "There is a filter of that name already.");
  g_assert_null (get_row (desk, 1));
  ticket_fixture_picture (filter_child (desk, "popover"), "filters-name-taken");
  room_desk_close (desk);
}

static void
press_escape (GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
      gboolean is_handled = FALSE;

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", GDK_KEY_Escape, 0, 0, &is_handled);
    }
}

static void
test_saved_renamed (void)
{
  RoomDesk *desk = room_desk_open (backend, NULL, 700);

  gtk_check_button_set_active (filter_child (desk, "mine"), TRUE);
  save (desk, "Alpha");
  gtk_check_button_set_active (filter_child (desk, "unread"), TRUE);
  save (desk, "Beta");
  gtk_popover_popup (filter_child (desk, "popover"));
  press (desk, 0, "Rename (F2)");
  rename_to (desk, 0, "BETA");
  g_assert_cmpstr (get_complaint (get_row (desk, 0)), ==, "There is a filter of that name already.");
  rename_to (desk, 0, " ");
  g_assert_cmpstr (get_complaint (get_row (desk, 0)), ==, "Give the filter a name.");
  ticket_fixture_picture (filter_child (desk, "popover"), "filters-renaming");
  press_escape (room_desk_child (GTK_WIDGET (get_row (desk, 0)), "entry"));
  g_assert_cmpstr (get_name (desk, 0), ==, "Alpha");
  g_assert_true (gtk_widget_get_mapped (filter_child (desk, "popover")));
  press (desk, 0, "Rename (F2)");
  rename_to (desk, 0, "Gamma");
  g_assert_cmpstr (get_name (desk, 0), ==, "Beta");
  g_assert_cmpstr (get_name (desk, 1), ==, "Gamma");
  /* In another case it is still its own name. */
  press (desk, 1, "Rename (F2)");
  rename_to (desk, 1, "GAMMA");
  g_assert_cmpstr (get_name (desk, 1), ==, "GAMMA");
  room_desk_close (desk);

  desk = room_desk_open (backend, NULL, 700);
  choose (desk, 1);
  g_assert_cmpstr (gtk_label_get_text (filter_child (desk, "label")), ==, "GAMMA");
  g_assert_false (gtk_check_button_get_active (filter_child (desk, "unread")));
  room_desk_close (desk);
}

static void
test_saved_deleted (void)
{
  RoomDesk *desk = room_desk_open (backend, NULL, 700);

  gtk_check_button_set_active (filter_child (desk, "mine"), TRUE);
  save (desk, "Tom & <b>Jerry</b>");
  press (desk, 0, "Delete (Del)");
  g_assert_null (get_row (desk, 0));
  g_assert_cmpstr (gtk_label_get_text (filter_child (desk, "label")), ==, "Mine");
  g_assert_nonnull (desk->toast);
  g_assert_cmpstr (adw_toast_get_title (desk->toast), ==, "“Tom &amp; &lt;b&gt;Jerry&lt;/b&gt;” deleted");
  g_signal_emit_by_name (desk->toast, "button-clicked");
  g_assert_cmpstr (get_name (desk, 0), ==, "Tom & <b>Jerry</b>");
  room_desk_close (desk);

  desk = room_desk_open (backend, NULL, 700);
  g_assert_cmpstr (get_name (desk, 0), ==, "Tom & <b>Jerry</b>");
  press (desk, 0, "Delete (Del)");
  room_desk_close (desk);
  desk = room_desk_open (backend, NULL, 700);
  g_assert_null (get_row (desk, 0));
  room_desk_close (desk);
}

/* Names that are no markup, no format and no mnemonic, on the button and in the list; and more of them than fit. */
static void
test_saved_hostile (void)
{
  RoomDesk *desk = room_desk_open (backend, NULL, 700);
  GtkWidget *list = filter_child (desk, "list");
  GtkAdjustment *scroll;
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (hostile_rows); i++)
    {
      g_autofree char *name = g_strstrip (g_strdup (hostile_rows[i]));
      g_autofree char *query = g_strdup_printf ("%u", i);

      if (g_utf8_strlen (name, -1) > BILIK_FILTER_NAME_MAX)
        continue;
      bilik_room_filter_button_set_search (room_desk_child (desk->page, "filter"),
                                           &(CrmRoomSearch){ .query = query });
      save (desk, name);
      n++;
      g_assert_cmpstr (gtk_label_get_text (filter_child (desk, "label")), ==, name);
    }
  gtk_popover_popup (filter_child (desk, "popover"));
  scroll = gtk_scrolled_window_get_vadjustment (filter_child (desk, "scroller"));
  ticket_fixture_wait_for (gtk_widget_get_mapped (list) && gtk_adjustment_get_page_size (scroll) > 0);
  g_assert_nonnull (get_row (desk, (int) n - 1));
  for (guint i = 0; i < n; i++)
    g_assert_nonnull (
        ticket_fixture_find_text (GTK_WIDGET (get_row (desk, (int) i)), get_name (desk, (int) i)));
  g_assert_cmpfloat (gtk_adjustment_get_upper (scroll), >, gtk_adjustment_get_page_size (scroll));
  g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (filter_child (desk, "popover"))), <, 700);
  ticket_fixture_picture (filter_child (desk, "popover"), "filters-many");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  room_desk_settle ();
  ticket_fixture_picture (filter_child (desk, "popover"), "filters-many-dark");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
  room_desk_close (desk);
}

static void
add_saved (const char *name, GTestFunc test)
{
  g_autofree char *path = g_strconcat ("/inbox/saved-filters/", name, NULL);

  g_test_add_data_func (path, (gconstpointer) test, run_saved);
}

int
main (int argc, char *argv[])
{
  int result;

  ticket_fixture_init (&argc, &argv);
  backend = backend_fixture_start ();
  g_test_add_func ("/inbox/pages-and-opens", test_inbox);
  g_test_add_func ("/inbox/narrow", test_narrow);
  g_test_add_func ("/inbox/follows-the-stream", test_inbox_follows);
  g_test_add_func ("/inbox/filters-together", test_filters);
  g_test_add_func ("/inbox/search-folds", test_search_folds);
  g_test_add_func ("/inbox/next-unread", test_next_unread);
  g_test_add_func ("/inbox/read-stays-while-looked-at", test_read_stays);
  g_test_add_func ("/inbox/unread-again", test_unread_again);
  g_test_add_func ("/inbox/minutes-pass", test_minutes);
  add_saved ("kept-and-chosen", test_saved);
  add_saved ("of-one-agent", test_saved_by_agent);
  add_saved ("names-are-checked", test_saved_names);
  add_saved ("renamed", test_saved_renamed);
  add_saved ("deleted-and-undone", test_saved_deleted);
  add_saved ("SEC-15/as-typed-and-scrolls", test_saved_hostile);
  result = g_test_run ();
  backend_fixture_end (backend);
  return result;
}
