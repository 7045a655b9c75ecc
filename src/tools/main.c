/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikctl"

#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "bilikctl.h"

#define DEFAULT_DATABASE "/var/lib/bilik/bilik.db"

static const BilikctlCommand *const groups[] = { bilikctl_organization_commands, bilikctl_flag_commands,
                                                 bilikctl_setting_commands,      bilikctl_agent_commands,
                                                 bilikctl_token_commands,        bilikctl_import_commands,
                                                 bilikctl_sample_commands,       bilikctl_bot_run_commands,
                                                 bilikctl_bot_commands,          bilikctl_bot_race_commands,
                                                 bilikctl_backup_commands };

/* --- for the commands -------------------------------------------------------- */

gboolean
bilikctl_expect_arguments (char **arguments, guint n, GError **error)
{
  guint given = g_strv_length (arguments) - 1;

  if (given == n)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               given < n ? "Something is missing after “%s”" : "“%s” takes less", arguments[0]);
  return FALSE;
}

BilikdDb *
bilikctl_open (BilikctlContext *context, GError **error)
{
  if (g_file_test (context->database, G_FILE_TEST_EXISTS))
    return bilikd_db_open (context->database, error);
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
               "There is no database at “%s”: name it with --database PATH, or start bilikd once",
               context->database);
  return NULL;
}

gboolean
bilikctl_parse_options (char ***arguments, const GOptionEntry *entries, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_add_main_entries (context, entries, NULL);
  return g_option_context_parse_strv (context, arguments, error);
}

/* --- finding the command ------------------------------------------------------ */

static void
print_help (FILE *to)
{
  fputs (
      "Usage: bilikctl [--database PATH] COMMAND\n\nAdministers a bilikd on this machine; nothing has to be "
      "restarted.\n\n",
      to);
  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    for (const BilikctlCommand *command = groups[i]; command->words != NULL; command++)
      fprintf (to, "  %s %s\n      %s\n", command->words, command->usage, command->summary);
  fprintf (to, "\nThe database is that of --database, else of $BILIK_DATABASE, else %s.\n", DEFAULT_DATABASE);
  fputs ("A bot's token is that of --token-file, else of $BILIK_BOT_TOKEN.\n", to);
}

/* How many of @arguments are the words of @command; 0 if it is another. */
static guint
match_words (const BilikctlCommand *command, char **arguments)
{
  g_auto (GStrv) words = g_strsplit (command->words, " ", -1);
  guint n = g_strv_length (words);

  for (guint i = 0; i < n; i++)
    if (arguments[i] == NULL || !g_str_equal (arguments[i], words[i]))
      return 0;
  return n;
}

static const BilikctlCommand *
find_command (char **arguments, guint *out_n_words)
{
  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    for (const BilikctlCommand *command = groups[i]; command->words != NULL; command++)
      {
        *out_n_words = match_words (command, arguments);
        if (*out_n_words > 0)
          return command;
      }
  return NULL;
}

static int
run (const BilikctlCommand *command, BilikctlContext *context, char **arguments)
{
  g_autoptr (GError) error = NULL;

  if (command->run (context, arguments, &error))
    return 0;
  if (error != NULL)
    fprintf (stderr, "bilikctl: %s%s\n", error->message, g_str_has_suffix (error->message, ".") ? "" : ".");
  if (error != NULL && error->domain == G_OPTION_ERROR)
    fprintf (stderr, "Usage: bilikctl %s %s\n", command->words, command->usage);
  return 1;
}

int
main (int argc, char **argv)
{
  BilikctlContext context = { g_getenv ("BILIK_DATABASE") };
  const BilikctlCommand *command;
  char **arguments = argv + 1;
  guint n_words = 0;

  setlocale (LC_ALL, "");
  if (argc >= 3 && g_str_equal (argv[1], "--database"))
    {
      context.database = argv[2];
      arguments += 2;
    }
  if (context.database == NULL || *context.database == '\0')
    context.database = DEFAULT_DATABASE;
  if (*arguments != NULL && (g_str_equal (*arguments, "--help") || g_str_equal (*arguments, "help")))
    {
      print_help (stdout);
      return 0;
    }
  command = find_command (arguments, &n_words);
  if (command == NULL)
    {
      print_help (stderr);
      return 2;
    }
  return run (command, &context, arguments + n_words - 1);
}
