/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The native create from its form to the linked ticket: flow, client, queue, journal and daemon are the real ones. */
#include "async-wait.h"
#include "crm-client-private.h"
#include "crm-flow-create-native.h"
#include "fake-form.h"
#include "fake-workspace.h"
#include "crm-ticket-request.h"
#include "real-backend.h"

#include <glib/gstdio.h>

#define AGENT       "agent@nusantara.test"
#define OTHER_AGENT "agent@senja.test" /* three pipelines */
#define C360        "organization_id = %u AND crm_known = 1 AND length (contact_id) = 36"
#define CRM_NUMBER  "organization_id = %u AND crm_known = 1 AND length (contact_id) < 20"

static RealBackend *backend;

/* One form of one customer. */
typedef struct
{
  char *folder;
  CrmSignedIn *signed_in;
  CrmTelemetry *telemetry;
  CrmHandoffQueue *queue;
  CrmDraftStore *drafts;
  CrmCustomer *customer;
  FakeWorkspace *workspace;
  FakeForm *form;
  CrmFlowCreateNative *flow;
  gboolean is_finished;
} Desk;

static void
on_finished (Desk *self)
{
  g_assert_false (self->is_finished);
  self->is_finished = TRUE;
}

static void
open_form (Desk *self)
{
  const CrmNativeServices services = {
    .client = self->signed_in->client,
    .telemetry = self->telemetry,
    .queue = self->queue,
    .drafts = self->drafts,
  };

  self->is_finished = FALSE;
  self->form = fake_form_new ();
  self->flow = crm_flow_create_native_new (&services, self->signed_in->profile, self->customer,
                                           CRM_WORKSPACE (self->workspace), CRM_FORM_SURFACE (self->form));
  g_signal_connect_swapped (self->flow, "finished", G_CALLBACK (on_finished), self);
  crm_flow_create_native_start (self->flow);
}

static void
close_form (Desk *self)
{
  g_signal_handlers_disconnect_by_data (self->flow, self);
  g_clear_object (&self->flow);
  g_clear_object (&self->form);
}

static Desk *
open_desk (const char *email, guint organization, const char *where)
{
  Desk *self = g_new0 (Desk, 1);
  g_autofree char *condition = g_strdup_printf (where, organization);
  g_autofree char *sql = g_strconcat ("SELECT contact_id FROM customers WHERE ", condition, NULL);
  g_autofree char *id = real_backend_query (backend, sql);
  g_autofree char *journal_path = NULL;
  g_autoptr (CrmHandoffJournal) journal = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("bilik-native-XXXXXX", NULL);
  journal_path = g_build_filename (self->folder, "handoffs.db", NULL);
  self->signed_in = real_backend_sign_in (backend, email);
  crm_client_set_deadlines (self->signed_in->client, 2000, 2000);
  crm_client_load_customer (self->signed_in->client, id, NULL, keep_result, &result);
  self->customer = crm_client_load_customer_finish (self->signed_in->client, await_result (&result), &error);
  g_assert_no_error (error);
  self->telemetry = crm_telemetry_new (self->signed_in->client, NULL);
  journal = crm_handoff_journal_open (journal_path, "scope", &error);
  g_assert_no_error (error);
  self->queue = crm_handoff_queue_new (self->signed_in->client, self->telemetry, journal);
  self->drafts = crm_draft_store_new (self->folder, "scope");
  self->workspace = fake_workspace_new (self->signed_in->client, id);
  open_form (self);
  return self;
}

static void
close_desk (Desk *self)
{
  g_autoptr (GDir) folder = g_dir_open (self->folder, 0, NULL);
  const char *name;

  if (self->flow != NULL)
    close_form (self);
  g_object_unref (self->workspace);
  g_object_unref (self->drafts);
  g_object_unref (self->queue);
  g_object_unref (self->telemetry);
  g_object_unref (self->customer);
  crm_signed_in_free (self->signed_in);
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self);
}

/* --- what has happened ------------------------------------------------------------------ */

