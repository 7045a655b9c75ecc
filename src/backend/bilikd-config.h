/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "crm-endpoints.h"

G_BEGIN_DECLS

/* A page that may embed the form, and the `embed_source` its tickets get. */
typedef struct
{
  char *origin;
  char *source;
} BilikdEmbedHost;

/**
 * BilikdConfig: what the command line and the `--config` file say, checked. Read-only once the daemon runs.
 */
typedef struct _BilikdConfig BilikdConfig;
struct _BilikdConfig
{
  char *database;
  char *address;
  guint16 port;           /* 0 until bilikd_config_set_port(), where any will do */
  GStrv names;            /* further names of this server, as clients write them in Host */
  GPtrArray *hosts;       /* exact values of Host */
  GPtrArray *origins;     /* exact values of Origin that may call the API */
  GPtrArray *embed_hosts; /* of BilikdEmbedHost */
  char *embed_url;
  char *embed_origin;
  char *chat_panel_url; /* where the CRM asks for chat histories; the daemon itself unless set */
  char *key_file;
  int heartbeat; /* seconds; see bilikd_hub_socket_tick() */
  gboolean behind_proxy;
  gboolean sample_data;
  char *omnichannel_url; /* where the CRM tells of records; NULL: the daemon itself */
  CrmSystem serves;      /* BOTH, or the one that this process is */
  char *sample_password; /* NULL: a random one */
  gboolean verbose;
  gboolean exit_with_parent;
  int parent_fd; /* -1: none */
};

/**
 * bilikd_config_new_from_arguments:
 * @arguments: (inout): the command line, as main() got it
 *
 * The file named by `--config` gives the defaults (group `bilikd`, keys named as the options), the command line
 * wins.
 */
BilikdConfig *bilikd_config_new_from_arguments (char ***arguments, GError **error);
void bilikd_config_free (BilikdConfig *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BilikdConfig, bilikd_config_free)

/* Whether this process is @system, or both. */
gboolean bilikd_config_serves (const BilikdConfig *self, CrmSystem system);

/* Settles what follows from the real port: hosts, origins and the URL of the embed. */
void bilikd_config_set_port (BilikdConfig *self, guint16 port);

G_END_DECLS
