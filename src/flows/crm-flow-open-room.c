/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Open a conversation, and follow it.
 *
 * Who starts it: a room chosen in the inbox, a deeplink, a notification, a tab restored at the start.
 *
 *   1  load    the room and its newest page, at the same time; the Deal & Ticket panel loads by itself and is never waited for
 *   2  show    both are there; the draft is put back, and what an earlier run could not send
 *   3  follow  messages and changes of the room come over the stream; after a resync the newest page is loaded again
 *   4  older   a page of history, whenever one is about to come into view
 *   5  type    what is typed is kept as the room's draft
 *   6  send    one message after the other, each with a key of its own; a failure offers Retry with the same key
 *
 * How it ends: crm_flow_open_room_close(). A room that is not there any more is shown as gone and stays so.
 */
#define G_LOG_DOMAIN "crm-flows"

#include "crm-flow-open-room.h"

#include "crm-error.h"
#include "crm-time.h"

#define PAGE_SIZE      50
#define DRAFT_PAUSE_MS 400

struct _CrmFlowOpenRoom
{
  GObject parent_instance;

  CrmClient *client;
  CrmEventStream *stream;
  CrmDraftStore *drafts;
  CrmRoomSurface *surface; /* weak */
  char *room_id;
  char *draft_id;

  GCancellable *cancellable;
  CrmConversation *conversation;
  CrmRoom *room;
  char *cursor; /* of what is older */
  GError *failure;
  guint n_awaited; /* answers of step 1 */
  gboolean has_page;
  gboolean is_due; /* a reload while one was under way */
  gboolean is_loading_older;
  gboolean is_shown;
  gboolean is_gone;

  char *typed;
  guint draft_pause;
  CrmEntry *sending;
};

G_DEFINE_FINAL_TYPE (CrmFlowOpenRoom, crm_flow_open_room, G_TYPE_OBJECT)

static void step_1_load (CrmFlowOpenRoom *self);
static void on_room (GObject *source, GAsyncResult *result, gpointer user_data);
static void on_newest_page (GObject *source, GAsyncResult *result, gpointer user_data);
static void step_2_show (CrmFlowOpenRoom *self);
static void step_3_follow (CrmFlowOpenRoom *self);
static void on_message_created (CrmEventStream *stream, CrmMessage *message, CrmFlowOpenRoom *self);
static void on_room_updated (CrmEventStream *stream, CrmRoom *room, CrmFlowOpenRoom *self);
static void on_online_changed (CrmFlowOpenRoom *self);
static void step_4_older (CrmFlowOpenRoom *self);
static void on_older_page (GObject *source, GAsyncResult *result, gpointer user_data);
static void step_5_type (CrmFlowOpenRoom *self);
static gboolean on_typing_paused (gpointer user_data);
static void step_6_send (CrmFlowOpenRoom *self);
static void on_sent (GObject *source, GAsyncResult *result, gpointer user_data);

/* A tab that is gone asked nothing; its answers are dropped. */
static gboolean
is_closed (CrmFlowOpenRoom *self)
{
  return self->surface == NULL || g_cancellable_is_cancelled (self->cancellable);
}

/* --- 1: load ------------------------------------------------------------------------------------- */

static void
step_1_load (CrmFlowOpenRoom *self)
{
  if (self->n_awaited > 0)
    {
      self->is_due = TRUE;
      return;
    }
  self->is_due = FALSE;
  self->n_awaited = 2;
  g_clear_error (&self->failure);
  if (!self->is_shown)
    crm_room_surface_show_loading (self->surface);
  crm_client_load_room (self->client, self->room_id, self->cancellable, on_room, g_object_ref (self));
  crm_client_list_messages (self->client, self->room_id, NULL, PAGE_SIZE, self->cancellable, on_newest_page,
                            g_object_ref (self));
}

/* @error: (transfer full) (nullable) */
static void
count_answer (CrmFlowOpenRoom *self, GError *error)
{
  if (error != NULL && self->failure == NULL)
    self->failure = error;
  else
    g_clear_error (&error);
  if (--self->n_awaited > 0 || is_closed (self))
    return;
  step_2_show (self);
  if (self->is_due && !self->is_gone)
    step_1_load (self);
}

static void
on_room (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CrmFlowOpenRoom) self = user_data;
  GError *error = NULL;
  g_autoptr (CrmRoom) room = crm_client_load_room_finish (CRM_CLIENT (source), result, &error);

  if (room != NULL)
    g_set_object (&self->room, room);
  count_answer (self, error);
}

