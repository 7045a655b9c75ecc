/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console-fixture.h"

#include "bilik-customer-view.h"
#include "bilik-customers-page.h"
#include "bilik-leave-dialog.h"
#include "bilik-main-view.h"
#include "bilik-ticket-card.h"
#include "bilik-ticket-list.h"
#include "bilik-tickets-section.h"
#include "crm-workspace.h"
#include "picture.h"

static BackendFixture *backend;

static const char *const SESSION_ACTIONS[] = { "win.search",  "win.find", "win.new-ticket", "win.link-ticket",
                                               "win.refresh", "win.back", "win.sign-out" };

static AdwLeaflet *
get_leaflet (Console *console)
{
  return console_child (console_find (console->window, BILIK_TYPE_MAIN_VIEW), "leaflet");
}

static GtkWidget *
get_search (Console *console)
{
  return console_child (console_find (console->window, BILIK_TYPE_CUSTOMERS_PAGE), "search");
}

static gboolean
has_focus_within (Console *console, GtkWidget *widget)
{
  GtkWidget *focus = gtk_window_get_focus (console->window);

  return focus != NULL && (focus == widget || gtk_widget_is_ancestor (focus, widget));
}

static gboolean
activate (Console *console, const char *action)
{
  return gtk_widget_activate_action (GTK_WIDGET (console->window), action, NULL);
}

static void
wait_for_tickets (Console *console)
{
  GtkWidget *view = console_find (console->window, BILIK_TYPE_CUSTOMER_VIEW);
  GtkWidget *section = console_find (view, BILIK_TYPE_TICKETS_SECTION);
  GtkLabel *count = console_child (section, "count");

  console_wait_for (*gtk_label_get_text (count) != '\0');
}

/* --- one window, two widths ------------------------------------------------ */

static void
test_wide (void)
{
  Console *console = console_open (backend);

  console_enter (console, CONSOLE_AGENT);
  console_resize (console, 1280, 800);
  console_wait_for (!adw_leaflet_get_folded (get_leaflet (console)));
  picture_take (console->window, "wide-nothing-open");
  console_open_row (console, 1);
  wait_for_tickets (console);
  /* The list is still there, and so is the focus in it. */
  g_assert_nonnull (console_find (console->window, BILIK_TYPE_CUSTOMERS_PAGE));
  picture_take (console->window, "wide-customer");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  picture_take (console->window, "wide-customer-dark");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
  console_free (console);
}

/* With all that can stand in the header bar at once. */
static void
assert_header_bar_fits (Console *console)
{
  GtkWidget *view = console_find (console->window, BILIK_TYPE_MAIN_VIEW);
  int width;

  gtk_widget_set_visible (console_child (view, "pending"), TRUE);
  gtk_widget_set_visible (console_child (view, "changed"), TRUE);
  gtk_widget_measure (GTK_WIDGET (console->window), GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  g_assert_cmpint (width, <=, 360);
  gtk_widget_set_visible (console_child (view, "pending"), FALSE);
  gtk_widget_set_visible (console_child (view, "changed"), FALSE);
}

static void
test_narrow (void)
{
  Console *console = console_open (backend);

  console_enter (console, CONSOLE_AGENT);
  console_resize (console, 360, 720);
  console_wait_for (adw_leaflet_get_folded (get_leaflet (console)));
  picture_take (console->window, "narrow-list");

  console_open_row (console, 1);
  wait_for_tickets (console);
  g_assert_null (console_find (console->window, BILIK_TYPE_CUSTOMERS_PAGE));
  picture_take (console->window, "narrow-customer");

  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (console->window)), ==, 360);
  assert_header_bar_fits (console);

  /* Back, and the same row again. */
  g_assert_true (activate (console, "win.back"));
  console_wait_for (console_find (console->window, BILIK_TYPE_CUSTOMERS_PAGE) != NULL);
  console_open_row (console, 1);

  /* Wide again, both are there. */
  console_resize (console, 1280, 720);
  console_wait_for (!adw_leaflet_get_folded (get_leaflet (console)));
  g_assert_nonnull (console_find (console->window, BILIK_TYPE_CUSTOMERS_PAGE));
  g_assert_nonnull (console_find (console->window, BILIK_TYPE_CUSTOMER_VIEW));
  console_free (console);
}

