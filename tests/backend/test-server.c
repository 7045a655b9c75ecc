/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "bilikd-fixture.h"
#include "crm-endpoints.h"

#define GET_LIVE "GET /healthz HTTP/1.1\r\n"

static Fixture *daemon_; /* one for the whole program: tests must not disturb each other */

static void
expect_status (const char *request, gssize length, const char *statuses)
{
  g_autofree char *answer = fixture_exchange (daemon_, request, length, 3000);
  g_autofree char *status = strlen (answer) >= 12 ? g_strndup (answer + 9, 3) : g_strdup ("cut");

  /* A connection that is simply cut has refused as well. */
  if (strstr (statuses, status) == NULL)
    g_error ("%s instead of %s for:\n%s", status, statuses, request);
}

static void
expect_alive (void)
{
  g_autoptr (Reply) reply = fixture_send (daemon_, "GET", "/healthz", NULL, NULL, NULL);

  g_assert_cmpuint (reply->status, ==, 200);
}

/* --- framing ------------------------------------------------------------------------------ */

typedef struct
{
  const char *what;
  const char *head; /* after the Host line */
  const char *statuses;
} Malformed;

static const Malformed malformed[] = {
  { "TE and CL", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", "400 cut" },
  { "CL and TE", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400 cut" },
  { "two CL", "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", "400 cut" },
  { "two CL that differ", "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", "400 cut" },
  { "CL list", "Content-Length: 5, 5\r\n\r\nhello", "400 cut" },
  { "CL negative", "Content-Length: -1\r\n\r\n", "400 cut" },
  { "CL plus", "Content-Length: +5\r\n\r\nhello", "400 cut" },
  { "CL hexadecimal", "Content-Length: 0x5\r\n\r\nhello", "400 cut" },
  { "CL empty", "Content-Length:\r\n\r\n", "400 cut" },
  { "CL overflow", "Content-Length: 99999999999999999999999\r\n\r\n", "400 413 cut" },
  { "CL 2^64", "Content-Length: 18446744073709551616\r\n\r\n", "400 413 cut" },
  { "TE unknown", "Transfer-Encoding: gzip\r\n\r\n", "400 cut" },
  { "TE twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n", "400 cut" },
  { "TE list", "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "400 cut" },
  { "chunk size not hexadecimal",
    "Transfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\nxyz\r\nhello\r\n0\r\n\r\n",
    "400 cut" },
  { "chunk size overflow",
    "Transfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\nfffffffffffffffff\r\nhello\r\n0\r\n\r\n",
    "400 413 cut" },
  { "two Host", "Host: evil.test\r\n\r\n", "400 cut" },
  { "header without colon", "Nonsense\r\n\r\n", "400 cut" },
  { "space before colon", "Content-Length : 5\r\n\r\nhello", "400 cut" },
  { "empty name", ": value\r\n\r\n", "400 cut" },
  { "control in a value",
    "X-Test: a\x01"
    "b\r\n\r\n",
    "400 cut" },
};

static void
test_malformed (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (malformed); i++)
    {
      g_autofree char *request = g_strdup_printf ("POST /v1/session HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n%s",
                                                  daemon_->port, malformed[i].head);

      g_test_message ("%s", malformed[i].what);
      expect_status (request, -1, malformed[i].statuses);
    }
  expect_alive ();
}

static void
test_request_line (void)
{
  static const char *const lines[] = {
    "GARBAGE\r\n",
    "GET\r\n",
    "GET /healthz HTTP/9.9\r\n",
    "GET /healthz FTP/1.1\r\n",
    "GET http://evil.test/healthz HTTP/1.1\r\n",
    "GET healthz HTTP/1.1\r\n",
    "GET /healthz#x HTTP/1.1\r\n",
    "GET /healthz?a=%zz HTTP/1.1\r\n",
    "GET /healthz?a=%00 HTTP/1.1\r\n",
    "GET /healthz?a=%ff HTTP/1.1\r\n",
    "GET /healthz?a=1&a=2 HTTP/1.1\r\n",
    "\x16\x03\x01\x02\r\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *request =
          g_strdup_printf ("%sHost: 127.0.0.1:%u\r\nConnection: close\r\n\r\n", lines[i], daemon_->port);

      g_test_message ("%s", lines[i]);
      expect_status (request, -1, "400 404 405 505 cut");
    }
  expect_alive ();
}

/* A second request hidden in the body of a refused one must not be answered. */
static void
test_smuggling (void)
{
  g_autofree char *request = g_strdup_printf (
      "POST /v1/session HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nContent-Length: 60\r\nTransfer-Encoding: chunked\r\n\r\n"
      "0\r\n\r\n" GET_LIVE "Host: 127.0.0.1:%u\r\n\r\n",
      daemon_->port, daemon_->port);
  g_autofree char *answer = fixture_exchange (daemon_, request, -1, 3000);

  g_assert_null (strstr (answer, "\"status\":\"ok\""));
}

static void
test_keep_alive (void)
{
  g_autofree char *request = g_strdup_printf (
      GET_LIVE "Host: 127.0.0.1:%u\r\n\r\n"
               "POST /nowhere HTTP/1.1\r\nHost: localhost:%u\r\nContent-Type: application/json\r\n"
               "Content-Length: 2\r\n\r\n{}" GET_LIVE "Host: localhost:%u\r\nConnection: close\r\n\r\n",
      daemon_->port, daemon_->port, daemon_->port);
  g_autofree char *answer = fixture_exchange (daemon_, request, -1, 0);
  const char *second = strstr (answer, "HTTP/1.1 404");

  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200"));
  g_assert_nonnull (second);
  g_assert_nonnull (strstr (second, "HTTP/1.1 200"));
}

static void
test_range_ignored (void)
{
  g_autoptr (Reply) reply =
      fixture_send (daemon_, "GET", "/embed/assets/embed.css", NULL, NULL, "Range: bytes=0-3\r\n");

  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_cmpuint (strlen (reply->body), >, 4);
}

/* --- who asks ------------------------------------------------------------------------------ */

static void
test_hosts (void)
{
  static const char *const wrong[] = {
    "evil.test",
    "127.0.0.1",
    "localhost",
    "127.0.0.1:1",
    "127.0.0.1.evil.test:%u",
    "evil.test:%u",
    "127.0.0.1:%u.",
    "LOCALHOST:%u",
    "[::1]",
    "0.0.0.0:%u",
    "127.0.0.2:%u",
    "user@127.0.0.1:%u",
    "127.0.0.1:%u@evil.test",
    "",
  };
  g_autofree char *none = g_strdup (GET_LIVE "Connection: close\r\n\r\n");

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *port = g_strdup_printf ("%u", daemon_->port);
      g_autoptr (GString) host = g_string_new (wrong[i]);
      g_autofree char *request = NULL;

      g_string_replace (host, "%u", port, 0);
      request = g_strdup_printf (GET_LIVE "Host: %s\r\nConnection: close\r\n\r\n", host->str);
      g_test_message ("Host: %s", host->str);
      expect_status (request, -1, "400");
    }
  expect_status (none, -1, "400");
}

static void
test_hosts_accepted (void)
{
  static const char *const right[] = { "127.0.0.1:%u", "localhost:%u", "[::1]:%u", "crm.example.test" };
  g_autofree char *port = g_strdup_printf ("%u", daemon_->port);

  for (gsize i = 0; i < G_N_ELEMENTS (right); i++)
    {
      g_autoptr (GString) host = g_string_new (right[i]);
      g_autofree char *request = NULL;

      g_string_replace (host, "%u", port, 0);
      request = g_strdup_printf (GET_LIVE "Host: %s\r\nConnection: close\r\n\r\n", host->str);
      expect_status (request, -1, "200");
    }
}

static void
test_origins (void)
{
  static const char *const wrong[] = {
    "null",
    "https://evil.test",
    "http://127.0.0.1",
    "https://127.0.0.1:%u",
    "http://127.0.0.1:%u.evil.test",
    "http://LOCALHOST:%u",
    "http://localhost:%u/",
    "bilik-embed://host",
    "file://",
    "",
  };
  g_autofree char *port = g_strdup_printf ("%u", daemon_->port);
  g_autofree char *own = g_strdup_printf ("Origin: http://127.0.0.1:%u\r\n", daemon_->port);
  g_autoptr (Reply) accepted = fixture_send (daemon_, "GET", "/healthz", NULL, NULL, own);

  g_assert_cmpuint (accepted->status, ==, 200);
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GString) header = g_string_new (wrong[i]);
      g_autoptr (Reply) reply = NULL;

      g_string_replace (header, "%u", port, 0);
      g_string_prepend (header, "Origin: ");
      g_string_append (header, "\r\n");
      g_test_message ("%s", header->str);
      reply = fixture_send (daemon_, "GET", "/healthz", NULL, NULL, header->str);
      reply_assert_problem (reply, 403, "forbidden");
      g_assert_null (strstr (reply->head, "Access-Control-"));
    }
}

