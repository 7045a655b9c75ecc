/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console-fixture.h"

#include "bilik-customers-page.h"
#include "bilik-main-view.h"
#include "bilik-sign-in-page.h"
#include "picture.h"

static BackendFixture *backend;

static BilikSignInPage *
get_page (Console *console)
{
  return console_find (console->window, BILIK_TYPE_SIGN_IN_PAGE);
}

static const char *
get_message (Console *console)
{
  BilikSignInPage *page = get_page (console);
  GtkLabel *message = page != NULL ? console_child (page, "message") : NULL;

  return message != NULL && gtk_widget_get_visible (GTK_WIDGET (message)) ? gtk_label_get_text (message)
                                                                          : NULL;
}

static gboolean
is_marked_wrong (Console *console, const char *field)
{
  return gtk_widget_has_css_class (console_child (get_page (console), field), "error");
}

static gboolean
is_signed_in (Console *console)
{
  return console_find (console->window, BILIK_TYPE_MAIN_VIEW) != NULL;
}

static void
test_good (void)
{
  Console *console = console_open (backend);
  g_autofree char *email = NULL;

  console_enter (console, CONSOLE_AGENT);
  g_assert_cmpuint (console_count_rows (console), >, 1000);
  /* The next time only the password is missing, and it was never kept. */
  email = g_settings_get_string (console->settings, "last-email");
  g_assert_cmpstr (email, ==, CONSOLE_AGENT);
  console_free (console);
}

static void
test_wrong_password (void)
{
  Console *console = console_open (backend);

  console_sign_in (console, CONSOLE_AGENT, "wrong");
  console_wait_for (get_message (console) != NULL);
  g_assert_cmpstr (get_message (console), ==, "The e-mail address or the password is wrong.");
  g_assert_true (is_marked_wrong (console, "password"));
  g_assert_false (is_signed_in (console));
  g_assert_cmpstr (gtk_editable_get_text (console_child (get_page (console), "email")), ==, CONSOLE_AGENT);
  picture_take (console->window, "sign-in-wrong-password");

  /* Writing again takes the mark away, and the right password signs in. */
  console_enter (console, CONSOLE_AGENT);
  console_free (console);
}

static void
test_incomplete (void)
{
  static const struct
  {
    const char *server;
    const char *email;
    const char *password;
    const char *field;
  } ROWS[] = {
    { "", CONSOLE_AGENT, "word", "server" },
    { "ftp://crm.test", CONSOLE_AGENT, "word", "server" },
    { "http://crm.test", CONSOLE_AGENT, "word", "server" }, /* plain http only on loopback */
    { "https://evil.test\\@crm.test", CONSOLE_AGENT, "word", "server" },
    { "https://crm.test", "dewi", "word", "email" },
    { "https://crm.test", CONSOLE_AGENT, "", "password" },
  };
  Console *console = console_open (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (ROWS); i++)
    {
      gtk_editable_set_text (console_child (get_page (console), "server"), ROWS[i].server);
      console_sign_in (console, ROWS[i].email, ROWS[i].password);
      g_assert_nonnull (get_message (console));
      g_assert_true (is_marked_wrong (console, ROWS[i].field));
      gtk_editable_set_text (console_child (get_page (console), ROWS[i].field), "changed");
      g_assert_false (is_marked_wrong (console, ROWS[i].field));
    }
  console_free (console);
}

static void
test_offline (void)
{
  Console *console = console_open (backend);

  backend_fixture_pause (backend);
  console_sign_in (console, CONSOLE_AGENT, backend->password);
  console_wait_for (get_message (console) != NULL);
  g_assert_true (g_str_has_prefix (get_message (console), "The server can't be reached."));
  g_assert_true (is_marked_wrong (console, "server"));

  /* What was typed is still there: the same button is the way on. */
  backend_fixture_resume (backend);
  g_signal_emit_by_name (console_find_button (get_page (console), "_Sign In"), "clicked");
  console_wait_for (is_signed_in (console));
  console_free (console);
}

static void
test_cancel (void)
{
  Console *console = console_open (backend);
  BilikSignInPage *page = get_page (console);

  console_sign_in (console, CONSOLE_AGENT, backend->password);
  g_assert_nonnull (console_find_button (page, "_Cancel"));
  g_signal_emit_by_name (console_find_button (page, "_Cancel"), "clicked");
  g_assert_nonnull (console_find_button (page, "_Sign In"));
  g_assert_null (get_message (console));
  console_free (console);
}

static void
open_another_window (Console *console)
{
  g_application_hold (G_APPLICATION (console->application));
  gtk_window_close (console->window);
  g_application_activate (G_APPLICATION (console->application));
  console->window = gtk_application_get_active_window (GTK_APPLICATION (console->application));
  g_application_release (G_APPLICATION (console->application));
}

/* Without a keyring the token lasts as long as the program does: a window that is opened again is signed in. It comes with
 * its content, or after 150 ms, whichever is first. */
static void
test_resume (void)
{
  Console *console = console_open (backend);
  gint64 opened;

  console_enter (console, CONSOLE_AGENT);
  g_assert_true (console_shows (console->window, "You'll have to sign in again next time"));

  opened = g_get_monotonic_time ();
  open_another_window (console);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (console->window)));
  console_wait_for (
      gtk_widget_get_visible (GTK_WIDGET (console->window)) ||
      BILIK_IS_MAIN_VIEW (gtk_stack_get_visible_child (console_child (console->window, "stack"))));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (console->window)));
  if (g_get_monotonic_time () - opened < 150 * 1000)
    g_assert_true (is_signed_in (console));
  console_wait_for (is_signed_in (console));
  console_free (console);
}

