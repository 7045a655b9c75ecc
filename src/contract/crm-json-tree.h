/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/*
 * Grows the tree of json-glib while crm-json-parse.c reads, token by token. What is added belongs to the container that is
 * open, under the key that was given last; the first value is the root. Texts need not end in NUL, and are copied.
 */
typedef struct
{
  JsonNode *root;  /* (nullable): owns all that was added */
  GPtrArray *open; /* borrowed: JsonNode of the containers that are not closed, innermost last */
  GString *key;
  GString *scratch; /* a text with its NUL */
} CrmJsonTree;

void crm_json_tree_init (CrmJsonTree *self);
void crm_json_tree_clear (CrmJsonTree *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CrmJsonTree, crm_json_tree_clear)

void crm_json_tree_set_key (CrmJsonTree *self, const char *text, gsize length);
void crm_json_tree_open_object (CrmJsonTree *self);
void crm_json_tree_open_array (CrmJsonTree *self);
void crm_json_tree_close (CrmJsonTree *self);
void crm_json_tree_add_string (CrmJsonTree *self, const char *text, gsize length);
void crm_json_tree_add_int (CrmJsonTree *self, gint64 value);
void crm_json_tree_add_double (CrmJsonTree *self, double value);
void crm_json_tree_add_boolean (CrmJsonTree *self, gboolean value);
void crm_json_tree_add_null (CrmJsonTree *self);

G_END_DECLS