typedef struct
{
  Desk *desk;
  const char *entry;
} Wish;

static gboolean
form_has_seen (gpointer data)
{
  const Wish *wish = data;

  return fake_form_has_seen (wish->desk->form, wish->entry);
}

static gboolean
workspace_has_seen (gpointer data)
{
  const Wish *wish = data;

  return fake_workspace_has_seen (wish->desk->workspace, wish->entry);
}

#define await_form(desk, what)      await_condition (form_has_seen, &(Wish){ desk, what })
#define await_workspace(desk, what) await_condition (workspace_has_seen, &(Wish){ desk, what })

static gboolean
is_over (gpointer data)
{
  return ((Desk *) data)->is_finished;
}

static gboolean
is_empty (gpointer queue)
{
  return g_list_model_get_n_items (queue) == 0;
}

static guint
count (const char *format, const char *title)
{
  g_autofree char *sql = g_strdup_printf (format, title);
  g_autofree char *n = real_backend_query (backend, sql);

  return (guint) g_ascii_strtoull (n, NULL, 10);
}

static guint
count_tickets (const char *title)
{
  return count ("SELECT count(*) FROM tickets WHERE name = '%s'", title);
}

static guint
count_links (const char *title)
{
  return count (
      "SELECT count(*) FROM ticket_customers c JOIN tickets t ON t.id = c.ticket_id WHERE t.name = '%s'",
      title);
}

static char *
dup_event (Desk *self, const char *name)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *sql = g_strdup_printf (
      "SELECT properties FROM events WHERE name = '%s' ORDER BY received_at DESC, at DESC", name);

  crm_telemetry_flush (self->telemetry, NULL, keep_result, &result);
  crm_telemetry_flush_finish (self->telemetry, await_result (&result), &error);
  g_assert_no_error (error);
  return real_backend_query (backend, sql);
}

static void
submit (Desk *self, const char *title)
{
  await_form (self, "layout");
  fake_form_type_text (self->form, "name", title);
  crm_form_surface_emit_submit (CRM_FORM_SURFACE (self->form));
}

static const char *
get_prefilled_customer (Desk *self)
{
  JsonNode *value = fake_form_get_value (self->form, "qontak_customer_ids");

  return json_array_get_string_element (json_node_get_array (value), 0);
}

/* --- the form --------------------------------------------------------------------------- */

static void
test_one_pipeline (void)
{
  Desk *desk = open_desk (AGENT, 1, C360);

  await_form (desk, "layout");
  g_assert_cmpstr (fake_form_get_journal (desk->form), ==, "loading; loading; pipelines 1 chosen; layout");
  close_desk (desk);
}

static void
test_selection_first (void)
{
  Desk *desk = open_desk (OTHER_AGENT, 2, C360);

  await_form (desk, "pipelines 3");
  g_assert_false (fake_form_has_seen (desk->form, "layout"));
  g_autofree char *second = real_backend_query (
      backend, "SELECT id FROM pipelines WHERE organization_id = 2 ORDER BY position, id LIMIT 1 OFFSET 1");
  crm_form_surface_emit_pipeline_chosen (CRM_FORM_SURFACE (desk->form), second);
  await_form (desk, "layout");
  g_assert_true (fake_form_has_seen (desk->form, "pipelines 3 chosen"));
  close_desk (desk);
}

static void
test_prefilled (gconstpointer where)
{
  Desk *desk = open_desk (AGENT, 1, where);

  await_form (desk, "layout");
  g_assert_cmpstr (get_prefilled_customer (desk), ==, crm_customer_get_id (desk->customer));
  close_desk (desk);
}

/* Nobody is chosen: the ticket is the open customer's all the same. */
static void
test_empty_customer (void)
{
  Desk *desk = open_desk (AGENT, 1, "organization_id = %u AND crm_known = 0");

  await_form (desk, "layout");
  fake_form_type (desk->form, "qontak_customer_ids",
                  json_node_init_array (json_node_alloc (), json_array_new ()));
  submit (desk, "For nobody yet");
  await_workspace (desk, "link done “For nobody yet”");
  g_assert_cmpuint (count_links ("For nobody yet"), ==, 1);
  close_desk (desk);
}

