/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikctl"

#include <gio/gio.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "bilikctl.h"
#include "bilikd-organizations.h"
#include "crm-error.h"

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

gint64
bilikctl_find_organization (BilikdDb *db, const char *key, GError **error)
{
  GError *local_error = NULL;
  gint64 id = bilikd_organization_find (db, key, &local_error);

  if (g_error_matches (local_error, CRM_ERROR, CRM_ERROR_NOT_FOUND))
    {
      g_clear_error (&local_error);
      g_set_error (&local_error, CRM_ERROR, CRM_ERROR_NOT_FOUND,
                   "There is no organization “%s”; see bilikctl organization list", key);
    }
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return id;
}

gboolean
bilikctl_parse_options (char ***arguments, const GOptionEntry *entries, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_add_main_entries (context, entries, NULL);
  return g_option_context_parse_strv (context, arguments, error);
}

/* A signal's handler can reach nothing else. */
static volatile sig_atomic_t is_stopped;

static void
on_stop (int number)
{
  is_stopped = 1;
}

void
bilikctl_catch_stop (void)
{
  /* Without SA_RESTART, so that a wait for input ends too. */
  struct sigaction action = { .sa_handler = on_stop, .sa_flags = (int) SA_RESETHAND };

  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
}

gboolean
bilikctl_check_stop (GError **error)
{
  if (!is_stopped)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Stopped. What was done before stays");
  return FALSE;
}

/* --- finding the command ------------------------------------------------------ */

static void
print_command (const BilikctlCommand *command, FILE *to)
{
  fprintf (to, "  %s %s\n      %s\n", command->words, command->usage, command->summary);
}

static void
print_help (FILE *to)
{
  fputs (
      "Usage: bilikctl [--database PATH] COMMAND\n\nAdministers a bilikd on this machine; nothing has to be "
      "restarted.\n\n",
      to);
  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    for (const BilikctlCommand *command = groups[i]; command->words != NULL; command++)
      print_command (command, to);
  fprintf (to, "\nThe database is that of --database, else of $BILIK_DATABASE, else %s.\n", DEFAULT_DATABASE);
  fputs ("A bot's token is that of --token-file, else of $BILIK_BOT_TOKEN.\n", to);
}

/* @word: what was typed first, which may be the beginning of some. */
static void
print_unknown (const char *word, FILE *to)
{
  g_autofree char *beginning = g_strconcat (word, " ", NULL);
  guint n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    for (const BilikctlCommand *command = groups[i]; command->words != NULL; command++)
      if (g_str_has_prefix (command->words, beginning))
        {
          if (n++ == 0)
            fprintf (to, "bilikctl: “%s” is one of\n", word);
          print_command (command, to);
        }
  if (n == 0)
    fprintf (to, "bilikctl: There is no command “%s”; see bilikctl --help.\n", word);
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

  if (g_strv_contains ((const char *const *) arguments, "--help"))
    {
      print_command (command, stdout);
      return 0;
    }
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
      if (*arguments != NULL)
        print_unknown (*arguments, stderr);
      else
        print_help (stderr);
      return 2;
    }
  return run (command, &context, arguments + n_words - 1);
}
