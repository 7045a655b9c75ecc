/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "bilikd-fixture.h"

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

/* --- sizes and time -------------------------------------------------------------------------- */

static gint64
get_resident_kib (void)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/status", g_subprocess_get_identifier (daemon_->process));
  g_autofree char *text = NULL;
  const char *line;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  line = strstr (text, "VmRSS:");
  return g_ascii_strtoll (line + strlen ("VmRSS:"), NULL, 10);
}

static void
test_large_head (void)
{
  g_autofree char *header = g_strnfill (256 * 1024, 'a');
  g_autofree char *request =
      g_strdup_printf (GET_LIVE "Host: 127.0.0.1:%u\r\nX-Large: %s\r\n\r\n", daemon_->port, header);

  expect_status (request, -1, "400 413 414 431 cut");
  expect_alive ();
}

static void
test_large_body (void)
{
  g_autofree char *head = g_strdup_printf (
      "POST /v1/session HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nContent-Type: application/json\r\n", daemon_->port);
  /* Announced: answered before a byte of the body is there. */
  g_autofree char *announced = g_strconcat (head, "Content-Length: 1048577\r\n\r\n", NULL);
  g_autofree char *chunk = g_strnfill (64 * 1024, ' ');
  gint64 before = get_resident_kib ();

  expect_status (announced, -1, "413");
  for (guint round = 0; round < 20; round++)
    {
      g_autoptr (GString) chunked = g_string_new (head);
      g_autofree char *answer = NULL;

      g_string_append (chunked, "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n");
      for (guint i = 0; i < 32; i++)
        g_string_append_printf (chunked, "10000\r\n%s\r\n", chunk);
      g_string_append (chunked, "0\r\n\r\n");
      answer = fixture_exchange (daemon_, chunked->str, (gssize) chunked->len, 0);
      g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 413"));
    }
  g_test_message ("grew by %" G_GINT64_FORMAT " KiB", get_resident_kib () - before);
#ifndef __SANITIZE_ADDRESS__ /* it keeps what is freed for a while */
  g_assert_cmpint (get_resident_kib () - before, <=, 32 * 1024);
#endif
}

static void
test_full_size_body (void)
{
  g_autofree char *spaces = g_strnfill (1024 * 1024 - 2, ' ');
  g_autofree char *body = g_strdup_printf ("{%s}", spaces);
  g_autoptr (Reply) reply = fixture_send (daemon_, "POST", "/v1/session", NULL, body, NULL);

  reply_assert_problem (reply, 400, "bad_request");
}

/* A body that ends at any turn of the loop is answered at once, not when something else happens. */
static void
test_body_sizes (void)
{
  g_autoptr (GSocketConnection) connection = fixture_connect (daemon_);

  g_socket_set_timeout (g_socket_connection_get_socket (connection), 5);
  for (guint size = 2; size < 600 * 1024; size += 3 * 1024)
    {
      g_autofree char *spaces = g_strnfill (size - 2, ' ');
      g_autofree char *request = g_strdup_printf (
          "POST /v1/session HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nContent-Type: application/json\r\n"
          "Content-Length: %u\r\n\r\n{%s}",
          daemon_->port, size, spaces);
      g_autoptr (GError) error = NULL;
      char answer[1024];

      g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request,
                                 strlen (request), NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpint (g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), answer,
                                            sizeof answer, NULL, &error),
                       >, 12);
      g_assert_no_error (error);
      g_assert_cmpint (strncmp (answer, "HTTP/1.1 400", 12), ==, 0);
    }
}

static void
test_json (void)
{
  static const char *const bodies[] = {
    "{",
    "[]",
    "null",
    "{\"email\":1,\"password\":\"x\"}",
    "{\"email\":\"a\"}",
    "{\"email\":\"a\",\"email\":\"b\"}",
    "{\"email\":\"a\",\"password\":\"b\"}x",
    "{\"email\":\"\\ud800\",\"password\":\"b\"}",
    "\xff",
    "{\"email\":\"a\",\"password\":\"b\",\"n\":1e999}",
  };
  g_autofree char *deep = g_strnfill (500000, '[');

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (Reply) reply = fixture_send (daemon_, "POST", "/v1/session", NULL, bodies[i], NULL);

      g_assert_true (reply->status == 400 || (i == G_N_ELEMENTS (bodies) - 1 && reply->status == 401));
    }
  {
    g_autoptr (Reply) reply = fixture_send (daemon_, "POST", "/v1/session", NULL, deep, NULL);

    reply_assert_problem (reply, 400, "bad_request");
  }
}

