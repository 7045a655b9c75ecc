/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>

#include "async-wait.h"
#include "crm-error.h"
#include "crm-flow-open-room.h"
#include "fake-room.h"
#include "fault-proxy.h"
#include "real-backend.h"
#include "service-bot.h"

/* The flow of an open room against a real bilikd, on a screen that remembers what it was shown. */

#define ROOM      "room-1-0004"
#define LONG_ROOM "room-1-0001" /* 5,000 messages */

static RealBackend *backend;

/* --- a desk ------------------------------------------------------------------------------------------ */

typedef struct
{
  FaultProxy *proxy;
  CrmClient *client;
  CrmProfile *profile;
  CrmEventStream *stream; /* straight to the server: the proxy speaks HTTP alone */
  CrmSignedIn *direct;
  CrmDraftStore *drafts;
  char *folder;
  FakeRoom *screen;
  CrmFlowOpenRoom *flow;
  const char *page; /* waited for */
  const char *text; /* likewise, as the last entry */
  CrmEntryState state;
  guint n;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) signed_in = NULL;
  g_autoptr (GAsyncResult) loaded = NULL;
  g_autoptr (GError) error = NULL;

  fixture->proxy = fault_proxy_new (real_backend_get_url (backend));
  fixture->client = crm_client_new (fault_proxy_get_url (fixture->proxy), &error);
  crm_client_sign_in (fixture->client, "agent@nusantara.test", real_backend_get_password (backend), NULL,
                      keep_result, &signed_in);
  g_assert_true (crm_client_sign_in_finish (fixture->client, await_result (&signed_in), &error));
  crm_client_load_profile (fixture->client, NULL, keep_result, &loaded);
  fixture->profile = crm_client_load_profile_finish (fixture->client, await_result (&loaded), &error);
  g_assert_no_error (error);
  fixture->direct = real_backend_sign_in (backend, "admin@nusantara.test");
  fixture->stream = crm_event_stream_new (fixture->direct->client);
  fixture->folder = g_dir_make_tmp ("bilik-drafts-XXXXXX", NULL);
  fixture->drafts = crm_draft_store_new (fixture->folder, "test");
}

static void
close_room (Fixture *fixture)
{
  crm_flow_open_room_close (fixture->flow);
  g_clear_object (&fixture->flow);
  g_clear_object (&fixture->screen);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("rm -r '%s'", fixture->folder);

  if (fixture->flow != NULL)
    close_room (fixture);
  crm_event_stream_stop (fixture->stream);
  g_object_unref (fixture->stream);
  g_object_unref (fixture->client);
  g_object_unref (fixture->profile);
  g_object_unref (fixture->drafts);
  crm_signed_in_free (fixture->direct);
  fault_proxy_free (fixture->proxy);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (fixture->folder);
}

static gboolean
shows_page (gpointer data)
{
  Fixture *fixture = data;

  return g_strcmp0 (fixture->screen->page, fixture->page) == 0;
}

static void
await_page (Fixture *fixture, const char *page)
{
  fixture->page = page;
  await_condition (shows_page, fixture);
}

static gboolean
is_online (gpointer data)
{
  return crm_event_stream_get_is_online (((Fixture *) data)->stream);
}

static void
open_room (Fixture *fixture, const char *room_id)
{
  CrmRoomServices services = { fixture->client, fixture->stream, fixture->drafts, fixture->profile };

  fixture->screen = g_object_new (FAKE_TYPE_ROOM, NULL);
  fixture->flow = crm_flow_open_room_new (&services, room_id, CRM_ROOM_SURFACE (fixture->screen));
  crm_flow_open_room_start (fixture->flow);
}

static GListModel *
entries_of (Fixture *fixture)
{
  return G_LIST_MODEL (crm_flow_open_room_get_conversation (fixture->flow));
}

static gboolean
ends_as_wanted (gpointer data)
{
  Fixture *fixture = data;
  guint n = g_list_model_get_n_items (entries_of (fixture));
  g_autoptr (CrmEntry) last = n > 0 ? g_list_model_get_item (entries_of (fixture), n - 1) : NULL;

  return last != NULL && g_str_equal (crm_entry_get_text (last), fixture->text) &&
         crm_entry_get_state (last) == fixture->state;
}

static void
await_end (Fixture *fixture, const char *text, CrmEntryState state)
{
  fixture->text = text;
  fixture->state = state;
  await_condition (ends_as_wanted, fixture);
}

