/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-flows"

#include "crm-room-outbox.h"

#include "crm-time.h"

#define DRAFT_PAUSE_MS 400

struct _CrmRoomOutbox
{
  GObject parent_instance;

  CrmClient *client;
  CrmDraftStore *drafts;
  CrmConversation *conversation;
  char *room_id;
  char *draft_id;

  char *typed;
  guint pause;
  CrmEntry *sending;
};

G_DEFINE_FINAL_TYPE (CrmRoomOutbox, crm_room_outbox, G_TYPE_OBJECT)

static void send_next (CrmRoomOutbox *self);

/* --- the draft ----------------------------------------------------------------------------------- */

static gboolean
is_said (CrmRoomOutbox *self, guint position)
{
  g_autoptr (CrmEntry) entry = g_list_model_get_item (G_LIST_MODEL (self->conversation), position);

  return crm_entry_get_state (entry) == CRM_ENTRY_SAID;
}

/* What is not sent stands at the end; it is kept in the order in which it was said. */
static JsonArray *
collect_unsent (CrmRoomOutbox *self)
{
  JsonArray *unsent = json_array_new ();
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->conversation));
  guint first = n;

  while (first > 0 && !is_said (self, first - 1))
    first--;
  for (guint i = first; i < n; i++)
    {
      g_autoptr (CrmEntry) entry = g_list_model_get_item (G_LIST_MODEL (self->conversation), i);
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "key", crm_entry_get_key (entry));
      json_object_set_string_member (object, "text", crm_entry_get_text (entry));
      json_array_add_object_element (unsent, object);
    }
  return unsent;
}

void
crm_room_outbox_keep (CrmRoomOutbox *self)
{
  g_return_if_fail (CRM_IS_ROOM_OUTBOX (self));

  g_autoptr (JsonNode) draft = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (GError) error = NULL;
  JsonObject *object = json_object_new ();
  JsonArray *unsent = collect_unsent (self);
  gboolean is_empty = json_array_get_length (unsent) == 0 && (self->typed == NULL || *self->typed == '\0');

  g_clear_handle_id (&self->pause, g_source_remove);
  json_object_set_string_member (object, "text", self->typed != NULL ? self->typed : "");
  json_object_set_array_member (object, "unsent", unsent);
  json_node_take_object (draft, object);
  if (is_empty)
    crm_draft_store_remove (self->drafts, self->draft_id);
  else if (!crm_draft_store_save (self->drafts, self->draft_id, draft, &error))
    g_message ("A draft can't be kept: %s", error->message);
}

const char *
crm_room_outbox_restore (CrmRoomOutbox *self)
{
  g_return_val_if_fail (CRM_IS_ROOM_OUTBOX (self), NULL);

  g_autoptr (JsonNode) draft = crm_draft_store_load (self->drafts, self->draft_id);
  g_autoptr (CrmJsonReader) reader = NULL;
  const char *text;
  guint n_unsent;

  if (draft == NULL)
    return NULL;
  reader = crm_json_reader_new (draft);
  crm_json_reader_enter (reader, NULL);
  text = crm_json_reader_opt_string (reader, "text", NULL);
  n_unsent = crm_json_reader_enter_array (reader, "unsent");
  for (guint i = 0; i < n_unsent; i++)
    {
      const char *key, *unsent;

      crm_json_reader_enter_element (reader, i);
      key = crm_json_reader_get_string (reader, "key");
      unsent = crm_json_reader_get_string (reader, "text");
      if (key != NULL && unsent != NULL)
        crm_conversation_set_state (self->conversation,
                                    crm_conversation_begin (self->conversation, unsent, key, crm_time_now ()),
                                    CRM_ENTRY_FAILED);
      crm_json_reader_leave (reader);
    }
  g_free (self->typed);
  self->typed = g_strdup (text);
  return self->typed;
}

/* --- typing -------------------------------------------------------------------------------------- */

static gboolean
on_typing_paused (gpointer user_data)
{
  CrmRoomOutbox *self = user_data;

  self->pause = 0;
  crm_room_outbox_keep (self);
  return G_SOURCE_REMOVE;
}

