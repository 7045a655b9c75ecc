/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "async-wait.h"
#include "crm-client-private.h"
#include "crm-error.h"
#include "scripted-server.h"
#include "wire-example.h"

/* The answer has to be refused with one of these, within the deadline, and leave nothing behind. */
typedef struct
{
  const char *name;
  ScriptedReply reply;
  CrmErrorCode code;
} HostileReply;

static const char customer[] =
    "{\"contact_id\":\"8123\",\"identity\":\"crm\",\"name\":\"Siti\",\"permission\":{}}";
/* Filled by main(): more than the client takes, and each good JSON but for its size or depth. */
static char giant[CRM_HTTP_MAX_BODY + 4096];
static char brackets[1024 * 1024 + 1];

#define BAD CRM_ERROR_BAD_RESPONSE
static const HostileReply hostile[] = {
  { "silence", { .is_silent = TRUE }, CRM_ERROR_TIMED_OUT },
  { "drip", { .body = customer, .drip_ms = 100 }, CRM_ERROR_TIMED_OUT },
  { "endless-chunks",
    { .body = " ", .repeat_body = 1000000, .is_chunked = TRUE, .drip_ms = 50 },
    CRM_ERROR_TIMED_OUT },
  { "giant-chunked", { .body = giant, .is_chunked = TRUE }, BAD },
  { "giant", { .body = giant }, BAD },
  { "cut", { .body = customer, .cut_after = 30 }, BAD },
  { "cut-chunked", { .body = customer, .cut_after = 30, .is_chunked = TRUE }, BAD },
  { "reset-in-body", { .body = customer, .cut_after = 30, .is_reset = TRUE }, CRM_ERROR_OFFLINE },
  { "reset-at-once", { .is_reset = TRUE }, CRM_ERROR_OFFLINE },
  { "wrong-type", { .body = customer, .type = "text/html" }, BAD },
  { "type-of-problem", { .body = customer, .type = "application/problem+json" }, BAD },
  { "empty", { .body = "" }, BAD },
  { "no-content", { .raw = "HTTP/1.1 204 No Content\r\n\r\n" }, BAD },
  { "not-json", { .body = "<html>" }, BAD },
  { "half-json", { .body = "{\"contact_id\":\"8123\"" }, BAD },
  { "two-roots", { .body = "{}{}" }, BAD },
  { "double-key", { .body = "{\"contact_id\":\"8123\",\"contact_id\":\"8124\"}" }, BAD },
  { "not-utf8", { .body = "{\"contact_id\":\"\xff\"}" }, BAD },
  { "deep", { .body = brackets }, BAD },
  { "other-shape", { .body = "[1,2,3]" }, BAD },
  { "other-member-type", { .body = "{\"contact_id\":\"8123\",\"name\":{}}" }, BAD },
  { "id-is-a-path", { .body = "{\"contact_id\":\"../../v1/session\",\"name\":\"x\"}" }, BAD },
  { "status-1000", { .raw = "HTTP/1.1 1000 What\r\nContent-Length: 0\r\n\r\n" }, BAD },
  { "status-299-html", { .status = 299, .body = "<p>", .type = "text/html" }, BAD },
  { "not-http", { .raw = "SSH-2.0-OpenSSH_9.2\r\n" }, BAD },
  { "head-without-end", { .raw = "HTTP/1.1 200 OK\r\nX: y" }, BAD },
  { "problem-is-not-json",
    { .status = 500, .type = "application/problem+json", .body = "{" },
    CRM_ERROR_INTERNAL },
  { "problem-lies",
    { .status = 500, .type = "application/problem+json", .body = "{\"code\":\"not_found\"}" },
    CRM_ERROR_INTERNAL },
  { "login-wanted",
    { .status = 401, .headers = "WWW-Authenticate: Basic realm=\"x\"\r\n" },
    CRM_ERROR_UNAUTHENTICATED },
  { "gateway", { .status = 502, .type = "text/html", .body = "<h1>Bad gateway" }, CRM_ERROR_INTERNAL },
};