static guint
count_in (Fixture *fixture, const char *text)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (entries_of (fixture)); i++)
    {
      g_autoptr (CrmEntry) entry = g_list_model_get_item (entries_of (fixture), i);

      n += g_str_equal (crm_entry_get_text (entry), text);
    }
  return n;
}

static guint
count_stored (const char *text)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM messages WHERE contents = '%s'", text);
  g_autofree char *n = real_backend_query (backend, sql);

  return (guint) g_ascii_strtoull (n, NULL, 10);
}

static void
say (Fixture *fixture, const char *room_id, const char *text)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmMessage) message = NULL;

  crm_client_send_message (fixture->direct->client, room_id, text, NULL, NULL, keep_result, &result);
  message = crm_client_send_message_finish (fixture->direct->client, await_result (&result), &error);
  g_assert_no_error (error);
}

/* --- 1, 2: load and show ------------------------------------------------------------------------------- */

static void
test_loads (Fixture *fixture, gconstpointer data)
{
  open_room (fixture, ROOM);
  g_assert_cmpstr (fixture->screen->page, ==, "loading");
  await_page (fixture, "room");
  g_assert_nonnull (fixture->screen->title);
  g_assert_cmpuint (g_list_model_get_n_items (entries_of (fixture)), >, 0);
}

static void
test_failure_and_retry (Fixture *fixture, gconstpointer data)
{
  fault_proxy_set_cut (fixture->proxy, TRUE);
  open_room (fixture, ROOM);
  await_page (fixture, "failed");
  fault_proxy_set_cut (fixture->proxy, FALSE);
  crm_flow_open_room_reload (fixture->flow);
  await_page (fixture, "room");
}

static void
test_gone (Fixture *fixture, gconstpointer data)
{
  open_room (fixture, "room-1-9999");
  await_page (fixture, "gone");
}

/* --- 3: follow ------------------------------------------------------------------------------------------ */

static void
test_follows (Fixture *fixture, gconstpointer data)
{
  crm_event_stream_start (fixture->stream);
  await_condition (is_online, fixture);
  open_room (fixture, ROOM);
  await_page (fixture, "room");
  say (fixture, "room-1-0005", "elsewhere");
  say (fixture, ROOM, "here");
  await_end (fixture, "here", CRM_ENTRY_SAID);
  g_assert_cmpuint (count_in (fixture, "elsewhere"), ==, 0);
}

/* A hole between what is shown and what there is now is never papered over (REL-10). */
static void
test_resync (Fixture *fixture, gconstpointer data)
{
  guint n;

  open_room (fixture, ROOM);
  await_page (fixture, "room");
  n = g_list_model_get_n_items (entries_of (fixture));
  for (guint i = 0; i < 3; i++)
    say (fixture, ROOM, "missed a little");
  g_signal_emit_by_name (fixture->stream, "resync");
  await_end (fixture, "missed a little", CRM_ENTRY_SAID);
  g_assert_cmpuint (g_list_model_get_n_items (entries_of (fixture)), ==, n + 3);

  for (guint i = 0; i < 60; i++)
    say (fixture, ROOM, "missed a lot");
  g_signal_emit_by_name (fixture->stream, "resync");
  await_end (fixture, "missed a lot", CRM_ENTRY_SAID);
  g_assert_cmpuint (count_in (fixture, "missed a lot"), ==, 50);
  g_assert_cmpuint (count_in (fixture, "missed a little"), ==, 0);
  g_assert_cmpint (fixture->screen->history, ==, CRM_HISTORY_MORE);
}

/* --- 4: older ------------------------------------------------------------------------------------------- */

static gboolean
has_n (gpointer data)
{
  Fixture *fixture = data;

  return g_list_model_get_n_items (entries_of (fixture)) >= fixture->n;
}

static void
test_older (Fixture *fixture, gconstpointer data)
{
  gint64 before = 0;

  open_room (fixture, LONG_ROOM);
  await_page (fixture, "room");
  for (guint page = 1; page < 6; page++)
    {
      fixture->n = page * 50 + 50;
      crm_flow_open_room_load_older (fixture->flow);
      crm_flow_open_room_load_older (fixture->flow);
      await_condition (has_n, fixture);
    }
  g_assert_cmpuint (g_list_model_get_n_items (entries_of (fixture)), ==, 300);
  for (guint i = 0; i < 300; i++)
    {
      g_autoptr (CrmEntry) entry = g_list_model_get_item (entries_of (fixture), i);
      gint64 id = g_ascii_strtoll (crm_message_get_id (crm_entry_get_message (entry)), NULL, 10);

      g_assert_cmpint (id, >, before);
      before = id;
      g_assert_true (i > 0 || crm_entry_get_starts_day (entry));
    }
}