static void
on_newest_page (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CrmFlowOpenRoom) self = user_data;
  GError *error = NULL;
  g_autoptr (CrmPage) page = crm_client_list_messages_finish (CRM_CLIENT (source), result, &error);

  if (page != NULL && !is_closed (self))
    {
      gboolean begins_anew = crm_conversation_replace (self->conversation, page->items) || !self->has_page;

      if (begins_anew)
        {
          g_free (self->cursor);
          self->cursor = g_strdup (page->next_cursor);
        }
      self->has_page = TRUE;
    }
  count_answer (self, error);
}

/* --- 2: show ------------------------------------------------------------------------------------- */

static void
restore_draft (CrmFlowOpenRoom *self)
{
  g_autoptr (JsonNode) draft = crm_draft_store_load (self->drafts, self->draft_id);
  g_autoptr (CrmJsonReader) reader = NULL;
  const char *text;
  guint n_unsent;

  if (draft == NULL)
    return;
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
  if (text != NULL && *text != '\0')
    crm_room_surface_show_draft (self->surface, text);
}

static CrmHistory
get_history (CrmFlowOpenRoom *self)
{
  if (self->is_loading_older)
    return CRM_HISTORY_LOADING;
  return self->cursor != NULL ? CRM_HISTORY_MORE : CRM_HISTORY_BEGINS;
}

static void
step_2_show (CrmFlowOpenRoom *self)
{
  if (g_error_matches (self->failure, CRM_ERROR, CRM_ERROR_NOT_FOUND) ||
      g_error_matches (self->failure, CRM_ERROR, CRM_ERROR_GONE))
    {
      self->is_gone = TRUE;
      crm_room_surface_show_gone (self->surface);
      return;
    }
  if (self->room == NULL || !self->has_page)
    {
      crm_room_surface_show_failure (self->surface, self->failure);
      return;
    }
  crm_room_surface_show_room (self->surface, self->room);
  crm_room_surface_show_stale (self->surface, self->failure);
  crm_room_surface_show_history (self->surface, get_history (self));
  if (self->is_shown)
    return;
  self->is_shown = TRUE;
  restore_draft (self);
}

/* --- 3: follow ----------------------------------------------------------------------------------- */

static void
step_3_follow (CrmFlowOpenRoom *self)
{
  if (self->stream == NULL)
    return;
  g_signal_connect_object (self->stream, "message-created", G_CALLBACK (on_message_created), self, 0);
  g_signal_connect_object (self->stream, "room-updated", G_CALLBACK (on_room_updated), self, 0);
  g_signal_connect_object (self->stream, "resync", G_CALLBACK (crm_flow_open_room_reload), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->stream, "notify::is-online", G_CALLBACK (on_online_changed), self,
                           G_CONNECT_SWAPPED);
}

static void
on_message_created (CrmEventStream *stream, CrmMessage *message, CrmFlowOpenRoom *self)
{
  if (is_closed (self) || self->is_gone || !g_str_equal (crm_message_get_room_id (message), self->room_id))
    return;
  /* Before the first page there is nothing to be newer than: that page will have it, or it is merged then. */
  if (self->has_page)
    crm_conversation_add (self->conversation, message);
  else
    self->is_due = self->n_awaited > 0;
}

static void
on_room_updated (CrmEventStream *stream, CrmRoom *room, CrmFlowOpenRoom *self)
{
  if (is_closed (self) || !g_str_equal (crm_room_get_id (room), self->room_id))
    return;
  if (crm_room_get_is_deleted (room))
    {
      self->is_gone = TRUE;
      crm_room_surface_show_gone (self->surface);
      return;
    }
  g_set_object (&self->room, room);
  if (self->is_shown && !self->is_gone)
    crm_room_surface_show_room (self->surface, room);
}

/* What could not be loaded is tried again as soon as the server is there. */
static void
on_online_changed (CrmFlowOpenRoom *self)
{
  if (self->failure != NULL && !self->is_gone && crm_event_stream_get_is_online (self->stream))
    crm_flow_open_room_reload (self);
}

void
crm_flow_open_room_reload (CrmFlowOpenRoom *self)
{
  g_return_if_fail (CRM_IS_FLOW_OPEN_ROOM (self));

  if (!is_closed (self))
    step_1_load (self);
}

