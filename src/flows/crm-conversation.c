/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-flows"

#include "crm-conversation.h"

#include <string.h>

/* --- an entry ------------------------------------------------------------------------------------ */

struct _CrmEntry
{
  GObject parent_instance;

  CrmMessage *message;
  CrmEntryState state;
  char *text;
  char *name;
  char *key;
  gint64 created_at;
  gboolean starts_day;
};

enum { PROP_0, PROP_CHANGED, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (CrmEntry, crm_entry, G_TYPE_OBJECT)

static void
crm_entry_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_CHANGED)
    g_value_set_boolean (value, TRUE);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
crm_entry_finalize (GObject *object)
{
  CrmEntry *self = CRM_ENTRY (object);

  g_clear_object (&self->message);
  g_free (self->text);
  g_free (self->name);
  g_free (self->key);

  G_OBJECT_CLASS (crm_entry_parent_class)->finalize (object);
}

static void
crm_entry_class_init (CrmEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->get_property = crm_entry_get_property;
  G_OBJECT_CLASS (klass)->finalize = crm_entry_finalize;

  properties[PROP_CHANGED] =
      g_param_spec_boolean ("changed", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
}

static void
crm_entry_init (CrmEntry *self)
{
}

CrmEntryState
crm_entry_get_state (CrmEntry *self)
{
  return self->state;
}

CrmMessage *
crm_entry_get_message (CrmEntry *self)
{
  return self->message;
}

const char *
crm_entry_get_text (CrmEntry *self)
{
  return self->message != NULL ? crm_message_get_contents (self->message) : self->text;
}

CrmSpeaker
crm_entry_get_speaker (CrmEntry *self)
{
  return self->message != NULL ? crm_message_get_speaker (self->message) : CRM_SPEAKER_AGENT;
}

const char *
crm_entry_get_name (CrmEntry *self)
{
  return self->message != NULL ? crm_message_get_name (self->message) : self->name;
}

gint64
crm_entry_get_created_at (CrmEntry *self)
{
  return self->message != NULL ? crm_message_get_created_at (self->message) : self->created_at;
}

const char *
crm_entry_get_key (CrmEntry *self)
{
  return self->key;
}

gboolean
crm_entry_get_starts_day (CrmEntry *self)
{
  return self->starts_day;
}

static void
changed (CrmEntry *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHANGED]);
}

/* --- the list ------------------------------------------------------------------------------------ */

struct _CrmConversation
{
  GObject parent_instance;

  GPtrArray *entries;
  guint n_said; /* the first ones, in order of their ids */
  char *own_name;
};

static GType
crm_conversation_get_item_type (GListModel *model)
{
  return CRM_TYPE_ENTRY;
}

static guint
crm_conversation_get_n_items (GListModel *model)
{
  return CRM_CONVERSATION (model)->entries->len;
}

static gpointer
crm_conversation_get_item (GListModel *model, guint position)
{
  CrmConversation *self = CRM_CONVERSATION (model);

  return position < self->entries->len ? g_object_ref (g_ptr_array_index (self->entries, position)) : NULL;
}

static void
crm_conversation_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = crm_conversation_get_item_type;
  iface->get_n_items = crm_conversation_get_n_items;
  iface->get_item = crm_conversation_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (CrmConversation,
                               crm_conversation,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, crm_conversation_list_model_init))

static int
day_of (CrmEntry *entry)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (crm_entry_get_created_at (entry) / 1000);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_get_year (local) * 400 + g_date_time_get_day_of_year (local) : 0;
}

/* Says anew of the entries in a range, and of the one behind it, whether a day begins. */
static void
mark_days (CrmConversation *self, guint from, guint n)
{
  for (guint i = from; i < MIN (from + n + 1, self->entries->len); i++)
    {
      CrmEntry *entry = g_ptr_array_index (self->entries, i);
      gboolean starts_day = i == 0 || day_of (entry) != day_of (g_ptr_array_index (self->entries, i - 1));

      if (starts_day == entry->starts_day)
        continue;
      entry->starts_day = starts_day;
      changed (entry);
    }
}

