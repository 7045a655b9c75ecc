/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console-fixture.h"

#include "bilik-composer.h"
#include "bilik-customer-view.h"
#include "bilik-launcher.h"
#include "bilik-main-view.h"
#include "bilik-places.h"
#include "bilik-room-view.h"
#include "bilik-switcher.h"
#include "hostile-strings.h"
#include "picture.h"
#include "service-bot.h"
#include "ticket-fixture.h"

static BackendFixture *backend;

static void
wait_a_moment (void)
{
  gint64 end = g_get_monotonic_time () + 500 * 1000;

  console_wait_for (g_get_monotonic_time () >= end);
}

static BilikTabs *
get_tabs (Console *console)
{
  return console_child (console_find (console->window, BILIK_TYPE_MAIN_VIEW), "tabs");
}

static guint
count_tabs (Console *console)
{
  return (guint) adw_tab_view_get_n_pages (console_child (get_tabs (console), "view"));
}

static const char *
get_current_title (Console *console)
{
  BilikTab *tab = bilik_tabs_get_current (get_tabs (console));

  return tab != NULL ? bilik_tab_get_title (tab) : NULL;
}

static const char *
get_current_id (Console *console)
{
  BilikTab *tab = bilik_tabs_get_current (get_tabs (console));

  return tab != NULL ? bilik_tab_get_id (tab) : NULL;
}

static char *
dup_customer_id (Console *console, guint position)
{
  GtkWidget *view = console_open_row (console, position);

  return g_strdup (crm_customer_get_id (bilik_customer_view_get_customer (BILIK_CUSTOMER_VIEW (view))));
}

static void
open_uri (Console *console, const char *uri)
{
  g_autoptr (GFile) file = g_file_new_for_uri (uri);

  g_application_open (G_APPLICATION (console->application), &file, 1, "");
}

static void
open_customer (Console *console, const char *id)
{
  gtk_widget_activate_action (GTK_WIDGET (console->window), "win.open-customer", "s", id);
}

/* --- choosing and opening -------------------------------------------------- */

static void
test_browsing_takes_one_tab (void)
{
  Console *console = console_open (backend);

  console_enter (console, CONSOLE_AGENT);
  g_assert_cmpuint (count_tabs (console), ==, 0);
  g_autofree char *first = dup_customer_id (console, 0);
  console_open_row (console, 1);
  console_wait_for (count_tabs (console) == 1);
  g_assert_cmpstr (get_current_id (console), !=, first);

  /* What is opened by its link has a tab of its own, and only one. */
  open_customer (console, first);
  g_assert_cmpuint (count_tabs (console), ==, 2);
  g_assert_cmpstr (get_current_id (console), ==, first);
  open_customer (console, first);
  g_assert_cmpuint (count_tabs (console), ==, 2);
  console_free (console);
}

static void
test_closing (void)
{
  Console *console = console_open (backend);

  console_enter (console, CONSOLE_AGENT);
  console_open_row (console, 0);
  gtk_widget_activate_action (GTK_WIDGET (console->window), "win.close-tab", NULL);
  console_wait_for (count_tabs (console) == 0);
  g_assert_true (console_shows (console->window, "Nothing open"));

  /* With nothing open it is the window that closes. */
  console_close_by (console, "win.close-tab");
}

static void
test_restored (void)
{
  Console *console = console_open (backend);

  console_enter (console, CONSOLE_AGENT);
  g_autofree char *first = dup_customer_id (console, 0);
  g_autofree char *second = dup_customer_id (console, 3);
  open_customer (console, first);
  open_customer (console, second);
  g_assert_cmpuint (count_tabs (console), ==, 2);
  console_free (console);

  console = console_open_again (backend);
  console_enter (console, CONSOLE_AGENT);
  console_wait_for (count_tabs (console) == 2);
  g_assert_cmpstr (get_current_id (console), ==, second);
  console_wait_for (console_find (console->window, BILIK_TYPE_CUSTOMER_VIEW) != NULL);
  console_free (console);

  /* They are those of one agent. */
  console = console_open_again (backend);
  console_enter (console, "admin@nusantara.test");
  g_assert_cmpuint (count_tabs (console), ==, 0);
  console_free (console);
}

