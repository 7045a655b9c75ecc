/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-sample"

#include "bilik-sample-backend.h"

#include <glib/gi18n.h>

#include "bilik-config.h"

#define LISTENING_PREFIX "listening on "
#define PASSWORD_PREFIX  "sample password: "

struct _BilikSampleBackend
{
  GObject parent_instance;

  GSubprocess *process;
  GDataInputStream *output;
  guint64 port; /* asked for; 0: any */
  char *url;
  char *password;
};

G_DEFINE_FINAL_TYPE (BilikSampleBackend, bilik_sample_backend, G_TYPE_OBJECT)

static const BilikSampleSignIn SIGN_INS[] = {
  { "agent@nusantara.test", N_ ("Agent") },
  { "admin@nusantara.test", N_ ("Administrator") },
  { "associate@nusantara.test", N_ ("Agent who can link but not create tickets") },
  { "inbox@nusantara.test", N_ ("Agent without access to the CRM") },
  { "tso@nusantara.test", N_ ("Agent with a TSO account") },
  { "agent@senja.test", N_ ("Agent of another organization") },
};

static char *
find_beside_executable (const char *relative)
{
  g_autofree char *executable = g_file_read_link ("/proc/self/exe", NULL);
  if (executable == NULL)
    return NULL;

  g_autofree char *folder = g_path_get_dirname (executable);
  return g_canonicalize_filename (relative, folder);
}

/* In the build tree the daemon has a folder of its own. */
static char *
find_program (void)
{
  char *candidates[] = { g_strdup (g_getenv ("BILIKD")), find_beside_executable ("bilikd"),
                         find_beside_executable ("../backend/bilikd"),
                         g_build_filename (BILIK_BINDIR, "bilikd", NULL) };
  char *found = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (candidates); i++)
    {
      if (found == NULL && candidates[i] != NULL && g_file_test (candidates[i], G_FILE_TEST_IS_EXECUTABLE))
        found = g_steal_pointer (&candidates[i]);
      g_free (candidates[i]);
    }
  return found;
}

static char *
dup_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "bilik", "sample", NULL);
}

/* The port of the last run, where it is free: the addresses of records that were stored then still lead here. */
static guint64
load_port (void)
{
  g_autofree char *folder = dup_folder ();
  g_autofree char *path = g_build_filename (folder, "port", NULL);
  g_autofree char *text = NULL;
  guint64 port = 0;

  if (g_file_get_contents (path, &text, NULL, NULL))
    g_ascii_string_to_unsigned (g_strstrip (text), 10, 1024, G_MAXUINT16, &port, NULL);
  return port;
}

static void
store_port (const char *url)
{
  g_autofree char *folder = dup_folder ();
  g_autofree char *path = g_build_filename (folder, "port", NULL);
  const char *port = strrchr (url, ':');

  if (port != NULL)
    g_file_set_contents (path, port + 1, -1, NULL);
}

static GSubprocess *
spawn (guint64 port, GError **error)
{
  g_autofree char *program = find_program ();
  g_autofree char *folder = dup_folder ();
  g_autofree char *database = g_build_filename (folder, "bilik.db", NULL);
  g_autofree char *port_text = g_strdup_printf ("%" G_GUINT64_FORMAT, port);
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);

  if (program == NULL)
    {
      g_set_error_literal (
          error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
          _ ("The sample server (bilikd) is not installed. Install it, or sign in to your own."));
      return NULL;
    }
  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
                   _ ("The folder “%s” can't be created: make room or set its permissions."), folder);
      return NULL;
    }
  return g_subprocess_launcher_spawn (launcher, error, program, "--database", database, "--port", port_text,
                                      "--sample-data", "--exit-with-parent", NULL);
}

static void read_next_line (GTask *task);
static void launch (GTask *task, guint64 port);

static void
on_line_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  BilikSampleBackend *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autofree char *line =
      g_data_input_stream_read_line_finish_utf8 (G_DATA_INPUT_STREAM (source), result, NULL, &error);

  if (error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
    }
  else if (line == NULL && self->port != 0)
    {
      launch (g_steal_pointer (&task), 0); /* somebody else has it now */
    }
  else if (line == NULL)
    {
      g_clear_object (&self->process);
      g_clear_object (&self->output);
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED,
                               _ ("The sample server ended at once. Try again, or sign in to your own."));
    }
  else if (g_str_has_prefix (line, LISTENING_PREFIX))
    {
      self->url = g_strdup (line + strlen (LISTENING_PREFIX));
      store_port (self->url);
      g_task_return_boolean (task, TRUE);
    }
  else
    {
      if (g_str_has_prefix (line, PASSWORD_PREFIX))
        {
          g_free (self->password);
          self->password = g_strdup (line + strlen (PASSWORD_PREFIX));
        }
      read_next_line (g_steal_pointer (&task));
    }
}

static void
read_next_line (GTask *task)
{
  BilikSampleBackend *self = g_task_get_source_object (task);

  g_data_input_stream_read_line_async (self->output, G_PRIORITY_DEFAULT, g_task_get_cancellable (task),
                                       on_line_read, task);
}

/* @task: (transfer full) */
static void
launch (GTask *task, guint64 port)
{
  BilikSampleBackend *self = g_task_get_source_object (task);
  GError *error = NULL;

  g_clear_pointer (&self->url, g_free);
  g_clear_object (&self->output);
  g_clear_object (&self->process);
  self->port = port;
  self->process = spawn (port, &error);
  if (self->process == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  self->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  read_next_line (task);
}

static void
bilik_sample_backend_dispose (GObject *object)
{
  BilikSampleBackend *self = BILIK_SAMPLE_BACKEND (object);

  if (self->process != NULL)
    g_subprocess_send_signal (self->process, SIGTERM);
  g_clear_object (&self->process);
  g_clear_object (&self->output);
  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->password, g_free);

  G_OBJECT_CLASS (bilik_sample_backend_parent_class)->dispose (object);
}

static void
bilik_sample_backend_class_init (BilikSampleBackendClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bilik_sample_backend_dispose;
}

static void
bilik_sample_backend_init (BilikSampleBackend *self)
{
}

BilikSampleBackend *
bilik_sample_backend_new (void)
{
  return g_object_new (BILIK_TYPE_SAMPLE_BACKEND, NULL);
}

void
bilik_sample_backend_start (BilikSampleBackend *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_return_if_fail (BILIK_IS_SAMPLE_BACKEND (self));

  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, bilik_sample_backend_start);
  /* The identifier is there for as long as the process is. */
  if (self->url != NULL && g_subprocess_get_identifier (self->process) != NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  launch (g_steal_pointer (&task), load_port ());
}

gboolean
bilik_sample_backend_start_finish (BilikSampleBackend *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

const char *
bilik_sample_backend_get_url (BilikSampleBackend *self)
{
  g_return_val_if_fail (BILIK_IS_SAMPLE_BACKEND (self), NULL);
  return self->url;
}

const char *
bilik_sample_backend_get_password (BilikSampleBackend *self)
{
  g_return_val_if_fail (BILIK_IS_SAMPLE_BACKEND (self), NULL);
  return self->password;
}

const BilikSampleSignIn *
bilik_sample_backend_get_sign_ins (BilikSampleBackend *self, guint *out_n)
{
  g_return_val_if_fail (BILIK_IS_SAMPLE_BACKEND (self), NULL);

  *out_n = G_N_ELEMENTS (SIGN_INS);
  return SIGN_INS;
}