typedef struct
{
  const char *what;
  const char *start; /* after the Host line, or all where it stands alone */
  guint seconds;
  gboolean is_slow;
} Slow;

static const Slow slow[] = {
  { "nothing", NULL, 10, FALSE },
  { "head", "X-Drip: ", 10, FALSE },
  { "body", "Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n{", 30, TRUE },
};

/* One byte a second keeps a connection alive for libmicrohttpd, and not for us; others are served meanwhile. */
static void
test_slow (gconstpointer data)
{
  const Slow *row = data;
  g_autoptr (GSocketConnection) connection = NULL;
  GOutputStream *output;
  gint64 started = g_get_monotonic_time ();
  guint seconds = 0;
  char byte = 'x';

  if (row->is_slow && !g_test_slow ())
    {
      g_test_skip ("takes half a minute: -m slow");
      return;
    }
  connection = fixture_connect (daemon_);
  output = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  if (row->start != NULL)
    {
      g_autofree char *head = g_strdup_printf ("POST /v1/session HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n%s",
                                               daemon_->port, row->start);

      g_assert_true (g_output_stream_write_all (output, head, strlen (head), NULL, NULL, NULL));
    }
  g_socket_set_timeout (g_socket_connection_get_socket (connection), 1);
  while (TRUE)
    {
      g_autoptr (GError) error = NULL;
      gssize size = g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), &byte, 1,
                                         NULL, &error);

      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
        {
          g_assert_cmpint (size, <=, 0);
          break;
        }
      expect_alive ();
      if (row->start != NULL)
        g_output_stream_write_all (output, "x", 1, NULL, NULL, NULL);
      g_assert_cmpuint (++seconds, <, row->seconds + 5);
    }
  g_assert_cmpint (g_get_monotonic_time () - started, >=, (row->seconds - 1) * G_USEC_PER_SEC);
}

/* A connection that was answered and asks nothing more goes after a minute. */
static void
test_idle (void)
{
  g_autoptr (GSocketConnection) connection = NULL;
  GInputStream *input;
  g_autofree char *request = g_strdup_printf (GET_LIVE "Host: 127.0.0.1:%u\r\n\r\n", daemon_->port);
  gint64 started;
  char answer[2048];

  if (!g_test_slow ())
    {
      g_test_skip ("takes a minute: -m slow");
      return;
    }
  connection = fixture_connect (daemon_);
  input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  g_assert_true (g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request,
                                            strlen (request), NULL, NULL, NULL));
  g_assert_cmpint (g_input_stream_read (input, answer, sizeof answer, NULL, NULL), >, 12);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200"));
  started = g_get_monotonic_time ();
  g_assert_cmpint (g_input_stream_read (input, answer, sizeof answer, NULL, NULL), <=, 0);
  g_assert_cmpint (g_get_monotonic_time () - started, >=, 59 * G_USEC_PER_SEC);
  g_assert_cmpint (g_get_monotonic_time () - started, <=, 65 * G_USEC_PER_SEC);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  daemon_ = fixture_new (NULL);
  g_test_add_func ("/server-limits/SEC-25/large-head", test_large_head);
  g_test_add_func ("/server-limits/SEC-25/large-body", test_large_body);
  g_test_add_func ("/server-limits/SEC-25/a-megabyte-is-taken", test_full_size_body);
  g_test_add_func ("/server-limits/bodies-of-any-size-are-answered", test_body_sizes);
  g_test_add_func ("/server-limits/SEC-04/malformed-json", test_json);
  for (gsize i = 0; i < G_N_ELEMENTS (slow); i++)
    {
      g_autofree char *path = g_strdup_printf ("/server-limits/SEC-24/slow-%s", slow[i].what);

      g_test_add_data_func (path, &slow[i], test_slow);
    }
  g_test_add_func ("/server-limits/SEC-24/idle", test_idle);
  result = g_test_run ();
  fixture_free (daemon_);
  return result;
}