static void
test_gone_customer (void)
{
  Console *console = console_open (backend);

  console_enter (console, CONSOLE_AGENT);
  open_customer (console, "999999999");
  console_wait_for (console_shows (console->window, "This customer no longer exists"));
  console_free (console);
}

/* --- one column ------------------------------------------------------------- */

static char *room_id; /* the latest of the agent's rooms */

static void
on_rooms (GObject *source, GAsyncResult *result, gpointer unused)
{
  g_autoptr (CrmPage) page = crm_client_list_rooms_finish (CRM_CLIENT (source), result, NULL);

  room_id = g_strdup (crm_room_get_id (page->items->pdata[0]));
}

static void
find_room (void)
{
  g_autoptr (BilikSession) session = backend_fixture_sign_in (backend, CONSOLE_AGENT, FALSE);

  crm_client_list_rooms (bilik_session_get_client (session), NULL, NULL, 1, NULL, on_rooms, NULL);
  console_wait_for (room_id != NULL);
}

static void
assert_narrow_shows (Console *console, gboolean has_panel, const char *column)
{
  AdwLeaflet *leaflet = console_child (console_find (console->window, BILIK_TYPE_MAIN_VIEW), "leaflet");
  gboolean shows_panel;

  g_object_get (bilik_tab_get_content (bilik_tabs_get_current (get_tabs (console))), "show-panel",
                &shows_panel, NULL);
  g_assert_cmpint (shows_panel, ==, has_panel);
  g_assert_cmpstr (adw_leaflet_get_visible_child_name (leaflet), ==, column);
}

/* Whatever is open, the window can be as narrow as it says. */
static void
test_narrow (void)
{
  Console *console = console_open (backend);

  console_enter (console, CONSOLE_AGENT);
  gtk_widget_activate_action (GTK_WIDGET (console->window), "win.open-room", "s", room_id);
  gtk_widget_activate_action (GTK_WIDGET (console->window), "win.open-record", "(ss)", "ticket", "1");
  gtk_widget_activate_action (GTK_WIDGET (console->window), "win.open-record", "(ss)", "deal", "1");
  wait_a_moment ();
  console_resize (console, 360, 720);
  picture_take (console->window, "narrow-record");
  gtk_widget_activate_action (GTK_WIDGET (console->window), "win.open-room", "s", room_id);
  wait_a_moment ();
  picture_take (console->window, "narrow-room");
  gtk_widget_activate_action (GTK_WIDGET (console->window), "win.side", NULL);
  wait_a_moment ();
  picture_take (console->window, "narrow-room-panel");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  picture_take (console->window, "narrow-room-panel-dark");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);

  /* Back, and Escape, close the innermost: first what stands over the conversation, then the conversation. */
  assert_narrow_shows (console, TRUE, "content");
  gtk_widget_activate_action (GTK_WIDGET (console->window), "win.back", NULL);
  assert_narrow_shows (console, FALSE, "content");
  gtk_widget_activate_action (GTK_WIDGET (console->window), "win.back", NULL);
  assert_narrow_shows (console, FALSE, "list");
  console_free (console);
}

/* --- a room and its record -------------------------------------------------- */

static GtkWidget *
get_scroller (GtkWidget *room_view)
{
  return gtk_widget_get_ancestor (console_find (room_view, GTK_TYPE_LIST_VIEW), GTK_TYPE_SCROLLED_WINDOW);
}

static GtkAdjustment *
get_scroll (GtkWidget *room_view)
{
  return gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (get_scroller (room_view)));
}

