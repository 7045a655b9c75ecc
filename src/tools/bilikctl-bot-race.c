/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikctl"

#include "bilikctl-bot.h"

/*
 * Two bots, or a bot and an AI, that create for one room at the same moment:
 * both connections are open before, then both requests go out within the same
 * turn of the main loop.
 */

typedef struct
{
  BilikctlBotOptions options;
  char *rival_server;
  char *rival_token_file;
  char *rival_creator;
  int n_rounds;
} Race;

static void
race_clear (Race *self)
{
  bilikctl_bot_options_clear (&self->options);
  g_free (self->rival_server);
  g_free (self->rival_token_file);
  g_free (self->rival_creator);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Race, race_clear)

static gboolean
read_race (Race *self, char ***words, CrmRecordObject *out_object, GError **error)
{
  const GOptionEntry entries[] = {
    { "rival-server", 0, 0, G_OPTION_ARG_STRING, &self->rival_server, NULL, NULL },
    { "rival-token-file", 0, 0, G_OPTION_ARG_FILENAME, &self->rival_token_file, NULL, NULL },
    { "rival-as", 0, 0, G_OPTION_ARG_STRING, &self->rival_creator, NULL, NULL },
    { "rounds", 0, 0, G_OPTION_ARG_INT, &self->n_rounds, NULL, NULL },
    { NULL },
  };

  self->n_rounds = 1;
  if (!bilikctl_bot_options_read (&self->options, entries, words, error) ||
      !bilikctl_expect_arguments (*words, 1, error) ||
      !bilikctl_bot_parse_object ((*words)[1], out_object, error))
    return FALSE;
  if (self->options.room != NULL && self->n_rounds > 0)
    return TRUE;
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       "Name the room; there is at least one round");
  return FALSE;
}

static GString *
make_body (const BilikctlBotOptions *options, const char *creator, int round, GError **error)
{
  BilikctlBotOptions own = *options;
  g_autofree char *name = g_strdup_printf ("Race %d, %s", round, creator);
  g_autoptr (GString) json = g_string_new (NULL);
  CrmJsonWriter writer;

  own.creator = (char *) creator;
  crm_json_writer_init (&writer, json);
  if (!bilikctl_bot_begin_body (&own, name, &writer, error))
    return NULL;
  crm_json_writer_end_object (&writer);
  return g_steal_pointer (&json);
}

static gboolean
run_round (Race *self,
           BilikctlBotService *one,
           BilikctlBotService *other,
           CrmRecordObject object,
           int round,
           GError **error)
{
  const char *rival = self->rival_creator != NULL ? self->rival_creator : "agentic_ai";
  g_autoptr (GString) first_json = make_body (&self->options, self->options.creator, round, error);
  g_autoptr (GString) second_json = make_body (&self->options, rival, round, error);
  g_autofree char *first_id = NULL;
  g_autofree char *second_id = NULL;
  BilikctlBotCall *first;
  BilikctlBotCall *second;
  gint64 start, apart;

  if (first_json == NULL || second_json == NULL || !bilikctl_bot_service_warm_up (one, error) ||
      !bilikctl_bot_service_warm_up (other, error))
    return FALSE;
  start = g_get_monotonic_time ();
  first = bilikctl_bot_call_begin_create (one, object, g_steal_pointer (&first_json));
  second = bilikctl_bot_call_begin_create (other, object, g_steal_pointer (&second_json));
  apart = g_get_monotonic_time () - start;
  first_id = bilikctl_bot_call_end (first, error);
  second_id = bilikctl_bot_call_end (second, first_id != NULL ? error : NULL);
  if (first_id == NULL || second_id == NULL)
    return FALSE;
  g_print ("%s %s, %" G_GINT64_FORMAT " µs apart\n", first_id, second_id, apart);
  return TRUE;
}

static gboolean
race (BilikctlContext *context, char **arguments, GError **error)
{
  g_auto (GStrv) words = g_strdupv (arguments);
  g_auto (Race) self = { 0 };
  g_autoptr (BilikctlBotService) one = NULL;
  g_autoptr (BilikctlBotService) other = NULL;
  CrmRecordObject object;

  if (!read_race (&self, &words, &object, error))
    return FALSE;
  one = bilikctl_bot_options_connect (&self.options, error);
  if (one != NULL)
    other = bilikctl_bot_service_new (self.rival_server != NULL ? self.rival_server : self.options.server,
                                      self.rival_token_file, BILIKCTL_BOT_RIVAL_VARIABLE, error);
  for (int round = 1; other != NULL && round <= self.n_rounds; round++)
    if (!run_round (&self, one, other, object, round, error))
      return FALSE;
  return other != NULL;
}

const BilikctlCommand bilikctl_bot_race_commands[] = {
  { "bot race",
    "deal|ticket --room ROOM " BILIKCTL_BOT_CONNECTION_USAGE
    "[--rival-server URL] [--rival-token-file FILE] [--rival-as bot|agentic_ai] [--rounds N]",
    "Two create for one room at the same moment; prints both numbers. The second one's token is in "
    "$" BILIKCTL_BOT_RIVAL_VARIABLE ".",
    race },
  { NULL },
};
