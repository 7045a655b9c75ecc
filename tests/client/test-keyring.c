/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include "async-wait.h"
#include "crm-credentials.h"

/* The desktop's keyring, the real one, on a bus and in a home of its own. */

#define DAEMON "gnome-keyring-daemon"
#define FIRST  "https://crm.example.com"
#define SECOND "https://crm.elsewhere.example"

typedef struct
{
  GTestDBus *bus;
  char *home;
  GSubprocess *daemon;
} Keyring;

static Keyring keyring;

static gboolean
has_owner (gpointer bus)
{
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (
      bus, "org.freedesktop.DBus", "/", "org.freedesktop.DBus", "NameHasOwner",
      g_variant_new ("(s)", "org.freedesktop.secrets"), G_VARIANT_TYPE ("(b)"), 0, -1, NULL, NULL);
  gboolean is_owned = FALSE;

  g_variant_get (reply, "(b)", &is_owned);
  return is_owned;
}

static void
start_keyring (void)
{
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GDBusConnection) bus = NULL;
  g_autoptr (GError) error = NULL;

  keyring.home = g_dir_make_tmp ("bilik-keyring-XXXXXX", NULL);
  g_setenv ("HOME", keyring.home, TRUE);
  g_setenv ("XDG_DATA_HOME", keyring.home, TRUE);
  g_setenv ("XDG_RUNTIME_DIR", keyring.home, TRUE);
  keyring.bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (keyring.bus);
  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                                        G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG"); /* its own warnings are not ours */
  keyring.daemon = g_subprocess_launcher_spawn (launcher, &error, DAEMON, "--foreground", "--unlock",
                                                "--components=secrets", NULL);
  g_assert_no_error (error);
  g_output_stream_write_all (g_subprocess_get_stdin_pipe (keyring.daemon), "password", 8, NULL, NULL, &error);
  g_output_stream_close (g_subprocess_get_stdin_pipe (keyring.daemon), NULL, &error);
  g_assert_no_error (error);

  bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_set_exit_on_close (bus, FALSE);
  await_condition (has_owner, bus);
}

static void
stop_keyring (void)
{
  const char *argv[] = { "rm", "-rf", "--", keyring.home, NULL };

  g_subprocess_force_exit (keyring.daemon);
  g_subprocess_wait (keyring.daemon, NULL, NULL);
  g_object_unref (keyring.daemon);
  /* The bus ends with this program: g_test_dbus_stop() would wait for libsecret to let go of it. */
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
  g_free (keyring.home);
}

static void
store (const char *server, const char *token)
{
  g_autoptr (CrmCredentials) credentials = crm_credentials_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CrmCredentialsPlace place = CRM_CREDENTIALS_MEMORY;

  crm_credentials_store (credentials, server, token, NULL, keep_result, &result);
  g_assert_true (crm_credentials_store_finish (credentials, await_result (&result), &place, &error));
  g_assert_no_error (error);
  g_assert_cmpint (place, ==, CRM_CREDENTIALS_KEYRING);
}

/* As another run would. */
static char *
load (const char *server)
{
  g_autoptr (CrmCredentials) credentials = crm_credentials_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *token;

  crm_credentials_load (credentials, server, NULL, keep_result, &result);
  token = crm_credentials_load_finish (credentials, await_result (&result), &error);
  g_assert_no_error (error);
  return token;
}

static void
clear (const char *server)
{
  g_autoptr (CrmCredentials) credentials = crm_credentials_new ();
  g_autoptr (GAsyncResult) result = NULL;

  crm_credentials_clear (credentials, server, NULL, keep_result, &result);
  g_assert_true (crm_credentials_clear_finish (credentials, await_result (&result), NULL));
}

static void
assert_kept (const char *server, const char *expected)
{
  g_autofree char *token = load (server);

  g_assert_cmpstr (token, ==, expected);
}

static void
test_survives_the_run (void)
{
  assert_kept (FIRST, NULL);
  store (FIRST, "first");
  store (FIRST, "rotated");
  store (SECOND, "other");
  assert_kept (FIRST, "rotated");
  assert_kept (SECOND, "other");

  clear (FIRST);
  assert_kept (FIRST, NULL);
  assert_kept (SECOND, "other");
}

static void
test_not_in_clear (void)
{
  g_autofree char *folder = g_build_filename (keyring.home, "keyrings", NULL);
  g_autoptr (GDir) files = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n_files = 0;

  store (FIRST, "CANARY-refresh-token");
  while ((name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *contents = NULL;
      gsize size = 0;

      g_assert_true (g_file_get_contents (path, &contents, &size, NULL));
      g_assert_null (g_strstr_len (contents, (gssize) size, "CANARY"));
      n_files++;
    }
  g_assert_cmpuint (n_files, >, 0);
}

int
main (int argc, char **argv)
{
  g_autofree char *daemon = g_find_program_in_path (DAEMON);
  int result;

  g_test_init (&argc, &argv, NULL);
  if (daemon == NULL)
    {
      g_print ("1..0 # SKIP no " DAEMON "\n");
      return 0;
    }
  g_test_add_func ("/client/keyring/survives-the-run", test_survives_the_run);
  g_test_add_func ("/client/keyring/SEC-20/not-in-clear", test_not_in_clear);
  start_keyring ();
  result = g_test_run ();
  stop_keyring ();
  return result;
}
