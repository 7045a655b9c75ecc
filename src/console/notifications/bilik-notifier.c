/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-notifier"

#include "bilik-notifier.h"

#include <glib/gi18n.h>

#define SUMMARY_ID  "rooms"
#define BURST_ROOMS 3 /* with more rooms than that waiting, one notification speaks for all */

struct _BilikNotifier
{
  GObject parent_instance;

  BilikSession *session;
  GSettings *settings;
  GApplication *application; /* borrowed: it owns the window that owns this */
  GCancellable *cancellable;
  char *looked_at;
  GHashTable *told; /* ids of the rooms that a notification is out for */
};

G_DEFINE_FINAL_TYPE (BilikNotifier, bilik_notifier, G_TYPE_OBJECT)

/* A record that was made, while its room is asked whose it is. */
typedef struct
{
  BilikNotifier *notifier;
  CrmRoomRecord *record;
} News;

static void
news_free (News *self)
{
  g_object_unref (self->notifier);
  crm_room_record_free (self->record);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (News, news_free)

/* --- telling -------------------------------------------------------------- */

static char *
make_id (const char *room_id)
{
  return g_strconcat ("room-", room_id, NULL);
}

static const char *
describe (const CrmRoomRecord *record)
{
  gboolean is_bot = record->creator_flag == CRM_CREATOR_BOT;

  if (record->object == CRM_RECORD_DEAL)
    return is_bot ? _ ("A bot created this deal") : _ ("AI created this deal");
  return is_bot ? _ ("A bot created this ticket") : _ ("AI created this ticket");
}

/* All names stand in the title: desktops that take markup in a notification take it in the body (SEC-15). */
static char *
make_title (CrmRoom *room, const CrmRoomRecord *record)
{
  /* Translators: the customer, and the name of a deal or ticket */
  return g_strdup_printf (_ ("%s: %s"), crm_room_get_title (room), record->name);
}

static void
tell_of_room (BilikNotifier *self, CrmRoom *room, const CrmRoomRecord *record)
{
  g_autofree char *title = make_title (room, record);
  g_autoptr (GNotification) notification = g_notification_new (title);
  g_autofree char *id = make_id (crm_room_get_id (room));
  g_autofree char *link = g_strconcat ("bilik://room/", crm_room_get_id (room), NULL);

  g_notification_set_body (notification, describe (record));
  g_notification_set_default_action_and_target (notification, "app.open-link", "s", link);
  g_notification_add_button_with_target (notification, _ ("Open room"), "app.open-link", "s", link);
  g_application_send_notification (self->application, id, notification);
}

/* One for all of them instead of one each. */
static void
tell_of_many (BilikNotifier *self)
{
  guint n_rooms = g_hash_table_size (self->told);
  g_autoptr (GNotification) notification = g_notification_new (_ ("New deals and tickets"));
  g_autofree char *body =
      g_strdup_printf (ngettext ("Bots and AI created records in %u of your rooms",
                                 "Bots and AI created records in %u of your rooms", n_rooms),
                       n_rooms);
  GHashTableIter rooms;
  gpointer room_id;

  g_hash_table_iter_init (&rooms, self->told);
  while (g_hash_table_iter_next (&rooms, &room_id, NULL))
    {
      g_autofree char *id = make_id (room_id);
      g_application_withdraw_notification (self->application, id);
    }
  g_notification_set_body (notification, body);
  g_notification_set_default_action (notification, "app.present");
  g_application_send_notification (self->application, SUMMARY_ID, notification);
}

static void
on_room_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (News) news = user_data;
  BilikNotifier *self = news->notifier;
  g_autoptr (CrmRoom) room = crm_client_load_room_finish (CRM_CLIENT (source), result, NULL);

  if (room == NULL || g_cancellable_is_cancelled (self->cancellable))
    return; /* what can't be loaded is not told; the room shows it */
  if (g_strcmp0 (crm_room_get_assignee_id (room),
                 crm_profile_get_user_id (bilik_session_get_profile (self->session))) != 0 ||
      g_strcmp0 (crm_room_get_id (room), self->looked_at) == 0)
    return;
  g_hash_table_add (self->told, g_strdup (crm_room_get_id (room)));
  if (g_hash_table_size (self->told) > BURST_ROOMS)
    tell_of_many (self);
  else
    tell_of_room (self, room, news->record);
}

/* --- listening ------------------------------------------------------------ */

static void
on_record_changed (BilikNotifier *self, const char *room_id, const CrmRoomRecord *record)
{
  gboolean is_new = record->revision == 1 && !record->is_deleted && record->creator_flag != CRM_CREATOR_NONE;
  News *news;

  if (!is_new || g_strcmp0 (room_id, self->looked_at) == 0 ||
      !g_settings_get_boolean (self->settings, "notify-records"))
    return;
  news = g_new0 (News, 1);
  news->notifier = g_object_ref (self);
  news->record = crm_room_record_copy (record);
  crm_client_load_room (bilik_session_get_client (self->session), room_id, self->cancellable, on_room_loaded,
                        news);
}

void
bilik_notifier_set_looked_at (BilikNotifier *self, const char *room_id)
{
  g_return_if_fail (BILIK_IS_NOTIFIER (self));

  g_free (self->looked_at);
  self->looked_at = g_strdup (room_id);
  if (room_id == NULL)
    return;

  /* It may be out from an earlier run too. */
  g_autofree char *id = make_id (room_id);
  g_application_withdraw_notification (self->application, id);
  if (g_hash_table_remove (self->told, room_id) && g_hash_table_size (self->told) == 0)
    g_application_withdraw_notification (self->application, SUMMARY_ID);
}

/* --- the object ----------------------------------------------------------- */

static void
bilik_notifier_dispose (GObject *object)
{
  BilikNotifier *self = BILIK_NOTIFIER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->session);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (bilik_notifier_parent_class)->dispose (object);
}

static void
bilik_notifier_finalize (GObject *object)
{
  BilikNotifier *self = BILIK_NOTIFIER (object);

  g_object_unref (self->cancellable);
  g_hash_table_unref (self->told);
  g_free (self->looked_at);

  G_OBJECT_CLASS (bilik_notifier_parent_class)->finalize (object);
}

static void
bilik_notifier_class_init (BilikNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bilik_notifier_dispose;
  G_OBJECT_CLASS (klass)->finalize = bilik_notifier_finalize;
}

static void
bilik_notifier_init (BilikNotifier *self)
{
  self->cancellable = g_cancellable_new ();
  self->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

BilikNotifier *
bilik_notifier_new (BilikSession *session, GSettings *settings, GApplication *application)
{
  g_return_val_if_fail (BILIK_IS_SESSION (session), NULL);

  BilikNotifier *self = g_object_new (BILIK_TYPE_NOTIFIER, NULL);
  self->session = g_object_ref (session);
  self->settings = g_object_ref (settings);
  self->application = application;
  if (bilik_session_get_stream (session) != NULL)
    g_signal_connect_object (bilik_session_get_stream (session), "record-changed",
                             G_CALLBACK (on_record_changed), self, G_CONNECT_SWAPPED);
  return self;
}
