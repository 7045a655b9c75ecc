/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * handoff-driver URL EMAIL FOLDER CONTACT TITLE: a console without a window, to be killed anywhere. It takes up what an
 * earlier one left in FOLDER, and then either raises the ticket with the native form or, where the journal or the CRM has
 * it, only waits until nothing is pending. Ends with 0.
 */
#include "async-wait.h"
#include "crm-client-private.h"
#include "crm-flow-create-native.h"
#include "fake-form.h"
#include "fake-workspace.h"

#include <signal.h>

typedef struct
{
  CrmClient *client;
  CrmTelemetry *telemetry;
  CrmHandoffQueue *queue;
  CrmDraftStore *drafts;
  CrmCustomer *customer;
  CrmProfile *profile;
  FakeWorkspace *workspace;
  FakeForm *form;
} Console;

static void
sign_in (Console *self, char **arguments)
{
  g_autoptr (GAsyncResult) signed_in = NULL;
  g_autoptr (GAsyncResult) profile = NULL;
  g_autoptr (GAsyncResult) customer = NULL;

  self->client = crm_client_new (arguments[1], NULL);
  crm_client_sign_in (self->client, arguments[2], g_getenv ("DRIVER_PASSWORD"), NULL, keep_result,
                      &signed_in);
  crm_client_sign_in_finish (self->client, await_result (&signed_in), NULL);
  crm_client_load_profile (self->client, NULL, keep_result, &profile);
  self->profile = crm_client_load_profile_finish (self->client, await_result (&profile), NULL);
  crm_client_load_customer (self->client, arguments[4], NULL, keep_result, &customer);
  self->customer = crm_client_load_customer_finish (self->client, await_result (&customer), NULL);
  g_assert_nonnull (self->customer);
  self->telemetry = crm_telemetry_new (self->client, NULL);
}

/* Returns: whether an earlier console left something to be completed */
static gboolean
resume (Console *self, const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "handoffs.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmHandoffJournal) journal = crm_handoff_journal_open (path, "scope", &error);

  g_assert_no_error (error);
  self->drafts = crm_draft_store_new (folder, "scope");
  self->queue = crm_handoff_queue_new (self->client, self->telemetry, journal);
  g_assert_true (crm_handoff_queue_resume (self->queue, self->drafts, &error));
  return g_list_model_get_n_items (G_LIST_MODEL (self->queue)) > 0;
}

static gboolean
is_nothing_pending (gpointer queue)
{
  return g_list_model_get_n_items (queue) == 0;
}

static gboolean
has_layout (gpointer form)
{
  return fake_form_has_seen (form, "layout");
}

static gboolean
is_linked (gpointer workspace)
{
  return fake_workspace_has_seen (workspace, "link done");
}

static void
raise_ticket (Console *self, const char *title)
{
  const CrmNativeServices services = { self->client, self->telemetry, self->queue, self->drafts };
  CrmFlowCreateNative *flow;

  self->workspace = fake_workspace_new (self->client, crm_customer_get_id (self->customer));
  self->form = fake_form_new ();
  flow = crm_flow_create_native_new (&services, self->profile, self->customer,
                                     CRM_WORKSPACE (self->workspace), CRM_FORM_SURFACE (self->form));
  crm_flow_create_native_start (flow);
  await_condition (has_layout, self->form);
  fake_form_type_text (self->form, "name", title);
  /* The point from which on the ticket must not be lost; a tracer stops here. */
  if (g_getenv ("DRIVER_TRACED") != NULL)
    raise (SIGSTOP);
  crm_form_surface_emit_submit (CRM_FORM_SURFACE (self->form));
  await_condition (is_linked, self->workspace);
}

int
main (int argc, char **argv)
{
  Console console = { 0 };

  g_assert_cmpint (argc, ==, 6);
  sign_in (&console, argv);
  if (!resume (&console, argv[3]) && g_getenv ("DRIVER_RAISES") != NULL)
    raise_ticket (&console, argv[5]);
  await_condition (is_nothing_pending, console.queue);
  return 0;
}
