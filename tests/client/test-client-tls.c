/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "async-wait.h"
#include "crm-client-private.h"
#include "crm-error.h"
#include "scripted-server.h"
#include "wire-example.h"

static char *
dup_certificate_path (const char *name)
{
  return g_build_filename (g_getenv ("BILIK_CERTIFICATES"), name, NULL);
}

/* A client that trusts the tests' authority and nothing else. */
static CrmClient *
client_new (const char *url)
{
  g_autofree char *path = dup_certificate_path ("authority.pem");
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsDatabase) database = g_tls_file_database_new (path, &error);
  CrmClient *client;

  g_assert_no_error (error);
  client = crm_client_new (url, &error);
  g_assert_no_error (error);
  crm_client_set_tls_database (client, database);
  crm_client_set_deadlines (client, 3000, 3000);
  return client;
}

static ScriptedServer *
server_new (const char *certificate_name)
{
  g_autofree char *path = dup_certificate_path (certificate_name);
  g_autofree char *json = wire_example_dup_reply ("leads_get");
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_file (path, &error);
  ScriptedServer *server;

  g_assert_no_error (error);
  server = scripted_server_new (certificate);
  scripted_server_answer_json (server, NULL, json);
  return server;
}

static void
test_refused (gconstpointer certificate_name)
{
  g_autoptr (ScriptedServer) server = server_new (certificate_name);
  g_autoptr (CrmClient) client = client_new (scripted_server_get_url (server));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  crm_client_load_customer (client, "8123", NULL, keep_result, &result);
  g_assert_null (crm_client_load_customer_finish (client, await_result (&result), &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_TLS);
  /* Not a byte of the request, least of all the token, was said. */
  g_assert_cmpuint (scripted_server_count (server, NULL), ==, 0);
}

static void
test_good_is_taken_by_http1 (void)
{
  g_autoptr (ScriptedServer) server = server_new ("good.pem");
  g_autoptr (CrmClient) client = client_new (scripted_server_get_url (server));
  g_autoptr (CrmCustomer) customer = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *protocol = NULL;

  crm_client_load_customer (client, "8123", NULL, keep_result, &result);
  customer = crm_client_load_customer_finish (client, await_result (&result), &error);
  g_assert_no_error (error);
  g_assert_nonnull (customer);
  /* The server offers h2 as well. */
  protocol = scripted_server_dup_protocol (server);
  g_assert_cmpstr (protocol, ==, "http/1.1");
}

static void
test_plain_http_is_for_loopback (void)
{
  static const char *const refused[] = {
    "http://crm.example.com",
    "http://10.0.0.1",
    "http://127.0.0.1.example.com",
    "http://localhost.example.com",
    "http://[fe80::1]",
    "ftp://crm.example.com",
    "crm.example.com",
    "bilik-embed://host",
    "https://user@host.test",
    "https://host.test/path",
    "https://host.test/?q",
    "https://host.test#f",
    "https://evil.test\\@crm.test",
    "",
    "https://",
  };
  static const char *const taken[] = {
    "https://crm.example.com", "https://crm.example.com/", "https://crm.example.com:8443",
    "http://127.0.0.1:8480",   "http://localhost:8480",    "http://[::1]:8480",
  };

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", refused[i]);
      g_assert_null (crm_client_new (refused[i], &error));
      g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
    }
  for (guint i = 0; i < G_N_ELEMENTS (taken); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CrmClient) client = crm_client_new (taken[i], &error);

      g_assert_no_error (error);
      g_assert_false (g_str_has_suffix (crm_client_get_base_url (client), "/"));
    }
}

/* A proxy of the environment would carry plain http, and the token in it, off this computer. */
static void
test_loopback_is_not_proxied (void)
{
  g_autoptr (ScriptedServer) server = scripted_server_new (NULL);
  g_autoptr (ScriptedServer) proxy = scripted_server_new (NULL);
  g_autofree char *json = wire_example_dup_reply ("leads_get");
  g_autoptr (CrmClient) client = NULL;
  g_autoptr (CrmCustomer) customer = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_setenv ("http_proxy", scripted_server_get_url (proxy), TRUE);
  g_setenv ("no_proxy", "", TRUE);
  scripted_server_answer_json (server, NULL, json);
  client = crm_client_new (scripted_server_get_url (server), NULL);
  crm_client_load_customer (client, "8123", NULL, keep_result, &result);
  customer = crm_client_load_customer_finish (client, await_result (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (scripted_server_count (proxy, NULL), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/client/tls/SEC-16/self-signed-is-refused", "self-signed.pem", test_refused);
  g_test_add_data_func ("/client/tls/SEC-16/expired-is-refused", "expired.pem", test_refused);
  g_test_add_data_func ("/client/tls/SEC-16/wrong-host-is-refused", "elsewhere.pem", test_refused);
  g_test_add_func ("/client/tls/SEC-16/good-is-taken-by-http1", test_good_is_taken_by_http1);
  g_test_add_func ("/client/tls/SEC-16/plain-http-is-for-loopback", test_plain_http_is_for_loopback);
  g_test_add_func ("/client/tls/SEC-16/loopback-is-not-proxied", test_loopback_is_not_proxied);
  return g_test_run ();
}
