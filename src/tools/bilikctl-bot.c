/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikctl"

#include "bilikctl-bot.h"

/*
 * One call of the CRM's API each, as a chatbot or an AI agent makes it. What
 * a whole conversation does is in bilikctl-bot-run.c.
 */

/* Options, and exactly @n plain arguments, the first a record's object. */
static BilikctlBotService *
begin (BilikctlBotOptions *options, char ***words, guint n, CrmRecordObject *out_object, GError **error)
{
  if (!bilikctl_bot_options_read (options, NULL, words, error) ||
      !bilikctl_expect_arguments (*words, n, error) ||
      !bilikctl_bot_parse_object ((*words)[1], out_object, error))
    return NULL;
  return bilikctl_bot_options_connect (options, error);
}

static gboolean
create_record (BilikctlContext *context, char **arguments, GError **error)
{
  g_auto (GStrv) words = g_strdupv (arguments);
  g_auto (BilikctlBotOptions) options = { 0 };
  g_autoptr (BilikctlBotService) service = NULL;
  g_autoptr (GString) json = g_string_new (NULL);
  g_autofree char *id = NULL;
  CrmRecordObject object;
  CrmJsonWriter writer;

  service = begin (&options, &words, 2, &object, error);
  crm_json_writer_init (&writer, json);
  if (service == NULL || !bilikctl_bot_begin_body (&options, words[2], &writer, error))
    return FALSE;
  crm_json_writer_end_object (&writer);
  id = bilikctl_bot_service_create (service, object, g_steal_pointer (&json), error);
  if (id != NULL)
    g_print ("%s\n", id);
  return id != NULL;
}

static gboolean
update_record (BilikctlContext *context, char **arguments, GError **error)
{
  g_auto (GStrv) words = g_strdupv (arguments);
  g_auto (BilikctlBotOptions) options = { 0 };
  g_autoptr (BilikctlBotService) service = NULL;
  g_autoptr (GString) json = g_string_new (NULL);
  CrmRecordObject object;
  CrmJsonWriter writer;

  service = begin (&options, &words, 2, &object, error);
  if (service == NULL)
    return FALSE;
  if (options.members == NULL && options.contact == NULL)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           "Say what changes with --set MEMBER=VALUE");
      return FALSE;
    }
  crm_json_writer_init (&writer, json);
  if (!bilikctl_bot_begin_body (&options, NULL, &writer, error))
    return FALSE;
  crm_json_writer_end_object (&writer);
  return bilikctl_bot_service_update (service, object, words[2], g_steal_pointer (&json), error);
}

static gboolean
delete_record (BilikctlContext *context, char **arguments, GError **error)
{
  g_auto (GStrv) words = g_strdupv (arguments);
  g_auto (BilikctlBotOptions) options = { 0 };
  g_autoptr (BilikctlBotService) service = NULL;
  CrmRecordObject object;

  service = begin (&options, &words, 2, &object, error);
  return service != NULL && bilikctl_bot_service_delete (service, object, words[2], error);
}

const BilikctlCommand bilikctl_bot_commands[] = {
  { "bot create",
    "deal|ticket NAME " BILIKCTL_BOT_CONNECTION_USAGE
    "[--room ROOM] [--contact CONTACT] [--set MEMBER=VALUE]…",
    "Creates a record as a bot does; prints its number.", create_record },
  { "bot update", "deal|ticket NUMBER " BILIKCTL_BOT_CONNECTION_USAGE "--set MEMBER=VALUE…", "Changes one.",
    update_record },
  { "bot delete", "deal|ticket NUMBER " BILIKCTL_BOT_CONNECTION_USAGE, "Deletes one.", delete_record },
  { NULL },
};