/* A ticket that was just linked is brought into sight, also from below the edge. */
static void
test_new_ticket_in_sight (void)
{
  Console *console = console_open (backend);

  console_enter (console, CONSOLE_AGENT);
  console_resize (console, 1280, 420);
  console_open_row (console, 1);
  wait_for_tickets (console);
  GtkWidget *section = console_find (console->window, BILIK_TYPE_TICKETS_SECTION);
  GtkListBox *list = console_child (console_find (section, BILIK_TYPE_TICKET_LIST), "list");
  GtkWidget *scroller = gtk_widget_get_ancestor (section, GTK_TYPE_SCROLLED_WINDOW);
  GtkListBoxRow *last = NULL;
  graphene_rect_t bounds;

  for (int i = 0; gtk_list_box_get_row_at_index (list, i) != NULL; i++)
    last = gtk_list_box_get_row_at_index (list, i);
  console_wait_for (gtk_widget_get_height (GTK_WIDGET (last)) > 0);
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (last), scroller, &bounds));
  g_assert_cmpfloat (bounds.origin.y, >, gtk_widget_get_height (scroller));
  crm_workspace_highlight_ticket (
      CRM_WORKSPACE (section), crm_ticket_get_id (bilik_ticket_card_get_ticket (BILIK_TICKET_CARD (last))));
  console_wait_for (gtk_widget_compute_bounds (GTK_WIDGET (last), scroller, &bounds) &&
                    bounds.origin.y + bounds.size.height <= gtk_widget_get_height (scroller));
  console_free (console);
}

static void
test_right_to_left (void)
{
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  Console *console = console_open (backend);

  console_enter (console, CONSOLE_AGENT);
  console_resize (console, 1280, 800);
  console_open_row (console, 1);
  wait_for_tickets (console);
  picture_take (console->window, "wide-right-to-left");
  console_free (console);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

/* --- the keyboard ---------------------------------------------------------- */

/* Keys pressed before somebody is signed in do nothing, and break nothing. */
static void
test_actions_need_a_session (void)
{
  Console *console = console_open (backend);

  for (guint i = 0; i < G_N_ELEMENTS (SESSION_ACTIONS); i++)
    activate (console, SESSION_ACTIONS[i]);
  g_assert_null (console_find (console->window, BILIK_TYPE_MAIN_VIEW));
  console_enter (console, CONSOLE_AGENT);
  for (guint i = 0; i < G_N_ELEMENTS (SESSION_ACTIONS); i++)
    activate (console, SESSION_ACTIONS[i]);
  /* The last of them signs out. */
  console_wait_for (console_find (console->window, BILIK_TYPE_MAIN_VIEW) == NULL);
  console_free (console);
}

static void
test_accels (void)
{
  static const char *const ROWS[][2] = {
    { "win.go-to", "<Control>k" },
    { "win.find", "<Control>f" },
    { "win.new-ticket", "<Control>n" },
    { "win.link-ticket", "<Control>l" },
    { "win.refresh", "F5" },
    { "win.side", "F9" },
    { "app.shortcuts", "<Control>question" },
    { "app.preferences", "<Control>comma" },
  };
  Console *console = console_open (backend);

  for (guint i = 0; i < G_N_ELEMENTS (ROWS); i++)
    {
      g_auto (GStrv) accels =
          gtk_application_get_accels_for_action (GTK_APPLICATION (console->application), ROWS[i][0]);
      g_assert_true (g_strv_contains ((const char *const *) accels, ROWS[i][1]));
    }
  console_free (console);
}

static void
test_focus (void)
{
  Console *console = console_open (backend);

  console_enter (console, CONSOLE_AGENT);
  g_assert_true (has_focus_within (console, get_search (console)));

  /* From anywhere to the search, also where it is folded away. */
  GtkWidget *view = console_open_row (console, 0);
  gtk_widget_child_focus (view, GTK_DIR_TAB_FORWARD);
  g_assert_false (has_focus_within (console, get_search (console)));
  activate (console, "win.search");
  g_assert_true (has_focus_within (console, get_search (console)));

  console_resize (console, 360, 720);
  console_wait_for (adw_leaflet_get_folded (get_leaflet (console)));
  activate (console, "win.search");
  console_wait_for (console_find (console->window, BILIK_TYPE_CUSTOMERS_PAGE) != NULL);
  g_assert_true (has_focus_within (console, get_search (console)));
  console_free (console);
}

static void
test_places (void)
{
  Console *console = console_open (backend);

  console_enter (console, CONSOLE_AGENT);
  console_resize (console, 1280, 800);
  AdwFlap *flap = console_child (console_find (console->window, BILIK_TYPE_MAIN_VIEW), "flap");
  g_assert_true (adw_flap_get_reveal_flap (flap));
  activate (console, "win.show-places");
  g_assert_false (adw_flap_get_reveal_flap (flap));
  g_assert_false (g_settings_get_boolean (console->settings, "show-places"));
  activate (console, "win.show-places");
  g_assert_true (adw_flap_get_reveal_flap (flap));
  console_free (console);
}

/* --- leaving a form --------------------------------------------------------- */

static void
on_answered (GObject *source, GAsyncResult *result, gpointer answer)
{
  *(int *) answer = bilik_leave_dialog_ask_finish (result);
}

static GtkWindow *
find_dialog (void)
{
  g_autoptr (GList) toplevels = gtk_window_list_toplevels ();

  for (GList *link = toplevels; link != NULL; link = link->next)
    if (ADW_IS_MESSAGE_DIALOG (link->data))
      return link->data;
  return NULL;
}

static void
test_leaving_asks (void)
{
  static const char *const RESPONSES[] = { "keep", "discard", "close" };
  Console *console = console_open (backend);

  console_enter (console, CONSOLE_AGENT);
  for (guint i = 0; i < G_N_ELEMENTS (RESPONSES); i++)
    {
      int answer = -1;
      bilik_leave_dialog_ask (GTK_WIDGET (console->window), BILIK_UNSAVED_TICKET, "Tom & Jerry <3",
                              on_answered, &answer);
      GtkWindow *dialog = find_dialog ();
      g_assert_nonnull (dialog);
      g_assert_true (console_shows (dialog,
                                    "The new ticket for Tom & Jerry <3 is not sent yet. If you leave now, "
                                    "what you entered is lost."));
      if (g_str_equal (RESPONSES[i], "close"))
        gtk_window_close (dialog);
      else
        adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), RESPONSES[i]);
      console_wait_for (answer != -1);
      g_assert_cmpint (answer, ==, g_str_equal (RESPONSES[i], "discard"));
      console_wait_for (gtk_application_get_active_window (GTK_APPLICATION (console->application)) ==
                        console->window);
    }
  console_free (console);
}