static void
test_no_bearer (void)
{
  for (guint i = 0; i < CRM_N_ENDPOINTS; i++)
    {
      const CrmEndpoint *endpoint = crm_endpoint_get (i);
      g_autoptr (GString) path = g_string_new (endpoint->path);
      g_autoptr (Reply) reply = NULL;

      if (endpoint->audience == CRM_AUDIENCE_PUBLIC)
        continue;
      g_string_replace (path, "{room_id}", "1", 0);
      g_string_replace (path, "{external_id}", "1", 0);
      g_string_replace (path, "{crm_ticket_id}", "1", 0);
      g_string_replace (path, "{contact_id}", "1", 0);
      g_string_replace (path, "{ticket_id}", "1", 0);
      g_string_replace (path, "{deal_id}", "1", 0);
      g_string_replace (path, "{room_id}", "1", 0);
      g_string_replace (path, "{external_id}", "1", 0);
      g_string_replace (path, "{crm_ticket_id}", "1", 0);
      /* A cookie and a parameter are not asked (SEC-26). */
      g_string_append (path, "?access_token=x");
      reply = fixture_send (daemon_, endpoint->method, path->str, NULL,
                            g_str_equal (endpoint->method, "POST") ? "{}" : NULL, "Cookie: session=x\r\n");
      reply_assert_problem (reply, 401, "unauthenticated");
      g_assert_nonnull (strstr (reply->head, "WWW-Authenticate: Bearer\r\n"));
    }
}

