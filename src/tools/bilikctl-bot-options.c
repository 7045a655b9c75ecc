/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikctl"

#include "bilikctl-bot.h"

#include <string.h>

#define DEFAULT_SERVER "http://127.0.0.1:8480"
#define MAX_ENTRIES    16

void
bilikctl_bot_options_clear (BilikctlBotOptions *self)
{
  g_free (self->server);
  g_free (self->token_file);
  g_free (self->creator);
  g_free (self->room);
  g_free (self->contact);
  g_strfreev (self->members);
}

gboolean
bilikctl_bot_options_read (BilikctlBotOptions *self,
                           const GOptionEntry *further,
                           char ***arguments,
                           GError **error)
{
  GOptionEntry entries[MAX_ENTRIES] = {
    { "server", 0, 0, G_OPTION_ARG_STRING, &self->server, NULL, NULL },
    { "token-file", 0, 0, G_OPTION_ARG_FILENAME, &self->token_file, NULL, NULL },
    { "as", 0, 0, G_OPTION_ARG_STRING, &self->creator, NULL, NULL },
    { "room", 0, 0, G_OPTION_ARG_STRING, &self->room, NULL, NULL },
    { "contact", 0, 0, G_OPTION_ARG_STRING, &self->contact, NULL, NULL },
    { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->members, NULL, NULL },
  };
  CrmCreatorFlag flag;
  gsize n = 6;

  for (; further != NULL && further->long_name != NULL && n < MAX_ENTRIES - 1; further++)
    entries[n++] = *further;
  if (!bilikctl_parse_options (arguments, entries, error))
    return FALSE;
  if (self->server == NULL)
    self->server = g_strdup (DEFAULT_SERVER);
  if (self->creator == NULL)
    self->creator = g_strdup ("bot");
  if (crm_creator_flag_from_wire (self->creator, &flag))
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "“%s” is no creator", self->creator);
  return FALSE;
}

BilikctlBotService *
bilikctl_bot_options_connect (const BilikctlBotOptions *self, GError **error)
{
  return bilikctl_bot_service_new (self->server, self->token_file, BILIKCTL_BOT_TOKEN_VARIABLE, error);
}

gboolean
bilikctl_bot_parse_object (const char *word, CrmRecordObject *out_object, GError **error)
{
  if (crm_record_object_from_wire (word, out_object))
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "“%s” is neither “deal” nor “ticket”", word);
  return FALSE;
}

/* --- the body of a create or an update ----------------------------------------------- */

/* "amount=5000": a number where it is one by its name, else a text. */
static gboolean
write_member (CrmJsonWriter *writer, const char *member, GError **error)
{
  const char *equals = strchr (member, '=');
  g_autofree char *name = equals != NULL ? g_strndup (member, (gsize) (equals - member)) : NULL;
  gint64 number;

  if (name == NULL || *name == '\0')
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "“%s” is no NAME=VALUE", member);
      return FALSE;
    }
  if (g_str_equal (name, "amount") &&
      g_ascii_string_to_signed (equals + 1, 10, G_MININT64, G_MAXINT64, &number, NULL))
    crm_json_writer_int (writer, name, number);
  else
    crm_json_writer_string (writer, name, equals + 1);
  return TRUE;
}

gboolean
bilikctl_bot_begin_body (const BilikctlBotOptions *self,
                         const char *name,
                         CrmJsonWriter *writer,
                         GError **error)
{
  crm_json_writer_begin_object (writer, NULL);
  if (name != NULL)
    crm_json_writer_string (writer, "name", name);
  if (self->room != NULL)
    crm_json_writer_string (writer, "room_id", self->room);
  if (self->contact != NULL)
    crm_json_writer_string (writer, "contact_id", self->contact);
  crm_json_writer_string (writer, "creator_flag", self->creator);
  for (char **member = self->members; member != NULL && *member != NULL; member++)
    if (!write_member (writer, *member, error))
      return FALSE;
  return TRUE;
}