/* What stands at the middle, whatever the list guesses of the height of what it does not show. */
static const char *
get_text_in_the_middle (GtkWidget *room_view)
{
  GtkWidget *scroller = get_scroller (room_view);

  for (int y = gtk_widget_get_height (scroller) / 2; y > 0; y -= 4)
    for (int x = 0; x < gtk_widget_get_width (scroller); x += 40)
      {
        GtkWidget *widget = gtk_widget_pick (scroller, x, y, GTK_PICK_NON_TARGETABLE);

        if (GTK_IS_LABEL (widget) && g_str_has_prefix (gtk_label_get_text (GTK_LABEL (widget)), "message "))
          return gtk_label_get_text (GTK_LABEL (widget));
      }
  g_assert_not_reached ();
}

static void
say_in_room (guint n_messages)
{
  g_autofree char *sql = g_strdup_printf (
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %u) "
      "INSERT INTO messages (organization_id, room_id, speaker, name, type, contents, delivery, created_at) "
      "SELECT 1, '%s', 'customer', 'Siti', 'text', 'message ' || i, 'read', 1790000000000 + i FROM n",
      n_messages, room_id);

  backend_fixture_sql (backend, sql);
}

/* The room is left for its record and come back to: the same view, where it was, with what was typed. */
static void
test_room_tab_stays (void)
{
  Console *console = console_open (backend);
  g_autofree char *typed = NULL;
  g_autofree char *text = NULL;
  GtkWidget *view;

  say_in_room (60);
  console_enter (console, CONSOLE_AGENT);
  gtk_widget_activate_action (GTK_WIDGET (console->window), "win.open-room", "s", room_id);
  view = console_find (console->window, BILIK_TYPE_ROOM_VIEW);
  console_wait_for (console_find (view, GTK_TYPE_LIST_VIEW) != NULL &&
                    gtk_adjustment_get_value (get_scroll (view)) > 0);
  gtk_adjustment_set_value (get_scroll (view), gtk_adjustment_get_upper (get_scroll (view)) / 2);
  wait_a_moment ();
  text = g_strdup (get_text_in_the_middle (view));
  bilik_composer_restore (console_find (view, BILIK_TYPE_COMPOSER), "half a sentence");

  gtk_widget_activate_action (GTK_WIDGET (console->window), "win.open-record", "(ss)", "deal", "1");
  g_assert_cmpuint (count_tabs (console), ==, 2);
  wait_a_moment ();
  g_assert_null (console_find (console->window, BILIK_TYPE_ROOM_VIEW));
  gtk_widget_activate_action (GTK_WIDGET (console->window), "win.open-room", "s", room_id);
  g_assert_cmpuint (count_tabs (console), ==, 2);
  wait_a_moment ();
  g_assert_true (console_find (console->window, BILIK_TYPE_ROOM_VIEW) == view);
  typed = bilik_composer_dup_text (console_find (view, BILIK_TYPE_COMPOSER));
  g_assert_cmpstr (typed, ==, "half a sentence");
  g_assert_cmpstr (get_text_in_the_middle (view), ==, text);
  console_free (console);
}

/* --- names -------------------------------------------------------------------- */

/* A tab's title, the window's, and no warning, which the test environment makes fatal. */
static void
test_hostile_titles (void)
{
  Console *console = console_open (backend);
  BilikTabs *tabs;
  GtkWidget *title;

  console_enter (console, CONSOLE_AGENT);
  tabs = get_tabs (console);
  title = console_find (gtk_widget_get_parent (GTK_WIDGET (tabs)), ADW_TYPE_WINDOW_TITLE);
  open_customer (console, "1"); /* two tabs, so that there is a bar */
  for (guint i = 0; i < HOSTILE_N; i++)
    {
      g_autofree char *name = hostile_string (i);
      g_autoptr (CrmCustomer) customer = ticket_fixture_create_customer (name);

      bilik_tabs_browse_customer (tabs, customer);
      console_wait_for (console_shows (console_find (tabs, ADW_TYPE_TAB_BAR), name));
      g_assert_true (console_shows (title, name));
      bilik_tabs_close_current (tabs);
      console_wait_for (count_tabs (console) == 1);
    }
  console_free (console);
}

