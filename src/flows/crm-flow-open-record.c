/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-flow-open-record"

#include "crm-flow-open-record.h"

#include "crm-error.h"
#include "crm-link.h"
#include "crm-time.h"

/*
 * From a room to its record (CDTC-S02). Started by a click on the name in the panel.
 *
 *   1 count the click
 *   2 an agent without the permission is told so, and nothing opens
 *   3 read the record: one that is gone is a notice, no tab
 *   4 look at its address: empty, malformed or neither https nor this server's is a notice
 *   5 this server's opens in a tab, any other goes where links go
 *
 * And back (CDTC-S05). Started by Open Conversation in the timeline.
 *
 *   6 count the click
 *   7 read the room: one that is gone or not the agent's is a notice
 *   8 open it; the record's tab stays as it is
 *
 * Every way ends on the surface, or nowhere when that is gone.
 */

static void on_record (GObject *source, GAsyncResult *result, gpointer user_data);
static void follow_address (GTask *task);
static void on_room (GObject *source, GAsyncResult *result, gpointer user_data);

typedef struct
{
  GWeakRef surface;
  CrmProfile *profile;
  CrmRecordObject object;
  char *id;  /* the record's */
  char *url; /* where it, or its room, is said to be */
} Click;

static void
click_free (Click *self)
{
  g_weak_ref_clear (&self->surface);
  g_clear_object (&self->profile);
  g_free (self->id);
  g_free (self->url);
  g_free (self);
}

static GTask *
click_new (const CrmOpenContext *context,
           CrmRecordObject object,
           const char *id,
           const char *url,
           GCancellable *cancellable)
{
  GTask *task = g_task_new (context->client, cancellable, NULL, NULL);
  Click *click = g_new0 (Click, 1);

  g_weak_ref_init (&click->surface, context->surface);
  click->profile = g_object_ref (context->profile);
  click->object = object;
  click->id = g_strdup (id);
  click->url = g_strdup (url);
  g_task_set_task_data (task, click, (GDestroyNotify) click_free);
  return task;
}

static void
tell (GTask *task, CrmOpenNotice notice, const GError *error)
{
  Click *click = g_task_get_task_data (task);
  g_autoptr (CrmRecordSurface) surface = g_weak_ref_get (&click->surface);

  g_debug ("nothing opens: %d", notice);
  if (surface != NULL)
    crm_record_surface_show_notice (surface, click->object, notice, error);
}

/* What an answer that is none means: @gone for what is not there. */
static void
tell_failure (GTask *task, CrmOpenNotice gone, CrmOpenNotice forbidden, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (g_error_matches (error, CRM_ERROR, CRM_ERROR_NOT_FOUND) ||
      g_error_matches (error, CRM_ERROR, CRM_ERROR_GONE))
    tell (task, gone, NULL);
  else if (g_error_matches (error, CRM_ERROR, CRM_ERROR_FORBIDDEN))
    tell (task, forbidden, NULL);
  else
    tell (task, CRM_OPEN_NOTICE_FAILED, error);
}

static void
count_click (const CrmOpenContext *context,
             const char *event,
             CrmRecordObject object,
             const char *record_id,
             const char *room_id)
{
  char now[CRM_TIME_TEXT_SIZE];

  crm_time_format (crm_time_now (), now);
  crm_telemetry_record (context->telemetry, event, "room_id", room_id,
                        object == CRM_RECORD_DEAL ? "deal_id" : "ticket_id", record_id, "agent_id",
                        crm_profile_get_user_id (context->profile), "timestamp", now, NULL);
}

/* --- steps 1 and 2 ------------------------------------------------------------------------------------ */

