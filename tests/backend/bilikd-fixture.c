/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bilikd-fixture.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "bilikd-password.h"
#include "crm-json.h"

#define PATIENCE_SECONDS 90

/* --- folders and data ------------------------------------------------------------------ */

char *
fixture_make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("bilikd-test-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

void
fixture_remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

static gboolean
insert_organization (BilikdDb *db, gint64 id, const char *name, GError **error)
{
  BilikdStatement *statement = bilikd_db_prepare (
      db,
      "INSERT INTO organizations (id, name, company_sso_id, created_at) VALUES (?1, ?2, 'sso-' || ?1, 0)");

  bilikd_bind_int (statement, 1, id);
  bilikd_bind_text (statement, 2, name);
  return bilikd_db_run (statement, error);
}

static gboolean
insert_agent (BilikdDb *db,
              gint64 organization_id,
              const char *role,
              const char *host,
              const char *hash,
              GError **error)
{
  BilikdStatement *statement = bilikd_db_prepare (
      db, "INSERT INTO agents (organization_id, email, name, role, password_hash, created_at)"
          " VALUES (?1, ?2 || '@' || ?3, 'Canary ' || ?2, ?2, ?4, 0)");

  bilikd_bind_int (statement, 1, organization_id);
  bilikd_bind_text (statement, 2, role);
  bilikd_bind_text (statement, 3, host);
  bilikd_bind_text (statement, 4, hash);
  return bilikd_db_run (statement, error);
}

static gboolean
turn_flags_on (BilikdDb *db, GError **error)
{
  return bilikd_db_run (bilikd_db_prepare (db, "INSERT INTO flags (organization_id, name, is_on) VALUES"
                                               " (1, 'unify_ticket_omnichannel_view', 1),"
                                               " (1, 'cdp_create_ticket', 1)"),
                        error);
}

static gboolean
seed (BilikdDb *db, gpointer data, GError **error)
{
  static const char *const roles[] = { "admin", "agent", "associate", "inbox", "tso" };
  const char *hash = data;

  if (!insert_organization (db, 1, "Nusantara Retail", error) || !insert_organization (db, 2, "Senja", error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      if (!insert_agent (db, 1, roles[i], "nusantara.test", hash, error))
        return FALSE;
    }
  return insert_agent (db, 2, "agent", "senja.test", hash, error) && turn_flags_on (db, error);
}

void
fixture_seed (const char *database)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BilikdDb) db = bilikd_db_open (database, &error);
  g_autofree char *hash = bilikd_password_hash (FIXTURE_PASSWORD);

  g_assert_no_error (error);
  bilikd_db_write (db, seed, hash, &error);
  g_assert_no_error (error);
}

gint64
fixture_query (Fixture *self, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BilikdDb) db = bilikd_db_connect (self->database, &error);
  BilikdStatement *statement;
  gint64 value;

  g_assert_no_error (error);
  statement = bilikd_db_prepare_ (db, sql);
  value = bilikd_row_next (statement, &error) ? bilikd_row_int (statement, 0) : -1;
  g_assert_no_error (error);
  bilikd_row_end (statement);
  return value;
}

/* --- the daemon -------------------------------------------------------------------------- */

static void
set_up_child (gpointer data)
{
  const guint *max_descriptors = data;
  struct rlimit limit = { *max_descriptors, *max_descriptors };

  if (*max_descriptors > 0)
    setrlimit (RLIMIT_NOFILE, &limit);
}

void
fixture_start (Fixture *self, const char *const *arguments)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GPtrArray) command = g_ptr_array_new ();
  g_autoptr (GDataInputStream) output = NULL;
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;
  const char *head[] = { BILIKD_PROGRAM, "--database",        self->database, "--port", "0",
                         "--verbose",    "--exit-with-parent" };

  for (gsize i = 0; i < G_N_ELEMENTS (head); i++)
    g_ptr_array_add (command, (gpointer) head[i]);
  for (; arguments != NULL && *arguments != NULL; arguments++)
    g_ptr_array_add (command, (gpointer) *arguments);
  g_ptr_array_add (command, NULL);
  g_subprocess_launcher_set_stderr_file_path (launcher, self->log);
  g_subprocess_launcher_set_child_setup (launcher, set_up_child, &self->max_descriptors, NULL);
  self->process = g_subprocess_launcher_spawnv (launcher, (const char *const *) command->pdata, &error);
  g_assert_no_error (error);

  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  line = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  g_assert_true (g_str_has_prefix (line, "listening on http://127.0.0.1:"));
  self->port = (guint16) atoi (strrchr (line, ':') + 1);
}

Fixture *
fixture_new_stopped (void)
{
  Fixture *self = g_new0 (Fixture, 1);

  self->folder = fixture_make_folder ();
  self->database = g_build_filename (self->folder, "bilik.db", NULL);
  self->log = g_build_filename (self->folder, "stderr", NULL);
  fixture_seed (self->database);
  return self;
}

Fixture *
fixture_new (const char *const *arguments)
{
  Fixture *self = fixture_new_stopped ();

  fixture_start (self, arguments);
  return self;
}

