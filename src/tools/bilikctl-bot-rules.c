/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikctl"

#include "bilikctl-bot-rules.h"

#include <string.h>

#define MAX_DEPTH 8

typedef struct
{
  const char *name;
  GRegex *pattern;
  char *value;       /* NULL: not filled yet */
  gboolean is_fresh; /* filled by the last line */
} Slot;

struct _BilikctlBotRules
{
  JsonNode *root; /* the texts below are borrowed from it */
  const char *greeting;
  GArray *slots;
  GPtrArray *rules;
  char *line;
};

static void read_slots (BilikctlBotRules *self, CrmJsonReader *reader);
static void read_rules (BilikctlBotRules *self, CrmJsonReader *reader);

static void
slot_clear (gpointer data)
{
  Slot *self = data;

  g_clear_pointer (&self->pattern, g_regex_unref);
  g_free (self->value);
}

static void
rule_free (gpointer data)
{
  BilikctlBotRule *self = data;

  g_ptr_array_unref (self->keywords);
  g_ptr_array_unref (self->slots);
  g_free (self);
}

static Slot *
find_slot (BilikctlBotRules *self, const char *name)
{
  for (guint i = 0; i < self->slots->len; i++)
    {
      Slot *slot = &g_array_index (self->slots, Slot, i);

      if (strcmp (slot->name, name) == 0)
        return slot;
    }
  return NULL;
}

/* --- the file ------------------------------------------------------------------ */

/* Of the object that the reader stands in: a word that is misspelt would silently do nothing. @known: ended by %NULL */
static void
check_members (CrmJsonReader *reader, const char *const *known)
{
  JsonNode *node = crm_json_reader_opt_node (reader, NULL);
  g_autoptr (GList) names = NULL;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return;
  names = json_object_get_members (json_node_get_object (node));
  for (GList *name = names; name != NULL; name = name->next)
    if (!g_strv_contains (known, name->data))
      crm_json_reader_fail (reader, name->data, "there is no such member");
}

BilikctlBotRules *
bilikctl_bot_rules_load (const char *path, GError **error)
{
  g_autoptr (BilikctlBotRules) self = g_new0 (BilikctlBotRules, 1);
  g_autoptr (CrmJsonReader) reader = NULL;
  g_autofree char *text = NULL;
  gsize length;

  self->slots = g_array_new (FALSE, TRUE, sizeof (Slot));
  g_array_set_clear_func (self->slots, slot_clear);
  self->rules = g_ptr_array_new_with_free_func (rule_free);
  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  self->root = crm_json_parse (text, (gssize) length, MAX_DEPTH, error);
  if (self->root == NULL)
    {
      g_prefix_error (error, "%s: ", path);
      return NULL;
    }
  reader = crm_json_reader_new (self->root);
  crm_json_reader_enter (reader, NULL);
  check_members (reader, (const char *const[]){ "greeting", "slots", "rules", NULL });
  self->greeting = crm_json_reader_opt_string (reader, "greeting", NULL);
  read_slots (self, reader);
  read_rules (self, reader);
  crm_json_reader_leave (reader);
  if (crm_json_reader_finish (reader, error))
    return g_steal_pointer (&self);
  g_prefix_error (error, "%s: ", path);
  return NULL;
}

static void
read_slots (BilikctlBotRules *self, CrmJsonReader *reader)
{
  guint n = 0;

  if (!crm_json_reader_try_enter_array (reader, "slots", &n))
    return;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GError) error = NULL;
      const char *pattern;
      Slot slot = { 0 };

      crm_json_reader_enter_element (reader, i);
      check_members (reader, (const char *const[]){ "name", "pattern", NULL });
      slot.name = crm_json_reader_get_string (reader, "name");
      pattern = crm_json_reader_get_string (reader, "pattern");
      if (slot.name != NULL && pattern != NULL)
        slot.pattern = g_regex_new (pattern, G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, &error);
      if (error != NULL)
        crm_json_reader_fail (reader, "pattern", error->message);
      if (slot.pattern != NULL)
        g_array_append_val (self->slots, slot);
      crm_json_reader_leave (reader);
    }
  crm_json_reader_leave (reader);
}

static void
read_words (CrmJsonReader *reader, const char *member, gboolean folds, GPtrArray *words)
{
  guint n = 0;

  if (!crm_json_reader_try_enter_array (reader, member, &n))
    return;
  for (guint i = 0; i < n; i++)
    {
      const char *word = crm_json_reader_get_string_element (reader, i);

      if (word != NULL)
        g_ptr_array_add (words, folds ? g_utf8_casefold (word, -1) : g_strdup (word));
    }
  crm_json_reader_leave (reader);
}