void
crm_flow_open_record_run (const CrmOpenContext *context,
                          const char *room_id,
                          const CrmRoomRecord *record,
                          GCancellable *cancellable)
{
  CrmRecordObject object = record->object;
  CrmPermission needed = object == CRM_RECORD_DEAL ? CRM_PERMISSION_DEALS_VIEW : CRM_PERMISSION_TICKETS_VIEW;
  g_autoptr (GTask) task =
      click_new (context, object, record->external_id, record->external_url, cancellable);

  count_click (context, object == CRM_RECORD_DEAL ? "deal_preview_clicked" : "ticket_preview_clicked", object,
               record->external_id, room_id);
  crm_record_surface_show_notice (context->surface, object, CRM_OPEN_NOTICE_NONE, NULL);
  if (!CRM_HAS (crm_profile_get_permissions (context->profile), needed))
    {
      tell (task, CRM_OPEN_NOTICE_NO_PERMISSION, NULL);
      return;
    }
  crm_client_load_record (context->client, object, record->external_id, cancellable, on_record,
                          g_object_ref (task));
}

/* --- step 3 --------------------------------------------------------------------------------------------- */

static void
on_record (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmRecordDetail) detail = crm_client_load_record_finish (CRM_CLIENT (source), result, &error);

  if (detail == NULL)
    tell_failure (task, CRM_OPEN_NOTICE_GONE, CRM_OPEN_NOTICE_NO_PERMISSION, error);
  else
    follow_address (task);
}

/* --- steps 4 and 5 ---------------------------------------------------------------------------------------- */

static CrmOriginList *
list_origins (CrmProfile *profile, const char *own)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) origins = NULL;

  g_strv_builder_addv (builder, (const char **) crm_profile_get_embed_origins (profile));
  if (own != NULL)
    g_strv_builder_add (builder, own);
  origins = g_strv_builder_end (builder);
  return crm_origin_list_new ((const char *const *) origins);
}

static void
follow_address (GTask *task)
{
  Click *click = g_task_get_task_data (task);
  g_autoptr (CrmRecordSurface) surface = g_weak_ref_get (&click->surface);
  const char *base_url = crm_client_get_base_url (g_task_get_source_object (task));
  g_autofree char *own = crm_origin_from_url (base_url);
  g_autofree char *origin = click->url != NULL ? crm_origin_from_url (click->url) : NULL;
  g_autoptr (CrmOriginList) allowed = list_origins (click->profile, own);
  g_autofree char *checked = crm_link_check_external (click->url, allowed);

  if (surface == NULL)
    return;
  if (origin != NULL && g_strcmp0 (origin, own) == 0)
    crm_record_surface_open_record (surface, click->object, click->id);
  else if (checked != NULL)
    crm_record_surface_open_uri (surface, checked);
  else
    tell (task, CRM_OPEN_NOTICE_BAD_LINK, NULL);
}

/* --- steps 6 to 8 ------------------------------------------------------------------------------------------- */

void
crm_flow_open_record_run_room (const CrmOpenContext *context,
                               CrmRecordObject object,
                               const char *record_id,
                               const char *room_link,
                               GCancellable *cancellable)
{
  g_autoptr (GTask) task = click_new (context, object, record_id, room_link, cancellable);
  g_autofree char *room_id = NULL;
  CrmLinkVerb verb;

  crm_record_surface_show_notice (context->surface, object, CRM_OPEN_NOTICE_NONE, NULL);
  if (!crm_link_parse_deeplink (room_link, &verb, &room_id) || verb != CRM_LINK_ROOM)
    {
      tell (task, CRM_OPEN_NOTICE_BAD_LINK, NULL);
      return;
    }
  count_click (context,
               object == CRM_RECORD_DEAL ? "deal_timeline_chatroom_clicked"
                                         : "ticket_timeline_chatroom_clicked",
               object, record_id, room_id);
  crm_client_load_room (context->client, room_id, cancellable, on_room, g_object_ref (task));
}

static void
on_room (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmRoom) room = crm_client_load_room_finish (CRM_CLIENT (source), result, &error);
  Click *click = g_task_get_task_data (task);
  g_autoptr (CrmRecordSurface) surface = g_weak_ref_get (&click->surface);

  if (room == NULL)
    tell_failure (task, CRM_OPEN_NOTICE_ROOM_GONE, CRM_OPEN_NOTICE_ROOM_GONE, error);
  else if (crm_room_get_is_deleted (room))
    tell (task, CRM_OPEN_NOTICE_ROOM_GONE, NULL);
  else if (surface != NULL)
    crm_record_surface_open_uri (surface, click->url);
}
