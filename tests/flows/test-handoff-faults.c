/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hand-offs between a real daemon and a network that spoils what it can. */
#include "async-wait.h"
#include "crm-client-private.h"
#include "crm-error.h"
#include "crm-handoff-queue.h"
#include "fault-proxy.h"
#include "real-backend.h"

#include <glib/gstdio.h>

#define N_HANDOFFS  200 /* BILIK_TEST_HANDOFFS: as many as that; the long run is of 10000 */
#define N_AT_ONCE   100 /* as a busy team would have after a cut */
#define FAULTS_EACH 4

static RealBackend *backend;
static char *contact_id;

/* A console behind the proxy: client, journal and queue are the real ones. */
typedef struct
{
  FaultProxy *proxy;
  CrmClient *client;
  CrmTelemetry *telemetry;
  char *folder;
  CrmHandoffJournal *journal;
  CrmHandoffQueue *queue;
} Console;

static void
set_up (Console *self, gconstpointer unused)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  self->proxy = fault_proxy_new (real_backend_get_url (backend));
  self->client = crm_client_new (fault_proxy_get_url (self->proxy), &error);
  g_assert_no_error (error);
  crm_client_set_deadlines (self->client, 2000, 2500);
  crm_client_sign_in (self->client, "agent@nusantara.test", real_backend_get_password (backend), NULL,
                      keep_result, &result);
  crm_client_sign_in_finish (self->client, await_result (&result), &error);
  g_assert_no_error (error);
  self->telemetry = crm_telemetry_new (self->client, NULL);
  self->folder = g_dir_make_tmp ("bilik-handoff-XXXXXX", NULL);
  path = g_build_filename (self->folder, "handoffs.db", NULL);
  self->journal = crm_handoff_journal_open (path, "scope", &error);
  g_assert_no_error (error);
  self->queue = crm_handoff_queue_new (self->client, self->telemetry, self->journal);
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      g_unlink (file);
    }
  g_rmdir (path);
}

static void
tear_down (Console *self, gconstpointer unused)
{
  g_object_unref (self->queue);
  g_object_unref (self->journal);
  g_object_unref (self->telemetry);
  g_object_unref (self->client);
  fault_proxy_free (self->proxy);
  remove_folder (self->folder);
  g_free (self->folder);
}

static CrmHandoff *
build_handoff (const char *title)
{
  g_autofree char *request = g_strdup_printf (
      "{\"id\":null,\"pipeline_id\":\"1\",\"layout_id\":\"1\",\"data_source\":\"Desktop GTK\","
      "\"crm_properties\":[{\"name\":\"name\",\"value\":\"%s\"}]}",
      title);

  return crm_handoff_new_create (contact_id, "Siti", title, contact_id, request);
}

/* As a console leaves it that dies after the create. */
static CrmHandoff *
build_created_handoff (Console *self, const char *title)
{
  CrmHandoff *handoff = build_handoff (title);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmTicket) ticket = NULL;
  gboolean is_uncertain;

  crm_client_create_ticket (self->client, handoff->request, handoff->id, NULL, keep_result, &result);
  ticket = crm_client_create_ticket_finish (self->client, await_result (&result), &is_uncertain, &error);
  g_assert_no_error (error);
  crm_handoff_created (handoff, crm_ticket_get_id (ticket));
  return handoff;
}

/* The agent presses Retry wherever he is asked. */
static gboolean
is_queue_empty (gpointer data)
{
  Console *self = data;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->queue));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CrmFlowAssociate) flow = g_list_model_get_item (G_LIST_MODEL (self->queue), i);

      if (flow != NULL && crm_flow_associate_get_row (flow)->state == CRM_HANDOFF_WAITING)
        crm_flow_associate_hurry (flow);
    }
  return g_list_model_get_n_items (G_LIST_MODEL (self->queue)) == 0;
}

static guint
count (const char *format, const char *like)
{
  g_autofree char *sql = g_strdup_printf (format, like);
  g_autofree char *n = real_backend_query (backend, sql);

  return (guint) g_ascii_strtoull (n, NULL, 10);
}

static void
assert_each_once (const char *prefix, guint n)
{
  g_assert_cmpuint (count ("SELECT count(*) FROM tickets WHERE name LIKE '%s%%'", prefix), ==, n);
  g_assert_cmpuint (count ("SELECT count(DISTINCT name) FROM tickets WHERE name LIKE '%s%%'", prefix), ==, n);
  g_assert_cmpuint (count ("SELECT count(*) FROM ticket_customers c JOIN tickets t ON t.id = c.ticket_id "
                           "WHERE t.name LIKE '%s%%'",
                           prefix),
                    ==, n);
}

static guint
get_n_handoffs (void)
{
  const char *wanted = g_getenv ("BILIK_TEST_HANDOFFS");

  return wanted != NULL ? (guint) g_ascii_strtoull (wanted, NULL, 10) : N_HANDOFFS;
}