static void
test_checked_before_sent (void)
{
  Desk *desk = open_desk (AGENT, 1, C360);
  guint before = real_backend_count_requests (backend, "tickets_create");

  submit (desk, "");
  g_assert_true (fake_form_has_seen (desk->form, "wrong name"));
  g_assert_cmpuint (real_backend_count_requests (backend, "tickets_create"), ==, before);
  close_desk (desk);
}

/* --- created and linked ------------------------------------------------------------------- */

static void
test_created_and_linked (gconstpointer where)
{
  Desk *desk = open_desk (AGENT, 1, where);
  const char *id = crm_customer_get_id (desk->customer);
  g_autofree char *title = g_strdup_printf ("Linked to %s", id);
  guint before = real_backend_count_requests (backend, "tickets_update");

  submit (desk, title);
  await_condition (is_over, desk);
  g_assert_true (fake_workspace_has_seen (desk->workspace, "panel hidden; link pending"));
  g_assert_true (fake_workspace_has_seen (desk->workspace, "refreshed; highlight; link done"));
  g_assert_cmpuint (real_backend_count_requests (backend, "tickets_update"), ==, before + 1);
  g_assert_cmpuint (count_links (title), ==, 1);
  g_autofree char *source_sql = g_strdup_printf ("SELECT data_source FROM tickets WHERE name = '%s'", title);
  g_autofree char *source = real_backend_query (backend, source_sql);
  g_assert_cmpstr (source, ==, "Desktop GTK");

  g_autofree char *opened = dup_event (desk, "cdp_mobile_ticket_create_opened");
  g_assert_nonnull (strstr (opened, crm_customer_get_identity_kind (desk->customer) == CRM_IDENTITY_C360
                                        ? "\"is_c360\":\"true\""
                                        : "\"is_c360\":\"false\""));
  g_autofree char *created = dup_event (desk, "cdp_mobile_ticket_created");
  g_assert_nonnull (strstr (created, id));
  g_autofree char *associated = dup_event (desk, "cdp_mobile_ticket_associated");
  g_assert_nonnull (strstr (associated, id));
  close_desk (desk);
}

static void
test_double_return (void)
{
  Desk *desk = open_desk (AGENT, 1, C360);

  submit (desk, "Pressed twice");
  crm_form_surface_emit_submit (CRM_FORM_SURFACE (desk->form));
  crm_form_surface_emit_create_anyway (CRM_FORM_SURFACE (desk->form));
  crm_form_surface_emit_create_anyway (CRM_FORM_SURFACE (desk->form));
  await_condition (is_over, desk);
  g_assert_cmpuint (count_tickets ("Pressed twice"), ==, 1);
  g_assert_cmpuint (count_links ("Pressed twice"), ==, 1);
  close_desk (desk);
}

static void
test_association_fails (void)
{
  Desk *desk = open_desk (AGENT, 1, C360);

  real_backend_execute (backend, "CREATE TRIGGER no_links BEFORE INSERT ON ticket_customers "
                                 "BEGIN SELECT RAISE (ABORT, 'broken by the test'); END");
  submit (desk, "Not linked at first");
  await_workspace (desk, "link failed “Not linked at first” conflict");
  g_assert_cmpuint (count_tickets ("Not linked at first"), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (desk->queue)), ==, 1);
  g_autofree char *event = dup_event (desk, "cdp_mobile_ticket_associate_failed");
  g_assert_nonnull (strstr (event, "\"reason\":\"conflict\""));

  real_backend_execute (backend, "DROP TRIGGER no_links");
  crm_flow_create_native_retry_link (desk->flow);
  await_workspace (desk, "link done “Not linked at first”");
  g_assert_cmpuint (count_tickets ("Not linked at first"), ==, 1);
  g_assert_cmpuint (count_links ("Not linked at first"), ==, 1);
  close_desk (desk);
}

