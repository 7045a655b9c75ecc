/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "async-wait.h"
#include "crm-error.h"
#include "crm-event-stream-private.h"
#include "crm-flow-refresh-panel.h"
#include "fake-panel.h"
#include "real-backend.h"
#include "scripted-server.h"
#include "service-bot.h"

/* The panel of a room against the daemon, its stream and its bots; where the network is to misbehave, against a script. */

static RealBackend *backend;
static ServiceBot *bot, *ai;
static guint n_rooms;

typedef struct
{
  CrmSignedIn *agent;
  CrmTelemetry *telemetry;
  CrmEventStream *stream;
  FakePanel *panel;
  CrmFlowRefreshPanel *flow;
  char *room_id;
} Fixture;

static gboolean
is_online (gpointer stream)
{
  return crm_event_stream_get_is_online (stream);
}

static gboolean
has_loaded (gpointer panel)
{
  return fake_panel_count_loads (panel) > 0;
}

/* A room that no other test has used, its panel loaded. */
static void
set_up (Fixture *self, gconstpointer data)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT id FROM rooms WHERE organization_id = 1 ORDER BY id LIMIT 1 OFFSET %u", n_rooms++);

  self->room_id = real_backend_query (backend, sql);
  self->agent = real_backend_sign_in (backend, "agent@nusantara.test");
  self->telemetry = crm_telemetry_new (self->agent->client, NULL);
  self->stream = crm_event_stream_new (self->agent->client);
  crm_event_stream_start (self->stream);
  await_condition (is_online, self->stream);
  self->panel = fake_panel_new ();
  self->flow = crm_flow_refresh_panel_new (self->agent->client, self->telemetry, self->stream, self->room_id,
                                           CRM_PANEL_SURFACE (self->panel));
  crm_flow_refresh_panel_start (self->flow);
  await_condition (has_loaded, self->panel);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  crm_flow_refresh_panel_stop (self->flow);
  g_assert_finalize_object (self->flow);
  g_object_unref (self->panel);
  crm_event_stream_stop (self->stream);
  g_object_unref (self->stream);
  g_object_unref (self->telemetry);
  crm_signed_in_free (self->agent);
  g_free (self->room_id);
}

typedef struct
{
  FakePanel *panel;
  CrmRecordObject object;
  const char *name; /* NULL: empty */
} Wanted;

static gboolean
shows_wanted (gpointer data)
{
  const Wanted *wanted = data;
  const CrmRoomRecord *record = fake_panel_get_record (wanted->panel, wanted->object);

  return g_strcmp0 (record != NULL ? record->name : NULL, wanted->name) == 0;
}

