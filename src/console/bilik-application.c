/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-application"

#include "bilik-application.h"

#include <glib/gi18n.h>

#include "bilik-about.h"
#include "bilik-config.h"
#include "bilik-preferences-window.h"
#include "bilik-rendering.h"
#include "bilik-window.h"
#include "crm-link.h"

struct _BilikApplication
{
  AdwApplication parent_instance;

  BilikServices services;
  char *server_url; /* from the command line or the environment, for this run */
  gboolean sample_data;
};

G_DEFINE_FINAL_TYPE (BilikApplication, bilik_application, ADW_TYPE_APPLICATION)

static const struct
{
  const char *action;
  const char *accels[3];
} ACCELS[] = {
  { "app.quit", { "<Control>q" } },
  { "app.preferences", { "<Control>comma" } },
  { "app.shortcuts", { "<Control>question" } },
  { "win.go-to", { "<Control>k" } },
  { "win.find", { "<Control>f" } },
  { "win.new-ticket", { "<Control>n" } },
  { "win.link-ticket", { "<Control>l" } },
  { "win.refresh", { "F5", "<Control>r" } },
  { "win.side", { "F9" } },
  { "win.next-unread", { "<Control><Shift>Page_Down" } },
  { "win.back", { "<Alt>Left" } },
  { "win.close-tab", { "<Control>w" } },
};

/* --- windows -------------------------------------------------------------- */

static GtkWindow *
ensure_window (BilikApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (window != NULL)
    return window;
  window = GTK_WINDOW (bilik_window_new (GTK_APPLICATION (self), &self->services));
  if (self->sample_data)
    bilik_window_try_sample (BILIK_WINDOW (window));
  else
    bilik_window_resume (BILIK_WINDOW (window), self->server_url);
  return window;
}

/* The window of the console; a dialog in front of it is none. */
static BilikWindow *
find_console_window (BilikApplication *self)
{
  GtkWindow *window = ensure_window (self);

  while (window != NULL && !BILIK_IS_WINDOW (window))
    window = gtk_window_get_transient_for (window);
  return window != NULL ? BILIK_WINDOW (window) : NULL;
}

static void
open_link (BilikApplication *self, const char *uri)
{
  BilikWindow *window = find_console_window (self);

  if (window == NULL)
    return;
  bilik_window_open_uri (window, uri);
  bilik_window_appear (window);
}

static void
come_to_front (BilikApplication *self)
{
  GtkWindow *window = ensure_window (self);

  if (BILIK_IS_WINDOW (window))
    bilik_window_appear (BILIK_WINDOW (window));
  else
    gtk_window_present (window); /* a dialog in front of it */
}

/* --- actions -------------------------------------------------------------- */

static void
on_quit (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *window = gtk_application_get_active_window (user_data);

  /* Closing asks where something would be lost; the last window takes the program with it. */
  if (window != NULL)
    gtk_window_close (window);
  else
    g_application_quit (user_data);
}

static void
on_preferences (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  BilikApplication *self = user_data;
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (self));

  gtk_window_present (GTK_WINDOW (bilik_preferences_window_new (parent, self->services.settings)));
}

static void
on_shortcuts (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *parent = gtk_application_get_active_window (user_data);
  g_autoptr (GtkBuilder) builder =
      gtk_builder_new_from_resource ("/io/github/bilik/Bilik/bilik-shortcuts.ui");
  GtkWindow *window = GTK_WINDOW (gtk_builder_get_object (builder, "shortcuts"));

  gtk_window_set_transient_for (window, parent);
  gtk_window_present (window);
}

static void
on_about (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  BilikApplication *self = user_data;
  const char *engine = bilik_embed_loader_get_engine_version (self->services.embed_loader);
  g_autofree char *minimum = g_settings_get_string (self->services.settings, "minimum-engine-version");
  g_autofree char *versions = bilik_about_describe_versions (engine);
  g_autofree char *comments = bilik_about_describe_program (engine, minimum);

  adw_show_about_window (gtk_application_get_active_window (GTK_APPLICATION (self)), "application-name",
                         "Bilik", "application-icon", BILIK_APPLICATION_ID, "version", BILIK_VERSION,
                         "developer-name", _ ("The Bilik contributors"), "license-type", GTK_LICENSE_GPL_3_0,
                         "comments", comments, "debug-info", versions, NULL);
}