void
fixture_stop (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_send_signal (self->process, SIGTERM);
  g_subprocess_wait_check (self->process, NULL, &error);
  g_assert_no_error (error);
  g_clear_object (&self->process);
}

void
fixture_kill (Fixture *self)
{
  g_subprocess_force_exit (self->process);
  g_subprocess_wait (self->process, NULL, NULL);
  g_clear_object (&self->process);
}

void
fixture_free (Fixture *self)
{
  if (self->process != NULL)
    fixture_stop (self);
  fixture_remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->database);
  g_free (self->log);
  g_free (self);
}

char *
fixture_read_log (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (self->log, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

guint
fixture_count_logged (Fixture *self, const char *sentence)
{
  g_autofree char *log = fixture_read_log (self);
  guint n = 0;

  for (const char *at = log; (at = strstr (at, sentence)) != NULL; at += strlen (sentence))
    n++;
  return n;
}

/* --- HTTP --------------------------------------------------------------------------------- */

GSocketConnection *
fixture_connect (Fixture *self)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection =
      g_socket_client_connect_to_host (client, "127.0.0.1", self->port, NULL, &error);

  g_assert_no_error (error);
  g_socket_set_timeout (g_socket_connection_get_socket (connection), PATIENCE_SECONDS);
  return connection;
}

/* Until the end of the stream; a reset counts as one, a time-out only where @may_time_out. */
static GString *
read_all (GSocketConnection *connection, gboolean may_time_out)
{
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  GString *text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  char buffer[16 * 1024];
  gssize size;

  while ((size = g_input_stream_read (input, buffer, sizeof buffer, NULL, &error)) > 0)
    g_string_append_len (text, buffer, size);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    g_assert_true (may_time_out);
  return text;
}

char *
fixture_exchange (Fixture *self, const char *bytes, gssize length, guint patience_ms)
{
  g_autoptr (GSocketConnection) connection = fixture_connect (self);
  gsize size = length < 0 ? strlen (bytes) : (gsize) length;

  /* A daemon that refuses early may close before it has all. */
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), bytes, size, NULL,
                             NULL, NULL);
  if (patience_ms > 0)
    {
      g_socket_set_timeout (g_socket_connection_get_socket (connection), MAX (patience_ms / 1000, 1));
      return g_string_free (read_all (connection, TRUE), FALSE);
    }
  return g_string_free (read_all (connection, FALSE), FALSE);
}

static Reply *
parse_reply (const char *text)
{
  Reply *self = g_new0 (Reply, 1);
  const char *end = strstr (text, "\r\n\r\n");

  g_assert_true (g_str_has_prefix (text, "HTTP/1."));
  g_assert_nonnull (end);
  self->status = (guint) atoi (text + strlen ("HTTP/1.1 "));
  self->head = g_strndup (text, end + 2 - text);
  self->body = g_strdup (end + 4);
  if (strstr (self->head, "json\r\n") != NULL && *self->body != '\0')
    {
      g_autoptr (GError) error = NULL;

      self->json = crm_json_parse (self->body, -1, CRM_JSON_MAX_DEPTH, &error);
      g_assert_no_error (error);
    }
  return self;
}

void
reply_free (Reply *self)
{
  g_clear_pointer (&self->json, json_node_unref);
  g_free (self->head);
  g_free (self->body);
  g_free (self);
}

const char *
reply_get_string (Reply *self, const char *member)
{
  g_assert_nonnull (self->json);
  return json_object_get_string_member (json_node_get_object (self->json), member);
}

void
reply_assert_problem (Reply *self, guint status, const char *code)
{
  g_assert_cmpuint (self->status, ==, status);
  g_assert_nonnull (strstr (self->head, "Content-Type: application/problem+json\r\n"));
  g_assert_cmpstr (reply_get_string (self, "code"), ==, code);
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (self->json), "status"), ==, status);
}

Reply *
fixture_send (Fixture *self,
              const char *method,
              const char *path,
              const char *token,
              const char *body,
              const char *headers)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *answer = NULL;

  g_string_append_printf (text, "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nConnection: close\r\n", method, path,
                          self->port);
  if (token != NULL)
    g_string_append_printf (text, "Authorization: Bearer %s\r\n", token);
  if (body != NULL)
    g_string_append_printf (text, "Content-Type: application/json\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n",
                            strlen (body));
  g_string_append_printf (text, "%s\r\n%s", headers != NULL ? headers : "", body != NULL ? body : "");
  answer = fixture_exchange (self, text->str, (gssize) text->len, 0);
  return parse_reply (answer);
}

char *
fixture_sign_in (Fixture *self, const char *email, char **out_refresh)
{
  g_autofree char *body = g_strdup_printf ("{\"email\":\"%s\",\"password\":\"" FIXTURE_PASSWORD "\"}", email);
  g_autoptr (Reply) reply = fixture_send (self, "POST", "/v1/session", NULL, body, NULL);

  g_assert_cmpuint (reply->status, ==, 201);
  if (out_refresh != NULL)
    *out_refresh = g_strdup (reply_get_string (reply, "refresh_token"));
  return g_strdup (reply_get_string (reply, "access_token"));
}
