/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "async-wait.h"
#include "embed-fixture.h"

/* Steps 5 and 6: from TICKET_CREATED to a ticket that is linked exactly once. */

#define assert_journal(fixture, expected)                                                                    \
  g_assert_cmpstr (fake_workspace_get_journal ((fixture)->workspace), ==, expected)

static guint
count_associations (EmbedFixture *self)
{
  return real_backend_count_requests (self->backend, "lead_tickets_add");
}

/* The CRM does not link what its form creates. */
static void
switch_crm_off (EmbedFixture *self)
{
  real_backend_execute (self->backend, "UPDATE organizations SET crm_auto_associate = 0");
}

static void
test_linked_by_the_crm (EmbedFixture *self, gconstpointer unused)
{
  guint before = count_associations (self);
  g_autofree char *id = NULL;
  g_autofree char *event = NULL;

  embed_fixture_open_form (self);
  fake_workspace_clear_journal (self->workspace);
  id = embed_fixture_create_ticket (self, "Refund not received");
  embed_fixture_await_finish (self);
  assert_journal (self, "unload; panel hidden; link pending “Refund not received”; refreshed; highlight; "
                        "link done “Refund not received”");
  g_assert_cmpuint (count_associations (self), ==, before);
  g_assert_cmpuint (embed_fixture_count_links (self, id), ==, 1);

  event = embed_fixture_dup_event (self, "cdp_ticket_embed_created");
  g_assert_nonnull (strstr (event, "\"data_source\":\"embed-web-cdp\""));
  g_assert_nonnull (strstr (event, "\"pipeline_id\":\"1\""));
}

static void
test_linked_by_the_fallback (EmbedFixture *self, gconstpointer unused)
{
  guint before = count_associations (self);
  g_autofree char *id = NULL;

  switch_crm_off (self);
  embed_fixture_open_form (self);
  fake_workspace_clear_journal (self->workspace);
  id = embed_fixture_create_ticket (self, "Wrong size");
  embed_fixture_await_finish (self);
  assert_journal (self, "unload; panel hidden; link pending “Wrong size”; refreshed; highlight; "
                        "link done “Wrong size”");
  g_assert_cmpuint (count_associations (self), ==, before + 1);
  g_assert_cmpuint (embed_fixture_count_links (self, id), ==, 1);
}

static void
test_fallback_fails_then_retry (EmbedFixture *self, gconstpointer unused)
{
  g_autofree char *id = NULL;
  g_autofree char *event = NULL;
  g_autofree char *exists = NULL;

  switch_crm_off (self);
  real_backend_execute (self->backend, "CREATE TRIGGER no_links BEFORE INSERT ON ticket_customers "
                                       "BEGIN SELECT RAISE (ABORT, 'broken by the test'); END");
  embed_fixture_open_form (self);
  id = embed_fixture_create_ticket (self, "Late parcel");
  embed_fixture_await (self, "link failed “Late parcel” conflict");
  g_assert_false (self->is_finished);
  event = embed_fixture_dup_event (self, "cdp_ticket_embed_associate_failed");
  g_assert_nonnull (strstr (event, id));
  g_assert_nonnull (strstr (event, "\"reason\":\"conflict\""));
  g_assert_cmpuint (embed_fixture_count_links (self, id), ==, 0);

  real_backend_execute (self->backend, "DROP TRIGGER no_links");
  fake_workspace_clear_journal (self->workspace);
  crm_flow_create_in_embed_retry_link (self->flow);
  crm_flow_create_in_embed_retry_link (self->flow); /* an impatient agent */
  embed_fixture_await_finish (self);
  assert_journal (self, "link pending “Late parcel”; refreshed; highlight; link done “Late parcel”");
  g_assert_cmpuint (embed_fixture_count_links (self, id), ==, 1);
  exists = real_backend_query (self->backend, "SELECT count(*) FROM tickets WHERE name = 'Late parcel'");
  g_assert_cmpstr (exists, ==, "1");
}

static void
test_duplicates_have_no_effect (EmbedFixture *self, gconstpointer unused)
{
  guint before = count_associations (self);
  FakeSurface *surface;
  g_autofree char *id = NULL;
  g_autofree char *message = NULL;

  switch_crm_off (self);
  embed_fixture_open_form (self);
  surface = g_object_ref (fake_workspace_get_surface (self->workspace));
  id = embed_fixture_submit (self, "Once");
  message = g_strdup_printf (",\"ticketId\":\"%s\",\"dueDate\":null,\"ticketName\":null", id);
  for (guint i = 0; i < 5; i++)
    fake_surface_say (surface, real_backend_get_url (self->backend), "TICKET_CREATED", message);
  fake_surface_say (surface, real_backend_get_url (self->backend), "EMBED_CLOSE",
                    ",\"reason\":\"ticket_created\"");
  embed_fixture_await_finish (self);
  fake_surface_say (surface, real_backend_get_url (self->backend), "TICKET_CREATED", message);

  g_assert_cmpuint (count_associations (self), ==, before + 1);
  g_assert_cmpuint (embed_fixture_count_links (self, id), ==, 1);
  g_assert_true (fake_workspace_has_seen (self->workspace, "link done “Once”"));
  g_object_unref (surface);
}