static void
load_customer (ScriptedServer *server, CrmErrorCode expected, const char *name)
{
  g_autoptr (CrmClient) client = crm_client_new (scripted_server_get_url (server), NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  /* One try is enough to see: a second would not fit the budget. */
  crm_client_set_deadlines (client, 700, 750);
  crm_client_load_customer (client, "8123", NULL, keep_result, &result);
  g_assert_null (crm_client_load_customer_finish (client, await_result (&result), &error));
  g_test_message ("%s: %s", name, error->message);
  g_assert_true (error->domain == CRM_ERROR);
  if (error->code != (int) expected)
    g_error ("%s: %s instead of %s: %s", name, crm_error_to_wire (error->code), crm_error_to_wire (expected),
             error->message);
}

static void
test_hostile_reply (gconstpointer data)
{
  const HostileReply *row = data;
  g_autoptr (ScriptedServer) server = scripted_server_new (NULL);
  gint64 start = g_get_monotonic_time ();

  scripted_server_answer (server, NULL, 0, &row->reply);
  load_customer (server, row->code, row->name);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_USEC_PER_SEC);
}

/* The example that all of the above are a distortion of is taken: the test can tell. */
static void
test_good_reply (void)
{
  g_autoptr (ScriptedServer) server = scripted_server_new (NULL);
  g_autofree char *json = wire_example_dup_reply ("leads_get");
  g_autoptr (CrmClient) client = crm_client_new (scripted_server_get_url (server), NULL);
  g_autoptr (CrmCustomer) decoded = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  scripted_server_answer (server, NULL, 0, &(ScriptedReply){ .body = json, .is_chunked = TRUE });
  crm_client_load_customer (client, "8123", NULL, keep_result, &result);
  decoded = crm_client_load_customer_finish (client, await_result (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (crm_customer_get_name (decoded), ==, "Siti Rahmawati");
}

static void
test_redirect_is_not_followed (void)
{
  g_autoptr (ScriptedServer) other = scripted_server_new (NULL);
  g_autofree char *headers = g_strdup_printf ("Location: %s/elsewhere\r\n", scripted_server_get_url (other));
  static const guint statuses[] = { 301, 302, 303, 307, 308 };

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autoptr (ScriptedServer) server = scripted_server_new (NULL);

      scripted_server_answer (server, NULL, 0, &(ScriptedReply){ .status = statuses[i], .headers = headers });
      load_customer (server, CRM_ERROR_BAD_RESPONSE, "redirect");
    }
  g_assert_cmpuint (scripted_server_count (other, NULL), ==, 0);
}

static GBytes *
compress (const char *text)
{
  g_autoptr (GZlibCompressor) compressor = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9);
  g_autoptr (GInputStream) plain = g_memory_input_stream_new_from_data (text, -1, NULL);
  g_autoptr (GInputStream) packed = g_converter_input_stream_new (plain, G_CONVERTER (compressor));

  return g_input_stream_read_bytes (packed, 4096, NULL, NULL);
}

/* A bomb can't go off where nothing is unpacked, not even an answer that is good when unpacked. */
static void
test_nothing_is_unpacked (void)
{
  g_autoptr (ScriptedServer) server = scripted_server_new (NULL);
  g_autofree char *json = wire_example_dup_reply ("leads_get");
  g_autoptr (GBytes) packed = compress (json);
  g_autofree char *accepted = NULL;

  scripted_server_answer (server, NULL, 0,
                          &(ScriptedReply){ .body = g_bytes_get_data (packed, NULL),
                                            .body_size = g_bytes_get_size (packed),
                                            .headers = "Content-Encoding: gzip\r\n" });
  load_customer (server, CRM_ERROR_BAD_RESPONSE, "gzip");
  accepted = scripted_server_dup_header (server, NULL, 0, "Accept-Encoding");
  g_assert_null (accepted);
}

