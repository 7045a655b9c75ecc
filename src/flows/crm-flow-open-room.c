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
 *   5  read    whenever the newest message is in front of the agent: the room has nothing unread any more, for everybody
 *   6  say     what is typed and sent goes through the room's outbox: kept as its draft, said once, Retry after a failure
 *
 * How it ends: crm_flow_open_room_close(). A room that is not there any more is shown as gone and stays so.
 */
#define G_LOG_DOMAIN "crm-flows"

#include "crm-flow-open-room.h"

#include "crm-error.h"
#include "crm-room-outbox.h"

#define PAGE_SIZE 50

struct _CrmFlowOpenRoom
{
  GObject parent_instance;

  CrmClient *client;
  CrmEventStream *stream;
  CrmRoomSurface *surface; /* weak */
  char *room_id;

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

  gboolean is_looking; /* the agent, at the newest message */
  char *read_id;       /* the newest message when nothing was unread */
  char *marking_id;    /* the one the server is being told of */
  CrmRoomOutbox *outbox;
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
static void step_5_read (CrmFlowOpenRoom *self);
static void on_marked (GObject *source, GAsyncResult *result, gpointer user_data);

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

static CrmHistory
get_history (CrmFlowOpenRoom *self)
{
  if (self->is_loading_older)
    return CRM_HISTORY_LOADING;
  return self->cursor != NULL ? CRM_HISTORY_MORE : CRM_HISTORY_BEGINS;
}

static void
restore_draft (CrmFlowOpenRoom *self)
{
  const char *typed = crm_room_outbox_restore (self->outbox);

  if (typed != NULL && *typed != '\0')
    crm_room_surface_show_draft (self->surface, typed);
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
  if (!self->is_shown)
    restore_draft (self);
  self->is_shown = TRUE;
  step_5_read (self);
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
  if (!self->is_shown || self->is_gone)
    return;
  crm_room_surface_show_room (self->surface, room);
  step_5_read (self);
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

/* --- 5: read ------------------------------------------------------------------------------------- */

void
crm_flow_open_room_look (CrmFlowOpenRoom *self, gboolean is_looking)
{
  g_return_if_fail (CRM_IS_FLOW_OPEN_ROOM (self));

  self->is_looking = is_looking;
  if (self->is_shown && !self->is_gone)
    step_5_read (self);
}

/* Up to what was read once, the room stays as it is: whoever marks it as unread wants to find it so. */
static void
step_5_read (CrmFlowOpenRoom *self)
{
  CrmMessage *newest = crm_conversation_get_newest (self->conversation);

  if (!self->is_looking || self->marking_id != NULL || newest == NULL ||
      g_strcmp0 (crm_message_get_id (newest), self->read_id) == 0)
    return;
  if (crm_room_get_unread (self->room) == 0)
    {
      /* What the room was before that message says nothing of it. */
      if (crm_room_get_last_message_at (self->room) >= crm_message_get_created_at (newest))
        {
          g_free (self->read_id);
          self->read_id = g_strdup (crm_message_get_id (newest));
        }
      return;
    }
  self->marking_id = g_strdup (crm_message_get_id (newest));
  /* Not cancelled with the tab: what was seen was seen. */
  crm_client_mark_room (self->client, self->room_id, self->marking_id, NULL, on_marked, g_object_ref (self));
}

static void
on_marked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CrmFlowOpenRoom) self = user_data;
  g_autofree char *marked_id = g_steal_pointer (&self->marking_id);

  /* It stays unread otherwise, and is tried again when it is looked at again. */
  if (!crm_client_mark_room_finish (CRM_CLIENT (source), result, NULL))
    return;
  g_free (self->read_id);
  self->read_id = g_steal_pointer (&marked_id);
  if (!is_closed (self) && !self->is_gone)
    step_5_read (self);
}

/* --- 6: say -------------------------------------------------------------------------------------- */

void
crm_flow_open_room_type (CrmFlowOpenRoom *self, const char *text)
{
  g_return_if_fail (CRM_IS_FLOW_OPEN_ROOM (self));

  crm_room_outbox_type (self->outbox, text);
}

void
crm_flow_open_room_send (CrmFlowOpenRoom *self, const char *text)
{
  g_return_if_fail (CRM_IS_FLOW_OPEN_ROOM (self));

  if (self->is_shown && !self->is_gone)
    crm_room_outbox_send (self->outbox, text);
}

void
crm_flow_open_room_retry (CrmFlowOpenRoom *self, CrmEntry *entry)
{
  g_return_if_fail (CRM_IS_FLOW_OPEN_ROOM (self));

  crm_room_outbox_retry (self->outbox, entry);
}

void
crm_flow_open_room_discard (CrmFlowOpenRoom *self, CrmEntry *entry)
{
  g_return_if_fail (CRM_IS_FLOW_OPEN_ROOM (self));

  crm_room_outbox_discard (self->outbox, entry);
}

/* --- the object ---------------------------------------------------------------------------------- */

static void
crm_flow_open_room_finalize (GObject *object)
{
  CrmFlowOpenRoom *self = CRM_FLOW_OPEN_ROOM (object);

  g_clear_weak_pointer (&self->surface);
  g_clear_object (&self->client);
  g_clear_object (&self->stream);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->conversation);
  g_clear_object (&self->room);
  g_clear_object (&self->outbox);
  g_clear_error (&self->failure);
  g_free (self->room_id);
  g_free (self->cursor);
  g_free (self->read_id);
  g_free (self->marking_id);

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
  self->conversation = crm_conversation_new (crm_profile_get_user_name (services->profile));
  self->room_id = g_strdup (room_id);
  self->outbox = crm_room_outbox_new (self->client, services->drafts, room_id, self->conversation);
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
    crm_room_outbox_keep (self->outbox);
  g_cancellable_cancel (self->cancellable);
}

CrmConversation *
crm_flow_open_room_get_conversation (CrmFlowOpenRoom *self)
{
  g_return_val_if_fail (CRM_IS_FLOW_OPEN_ROOM (self), NULL);

  return self->conversation;
}
