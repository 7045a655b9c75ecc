/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikctl"

#include <stdio.h>

#include "bilikctl-bot-rules.h"
#include "bilikctl-bot.h"

/*
 * A conversation:
 *
 *   1. the bot greets
 *   2. a line of the customer's comes, by --say or standard input
 *   3. it is posted in the room as the customer's, where there is a token that may
 *   4. the rules say what to answer
 *   5. and what to do in the CRM: create, change, delete
 *
 * A CRM that refuses does not end the conversation; it is told of on standard error. One that is not there does, and
 * so does Ctrl+C.
 */

typedef struct
{
  BilikctlBotOptions options;
  char *rules_file;
  char *customer_name;
  char **lines;
  BilikctlBotRules *rules;
  BilikctlBotService *service;
  BilikctlBotService *customer;       /* NULL: the customer's lines are in the room already */
  char *record[CRM_N_RECORD_OBJECTS]; /* the last one made here */
  guint n_failed;
  GError *end; /* what has ended it */
} Conversation;

static gboolean prepare (Conversation *self, char **arguments, GError **error);
static gboolean goes_on (Conversation *self);
static void say (Conversation *self, const char *text);
static void hear (Conversation *self, const char *line);
static void act (Conversation *self, const BilikctlBotRule *rule);

static void
conversation_clear (Conversation *self)
{
  bilikctl_bot_options_clear (&self->options);
  g_free (self->rules_file);
  g_free (self->customer_name);
  g_strfreev (self->lines);
  g_clear_pointer (&self->rules, bilikctl_bot_rules_free);
  g_clear_pointer (&self->service, bilikctl_bot_service_free);
  g_clear_pointer (&self->customer, bilikctl_bot_service_free);
  for (guint i = 0; i < CRM_N_RECORD_OBJECTS; i++)
    g_free (self->record[i]);
  g_clear_error (&self->end);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Conversation, conversation_clear)

static gboolean
run_bot (BilikctlContext *context, char **arguments, GError **error)
{
  g_auto (Conversation) self = { 0 };
  char line[4096];

  if (!prepare (&self, arguments, error))
    return FALSE;
  bilikctl_catch_stop ();
  if (bilikctl_bot_rules_get_greeting (self.rules) != NULL)
    say (&self, bilikctl_bot_rules_get_greeting (self.rules));
  for (char **said = self.lines; said != NULL && *said != NULL && goes_on (&self); said++)
    hear (&self, *said);
  while (self.lines == NULL && goes_on (&self) && fgets (line, sizeof line, stdin) != NULL)
    hear (&self, g_strstrip (line));
  if (goes_on (&self) && self.n_failed > 0)
    g_set_error (&self.end, G_IO_ERROR, G_IO_ERROR_FAILED, "%u of what the bot was to do failed",
                 self.n_failed);
  if (self.end == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&self.end));
  return FALSE;
}

static gboolean
goes_on (Conversation *self)
{
  if (self->end == NULL)
    bilikctl_check_stop (&self->end);
  return self->end == NULL;
}

static gboolean
prepare (Conversation *self, char **arguments, GError **error)
{
  g_auto (GStrv) words = g_strdupv (arguments);
  const GOptionEntry entries[] = {
    { "rules", 0, 0, G_OPTION_ARG_FILENAME, &self->rules_file, NULL, NULL },
    { "say", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->lines, NULL, NULL },
    { "customer-name", 0, 0, G_OPTION_ARG_STRING, &self->customer_name, NULL, NULL },
    { NULL },
  };

  if (!bilikctl_bot_options_read (&self->options, entries, &words, error) ||
      !bilikctl_expect_arguments (words, 0, error))
    return FALSE;
  if (self->rules_file == NULL || self->options.room == NULL)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           "Name the rules and the room they are for");
      return FALSE;
    }
  self->rules = bilikctl_bot_rules_load (self->rules_file, error);
  self->service = self->rules != NULL ? bilikctl_bot_options_connect (&self->options, error) : NULL;
  if (self->service == NULL)
    return FALSE;
  if (g_getenv (BILIKCTL_BOT_CUSTOMER_VARIABLE) == NULL)
    return TRUE;
  self->customer =
      bilikctl_bot_service_new (self->options.server, NULL, BILIKCTL_BOT_CUSTOMER_VARIABLE, error);
  return self->customer != NULL;
}