/* What a page says is a hint: an id that the API does not know is never linked. */
static void
test_invented_ticket_is_not_linked (EmbedFixture *self, gconstpointer unused)
{
  guint before = count_associations (self);

  embed_fixture_open_form (self);
  embed_fixture_say (self, "TICKET_CREATED", ",\"ticketId\":\"999999999\",\"ticketName\":\"Invented\"");
  embed_fixture_await (self, "link failed “Invented” not_found");
  g_assert_cmpuint (count_associations (self), ==, before);
}

static void
test_closed_customer_does_not_stop_linking (EmbedFixture *self, gconstpointer unused)
{
  FakeWorkspace *closed;
  g_autofree char *id = NULL;

  switch_crm_off (self);
  embed_fixture_open_form (self);
  id = embed_fixture_create_ticket (self, "Left behind");
  closed = g_steal_pointer (&self->workspace);
  g_assert_finalize_object (closed);
  embed_fixture_await_finish (self);
  g_assert_cmpuint (embed_fixture_count_links (self, id), ==, 1);
  self->workspace = fake_workspace_new (self->client, crm_customer_get_id (self->customer));
}

/* TCKT-S02 ERR-2: the CRM does not know the customer; the ticket can be created, and is linked by the fallback. */
static void
test_unknown_customer_can_submit (EmbedFixture *self, gconstpointer unused)
{
  g_autofree char *id = NULL;

  embed_fixture_take_unknown_customer (self);
  embed_fixture_open_form (self);
  id = embed_fixture_create_ticket (self, "For a stranger");
  embed_fixture_await (self, "link done “For a stranger”");
  g_assert_cmpuint (embed_fixture_count_links (self, id), ==, 1);
}

/* SEC-27: what all these flows have recorded holds nobody's name, number or address. */
static void
test_events_hold_no_personal_data (EmbedFixture *self, gconstpointer unused)
{
  g_autofree char *id = NULL;
  g_autofree char *hits = NULL;
  g_autofree char *n_events = NULL;
  g_autofree char *sql = NULL;

  embed_fixture_open_form (self);
  embed_fixture_say (self, "TICKET_CREATE_ERROR",
                     ",\"errorCode\":\"Canary Name\",\"errorMessage\":\"Canary Name\"");
  id = embed_fixture_create_ticket (self, "Canary title");
  embed_fixture_await_finish (self);
  g_free (embed_fixture_dup_event (self, "cdp_ticket_embed_created"));

  n_events = real_backend_query (self->backend, "SELECT count(*) FROM events");
  g_assert_cmpint (atoi (n_events), >, 3);
  sql = g_strdup_printf (
      "SELECT count(*) FROM events WHERE properties LIKE '%%Canary%%' OR properties LIKE '%%@%%' OR "
      "instr (properties, '%s') OR instr (properties, '%s')",
      crm_customer_get_phone (self->customer), crm_customer_get_email (self->customer));
  hits = real_backend_query (self->backend, sql);
  g_assert_cmpstr (hits, ==, "0");
}

#define ADD(name, function)                                                                                  \
  g_test_add ("/flows/link-created/" name, EmbedFixture, NULL, embed_fixture_set_up, function,               \
              embed_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("TCKT-S03-AC-1/TCKT-S04-AC-1/linked-by-the-crm", test_linked_by_the_crm);
  ADD ("TCKT-S04-AC-2/linked-by-the-fallback", test_linked_by_the_fallback);
  ADD ("TCKT-S04-ERR-1/fallback-fails-then-retry", test_fallback_fails_then_retry);
  ADD ("TCKT-S03-boundaries/SEC-06/duplicates-have-no-effect", test_duplicates_have_no_effect);
  ADD ("TCKT-S03-boundaries/invented-ticket-is-not-linked", test_invented_ticket_is_not_linked);
  ADD ("TCKT-S04-AC-2/closed-customer-does-not-stop-linking", test_closed_customer_does_not_stop_linking);
  ADD ("TCKT-S02-ERR-2/unknown-customer-can-submit", test_unknown_customer_can_submit);
  ADD ("SEC-27/events-hold-no-personal-data", test_events_hold_no_personal_data);
  return embed_fixture_run_tests ();
}
