/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "embed-fixture.h"
#include "async-wait.h"
#include "crm-client-private.h"

static RealBackend *the_backend;

/* --- set-up ------------------------------------------------------------------------------------- */

static void
on_inspected (CrmFlowCreateInEmbed *flow,
              const char *direction,
              const char *text,
              const char *drop,
              EmbedFixture *self)
{
  g_string_append_printf (self->inspected, "%s %s %s\n", direction, drop != NULL ? drop : "-", text);
}

static void
on_finished (CrmFlowCreateInEmbed *flow, EmbedFixture *self)
{
  g_assert_false (self->is_finished);
  self->is_finished = TRUE;
}

static void
build_flow (EmbedFixture *self)
{
  self->workspace = fake_workspace_new (self->client, crm_customer_get_id (self->customer));
  self->flow = crm_flow_create_in_embed_new (self->client, self->telemetry, self->queue, self->profile,
                                             self->customer, CRM_WORKSPACE (self->workspace));
  g_signal_connect (self->flow, "inspected", G_CALLBACK (on_inspected), self);
  g_signal_connect (self->flow, "finished", G_CALLBACK (on_finished), self);
}

static CrmCustomer *
load_customer (CrmClient *client, const char *where)
{
  g_autofree char *sql =
      g_strconcat ("SELECT contact_id FROM customers WHERE organization_id = 1 AND ", where, NULL);
  g_autofree char *id = real_backend_query (the_backend, sql);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CrmCustomer *customer;

  crm_client_load_customer (client, id, NULL, keep_result, &result);
  customer = crm_client_load_customer_finish (client, await_result (&result), &error);
  g_assert_no_error (error);
  return customer;
}

void
embed_fixture_set_up (EmbedFixture *self, gconstpointer unused)
{
  CrmSignedIn *signed_in;

  self->backend = the_backend;
  real_backend_execute (self->backend,
                        "UPDATE organizations SET crm_auto_associate = 1, embed_ready_timeout_ms = 10000;"
                        "UPDATE flags SET is_on = 1;");
  signed_in = real_backend_sign_in (self->backend, "agent@nusantara.test");
  self->client = g_object_ref (signed_in->client);
  self->profile = g_object_ref (signed_in->profile);
  crm_signed_in_free (signed_in);
  crm_client_set_deadlines (self->client, 5000, 5000);
  self->telemetry = crm_telemetry_new (self->client, NULL);
  self->queue = crm_handoff_queue_new (self->client, self->telemetry, NULL);
  self->customer = load_customer (self->client, "crm_known = 1 AND account_uniq_id IS NOT NULL");
  self->inspected = g_string_new (NULL);
  build_flow (self);
}

void
embed_fixture_replace (EmbedFixture *self, CrmProfile *profile, CrmCustomer *customer)
{
  g_assert_finalize_object (g_steal_pointer (&self->flow));
  g_assert_finalize_object (g_steal_pointer (&self->workspace));
  g_set_object (&self->profile, profile);
  g_set_object (&self->customer, customer);
  g_object_unref (profile);
  g_object_unref (customer);
  build_flow (self);
}

void
embed_fixture_take_unknown_customer (EmbedFixture *self)
{
  embed_fixture_replace (self, g_object_ref (self->profile), load_customer (self->client, "crm_known = 0"));
}

void
embed_fixture_reload_profile (EmbedFixture *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CrmProfile *profile;

  crm_client_load_profile (self->client, NULL, keep_result, &result);
  profile = crm_client_load_profile_finish (self->client, await_result (&result), &error);
  g_assert_no_error (error);
  embed_fixture_replace (self, profile, g_object_ref (self->customer));
}

static gboolean
is_flow_over (gpointer data)
{
  EmbedFixture *self = data;

  return self->is_finished;
}

static gboolean
is_null (gpointer pointer)
{
  return *(gpointer *) pointer == NULL;
}

/* Cancelled calls may still hold it for a moment; nothing may for good. */
static void
release (gpointer *object)
{
  gpointer last = g_steal_pointer (object);

  g_object_add_weak_pointer (last, &last);
  g_object_unref (last);
  await_condition (is_null, &last);
}

void
embed_fixture_tear_down (EmbedFixture *self, gconstpointer unused)
{
  /* Closing the customer ends whatever is left of the flow. */
  gboolean was_started = fake_workspace_get_journal (self->workspace)[0] != '\0';

  g_clear_object (&self->workspace);
  if (was_started)
    await_condition (is_flow_over, self);
  release ((gpointer *) &self->flow);
  g_clear_object (&self->queue);
  release ((gpointer *) &self->telemetry);
  g_clear_object (&self->profile);
  g_clear_object (&self->customer);
  release ((gpointer *) &self->client);
  g_string_free (self->inspected, TRUE);
}

int
embed_fixture_run_tests (void)
{
  int result;

  the_backend = real_backend_start ();
  result = g_test_run ();
  real_backend_stop (the_backend);
  return result;
}

/* --- what happens -------------------------------------------------------------------------------- */

void
embed_fixture_start (EmbedFixture *self)
{
  crm_flow_create_in_embed_start (self->flow, "id", "dark");
}