/* --- 4: older ------------------------------------------------------------------------------------ */

void
crm_flow_open_room_load_older (CrmFlowOpenRoom *self)
{
  g_return_if_fail (CRM_IS_FLOW_OPEN_ROOM (self));

  if (self->cursor != NULL && !self->is_loading_older && !is_closed (self))
    step_4_older (self);
}

static void
step_4_older (CrmFlowOpenRoom *self)
{
  self->is_loading_older = TRUE;
  crm_room_surface_show_history (self->surface, CRM_HISTORY_LOADING);
  crm_client_list_messages (self->client, self->room_id, self->cursor, PAGE_SIZE, self->cancellable,
                            on_older_page, g_object_ref (self));
}

static void
on_older_page (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CrmFlowOpenRoom) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmPage) page = crm_client_list_messages_finish (CRM_CLIENT (source), result, &error);

  self->is_loading_older = FALSE;
  if (is_closed (self))
    return;
  if (page == NULL)
    {
      crm_room_surface_show_history (self->surface, CRM_HISTORY_FAILED);
      return;
    }
  crm_conversation_add_page (self->conversation, page->items);
  g_free (self->cursor);
  self->cursor = g_strdup (page->next_cursor);
  crm_room_surface_show_history (self->surface, get_history (self));
}

/* --- 5: type ------------------------------------------------------------------------------------- */

void
crm_flow_open_room_type (CrmFlowOpenRoom *self, const char *text)
{
  g_return_if_fail (CRM_IS_FLOW_OPEN_ROOM (self));

  if (g_strcmp0 (self->typed, text) == 0)
    return;
  g_free (self->typed);
  self->typed = g_strdup (text);
  step_5_type (self);
}

static void
step_5_type (CrmFlowOpenRoom *self)
{
  g_clear_handle_id (&self->draft_pause, g_source_remove);
  self->draft_pause = g_timeout_add (DRAFT_PAUSE_MS, on_typing_paused, self);
}

static JsonArray *
collect_unsent (CrmFlowOpenRoom *self)
{
  JsonArray *unsent = json_array_new ();
  GListModel *entries = G_LIST_MODEL (self->conversation);

  for (guint i = g_list_model_get_n_items (entries); i-- > 0;)
    {
      g_autoptr (CrmEntry) entry = g_list_model_get_item (entries, i);
      JsonObject *object;

      if (crm_entry_get_state (entry) == CRM_ENTRY_SAID)
        break;
      object = json_object_new ();
      json_object_set_string_member (object, "key", crm_entry_get_key (entry));
      json_object_set_string_member (object, "text", crm_entry_get_text (entry));
      json_array_add_object_element (unsent, object);
    }
  return unsent;
}

static void
keep_draft (CrmFlowOpenRoom *self)
{
  g_autoptr (JsonNode) draft = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (GError) error = NULL;
  JsonObject *object = json_object_new ();
  JsonArray *unsent = collect_unsent (self);
  gboolean is_empty = json_array_get_length (unsent) == 0 && (self->typed == NULL || *self->typed == '\0');

  g_clear_handle_id (&self->draft_pause, g_source_remove);
  json_object_set_string_member (object, "text", self->typed != NULL ? self->typed : "");
  json_object_set_array_member (object, "unsent", unsent);
  json_node_take_object (draft, object);
  if (is_empty)
    crm_draft_store_remove (self->drafts, self->draft_id);
  else if (!crm_draft_store_save (self->drafts, self->draft_id, draft, &error))
    g_message ("A draft can't be kept: %s", error->message);
}

static gboolean
on_typing_paused (gpointer user_data)
{
  CrmFlowOpenRoom *self = user_data;

  self->draft_pause = 0;
  keep_draft (self);
  return G_SOURCE_REMOVE;
}

/* --- 6: send ------------------------------------------------------------------------------------- */

void
crm_flow_open_room_send (CrmFlowOpenRoom *self, const char *text)
{
  g_return_if_fail (CRM_IS_FLOW_OPEN_ROOM (self));

  g_autofree char *key = g_uuid_string_random ();

  if (!self->is_shown || self->is_gone)
    return;
  crm_conversation_begin (self->conversation, text, key, crm_time_now ());
  g_clear_pointer (&self->typed, g_free);
  /* On disk before it is on its way: a console that dies now still knows the key. */
  keep_draft (self);
  step_6_send (self);
}