static void
test_refused_create (void)
{
  Desk *desk = open_desk (AGENT, 1, C360);

  await_form (desk, "layout");
  real_backend_execute (backend, "UPDATE flags SET is_on = 0 WHERE name = 'cdp_native_create_ticket'");
  submit (desk, "Refused");
  await_form (desk, "error feature_off");
  real_backend_execute (backend, "UPDATE flags SET is_on = 1");
  g_assert_cmpuint (count_tickets ("Refused"), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (desk->queue)), ==, 0);
  g_assert_false (desk->is_finished);

  /* What was typed is still there, and can be sent again. */
  crm_form_surface_emit_submit (CRM_FORM_SURFACE (desk->form));
  await_workspace (desk, "link done “Refused”");
  g_assert_cmpuint (count_tickets ("Refused"), ==, 1);
  close_desk (desk);
}

static void
test_cancel_keeps_the_draft (void)
{
  Desk *desk = open_desk (AGENT, 1, C360);

  await_form (desk, "layout");
  fake_form_type_text (desk->form, "name", "Half a sentence");
  crm_flow_create_native_close (desk->flow);
  g_assert_true (desk->is_finished);
  g_assert_true (fake_form_has_seen (desk->form, "draft kept"));
  close_form (desk);
  g_assert_cmpuint (count_tickets ("Half a sentence"), ==, 0);

  open_form (desk);
  await_form (desk, "layout");
  g_assert_cmpstr (json_node_get_string (fake_form_get_value (desk->form, "name")), ==, "Half a sentence");
  submit (desk, "Half a sentence");
  await_condition (is_over, desk);
  close_form (desk);

  open_form (desk);
  await_form (desk, "layout");
  g_assert_null (fake_form_get_value (desk->form, "name"));
  close_desk (desk);
}

static CrmHandoff *
dup_only_row (CrmHandoffQueue *queue)
{
  g_autoptr (CrmFlowAssociate) handoff = g_list_model_get_item (G_LIST_MODEL (queue), 0);

  return crm_handoff_copy (crm_flow_associate_get_row (handoff));
}

static void
keep_row (const char *path, const CrmHandoff *row)
{
  g_autoptr (CrmHandoffJournal) journal = crm_handoff_journal_open (path, "scope", NULL);
  g_autoptr (GAsyncResult) result = NULL;

  crm_handoff_journal_put (journal, row, keep_result, &result);
  g_assert_true (crm_handoff_journal_put_finish (journal, await_result (&result), NULL));
}

static void
keep_draft (Desk *self, const char *contact_id)
{
  g_autoptr (JsonNode) draft = json_from_string ("{\"name\":\"Half a sentence\"}", NULL);

  g_assert_true (crm_draft_store_save (self->drafts, contact_id, draft, NULL));
}

static gboolean
has_draft (Desk *self, const char *contact_id)
{
  g_autoptr (JsonNode) draft = crm_draft_store_load (self->drafts, contact_id);

  return draft != NULL;
}

/* The console ends right after Create, in a form where another customer was chosen: the next one has no use for the draft
 * of what is on its way, and leaves the other customer's alone. */
static void
test_other_customer_after_crash (void)
{
  Desk *desk = open_desk (AGENT, 1, C360);
  const char *opened_for = crm_customer_get_id (desk->customer);
  g_autofree char *other = real_backend_query (
      backend,
      "SELECT contact_id FROM customers WHERE organization_id = 1 AND crm_known = 1 AND length (contact_id) < 20");
  g_autofree char *path = g_build_filename (desk->folder, "crashed.db", NULL);
  g_autoptr (CrmHandoffJournal) journal = NULL;
  g_autoptr (CrmHandoffQueue) next = NULL;
  g_autoptr (CrmHandoff) row = NULL;
  JsonArray *chosen = json_array_new ();

  await_form (desk, "layout");
  json_array_add_string_element (chosen, other);
  fake_form_type (desk->form, CRM_TICKET_CUSTOMERS, json_node_init_array (json_node_alloc (), chosen));
  json_array_unref (chosen);
  fake_form_type_text (desk->form, "name", "For somebody else");
  crm_form_surface_emit_create_anyway (CRM_FORM_SURFACE (desk->form));
  row = dup_only_row (desk->queue);
  keep_row (path, row);
  await_condition (is_over, desk);

  keep_draft (desk, opened_for);
  keep_draft (desk, other);
  journal = crm_handoff_journal_open (path, "scope", NULL);
  next = crm_handoff_queue_new (desk->signed_in->client, desk->telemetry, journal);
  g_assert_true (crm_handoff_queue_resume (next, desk->drafts, NULL));
  g_assert_false (has_draft (desk, opened_for));
  g_assert_true (has_draft (desk, other));
  await_condition (is_empty, next);
  g_assert_cmpuint (count_links ("For somebody else"), ==, 1);
  close_desk (desk);
}

