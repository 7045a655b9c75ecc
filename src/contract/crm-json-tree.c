/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-contract"

#include "crm-json-tree.h"

void
crm_json_tree_init (CrmJsonTree *self)
{
  self->root = NULL;
  self->open = g_ptr_array_new ();
  self->key = g_string_new (NULL);
  self->scratch = g_string_new (NULL);
}

void
crm_json_tree_clear (CrmJsonTree *self)
{
  g_clear_pointer (&self->root, json_node_unref);
  g_ptr_array_unref (self->open);
  g_string_free (self->key, TRUE);
  g_string_free (self->scratch, TRUE);
}

void
crm_json_tree_set_key (CrmJsonTree *self, const char *text, gsize length)
{
  g_string_truncate (self->key, 0);
  g_string_append_len (self->key, text, (gssize) length);
}

/* Takes @node. */
static void
add (CrmJsonTree *self, JsonNode *node)
{
  JsonNode *parent = self->open->len > 0 ? g_ptr_array_index (self->open, self->open->len - 1) : NULL;

  if (parent == NULL)
    self->root = node;
  else if (JSON_NODE_HOLDS_OBJECT (parent))
    json_object_set_member (json_node_get_object (parent), self->key->str, node);
  else
    json_array_add_element (json_node_get_array (parent), node);
}

void
crm_json_tree_open_object (CrmJsonTree *self)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, json_object_new ());
  add (self, node);
  g_ptr_array_add (self->open, node);
}

void
crm_json_tree_open_array (CrmJsonTree *self)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  json_node_take_array (node, json_array_new ());
  add (self, node);
  g_ptr_array_add (self->open, node);
}

void
crm_json_tree_close (CrmJsonTree *self)
{
  g_ptr_array_set_size (self->open, (int) self->open->len - 1);
}

void
crm_json_tree_add_string (CrmJsonTree *self, const char *text, gsize length)
{
  g_string_truncate (self->scratch, 0);
  g_string_append_len (self->scratch, text, (gssize) length);
  add (self, json_node_init_string (json_node_alloc (), self->scratch->str));
}

void
crm_json_tree_add_int (CrmJsonTree *self, gint64 value)
{
  add (self, json_node_init_int (json_node_alloc (), value));
}

void
crm_json_tree_add_double (CrmJsonTree *self, double value)
{
  add (self, json_node_init_double (json_node_alloc (), value));
}

void
crm_json_tree_add_boolean (CrmJsonTree *self, gboolean value)
{
  add (self, json_node_init_boolean (json_node_alloc (), value));
}

void
crm_json_tree_add_null (CrmJsonTree *self)
{
  add (self, json_node_init_null (json_node_alloc ()));
}