/* --- 5: read -------------------------------------------------------------------------------------------- */

static void
ask (const char *text)
{
  g_autoptr (ServiceBot) channel =
      service_bot_new_channel (real_backend_get_url (backend), real_backend_get_database (backend));

  service_bot_say (channel, ROOM, text);
}

static gboolean
is_unread (gpointer unused)
{
  g_autofree char *unread = real_backend_query (backend, "SELECT unread FROM rooms WHERE id = '" ROOM "'");

  return g_ascii_strtoull (unread, NULL, 10) > 0;
}

static gboolean
is_read (gpointer unused)
{
  return !is_unread (NULL);
}

static guint
count_marks (void)
{
  return real_backend_count_requests (backend, "room_read_mark");
}

/* What was to happen without being waited for has happened. */
static void
settle (void)
{
  gint64 until = g_get_monotonic_time () + 300 * 1000;

  while (g_get_monotonic_time () < until)
    g_main_context_iteration (NULL, FALSE) || (g_usleep (1000), TRUE);
}

static void
open_and_follow (Fixture *fixture)
{
  crm_event_stream_start (fixture->stream);
  await_condition (is_online, fixture);
  open_room (fixture, ROOM);
  await_page (fixture, "room");
}

/* Open and shown is not read; looked at is, and what comes while it is looked at as well, each with one request. */
static void
test_read (Fixture *fixture, gconstpointer data)
{
  guint n_marks = count_marks ();

  ask ("unseen");
  open_and_follow (fixture);
  settle ();
  g_assert_true (is_unread (NULL));

  crm_flow_open_room_look (fixture->flow, TRUE);
  await_condition (is_read, NULL);
  ask ("while looking");
  await_end (fixture, "while looking", CRM_ENTRY_SAID);
  await_condition (is_read, NULL);

  crm_flow_open_room_look (fixture->flow, FALSE);
  ask ("while away");
  await_end (fixture, "while away", CRM_ENTRY_SAID);
  settle ();
  g_assert_true (is_unread (NULL));
  crm_flow_open_room_look (fixture->flow, TRUE);
  await_condition (is_read, NULL);
  crm_flow_open_room_reload (fixture->flow);
  settle ();
  g_assert_cmpuint (count_marks (), ==, n_marks + 3);
}

/* Whoever marks it as unread finds it so, also beside a window that shows it. */
static void
test_unread_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) marked = NULL;
  g_autoptr (GError) error = NULL;

  ask ("for later");
  open_and_follow (fixture);
  crm_flow_open_room_look (fixture->flow, TRUE);
  await_condition (is_read, NULL);

  crm_client_mark_room (fixture->direct->client, ROOM, NULL, NULL, keep_result, &marked);
  crm_client_mark_room_finish (fixture->direct->client, await_result (&marked), &error);
  g_assert_no_error (error);
  settle ();
  g_assert_true (is_unread (NULL));
  crm_flow_open_room_look (fixture->flow, FALSE);
  crm_flow_open_room_look (fixture->flow, TRUE);
  crm_flow_open_room_reload (fixture->flow);
  settle ();
  g_assert_true (is_unread (NULL));

  ask ("and more");
  await_condition (is_read, NULL);
}

/* What is lost on the way is said again (REL-07). */
static void
test_read_fails (Fixture *fixture, gconstpointer data)
{
  ask ("through faults");
  open_room (fixture, ROOM);
  await_page (fixture, "room");
  fault_proxy_add (fixture->proxy, FAULT_DROP_BEFORE);
  fault_proxy_add (fixture->proxy, FAULT_503);
  crm_flow_open_room_look (fixture->flow, TRUE);
  await_condition (is_read, NULL);
  g_assert_cmpuint (fault_proxy_count_left (fixture->proxy), ==, 0);
}

/* --- 6: say ---------------------------------------------------------------------------------- */

static void
test_draft (Fixture *fixture, gconstpointer data)
{
  open_room (fixture, ROOM);
  await_page (fixture, "room");
  crm_flow_open_room_type (fixture->flow, "half a <sentence>");
  close_room (fixture);
  open_room (fixture, ROOM);
  await_page (fixture, "room");
  g_assert_cmpstr (fixture->screen->draft, ==, "half a <sentence>");
  crm_flow_open_room_type (fixture->flow, "");
  close_room (fixture);
  open_room (fixture, ROOM);
  await_page (fixture, "room");
  g_assert_null (fixture->screen->draft);
}

