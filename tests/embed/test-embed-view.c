/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The view as a widget among others: keyboard, pointer, height, name. */
#include "embed-fixture.h"

#define READY "post ({ type: 'EMBED_READY', version: 1 });"

typedef struct
{
  GtkWidget *before;
  GtkWidget *after;
  GtkWidget *scrolled;
  GtkWidget *banner; /* below the scrolled window, hidden */
} Surroundings;

/* As in the customer's page: the view between other things, in a scrolled window. */
static Surroundings
surround (EmbedFixture *fixture)
{
  Surroundings around = { gtk_entry_new (), gtk_entry_new (), gtk_scrolled_window_new (),
                          gtk_label_new ("Offline") };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *view = GTK_WIDGET (fixture->view);

  gtk_window_set_title (fixture->window, "embed-test");
  g_object_ref (view);
  gtk_window_set_child (fixture->window, NULL);
  gtk_box_append (GTK_BOX (box), around.before);
  gtk_box_append (GTK_BOX (box), view);
  gtk_box_append (GTK_BOX (box), around.after);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (around.scrolled), box);
  gtk_widget_set_vexpand (around.scrolled, TRUE);
  gtk_widget_set_visible (around.banner, FALSE);
  gtk_box_append (GTK_BOX (page), around.scrolled);
  gtk_box_append (GTK_BOX (page), around.banner);
  gtk_window_set_child (fixture->window, page);
  g_object_unref (view);
  return around;
}

static void
run_xdotool (const char *arguments)
{
  g_autofree char *command = g_strconcat ("xdotool ", arguments, NULL);
  g_autoptr (GError) error = NULL;

  g_spawn_command_line_sync (command, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
has_focus (EmbedFixture *fixture, GtkWidget *widget)
{
  GtkWidget *focus = gtk_window_get_focus (fixture->window);

  return focus != NULL && (focus == widget || gtk_widget_is_ancestor (focus, widget));
}

static void
load_two_fields (EmbedFixture *fixture)
{
  embed_fixture_run (fixture,
                     READY "const second = document.createElement ('input'); document.body.append (second);"
                           "const first = document.querySelector ('#field');"
                           "first.onfocus = () => report ('first'); second.onfocus = () => report ('second');"
                           "first.oninput = () => report ('typed-' + first.value);"
                           "requestAnimationFrame (() => requestAnimationFrame (() => report ('painted')));");
  embed_wait_report (fixture->crm, "painted");
}

/* The page as a whole is a stop of its own on the way in: one more key. */
static void
tab_into (EmbedFixture *fixture, const char *key)
{
  run_xdotool (key);
  embed_wait_until (has_focus (fixture, GTK_WIDGET (fixture->view)));
  run_xdotool (key);
}

/* Tab goes in at one end and out at the other: the engine's invisible text view is no trap. */
static void
test_tab_goes_through (EmbedFixture *fixture, gconstpointer data)
{
  Surroundings around = surround (fixture);

  load_two_fields (fixture);
  run_xdotool (
      "search --onlyvisible --name embed-test windowfocus"); /* there is no window manager to do it */
  run_xdotool ("mousemove 100 10 click 1");
  embed_wait_until (has_focus (fixture, around.before));
  tab_into (fixture, "key Tab");
  embed_wait_report (fixture->crm, "first");
  run_xdotool ("type x");
  embed_wait_report (fixture->crm, "typed-x");
  run_xdotool ("key Tab");
  embed_wait_report (fixture->crm, "second");
  run_xdotool ("key Tab");
  embed_wait_until (has_focus (fixture, around.after));
  tab_into (fixture, "key shift+Tab");
  embed_wait_until (page_server_count (fixture->crm, "/report/second") == 2);
}

/* A click lands where it was aimed at, also when the frame was not in focus and is scrolled. */
static void
test_click_lands (EmbedFixture *fixture, gconstpointer data)
{
  surround (fixture);
  load_two_fields (fixture);
  crm_embed_surface_set_height (CRM_EMBED_SURFACE (fixture->view), 2000);
  embed_wait_until (gtk_widget_get_height (GTK_WIDGET (fixture->view)) > 400);
  run_xdotool ("mousemove 60 52 click 1");
  embed_wait_report (fixture->crm, "first");
}

static void
test_height_fits (EmbedFixture *fixture, gconstpointer data)
{
  Surroundings around = surround (fixture);
  GtkAdjustment *scroll = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (around.scrolled));
  GtkWidget *view = GTK_WIDGET (fixture->view);
  double seen;

  load_two_fields (fixture);
  seen = gtk_adjustment_get_page_size (scroll);
  crm_embed_surface_set_height (CRM_EMBED_SURFACE (fixture->view), 333);
  embed_wait_until (gtk_widget_get_height (view) == 333);
  crm_embed_surface_set_height (CRM_EMBED_SURFACE (fixture->view), 4000);
  embed_wait_until (gtk_widget_get_height (view) == (int) seen);

  gtk_window_set_default_size (fixture->window, 600, 400);
  embed_wait_until (gtk_adjustment_get_page_size (scroll) < seen &&
                    gtk_widget_get_height (view) == (int) gtk_adjustment_get_page_size (scroll));
  embed_fixture_load (fixture, "/page");
  embed_wait_until (gtk_widget_get_height (view) == CRM_EMBED_MIN_HEIGHT);
}

static void
on_rested (gpointer is_rested)
{
  *(gboolean *) is_rested = TRUE;
}

/* A banner appears: the height follows, and nothing is drawn before it has its place (a warning, which is fatal here). */
static void
test_height_follows (EmbedFixture *fixture, gconstpointer data)
{
  Surroundings around = surround (fixture);
  GtkAdjustment *scroll = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (around.scrolled));
  GtkWidget *view = GTK_WIDGET (fixture->view);
  gboolean is_rested = FALSE;
  double seen;

  load_two_fields (fixture);
  seen = gtk_adjustment_get_page_size (scroll);
  crm_embed_surface_set_height (CRM_EMBED_SURFACE (fixture->view), 4000);
  embed_wait_until (gtk_widget_get_height (view) == (int) seen);
  g_timeout_add_once (200, on_rested, &is_rested);
  embed_wait_until (is_rested);

  gtk_widget_set_visible (around.banner, TRUE);
  embed_wait_until (gtk_adjustment_get_page_size (scroll) < seen &&
                    gtk_widget_get_height (view) == (int) gtk_adjustment_get_page_size (scroll));
}

