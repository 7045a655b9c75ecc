/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "async-wait.h"
#include "crm-error.h"
#include "crm-flow-open-record.h"
#include "crm-panel.h"
#include "fake-panel.h"
#include "real-backend.h"
#include "service-bot.h"

/* From a room to its record and back, against the daemon. */

static RealBackend *backend;
static ServiceBot *bot;

typedef struct
{
  CrmSignedIn *agent;
  CrmTelemetry *telemetry;
  FakePanel *panel;
  char *room_id;
} Fixture;

/* @email: who clicks; NULL: the agent */
static void
set_up (Fixture *self, gconstpointer email)
{
  self->room_id =
      real_backend_query (backend, "SELECT id FROM rooms WHERE organization_id = 1 ORDER BY id LIMIT 1");
  self->agent = real_backend_sign_in (backend, email != NULL ? email : "agent@nusantara.test");
  self->telemetry = crm_telemetry_new (self->agent->client, NULL);
  self->panel = fake_panel_new ();
}

static void
tear_down (Fixture *self, gconstpointer email)
{
  g_object_unref (self->panel);
  g_object_unref (self->telemetry);
  crm_signed_in_free (self->agent);
  g_free (self->room_id);
}

static gboolean
has_written (gpointer panel)
{
  return *fake_panel_get_journal (panel) != '\0';
}

static CrmOpenContext
make_context (Fixture *self)
{
  return (CrmOpenContext){ self->agent->client, self->telemetry, self->agent->profile,
                           CRM_RECORD_SURFACE (self->panel) };
}

/* What the panel showed of a record when it was clicked. */
static const char *
click (Fixture *self, CrmRecordObject object, const char *id, const char *url)
{
  CrmOpenContext context = make_context (self);
  CrmRoomRecord record = { .object = object,
                           .external_id = (char *) id,
                           .name = (char *) "Shown",
                           .external_url = (char *) url,
                           .creator_flag = CRM_CREATOR_BOT };

  fake_panel_clear_journal (self->panel);
  crm_flow_open_record_run (&context, self->room_id, &record, NULL);
  await_condition (has_written, self->panel);
  return fake_panel_get_journal (self->panel);
}

static const char *
click_room (Fixture *self, CrmRecordObject object, const char *id, const char *room_link)
{
  CrmOpenContext context = make_context (self);

  fake_panel_clear_journal (self->panel);
  crm_flow_open_record_run_room (&context, object, id, room_link, NULL);
  await_condition (has_written, self->panel);
  return fake_panel_get_journal (self->panel);
}

static char *
dup_own_url (CrmRecordObject object, const char *id)
{
  return g_strdup_printf ("%s/crm/%ss/%s", real_backend_get_url (backend), crm_record_object_to_wire (object),
                          id);
}

static guint
count_events (Fixture *self, const char *name, const char *id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *sql = g_strdup_printf (
      "SELECT count(*) FROM events WHERE name = '%s' AND properties LIKE '%%\"%s\"%%'", name, id);
  g_autofree char *count = NULL;

  crm_telemetry_flush (self->telemetry, NULL, keep_result, &result);
  crm_telemetry_flush_finish (self->telemetry, await_result (&result), &error);
  g_assert_no_error (error);
  count = real_backend_query (backend, sql);
  return (guint) g_ascii_strtoull (count, NULL, 10);
}

static void
test_opens (Fixture *self, gconstpointer email)
{
  for (int object = 0; object < CRM_N_RECORD_OBJECTS; object++)
    {
      CrmRecordObject kind = (CrmRecordObject) object;
      g_autofree char *id = service_bot_create (bot, kind, self->room_id, "Opens", "");
      g_autofree char *url = dup_own_url (kind, id);
      g_autofree char *expected = g_strdup_printf ("open %s %s", crm_record_object_to_wire (kind), id);

      g_assert_cmpstr (click (self, kind, id, url), ==, expected);
      g_assert_cmpuint (
          count_events (self, kind == CRM_RECORD_DEAL ? "deal_preview_clicked" : "ticket_preview_clicked",
                        id),
          ==, 1);
    }
}

static void
test_gone (Fixture *self, gconstpointer email)
{
  g_autofree char *id = service_bot_create (bot, CRM_RECORD_DEAL, self->room_id, "Gone", "");
  g_autofree char *url = dup_own_url (CRM_RECORD_DEAL, id);

  service_bot_delete (bot, CRM_RECORD_DEAL, id);
  g_assert_cmpstr (click (self, CRM_RECORD_DEAL, id, url), ==, "notice deal gone");
}

