/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include "async-wait.h"
#include "crm-client-private.h"
#include "crm-flow-create-in-embed.h"
#include "crm-flow-sign-in.h"
#include "fake-workspace.h"
#include "scripted-server.h"
#include "wire-example.h"

/*
 * SEC-20 and SEC-27: secrets and persons are sown everywhere (in what is typed, in what the server and the page
 * say, in errors), everything that can log does, and then all that was written is searched for them.
 */

static const char *const canaries[] = {
  "CANARY-password",
  "CANARY-access",
  "CANARY-refresh",
  "CANARY-embed-token",
  "CANARY-name",
  "canary@mail.test",
  "628125550CANARY",
  "CANARY-query",
  "CANARY-title",
  "CANARY-detail",
  NULL,
};

static GString *log_text;

static void
keep_log (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  g_string_append_printf (log_text, "%s\n", message);
}

static GLogWriterOutput
keep_structured_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  for (gsize i = 0; i < n_fields; i++)
    {
      if (fields[i].length < 0)
        g_string_append_printf (log_text, "%s\n", (const char *) fields[i].value);
    }
  return G_LOG_WRITER_HANDLED;
}

static void
assert_no_canary (const char *where, const char *text)
{
  for (guint i = 0; canaries[i] != NULL; i++)
    {
      if (strstr (text, canaries[i]) != NULL)
        g_error ("%s in %s:\n%s", canaries[i], where, text);
    }
}

/* The script: a desk where every text is a canary. */
static void
script (ScriptedServer *server)
{
  static const char tokens[] =
      "{\"access_token\":\"CANARY-access\",\"expires_in\":900,\"refresh_token\":\"CANARY-refresh\"}";
  static const char problem[] =
      "{\"status\":422,\"code\":\"invalid\",\"detail\":\"CANARY-detail of CANARY-name\","
      "\"errors\":[{\"field\":\"name\",\"message\":\"CANARY-detail\"}]}";
  g_autofree char *profile = wire_example_replace (wire_example_dup_reply ("profile_get"),
                                                   "http://127.0.0.1:8480", scripted_server_get_url (server));
  g_autofree char *customers =
      wire_example_replace (wire_example_dup_reply ("leads_list"), "Siti Rahmawati", "CANARY-name");
  /* Not linked to the customer of the flow, so that linking is tried, and fails. */
  g_autofree char *ticket = wire_example_replace (
      wire_example_replace (wire_example_dup_reply ("tickets_get"), "Refund not received", "CANARY-title"),
      "5f3c1c1e-9d0a-4c0e-8a51-3b1f0f6f2a10", "8123");

  scripted_server_answer_json (server, "POST /v1/session ", tokens);
  scripted_server_answer_json (server, "POST /v1/session/refresh", tokens);
  scripted_server_answer_json (server, "POST /v1/session/embed-token",
                               "{\"access_token\":\"CANARY-embed-token\",\"expires_in\":300}");
  scripted_server_answer (
      server, "GET /v1/profile", 1,
      &(ScriptedReply){ .status = 401,
                        .type = "application/problem+json",
                        .body =
                            "{\"status\":401,\"code\":\"unauthenticated\",\"detail\":\"CANARY-detail\"}" });
  scripted_server_answer_json (server, "GET /v1/profile", profile);
  scripted_server_answer_json (server, "GET /v1/leads?", customers);
  scripted_server_answer_json (server, "GET /v2.8/tickets/1042", ticket);
  scripted_server_answer (
      server, NULL, 0,
      &(ScriptedReply){ .status = 422, .type = "application/problem+json", .body = problem });
}

static CrmCustomer *
decode_customer (void)
{
  char *with_name =
      wire_example_replace (wire_example_dup_reply ("leads_get"), "Siti Rahmawati", "CANARY-name");
  char *with_mail = wire_example_replace (with_name, "siti.rahmawati@example.test", "canary@mail.test");
  g_autofree char *json = wire_example_replace (with_mail, "6281255501142", "628125550CANARY");
  g_autoptr (JsonNode) root = crm_json_parse (json, -1, 16, NULL);
  g_autoptr (CrmJsonReader) reader = crm_json_reader_new (root);

  return crm_customer_decode (reader);
}