/* --- names ------------------------------------------------------------------ */

static void
check_names (GtkWidget *widget)
{
  gboolean is_icon_button = GTK_IS_BUTTON (widget) && gtk_button_get_icon_name (GTK_BUTTON (widget)) != NULL;

  if (!gtk_widget_get_visible (widget))
    return;
  if (is_icon_button && gtk_widget_get_tooltip_text (widget) == NULL &&
      !gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL))
    g_error ("A button with “%s” says nothing", gtk_button_get_icon_name (GTK_BUTTON (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    check_names (child);
}

static void
test_icon_buttons_are_named (void)
{
  Console *console = console_open (backend);

  check_names (console_find (console->window, GTK_TYPE_STACK));
  console_enter (console, CONSOLE_AGENT);
  console_open_row (console, 0);
  check_names (console_find (console->window, BILIK_TYPE_CUSTOMERS_PAGE));
  check_names (console_find (console->window, BILIK_TYPE_CUSTOMER_VIEW));
  console_free (console);
}

int
main (int argc, char *argv[])
{
  console_fixture_init (&argc, &argv);
  backend = backend_fixture_start ();

  g_test_add_func ("/console/window/wide", test_wide);
  g_test_add_func ("/console/window/narrow", test_narrow);
  g_test_add_func ("/console/window/TCKT-S04/new-ticket-in-sight", test_new_ticket_in_sight);
  g_test_add_func ("/console/window/right-to-left", test_right_to_left);
  g_test_add_func ("/console/window/actions-need-a-session", test_actions_need_a_session);
  g_test_add_func ("/console/window/accels", test_accels);
  g_test_add_func ("/console/window/focus", test_focus);
  g_test_add_func ("/console/window/places", test_places);
  g_test_add_func ("/console/window/SEC-15/leaving-asks", test_leaving_asks);
  g_test_add_func ("/console/window/icon-buttons-are-named", test_icon_buttons_are_named);

  int status = g_test_run ();
  backend_fixture_end (backend);
  return status;
}