/* The form is closed while its create is under way: the ticket is made and linked all the same. */
static void
test_closed_while_sending (void)
{
  Desk *desk = open_desk (AGENT, 1, C360);

  await_form (desk, "layout");
  fake_form_type_text (desk->form, "name", "Closed too early");
  crm_form_surface_emit_create_anyway (CRM_FORM_SURFACE (desk->form));
  crm_flow_create_native_close (desk->flow);
  g_clear_object (&desk->form);
  await_condition (is_over, desk);
  g_assert_cmpuint (count_links ("Closed too early"), ==, 1);
  close_desk (desk);
}

static void
test_similar (void)
{
  Desk *desk = open_desk (AGENT, 1, CRM_NUMBER);

  submit (desk, "The very same question");
  await_condition (is_over, desk);
  close_form (desk);
  open_form (desk);
  submit (desk, "the very same question?");
  await_form (desk, "similar “The very same question”");
  crm_form_surface_emit_link_instead (CRM_FORM_SURFACE (desk->form), fake_form_get_similar_id (desk->form));
  g_assert_true (desk->is_finished);
  g_assert_cmpuint (count_tickets ("the very same question?"), ==, 0);
  close_desk (desk);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  backend = real_backend_start ();

  g_test_add_func ("/native/MTCK-S04-AC-1/one-pipeline", test_one_pipeline);
  g_test_add_func ("/native/MTCK-S01-ERR-1/MTCK-S04-AC-2/selection-first", test_selection_first);
  g_test_add_data_func ("/native/MTCK-S02-AC-1/prefilled-by-c360", C360, test_prefilled);
  g_test_add_data_func ("/native/MTCK-S02-AC-2/prefilled-by-number", CRM_NUMBER, test_prefilled);
  g_test_add_func ("/native/MTCK-S02-ERR-1/empty-customer-can-submit", test_empty_customer);
  g_test_add_func ("/native/MTCK-S04-AC-2/checked-before-sent", test_checked_before_sent);
  g_test_add_data_func ("/native/MTCK-S03-AC-1/MTCK-S03-AC-2/linked-by-c360", C360, test_created_and_linked);
  g_test_add_data_func ("/native/MTCK-S03-AC-1/MTCK-S03-AC-2/linked-by-number", CRM_NUMBER,
                        test_created_and_linked);
  g_test_add_func ("/native/MTCK-S03-boundaries/double-return", test_double_return);
  g_test_add_func ("/native/MTCK-S03-ERR-1/association-fails-then-retry", test_association_fails);
  g_test_add_func ("/native/MTCK-S03-ERR-2/refused-create", test_refused_create);
  g_test_add_func ("/native/MTCK-S03-ERR-2/cancel-keeps-the-draft", test_cancel_keeps_the_draft);
  g_test_add_func ("/native/MTCK-S03-boundaries/other-customer-after-crash", test_other_customer_after_crash);
  g_test_add_func ("/native/MTCK-S03-boundaries/closed-while-sending", test_closed_while_sending);
  g_test_add_func ("/native/duplicate-guard/offered-and-taken", test_similar);
  result = g_test_run ();
  real_backend_stop (backend);
  return result;
}