static CrmSignedIn *
sign_in (ScriptedServer *server)
{
  g_autoptr (CrmCredentials) credentials = crm_credentials_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CrmSignedIn *signed_in;

  crm_flow_sign_in_run (credentials, scripted_server_get_url (server), "canary@mail.test", "CANARY-password",
                        NULL, keep_result, &result);
  signed_in = crm_flow_sign_in_finish (await_result (&result), &error);
  g_assert_no_error (error);
  return signed_in;
}

static void
search (CrmClient *client)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmPage) page = NULL;

  crm_client_list_customers (client, "CANARY-query", 0, 50, NULL, keep_result, &result);
  page = crm_client_list_customers_finish (client, await_result (&result), &error);
  g_assert_no_error (error);
}

static gboolean
is_link_shown (gpointer workspace)
{
  return fake_workspace_has_seen (workspace, "link failed");
}

static gboolean
is_form_open (gpointer workspace)
{
  return fake_workspace_has_seen (workspace, "post init");
}

static void
raise_ticket (CrmSignedIn *signed_in, CrmTelemetry *telemetry)
{
  const char *origin = crm_client_get_base_url (signed_in->client);
  g_autoptr (CrmCustomer) customer = decode_customer ();
  FakeWorkspace *workspace = fake_workspace_new (signed_in->client, crm_customer_get_id (customer));
  g_autoptr (CrmHandoffQueue) queue = crm_handoff_queue_new (signed_in->client, telemetry, NULL);
  CrmFlowCreateInEmbed *flow = crm_flow_create_in_embed_new (
      signed_in->client, telemetry, queue, signed_in->profile, customer, CRM_WORKSPACE (workspace));
  FakeSurface *page;

  crm_flow_create_in_embed_start (flow, "en", "light");
  page = fake_workspace_get_surface (workspace);
  fake_surface_say (page, origin, "EMBED_READY", NULL);
  await_condition (is_form_open, workspace);
  g_assert_nonnull (strstr (fake_surface_get_post (page), "CANARY-embed-token"));
  fake_surface_say (page, "https://canary.example/?CANARY-name", "EMBED_READY", NULL);
  fake_surface_say (page, origin, "TICKET_CREATE_ERROR",
                    ",\"errorCode\":\"CANARY-name exists\",\"errorMessage\":\"CANARY-name\"");
  fake_surface_say (
      page, origin, "TICKET_CREATED",
      ",\"ticketId\":\"1042\",\"ticketName\":\"CANARY-title\",\"pipelineName\":\"CANARY-name\"");
  await_condition (is_link_shown, workspace);
  g_object_unref (workspace);
  g_object_unref (flow);
}

static void
search_requests (ScriptedServer *server)
{
  guint n_requests = scripted_server_count (server, NULL);

  g_assert_cmpuint (n_requests, >, 7);
  for (guint i = 0; i < n_requests; i++)
    {
      g_autofree char *request = scripted_server_dup_request (server, NULL, i);
      g_autofree char *target = g_strndup (request, strcspn (request, "\r"));

      /* What the agent searches for is the one thing that has to be in a URL. */
      if (!g_str_has_prefix (target, "GET /v1/leads?query=CANARY-query&"))
        assert_no_canary ("a URL", target);
    }
}

static void
test_canaries (void)
{
  g_autoptr (ScriptedServer) server = scripted_server_new (NULL);
  g_autofree char *folder = g_dir_make_tmp ("bilik-privacy-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "events", NULL);
  g_autofree char *events = NULL;
  g_autoptr (CrmTelemetry) telemetry = NULL;
  CrmSignedIn *signed_in;

  log_text = g_string_new (NULL);
  g_log_set_default_handler (keep_log, NULL);
  g_log_set_writer_func (keep_structured_log, NULL, NULL);
  script (server);
  signed_in = sign_in (server);
  telemetry = crm_telemetry_new (signed_in->client, path);
  search (signed_in->client);
  raise_ticket (signed_in, telemetry);

  g_assert_nonnull (strstr (log_text->str, "session_create"));
  assert_no_canary ("the log", log_text->str);
  g_assert_true (g_file_get_contents (path, &events, NULL, NULL));
  g_assert_nonnull (strstr (events, "cdp_ticket_embed_associate_failed"));
  assert_no_canary ("the telemetry", events);
  search_requests (server);

  crm_signed_in_free (signed_in);
  g_unlink (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/flows/privacy/SEC-20/SEC-27/canaries", test_canaries);
  return g_test_run ();
}
