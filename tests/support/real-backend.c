/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "real-backend"

#include "real-backend.h"
#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include "async-wait.h"

#define HELLO "listening on "

struct _RealBackend
{
  GSubprocess *process;
  char *folder;
  char *database;
  char *url;
  char *password;
};

static char *
read_url (GSubprocess *process)
{
  g_autoptr (GDataInputStream) output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_autoptr (GError) error = NULL;

  for (;;)
    {
      g_autofree char *line = g_data_input_stream_read_line (output, NULL, NULL, &error);

      g_assert_no_error (error);
      if (line == NULL)
        g_error ("bilikd ended before it listened");
      if (g_str_has_prefix (line, HELLO))
        return g_strdup (line + strlen (HELLO));
    }
}

RealBackend *
real_backend_start (void)
{
  RealBackend *self = g_new0 (RealBackend, 1);
  g_autoptr (GError) error = NULL;
  g_autofree char *password_file = NULL;

  self->folder = g_dir_make_tmp ("bilik-backend-XXXXXX", &error);
  g_assert_no_error (error);
  self->database = g_build_filename (self->folder, "bilik.db", NULL);
  self->process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, g_getenv ("BILIKD"), "--port", "0",
                        "--sample-data", "--exit-with-parent", "--database", self->database, NULL);
  g_assert_no_error (error);
  self->url = read_url (self->process);

  password_file = g_build_filename (self->folder, "sample-password", NULL);
  g_file_get_contents (password_file, &self->password, NULL, &error);
  g_assert_no_error (error);
  g_strchomp (self->password);
  return self;
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autoptr (GFile) file = g_file_new_build_filename (path, name, NULL);
      g_file_delete (file, NULL, NULL);
    }
  g_rmdir (path);
}

void
real_backend_stop (RealBackend *self)
{
  g_subprocess_send_signal (self->process, SIGTERM);
  g_subprocess_wait (self->process, NULL, NULL);
  g_object_unref (self->process);
  remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->database);
  g_free (self->url);
  g_free (self->password);
  g_free (self);
}

const char *
real_backend_get_url (RealBackend *self)
{
  return self->url;
}

const char *
real_backend_get_database (RealBackend *self)
{
  return self->database;
}

const char *
real_backend_get_password (RealBackend *self)
{
  return self->password;
}

/* --- behind its back ---------------------------------------------------------------------------- */

static int
keep_first (void *data, int n_columns, char **values, char **names)
{
  char **first = data;

  if (*first == NULL)
    *first = g_strdup (values[0]);
  return 0;
}

char *
real_backend_query (RealBackend *self, const char *sql)
{
  sqlite3 *db = NULL;
  char *first = NULL;
  char *message = NULL;

  g_assert_cmpint (sqlite3_open_v2 (self->database, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 5000);
  if (sqlite3_exec (db, sql, keep_first, &first, &message) != SQLITE_OK)
    g_error ("%s: %s", sql, message);
  sqlite3_close (db);
  return first;
}

void
real_backend_execute (RealBackend *self, const char *sql)
{
  g_free (real_backend_query (self, sql));
}

/* --- what it has seen ---------------------------------------------------------------------------- */

static char *
load_metrics (RealBackend *self)
{
  g_autofree char *authority = g_strdup (strstr (self->url, "://") + 3);
  g_autofree char *request =
      g_strdup_printf ("GET /metrics HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", authority);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GOutputStream) answer = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;

  connection = g_socket_client_connect_to_host (client, authority, 80, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request,
                             strlen (request), NULL, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_splice (answer, g_io_stream_get_input_stream (G_IO_STREAM (connection)),
                          G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, &error);
  g_assert_no_error (error);
  return g_strndup (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (answer)),
                    g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (answer)));
}

guint
real_backend_count_requests (RealBackend *self, const char *endpoint)
{
  g_autofree char *metrics = load_metrics (self);
  g_autofree char *prefix = g_strdup_printf ("bilikd_requests_total{endpoint=\"%s\"", endpoint);
  g_auto (GStrv) lines = g_strsplit (metrics, "\n", -1);
  guint n = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (g_str_has_prefix (lines[i], prefix))
        n += (guint) g_ascii_strtoull (strrchr (lines[i], ' ') + 1, NULL, 10);
    }
  return n;
}

CrmSignedIn *
real_backend_sign_in (RealBackend *self, const char *email)
{
  g_autoptr (CrmCredentials) credentials = crm_credentials_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CrmSignedIn *signed_in;

  crm_flow_sign_in_run (credentials, self->url, email, self->password, NULL, keep_result, &result);
  signed_in = crm_flow_sign_in_finish (await_result (&result), &error);
  g_assert_no_error (error);
  return signed_in;
}