static void
report (Conversation *self, const char *what, const GError *error)
{
  self->n_failed++;
  if (bilikctl_bot_error_is_final (error) && self->end == NULL)
    self->end = g_error_copy (error);
  else if (self->end == NULL)
    fprintf (stderr, "bilikctl: %s: %s\n", what, error->message);
}

static void
post (Conversation *self, BilikctlBotService *service, const char *name, const char *text)
{
  g_autoptr (GError) error = NULL;

  if (!bilikctl_bot_service_post_message (service, self->options.room, name, text, &error))
    report (self, self->options.room, error);
}

static void
say (Conversation *self, const char *text)
{
  g_print ("%s: %s\n", self->options.creator, text);
  post (self, self->service, NULL, text);
}

static void
hear (Conversation *self, const char *line)
{
  const BilikctlBotRule *rule;

  if (*line == '\0' || !g_utf8_validate (line, -1, NULL))
    return;
  g_print ("customer: %s\n", line);
  if (self->customer != NULL)
    post (self, self->customer, self->customer_name, line);
  rule = bilikctl_bot_rules_hear (self->rules, line);
  if (rule == NULL)
    return;
  if (rule->reply != NULL)
    {
      g_autofree char *reply = bilikctl_bot_rules_expand (self->rules, rule->reply);

      say (self, reply);
    }
  if (rule->act != BILIKCTL_BOT_SAY_ONLY)
    act (self, rule);
}

/* --- in the CRM ------------------------------------------------------------------ */

/* The rule's members, with the slots in their texts. */
static GString *
make_body (Conversation *self, const BilikctlBotRule *rule, GError **error)
{
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (GList) names = json_object_get_members (rule->members);
  CrmJsonWriter writer;

  crm_json_writer_init (&writer, json);
  if (!bilikctl_bot_begin_body (&self->options, NULL, &writer, error))
    return NULL;
  for (GList *name = names; name != NULL; name = name->next)
    {
      JsonNode *node = json_object_get_member (rule->members, name->data);
      g_autofree char *text = NULL;

      if (g_str_equal (name->data, "object"))
        continue;
      if (json_node_get_value_type (node) == G_TYPE_STRING)
        text = bilikctl_bot_rules_expand (self->rules, json_node_get_string (node));
      if (text != NULL)
        crm_json_writer_string (&writer, name->data, text);
      else
        crm_json_writer_node (&writer, name->data, node);
    }
  crm_json_writer_end_object (&writer);
  return g_steal_pointer (&json);
}

static gboolean
create (Conversation *self, const BilikctlBotRule *rule, GError **error)
{
  GString *json = make_body (self, rule, error);
  char *id = json != NULL ? bilikctl_bot_service_create (self->service, rule->object, json, error) : NULL;

  if (id == NULL)
    return FALSE;
  g_free (self->record[rule->object]);
  self->record[rule->object] = id;
  return TRUE;
}

static gboolean
change (Conversation *self, const BilikctlBotRule *rule, GError **error)
{
  GString *json;

  if (rule->act == BILIKCTL_BOT_DELETE)
    return bilikctl_bot_service_delete (self->service, rule->object, self->record[rule->object], error);
  json = make_body (self, rule, error);
  return json != NULL &&
         bilikctl_bot_service_update (self->service, rule->object, self->record[rule->object], json, error);
}

static void
act (Conversation *self, const BilikctlBotRule *rule)
{
  static const char *const verbs[] = { "", "created", "changed", "deleted" };
  const char *object = crm_record_object_to_wire (rule->object);
  g_autoptr (GError) error = NULL;
  gboolean is_done;

  if (rule->act != BILIKCTL_BOT_CREATE && self->record[rule->object] == NULL)
    return; /* there is nothing of this conversation's to change */
  is_done = rule->act == BILIKCTL_BOT_CREATE ? create (self, rule, &error) : change (self, rule, &error);
  if (is_done)
    g_print ("%s %s %s\n", object, self->record[rule->object], verbs[rule->act]);
  else
    report (self, object, error);
  if (is_done && rule->act == BILIKCTL_BOT_DELETE)
    g_clear_pointer (&self->record[rule->object], g_free);
}

const BilikctlCommand bilikctl_bot_run_commands[] = {
  { "bot run",
    "--rules FILE --room ROOM " BILIKCTL_BOT_CONNECTION_USAGE
    "[--contact CONTACT] [--customer-name NAME] [--say LINE]…",
    "Talks by the rules with whoever types the customer's lines, or says them with --say; posts them "
    "too where $" BILIKCTL_BOT_CUSTOMER_VARIABLE " holds a token of scope company.",
    run_bot },
  { NULL },
};
