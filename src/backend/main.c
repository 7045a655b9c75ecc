/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include <glib-unix.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bilikd-chat-history.h"
#include "bilikd-delivery.h"
#include "bilikd-hub.h"
#include "bilikd-keys.h"
#include "bilikd-metrics.h"
#include "bilikd-sample-data.h"
#include "bilikd-server.h"
#include "bilikd-sign-in.h"
#include "bilikd-tokens.h"
#include "bilikd-upkeep.h"
#include "crm-time.h"

#define N_READERS 2

/* The daemon: what main() builds, in the order in which it is built. */
typedef struct
{
  pid_t parent;
  GMainLoop *loop;
  BilikdServices services;
  BilikdServer *server;
  BilikdUpkeep *upkeep;
} Daemon;

/* --- ending -------------------------------------------------------------------------------- */

static gboolean
on_stopped (gpointer data)
{
  Daemon *self = data;

  g_main_loop_quit (self->loop);
  return G_SOURCE_REMOVE;
}

static gboolean
on_end_wanted (gpointer data)
{
  Daemon *self = data;

  g_message ("stopping");
  g_atomic_int_set (&self->services.is_ready, FALSE);
  bilikd_server_stop (self->server, on_stopped, self);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_parent_gone (int fd, GIOCondition condition, gpointer data)
{
  on_end_wanted (data);
  return G_SOURCE_REMOVE;
}

/* A console's private backend must not outlive it, even if the console is killed. */
static void
watch_parent (Daemon *self)
{
  const BilikdConfig *config = self->services.config;

  if (config->parent_fd >= 0)
    g_unix_fd_add (config->parent_fd, G_IO_IN | G_IO_HUP | G_IO_ERR, on_parent_gone, self);
  if (config->exit_with_parent && getppid () != self->parent) /* it went while we were building */
    raise (SIGTERM);
}

/* --- beginning ----------------------------------------------------------------------------- */

static gboolean
fill_with_sample_data (const BilikdConfig *config, GError **error)
{
  BilikdSampleOptions options = { .now = g_get_real_time () / 1000 };
  g_autofree char *password =
      bilikd_sample_data_fill (config->database, config->sample_password, &options, error);

  if (password == NULL)
    return FALSE;
  g_print ("sample password: %s\n", password);
  return TRUE;
}

static gboolean
build (Daemon *self, GError **error)
{
  BilikdServices *services = &self->services;
  BilikdConfig *config = services->config;

  if (config->sample_data && !fill_with_sample_data (config, error))
    return FALSE;
  services->store = bilikd_store_open (config->database, N_READERS, error);
  if (services->store == NULL)
    return FALSE;
  services->key = bilikd_key_load (config->key_file, error);
  if (services->key == NULL)
    return FALSE;
  services->tokens = bilikd_tokens_new (services->key);
  services->metrics = bilikd_metrics_new ();
  services->sign_in = bilikd_sign_in_new (services->store);
  services->hub = bilikd_hub_new (services, error);
  if (services->hub == NULL)
    return FALSE;
  self->server = bilikd_server_new (services, error);
  if (self->server == NULL)
    return FALSE;
  if (bilikd_config_serves (config, CRM_SYSTEM_CRM))
    {
      services->previews = bilikd_previews_new (services);
      services->delivery = bilikd_delivery_new (services);
    }
  self->upkeep = bilikd_upkeep_new (services);
  return TRUE;
}

static void
take_down (Daemon *self)
{
  BilikdServices *services = &self->services;

  if (services->previews != NULL)
    bilikd_previews_stop (services->previews);
  g_clear_pointer (&self->server, bilikd_server_free);
  g_clear_pointer (&services->sign_in, bilikd_sign_in_free);
  g_clear_pointer (&services->store, bilikd_store_close);
  while (g_main_context_iteration (NULL, FALSE))
    ; /* the last callbacks of the store */
  g_clear_pointer (&services->hub, bilikd_hub_free);
  g_clear_pointer (&self->upkeep, bilikd_upkeep_free);
  g_clear_pointer (&services->previews, bilikd_previews_free);
  g_clear_pointer (&services->delivery, bilikd_delivery_free);
  g_clear_pointer (&services->metrics, bilikd_metrics_free);
  g_clear_pointer (&services->tokens, bilikd_tokens_free);
  g_clear_pointer (&services->key, g_bytes_unref);
  g_clear_pointer (&services->config, bilikd_config_free);
  g_main_loop_unref (self->loop);
}

static void
set_up_process (const BilikdConfig *config)
{
  if (config->exit_with_parent)
    prctl (PR_SET_PDEATHSIG, SIGTERM);
  umask (077);
  signal (SIGPIPE, SIG_IGN);
  g_log_writer_default_set_use_stderr (TRUE);
  if (config->verbose)
    g_setenv ("G_MESSAGES_DEBUG", "bilikd bilikd-store", FALSE);
}

static void
serve (Daemon *self)
{
  const BilikdConfig *config = self->services.config;

  g_unix_signal_add (SIGTERM, on_end_wanted, self);
  g_unix_signal_add (SIGINT, on_end_wanted, self);
  watch_parent (self);
  g_atomic_int_set (&self->services.is_ready, TRUE);
  g_print (strchr (config->address, ':') != NULL ? "listening on http://[%s]:%u\n"
                                                 : "listening on http://%s:%u\n",
           config->address, config->port);
  fflush (stdout);
  g_main_loop_run (self->loop);
}

int
main (int argc, char **argv)
{
  g_auto (GStrv) arguments = g_strdupv (argv);
  g_autoptr (GError) error = NULL;
  Daemon daemon = { .parent = getppid (), .loop = g_main_loop_new (NULL, FALSE) };

  daemon.services.config = bilikd_config_new_from_arguments (&arguments, &error);
  if (daemon.services.config != NULL)
    {
      set_up_process (daemon.services.config);
      if (build (&daemon, &error))
        serve (&daemon);
    }
  take_down (&daemon);
  if (error == NULL)
    return EXIT_SUCCESS;
  g_printerr ("bilikd: %s\n", error->message);
  return EXIT_FAILURE;
}
