/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console-fixture.h"

#include "bilik-config.h"
#include "bilik-customer-view.h"
#include "bilik-customers-page.h"
#include "bilik-main-view.h"
#include "bilik-sign-in-page.h"

gboolean
console_tick (gpointer unused)
{
  return G_SOURCE_CONTINUE;
}

void
console_fixture_init (int *argc, char ***argv)
{
  g_test_init (argc, argv, NULL);
  gtk_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, "gtk-cursor-blink", FALSE, NULL);
}

/* --- the console ---------------------------------------------------------- */

static gboolean
count_frame (GtkWidget *widget, GdkFrameClock *clock, gpointer n_frames)
{
  return ++*(guint *) n_frames < 2;
}

Console *
console_open (BackendFixture *backend)
{
  static const char *const REMEMBERED[] = { "open-tabs", "place", "window-width", "window-height" };
  g_autoptr (GSettings) settings = g_settings_new (BILIK_APPLICATION_ID);

  for (guint i = 0; i < G_N_ELEMENTS (REMEMBERED); i++)
    g_settings_reset (settings, REMEMBERED[i]);
  return console_open_again (backend);
}

Console *
console_open_again (BackendFixture *backend)
{
  Console *self = g_new0 (Console, 1);
  guint n_frames = 0;

  self->backend = backend;
  self->settings = g_settings_new (BILIK_APPLICATION_ID);
  g_settings_set_string (self->settings, "server-url", backend != NULL ? backend->url : "");
  self->application = bilik_application_new ();
  g_application_set_flags (G_APPLICATION (self->application),
                           g_application_get_flags (G_APPLICATION (self->application)) |
                               G_APPLICATION_NON_UNIQUE | G_APPLICATION_IS_SERVICE);
  g_assert_true (g_application_register (G_APPLICATION (self->application), NULL, NULL));
  g_application_activate (G_APPLICATION (self->application));
  self->window = gtk_application_get_active_window (GTK_APPLICATION (self->application));
  console_wait_for (gtk_widget_get_mapped (GTK_WIDGET (self->window)));
  /* A display without a compositor gets a thick border instead of a shadow. */
  gtk_widget_remove_css_class (GTK_WIDGET (self->window), "solid-csd");
  /* A size that is asked for before the first frame is lost. */
  gtk_widget_add_tick_callback (GTK_WIDGET (self->window), count_frame, &n_frames, NULL);
  console_wait_for (n_frames == 2);
  return self;
}

void
console_free (Console *self)
{
  console_close_by (self, "window.close");
}

void
console_close_by (Console *self, const char *action)
{
  gpointer window = self->window;

  g_object_add_weak_pointer (G_OBJECT (window), &window);
  gtk_widget_activate_action (GTK_WIDGET (self->window), action, NULL);
  console_wait_for (window == NULL);
  g_object_unref (self->settings);
  /* Only running to its end lets go of everything. */
  g_idle_add_once ((GSourceOnceFunc) g_application_quit, self->application);
  g_assert_cmpint (g_application_run (G_APPLICATION (self->application), 0, NULL), ==, 0);
  g_assert_finalize_object (self->application);
  g_free (self);
}

void
console_sign_in (Console *self, const char *email, const char *password)
{
  GtkWidget *page = console_find (self->window, BILIK_TYPE_SIGN_IN_PAGE);
  GtkStack *stack = console_child (page, "stack");

  console_wait_for (g_str_equal (gtk_stack_get_visible_child_name (stack), "form"));
  gtk_editable_set_text (console_child (page, "email"), email);
  gtk_editable_set_text (console_child (page, "password"), password);
  g_signal_emit_by_name (console_find_button (page, "_Sign In"), "clicked");
}

void
console_enter (Console *self, const char *email)
{
  console_sign_in (self, email, self->backend->password);
  console_wait_for (console_find (self->window, BILIK_TYPE_CUSTOMERS_PAGE) != NULL);

  GtkWidget *page = console_find (self->window, BILIK_TYPE_CUSTOMERS_PAGE);
  GtkStack *stack = console_child (page, "stack");
  console_wait_for (g_str_equal (gtk_stack_get_visible_child_name (stack), "list"));
}

guint
console_count_rows (Console *self)
{
  GtkWidget *page = console_find (self->window, BILIK_TYPE_CUSTOMERS_PAGE);

  return g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (console_child (page, "list"))));
}

GtkWidget *
console_open_row (Console *self, guint position)
{
  GtkWidget *page = console_find (self->window, BILIK_TYPE_CUSTOMERS_PAGE);
  GtkListView *list = console_child (page, "list");

  gtk_widget_activate_action (GTK_WIDGET (list), "list.activate-item", "u", position);
  console_wait_for (console_find (self->window, BILIK_TYPE_CUSTOMER_VIEW) != NULL);
  return console_find (self->window, BILIK_TYPE_CUSTOMER_VIEW);
}

void
console_resize (Console *self, int width, int height)
{
  gtk_window_set_default_size (self->window, width, height);
  console_wait_for (gtk_widget_get_width (GTK_WIDGET (self->window)) == width);
}

/* --- looking into widgets ------------------------------------------------- */

typedef gboolean (*Match) (GtkWidget *widget, gconstpointer what);

static GtkWidget *
search (GtkWidget *root, Match match, gconstpointer what)
{
  if (!gtk_widget_get_visible (root) || !gtk_widget_get_child_visible (root))
    return NULL;
  if (match (root, what))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = search (child, match, what);
      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
is_of_type (GtkWidget *widget, gconstpointer type)
{
  return g_type_is_a (G_OBJECT_TYPE (widget), *(const GType *) type);
}

static gboolean
is_label (GtkWidget *widget, gconstpointer text)
{
  return GTK_IS_LABEL (widget) && g_strcmp0 (gtk_label_get_text (GTK_LABEL (widget)), text) == 0;
}

static gboolean
is_button (GtkWidget *widget, gconstpointer label)
{
  return GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0;
}

gpointer
console_find (gpointer root, GType type)
{
  return search (root, is_of_type, &type);
}

gpointer
console_child (gpointer widget, const char *id)
{
  GObject *child = gtk_widget_get_template_child (widget, G_OBJECT_TYPE (widget), id);

  if (child == NULL)
    g_error ("%s has no “%s”", G_OBJECT_TYPE_NAME (widget), id);
  return child;
}

gboolean
console_shows (gpointer root, const char *text)
{
  return search (root, is_label, text) != NULL;
}

GtkWidget *
console_find_button (gpointer root, const char *label)
{
  return search (root, is_button, label);
}