static void
tell (CrmConversation *self, guint position, guint n_removed, guint n_added)
{
  mark_days (self, position, n_added);
  g_list_model_items_changed (G_LIST_MODEL (self), position, n_removed, n_added);
}

/* Ids are decimal: the longer is the higher. */
static int
compare_ids (const char *a, const char *b)
{
  gsize a_length = strlen (a), b_length = strlen (b);

  return a_length != b_length ? (a_length < b_length ? -1 : 1) : strcmp (a, b);
}

/* Returns: whether the message with @id is there; @out_position: where it is or belongs */
static gboolean
locate (CrmConversation *self, const char *id, guint *out_position)
{
  guint low = 0, high = self->n_said;

  while (low < high)
    {
      guint middle = (low + high) / 2;
      CrmEntry *entry = g_ptr_array_index (self->entries, middle);
      int order = compare_ids (crm_message_get_id (entry->message), id);

      if (order == 0)
        {
          *out_position = middle;
          return TRUE;
        }
      if (order < 0)
        low = middle + 1;
      else
        high = middle;
    }
  *out_position = low;
  return FALSE;
}

static void
insert (CrmConversation *self, CrmMessage *message)
{
  CrmEntry *entry;
  guint position;

  if (locate (self, crm_message_get_id (message), &position))
    {
      /* The same once more: how far it has come may be new. */
      entry = g_ptr_array_index (self->entries, position);
      if (g_set_object (&entry->message, message))
        changed (entry);
      return;
    }
  entry = g_object_new (CRM_TYPE_ENTRY, NULL);
  entry->message = g_object_ref (message);
  g_ptr_array_insert (self->entries, (int) position, entry);
  self->n_said++;
  tell (self, position, 0, 1);
}

/* --- the object ---------------------------------------------------------------------------------- */

static void
crm_conversation_finalize (GObject *object)
{
  CrmConversation *self = CRM_CONVERSATION (object);

  g_ptr_array_unref (self->entries);
  g_free (self->own_name);

  G_OBJECT_CLASS (crm_conversation_parent_class)->finalize (object);
}

static void
crm_conversation_class_init (CrmConversationClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = crm_conversation_finalize;
}

static void
crm_conversation_init (CrmConversation *self)
{
  self->entries = g_ptr_array_new_with_free_func (g_object_unref);
}

CrmConversation *
crm_conversation_new (const char *own_name)
{
  CrmConversation *self = g_object_new (CRM_TYPE_CONVERSATION, NULL);

  self->own_name = g_strdup (own_name);
  return self;
}

/* A page that is older than everything, as pages are: in one go. */
static gboolean
prepend (CrmConversation *self, GPtrArray *messages)
{
  guint position;

  if (messages->len == 0)
    return TRUE;
  if (locate (self, crm_message_get_id (g_ptr_array_index (messages, 0)), &position) || position != 0)
    return FALSE;
  for (guint i = 0; i < messages->len; i++)
    {
      CrmEntry *entry = g_object_new (CRM_TYPE_ENTRY, NULL);

      entry->message = g_object_ref (g_ptr_array_index (messages, messages->len - 1 - i));
      g_ptr_array_insert (self->entries, (int) i, entry);
    }
  self->n_said += messages->len;
  tell (self, 0, 0, messages->len);
  return TRUE;
}

void
crm_conversation_add_page (CrmConversation *self, GPtrArray *messages)
{
  g_return_if_fail (CRM_IS_CONVERSATION (self));

  if (prepend (self, messages))
    return;
  for (guint i = 0; i < messages->len; i++)
    insert (self, g_ptr_array_index (messages, messages->len - 1 - i));
}

gboolean
crm_conversation_replace (CrmConversation *self, GPtrArray *messages)
{
  g_return_val_if_fail (CRM_IS_CONVERSATION (self), FALSE);

  gboolean has_hole = FALSE;

  if (self->n_said > 0 && messages->len > 0)
    {
      CrmEntry *newest = g_ptr_array_index (self->entries, self->n_said - 1);
      CrmMessage *oldest = g_ptr_array_index (messages, messages->len - 1);

      has_hole = compare_ids (crm_message_get_id (newest->message), crm_message_get_id (oldest)) < 0;
    }
  if (has_hole)
    {
      guint n_removed = self->n_said;

      g_ptr_array_remove_range (self->entries, 0, n_removed);
      self->n_said = 0;
      tell (self, 0, n_removed, 0);
    }
  crm_conversation_add_page (self, messages);
  return has_hole;
}