static void
test_resume_without_answer (void)
{
  Console *console = console_open (backend);
  gint64 opened;

  console_enter (console, CONSOLE_AGENT);
  backend_fixture_pause (backend);
  opened = g_get_monotonic_time ();
  open_another_window (console);
  console_wait_for (gtk_widget_get_visible (GTK_WIDGET (console->window)));
  g_assert_cmpint (g_get_monotonic_time () - opened, >=, 150 * 1000);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (console_child (get_page (console), "stack")), ==,
                   "busy");
  backend_fixture_resume (backend);
  console_wait_for (is_signed_in (console) || get_message (console) != NULL);
  console_free (console);
}

static void
test_sign_out (void)
{
  Console *console = console_open (backend);

  console_enter (console, CONSOLE_AGENT);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (console->window), "win.sign-out", NULL));
  console_wait_for (!is_signed_in (console));
  g_assert_nonnull (console_find_button (get_page (console), "_Sign In"));
  g_assert_cmpstr (gtk_editable_get_text (console_child (get_page (console), "password")), ==, "");
  console_free (console);
}

static void
test_session_ended (void)
{
  BackendFixture *other = backend_fixture_start ();
  Console *console = console_open (other);

  console_enter (console, CONSOLE_AGENT);
  /* The server forgets everybody: its database is another one. */
  backend_fixture_pause (other);
  g_assert_cmpint (remove (other->database), ==, 0);
  backend_fixture_resume (other);
  gtk_widget_activate_action (GTK_WIDGET (console->window), "win.refresh", NULL);
  console_wait_for (get_message (console) != NULL);
  g_assert_cmpstr (get_message (console), ==, "Your session has ended. Sign in again.");
  console_free (console);
  backend_fixture_end (other);
}

static void
test_sample_data (void)
{
  Console *console = console_open (NULL);
  g_autofree char *server = NULL;

  picture_take (console->window, "sign-in");
  g_signal_emit_by_name (console_find_button (get_page (console), "_Try with Sample Data"), "clicked");
  console_wait_for (is_signed_in (console));
  console_wait_for (console_count_rows (console) > 1000);
  g_assert_false (console_shows (console->window, "You'll have to sign in again next time"));
  /* A server of one run is nothing to come back to. */
  server = g_settings_get_string (console->settings, "server-url");
  g_assert_cmpstr (server, ==, "");

  /* Signed out, the other roles are at hand. */
  gtk_widget_activate_action (GTK_WIDGET (console->window), "win.sign-out", NULL);
  console_wait_for (!is_signed_in (console));
  g_assert_true (console_shows (console->window, "associate@nusantara.test"));
  picture_take (console->window, "sign-in-samples");
  console_free (console);
}

static void
on_started (GObject *source, GAsyncResult *result, gpointer is_done)
{
  g_autoptr (GError) error = NULL;

  bilik_sample_backend_start_finish (BILIK_SAMPLE_BACKEND (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) is_done = TRUE;
}

static BilikSampleBackend *
start_sample (void)
{
  BilikSampleBackend *sample = bilik_sample_backend_new ();
  gboolean is_done = FALSE;

  bilik_sample_backend_start (sample, NULL, on_started, &is_done);
  console_wait_for (is_done);
  return sample;
}

static void
end_sample (BilikSampleBackend *sample)
{
  g_autofree char *url = g_strdup (bilik_sample_backend_get_url (sample));
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  gboolean is_there = TRUE;

  g_object_unref (sample);
  while (is_there)
    {
      g_autoptr (GSocketConnection) connection = g_socket_client_connect_to_uri (client, url, 80, NULL, NULL);
      is_there = connection != NULL;
    }
}

/* The addresses of records that were stored in one run lead somewhere in the next. */
static void
test_sample_port (void)
{
  BilikSampleBackend *sample = start_sample ();
  g_autofree char *url = g_strdup (bilik_sample_backend_get_url (sample));
  g_autoptr (GSocketService) squatter = g_socket_service_new ();
  const char *port = strrchr (url, ':') + 1;

  end_sample (sample);
  sample = start_sample ();
  g_assert_cmpstr (bilik_sample_backend_get_url (sample), ==, url);
  end_sample (sample);

  /* Somebody else has it: another one is as good. */
  g_assert_true (
      g_socket_listener_add_inet_port (G_SOCKET_LISTENER (squatter), (guint16) atoi (port), NULL, NULL));
  sample = start_sample ();
  g_assert_cmpstr (bilik_sample_backend_get_url (sample), !=, url);
  g_object_unref (sample);
}

int
main (int argc, char *argv[])
{
  console_fixture_init (&argc, &argv);
  backend = backend_fixture_start ();

  g_test_add_func ("/console/sign-in/good", test_good);
  g_test_add_func ("/console/sign-in/wrong-password", test_wrong_password);
  g_test_add_func ("/console/sign-in/SEC-16/says-what-is-missing", test_incomplete);
  g_test_add_func ("/console/sign-in/offline", test_offline);
  g_test_add_func ("/console/sign-in/cancel", test_cancel);
  g_test_add_func ("/console/sign-in/resume", test_resume);
  g_test_add_func ("/console/sign-in/resume-without-answer", test_resume_without_answer);
  g_test_add_func ("/console/sign-in/sign-out", test_sign_out);
  g_test_add_func ("/console/sign-in/session-ended", test_session_ended);
  g_test_add_func ("/console/sign-in/sample-data", test_sample_data);
  g_test_add_func ("/console/sign-in/sample-port", test_sample_port);

  int status = g_test_run ();
  backend_fixture_end (backend);
  return status;
}
