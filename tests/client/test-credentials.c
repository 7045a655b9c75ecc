/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "async-wait.h"
#include "crm-credentials.h"

#define SERVER "https://crm.example.com"

static CrmCredentialsPlace
store (CrmCredentials *credentials, const char *token)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CrmCredentialsPlace place = CRM_CREDENTIALS_KEYRING;

  crm_credentials_store (credentials, SERVER, token, NULL, keep_result, &result);
  g_assert_true (crm_credentials_store_finish (credentials, await_result (&result), &place, &error));
  g_assert_no_error (error);
  return place;
}

static char *
load (CrmCredentials *credentials, const char *server)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *token;

  crm_credentials_load (credentials, server, NULL, keep_result, &result);
  token = crm_credentials_load_finish (credentials, await_result (&result), &error);
  g_assert_no_error (error);
  return token;
}

static void
clear (CrmCredentials *credentials)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  crm_credentials_clear (credentials, SERVER, NULL, keep_result, &result);
  g_assert_true (crm_credentials_clear_finish (credentials, await_result (&result), &error));
  g_assert_no_error (error);
}

static void
assert_lasts_for_the_run (void)
{
  g_autoptr (CrmCredentials) credentials = crm_credentials_new ();
  g_autofree char *token = NULL;
  g_autofree char *gone = NULL;

  g_assert_cmpint (store (credentials, "first"), ==, CRM_CREDENTIALS_MEMORY);
  g_assert_cmpint (store (credentials, "second"), ==, CRM_CREDENTIALS_MEMORY);
  token = load (credentials, SERVER);
  g_assert_cmpstr (token, ==, "second");
  clear (credentials);
  gone = load (credentials, SERVER);
  g_assert_null (gone);
}

static void
test_no_bus (void)
{
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);
  assert_lasts_for_the_run ();
}

static GDBusMessage *
swallow (GDBusConnection *connection, GDBusMessage *message, gboolean incoming, gpointer user_data)
{
  if (!incoming || g_dbus_message_get_message_type (message) != G_DBUS_MESSAGE_TYPE_METHOD_CALL)
    return message;
  g_object_unref (message);
  return NULL;
}

/* Somebody owns the name of the keyring and never answers. */
static void
test_keyring_hangs (void)
{
  g_autoptr (GTestDBus) bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_autoptr (GDBusConnection) keyring = NULL;
  g_autoptr (CrmCredentials) credentials = crm_credentials_new ();
  g_autoptr (GVariant) owned = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *token = NULL;
  gint64 start;

  g_test_dbus_up (bus);
  keyring = g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (bus),
                                                    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                        G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                    NULL, NULL, &error);
  g_assert_no_error (error);
  owned = g_dbus_connection_call_sync (keyring, "org.freedesktop.DBus", "/", "org.freedesktop.DBus",
                                       "RequestName", g_variant_new ("(su)", "org.freedesktop.secrets", 4),
                                       NULL, 0, -1, NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_add_filter (keyring, swallow, NULL, NULL);

  start = g_get_monotonic_time ();
  g_assert_cmpint (store (credentials, "kept"), ==, CRM_CREDENTIALS_MEMORY);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 4 * G_USEC_PER_SEC);
  token = load (credentials, SERVER);
  g_assert_cmpstr (token, ==, "kept");

  g_dbus_connection_close_sync (keyring, NULL, NULL);
  g_test_dbus_stop (bus);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/credentials/no-bus-lasts-for-the-run", test_no_bus);
  g_test_add_func ("/client/credentials/hanging-keyring-lasts-for-the-run", test_keyring_hangs);
  return g_test_run ();
}