/* --- links ----------------------------------------------------------------- */

static void
test_deeplinks (void)
{
  static const char *const HOSTILE[] = {
    "bilik://customer/",        "bilik://customer/a/b",  "bilik://delete/1", "bilik://customer/1?x=1",
    "bilik://customer/%2e%2e",  "bilik://ticket/1#frag", "bilik:customer/1", "http://127.0.0.1/customer/1",
    "bilik://customer/../room", "file:///etc/passwd",
  };
  Console *console = console_open (backend);

  console_enter (console, CONSOLE_AGENT);
  g_autofree char *id = dup_customer_id (console, 0);
  g_autofree char *link = g_strconcat ("bilik://customer/", id, NULL);
  console_open_row (console, 1);
  for (guint i = 0; i < G_N_ELEMENTS (HOSTILE); i++)
    open_uri (console, HOSTILE[i]);
  g_assert_cmpuint (count_tabs (console), ==, 1);
  g_assert_cmpstr (get_current_id (console), !=, id);

  open_uri (console, link);
  g_assert_cmpuint (count_tabs (console), ==, 2);
  g_assert_cmpstr (get_current_id (console), ==, id);
  console_free (console);

  /* One that starts the console waits until somebody has signed in. */
  console = console_open (backend);
  open_uri (console, link);
  console_enter (console, CONSOLE_AGENT);
  console_wait_for (g_strcmp0 (get_current_id (console), id) == 0);
  console_free (console);
}

/* The one place that decides what may be opened. */
static void
test_launcher (void)
{
  static const struct
  {
    const char *uri;
    BilikLinkTarget target;
    const char *text;
  } ROWS[] = {
    { "bilik://room/room-1", BILIK_LINK_INSIDE, "room-1" },
    { "https://crm.example.test/crm/deals/77", BILIK_LINK_INSIDE, "77" },
    { "https://crm.example.test/crm/tickets/1042", BILIK_LINK_INSIDE, "1042" },
    { "https://crm.example.test/help", BILIK_LINK_OUTSIDE, "https://crm.example.test/help" },
    { "https://crm.example.test/crm/deals/77/../../x", BILIK_LINK_NOWHERE, NULL },
    { "https://crm.example.test.evil.test/crm/deals/77", BILIK_LINK_NOWHERE, NULL },
    { "https://evil.test/crm/deals/77", BILIK_LINK_NOWHERE, NULL },
    { "https://evil.test\\@crm.example.test/", BILIK_LINK_NOWHERE, NULL },
    { "http://crm.example.test/help", BILIK_LINK_NOWHERE, NULL },
    { "javascript:alert(1)", BILIK_LINK_NOWHERE, NULL },
    { "file:///etc/passwd", BILIK_LINK_NOWHERE, NULL },
    { "", BILIK_LINK_NOWHERE, NULL },
    { NULL, BILIK_LINK_NOWHERE, NULL },
  };
  g_autoptr (BilikSession) session = backend_fixture_sign_in (backend, CONSOLE_AGENT, FALSE);
  CrmProfile *profile = bilik_session_get_profile (session);

  for (guint i = 0; i < G_N_ELEMENTS (ROWS); i++)
    {
      g_autofree char *text = NULL;
      CrmLinkVerb verb;
      BilikLinkTarget target =
          bilik_launcher_resolve (ROWS[i].uri, "https://crm.example.test", profile, &verb, &text);

      g_test_message ("%s", ROWS[i].uri);
      g_assert_cmpint (target, ==, ROWS[i].target);
      g_assert_cmpstr (text, ==, ROWS[i].text);
    }
}

/* --- going to anything ------------------------------------------------------ */