static void
test_content_type (void)
{
  static const char *const wrong[] = {
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/jsonp",
    "application/json; charset=utf-16",
    "text/json",
    "",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *request = g_strdup_printf (
          "POST /v1/session HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nConnection: close\r\nContent-Type: %s\r\n"
          "Content-Length: 2\r\n\r\n{}",
          daemon_->port, wrong[i]);

      g_test_message ("%s", wrong[i]);
      expect_status (request, -1, "415");
    }
  {
    g_autofree char *none = g_strdup_printf (
        "POST /v1/session HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}",
        daemon_->port);

    expect_status (none, -1, "415");
  }
}

/* --- routes ------------------------------------------------------------------------------------ */

static void
test_routes (void)
{
  g_autoptr (Reply) missing = fixture_send (daemon_, "GET", "/v1/nothing", NULL, NULL, NULL);
  g_autoptr (Reply) dots = fixture_send (daemon_, "GET", "/embed/assets/..", NULL, NULL, NULL);
  g_autoptr (Reply) escaped =
      fixture_send (daemon_, "GET", "/embed/assets/%2e%2e%2findex.html", NULL, NULL, NULL);
  g_autoptr (Reply) other = fixture_send (daemon_, "PATCH", "/v1/session", NULL, NULL, NULL);
  g_autoptr (Reply) head = fixture_send (daemon_, "HEAD", "/healthz", NULL, NULL, NULL);

  reply_assert_problem (missing, 404, "not_found");
  reply_assert_problem (dots, 404, "not_found");
  reply_assert_problem (escaped, 404, "not_found");
  reply_assert_problem (other, 405, "method_not_allowed");
  g_assert_nonnull (strstr (other->head, "Allow: POST, DELETE\r\n"));
  g_assert_cmpuint (head->status, ==, 200);
  g_assert_cmpstr (head->body, ==, "");
}

static void
test_embed_page (void)
{
  g_autoptr (Reply) page = fixture_send (daemon_, "GET", "/embed/ticket/create", NULL, NULL, NULL);
  g_autoptr (Reply) script = fixture_send (daemon_, "GET", "/embed/assets/page.js", NULL, NULL, NULL);
  g_autoptr (Reply) no_asset = fixture_send (daemon_, "GET", "/embed/assets/index.html", NULL, NULL, NULL);

  g_assert_cmpuint (page->status, ==, 200);
  g_assert_nonnull (strstr (page->head, "Content-Security-Policy: default-src 'none'; script-src 'self'; "));
  g_assert_nonnull (strstr (page->head, "frame-ancestors bilik-embed://host https://chat.example.test\r\n"));
  g_assert_nonnull (strstr (page->head, "Content-Type: text/html; charset=utf-8\r\n"));
  g_assert_nonnull (
      strstr (page->body, "{\"origin\":\"bilik-embed://host\",\"embed_source\":\"embed-web-cdp\"}"));
  g_assert_nonnull (strstr (page->body, "\"embed_source\":\"\\u003c/script>\""));
  g_assert_null (strstr (page->body, "@HOSTS@"));
  g_assert_cmpuint (script->status, ==, 200);
  g_assert_nonnull (strstr (script->head, "Content-Type: text/javascript; charset=utf-8\r\n"));
  g_assert_nonnull (strstr (script->head, "X-Content-Type-Options: nosniff\r\n"));
  reply_assert_problem (no_asset, 404, "not_found");
}

