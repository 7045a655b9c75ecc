/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-json.h"
#include "crm-types.h"

G_BEGIN_DECLS

/**
 * BilikctlBotRules: what a bot says and does, out of a small file (data/scenarios/ has one):
 *
 *   {
 *     "greeting": "…",
 *     "slots": [{ "name": "quantity", "pattern": "\\b([0-9]+)\\b" }],
 *     "rules": [{ "keywords": ["buy"], "slots": ["quantity"], "reply": "{quantity}, noted.",
 *                 "create": { "object": "deal", "name": "{quantity} chairs" } }]
 *   }
 *
 * A customer's line fills the slots whose pattern it matches: with the first group, or all of it. Then the first
 * rule holds whose slots are all filled, and of whose keywords the line has one; a rule without keywords also needs
 * one of its slots filled by this very line. `{slot}` in a text stands for what the slot holds, `{line}` for the
 * line. `create`, `update` and `delete` name an object; their other members go to the CRM as they are.
 */
typedef struct _BilikctlBotRules BilikctlBotRules;

typedef enum {
  BILIKCTL_BOT_SAY_ONLY,
  BILIKCTL_BOT_CREATE,
  BILIKCTL_BOT_UPDATE,
  BILIKCTL_BOT_DELETE
} BilikctlBotAct;

/**
 * BilikctlBotRule:
 * @keywords: (element-type utf8): case folded
 * @slots: (element-type utf8)
 * @reply: (nullable)
 * @members: (nullable): what the file has for @act
 */
typedef struct
{
  GPtrArray *keywords;
  GPtrArray *slots;
  const char *reply;
  BilikctlBotAct act;
  CrmRecordObject object;
  JsonObject *members;
} BilikctlBotRule;

BilikctlBotRules *bilikctl_bot_rules_load (const char *path, GError **error);
void bilikctl_bot_rules_free (BilikctlBotRules *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BilikctlBotRules, bilikctl_bot_rules_free)

/* Returns: (nullable): what is said before the customer has said anything */
const char *bilikctl_bot_rules_get_greeting (BilikctlBotRules *self);

/* Returns: (transfer none) (nullable): the rule that holds after the customer's @line */
const BilikctlBotRule *bilikctl_bot_rules_hear (BilikctlBotRules *self, const char *line);

/* Puts the slots into @text. Returns: (transfer full) */
char *bilikctl_bot_rules_expand (BilikctlBotRules *self, const char *text);

G_END_DECLS
