/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-rooms"

#include "bilik-room-list.h"

#include <string.h>

#define PAGE_SIZE 50

struct _BilikRoomList
{
  GObject parent_instance;

  CrmClient *client;
  char *own_id;
  GPtrArray *rooms;

  CrmRoomSearch *search;
  char *kept_id;
  char *cursor; /* of what comes after the rooms that are loaded */
  GCancellable *cancellable;
  BilikRoomsState state;
  GError *error;
  gboolean is_asked;
  gboolean is_filled;
  gboolean is_loading_more;
};

enum { PROP_0, PROP_STATE, N_PROPS };
static GParamSpec *properties[N_PROPS];

/* --- the list ---------------------------------------------------------------------------------------- */

static GType
bilik_room_list_get_item_type (GListModel *model)
{
  return CRM_TYPE_ROOM;
}

static guint
bilik_room_list_get_n_items (GListModel *model)
{
  return BILIK_ROOM_LIST (model)->rooms->len;
}

static gpointer
bilik_room_list_get_item (GListModel *model, guint position)
{
  BilikRoomList *self = BILIK_ROOM_LIST (model);

  return position < self->rooms->len ? g_object_ref (g_ptr_array_index (self->rooms, position)) : NULL;
}

static void
bilik_room_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = bilik_room_list_get_item_type;
  iface->get_n_items = bilik_room_list_get_n_items;
  iface->get_item = bilik_room_list_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (BilikRoomList,
                               bilik_room_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, bilik_room_list_model_init))

/* @error: (transfer full) (nullable) */
static void
set_state (BilikRoomList *self, BilikRoomsState state, GError *error)
{
  g_clear_error (&self->error);
  self->error = error;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

/* --- what the stream tells ---------------------------------------------------------------------------- */

/* The order of the server: the latest first, then the higher id. */
static int
compare (CrmRoom *a, CrmRoom *b)
{
  gint64 a_at = crm_room_get_last_message_at (a), b_at = crm_room_get_last_message_at (b);

  if (a_at != b_at)
    return a_at > b_at ? -1 : 1;
  return -strcmp (crm_room_get_id (a), crm_room_get_id (b));
}

static guint
find_place (BilikRoomList *self, CrmRoom *room)
{
  guint position = 0;

  while (position < self->rooms->len && compare (g_ptr_array_index (self->rooms, position), room) < 0)
    position++;
  return position;
}

/* What is looked at stays where it is read, also where only unread ones are listed. */
static gboolean
belongs (BilikRoomList *self, CrmRoom *room, gboolean was_there)
{
  gboolean is_kept = was_there && g_strcmp0 (crm_room_get_id (room), self->kept_id) == 0;

  return crm_room_search_matches (self->search, room, self->own_id) ||
         (is_kept && !crm_room_get_is_deleted (room));
}

/* Puts @room where it belongs now, or nowhere. */
static void
place_room (BilikRoomList *self, CrmRoom *room)
{
  GListModel *model = G_LIST_MODEL (self);
  guint old, place;
  gboolean was_there = bilik_room_list_find (self, crm_room_get_id (room), &old);
  gboolean is_there;

  if (was_there)
    g_ptr_array_remove_index (self->rooms, old);
  place = find_place (self, room);
  /* Behind everything that is loaded it comes with its page. */
  is_there = belongs (self, room, was_there) && (place < self->rooms->len || self->cursor == NULL);
  if (is_there)
    g_ptr_array_insert (self->rooms, (int) place, g_object_ref (room));
  if (was_there && is_there)
    {
      guint from = MIN (old, place), n = MAX (old, place) - from + 1;

      g_list_model_items_changed (model, from, n, n);
      return;
    }
  if (was_there || is_there)
    g_list_model_items_changed (model, was_there ? old : place, was_there, is_there);
  set_state (self, self->state, g_steal_pointer (&self->error));
}

static void
on_room_updated (BilikRoomList *self, CrmRoom *room)
{
  if (self->is_filled)
    place_room (self, room);
}

void
bilik_room_list_keep (BilikRoomList *self, const char *room_id)
{
  g_return_if_fail (BILIK_IS_ROOM_LIST (self));

  g_autofree char *old = g_steal_pointer (&self->kept_id);
  guint position;

  self->kept_id = g_strdup (room_id);
  if (old != NULL && g_strcmp0 (old, room_id) != 0 && bilik_room_list_find (self, old, &position))
    {
      g_autoptr (CrmRoom) room = g_list_model_get_item (G_LIST_MODEL (self), position);

      if (!belongs (self, room, TRUE))
        place_room (self, room);
    }
}

/* --- loading ------------------------------------------------------------------------------------------ */

static void
on_page (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BilikRoomList) self = user_data;
  GError *error = NULL;
  g_autoptr (CrmPage) page = crm_client_list_rooms_finish (CRM_CLIENT (source), result, &error);
  guint n_removed;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_error_free (error);
      return;
    }
  if (page == NULL)
    {
      set_state (self, BILIK_ROOMS_FAILED, error);
      return;
    }
  n_removed = self->rooms->len;
  g_ptr_array_unref (self->rooms);
  self->rooms = g_steal_pointer (&page->items);
  g_free (self->cursor);
  self->cursor = g_strdup (page->next_cursor);
  self->is_filled = TRUE;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_removed, self->rooms->len);
  set_state (self, BILIK_ROOMS_READY, NULL);
}