/* A refusal by the server keeps what it says for Details. */
static void
test_problem_is_read (void)
{
  g_autoptr (ScriptedServer) server = scripted_server_new (NULL);
  g_autoptr (CrmClient) client = crm_client_new (scripted_server_get_url (server), NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  scripted_server_answer (
      server, NULL, 0,
      &(ScriptedReply){
          .status = 422,
          .type = "application/problem+json; charset=utf-8",
          .body = "{\"status\":422,\"code\":\"invalid\",\"detail\":\"Some fields need "
                  "attention.\",\"errors\":[{\"field\":\"name\",\"message\":\"Enter a title.\"}]}" });
  crm_client_load_ticket (client, "1042", NULL, keep_result, &result);
  g_assert_null (crm_client_load_ticket_finish (client, await_result (&result), &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==, "Some fields need attention.\nname: Enter a title.");
}

/* One bad ticket in a page of good ones: no page at all, not the half of it. */
static void
test_page_is_whole_or_nothing (void)
{
  g_autoptr (ScriptedServer) server = scripted_server_new (NULL);
  g_autofree char *json =
      wire_example_replace (wire_example_dup_reply ("tickets_search"), "\"1042\"", "\"..\"");
  g_autoptr (CrmClient) client = crm_client_new (scripted_server_get_url (server), NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  crm_client_set_deadlines (client, 700, 750);
  scripted_server_answer_json (server, NULL, json);
  crm_client_search_tickets (client, "x", NULL, NULL, NULL, keep_result, &result);
  g_assert_null (crm_client_search_tickets_finish (client, await_result (&result), &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_BAD_RESPONSE);
  g_assert_nonnull (strstr (error->message, "items[0].id"));
}

/* An id from outside never reaches another route: nothing is sent. */
static void
test_hostile_id_is_not_sent (void)
{
  static const char *const ids[] = { "",         ".",       "..",   "../session", "1042/../../x",
                                     "1042?x=1", "10%2f42", "1042#" };
  g_autoptr (ScriptedServer) server = scripted_server_new (NULL);
  g_autoptr (CrmClient) client = crm_client_new (scripted_server_get_url (server), NULL);

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      crm_client_load_ticket (client, ids[i], NULL, keep_result, &result);
      g_assert_null (crm_client_load_ticket_finish (client, await_result (&result), &error));
      g_assert_error (error, CRM_ERROR, CRM_ERROR_NOT_FOUND);
    }
  g_assert_cmpuint (scripted_server_count (server, NULL), ==, 0);
}

static void
test_query_is_escaped (void)
{
  g_autoptr (ScriptedServer) server = scripted_server_new (NULL);
  g_autofree char *json = wire_example_dup_reply ("leads_list");
  g_autoptr (CrmClient) client = crm_client_new (scripted_server_get_url (server), NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *request = NULL;
  CrmPage *page;

  scripted_server_answer_json (server, NULL, json);
  crm_client_list_customers (client, "a&limit=1#\r\nü", 40, 20, NULL, keep_result, &result);
  page = crm_client_list_customers_finish (client, await_result (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (page->items->len, ==, 1);
  g_assert_cmpuint (page->total, ==, 2000);
  g_assert_true (page->total_is_exact);
  crm_page_free (page);

  request = scripted_server_dup_request (server, NULL, 0);
  g_assert_true (g_str_has_prefix (
      request, "GET /v1/leads?query=a%26limit%3D1%23%0D%0A%C3%BC&offset=40&limit=20 HTTP/1.1\r\n"));
}

static void
fill_giants (void)
{
  g_autofree char *json = wire_example_dup_reply ("leads_get");

  memset (giant, ' ', sizeof giant - 1);
  memcpy (giant + sizeof giant - 1 - strlen (json), json, strlen (json));
  memset (brackets, '[', sizeof brackets - 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fill_giants ();
  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autofree char *path = g_strdup_printf ("/client/http/SEC-28/%s", hostile[i].name);
      g_test_add_data_func (path, &hostile[i], test_hostile_reply);
    }
  g_test_add_func ("/client/http/SEC-28/good-reply-is-taken", test_good_reply);
  g_test_add_func ("/client/http/SEC-28/redirect-is-not-followed", test_redirect_is_not_followed);
  g_test_add_func ("/client/http/SEC-28/nothing-is-unpacked", test_nothing_is_unpacked);
  g_test_add_func ("/client/http/SEC-28/page-is-whole-or-nothing", test_page_is_whole_or_nothing);
  g_test_add_func ("/client/http/problem-is-read", test_problem_is_read);
  g_test_add_func ("/client/http/hostile-id-is-not-sent", test_hostile_id_is_not_sent);
  g_test_add_func ("/client/http/query-is-escaped", test_query_is_escaped);
  return g_test_run ();
}