void
crm_room_outbox_type (CrmRoomOutbox *self, const char *text)
{
  g_return_if_fail (CRM_IS_ROOM_OUTBOX (self));

  if (g_strcmp0 (self->typed, text) == 0)
    return;
  g_free (self->typed);
  self->typed = g_strdup (text);
  g_clear_handle_id (&self->pause, g_source_remove);
  self->pause = g_timeout_add (DRAFT_PAUSE_MS, on_typing_paused, self);
}

/* --- sending ------------------------------------------------------------------------------------- */

void
crm_room_outbox_send (CrmRoomOutbox *self, const char *text)
{
  g_return_if_fail (CRM_IS_ROOM_OUTBOX (self));

  g_autofree char *key = g_uuid_string_random ();

  crm_conversation_begin (self->conversation, text, key, crm_time_now ());
  g_clear_pointer (&self->typed, g_free);
  /* On disk before it is on its way: a console that dies now still knows the key. */
  crm_room_outbox_keep (self);
  send_next (self);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CrmRoomOutbox) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmMessage) message = crm_client_send_message_finish (CRM_CLIENT (source), result, &error);
  g_autoptr (CrmEntry) entry = g_steal_pointer (&self->sending);

  if (message != NULL)
    crm_conversation_complete (self->conversation, entry, message);
  else if (crm_entry_get_message (entry) == NULL)
    crm_conversation_set_state (self->conversation, entry, CRM_ENTRY_FAILED);
  crm_room_outbox_keep (self);
  send_next (self);
}

static void
send_next (CrmRoomOutbox *self)
{
  CrmEntry *next = crm_conversation_find (self->conversation, CRM_ENTRY_SENDING);

  if (self->sending != NULL || next == NULL)
    return;
  self->sending = g_object_ref (next);
  /* Not cancelled with the tab: what the agent has sent is sent. */
  crm_client_send_message (self->client, self->room_id, crm_entry_get_text (next), crm_entry_get_key (next),
                           NULL, on_sent, g_object_ref (self));
}

void
crm_room_outbox_retry (CrmRoomOutbox *self, CrmEntry *entry)
{
  g_return_if_fail (CRM_IS_ROOM_OUTBOX (self));

  if (crm_entry_get_state (entry) != CRM_ENTRY_FAILED)
    return;
  crm_conversation_set_state (self->conversation, entry, CRM_ENTRY_SENDING);
  send_next (self);
}

void
crm_room_outbox_discard (CrmRoomOutbox *self, CrmEntry *entry)
{
  g_return_if_fail (CRM_IS_ROOM_OUTBOX (self));

  if (crm_entry_get_state (entry) != CRM_ENTRY_FAILED)
    return;
  crm_conversation_drop (self->conversation, entry);
  crm_room_outbox_keep (self);
}

/* --- the object ---------------------------------------------------------------------------------- */

static void
crm_room_outbox_finalize (GObject *object)
{
  CrmRoomOutbox *self = CRM_ROOM_OUTBOX (object);

  g_clear_handle_id (&self->pause, g_source_remove);
  g_clear_object (&self->client);
  g_clear_object (&self->drafts);
  g_clear_object (&self->conversation);
  g_clear_object (&self->sending);
  g_free (self->room_id);
  g_free (self->draft_id);
  g_free (self->typed);

  G_OBJECT_CLASS (crm_room_outbox_parent_class)->finalize (object);
}

static void
crm_room_outbox_class_init (CrmRoomOutboxClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = crm_room_outbox_finalize;
}

static void
crm_room_outbox_init (CrmRoomOutbox *self)
{
}

CrmRoomOutbox *
crm_room_outbox_new (CrmClient *client,
                     CrmDraftStore *drafts,
                     const char *room_id,
                     CrmConversation *conversation)
{
  CrmRoomOutbox *self = g_object_new (CRM_TYPE_ROOM_OUTBOX, NULL);

  self->client = g_object_ref (client);
  self->drafts = g_object_ref (drafts);
  self->conversation = g_object_ref (conversation);
  self->room_id = g_strdup (room_id);
  self->draft_id = g_strconcat ("room:", room_id, NULL);
  return self;
}