/* What the agent is sending comes over the stream too, often before its own answer. */
static CrmEntry *
find_sent (CrmConversation *self, CrmMessage *message)
{
  CrmEntry *entry = crm_conversation_find (self, CRM_ENTRY_SENDING);

  return entry != NULL && crm_message_get_speaker (message) == CRM_SPEAKER_AGENT &&
                 g_strcmp0 (crm_message_get_name (message), self->own_name) == 0 &&
                 g_str_equal (crm_message_get_contents (message), entry->text)
             ? entry
             : NULL;
}

void
crm_conversation_add (CrmConversation *self, CrmMessage *message)
{
  g_return_if_fail (CRM_IS_CONVERSATION (self));

  CrmEntry *entry = find_sent (self, message);
  guint position;

  if (entry != NULL && !locate (self, crm_message_get_id (message), &position))
    crm_conversation_complete (self, entry, message);
  else
    insert (self, message);
}

/* --- what is sent -------------------------------------------------------------------------------- */

CrmEntry *
crm_conversation_begin (CrmConversation *self, const char *text, const char *key, gint64 now)
{
  g_return_val_if_fail (CRM_IS_CONVERSATION (self), NULL);

  CrmEntry *entry = g_object_new (CRM_TYPE_ENTRY, NULL);

  entry->state = CRM_ENTRY_SENDING;
  entry->text = g_strdup (text);
  entry->name = g_strdup (self->own_name);
  entry->key = g_strdup (key);
  entry->created_at = now;
  g_ptr_array_add (self->entries, entry);
  tell (self, self->entries->len - 1, 0, 1);
  return entry;
}

void
crm_conversation_set_state (CrmConversation *self, CrmEntry *entry, CrmEntryState state)
{
  g_return_if_fail (CRM_IS_CONVERSATION (self));

  if (entry->state == state)
    return;
  entry->state = state;
  changed (entry);
}

void
crm_conversation_drop (CrmConversation *self, CrmEntry *entry)
{
  g_return_if_fail (CRM_IS_CONVERSATION (self));

  guint position;

  if (entry->message != NULL || !g_ptr_array_find (self->entries, entry, &position))
    return;
  g_ptr_array_remove_index (self->entries, position);
  tell (self, position, 1, 0);
}

void
crm_conversation_complete (CrmConversation *self, CrmEntry *entry, CrmMessage *message)
{
  g_return_if_fail (CRM_IS_CONVERSATION (self));

  guint is_at, position;

  if (entry->message != NULL || !g_ptr_array_find (self->entries, entry, &is_at))
    {
      insert (self, message);
      return;
    }
  if (is_at != self->n_said || locate (self, crm_message_get_id (message), &position) ||
      position != self->n_said)
    {
      crm_conversation_drop (self, entry);
      insert (self, message);
      return;
    }
  /* It stays where it is: nothing jumps. */
  entry->message = g_object_ref (message);
  entry->state = CRM_ENTRY_SAID;
  self->n_said++;
  mark_days (self, is_at, 1);
  changed (entry);
}

CrmMessage *
crm_conversation_get_newest (CrmConversation *self)
{
  g_return_val_if_fail (CRM_IS_CONVERSATION (self), NULL);

  CrmEntry *newest = self->n_said > 0 ? g_ptr_array_index (self->entries, self->n_said - 1) : NULL;

  return newest != NULL ? newest->message : NULL;
}

CrmEntry *
crm_conversation_find (CrmConversation *self, CrmEntryState state)
{
  g_return_val_if_fail (CRM_IS_CONVERSATION (self), NULL);

  for (guint i = state == CRM_ENTRY_SAID ? 0 : self->n_said; i < self->entries->len; i++)
    {
      CrmEntry *entry = g_ptr_array_index (self->entries, i);

      if (entry->state == state)
        return entry;
    }
  return NULL;
}