static BilikSwitcher *
find_switcher (void)
{
  g_autoptr (GList) toplevels = gtk_window_list_toplevels ();

  for (GList *link = toplevels; link != NULL; link = link->next)
    if (BILIK_IS_SWITCHER (link->data))
      return link->data;
  return NULL;
}

static BilikSwitcher *
open_switcher (Console *console, const char *query)
{
  gtk_widget_activate_action (GTK_WIDGET (console->window), "win.go-to", NULL);
  BilikSwitcher *switcher = find_switcher ();
  g_assert_nonnull (switcher);
  gtk_editable_set_text (console_child (switcher, "entry"), query);
  return switcher;
}

static const char *
get_page (BilikSwitcher *switcher)
{
  return gtk_stack_get_visible_child_name (console_child (switcher, "stack"));
}

static void
test_go_to (void)
{
  Console *console = console_open (backend);

  console_enter (console, CONSOLE_AGENT);
  BilikSwitcher *switcher = open_switcher (console, "agus");
  console_wait_for (g_str_equal (get_page (switcher), "found"));
  console_wait_for (console_shows (switcher, "Customers"));
  console_wait_for (console_shows (switcher, "Tickets"));
  picture_take (GTK_WINDOW (switcher), "go-to");
  g_signal_emit_by_name (console_child (switcher, "entry"), "activate");
  console_wait_for (count_tabs (console) == 1);
  console_wait_for (g_str_has_prefix (get_current_title (console), "Agus"));
  console_wait_for (find_switcher () == NULL);

  switcher = open_switcher (console, "zzqqxx");
  console_wait_for (g_str_equal (get_page (switcher), "nothing"));
  gtk_window_close (GTK_WINDOW (switcher));
  console_wait_for (find_switcher () == NULL);
  console_free (console);
}

static void
test_go_to_failing (void)
{
  Console *console = console_open (backend);

  console_enter (console, CONSOLE_AGENT);
  backend_fixture_pause (backend);
  BilikSwitcher *switcher = open_switcher (console, "agus");
  console_wait_for (g_str_equal (get_page (switcher), "failed"));
  gtk_window_close (GTK_WINDOW (switcher));
  backend_fixture_resume (backend);
  console_free (console);
}

#define GROUP 5 /* what the switcher shows of a kind */

static void
test_go_to_hostile (void)
{
  g_autoptr (ServiceBot) bot = service_bot_new (backend->url, backend->database, CRM_CREATOR_BOT);
  Console *console = console_open (backend);
  BilikSwitcher *switcher;

  console_enter (console, CONSOLE_AGENT);
  for (guint i = 0; i < HOSTILE_N; i++)
    {
      g_autofree char *hostile = hostile_string (i);
      g_autofree char *name = g_strdup_printf ("zq%u %s", 100 + i / GROUP, hostile);

      g_free (service_bot_create (bot, CRM_RECORD_DEAL, room_id, name, ""));
    }
  switcher = open_switcher (console, "");
  for (guint i = 0; i < HOSTILE_N; i++)
    {
      g_autofree char *hostile = hostile_string (i);
      g_autofree char *trimmed = g_strchomp (g_strdup (hostile));
      g_autofree char *query = g_strdup_printf ("zq%u", 100 + i / GROUP);
      g_autofree char *name = g_strdup_printf ("%s %s", query, trimmed);

      gtk_editable_set_text (console_child (switcher, "entry"), query);
      console_wait_for (console_shows (switcher, name));
    }
  picture_take (GTK_WINDOW (switcher), "go-to-hostile");
  gtk_window_close (GTK_WINDOW (switcher));
  console_free (console);
}

/* --- what the organization has switched on ---------------------------------- */

static void
take_pictures (Console *console, const char *name)
{
  g_autofree char *dark = g_strconcat (name, "-dark", NULL);
  g_autofree char *narrow = g_strconcat (name, "-360", NULL);

  picture_take (console->window, name);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  picture_take (console->window, dark);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
  console_resize (console, 360, 720);
  picture_take (console->window, narrow);
  console_resize (console, 1200, 720);
}

