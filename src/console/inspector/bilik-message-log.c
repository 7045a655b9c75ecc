/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-inspector"

#include "bilik-message-log.h"
#include "crm-embed-message.h"
#include "crm-json.h"
#include "crm-time.h"

struct _BilikMessageRecord
{
  GObject parent_instance;

  gint64 time;
  gboolean is_incoming;
  char *type;
  char *drop;
  char *text;
};

G_DEFINE_FINAL_TYPE (BilikMessageRecord, bilik_message_record, G_TYPE_OBJECT)

struct _BilikMessageLog
{
  GObject parent_instance;

  GListStore *records;
};

static void bilik_message_log_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BilikMessageLog,
                               bilik_message_log,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, bilik_message_log_list_model_init))

/* --- what is kept of a message ---------------------------------------------- */

static gboolean
is_secret (const char *member)
{
  g_autofree char *folded = g_ascii_strdown (member, -1);

  return strstr (folded, "token") != NULL || strstr (folded, "authorization") != NULL ||
         strstr (folded, "password") != NULL;
}

static void redact_node (JsonNode *node);

static void
redact_member (JsonObject *object, const char *member, JsonNode *value, gpointer user_data)
{
  if (is_secret (member) && !JSON_NODE_HOLDS_NULL (value))
    json_object_set_string_member (object, member, "redacted");
  else
    redact_node (value);
}

static void
redact_element (JsonArray *array, guint index, JsonNode *element, gpointer user_data)
{
  redact_node (element);
}

static void
redact_node (JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    json_object_foreach_member (json_node_get_object (node), redact_member, NULL);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    json_array_foreach_element (json_node_get_array (node), redact_element, NULL);
}

/* What looks like a JWT goes wherever it stands, also in text that is no JSON. */
static char *
redact_text (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autoptr (GRegex) token = g_regex_new ("eyJ[A-Za-z0-9_-]{4,}(\\.[A-Za-z0-9_-]*){1,2}", 0, 0, NULL);

  return g_regex_replace_literal (token, valid, -1, 0, "redacted", 0, NULL);
}

static char *
clip_text (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, MIN (strlen (text), BILIK_MESSAGE_LOG_MAX_TEXT));

  if (strlen (text) <= BILIK_MESSAGE_LOG_MAX_TEXT)
    return g_steal_pointer (&valid);
  return g_strconcat (valid, "…", NULL);
}

static void
bilik_message_record_read (BilikMessageRecord *self, const char *text)
{
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *pretty = NULL;
  g_autofree char *safe = NULL;

  if (strlen (text) <= CRM_EMBED_MAX_MESSAGE)
    root = crm_json_parse (text, -1, CRM_EMBED_MAX_DEPTH, NULL);
  if (root != NULL)
    {
      redact_node (root);
      pretty = json_to_string (root, TRUE);
    }
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    {
      JsonNode *type = json_object_get_member (json_node_get_object (root), "type");
      if (type != NULL && json_node_get_value_type (type) == G_TYPE_STRING)
        self->type = clip_text (json_node_get_string (type));
    }
  safe = redact_text (pretty != NULL ? pretty : text);
  self->text = clip_text (safe);
}

static void
bilik_message_record_finalize (GObject *object)
{
  BilikMessageRecord *self = BILIK_MESSAGE_RECORD (object);

  g_free (self->type);
  g_free (self->drop);
  g_free (self->text);

  G_OBJECT_CLASS (bilik_message_record_parent_class)->finalize (object);
}

static void
bilik_message_record_class_init (BilikMessageRecordClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bilik_message_record_finalize;
}

static void
bilik_message_record_init (BilikMessageRecord *self)
{
}

gint64
bilik_message_record_get_time (BilikMessageRecord *self)
{
  g_return_val_if_fail (BILIK_IS_MESSAGE_RECORD (self), 0);
  return self->time;
}

gboolean
bilik_message_record_get_is_incoming (BilikMessageRecord *self)
{
  g_return_val_if_fail (BILIK_IS_MESSAGE_RECORD (self), FALSE);
  return self->is_incoming;
}

const char *
bilik_message_record_get_message_type (BilikMessageRecord *self)
{
  g_return_val_if_fail (BILIK_IS_MESSAGE_RECORD (self), NULL);
  return self->type;
}

const char *
bilik_message_record_get_drop (BilikMessageRecord *self)
{
  g_return_val_if_fail (BILIK_IS_MESSAGE_RECORD (self), NULL);
  return self->drop;
}

const char *
bilik_message_record_get_text (BilikMessageRecord *self)
{
  g_return_val_if_fail (BILIK_IS_MESSAGE_RECORD (self), NULL);
  return self->text;
}

/* --- the log ------------------------------------------------------------------ */

static GType
bilik_message_log_get_item_type (GListModel *model)
{
  return BILIK_TYPE_MESSAGE_RECORD;
}

static guint
bilik_message_log_get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (BILIK_MESSAGE_LOG (model)->records));
}

static gpointer
bilik_message_log_get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (BILIK_MESSAGE_LOG (model)->records), position);
}

static void
bilik_message_log_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = bilik_message_log_get_item_type;
  iface->get_n_items = bilik_message_log_get_n_items;
  iface->get_item = bilik_message_log_get_item;
}

static void
bilik_message_log_dispose (GObject *object)
{
  BilikMessageLog *self = BILIK_MESSAGE_LOG (object);

  g_clear_object (&self->records);

  G_OBJECT_CLASS (bilik_message_log_parent_class)->dispose (object);
}

static void
bilik_message_log_class_init (BilikMessageLogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bilik_message_log_dispose;
}

static void
bilik_message_log_init (BilikMessageLog *self)
{
  self->records = g_list_store_new (BILIK_TYPE_MESSAGE_RECORD);
  g_signal_connect_swapped (self->records, "items-changed", G_CALLBACK (g_list_model_items_changed), self);
}

BilikMessageLog *
bilik_message_log_new (void)
{
  return g_object_new (BILIK_TYPE_MESSAGE_LOG, NULL);
}

void
bilik_message_log_append (BilikMessageLog *self, const char *direction, const char *text, const char *drop)
{
  g_autoptr (BilikMessageRecord) record = g_object_new (BILIK_TYPE_MESSAGE_RECORD, NULL);

  g_return_if_fail (BILIK_IS_MESSAGE_LOG (self));

  record->time = crm_time_now ();
  record->is_incoming = g_strcmp0 (direction, "in") == 0;
  record->drop = g_strdup (drop);
  bilik_message_record_read (record, text != NULL ? text : "");

  g_list_store_append (self->records, record);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->records)) > BILIK_MESSAGE_LOG_MAX_ROWS)
    g_list_store_remove (self->records, 0);
}

void
bilik_message_log_clear (BilikMessageLog *self)
{
  g_return_if_fail (BILIK_IS_MESSAGE_LOG (self));

  g_list_store_remove_all (self->records);
}