static void
read_act (BilikctlBotRule *rule, CrmJsonReader *reader)
{
  static const char *const acts[] = { NULL, "create", "update", "delete" };

  for (guint i = BILIKCTL_BOT_CREATE; i <= BILIKCTL_BOT_DELETE; i++)
    {
      JsonNode *node = crm_json_reader_opt_node (reader, acts[i]);
      const char *object;

      if (node == NULL || !crm_json_reader_try_enter (reader, acts[i]))
        continue;
      object = crm_json_reader_get_string (reader, "object");
      if (rule->act != BILIKCTL_BOT_SAY_ONLY)
        crm_json_reader_fail (reader, "object", "one thing a rule");
      else if (object != NULL && !crm_record_object_from_wire (object, &rule->object))
        crm_json_reader_fail (reader, "object", "expected deal or ticket");
      rule->act = (BilikctlBotAct) i;
      rule->members = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      crm_json_reader_leave (reader);
    }
}

static void
check_slots (BilikctlBotRules *self, const BilikctlBotRule *rule, CrmJsonReader *reader)
{
  for (guint i = 0; i < rule->slots->len; i++)
    if (find_slot (self, rule->slots->pdata[i]) == NULL)
      crm_json_reader_fail (reader, "slots", "names a slot that is not there");
  if (rule->slots->len == 0 && rule->keywords->len == 0)
    crm_json_reader_fail (reader, "keywords", "a rule needs keywords or slots");
}

static void
read_rules (BilikctlBotRules *self, CrmJsonReader *reader)
{
  static const char *const rule_members[] = {
    "keywords", "slots", "reply", "create", "update", "delete", NULL
  };
  guint n = crm_json_reader_enter_array (reader, "rules");

  for (guint i = 0; i < n; i++)
    {
      BilikctlBotRule *rule = g_new0 (BilikctlBotRule, 1);

      rule->keywords = g_ptr_array_new_with_free_func (g_free);
      rule->slots = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_add (self->rules, rule);
      crm_json_reader_enter_element (reader, i);
      check_members (reader, rule_members);
      read_words (reader, "keywords", TRUE, rule->keywords);
      read_words (reader, "slots", FALSE, rule->slots);
      rule->reply = crm_json_reader_opt_string (reader, "reply", NULL);
      read_act (rule, reader);
      check_slots (self, rule, reader);
      crm_json_reader_leave (reader);
    }
  crm_json_reader_leave (reader);
}

void
bilikctl_bot_rules_free (BilikctlBotRules *self)
{
  g_clear_pointer (&self->rules, g_ptr_array_unref);
  g_clear_pointer (&self->slots, g_array_unref);
  g_clear_pointer (&self->root, json_node_unref);
  g_free (self->line);
  g_free (self);
}

/* --- talking -------------------------------------------------------------------- */

const char *
bilikctl_bot_rules_get_greeting (BilikctlBotRules *self)
{
  return self->greeting;
}

static void
fill_slots (BilikctlBotRules *self, const char *line)
{
  for (guint i = 0; i < self->slots->len; i++)
    {
      Slot *slot = &g_array_index (self->slots, Slot, i);
      g_autoptr (GMatchInfo) match = NULL;

      slot->is_fresh = g_regex_match (slot->pattern, line, 0, &match);
      if (!slot->is_fresh)
        continue;
      g_free (slot->value);
      slot->value = g_match_info_fetch (match, g_match_info_get_match_count (match) > 1 ? 1 : 0);
    }
}

static gboolean
rule_holds (BilikctlBotRules *self, const BilikctlBotRule *rule, const char *folded)
{
  gboolean is_meant = FALSE;

  for (guint i = 0; i < rule->slots->len; i++)
    {
      const Slot *slot = find_slot (self, rule->slots->pdata[i]);

      if (slot->value == NULL)
        return FALSE;
      is_meant = is_meant || (slot->is_fresh && rule->keywords->len == 0);
    }
  for (guint i = 0; i < rule->keywords->len; i++)
    is_meant = is_meant || strstr (folded, rule->keywords->pdata[i]) != NULL;
  return is_meant;
}

const BilikctlBotRule *
bilikctl_bot_rules_hear (BilikctlBotRules *self, const char *line)
{
  g_autofree char *folded = g_utf8_casefold (line, -1);

  g_free (self->line);
  self->line = g_strdup (line);
  fill_slots (self, line);
  for (guint i = 0; i < self->rules->len; i++)
    if (rule_holds (self, self->rules->pdata[i], folded))
      return self->rules->pdata[i];
  return NULL;
}

char *
bilikctl_bot_rules_expand (BilikctlBotRules *self, const char *text)
{
  GString *expanded = g_string_new (NULL);

  while (*text != '\0')
    {
      const char *end = *text == '{' ? strchr (text, '}') : NULL;
      g_autofree char *name = end != NULL ? g_strndup (text + 1, (gsize) (end - text - 1)) : NULL;
      const Slot *slot = name != NULL ? find_slot (self, name) : NULL;

      if (slot != NULL)
        g_string_append (expanded, slot->value != NULL ? slot->value : "");
      else if (name != NULL && strcmp (name, "line") == 0)
        g_string_append (expanded, self->line != NULL ? self->line : "");
      else
        g_string_append_c (expanded, *text);
      text = slot != NULL || (name != NULL && strcmp (name, "line") == 0) ? end + 1 : text + 1;
    }
  return g_string_free (expanded, FALSE);
}
