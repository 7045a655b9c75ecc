/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-db.h"

G_BEGIN_DECLS

/*
 * bilikctl works on the database itself, on the server's machine, beside the
 * running daemon; what it changes holds at the next request. Only the bot is a
 * client like any other: it knows a server's address and a token. A file here
 * is a group of commands.
 */

/* What main() has read before the command's own words. */
typedef struct
{
  const char *database;
} BilikctlContext;

/**
 * BilikctlCommand:
 * @words: what is typed to get here: "flag set"
 * @usage: the rest, as the help shows it
 * @run: gets its arguments with the last word of @words as the first, as main() gets the program's name
 */
typedef struct
{
  const char *words;
  const char *usage;
  const char *summary;
  gboolean (*run) (BilikctlContext *context, char **arguments, GError **error);
} BilikctlCommand;

/* Each ends with an empty row. */
extern const BilikctlCommand bilikctl_backup_commands[];
extern const BilikctlCommand bilikctl_organization_commands[];
extern const BilikctlCommand bilikctl_flag_commands[];
extern const BilikctlCommand bilikctl_setting_commands[];
extern const BilikctlCommand bilikctl_agent_commands[];
extern const BilikctlCommand bilikctl_token_commands[];
extern const BilikctlCommand bilikctl_import_commands[];
extern const BilikctlCommand bilikctl_sample_commands[];
extern const BilikctlCommand bilikctl_bot_commands[];
extern const BilikctlCommand bilikctl_bot_run_commands[];
extern const BilikctlCommand bilikctl_bot_race_commands[];

/* Fails with G_OPTION_ERROR unless there are @n arguments after the command's name. */
gboolean bilikctl_expect_arguments (char **arguments, guint n, GError **error);

/* Opens the database of a server that has run once; never makes one. */
BilikdDb *bilikctl_open (BilikctlContext *context, GError **error);

/* By number, SSO id or name. Returns: its number, or 0 with an error that says where to look */
gint64 bilikctl_find_organization (BilikdDb *db, const char *key, GError **error);

/* Parses the options of a command out of @arguments. */
gboolean bilikctl_parse_options (char ***arguments, const GOptionEntry *entries, GError **error);

/* From now on Ctrl+C (SIGINT) and SIGTERM end a command between two of its steps; a second one ends it at once. */
void bilikctl_catch_stop (void);

/* Returns: %FALSE with %G_IO_ERROR_CANCELLED if one of them has come */
gboolean bilikctl_check_stop (GError **error);

G_END_DECLS
