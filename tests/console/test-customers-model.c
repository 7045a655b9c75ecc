/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console-fixture.h"

#include "bilik-customer-model.h"
#include "crm-error.h"
#include "scripted-server.h"

#define MILLION 1000000
#define MORE    "\"next_cursor\":\"next\""
#define NO_MORE "\"next_cursor\":null"

/* Replies of GET /v1/leads: items, total and what comes after them. */
#define CUSTOMER                                                                                             \
  "{\"contact_id\":\"%u\",\"identity\":\"crm\",\"name\":\"Customer %u\",\"phone\":null,\"email\":null,"      \
  "\"company\":null,\"city\":null,\"channel\":null,\"account_uniq_id\":null,"                                \
  "\"created_at\":\"2025-11-03T02:11:09.000Z\",\"updated_at\":\"2025-11-03T02:11:09.000Z\",\"n_tickets\":0," \
  "\"permission\":{\"update\":true}}"

static char *
create_reply (guint n_items, guint total, const char *rest)
{
  g_autoptr (GString) reply = g_string_new ("{\"items\":[");

  for (guint i = 0; i < n_items; i++)
    g_string_append_printf (reply, "%s" CUSTOMER, i == 0 ? "" : ",", 1000 + i, i);
  g_string_append_printf (reply, "],\"total\":%u,%s}", total, rest);
  return g_string_free (g_steal_pointer (&reply), FALSE);
}

/* A server that answers every offset with a hundred of so many customers. */
static ScriptedServer *
create_server (guint total, const char *rest)
{
  ScriptedServer *server = scripted_server_new (NULL);
  g_autofree char *reply = create_reply (100, total, rest);

  scripted_server_answer_json (server, "GET /v1/leads", reply);
  return server;
}

static BilikCustomerModel *
create_model (const char *url)
{
  g_autoptr (CrmClient) client = crm_client_new (url, NULL);

  return bilik_customer_model_new (client);
}

static gboolean
is_ready (BilikCustomerModel *model)
{
  return bilik_customer_model_get_state (model) == BILIK_CUSTOMERS_READY;
}

static void
count_changes (GListModel *model, guint position, guint n_removed, guint n_added, guint *n_changes)
{
  (*n_changes)++;
}

/* --- filled in place ------------------------------------------------------ */

static void
test_fills_in_place (void)
{
  g_autoptr (ScriptedServer) server = create_server (MILLION, MORE);
  g_autoptr (BilikCustomerModel) model = create_model (scripted_server_get_url (server));
  guint n_changes = 0;

  bilik_customer_model_load (model, NULL);
  console_wait_for (is_ready (model));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, MILLION);

  g_signal_connect (model, "items-changed", G_CALLBACK (count_changes), &n_changes);
  g_autoptr (BilikCustomerItem) item = g_list_model_get_item (G_LIST_MODEL (model), 765432);
  g_assert_null (bilik_customer_item_get_customer (item));
  console_wait_for (bilik_customer_item_get_customer (item) != NULL);
  g_assert_cmpuint (n_changes, ==, 0);
  /* 765432 is the 33rd of its block. */
  g_assert_cmpstr (crm_customer_get_name (bilik_customer_item_get_customer (item)), ==, "Customer 32");
  g_assert_cmpuint (scripted_server_count (server, "GET /v1/leads?offset=765400&limit=100"), ==, 1);
}