/* Without the patience of other tests: a machine may be slow. The queue's own timers go on. */
static void
wait_for_queue (Console *self)
{
  while (!is_queue_empty (self))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_no_duplicates (Console *self, gconstpointer unused)
{
  guint n_handoffs = get_n_handoffs ();
  guint n_done = 0;

  while (n_done < n_handoffs)
    {
      fault_proxy_add_random (self->proxy, 20260626 + n_done, N_AT_ONCE * FAULTS_EACH);
      for (guint i = 0; i < N_AT_ONCE && n_done < n_handoffs; i++, n_done++)
        {
          g_autofree char *title = g_strdup_printf ("Spoiled %u", n_done);

          crm_handoff_queue_add (self->queue, build_handoff (title));
        }
      wait_for_queue (self);
    }
  g_test_message ("%u hand-offs, all but %u of %u faults used", n_done, fault_proxy_count_left (self->proxy),
                  n_done * FAULTS_EACH);
  assert_each_once ("Spoiled", n_handoffs);
}

static void
test_every_fault (Console *self, gconstpointer unused)
{
  /* A new hand-off creates and links, one that was left behind reads and links. */
  for (guint is_left = 0; is_left < 2; is_left++)
    for (guint call = 0; call < 2; call++)
      for (Fault fault = FAULT_DROP_BEFORE; fault < N_FAULTS; fault++)
        {
          g_autofree char *title = g_strdup_printf ("Fault %u-%u-%u", is_left, call, fault);
          CrmHandoff *row = is_left ? build_created_handoff (self, title) : build_handoff (title);

          for (guint i = 0; i < call; i++)
            fault_proxy_add (self->proxy, FAULT_NONE);
          fault_proxy_add (self->proxy, fault);
          crm_handoff_queue_add (self->queue, row);
          await_condition (is_queue_empty, self);
          g_assert_cmpuint (fault_proxy_count_left (self->proxy), ==, 0);
        }
  assert_each_once ("Fault", 4 * (N_FAULTS - 1));
}

static void
test_retry_after (Console *self, gconstpointer unused)
{
  gint64 start = g_get_monotonic_time ();

  fault_proxy_add (self->proxy, FAULT_429);
  crm_handoff_queue_add (self->queue, build_handoff ("Patient"));
  await_condition (is_queue_empty, self);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 2 * G_USEC_PER_SEC);
  assert_each_once ("Patient", 1);
}

static gboolean
rests (gpointer flow)
{
  return !crm_handoff_is_under_way (crm_flow_associate_get_row (flow));
}

/* The client repeats a create by itself: the answer it lost may have been a 201. */
static void
test_refused_after_lost (Console *self, gconstpointer unused)
{
  CrmFlowAssociate *flow;

  fault_proxy_add (self->proxy, FAULT_DROP_AFTER);
  fault_proxy_add (self->proxy, FAULT_403);
  flow = crm_handoff_queue_add (self->queue, build_handoff ("Refused late"));
  await_condition (rests, flow);
  g_assert_cmpint (crm_flow_associate_get_row (flow)->state, ==, CRM_HANDOFF_WAITING);
  await_condition (is_queue_empty, self); /* the agent, allowed again, presses Retry */
  assert_each_once ("Refused late", 1);
}

static void
test_refused_at_once (Console *self, gconstpointer unused)
{
  g_autoptr (CrmFlowAssociate) flow = NULL;

  fault_proxy_add (self->proxy, FAULT_403);
  flow = g_object_ref (crm_handoff_queue_add (self->queue, build_handoff ("Not allowed")));
  await_condition (rests, flow);
  g_assert_cmpint (crm_flow_associate_get_row (flow)->state, ==, CRM_HANDOFF_CANCELLED);
  assert_each_once ("Not allowed", 0);
}

static gboolean
has_failed_often (gpointer data)
{
  return crm_flow_associate_get_row (data)->tries >= 5;
}

static void
test_cut_and_healed (Console *self, gconstpointer unused)
{
  CrmFlowAssociate *flow;
  gint64 healed;

  crm_client_set_deadlines (self->client, 500, 500);
  fault_proxy_set_cut (self->proxy, TRUE);
  flow = crm_handoff_queue_add (self->queue, build_handoff ("Cut off"));
  /* By now the pause alone would be up to eight seconds. */
  await_condition (has_failed_often, flow);
  g_assert_cmpuint (count ("SELECT count(*) FROM tickets WHERE name = '%s'", "Cut off"), ==, 0);

  fault_proxy_set_cut (self->proxy, FALSE);
  healed = g_get_monotonic_time ();
  await_condition (is_queue_empty, self);
  g_test_message ("completed %.2f s after the network was back",
                  (double) (g_get_monotonic_time () - healed) / G_USEC_PER_SEC);
  g_assert_cmpint (g_get_monotonic_time () - healed, <=, 5 * G_USEC_PER_SEC);
  assert_each_once ("Cut off", 1);
}

#define ADD(name, function) g_test_add ("/handoff-faults/" name, Console, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  backend = real_backend_start ();
  contact_id = real_backend_query (backend, "SELECT contact_id FROM customers WHERE organization_id = 1");

  ADD ("REL-07/every-fault-on-every-call", test_every_fault);
  ADD ("REL-07/no-duplicates", test_no_duplicates);
  ADD ("REL-07/refused-after-a-lost-answer", test_refused_after_lost);
  ADD ("REL-07/refused-at-once", test_refused_at_once);
  ADD ("REL-07/retry-after-is-honoured", test_retry_after);
  ADD ("REL-06/cut-and-healed", test_cut_and_healed);
  result = g_test_run ();

  g_free (contact_id);
  real_backend_stop (backend);
  return result;
}
