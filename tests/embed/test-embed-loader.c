/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The console's door to the module: preheating, lending, taking back, giving memory back, and refusing to run bare. */
#include "bilik-embed-loader.h"

#include <glib/gstdio.h>

#define PATIENCE_MS (20 * 1000)

static gboolean
on_out_of_patience (gpointer user_data)
{
  g_error ("Waited in vain for %s", (const char *) user_data);
  return G_SOURCE_REMOVE;
}

#define wait_until(condition)                                                                                \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    guint patience_ = g_timeout_add (PATIENCE_MS, on_out_of_patience, (gpointer) #condition);                \
    while (!(condition))                                                                                     \
      g_main_context_iteration (NULL, TRUE);                                                                 \
    g_source_remove (patience_);                                                                             \
  }                                                                                                          \
  G_STMT_END

static GtkWindow *
show (GtkWidget *view)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());

  gtk_window_set_child (window, view);
  gtk_window_present (window);
  wait_until (gtk_widget_get_mapped (view));
  return window;
}

static gboolean
has_web_process (void)
{
  g_autofree char *output = NULL;

  g_spawn_command_line_sync ("pgrep -s 0 WebKitWebProces", &output, NULL, NULL, NULL);
  return output != NULL && *output != '\0';
}

static void
test_preheated_view (void)
{
  g_autoptr (BilikEmbedLoader) loader = bilik_embed_loader_new ();
  g_autoptr (GError) error = NULL;
  GtkWidget *view;
  GtkWindow *window;

  g_assert_null (bilik_embed_loader_get_engine_version (loader));
  bilik_embed_loader_preheat (loader);
  bilik_embed_loader_preheat (loader);
  wait_until (bilik_embed_loader_get_engine_version (loader) != NULL);
  view = bilik_embed_loader_take_view (loader, &error);
  g_assert_no_error (error);
  g_assert_true (CRM_IS_EMBED_SURFACE (view));
  window = show (view);
  gtk_window_destroy (window);
}

/* Two customers may have a form open at once. */
static void
test_two_views (void)
{
  g_autoptr (BilikEmbedLoader) loader = bilik_embed_loader_new ();
  GtkWidget *first = bilik_embed_loader_take_view (loader, NULL);
  GtkWindow *first_window = show (first);
  GtkWidget *second = bilik_embed_loader_take_view (loader, NULL);
  GtkWindow *second_window = show (second);

  g_assert_true (first != second);
  gtk_window_destroy (first_window);
  gtk_window_destroy (second_window);
}

static void
test_view_comes_back (void)
{
  g_autoptr (BilikEmbedLoader) loader = bilik_embed_loader_new ();
  GtkWidget *view = bilik_embed_loader_take_view (loader, NULL);
  GtkWindow *window = show (view);

  gtk_window_destroy (window);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_true (bilik_embed_loader_take_view (loader, NULL) == view);
  window = show (view);
  gtk_window_destroy (window);
}

/* A leaflet that folds moves its children: the form in it must live. */
static void
test_view_moves (void)
{
  g_autoptr (BilikEmbedLoader) loader = bilik_embed_loader_new ();
  GtkWidget *view = bilik_embed_loader_take_view (loader, NULL);
  GtkWindow *window = show (view);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_window_set_child (window, NULL);
  gtk_box_append (GTK_BOX (box), view);
  gtk_window_set_child (window, box);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_true (bilik_embed_loader_take_view (loader, NULL) != view);
  gtk_window_destroy (window);
}

static void
test_idle_view_is_destroyed (void)
{
  g_autoptr (BilikEmbedLoader) loader = g_object_new (BILIK_TYPE_EMBED_LOADER, "idle-timeout", 1, NULL);
  gpointer view = bilik_embed_loader_take_view (loader, NULL);
  GtkWindow *window = show (view);

  crm_embed_surface_load (view, "http://127.0.0.1:9/", "http://127.0.0.1:9");
  g_object_add_weak_pointer (view, &view);
  wait_until (has_web_process ());
  gtk_window_destroy (window);
  wait_until (view == NULL);
  wait_until (!has_web_process ());

  /* And the next one is there when it is asked for. */
  window = show (bilik_embed_loader_take_view (loader, NULL));
  gtk_window_destroy (window);
}

/* --- never without the sandbox -------------------------------------------------------------------------- */

static void
assert_no_view (void)
{
  g_autoptr (BilikEmbedLoader) loader = bilik_embed_loader_new ();
  g_autoptr (GError) error = NULL;

  bilik_embed_loader_preheat (loader);
  g_assert_null (bilik_embed_loader_take_view (loader, &error));
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
}

static void
test_sandbox_fails (void)
{
  g_autofree char *folder = g_dir_make_tmp ("bilik-bin-XXXXXX", NULL);
  g_autofree char *bwrap = g_build_filename (folder, "bwrap", NULL);
  g_autofree char *path = g_strdup (g_getenv ("PATH"));
  g_autofree char *other_path = g_strconcat (folder, ":", path, NULL);

  g_file_set_contents_full (bwrap, "#!/bin/sh\nexit 1\n", -1, G_FILE_SET_CONTENTS_NONE, 0700, NULL);
  g_setenv ("PATH", other_path, TRUE);
  assert_no_view ();
  g_setenv ("PATH", folder, TRUE);
  g_remove (bwrap);
  assert_no_view ();
  g_setenv ("PATH", path, TRUE);
  g_remove (folder);
}

static void
test_sandbox_switched_off (void)
{
  g_setenv ("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1", TRUE);
  assert_no_view ();
  g_unsetenv ("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS");
}

static void
test_no_module (void)
{
  g_autofree char *path = g_strdup (g_getenv ("BILIK_EMBED_MODULE"));

  g_setenv ("BILIK_EMBED_MODULE", "/nonexistent/libbilik-embed.so", TRUE);
  assert_no_view ();
  g_setenv ("BILIK_EMBED_MODULE", path, TRUE);
}

int
main (int argc, char **argv)
{
  /* GLib has read it; WebKit's processes are not to die of a warning of theirs. */
  g_unsetenv ("G_DEBUG");
  gtk_test_init (&argc, &argv, NULL);

  g_test_add_func ("/embed-loader/no-module", test_no_module);
  g_test_add_func ("/embed-loader/sandbox-fails", test_sandbox_fails);
  g_test_add_func ("/embed-loader/sandbox-switched-off", test_sandbox_switched_off);
  g_test_add_func ("/embed-loader/preheated-view", test_preheated_view);
  g_test_add_func ("/embed-loader/two-views", test_two_views);
  g_test_add_func ("/embed-loader/view-comes-back", test_view_comes_back);
  g_test_add_func ("/embed-loader/view-moves", test_view_moves);
  g_test_add_func ("/embed-loader/F-03/idle-view-is-destroyed", test_idle_view_is_destroyed);
  return g_test_run ();
}
