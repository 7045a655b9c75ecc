/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-embed"

#include "bilik-embed-sandbox.h"

#define FLATPAK_INFO "/.flatpak-info"

static const char *const bubblewrap[] = { "bwrap", "--ro-bind",     "/",    "/", "--dev", "/dev", "--proc",
                                          "/proc", "--unshare-all", "true", NULL };

/* Inside Flatpak WebKit has Flatpak start its processes; bubblewrap can't nest there. */
static gboolean
is_in_flatpak (void)
{
  return g_file_test (FLATPAK_INFO, G_FILE_TEST_EXISTS);
}

/* What can be told without starting anything. */
static gboolean
check_environment (GError **error)
{
  if (g_getenv ("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS") != NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                           "The environment switches the web engine's sandbox off");
      return FALSE;
    }
  if (is_in_flatpak ())
    {
      g_autofree char *spawn = g_find_program_in_path ("flatpak-spawn");

      if (spawn != NULL)
        return TRUE;
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "There is no flatpak-spawn");
      return FALSE;
    }
  return TRUE;
}

static GSubprocess *
spawn (GError **error)
{
  return g_subprocess_newv (bubblewrap, G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                            error);
}

static void
on_exited (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_subprocess_wait_check_finish (G_SUBPROCESS (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
bilik_embed_sandbox_probe_async (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GSubprocess) process = NULL;
  GError *error = NULL;

  if (!check_environment (&error))
    g_task_return_error (task, error);
  else if (is_in_flatpak ())
    g_task_return_boolean (task, TRUE);
  else if ((process = spawn (&error)) == NULL)
    g_task_return_error (task, error);
  else
    g_subprocess_wait_check_async (process, cancellable, on_exited, g_steal_pointer (&task));
}

gboolean
bilik_embed_sandbox_probe_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
bilik_embed_sandbox_probe (GError **error)
{
  g_autoptr (GSubprocess) process = NULL;

  if (!check_environment (error))
    return FALSE;
  if (is_in_flatpak ())
    return TRUE;
  process = spawn (error);
  return process != NULL && g_subprocess_wait_check (process, NULL, error);
}