static GtkWidget *
find_reload (Console *console)
{
  GtkWidget *button = console_child (console_find (console->window, BILIK_TYPE_MAIN_VIEW), "changed");

  return gtk_widget_get_visible (button) ? button : NULL;
}

static void
on_gone (gpointer is_gone, GObject *where_it_was)
{
  *(gboolean *) is_gone = TRUE;
}

/* What is built anew begins when the old session, which holds the hand-offs, has ended. */
static void
on_page_changed (GtkStack *stack, GParamSpec *pspec, gboolean *is_gone)
{
  if (BILIK_IS_MAIN_VIEW (gtk_stack_get_visible_child (stack)))
    g_assert_true (*is_gone);
}

/* A flag that is switched while somebody works is offered, not forced; the tabs come back. */
static void
test_flags_changed (void)
{
  Console *console = console_open (backend);
  gboolean is_gone = FALSE;

  console_enter (console, CONSOLE_AGENT);
  console_open_row (console, 0);
  BilikMainView *before = console_find (console->window, BILIK_TYPE_MAIN_VIEW);
  CrmFlags flags = crm_profile_get_flags (bilik_main_view_get_profile (before));
  g_assert_true (CRM_HAS (flags, CRM_FLAG_CDP_CREATE_TICKET));

  backend_fixture_ctl (backend, "flag", "set", "1", "cdp_create_ticket", "off", NULL);
  console_wait_for (find_reload (console) != NULL);
  take_pictures (console, "reload");
  g_object_weak_ref (G_OBJECT (bilik_main_view_get_profile (before)), on_gone, &is_gone);
  g_signal_connect (console_child (console->window, "stack"), "notify::visible-child",
                    G_CALLBACK (on_page_changed), &is_gone);
  g_signal_emit_by_name (find_reload (console), "clicked");
  console_wait_for (console_find (console->window, BILIK_TYPE_MAIN_VIEW) != before);
  BilikMainView *after = console_find (console->window, BILIK_TYPE_MAIN_VIEW);
  flags = crm_profile_get_flags (bilik_main_view_get_profile (after));
  g_assert_false (CRM_HAS (flags, CRM_FLAG_CDP_CREATE_TICKET));
  console_wait_for (count_tabs (console) == 1);
  backend_fixture_ctl (backend, "flag", "set", "1", "cdp_create_ticket", "on", NULL);
  console_free (console);
}

int
main (int argc, char *argv[])
{
  console_fixture_init (&argc, &argv);
  backend = backend_fixture_start ();
  find_room ();

  g_test_add_func ("/console/tabs/browsing-takes-one-tab", test_browsing_takes_one_tab);
  g_test_add_func ("/console/tabs/closing", test_closing);
  g_test_add_func ("/console/tabs/restored", test_restored);
  g_test_add_func ("/console/tabs/gone-customer", test_gone_customer);
  g_test_add_func ("/console/tabs/narrow", test_narrow);
  g_test_add_func ("/console/tabs/SEC-14/deeplinks", test_deeplinks);
  g_test_add_func ("/console/tabs/SEC-12/SEC-13/launcher", test_launcher);
  g_test_add_func ("/console/tabs/go-to", test_go_to);
  g_test_add_func ("/console/tabs/go-to-failing", test_go_to_failing);
  g_test_add_func ("/console/tabs/CDTC-S02-AC-1/room-keeps-scroll-and-draft", test_room_tab_stays);
  g_test_add_func ("/console/tabs/SEC-15/titles-as-typed", test_hostile_titles);
  g_test_add_func ("/console/tabs/SEC-15/go-to-shows-as-typed", test_go_to_hostile);
  g_test_add_func ("/console/tabs/flags-changed", test_flags_changed);

  int status = g_test_run ();
  g_free (room_id);
  backend_fixture_end (backend);
  return status;
}