static void
test_addresses (Fixture *self, gconstpointer email)
{
  g_autofree char *id = service_bot_create (bot, CRM_RECORD_TICKET, self->room_id, "Address", "");
  g_autofree char *lookalike = g_strconcat (real_backend_get_url (backend), "@evil.test/crm/tickets/1", NULL);
  const char *const bad[] = {
    NULL,
    "",
    "crm/tickets/1",
    "http://crm.example.test/tickets/1",
    "https://evil.test/tickets/1",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "https://user@crm.example.test/",
    lookalike,
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_cmpstr (click (self, CRM_RECORD_TICKET, id, bad[i]), ==, "notice ticket bad-link");
}

/* The preview shows, the click explains, nothing is even asked for. */
static void
test_no_permission (Fixture *self, gconstpointer email)
{
  g_autofree char *id = service_bot_create (bot, CRM_RECORD_DEAL, self->room_id, "Not for you", "");
  g_autofree char *url = dup_own_url (CRM_RECORD_DEAL, id);
  guint n_before = real_backend_count_requests (backend, "deals_detail");

  g_assert_cmpstr (click (self, CRM_RECORD_DEAL, id, url), ==, "notice deal no-permission");
  g_assert_cmpuint (real_backend_count_requests (backend, "deals_detail"), ==, n_before);
  g_assert_cmpuint (count_events (self, "deal_preview_clicked", id), ==, 1);
}

/* --- back ------------------------------------------------------------------------------------------ */

static void
test_back (Fixture *self, gconstpointer email)
{
  g_autofree char *link = g_strconcat ("bilik://room/", self->room_id, NULL);
  g_autofree char *expected = g_strconcat ("uri ", link, NULL);

  g_assert_cmpstr (click_room (self, CRM_RECORD_DEAL, "424201", link), ==, expected);
  g_assert_cmpstr (click_room (self, CRM_RECORD_TICKET, "424202", link), ==, expected);
  g_assert_cmpuint (count_events (self, "deal_timeline_chatroom_clicked", "424201"), ==, 1);
  g_assert_cmpuint (count_events (self, "ticket_timeline_chatroom_clicked", "424202"), ==, 1);
}

static void
test_room_gone (Fixture *self, gconstpointer email)
{
  g_autofree char *gone =
      real_backend_query (backend, "SELECT id FROM rooms WHERE organization_id = 1 ORDER BY id DESC LIMIT 1");
  g_autofree char *foreign =
      real_backend_query (backend, "SELECT id FROM rooms WHERE organization_id = 2 LIMIT 1");
  g_autofree char *sql = g_strdup_printf ("UPDATE rooms SET deleted_at = 1 WHERE id = '%s'", gone);
  g_autofree char *gone_link = g_strconcat ("bilik://room/", gone, NULL);
  g_autofree char *foreign_link = g_strconcat ("bilik://room/", foreign, NULL);

  real_backend_execute (backend, sql);
  g_assert_cmpstr (click_room (self, CRM_RECORD_DEAL, "1", gone_link), ==, "notice deal room-gone");
  g_assert_cmpstr (click_room (self, CRM_RECORD_DEAL, "1", foreign_link), ==, "notice deal room-gone");
}

static void
test_room_links (Fixture *self, gconstpointer email)
{
  const char *const bad[] = { NULL, "", "https://evil.test/", "bilik://room/../x", "bilik://deal/1" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_cmpstr (click_room (self, CRM_RECORD_DEAL, "1", bad[i]), ==, "notice deal bad-link");
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  backend = real_backend_start ();
  bot =
      service_bot_new (real_backend_get_url (backend), real_backend_get_database (backend), CRM_CREATOR_BOT);

#define ADD(path, email, run) g_test_add ("/open-record/" path, Fixture, email, set_up, run, tear_down)
  ADD ("CDTC-S02-AC-1,AC-2/opens", NULL, test_opens);
  ADD ("CDTC-S02-ERR-1/gone", NULL, test_gone);
  ADD ("CDTC-S02-boundaries,SEC-12/addresses", NULL, test_addresses);
  ADD ("no-permission", "inbox@nusantara.test", test_no_permission);
  ADD ("CDTC-S05-AC-1,AC-2/back", NULL, test_back);
  ADD ("CDTC-S05-ERR-1/room-gone", NULL, test_room_gone);
  ADD ("CDTC-S05,SEC-14/room-links", NULL, test_room_links);
  status = g_test_run ();

  service_bot_free (bot);
  real_backend_stop (backend);
  return status;
}
