/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "async-wait.h"
#include "real-backend.h"

/* Every function of the client that reads, against the daemon. */

static RealBackend *backend;
static CrmSignedIn *agent;

static CrmPage *
list_customers (const char *query, guint64 offset, guint limit)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CrmPage *page;

  crm_client_list_customers (agent->client, query, offset, limit, NULL, keep_result, &result);
  page = crm_client_list_customers_finish (agent->client, await_result (&result), &error);
  g_assert_no_error (error);
  return page;
}

static CrmPage *
list_tickets (const char *contact_id, const char *status, const char *query)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CrmPage *page;

  crm_client_list_customer_tickets (agent->client, contact_id, status, query, NULL, NULL, keep_result,
                                    &result);
  page = crm_client_list_customer_tickets_finish (agent->client, await_result (&result), &error);
  g_assert_no_error (error);
  return page;
}

static CrmPage *
search_tickets (const char *query, const char *customer, const char *cursor)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CrmPage *page;

  crm_client_search_tickets (agent->client, query, customer, cursor, NULL, keep_result, &result);
  page = crm_client_search_tickets_finish (agent->client, await_result (&result), &error);
  g_assert_no_error (error);
  return page;
}

static const char *
get_customer_id (CrmPage *page, guint index)
{
  return crm_customer_get_id (g_ptr_array_index (page->items, index));
}

static void
test_customers_jump (void)
{
  g_autoptr (CrmPage) first = list_customers (NULL, 0, 100);
  g_autoptr (CrmPage) later = list_customers (NULL, 99, 10);
  g_autofree char *count =
      real_backend_query (backend, "SELECT count(*) FROM customers WHERE organization_id = 1");

  g_assert_cmpuint (first->items->len, ==, 100);
  g_assert_cmpuint (first->total, ==, g_ascii_strtoull (count, NULL, 10));
  g_assert_true (first->total_is_exact);
  g_assert_cmpstr (get_customer_id (first, 99), ==, get_customer_id (later, 0));
}

static void
test_customers_search (void)
{
  g_autofree char *name =
      real_backend_query (backend, "SELECT name FROM customers WHERE organization_id = 1 ORDER BY id DESC");
  g_autoptr (CrmPage) found = list_customers (name, 0, 50);
  g_autoptr (CrmPage) none = list_customers ("zzzzzzzz", 0, 50);
  gboolean has_it = FALSE;

  for (guint i = 0; i < found->items->len; i++)
    has_it = has_it || g_str_equal (crm_customer_get_name (g_ptr_array_index (found->items, i)), name);
  g_assert_true (has_it);
  g_assert_cmpuint (none->items->len, ==, 0);
}

static void
test_customer_tickets (void)
{
  g_autofree char *id = real_backend_query (
      backend, "SELECT contact_id FROM customers JOIN ticket_customers ON id = "
               "customer_id WHERE organization_id = 1 GROUP BY id ORDER BY count(*) DESC");
  g_autoptr (CrmPage) all = list_tickets (id, NULL, NULL);
  g_autoptr (CrmPage) open = list_tickets (id, "open", NULL);
  g_autoptr (CrmPage) by_slug =
      list_tickets (id, NULL, crm_ticket_get_slug (g_ptr_array_index (all->items, 0)));

  g_assert_cmpuint (all->items->len, >, 1);
  for (guint i = 0; i < all->items->len; i++)
    g_assert_true (crm_ticket_has_customer (g_ptr_array_index (all->items, i), id));
  for (guint i = 0; i < open->items->len; i++)
    g_assert_cmpint (crm_ticket_get_status (g_ptr_array_index (open->items, i)), ==, CRM_TICKET_STATUS_OPEN);
  g_assert_cmpuint (open->items->len, <=, all->items->len);
  g_assert_cmpuint (by_slug->items->len, >=, 1);
}

static void
test_search_marks_and_pages (void)
{
  g_autofree char *id =
      real_backend_query (backend, "SELECT contact_id FROM customers JOIN ticket_customers ON id = "
                                   "customer_id WHERE organization_id = 1 ORDER BY ticket_id DESC");
  g_autoptr (CrmPage) first = search_tickets (NULL, id, NULL);
  g_autoptr (CrmPage) second = search_tickets (NULL, id, first->next_cursor);
  guint n_marked = 0;

  for (guint i = 0; i < first->items->len; i++)
    {
      CrmTicket *ticket = g_ptr_array_index (first->items, i);

      g_assert_cmpint (crm_ticket_get_is_associated (ticket), ==, crm_ticket_has_customer (ticket, id));
      n_marked += crm_ticket_get_is_associated (ticket) ? 1 : 0;
    }
  g_assert_cmpuint (n_marked, >, 0);
  g_assert_cmpstr (crm_ticket_get_id (g_ptr_array_index (first->items, 0)), !=,
                   crm_ticket_get_id (g_ptr_array_index (second->items, 0)));
}

static void
test_pipelines_and_layout (void)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) layout_result = NULL;
  g_autoptr (GPtrArray) pipelines = NULL;
  g_autoptr (CrmLayout) layout = NULL;
  g_autoptr (GError) error = NULL;
  guint n_fields = 0;

  crm_client_load_pipelines (agent->client, NULL, keep_result, &result);
  pipelines = crm_client_load_pipelines_finish (agent->client, await_result (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pipelines->len, ==, 1);

  crm_client_load_layout (agent->client, crm_pipeline_get_id (g_ptr_array_index (pipelines, 0)), NULL,
                          keep_result, &layout_result);
  layout = crm_client_load_layout_finish (agent->client, await_result (&layout_result), &error);
  g_assert_no_error (error);
  crm_layout_get_fields (layout, &n_fields);
  g_assert_cmpuint (n_fields, >=, 6);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/api/customers-jump", test_customers_jump);
  g_test_add_func ("/client/api/customers-search", test_customers_search);
  g_test_add_func ("/client/api/customer-tickets", test_customer_tickets);
  g_test_add_func ("/client/api/search-marks-and-pages", test_search_marks_and_pages);
  g_test_add_func ("/client/api/TCKT-S06-AC-1/pipelines-and-layout", test_pipelines_and_layout);
  backend = real_backend_start ();
  agent = real_backend_sign_in (backend, "agent@nusantara.test");
  result = g_test_run ();
  crm_signed_in_free (agent);
  real_backend_stop (backend);
  return result;
}