static void
test_accessible_name (EmbedFixture *fixture, gconstpointer data)
{
  WebKitWebView *web_view = embed_fixture_get_web_view (fixture);

  gtk_test_accessible_assert_property (web_view, GTK_ACCESSIBLE_PROPERTY_LABEL, "Ticket form");
}

/* What one form says while the next one is already asked for, and the reverse order of calls a hurried agent makes. */
static void
test_hurried_agent (EmbedFixture *fixture, gconstpointer data)
{
  page_server_set_script (fixture->crm, "/other", "report ('other');");
  for (guint i = 0; i < 5; i++)
    {
      embed_fixture_load (fixture, "/other");
      crm_embed_surface_unload (CRM_EMBED_SURFACE (fixture->view));
    }
  embed_fixture_run (fixture, READY);
  embed_wait_until (fixture->n_inits == 1);
  g_assert_cmpuint (fixture->n_failures, ==, 0);
}

int
main (int argc, char **argv)
{
  embed_test_init (&argc, &argv);

  embed_test_add ("/embed/view/tab-goes-through", test_tab_goes_through);
  embed_test_add ("/embed/view/click-lands", test_click_lands);
  embed_test_add ("/embed/TCKT-S03-AC-3/height-fits", test_height_fits);
  embed_test_add ("/embed/TCKT-S03-AC-3/height-follows-a-banner", test_height_follows);
  embed_test_add ("/embed/view/accessible-name", test_accessible_name);
  embed_test_add ("/embed/view/hurried-agent", test_hurried_agent);
  return g_test_run ();
}