/* However far one scrolls, what is kept is bounded: items that nobody holds are gone. */
static void
test_bounded (void)
{
  g_autoptr (ScriptedServer) server = create_server (MILLION, MORE);
  g_autoptr (BilikCustomerModel) model = create_model (scripted_server_get_url (server));
  gpointer items[500];
  guint n_alive = 0;

  bilik_customer_model_load (model, NULL);
  console_wait_for (is_ready (model));
  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    {
      items[i] = g_list_model_get_item (G_LIST_MODEL (model), i * 2000);
      g_object_add_weak_pointer (items[i], &items[i]);
      g_object_unref (items[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    n_alive += items[i] != NULL;
  g_assert_cmpuint (n_alive, <=, 20);

  /* Of what flew past only the last blocks are asked for. */
  console_wait_for (items[499] != NULL && bilik_customer_item_get_customer (items[499]) != NULL);
  console_wait_for (scripted_server_count (server, NULL) >= n_alive);
  g_assert_cmpuint (scripted_server_count (server, NULL), <=, n_alive + 4);

  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    if (items[i] != NULL)
      g_object_remove_weak_pointer (items[i], &items[i]);
}

/* --- what is not exact ----------------------------------------------------- */

static void
test_end_moves_on (void)
{
  g_autoptr (ScriptedServer) server = create_server (1000, MORE ",\"total_is_exact\":false");
  g_autoptr (BilikCustomerModel) model = create_model (scripted_server_get_url (server));

  bilik_customer_model_load (model, "customer");
  console_wait_for (is_ready (model));
  g_assert_false (bilik_customer_model_get_total_is_exact (model));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 1000);

  g_autoptr (BilikCustomerItem) last = g_list_model_get_item (G_LIST_MODEL (model), 999);
  console_wait_for (bilik_customer_item_get_customer (last) != NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 1100);
}

/* --- searching ------------------------------------------------------------- */

static void
test_latest_query_wins (void)
{
  g_autoptr (ScriptedServer) server = scripted_server_new (NULL);
  g_autofree char *one = create_reply (1, 1, NO_MORE);
  g_autofree char *none = create_reply (0, 0, NO_MORE);
  const ScriptedReply slow = { .body = none, .delay_ms = 300 };

  scripted_server_answer (server, "GET /v1/leads?query=s&", 0, &slow);
  scripted_server_answer (server, "GET /v1/leads?query=si&", 0, &slow);
  scripted_server_answer_json (server, "GET /v1/leads?query=sit&", one);

  g_autoptr (BilikCustomerModel) model = create_model (scripted_server_get_url (server));
  bilik_customer_model_load (model, "s");
  bilik_customer_model_load (model, "si");
  bilik_customer_model_load (model, "sit");
  console_wait_for (is_ready (model));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 1);

  /* The older answers don't come in later either. */
  gint64 later = g_get_monotonic_time () + 500 * 1000;
  console_wait_for (g_get_monotonic_time () > later);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 1);
}

/* What the older list still wanted is not asked for in the words of the newer one. */
static void
test_wanted_is_of_its_query (void)
{
  g_autoptr (ScriptedServer) server = scripted_server_new (NULL);
  g_autofree char *all = create_reply (100, MILLION, MORE);
  g_autofree char *one = create_reply (1, 1, NO_MORE);

  scripted_server_answer_json (server, "GET /v1/leads?query=one", one);
  scripted_server_answer_json (server, "GET /v1/leads", all);
  g_autoptr (BilikCustomerModel) model = create_model (scripted_server_get_url (server));
  bilik_customer_model_load (model, NULL);
  console_wait_for (is_ready (model));
  g_autoptr (BilikCustomerItem) far = g_list_model_get_item (G_LIST_MODEL (model), 5000);
  bilik_customer_model_load (model, "one");
  console_wait_for (is_ready (model));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 1);
  g_assert_cmpuint (scripted_server_count (server, "GET /v1/leads?query=one"), ==, 1);
}

typedef struct
{
  guint n_removed;
  guint n_added;
} Changes;

static void
count_rows (GListModel *model, guint position, guint n_removed, guint n_added, Changes *changes)
{
  /* Rows that are replaced would make the list look through all of them. */
  g_assert_true (n_removed == 0 || n_added == 0);
  changes->n_removed += n_removed;
  changes->n_added += n_added;
}