static void
on_more (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BilikRoomList) self = user_data;
  GError *error = NULL;
  g_autoptr (CrmPage) page = crm_client_list_rooms_finish (CRM_CLIENT (source), result, &error);
  guint position = self->rooms->len;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_error_free (error);
      return;
    }
  self->is_loading_more = FALSE;
  if (page == NULL)
    {
      set_state (self, BILIK_ROOMS_FAILED, error);
      return;
    }
  g_free (self->cursor);
  self->cursor = g_strdup (page->next_cursor);
  for (guint i = 0; i < page->items->len; i++)
    {
      CrmRoom *room = g_ptr_array_index (page->items, i);

      /* One that came up meanwhile is above already. */
      if (!bilik_room_list_find (self, crm_room_get_id (room), NULL))
        g_ptr_array_add (self->rooms, g_object_ref (room));
    }
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, self->rooms->len - position);
  set_state (self, BILIK_ROOMS_READY, NULL);
}

/* --- the object --------------------------------------------------------------------------------------- */

static void
bilik_room_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_STATE)
    g_value_set_uint (value, BILIK_ROOM_LIST (object)->state);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
bilik_room_list_dispose (GObject *object)
{
  BilikRoomList *self = BILIK_ROOM_LIST (object);

  g_cancellable_cancel (self->cancellable);

  G_OBJECT_CLASS (bilik_room_list_parent_class)->dispose (object);
}

static void
bilik_room_list_finalize (GObject *object)
{
  BilikRoomList *self = BILIK_ROOM_LIST (object);

  g_object_unref (self->cancellable);
  g_clear_object (&self->client);
  g_ptr_array_unref (self->rooms);
  g_clear_error (&self->error);
  g_free (self->own_id);
  g_free (self->kept_id);
  crm_room_search_free (self->search);
  g_free (self->cursor);

  G_OBJECT_CLASS (bilik_room_list_parent_class)->finalize (object);
}

static void
bilik_room_list_class_init (BilikRoomListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = bilik_room_list_get_property;
  object_class->dispose = bilik_room_list_dispose;
  object_class->finalize = bilik_room_list_finalize;

  properties[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, BILIK_ROOMS_FAILED, 0,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
bilik_room_list_init (BilikRoomList *self)
{
  self->rooms = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
  self->search = g_new0 (CrmRoomSearch, 1);
}

BilikRoomList *
bilik_room_list_new (CrmClient *client, CrmEventStream *stream, const char *own_id)
{
  BilikRoomList *self = g_object_new (BILIK_TYPE_ROOM_LIST, NULL);

  self->client = g_object_ref (client);
  self->own_id = g_strdup (own_id);
  if (stream != NULL)
    {
      g_signal_connect_object (stream, "room-updated", G_CALLBACK (on_room_updated), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (stream, "resync", G_CALLBACK (bilik_room_list_reload), self,
                               G_CONNECT_SWAPPED);
    }
  return self;
}

void
bilik_room_list_load (BilikRoomList *self, const CrmRoomSearch *search)
{
  g_return_if_fail (BILIK_IS_ROOM_LIST (self));

  if (crm_room_search_equal (search, self->search) && self->is_asked)
    return;
  crm_room_search_free (self->search);
  self->search = crm_room_search_copy (search);
  self->is_filled = FALSE;
  bilik_room_list_reload (self);
}

void
bilik_room_list_reload (BilikRoomList *self)
{
  g_return_if_fail (BILIK_IS_ROOM_LIST (self));

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->is_asked = TRUE;
  self->is_loading_more = FALSE;
  set_state (self, BILIK_ROOMS_LOADING, NULL);
  crm_client_list_rooms (self->client, self->search, NULL, PAGE_SIZE, self->cancellable, on_page,
                         g_object_ref (self));
}

void
bilik_room_list_load_more (BilikRoomList *self)
{
  g_return_if_fail (BILIK_IS_ROOM_LIST (self));

  if (self->cursor == NULL || self->is_loading_more || self->state != BILIK_ROOMS_READY)
    return;
  self->is_loading_more = TRUE;
  crm_client_list_rooms (self->client, self->search, self->cursor, PAGE_SIZE, self->cancellable, on_more,
                         g_object_ref (self));
}

BilikRoomsState
bilik_room_list_get_state (BilikRoomList *self)
{
  g_return_val_if_fail (BILIK_IS_ROOM_LIST (self), BILIK_ROOMS_FAILED);
  return self->state;
}

const GError *
bilik_room_list_get_error (BilikRoomList *self)
{
  g_return_val_if_fail (BILIK_IS_ROOM_LIST (self), NULL);
  return self->error;
}

gboolean
bilik_room_list_get_is_filled (BilikRoomList *self)
{
  g_return_val_if_fail (BILIK_IS_ROOM_LIST (self), FALSE);
  return self->is_filled;
}

gboolean
bilik_room_list_get_is_search (BilikRoomList *self)
{
  g_return_val_if_fail (BILIK_IS_ROOM_LIST (self), FALSE);
  return !crm_room_search_equal (self->search, &(CrmRoomSearch){ .filter = CRM_ROOMS_ALL });
}

gboolean
bilik_room_list_find (BilikRoomList *self, const char *room_id, guint *out_position)
{
  g_return_val_if_fail (BILIK_IS_ROOM_LIST (self), FALSE);

  for (guint i = 0; i < self->rooms->len; i++)
    {
      if (g_str_equal (crm_room_get_id (g_ptr_array_index (self->rooms, i)), room_id))
        {
          if (out_position != NULL)
            *out_position = i;
          return TRUE;
        }
    }
  return FALSE;
}
