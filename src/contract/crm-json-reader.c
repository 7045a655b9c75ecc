/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-contract"

#include "crm-error.h"
#include "crm-identity.h"
#include "crm-json.h"
#include "crm-time.h"

/*
 * The stack holds one frame for every enter. A frame without a node is one that
 * could not be entered: reading in it answers the fallback, since the error
 * that matters has stuck already.
 */
typedef struct
{
  JsonNode *node;
  const char *member; /* borrowed from the caller while entered; NULL for an element */
  guint index;
} Frame;

struct _CrmJsonReader
{
  GArray *frames;
  GStringChunk *texts; /* of ids that were integers */
  GError *error;
};

/* --- errors ------------------------------------------------------------------ */

static void
append_step (GString *path, const char *member, guint index)
{
  if (member != NULL)
    g_string_append_printf (path, ".%s", member);
  else
    g_string_append_printf (path, "[%u]", index);
}

static char *
describe_path (CrmJsonReader *self, const char *member)
{
  GString *path = g_string_new ("$");

  for (guint i = 1; i < self->frames->len; i++)
    {
      const Frame *frame = &g_array_index (self->frames, Frame, i);

      if (frame->member != NULL || frame->index != G_MAXUINT)
        append_step (path, frame->member, frame->index);
    }
  if (member != NULL)
    append_step (path, member, 0);
  return g_string_free (path, FALSE);
}

void
crm_json_reader_fail (CrmJsonReader *self, const char *member, const char *message)
{
  g_autofree char *path = NULL;

  if (self->error != NULL)
    return;
  path = describe_path (self, member);
  self->error = g_error_new (CRM_ERROR, CRM_ERROR_BAD_REQUEST, "%s: %s", path, message);
}

static const char *
describe_type (JsonNode *node)
{
  if (node == NULL)
    return "nothing";
  if (JSON_NODE_HOLDS_NULL (node))
    return "null";
  if (JSON_NODE_HOLDS_OBJECT (node))
    return "object";
  if (JSON_NODE_HOLDS_ARRAY (node))
    return "array";
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return "string";
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return "boolean";
  return "number";
}

static void
fail_type (CrmJsonReader *self, const char *member, const char *expected, JsonNode *found)
{
  g_autofree char *message = NULL;

  if (self->error != NULL)
    return;
  message = g_strdup_printf ("expected %s, found %s", expected, describe_type (found));
  crm_json_reader_fail (self, member, message);
}

/* --- the tree ---------------------------------------------------------------- */

static Frame *
top (CrmJsonReader *self)
{
  return &g_array_index (self->frames, Frame, self->frames->len - 1);
}

static void
push (CrmJsonReader *self, JsonNode *node, const char *member, guint index)
{
  Frame frame = { node, member, index };

  g_array_append_val (self->frames, frame);
}

/* The member of the object the reader stands in; %NULL for absent. No @member: the value itself. */
static JsonNode *
find (CrmJsonReader *self, const char *member)
{
  JsonNode *node = top (self)->node;

  if (node == NULL || member == NULL)
    return node;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      fail_type (self, NULL, "object", node);
      return NULL;
    }
  return json_object_get_member (json_node_get_object (node), member);
}

static JsonNode *
find_non_null (CrmJsonReader *self, const char *member)
{
  JsonNode *node = find (self, member);

  return node != NULL && !JSON_NODE_HOLDS_NULL (node) ? node : NULL;
}

static gboolean
holds (JsonNode *node, GType type)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

CrmJsonReader *
crm_json_reader_new (JsonNode *root)
{
  CrmJsonReader *self = g_new0 (CrmJsonReader, 1);

  self->frames = g_array_new (FALSE, FALSE, sizeof (Frame));
  push (self, root, NULL, G_MAXUINT);
  return self;
}

void
crm_json_reader_free (CrmJsonReader *self)
{
  g_array_unref (self->frames);
  g_clear_pointer (&self->texts, g_string_chunk_free);
  g_clear_error (&self->error);
  g_free (self);
}

gboolean
crm_json_reader_has_failed (CrmJsonReader *self)
{
  return self->error != NULL;
}

gboolean
crm_json_reader_finish (CrmJsonReader *self, GError **error)
{
  if (self->error == NULL)
    return TRUE;
  g_propagate_error (error, g_error_copy (self->error));
  return FALSE;
}

/* --- descending -------------------------------------------------------------- */

void
crm_json_reader_enter (CrmJsonReader *self, const char *member)
{
  JsonNode *node = find (self, member);

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      fail_type (self, member, "object", node);
      node = NULL;
    }
  push (self, node, member, G_MAXUINT);
}

gboolean
crm_json_reader_try_enter (CrmJsonReader *self, const char *member)
{
  if (find_non_null (self, member) == NULL)
    return FALSE;
  crm_json_reader_enter (self, member);
  return TRUE;
}

void
crm_json_reader_leave (CrmJsonReader *self)
{
  g_return_if_fail (self->frames->len > 1);

  g_array_set_size (self->frames, self->frames->len - 1);
}