static void
step_6_send (CrmFlowOpenRoom *self)
{
  CrmEntry *next = crm_conversation_find (self->conversation, CRM_ENTRY_SENDING);

  if (self->sending != NULL || next == NULL || self->is_gone)
    return;
  self->sending = g_object_ref (next);
  /* Not cancelled with the tab: what the agent has sent is sent. */
  crm_client_send_message (self->client, self->room_id, crm_entry_get_text (next), crm_entry_get_key (next),
                           NULL, on_sent, g_object_ref (self));
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CrmFlowOpenRoom) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmMessage) message = crm_client_send_message_finish (CRM_CLIENT (source), result, &error);
  g_autoptr (CrmEntry) entry = g_steal_pointer (&self->sending);

  if (message != NULL)
    crm_conversation_complete (self->conversation, entry, message);
  else if (crm_entry_get_message (entry) == NULL)
    crm_conversation_set_state (self->conversation, entry, CRM_ENTRY_FAILED);
  keep_draft (self);
  step_6_send (self);
}

void
crm_flow_open_room_retry (CrmFlowOpenRoom *self, CrmEntry *entry)
{
  g_return_if_fail (CRM_IS_FLOW_OPEN_ROOM (self));

  if (crm_entry_get_state (entry) != CRM_ENTRY_FAILED)
    return;
  crm_conversation_set_state (self->conversation, entry, CRM_ENTRY_SENDING);
  step_6_send (self);
}

void
crm_flow_open_room_discard (CrmFlowOpenRoom *self, CrmEntry *entry)
{
  g_return_if_fail (CRM_IS_FLOW_OPEN_ROOM (self));

  if (crm_entry_get_state (entry) != CRM_ENTRY_FAILED)
    return;
  crm_conversation_drop (self->conversation, entry);
  keep_draft (self);
}

/* --- the object ---------------------------------------------------------------------------------- */

static void
crm_flow_open_room_finalize (GObject *object)
{
  CrmFlowOpenRoom *self = CRM_FLOW_OPEN_ROOM (object);

  g_clear_handle_id (&self->draft_pause, g_source_remove);
  g_clear_weak_pointer (&self->surface);
  g_clear_object (&self->client);
  g_clear_object (&self->stream);
  g_clear_object (&self->drafts);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->conversation);
  g_clear_object (&self->room);
  g_clear_object (&self->sending);
  g_clear_error (&self->failure);
  g_free (self->room_id);
  g_free (self->draft_id);
  g_free (self->cursor);
  g_free (self->typed);

  G_OBJECT_CLASS (crm_flow_open_room_parent_class)->finalize (object);
}

static void
crm_flow_open_room_class_init (CrmFlowOpenRoomClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = crm_flow_open_room_finalize;
}

static void
crm_flow_open_room_init (CrmFlowOpenRoom *self)
{
  self->cancellable = g_cancellable_new ();
}

CrmFlowOpenRoom *
crm_flow_open_room_new (const CrmRoomServices *services, const char *room_id, CrmRoomSurface *surface)
{
  g_return_val_if_fail (CRM_IS_ROOM_SURFACE (surface), NULL);

  CrmFlowOpenRoom *self = g_object_new (CRM_TYPE_FLOW_OPEN_ROOM, NULL);

  self->client = g_object_ref (services->client);
  g_set_object (&self->stream, services->stream);
  self->drafts = g_object_ref (services->drafts);
  self->conversation = crm_conversation_new (crm_profile_get_user_name (services->profile));
  self->room_id = g_strdup (room_id);
  self->draft_id = g_strconcat ("room:", room_id, NULL);
  g_set_weak_pointer (&self->surface, surface);
  return self;
}

void
crm_flow_open_room_start (CrmFlowOpenRoom *self)
{
  g_return_if_fail (CRM_IS_FLOW_OPEN_ROOM (self));

  step_3_follow (self);
  step_1_load (self);
}

void
crm_flow_open_room_close (CrmFlowOpenRoom *self)
{
  g_return_if_fail (CRM_IS_FLOW_OPEN_ROOM (self));

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (self->is_shown)
    keep_draft (self);
  g_cancellable_cancel (self->cancellable);
}

CrmConversation *
crm_flow_open_room_get_conversation (CrmFlowOpenRoom *self)
{
  g_return_val_if_fail (CRM_IS_FLOW_OPEN_ROOM (self), NULL);

  return self->conversation;
}
