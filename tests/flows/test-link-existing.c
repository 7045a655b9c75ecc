/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "async-wait.h"
#include "crm-error.h"
#include "crm-flow-link-existing.h"
#include "real-backend.h"

static RealBackend *backend;

typedef struct
{
  CrmSignedIn *signed_in;
  char *contact_id;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer email)
{
  fixture->signed_in = real_backend_sign_in (backend, email);
  fixture->contact_id =
      real_backend_query (backend, "SELECT contact_id FROM customers WHERE organization_id = 1 AND "
                                   "id NOT IN (SELECT customer_id FROM ticket_customers)");
}

static void
tear_down (Fixture *fixture, gconstpointer email)
{
  crm_signed_in_free (fixture->signed_in);
  g_free (fixture->contact_id);
}

/* Three tickets of the organisation that exist, oldest first. */
static GStrv
dup_tickets (void)
{
  g_autofree char *list = real_backend_query (
      backend,
      "SELECT group_concat (id) FROM (SELECT id FROM tickets WHERE organization_id = 1 ORDER BY id LIMIT 3)");

  return g_strsplit (list, ",", -1);
}

static guint
count_links (Fixture *fixture)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT count(*) FROM ticket_customers JOIN customers ON id = customer_id "
                       "WHERE contact_id = '%s'",
                       fixture->contact_id);
  g_autofree char *count = real_backend_query (backend, sql);

  return (guint) g_ascii_strtoull (count, NULL, 10);
}

static GPtrArray *
associate (Fixture *fixture, const char *const *ticket_ids)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *outcomes;

  crm_flow_link_existing_run (fixture->signed_in->client, fixture->contact_id, ticket_ids, NULL, keep_result,
                              &result);
  outcomes = crm_flow_link_existing_run_finish (await_result (&result), &error);
  g_assert_no_error (error);
  return outcomes;
}

static GPtrArray *
undo (Fixture *fixture, GPtrArray *made)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *outcomes;

  crm_flow_link_existing_undo (fixture->signed_in->client, fixture->contact_id, made, NULL, keep_result,
                               &result);
  outcomes = crm_flow_link_existing_undo_finish (await_result (&result), &error);
  g_assert_no_error (error);
  return outcomes;
}

static void
test_several_and_undo (Fixture *fixture, gconstpointer email)
{
  g_auto (GStrv) ids = dup_tickets ();
  g_autoptr (GPtrArray) made = associate (fixture, (const char *const *) ids);
  g_autoptr (GPtrArray) undone = NULL;

  g_assert_cmpuint (made->len, ==, 3);
  for (guint i = 0; i < made->len; i++)
    {
      const CrmLinkExistingOutcome *outcome = g_ptr_array_index (made, i);

      g_assert_no_error (outcome->error);
      g_assert_cmpstr (outcome->ticket_id, ==, ids[i]);
      g_assert_true (crm_ticket_has_customer (outcome->ticket, fixture->contact_id));
      g_assert_false (outcome->was_associated);
    }
  g_assert_cmpuint (count_links (fixture), ==, 3);

  undone = undo (fixture, made);
  g_assert_cmpuint (undone->len, ==, 3);
  g_assert_cmpuint (count_links (fixture), ==, 0);
}

/* What was linked before stays linked. */
static void
test_undo_takes_back_its_own (Fixture *fixture, gconstpointer email)
{
  g_auto (GStrv) ids = dup_tickets ();
  const char *const first[] = { ids[0], NULL };
  g_autoptr (GPtrArray) before = associate (fixture, first);
  g_autoptr (GPtrArray) made = associate (fixture, (const char *const *) ids);
  g_autoptr (GPtrArray) undone = NULL;
  g_autoptr (GPtrArray) cleaned = NULL;

  g_assert_true (((CrmLinkExistingOutcome *) g_ptr_array_index (made, 0))->was_associated);
  g_assert_cmpuint (count_links (fixture), ==, 3);
  undone = undo (fixture, made);
  g_assert_cmpuint (undone->len, ==, 2);
  g_assert_cmpuint (count_links (fixture), ==, 1);
  cleaned = undo (fixture, before);
}

static void
test_one_failure_stops_no_other (Fixture *fixture, gconstpointer email)
{
  g_auto (GStrv) ids = dup_tickets ();
  const char *const mixed[] = { ids[0], "999999999", ids[1], "../x", NULL };
  g_autoptr (GPtrArray) made = associate (fixture, mixed);
  g_autoptr (GPtrArray) undone = NULL;

  g_assert_cmpuint (made->len, ==, 4);
  g_assert_no_error (((CrmLinkExistingOutcome *) g_ptr_array_index (made, 0))->error);
  g_assert_error (((CrmLinkExistingOutcome *) g_ptr_array_index (made, 1))->error, CRM_ERROR,
                  CRM_ERROR_NOT_FOUND);
  g_assert_no_error (((CrmLinkExistingOutcome *) g_ptr_array_index (made, 2))->error);
  g_assert_error (((CrmLinkExistingOutcome *) g_ptr_array_index (made, 3))->error, CRM_ERROR,
                  CRM_ERROR_NOT_FOUND);
  g_assert_cmpuint (count_links (fixture), ==, 2);
  undone = undo (fixture, made);
  g_assert_cmpuint (count_links (fixture), ==, 0);
}

static void
test_none (Fixture *fixture, gconstpointer email)
{
  const char *const none[] = { NULL };
  g_autoptr (GPtrArray) made = associate (fixture, none);

  g_assert_cmpuint (made->len, ==, 0);
}

static void
test_other_organization (Fixture *fixture, gconstpointer email)
{
  g_auto (GStrv) ids = dup_tickets ();
  g_autoptr (GPtrArray) made = associate (fixture, (const char *const *) ids);

  for (guint i = 0; i < made->len; i++)
    g_assert_error (((CrmLinkExistingOutcome *) g_ptr_array_index (made, i))->error, CRM_ERROR,
                    CRM_ERROR_NOT_FOUND);
}

#define ADD(name, email, function)                                                                           \
  g_test_add ("/flows/link-existing/" name, Fixture, email, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  ADD ("several-and-undo", "agent@nusantara.test", test_several_and_undo);
  ADD ("undo-takes-back-its-own", "agent@nusantara.test", test_undo_takes_back_its_own);
  ADD ("one-failure-stops-no-other", "agent@nusantara.test", test_one_failure_stops_no_other);
  ADD ("none", "agent@nusantara.test", test_none);
  ADD ("SEC-21/other-organization", "agent@senja.test", test_other_organization);
  backend = real_backend_start ();
  result = g_test_run ();
  real_backend_stop (backend);
  return result;
}