/* The answer is lost: said once all the same, and in order (REL-07). */
static void
test_send (Fixture *fixture, gconstpointer data)
{
  open_room (fixture, ROOM);
  await_page (fixture, "room");
  fault_proxy_add (fixture->proxy, FAULT_DROP_AFTER);
  fault_proxy_add (fixture->proxy, FAULT_500_AFTER);
  crm_flow_open_room_send (fixture->flow, "said once");
  crm_flow_open_room_send (fixture->flow, "said second");
  await_end (fixture, "said second", CRM_ENTRY_SAID);
  g_assert_cmpuint (count_in (fixture, "said once"), ==, 1);
  g_assert_cmpuint (count_stored ("said once"), ==, 1);
  g_assert_cmpuint (count_stored ("said second"), ==, 1);
}

static char *
dup_draft_path (Fixture *fixture)
{
  g_autoptr (GDir) folder = g_dir_open (fixture->folder, 0, NULL);

  return g_build_filename (fixture->folder, g_dir_read_name (folder), NULL);
}

/* What could not be sent is there again in the order in which it was said. */
static void
test_unsent_order (Fixture *fixture, gconstpointer data)
{
  guint n;

  open_room (fixture, ROOM);
  await_page (fixture, "room");
  fault_proxy_set_cut (fixture->proxy, TRUE);
  crm_flow_open_room_send (fixture->flow, "unsent one");
  crm_flow_open_room_send (fixture->flow, "unsent two");
  await_end (fixture, "unsent two", CRM_ENTRY_FAILED);
  close_room (fixture);
  fault_proxy_set_cut (fixture->proxy, FALSE);

  open_room (fixture, ROOM);
  await_page (fixture, "room");
  await_end (fixture, "unsent two", CRM_ENTRY_FAILED);
  n = g_list_model_get_n_items (entries_of (fixture));
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (CrmEntry) entry = g_list_model_get_item (entries_of (fixture), n - 2);

      g_assert_cmpint (crm_entry_get_state (entry), ==, CRM_ENTRY_FAILED);
      g_assert_cmpstr (crm_entry_get_text (entry), ==, i == 0 ? "unsent one" : "unsent two");
      crm_flow_open_room_discard (fixture->flow, entry);
    }
}

/* A console that dies after the server has got it finds its message again, and Retry says it once. */
static void
test_crash (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autofree char *left_behind = NULL;
  g_autoptr (CrmEntry) entry = NULL;

  open_room (fixture, ROOM);
  await_page (fixture, "room");
  crm_flow_open_room_send (fixture->flow, "sent and died");
  path = dup_draft_path (fixture);
  g_assert_true (g_file_get_contents (path, &left_behind, NULL, NULL));
  await_end (fixture, "sent and died", CRM_ENTRY_SAID);
  close_room (fixture);
  g_assert_true (g_file_set_contents (path, left_behind, -1, NULL));

  open_room (fixture, ROOM);
  await_page (fixture, "room");
  await_end (fixture, "sent and died", CRM_ENTRY_FAILED);
  entry = g_list_model_get_item (entries_of (fixture), g_list_model_get_n_items (entries_of (fixture)) - 1);
  crm_flow_open_room_retry (fixture->flow, entry);
  await_end (fixture, "sent and died", CRM_ENTRY_SAID);
  g_assert_cmpuint (count_in (fixture, "sent and died"), ==, 1);
  g_assert_cmpuint (count_stored ("sent and died"), ==, 1);
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  backend = real_backend_start ();
#define ADD(name, function) g_test_add ("/open-room/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("steps-1-and-2/loads-and-shows", test_loads);
  ADD ("step-2/failure-and-retry", test_failure_and_retry);
  ADD ("step-2/CDTC-S05-ERR-1/gone", test_gone);
  ADD ("step-3/follows-the-stream", test_follows);
  ADD ("step-3/REL-10/resync-leaves-no-hole", test_resync);
  ADD ("step-4/F-11/older-pages", test_older);
  ADD ("step-5/read-once-it-is-looked-at", test_read);
  ADD ("step-5/unread-again-stays-unread", test_unread_again);
  ADD ("step-5/REL-07/read-through-faults", test_read_fails);
  ADD ("step-6/CDTC-S02/draft-is-kept", test_draft);
  ADD ("step-6/CDTC-S02/unsent-keeps-its-order", test_unsent_order);
  ADD ("step-6/REL-07/said-once-and-in-order", test_send);
  ADD ("step-6/REL-07/retry-after-a-crash", test_crash);
#undef ADD
  result = g_test_run ();
  real_backend_stop (backend);
  return result;
}