static const CrmRoomRecord *
wait_for_name (Fixture *self, CrmRecordObject object, const char *name)
{
  Wanted wanted = { self->panel, object, name };

  await_condition (shows_wanted, &wanted);
  return fake_panel_get_record (self->panel, object);
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

/* --- what the panel shows ----------------------------------------------------------------------- */

static void
test_created (Fixture *self, gconstpointer data)
{
  CrmRecordObject object = (CrmRecordObject) GPOINTER_TO_INT (data);
  g_autofree char *id = NULL;
  const CrmRoomRecord *record;

  g_assert_cmpstr (fake_panel_get_journal (self->panel), ==, "loading; deal none; ticket none");
  id = service_bot_create (bot, object, self->room_id, "Sixty panels", "");
  record = wait_for_name (self, object, "Sixty panels");
  g_assert_cmpstr (record->external_id, ==, id);
  if (object == CRM_RECORD_DEAL)
    g_assert_nonnull (record->stage);
  else
    g_assert_cmpstr (record->status, ==, "open");
  g_assert_nonnull (record->pipeline);
  g_assert_cmpint (record->creator_flag, ==, CRM_CREATOR_BOT);
}

static void
test_replaced (Fixture *self, gconstpointer data)
{
  CrmRecordObject object = (CrmRecordObject) GPOINTER_TO_INT (data);
  g_autofree char *first = service_bot_create (bot, object, self->room_id, "First", "");
  g_autofree char *second = NULL;
  g_autofree char *entry = NULL;

  wait_for_name (self, object, "First");
  second = service_bot_create (ai, object, self->room_id, "Second", "");
  wait_for_name (self, object, "Second");
  entry = g_strdup_printf ("news %s %s after %s", crm_record_object_to_wire (object), second, first);
  g_assert_true (fake_panel_has_seen (self->panel, entry));
}

static void
test_edited (Fixture *self, gconstpointer data)
{
  CrmRecordObject object = (CrmRecordObject) GPOINTER_TO_INT (data);
  g_autofree char *id = service_bot_create (bot, object, self->room_id, "Before", "");

  wait_for_name (self, object, "Before");
  service_bot_update (bot, object, id, "\"name\":\"After\"");
  wait_for_name (self, object, "After");
  service_bot_update (bot, object, id,
                      object == CRM_RECORD_DEAL ? "\"status\":\"won\",\"name\":\"Ended\""
                                                : "\"status\":\"solved\",\"name\":\"Ended\"");
  wait_for_name (self, object, "Ended");
  if (object == CRM_RECORD_TICKET)
    g_assert_cmpstr (fake_panel_get_record (self->panel, object)->status, ==, "solved");
}

static void
test_deleted (Fixture *self, gconstpointer data)
{
  CrmRecordObject object = (CrmRecordObject) GPOINTER_TO_INT (data);
  g_autofree char *id = service_bot_create (bot, object, self->room_id, "Gone soon", "");

  wait_for_name (self, object, "Gone soon");
  service_bot_delete (bot, object, id);
  wait_for_name (self, object, NULL);
}

/* Another room's news are none of this panel's. */
static void
test_other_room (Fixture *self, gconstpointer data)
{
  g_autofree char *own = NULL;
  g_autofree char *foreign = service_bot_create (bot, CRM_RECORD_DEAL, self->room_id, "Of this room", "");

  wait_for_name (self, CRM_RECORD_DEAL, "Of this room");
  fake_panel_clear_journal (self->panel);
  g_free (self->room_id);
  self->room_id =
      real_backend_query (backend, "SELECT id FROM rooms WHERE organization_id = 1 ORDER BY id DESC LIMIT 1");
  own = service_bot_create (bot, CRM_RECORD_DEAL, self->room_id, "Of another", "");
  /* Something of this room behind it in the stream. */
  service_bot_update (bot, CRM_RECORD_DEAL, foreign, "\"name\":\"Later\"");
  wait_for_name (self, CRM_RECORD_DEAL, "Later");
  g_assert_false (fake_panel_has_seen (self->panel, own));
}

/* Each once for a record, whatever happens to it. */
static void
test_events (Fixture *self, gconstpointer data)
{
  CrmRecordObject object = (CrmRecordObject) GPOINTER_TO_INT (data);
  const char *event = object == CRM_RECORD_DEAL ? "deal_preview_displayed" : "ticket_preview_displayed";
  g_autofree char *id = service_bot_create (ai, object, self->room_id, "Counted", "");
  g_autofree char *properties = NULL;
  guint n_loads;

  wait_for_name (self, object, "Counted");
  service_bot_update (bot, object, id, "\"name\":\"Counted still\"");
  wait_for_name (self, object, "Counted still");
  n_loads = fake_panel_count_loads (self->panel);
  crm_flow_refresh_panel_reload (self->flow);
  while (fake_panel_count_loads (self->panel) == n_loads)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (count_events (self, event, id), ==, 1);
  properties = real_backend_query (backend, "SELECT properties FROM events WHERE name LIKE "
                                            "'%_preview_displayed' ORDER BY received_at DESC, at DESC");
  g_assert_nonnull (strstr (properties, "\"creator_source\":\"agentic_ai\""));
}

/* --- when the server can't be reached --------------------------------------------------------------- */

#define ROOMS         "GET /omnichannel/v1/rooms?"
#define ROOM_RECORDS  "GET /omnichannel/v1/rooms/room-1-0001/records"
#define PLACE_AT(seq) "\"epoch\":\"one\",\"seq\":" #seq "}"
#define EMPTY_AT(seq) "{\"deal\":null,\"ticket\":null," PLACE_AT (seq)
#define DEAL_AT(seq)                                                                                                \
  "{\"ticket\":null,\"deal\":{\"object\":\"deal\",\"external_id\":\"42\",\"name\":\"50 kursi\",\"stage\":\"New\","  \
  "\"pipeline\":\"Sales\",\"creator_flag\":\"bot\",\"crm_created_at\":\"2026-06-26T14:02:11.123Z\",\"revision\":1," \
  "\"is_deleted\":false}," PLACE_AT (seq)

/* A panel on a script; the stream says what the test says. */
typedef struct
{
  ScriptedServer *server;
  CrmClient *client;
  CrmTelemetry *telemetry;
  CrmEventStream *stream;
  FakePanel *panel;
  CrmFlowRefreshPanel *flow;
} Script;

static void
script_begin (Script *self)
{
  self->panel = fake_panel_new ();
  self->flow = crm_flow_refresh_panel_new (self->client, self->telemetry, self->stream, "room-1-0001",
                                           CRM_PANEL_SURFACE (self->panel));
}

static void
script_end (Script *self)
{
  crm_flow_refresh_panel_stop (self->flow);
  /* A load that was cancelled may still be on its way back. */
  while (G_OBJECT (self->flow)->ref_count > 1)
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&self->flow);
  g_clear_object (&self->panel);
}

