/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page-server.h"

#include <glib/gstdio.h>
#include <string.h>

#define STALLED 0

struct _PageServer
{
  GSocketService *service;
  GTlsCertificate *certificate;
  guint16 port;
  char *origin;
  GString *definitions;

  GMutex mutex;
  GHashTable *answers;
  GHashTable *counts;
  guint n_requests;
};

typedef struct
{
  guint status;
  char *headers;
  char *body;
} Answer;

static const char prelude[] = "<!DOCTYPE html><meta charset=utf-8><title>Test</title><input id=field>"
                              "<script>const host = 'bilik-embed://host';"
                              "const post = (message) => parent.postMessage (message, host);"
                              "const report = (word) => fetch ('/report/' + word).catch (() => {});"
                              "const later = (ms) => new Promise ((done) => setTimeout (done, ms));";

static void
answer_free (Answer *answer)
{
  g_free (answer->headers);
  g_free (answer->body);
  g_free (answer);
}

static guint *
get_count (PageServer *self, const char *path)
{
  guint *count = g_hash_table_lookup (self->counts, path);

  if (count == NULL)
    {
      count = g_new0 (guint, 1);
      g_hash_table_insert (self->counts, g_strdup (path), count);
    }
  return count;
}

/* Returns: (transfer full): the bytes to send, NULL to stall */
static char *
answer_request (PageServer *self, const char *path, gsize *out_length)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  Answer *answer = g_hash_table_lookup (self->answers, path);
  const char *body = answer != NULL && answer->body != NULL ? answer->body : "";
  guint status = answer != NULL ? answer->status : g_str_has_prefix (path, "/report/") ? 204 : 404;
  char *text;

  ++*get_count (self, path);
  self->n_requests++;
  if (status == STALLED)
    return NULL;
  text = g_strdup_printf (
      "HTTP/1.1 %u Test\r\nConnection: close\r\nContent-Length: %" G_GSIZE_FORMAT
      "\r\nAccess-Control-Allow-Origin: *\r\n%s\r\n%s",
      status, strlen (body),
      answer != NULL && answer->headers != NULL ? answer->headers : "Content-Type: text/html\r\n", body);
  *out_length = strlen (text);
  return text;
}

/* Returns: (transfer full) (nullable): the path that is asked for */
static char *
read_request (GInputStream *input)
{
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (input);
  g_autofree char *first = NULL;
  g_auto (GStrv) words = NULL;

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  g_data_input_stream_set_newline_type (lines, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  first = g_data_input_stream_read_line (lines, NULL, NULL, NULL);
  words = first != NULL ? g_strsplit (first, " ", 3) : NULL;
  for (;;)
    {
      g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);

      if (line == NULL)
        return NULL;
      if (*line == '\0')
        break;
    }
  return words != NULL && g_strv_length (words) == 3 ? g_strdup (words[1]) : NULL;
}

static gboolean
on_run (GThreadedSocketService *service, GSocketConnection *connection, GObject *source, PageServer *self)
{
  g_autoptr (GIOStream) stream =
      self->certificate != NULL
          ? g_tls_server_connection_new (G_IO_STREAM (connection), self->certificate, NULL)
          : g_object_ref (G_IO_STREAM (connection));
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  gsize length = 0;

  if (stream == NULL)
    return TRUE;
  path = read_request (g_io_stream_get_input_stream (stream));
  if (path == NULL)
    return TRUE;
  text = answer_request (self, path, &length);
  if (text != NULL)
    g_output_stream_write_all (g_io_stream_get_output_stream (stream), text, length, NULL, NULL, NULL);
  else
    g_input_stream_skip (g_io_stream_get_input_stream (stream), 1, NULL, NULL);
  g_io_stream_close (stream, NULL, NULL);
  return TRUE;
}

PageServer *
page_server_new (void)
{
  PageServer *self = g_new0 (PageServer, 1);
  g_autoptr (GError) error = NULL;

  g_mutex_init (&self->mutex);
  self->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) answer_free);
  self->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->definitions = g_string_new (NULL);
  self->service = g_threaded_socket_service_new (32);
  self->port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (self->service), NULL, &error);
  g_assert_no_error (error);
  self->origin = g_strdup_printf ("http://127.0.0.1:%u", self->port);
  g_signal_connect (self->service, "run", G_CALLBACK (on_run), self);
  return self;
}

PageServer *
page_server_new_untrusted (void)
{
  PageServer *self = page_server_new ();
  g_autofree char *folder = g_dir_make_tmp ("bilik-tls-XXXXXX", NULL);
  g_autofree char *key = g_build_filename (folder, "key.pem", NULL);
  g_autofree char *certificate = g_build_filename (folder, "certificate.pem", NULL);
  const char *command[] = { "openssl",
                            "req",
                            "-x509",
                            "-newkey",
                            "ec",
                            "-pkeyopt",
                            "ec_paramgen_curve:prime256v1",
                            "-nodes",
                            "-subj",
                            "/CN=127.0.0.1",
                            "-addext",
                            "subjectAltName=IP:127.0.0.1",
                            "-days",
                            "2",
                            "-keyout",
                            key,
                            "-out",
                            certificate,
                            NULL };
  g_autoptr (GError) error = NULL;
  int status;

  g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
                NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  self->certificate = g_tls_certificate_new_from_files (certificate, key, &error);
  g_assert_no_error (error);
  g_remove (key);
  g_remove (certificate);
  g_remove (folder);
  g_free (self->origin);
  self->origin = g_strdup_printf ("https://127.0.0.1:%u", self->port);
  return self;
}

void
page_server_free (PageServer *self)
{
  /* What still stalls is in a thread that may outlive this; a test's few bytes stay with it. */
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
}

const char *
page_server_get_origin (PageServer *self)
{
  return self->origin;
}

char *
page_server_dup_alias_origin (PageServer *self)
{
  return g_strdup_printf ("http://localhost:%u", self->port);
}

char *
page_server_dup_url (PageServer *self, const char *path)
{
  return g_strconcat (self->origin, path, NULL);
}

GTlsCertificate *
page_server_get_certificate (PageServer *self)
{
  return self->certificate;
}

void
page_server_set (PageServer *self, const char *path, guint status, const char *headers, const char *body)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  Answer *answer = g_new0 (Answer, 1);

  answer->status = status;
  answer->headers = g_strdup (headers);
  answer->body = g_strdup (body);
  g_hash_table_insert (self->answers, g_strdup (path), answer);
}

void
page_server_set_script (PageServer *self, const char *path, const char *script)
{
  g_autofree char *body = g_strconcat (prelude, self->definitions->str, script, "</script>", NULL);

  page_server_set (self, path, 200, NULL, body);
}

void
page_server_define (PageServer *self, const char *name, const char *value)
{
  g_string_append_printf (self->definitions, "const %s = '%s';", name, value);
}

void
page_server_set_stalled (PageServer *self, const char *path)
{
  page_server_set (self, path, STALLED, NULL, NULL);
}

guint
page_server_count (PageServer *self, const char *path)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return *get_count (self, path);
}

guint
page_server_count_all (PageServer *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->n_requests;
}
