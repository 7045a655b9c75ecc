/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <stdarg.h>

#include "backend-fixture.h"
#include "ticket-fixture.h"

#define LISTENING "listening on "

static void
spawn (BackendFixture *self, const char *port)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDataInputStream) output = NULL;
  g_autofree char *line = NULL;

  self->process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, g_getenv ("BILIKD"), "--database",
                        self->database, "--port", port, "--sample-data", "--exit-with-parent", NULL);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  while ((line = g_data_input_stream_read_line (output, NULL, NULL, NULL)) != NULL)
    {
      if (g_str_has_prefix (line, LISTENING))
        {
          g_free (self->url);
          self->url = g_strdup (line + strlen (LISTENING));
          return;
        }
      g_clear_pointer (&line, g_free);
    }
  g_error ("bilikd did not start");
}

BackendFixture *
backend_fixture_start (void)
{
  BackendFixture *self = g_new0 (BackendFixture, 1);
  g_autofree char *path = NULL;

  self->folder = g_dir_make_tmp ("bilik-test-XXXXXX", NULL);
  self->database = g_build_filename (self->folder, "bilik.db", NULL);
  spawn (self, "0");
  path = g_build_filename (self->folder, "sample-password", NULL);
  g_assert_true (g_file_get_contents (path, &self->password, NULL, NULL));
  g_strchomp (self->password);
  return self;
}

void
backend_fixture_pause (BackendFixture *self)
{
  g_subprocess_send_signal (self->process, SIGTERM);
  g_subprocess_wait (self->process, NULL, NULL);
  g_clear_object (&self->process);
}

void
backend_fixture_resume (BackendFixture *self)
{
  spawn (self, strrchr (self->url, ':') + 1);
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      g_unlink (file);
    }
  g_rmdir (path);
}

void
backend_fixture_end (BackendFixture *self)
{
  if (self->process != NULL)
    backend_fixture_pause (self);
  remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->database);
  g_free (self->password);
  g_free (self->url);
  g_free (self);
}

void
backend_fixture_ctl (BackendFixture *self, ...)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  va_list list;

  g_ptr_array_add (arguments, (char *) g_getenv ("BILIKCTL"));
  g_ptr_array_add (arguments, "--database");
  g_ptr_array_add (arguments, self->database);
  va_start (list, self);
  for (char *argument; (argument = va_arg (list, char *)) != NULL;)
    g_ptr_array_add (arguments, argument);
  va_end (list);
  g_ptr_array_add (arguments, NULL);

  process =
      g_subprocess_newv ((const char *const *) arguments->pdata, G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error);
  g_assert_no_error (error);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
}

void
backend_fixture_sql (BackendFixture *self, const char *statement)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "sqlite3", "-cmd",
                                                      ".timeout 5000", self->database, statement, NULL);

  g_assert_no_error (error);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
}

/* --- the client, waited for ------------------------------------------------------------------ */

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

#define WAIT_FOR_RESULT(result) ticket_fixture_wait_for ((result) != NULL)

BilikSession *
backend_fixture_sign_in (BackendFixture *self, const char *email, gboolean with_embed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmClient) client = crm_client_new (self->url, &error);
  g_autoptr (GAsyncResult) signed_in = NULL;
  g_autoptr (GAsyncResult) loaded = NULL;

  crm_client_sign_in (client, email, self->password, NULL, on_done, &signed_in);
  WAIT_FOR_RESULT (signed_in);
  crm_client_sign_in_finish (client, signed_in, &error);
  g_assert_no_error (error);

  crm_client_load_profile (client, NULL, on_done, &loaded);
  WAIT_FOR_RESULT (loaded);
  g_autoptr (CrmProfile) profile = crm_client_load_profile_finish (client, loaded, &error);
  g_assert_no_error (error);

  g_autoptr (CrmTelemetry) telemetry = crm_telemetry_new (client, NULL);
  g_autoptr (BilikEmbedLoader) loader = with_embed ? bilik_embed_loader_new () : NULL;
  return bilik_session_new (client, profile, telemetry, loader, self->folder);
}

CrmCustomer *
backend_fixture_find_customer (BilikSession *session, const char *query, guint min_tickets)
{
  CrmClient *client = bilik_session_get_client (session);
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) listed = NULL;

  crm_client_list_customers (client, query, 0, 200, NULL, on_done, &listed);
  WAIT_FOR_RESULT (listed);
  g_autoptr (CrmPage) page = crm_client_list_customers_finish (client, listed, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < page->items->len; i++)
    if (crm_customer_get_n_tickets (page->items->pdata[i]) >= min_tickets)
      return g_object_ref (page->items->pdata[i]);
  g_assert_not_reached ();
}