static void
test_metrics (void)
{
  g_autoptr (Reply) direct = fixture_send (daemon_, "GET", "/metrics", NULL, NULL, NULL);
  g_autoptr (Reply) proxied =
      fixture_send (daemon_, "GET", "/metrics", NULL, NULL, "X-Forwarded-For: 1.2.3.4\r\n");

  g_assert_cmpuint (direct->status, ==, 200);
  g_assert_nonnull (strstr (direct->body, "bilikd_requests_total{endpoint=\"health_live\",status=\"200\"} "));
  g_assert_nonnull (
      strstr (direct->body, "bilikd_request_seconds_bucket{endpoint=\"health_live\",le=\"+Inf\"} "));
  g_assert_nonnull (strstr (direct->body, "\nbilikd_outbox_age_seconds 0\n"));
  reply_assert_problem (proxied, 404, "not_found");
}

static void
test_ready (void)
{
  g_autoptr (Reply) reply = fixture_send (daemon_, "GET", "/readyz", NULL, NULL, NULL);

  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_cmpstr (reply_get_string (reply, "status"), ==, "ready");
}

/* --- the command line ----------------------------------------------------------------------------- */

static void
expect_refusal (const char *argument, const char *value, const char *reason)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *database = g_build_filename (folder, "a.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *complaint = NULL;
  g_autoptr (GSubprocess) process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_PIPE, &error, BILIKD_PROGRAM, "--database", database,
                        "--port", "0", argument, value, NULL);

  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, NULL, &complaint, &error));
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 1);
  g_assert_nonnull (strstr (complaint, reason));
  fixture_remove_folder (folder);
}

static void
test_command_line (void)
{
  expect_refusal ("--address", "0.0.0.0", "--behind-proxy");
  expect_refusal ("--address", "::", "--behind-proxy");
  expect_refusal ("--embed-host", "https://EVIL.test=x", "ORIGIN=SOURCE");
  expect_refusal ("--embed-host", "https://a.test", "ORIGIN=SOURCE");
  expect_refusal ("--embed-url", "http://crm.example.test", "embed");
  expect_refusal ("--serve", "everything", "everything");
  expect_refusal ("--serve", "crm", "--omnichannel-url");
  expect_refusal ("--config", "/nowhere/bilikd.conf", "nowhere");
}

int
main (int argc, char **argv)
{
  static const char *const arguments[] = { "--host",
                                           "crm.example.test",
                                           "--embed-host",
                                           "bilik-embed://host=embed-web-cdp",
                                           "--embed-host",
                                           "https://chat.example.test=</script>",
                                           NULL };
  int result;

  g_test_init (&argc, &argv, NULL);
  daemon_ = fixture_new (arguments);
  g_test_add_func ("/server/framing/malformed-heads-are-refused", test_malformed);
  g_test_add_func ("/server/framing/malformed-request-lines-are-refused", test_request_line);
  g_test_add_func ("/server/framing/no-second-request-in-a-refused-body", test_smuggling);
  g_test_add_func ("/server/framing/keep-alive-after-a-refusal", test_keep_alive);
  g_test_add_func ("/server/framing/range-is-ignored", test_range_ignored);
  g_test_add_func ("/server/SEC-17/unknown-hosts-are-refused", test_hosts);
  g_test_add_func ("/server/SEC-17/own-hosts-are-served", test_hosts_accepted);
  g_test_add_func ("/server/SEC-17/foreign-origins-are-refused", test_origins);
  g_test_add_func ("/server/SEC-17/nothing-without-bearer", test_no_bearer);
  g_test_add_func ("/server/SEC-26/only-json-is-read", test_content_type);
  g_test_add_func ("/server/routes", test_routes);
  g_test_add_func ("/server/embed-page", test_embed_page);
  g_test_add_func ("/server/metrics-are-for-this-machine", test_metrics);
  g_test_add_func ("/server/ready", test_ready);
  g_test_add_func ("/server/command-line-refuses-what-is-unsafe", test_command_line);
  result = g_test_run ();
  fixture_free (daemon_);
  return result;
}
