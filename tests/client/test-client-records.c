/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "async-wait.h"
#include "crm-error.h"
#include "crm-timeline-entry.h"
#include "real-backend.h"
#include "service-bot.h"

/* Deals and tickets of rooms, against the daemon. Each test takes a room of its own. */

static RealBackend *backend;
static CrmSignedIn *agent;
static ServiceBot *bot;

static char *
dup_room (guint which)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT id FROM rooms WHERE organization_id = 1 ORDER BY id LIMIT 1 OFFSET %u", which);

  return real_backend_query (backend, sql);
}

static CrmPanel *
load_panel (const char *room_id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  crm_client_load_room_records (agent->client, room_id, NULL, keep_result, &result);
  return crm_client_load_room_records_finish (agent->client, await_result (&result), error);
}

static const CrmRoomRecord *
wait_for_record (CrmPanel **panel, const char *room_id, CrmRecordObject object)
{
  const CrmRoomRecord *record = NULL;
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  /* The CRM tells the room through its outbox. */
  while (record == NULL && g_get_monotonic_time () < end)
    {
      g_clear_pointer (panel, crm_panel_free);
      *panel = load_panel (room_id, NULL);
      g_assert_nonnull (*panel);
      record = crm_panel_get (*panel, object);
    }
  g_assert_nonnull (record);
  return record;
}

static CrmRecordDetail *
load_record (CrmRecordObject object, const char *id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  crm_client_load_record (agent->client, object, id, NULL, keep_result, &result);
  return crm_client_load_record_finish (agent->client, await_result (&result), error);
}

static CrmRecordDetail *
update (CrmRecordObject object,
        const char *id,
        const CrmRecordChanges *changes,
        gint64 revision,
        GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  crm_client_update_record (agent->client, object, id, changes, revision, NULL, NULL, keep_result, &result);
  return crm_client_update_record_finish (agent->client, await_result (&result), error);
}

static CrmRecordDetail *
create (CrmRecordObject object, const char *name, const char *room_id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  crm_client_create_record (agent->client, object, name, room_id, NULL, NULL, NULL, keep_result, &result);
  return crm_client_create_record_finish (agent->client, await_result (&result), error);
}

static void
test_panel (gconstpointer data)
{
  CrmRecordObject object = (CrmRecordObject) GPOINTER_TO_INT (data);
  g_autofree char *room_id = dup_room (object);
  g_autofree char *id = service_bot_create (bot, object, room_id, "Made <b>by</b> & a bot", "");
  g_autoptr (CrmPanel) panel = NULL;
  const CrmRoomRecord *record = wait_for_record (&panel, room_id, object);

  g_assert_cmpstr (record->external_id, ==, id);
  g_assert_cmpstr (record->name, ==, "Made <b>by</b> & a bot");
  g_assert_nonnull (record->pipeline);
  g_assert_nonnull (record->external_url);
  if (object == CRM_RECORD_DEAL)
    g_assert_nonnull (record->stage);
  else
    g_assert_cmpstr (record->status, ==, "open");
  g_assert_cmpint (record->creator_flag, ==, CRM_CREATOR_BOT);
  g_assert_null (crm_panel_get (panel, object == CRM_RECORD_DEAL ? CRM_RECORD_TICKET : CRM_RECORD_DEAL));
}

static void
test_detail (gconstpointer data)
{
  CrmRecordObject object = (CrmRecordObject) GPOINTER_TO_INT (data);
  g_autofree char *room_id = dup_room (2 + object);
  g_autofree char *id = service_bot_create (bot, object, room_id, "Detail", "");
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmRecordDetail) detail = load_record (object, id, &error);

  g_assert_no_error (error);
  g_assert_cmpint (detail->object, ==, object);
  g_assert_cmpstr (crm_record_detail_get_id (detail), ==, id);
  g_assert_cmpstr (crm_record_detail_get_creator (detail), ==, "Bot");
  g_assert_cmpstr (crm_record_detail_get_status (detail), ==, "open");
  g_assert_cmpstr (detail->room_id, ==, room_id);
  g_assert_true (g_str_has_prefix (detail->room_link, "bilik://room/"));
  g_assert_nonnull (detail->external_url);

  service_bot_delete (bot, object, id);
  g_clear_pointer (&detail, crm_record_detail_free);
  detail = load_record (object, id, &error);
  g_assert_null (detail);
  g_assert_error (error, CRM_ERROR, CRM_ERROR_NOT_FOUND);
}