static void
script_open (Script *self)
{
  self->server = scripted_server_new (NULL);
  self->client = crm_client_new (scripted_server_get_url (self->server), NULL);
  self->telemetry = crm_telemetry_new (self->client, NULL);
  self->stream = crm_event_stream_new (self->client);
}

static void
script_close (Script *self)
{
  g_object_unref (self->stream);
  g_object_unref (self->telemetry);
  g_object_unref (self->client);
  scripted_server_free (self->server);
}

static void
wait_for_loads (FakePanel *panel, guint n_loads)
{
  while (fake_panel_count_loads (panel) < n_loads)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_unreachable (void)
{
  Script script;
  const ScriptedReply refusal = { .status = 403,
                                  .type = "application/problem+json",
                                  .body = "{\"status\":403,\"code\":\"forbidden\",\"title\":\"x\"}" };

  script_open (&script);
  script_begin (&script);
  scripted_server_answer (script.server, ROOM_RECORDS, 1, &refusal);
  scripted_server_answer_json (script.server, ROOM_RECORDS, EMPTY_AT (1));
  crm_flow_refresh_panel_start (script.flow);
  wait_for_loads (script.panel, 1);
  g_assert_cmpstr (fake_panel_get_journal (script.panel), ==, "loading; failure");
  crm_flow_refresh_panel_reload (script.flow);
  wait_for_loads (script.panel, 2);
  g_assert_cmpstr (fake_panel_get_journal (script.panel), ==,
                   "loading; failure; loading; deal none; ticket none");
  script_end (&script);
  script_close (&script);
}

static gboolean
has_place (gpointer stream)
{
  return crm_event_stream_get_seq (stream) == 5;
}

/* The stream began behind what the panel's answer shows: what lies between was never told, so it is asked again. */
static void
test_late_answer (void)
{
  Script script;
  const ScriptedReply early = { .body = EMPTY_AT (4) };

  script_open (&script);
  script_begin (&script);
  scripted_server_answer_json (script.server, ROOMS, "{\"items\":[],\"next_cursor\":null," PLACE_AT (5));
  crm_event_stream_start (script.stream);
  await_condition (has_place, script.stream);
  scripted_server_answer (script.server, ROOM_RECORDS, 1, &early);
  scripted_server_answer_json (script.server, ROOM_RECORDS, DEAL_AT (6));
  crm_flow_refresh_panel_start (script.flow);
  wait_for_loads (script.panel, 1);
  g_assert_cmpstr (fake_panel_get_journal (script.panel), ==, "loading; loading; deal 42; ticket none");
  crm_event_stream_stop (script.stream);
  script_end (&script);
  script_close (&script);
}

/* --- REL-10: whatever the network does, the end is the server's ---------------------------------------- */

#define N_SCHEDULES 10000
#define MAX_HISTORY 8

typedef struct
{
  CrmRoomRecord *changes[MAX_HISTORY];
  guint n_changes;
} History;

/* What a CRM may do in one room, in the order in which it did it. */
static void
history_make (History *self, GRand *random)
{
  self->n_changes = (guint) g_rand_int_range (random, 1, MAX_HISTORY + 1);
  for (guint i = 0; i < self->n_changes; i++)
    {
      CrmRoomRecord *change = g_new0 (CrmRoomRecord, 1);

      change->object = (CrmRecordObject) g_rand_int_range (random, 0, CRM_N_RECORD_OBJECTS);
      change->external_id = g_strdup_printf ("%d", g_rand_int_range (random, 8, 12));
      change->name = g_strdup_printf ("change %u", i);
      change->creator_flag = CRM_CREATOR_BOT;
      change->crm_created_at = 1000 * (1 + change->external_id[strlen (change->external_id) - 1] % 2);
      change->revision = i + 1;
      change->is_deleted = g_rand_int_range (random, 0, 4) == 0;
      self->changes[i] = change;
    }
}

static void
history_clear (History *self)
{
  for (guint i = 0; i < self->n_changes; i++)
    crm_room_record_free (self->changes[i]);
}

static void
history_fold (const History *self, guint n_changes, CrmPanel *panel)
{
  for (guint i = 0; i < n_changes; i++)
    crm_panel_apply (panel, self->changes[i]);
}

/* The server's answer when so many changes had happened. */
static void
answer_after (Script *script, const History *history, guint n_changes)
{
  g_auto (CrmPanel) panel = { 0 };
  g_autoptr (GString) text = g_string_new (NULL);
  ScriptedReply reply = { 0 };
  CrmJsonWriter writer;

  history_fold (history, n_changes, &panel);
  crm_json_writer_init (&writer, text);
  crm_json_writer_begin_object (&writer, NULL);
  for (int object = 0; object < CRM_N_RECORD_OBJECTS; object++)
    if (panel.latest[object] != NULL)
      crm_room_record_encode (panel.latest[object], &writer, crm_record_object_to_wire (object));
  crm_json_writer_string (&writer, "epoch", "one");
  crm_json_writer_int (&writer, "seq", 1);
  crm_json_writer_end_object (&writer);
  reply.body = text->str;
  scripted_server_answer (script->server, ROOM_RECORDS, 1, &reply);
}

static void
emit (Script *script, CrmRoomRecord *change)
{
  g_signal_emit_by_name (script->stream, "record-changed", "room-1-0001", change);
}

/* Everything behind the answer, in any order, some twice, some not at all; then the stream says that something was
 * lost. Returns: whether something was */
static gboolean
emit_badly (Script *script, const History *history, guint from, GRand *random)
{
  gboolean has_lost = FALSE;
  guint order[MAX_HISTORY];
  guint n = 0;

  for (guint i = 0; i < history->n_changes; i++)
    if (i >= from || g_rand_boolean (random))
      order[n++] = i;
  for (guint i = n; i > 1; i--)
    {
      guint other = (guint) g_rand_int_range (random, 0, (gint) i);
      guint swapped = order[i - 1];

      order[i - 1] = order[other];
      order[other] = swapped;
    }
  for (guint i = 0; i < n; i++)
    {
      if (g_rand_int_range (random, 0, 8) == 0)
        {
          has_lost = has_lost || order[i] >= from;
          continue;
        }
      emit (script, history->changes[order[i]]);
      if (g_rand_int_range (random, 0, 4) == 0)
        emit (script, history->changes[order[i]]);
    }
  return has_lost;
}

static void
assert_is_server (Script *script, const History *history, guint seed)
{
  g_auto (CrmPanel) server = { 0 };

  history_fold (history, history->n_changes, &server);
  for (int object = 0; object < CRM_N_RECORD_OBJECTS; object++)
    {
      const CrmRoomRecord *is = fake_panel_get_record (script->panel, (CrmRecordObject) object);
      const CrmRoomRecord *should_be = crm_panel_get (&server, (CrmRecordObject) object);

      if (g_strcmp0 (is != NULL ? is->name : NULL, should_be != NULL ? should_be->name : NULL) != 0)
        g_error ("schedule %u ends in %s: %s", seed, is != NULL ? is->name : "nothing",
                 fake_panel_get_journal (script->panel));
    }
}

static void
run_schedule (Script *script, guint seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  History history;
  guint answered;
  gboolean has_lost;

  history_make (&history, random);
  answered = (guint) g_rand_int_range (random, 0, (gint) history.n_changes + 1);
  script_begin (script);
  answer_after (script, &history, answered);
  crm_flow_refresh_panel_start (script->flow);
  if (g_rand_boolean (random))
    {
      /* News overtake the answer. */
      has_lost = emit_badly (script, &history, answered, random);
      wait_for_loads (script->panel, 1);
    }
  else
    {
      wait_for_loads (script->panel, 1);
      has_lost = emit_badly (script, &history, answered, random);
    }
  if (has_lost)
    {
      answer_after (script, &history, history.n_changes);
      g_signal_emit_by_name (script->stream, "resync");
      wait_for_loads (script->panel, 2);
    }
  assert_is_server (script, &history, seed);
  script_end (script);
  history_clear (&history);
}

static void
test_schedules (void)
{
  Script script;

  script_open (&script);
  for (guint seed = 0; seed < N_SCHEDULES; seed++)
    {
      /* A server's script only grows. */
      if (seed % 250 == 249)
        {
          script_close (&script);
          script_open (&script);
        }
      run_schedule (&script, seed);
    }
  script_close (&script);
}

static void
add_for_both (const char *name, void (*run) (Fixture *, gconstpointer))
{
  for (int object = 0; object < CRM_N_RECORD_OBJECTS; object++)
    {
      g_autofree char *path = g_strdup_printf ("/refresh-panel/%s/%s", name,
                                               crm_record_object_to_wire ((CrmRecordObject) object));

      g_test_add (path, Fixture, GINT_TO_POINTER (object), set_up, run, tear_down);
    }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  backend = real_backend_start ();
  real_backend_execute (backend, "UPDATE flags SET is_on = 1 WHERE name = 'omnichannel_deal_ticket_panel'");
  bot =
      service_bot_new (real_backend_get_url (backend), real_backend_get_database (backend), CRM_CREATOR_BOT);
  ai = service_bot_new (real_backend_get_url (backend), real_backend_get_database (backend),
                        CRM_CREATOR_AGENTIC_AI);

  add_for_both ("CDTC-S01-AC-1,AC-2/created", test_created);
  add_for_both ("CDTC-S01-AC-3,CDTC-NEG-01/replaced", test_replaced);
  add_for_both ("CDTC-S01-AC-4/edited", test_edited);
  add_for_both ("CDTC-S01-ERR-1,E2/deleted", test_deleted);
  add_for_both ("displayed-once", test_events);
  g_test_add ("/refresh-panel/E3/other-room", Fixture, NULL, set_up, test_other_room, tear_down);
  g_test_add_func ("/refresh-panel/CDTC-S01-ERR-2/unreachable", test_unreachable);
  g_test_add_func ("/refresh-panel/REL-10/an-answer-of-before-the-beginning-loads-again", test_late_answer);
  g_test_add_func ("/refresh-panel/REL-10/schedules", test_schedules);
  status = g_test_run ();

  service_bot_free (bot);
  service_bot_free (ai);
  real_backend_stop (backend);
  return status;
}
