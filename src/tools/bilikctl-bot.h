/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikctl-bot-service.h"
#include "bilikctl.h"

G_BEGIN_DECLS

#define BILIKCTL_BOT_TOKEN_VARIABLE    "BILIK_BOT_TOKEN"
#define BILIKCTL_BOT_RIVAL_VARIABLE    "BILIK_RIVAL_TOKEN"
#define BILIKCTL_BOT_CUSTOMER_VARIABLE "BILIK_CUSTOMER_TOKEN"
#define BILIKCTL_BOT_CONNECTION_USAGE  "[--server URL] [--token-file FILE] [--as bot|agentic_ai] "

/* What every command of the bot has: where, for which room, as whom. */
typedef struct
{
  char *server;
  char *token_file;
  char *creator;
  char *room;
  char *contact;
  char **members; /* of --set NAME=VALUE */
} BilikctlBotOptions;

void bilikctl_bot_options_clear (BilikctlBotOptions *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BilikctlBotOptions, bilikctl_bot_options_clear)

/**
 * bilikctl_bot_options_read:
 * @further: (nullable): what this command has besides
 * @arguments: (inout): what is left are the command's name and the plain arguments
 */
gboolean bilikctl_bot_options_read (BilikctlBotOptions *self,
                                    const GOptionEntry *further,
                                    char ***arguments,
                                    GError **error);

BilikctlBotService *bilikctl_bot_options_connect (const BilikctlBotOptions *self, GError **error);

gboolean bilikctl_bot_parse_object (const char *word, CrmRecordObject *out_object, GError **error);

/**
 * bilikctl_bot_begin_body:
 * @name: (nullable): of the record
 *
 * Begins the body of a create: name, room, contact, creator, and the members of --set. The caller may add more and
 * ends the object.
 */
gboolean bilikctl_bot_begin_body (const BilikctlBotOptions *self,
                                  const char *name,
                                  CrmJsonWriter *writer,
                                  GError **error);

G_END_DECLS