static void
test_timeline (gconstpointer data)
{
  CrmRecordObject object = (CrmRecordObject) GPOINTER_TO_INT (data);
  g_autofree char *room_id = dup_room (4 + object);
  g_autofree char *id = service_bot_create (bot, object, room_id, "Timeline", "");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmPage) page = NULL;
  CrmTimelineEntry *entry;

  crm_client_load_timeline (agent->client, object, id, NULL, NULL, keep_result, &result);
  page = crm_client_load_timeline_finish (agent->client, await_result (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (page->items->len, ==, 1);
  entry = g_ptr_array_index (page->items, 0);
  g_assert_cmpstr (crm_timeline_entry_get_room_id (entry), ==, room_id);
  g_assert_cmpint (crm_timeline_entry_get_creator_flag (entry), ==, CRM_CREATOR_BOT);
}

static void
test_deal_pipelines (void)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) pipelines = NULL;
  const CrmStage *stages;
  guint n_stages;
  gboolean has_won = FALSE;

  crm_client_load_deal_pipelines (agent->client, NULL, keep_result, &result);
  pipelines = crm_client_load_deal_pipelines_finish (agent->client, await_result (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pipelines->len, >, 0);
  stages = crm_pipeline_get_stages (g_ptr_array_index (pipelines, 0), &n_stages);
  for (guint i = 0; i < n_stages; i++)
    has_won = has_won || stages[i].deal_status == CRM_DEAL_STATUS_WON;
  g_assert_true (has_won);
}

/* What is not named stays; a revision that has passed changes nothing. */
static void
test_update (gconstpointer data)
{
  CrmRecordObject object = (CrmRecordObject) GPOINTER_TO_INT (data);
  g_autofree char *room_id = dup_room (6 + object);
  g_autofree char *id = service_bot_create (bot, object, room_id, "Before", "");
  const CrmRecordChanges name = { .name = "After" };
  const CrmRecordChanges status = { .status = object == CRM_RECORD_DEAL ? "won" : "solved" };
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmRecordDetail) first = update (object, id, &name, 1, &error);
  g_autoptr (CrmRecordDetail) second = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (crm_record_detail_get_name (first), ==, "After");
  g_assert_cmpstr (crm_record_detail_get_status (first), ==, "open");

  second = update (object, id, &status, 1, &error);
  g_assert_null (second);
  g_assert_error (error, CRM_ERROR, CRM_ERROR_STALE_REVISION);
  g_clear_error (&error);

  second = update (object, id, &status, crm_record_detail_get_revision (first), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (crm_record_detail_get_name (second), ==, "After");
  g_assert_cmpstr (crm_record_detail_get_status (second), ==, status.status);
}

static void
test_create_by_hand (gconstpointer data)
{
  CrmRecordObject object = (CrmRecordObject) GPOINTER_TO_INT (data);
  g_autofree char *room_id = dup_room (8 + object);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmRecordDetail) first = create (object, "By hand", room_id, &error);
  g_autoptr (CrmRecordDetail) second = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (crm_record_detail_get_creator (first), !=, "Bot");
  second = create (object, "Once more", room_id, &error);
  g_assert_null (second);
  g_assert_error (error, CRM_ERROR, CRM_ERROR_ALREADY_EXISTS);
  g_assert_cmpstr (error->message, ==,
                   object == CRM_RECORD_DEAL ? "Room deal already exist!" : "Room ticket already exist!");
}

/* An id of the outside never reaches another route. */
static void
test_ids_from_outside (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmRecordDetail) detail = load_record (CRM_RECORD_DEAL, "../../v1/profile", &error);

  g_assert_null (detail);
  g_assert_nonnull (error);
}

static void
add_for_both (const char *name, GTestDataFunc function)
{
  for (int object = 0; object < CRM_N_RECORD_OBJECTS; object++)
    {
      g_autofree char *path = g_strdup_printf ("/client-records/%s/%s", name,
                                               crm_record_object_to_wire ((CrmRecordObject) object));

      g_test_add_data_func (path, GINT_TO_POINTER (object), function);
    }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  backend = real_backend_start ();
  real_backend_execute (backend, "UPDATE flags SET is_on = 1 WHERE name = 'omnichannel_deal_ticket_panel'");
  agent = real_backend_sign_in (backend, "agent@nusantara.test");
  bot =
      service_bot_new (real_backend_get_url (backend), real_backend_get_database (backend), CRM_CREATOR_BOT);

  add_for_both ("CDTC-S01-AC-1,AC-2/panel", test_panel);
  add_for_both ("CDTC-S06-AC-1,CDTC-S02-ERR-1/detail", test_detail);
  add_for_both ("CDTC-S04-AC-1,AC-2/timeline", test_timeline);
  g_test_add_func ("/client-records/deal-pipelines", test_deal_pipelines);
  add_for_both ("update-and-stale", test_update);
  add_for_both ("CDTC-NEG-02/create-by-hand", test_create_by_hand);
  g_test_add_func ("/client-records/ids-from-outside", test_ids_from_outside);
  status = g_test_run ();

  service_bot_free (bot);
  crm_signed_in_free (agent);
  real_backend_stop (backend);
  return status;
}