typedef struct
{
  EmbedFixture *fixture;
  const char *entry;
} Expectation;

static gboolean
is_in_journal (gpointer data)
{
  Expectation *expectation = data;

  return fake_workspace_has_seen (expectation->fixture->workspace, expectation->entry);
}

void
embed_fixture_await (EmbedFixture *self, const char *journal_entry)
{
  await_condition (is_in_journal, &(Expectation){ self, journal_entry });
}

void
embed_fixture_await_finish (EmbedFixture *self)
{
  await_condition (is_flow_over, self);
}

void
embed_fixture_open_form (EmbedFixture *self)
{
  embed_fixture_start (self);
  embed_fixture_say (self, "EMBED_READY", NULL);
  embed_fixture_await (self, "post init");
}

/* --- the page ------------------------------------------------------------------------------------ */

void
embed_fixture_say (EmbedFixture *self, const char *type, const char *fields)
{
  g_autofree char *origin = crm_origin_from_url (crm_profile_get_embed_url (self->profile));

  fake_surface_say (fake_workspace_get_surface (self->workspace), origin, type, fields);
}

char *
embed_fixture_dup_init_field (EmbedFixture *self, const char *name)
{
  g_autoptr (JsonNode) root =
      crm_json_parse (fake_surface_get_post (fake_workspace_get_surface (self->workspace)), -1, 16, NULL);
  g_autoptr (CrmJsonReader) reader = crm_json_reader_new (root);

  return g_strdup (crm_json_reader_opt_string (reader, name, NULL));
}

static GString *
build_ticket (EmbedFixture *self, const char *title)
{
  g_autofree char *pipeline = real_backend_query (
      self->backend, "SELECT id FROM pipelines WHERE organization_id = 1 ORDER BY position");
  g_autofree char *layout =
      real_backend_query (self->backend, "SELECT id FROM layouts WHERE pipeline_id = 1");
  g_autofree char *stage =
      real_backend_query (self->backend, "SELECT id FROM stages WHERE pipeline_id = 1 ORDER BY position");
  g_autofree char *customer = embed_fixture_dup_init_field (self, "qontakCustomerId");
  GString *body = g_string_new (NULL);

  g_string_printf (
      body,
      "{\"id\":null,\"pipeline_id\":\"%s\",\"layout_id\":\"%s\",\"crm_properties\":["
      "{\"name\":\"name\",\"value\":\"%s\"},{\"name\":\"stage_id\",\"value\":\"%s\"}],"
      "\"embed\":true,\"embed_source\":\"embed-web-cdp\",\"room_id\":null,\"qontak_customer_id\":\"%s\"}",
      pipeline, layout, title, stage, customer);
  return body;
}

char *
embed_fixture_submit (EmbedFixture *self, const char *title)
{
  g_autofree char *token = embed_fixture_dup_init_field (self, "accessToken");
  g_autoptr (CrmHttp) http = crm_http_new (real_backend_get_url (self->backend), NULL);
  g_autoptr (CrmRequest) request = crm_request_new (CRM_ENDPOINT_TICKETS_CREATE);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (CrmReply) reply = NULL;
  g_autoptr (CrmTicket) ticket = NULL;
  g_autoptr (GError) error = NULL;

  crm_request_set_body (request, build_ticket (self, title));
  crm_request_set_idempotency_key (request, NULL);
  crm_http_send (http, request, token, 5000, NULL, keep_result, &result);
  reply = crm_http_send_finish (http, await_result (&result), &error);
  g_assert_no_error (error);
  crm_reply_decode (reply, (CrmDecode) crm_ticket_decode, g_object_unref, (gpointer *) &ticket, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (crm_ticket_get_data_source (ticket), ==, "embed-web-cdp");
  return g_strdup (crm_ticket_get_id (ticket));
}

char *
embed_fixture_create_ticket (EmbedFixture *self, const char *title)
{
  char *id = embed_fixture_submit (self, title);
  g_autofree char *fields = g_strdup_printf (",\"ticketId\":\"%s\",\"ticketName\":\"%s\"", id, title);

  embed_fixture_say (self, "TICKET_CREATED", fields);
  return id;
}

/* --- what is left -------------------------------------------------------------------------------- */

char *
embed_fixture_dup_event (EmbedFixture *self, const char *name)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT properties FROM events WHERE name = '%s' ORDER BY received_at DESC, at DESC", name);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  crm_telemetry_flush (self->telemetry, NULL, keep_result, &result);
  crm_telemetry_flush_finish (self->telemetry, await_result (&result), &error);
  g_assert_no_error (error);
  return real_backend_query (self->backend, sql);
}

guint
embed_fixture_count_links (EmbedFixture *self, const char *ticket_id)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT count(*) FROM ticket_customers JOIN customers ON id = customer_id "
                       "WHERE ticket_id = %s AND contact_id = '%s'",
                       ticket_id, crm_customer_get_id (self->customer));
  g_autofree char *count = real_backend_query (self->backend, sql);

  return (guint) g_ascii_strtoull (count, NULL, 10);
}
