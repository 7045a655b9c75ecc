/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-config.h"

#include <string.h>

#include "crm-origin.h"

#define GROUP              "bilikd"
#define DEFAULT_PORT       8480
#define DEFAULT_ADDRESS    "127.0.0.1"
#define DEFAULT_HEARTBEAT  15
#define MAX_HEARTBEAT      300
#define DEFAULT_EMBED_HOST "bilik-embed://host=embed-web-cdp"

/* The options as they are written, before anything is made of them. */
typedef struct
{
  char *config;
  int port;
  char *serve;
  GStrv embed_hosts;
} Options;

static gboolean
fail (GError **error, const char *format, const char *what)
{
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, format, what);
  return FALSE;
}

static gboolean
parse_command_line (BilikdConfig *self, Options *options, char ***arguments, GError **error)
{
  const GOptionEntry entries[] = {
    { "config", 'c', 0, G_OPTION_ARG_FILENAME, &options->config, "File with defaults for these options",
      "FILE" },
    { "database", 'd', 0, G_OPTION_ARG_FILENAME, &self->database, "Database file", "PATH" },
    { "address", 'a', 0, G_OPTION_ARG_STRING, &self->address, "Address to listen on (127.0.0.1)", "ADDRESS" },
    { "port", 'p', 0, G_OPTION_ARG_INT, &options->port, "Port to listen on; 0: any", "N" },
    { "host", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->names, "Further name of this server", "NAME" },
    { "embed-host", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->embed_hosts,
      "Page that may embed the form, and the source of its tickets", "ORIGIN=SOURCE" },
    { "embed-url", 0, 0, G_OPTION_ARG_STRING, &self->embed_url, "Where clients find the embed", "URL" },
    { "chat-panel-url", 0, 0, G_OPTION_ARG_STRING, &self->chat_panel_url, "Where the Chat Panel is (here)",
      "URL" },
    { "key-file", 0, 0, G_OPTION_ARG_FILENAME, &self->key_file, "Signing key (beside the database)", "PATH" },
    { "behind-proxy", 0, 0, G_OPTION_ARG_NONE, &self->behind_proxy,
      "A proxy with TLS stands before; other addresses than loopback are allowed", NULL },
    { "serve", 0, 0, G_OPTION_ARG_STRING, &options->serve,
      "Which of the systems this process is (all); apart, both need the same --key-file",
      "crm|omnichannel|all" },
    { "heartbeat", 0, 0, G_OPTION_ARG_INT, &self->heartbeat,
      "After how long an idle stream is asked for a sign of life (15)", "SECONDS" },
    { "omnichannel-url", 0, 0, G_OPTION_ARG_STRING, &self->omnichannel_url,
      "Where rooms are told of records (here)", "URL" },
    { "sample-data", 0, 0, G_OPTION_ARG_NONE, &self->sample_data, "Fill an empty database with sample data",
      NULL },
    { "sample-password", 0, 0, G_OPTION_ARG_STRING, &self->sample_password,
      "Password of the sample sign-ins (a random one)", "WORD" },
    { "parent-fd", 0, 0, G_OPTION_ARG_INT, &self->parent_fd, "Stop when this descriptor closes", "FD" },
    { "exit-with-parent", 0, 0, G_OPTION_ARG_NONE, &self->exit_with_parent, "Stop when the parent ends",
      NULL },
    { "verbose", 'v', 0, G_OPTION_ARG_NONE, &self->verbose, "Log every request", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("— the backend of Bilik");

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse_strv (context, arguments, error))
    return FALSE;
  if (g_strv_length (*arguments) > 1)
    return fail (error, "Unexpected argument “%s”", (*arguments)[1]);
  return TRUE;
}

static void
take_string (GKeyFile *file, const char *key, char **value)
{
  if (*value == NULL)
    *value = g_key_file_get_string (file, GROUP, key, NULL);
}

static void
take_list (GKeyFile *file, const char *key, GStrv *value)
{
  if (*value == NULL)
    *value = g_key_file_get_string_list (file, GROUP, key, NULL, NULL);
}

static void
take_switch (GKeyFile *file, const char *key, gboolean *value)
{
  *value = *value || g_key_file_get_boolean (file, GROUP, key, NULL);
}

static gboolean
parse_file (BilikdConfig *self, Options *options, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  if (!g_key_file_load_from_file (file, options->config, G_KEY_FILE_NONE, error))
    {
      g_prefix_error (error, "Can't read “%s”: ", options->config);
      return FALSE;
    }
  take_string (file, "database", &self->database);
  take_string (file, "address", &self->address);
  take_string (file, "embed-url", &self->embed_url);
  take_string (file, "chat-panel-url", &self->chat_panel_url);
  take_string (file, "key-file", &self->key_file);
  take_string (file, "omnichannel-url", &self->omnichannel_url);
  take_string (file, "serve", &options->serve);
  take_list (file, "host", &self->names);
  take_list (file, "embed-host", &options->embed_hosts);
  take_switch (file, "behind-proxy", &self->behind_proxy);
  take_switch (file, "sample-data", &self->sample_data);
  if (options->port < 0 && g_key_file_has_key (file, GROUP, "port", NULL))
    options->port = g_key_file_get_integer (file, GROUP, "port", NULL);
  if (self->heartbeat == -1 && g_key_file_has_key (file, GROUP, "heartbeat", NULL))
    self->heartbeat = g_key_file_get_integer (file, GROUP, "heartbeat", NULL);
  return TRUE;
}

static void
embed_host_free (gpointer data)
{
  BilikdEmbedHost *host = data;

  g_free (host->origin);
  g_free (host->source);
  g_free (host);
}

/* ORIGIN=SOURCE; an origin has no “=”. */
static gboolean
add_embed_host (BilikdConfig *self, const char *text, GError **error)
{
  const char *equals = strchr (text, '=');
  g_autofree char *origin = equals != NULL ? g_strndup (text, equals - text) : NULL;
  BilikdEmbedHost *host;

  if (origin == NULL || !crm_origin_is_valid (origin) || equals[1] == '\0')
    return fail (error, "“%s” is no ORIGIN=SOURCE", text);
  host = g_new0 (BilikdEmbedHost, 1);
  host->origin = g_steal_pointer (&origin);
  host->source = g_strdup (equals + 1);
  g_ptr_array_add (self->embed_hosts, host);
  return TRUE;
}

static gboolean
is_loopback (const char *address)
{
  g_autoptr (GInetAddress) parsed = g_inet_address_new_from_string (address);

  return parsed != NULL && g_inet_address_get_is_loopback (parsed);
}

static gboolean
parse_serve (BilikdConfig *self, const char *word, GError **error)
{
  if (word == NULL || g_str_equal (word, "all"))
    self->serves = CRM_SYSTEM_BOTH;
  else if (g_str_equal (word, "crm"))
    self->serves = CRM_SYSTEM_CRM;
  else if (g_str_equal (word, "omnichannel"))
    self->serves = CRM_SYSTEM_OMNICHANNEL;
  else
    return fail (error, "“%s” is none of crm, omnichannel and all", word);
  if (self->serves == CRM_SYSTEM_CRM && self->omnichannel_url == NULL)
    return fail (error, "%s", "The CRM alone needs to know where Omnichannel is: --omnichannel-url");
  return TRUE;
}

static gboolean
check (BilikdConfig *self, const Options *options, GError **error)
{
  static const char *const default_embed_hosts[] = { DEFAULT_EMBED_HOST, NULL };
  const char *const *embed_hosts =
      options->embed_hosts != NULL ? (const char *const *) options->embed_hosts : default_embed_hosts;

  if (self->database == NULL)
    return fail (error, "%s", "Name the database with --database PATH");
  if (options->port > G_MAXUINT16)
    return fail (error, "%s", "The port is out of range");
  if (!g_hostname_is_ip_address (self->address))
    return fail (error, "“%s” is no IP address", self->address);
  if (!is_loopback (self->address) && !self->behind_proxy)
    return fail (error, "Listening on %s needs a proxy that brings TLS: see --behind-proxy", self->address);
  if (self->heartbeat < 1 || self->heartbeat > MAX_HEARTBEAT)
    return fail (error, "%s", "The heartbeat is 1 to 300 seconds");
  if (!parse_serve (self, options->serve, error))
    return FALSE;
  for (; *embed_hosts != NULL; embed_hosts++)
    {
      if (!add_embed_host (self, *embed_hosts, error))
        return FALSE;
    }
  if (self->embed_url != NULL)
    {
      self->embed_origin = crm_origin_from_url (self->embed_url);
      if (self->embed_origin == NULL)
        return fail (error, "“%s” is no URL for the embed", self->embed_url);
    }
  return TRUE;
}

static void
settle (BilikdConfig *self, const Options *options)
{
  self->port = options->port < 0 ? DEFAULT_PORT : (guint16) options->port;
  if (self->key_file == NULL)
    {
      g_autofree char *folder = g_path_get_dirname (self->database);

      self->key_file = g_build_filename (folder, "bilikd.key", NULL);
    }
}

BilikdConfig *
bilikd_config_new_from_arguments (char ***arguments, GError **error)
{
  g_autoptr (BilikdConfig) self = g_new0 (BilikdConfig, 1);
  Options options = { .port = -1 };
  gboolean is_good;

  self->parent_fd = -1;
  self->heartbeat = -1;
  self->hosts = g_ptr_array_new_with_free_func (g_free);
  self->origins = g_ptr_array_new_with_free_func (g_free);
  self->embed_hosts = g_ptr_array_new_with_free_func (embed_host_free);

  is_good = parse_command_line (self, &options, arguments, error) &&
            (options.config == NULL || parse_file (self, &options, error));
  if (self->address == NULL)
    self->address = g_strdup (DEFAULT_ADDRESS);
  if (self->heartbeat == -1)
    self->heartbeat = DEFAULT_HEARTBEAT;
  is_good = is_good && check (self, &options, error);
  if (is_good)
    settle (self, &options);
  g_free (options.config);
  g_free (options.serve);
  g_strfreev (options.embed_hosts);
  return is_good ? g_steal_pointer (&self) : NULL;
}

void
bilikd_config_free (BilikdConfig *self)
{
  g_free (self->database);
  g_free (self->address);
  g_strfreev (self->names);
  g_ptr_array_unref (self->hosts);
  g_ptr_array_unref (self->origins);
  g_ptr_array_unref (self->embed_hosts);
  g_free (self->embed_url);
  g_free (self->embed_origin);
  g_free (self->chat_panel_url);
  g_free (self->key_file);
  g_free (self->omnichannel_url);
  g_free (self->sample_password);
  g_free (self);
}

gboolean
bilikd_config_serves (const BilikdConfig *self, CrmSystem system)
{
  return self->serves == CRM_SYSTEM_BOTH || system == CRM_SYSTEM_BOTH || self->serves == system;
}

void
bilikd_config_set_port (BilikdConfig *self, guint16 port)
{
  static const char *const own_names[] = { "127.0.0.1", "localhost", "[::1]" };

  self->port = port;
  for (gsize i = 0; i < G_N_ELEMENTS (own_names); i++)
    {
      g_ptr_array_add (self->hosts, g_strdup_printf ("%s:%u", own_names[i], port));
      g_ptr_array_add (self->origins, g_strdup_printf ("http://%s:%u", own_names[i], port));
    }
  for (gsize i = 0; self->names != NULL && self->names[i] != NULL; i++)
    {
      g_ptr_array_add (self->hosts, g_strdup (self->names[i]));
      g_ptr_array_add (self->origins, g_strconcat ("https://", self->names[i], NULL));
    }
  if (self->embed_url == NULL)
    {
      self->embed_url = g_strdup_printf ("http://127.0.0.1:%u", port);
      self->embed_origin = g_strdup (self->embed_url);
    }
  if (self->chat_panel_url == NULL && self->serves == CRM_SYSTEM_CRM)
    self->chat_panel_url = g_strdup (self->omnichannel_url);
  if (self->chat_panel_url == NULL)
    self->chat_panel_url = g_strdup_printf ("http://127.0.0.1:%u", port);
  g_ptr_array_add (self->origins, g_strdup (self->embed_origin));
}