static void
test_places_keep_their_items (void)
{
  g_autoptr (ScriptedServer) server = scripted_server_new (NULL);
  g_autofree char *all = create_reply (100, MILLION, MORE);
  g_autofree char *few = create_reply (2, 2, NO_MORE);
  Changes changes = { 0 };

  scripted_server_answer_json (server, "GET /v1/leads?query=few", few);
  scripted_server_answer_json (server, "GET /v1/leads", all);
  g_autoptr (BilikCustomerModel) model = create_model (scripted_server_get_url (server));
  bilik_customer_model_load (model, NULL);
  console_wait_for (is_ready (model));
  g_autoptr (BilikCustomerItem) first = g_list_model_get_item (G_LIST_MODEL (model), 0);
  g_autoptr (BilikCustomerItem) third = g_list_model_get_item (G_LIST_MODEL (model), 2);
  g_autoptr (BilikCustomerItem) far = g_list_model_get_item (G_LIST_MODEL (model), 500000);
  console_wait_for (bilik_customer_item_get_customer (far) != NULL);

  g_signal_connect (model, "items-changed", G_CALLBACK (count_rows), &changes);
  bilik_customer_model_load (model, "few");
  console_wait_for (is_ready (model));
  g_assert_cmpuint (changes.n_removed, ==, MILLION - 2);
  g_assert_nonnull (bilik_customer_item_get_customer (first));
  g_assert_null (bilik_customer_item_get_customer (third));
  g_assert_null (bilik_customer_item_get_customer (far));

  bilik_customer_model_load (model, NULL);
  console_wait_for (is_ready (model));
  g_assert_cmpuint (changes.n_added, ==, MILLION - 2);
  g_autoptr (BilikCustomerItem) again = g_list_model_get_item (G_LIST_MODEL (model), 0);
  g_assert_true (again == first);
}

/* --- failing --------------------------------------------------------------- */

static void
test_retries_what_is_missing (void)
{
  g_autoptr (ScriptedServer) server = scripted_server_new (NULL);
  g_autofree char *reply = create_reply (100, MILLION, MORE);
  const ScriptedReply refusal = { .status = 403,
                                  .type = "application/problem+json",
                                  .body = "{\"code\":\"forbidden\",\"status\":403}" };

  scripted_server_answer (server, "GET /v1/leads?offset=500", 1, &refusal);
  scripted_server_answer_json (server, "GET /v1/leads", reply);

  g_autoptr (BilikCustomerModel) model = create_model (scripted_server_get_url (server));
  bilik_customer_model_load (model, NULL);
  console_wait_for (is_ready (model));

  g_autoptr (BilikCustomerItem) item = g_list_model_get_item (G_LIST_MODEL (model), 500);
  console_wait_for (bilik_customer_model_get_incomplete (model));
  g_assert_error (bilik_customer_model_get_error (model), CRM_ERROR, CRM_ERROR_FORBIDDEN);
  g_assert_null (bilik_customer_item_get_customer (item));

  bilik_customer_model_retry (model);
  g_assert_false (bilik_customer_model_get_incomplete (model));
  console_wait_for (bilik_customer_item_get_customer (item) != NULL);
}

int
main (int argc, char *argv[])
{
  console_fixture_init (&argc, &argv);
  g_test_add_func ("/console/customers-model/F-04/fills-in-place", test_fills_in_place);
  g_test_add_func ("/console/customers-model/F-04/memory-is-bounded", test_bounded);
  g_test_add_func ("/console/customers-model/end-moves-on", test_end_moves_on);
  g_test_add_func ("/console/customers-model/F-08/latest-query-wins", test_latest_query_wins);
  g_test_add_func ("/console/customers-model/F-08/wanted-is-of-its-query", test_wanted_is_of_its_query);
  g_test_add_func ("/console/customers-model/F-08/places-keep-their-items", test_places_keep_their_items);
  g_test_add_func ("/console/customers-model/retries-what-is-missing", test_retries_what_is_missing);
  return g_test_run ();
}