/* "app.open-link" ('s', a deeplink): what a click on a notification does, also where the console has to be started for it. */
static void
on_open_link (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  open_link (user_data, g_variant_get_string (parameter, NULL));
}

/* "app.present": a click on a notification that speaks of many rooms. */
static void
on_present (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  come_to_front (user_data);
}

static const GActionEntry ACTIONS[] = {
  { "present", on_present },         { "open-link", on_open_link, "s" }, { "quit", on_quit },
  { "preferences", on_preferences }, { "shortcuts", on_shortcuts },      { "about", on_about },
};

/* --- the life of the program ---------------------------------------------- */

static void
on_color_scheme_changed (BilikApplication *self)
{
  adw_style_manager_set_color_scheme (
      adw_application_get_style_manager (ADW_APPLICATION (self)),
      (AdwColorScheme) g_settings_get_enum (self->services.settings, "color-scheme"));
}

static int
bilik_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  BilikApplication *self = BILIK_APPLICATION (application);

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("Bilik %s\n", BILIK_VERSION);
      return 0;
    }
  g_variant_dict_lookup (options, "server", "s", &self->server_url);
  if (self->server_url == NULL)
    self->server_url = g_strdup (g_getenv ("BILIK_SERVER"));
  self->sample_data = g_variant_dict_contains (options, "sample-data");
  return -1;
}

static void
build_services (BilikApplication *self)
{
  self->services.credentials = crm_credentials_new ();
  self->services.sample = bilik_sample_backend_new ();
  self->services.embed_loader = bilik_embed_loader_new ();
}

static void
bilik_application_startup (GApplication *application)
{
  BilikApplication *self = BILIK_APPLICATION (application);
  g_autofree char *rendering = NULL;

  /* Before GTK opens the display. */
  self->services.settings = g_settings_new (BILIK_APPLICATION_ID);
  rendering = g_settings_get_string (self->services.settings, "software-rendering");
  bilik_rendering_choose (rendering);

  G_APPLICATION_CLASS (bilik_application_parent_class)->startup (application);

  build_services (self);
  g_action_map_add_action_entries (G_ACTION_MAP (self), ACTIONS, G_N_ELEMENTS (ACTIONS), self);
  for (guint i = 0; i < G_N_ELEMENTS (ACCELS); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), ACCELS[i].action, ACCELS[i].accels);
  g_signal_connect_object (self->services.settings, "changed::color-scheme",
                           G_CALLBACK (on_color_scheme_changed), self, G_CONNECT_SWAPPED);
  on_color_scheme_changed (self);
}

static void
bilik_application_activate (GApplication *application)
{
  come_to_front (BILIK_APPLICATION (application));
}

/* A deeplink, from this or another start of the program. Only deeplinks come in this way (SEC-14). */
static void
bilik_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  for (int i = 0; i < n_files; i++)
    {
      g_autofree char *uri = g_file_get_uri (files[i]);
      g_autofree char *id = NULL;
      CrmLinkVerb verb;

      if (crm_link_parse_deeplink (uri, &verb, &id))
        open_link (BILIK_APPLICATION (application), uri);
      else
        g_application_activate (application);
    }
}

static void
bilik_application_finalize (GObject *object)
{
  BilikApplication *self = BILIK_APPLICATION (object);

  g_clear_object (&self->services.settings);
  g_clear_object (&self->services.credentials);
  g_clear_object (&self->services.sample);
  g_clear_object (&self->services.embed_loader);
  g_free (self->server_url);

  G_OBJECT_CLASS (bilik_application_parent_class)->finalize (object);
}

static void
bilik_application_class_init (BilikApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = bilik_application_finalize;
  application_class->handle_local_options = bilik_application_handle_local_options;
  application_class->startup = bilik_application_startup;
  application_class->activate = bilik_application_activate;
  application_class->open = bilik_application_open;
}

static void
bilik_application_init (BilikApplication *self)
{
  const GOptionEntry options[] = {
    { "server", 's', 0, G_OPTION_ARG_STRING, NULL, N_ ("Server to sign in to"), N_ ("URL") },
    { "sample-data", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Try Bilik with sample data"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Show the version and end"), NULL },
    { NULL }
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

BilikApplication *
bilik_application_new (void)
{
  return g_object_new (BILIK_TYPE_APPLICATION, "application-id", BILIK_APPLICATION_ID, "resource-base-path",
                       "/io/github/bilik/Bilik", "flags", G_APPLICATION_HANDLES_OPEN, NULL);
}