guint
crm_json_reader_enter_array (CrmJsonReader *self, const char *member)
{
  JsonNode *node = find (self, member);

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    {
      fail_type (self, member, "array", node);
      node = NULL;
    }
  push (self, node, member, G_MAXUINT);
  return node != NULL ? json_array_get_length (json_node_get_array (node)) : 0;
}

gboolean
crm_json_reader_try_enter_array (CrmJsonReader *self, const char *member, guint *out_length)
{
  *out_length = 0;
  if (find_non_null (self, member) == NULL)
    return FALSE;
  *out_length = crm_json_reader_enter_array (self, member);
  return TRUE;
}

static JsonNode *
find_element (CrmJsonReader *self, guint index)
{
  JsonNode *node = top (self)->node;
  JsonArray *array;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return NULL;
  array = json_node_get_array (node);
  return index < json_array_get_length (array) ? json_array_get_element (array, index) : NULL;
}

void
crm_json_reader_enter_element (CrmJsonReader *self, guint index)
{
  JsonNode *node = find_element (self, index);

  push (self, node, NULL, index);
  if (node == NULL)
    fail_type (self, NULL, "element", NULL);
}

const char *
crm_json_reader_get_string_element (CrmJsonReader *self, guint index)
{
  JsonNode *node = find_element (self, index);

  if (holds (node, G_TYPE_STRING))
    return json_node_get_string (node);
  push (self, NULL, NULL, index);
  fail_type (self, NULL, "string", node);
  crm_json_reader_leave (self);
  return NULL;
}

/* --- members ----------------------------------------------------------------- */

static const char *
node_to_id (CrmJsonReader *self, JsonNode *node)
{
  char text[24];

  if (holds (node, G_TYPE_STRING))
    return crm_identity_is_id (json_node_get_string (node)) ? json_node_get_string (node) : NULL;
  if (!holds (node, G_TYPE_INT64) || json_node_get_int (node) < 0)
    return NULL;
  if (self->texts == NULL)
    self->texts = g_string_chunk_new (128);
  g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, json_node_get_int (node));
  return g_string_chunk_insert (self->texts, text);
}

static const char *
read_string (CrmJsonReader *self, const char *member, JsonNode *node)
{
  if (holds (node, G_TYPE_STRING))
    return json_node_get_string (node);
  fail_type (self, member, "string", node);
  return NULL;
}

static gint64
read_int (CrmJsonReader *self, const char *member, JsonNode *node)
{
  if (holds (node, G_TYPE_INT64))
    return json_node_get_int (node);
  fail_type (self, member, "integer", node);
  return 0;
}

static gboolean
read_bool (CrmJsonReader *self, const char *member, JsonNode *node)
{
  if (holds (node, G_TYPE_BOOLEAN))
    return json_node_get_boolean (node);
  fail_type (self, member, "boolean", node);
  return FALSE;
}

static const char *
read_id (CrmJsonReader *self, const char *member, JsonNode *node)
{
  const char *id = node_to_id (self, node);

  if (id == NULL)
    fail_type (self, member, "an id", node);
  return id;
}

const char *
crm_json_reader_get_string (CrmJsonReader *self, const char *member)
{
  return read_string (self, member, find (self, member));
}

gint64
crm_json_reader_get_int (CrmJsonReader *self, const char *member)
{
  return read_int (self, member, find (self, member));
}

gboolean
crm_json_reader_get_bool (CrmJsonReader *self, const char *member)
{
  return read_bool (self, member, find (self, member));
}

const char *
crm_json_reader_get_id (CrmJsonReader *self, const char *member)
{
  return read_id (self, member, find (self, member));
}

const char *
crm_json_reader_opt_string (CrmJsonReader *self, const char *member, const char *fallback)
{
  JsonNode *node = find_non_null (self, member);

  return node != NULL ? read_string (self, member, node) : fallback;
}

gint64
crm_json_reader_opt_int (CrmJsonReader *self, const char *member, gint64 fallback)
{
  JsonNode *node = find_non_null (self, member);

  return node != NULL ? read_int (self, member, node) : fallback;
}

gboolean
crm_json_reader_opt_bool (CrmJsonReader *self, const char *member, gboolean fallback)
{
  JsonNode *node = find_non_null (self, member);

  return node != NULL ? read_bool (self, member, node) : fallback;
}

const char *
crm_json_reader_opt_id (CrmJsonReader *self, const char *member)
{
  JsonNode *node = find_non_null (self, member);

  return node != NULL ? read_id (self, member, node) : NULL;
}

gint64
crm_json_reader_opt_time (CrmJsonReader *self, const char *member, gint64 fallback)
{
  JsonNode *node = find_non_null (self, member);
  gint64 unix_ms;

  if (node == NULL)
    return fallback;
  if (holds (node, G_TYPE_STRING) && crm_time_parse (json_node_get_string (node), &unix_ms))
    return unix_ms;
  fail_type (self, member, "an RFC 3339 time", node);
  return fallback;
}

JsonNode *
crm_json_reader_opt_node (CrmJsonReader *self, const char *member)
{
  return find_non_null (self, member);
}

gboolean
crm_json_reader_has (CrmJsonReader *self, const char *member)
{
  return find (self, member) != NULL;
}
