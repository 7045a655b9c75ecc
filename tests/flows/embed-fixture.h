/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-flow-create-in-embed.h"
#include "fake-workspace.h"
#include "real-backend.h"

G_BEGIN_DECLS

/**
 * EmbedFixture: everything of the web track but window and engine: the flow, the
 * client and the daemon are the real ones; the test plays the page.
 */
typedef struct
{
  RealBackend *backend; /* one for the whole program */
  CrmClient *client;
  CrmProfile *profile;
  CrmCustomer *customer;
  CrmTelemetry *telemetry;
  CrmHandoffQueue *queue;
  FakeWorkspace *workspace;
  CrmFlowCreateInEmbed *flow;
  gboolean is_finished;
  GString *inspected; /* "in drop text" and "out - text", a line each */
} EmbedFixture;

/* For g_test_add; the flow exists and is not started. */
void embed_fixture_set_up (EmbedFixture *self, gconstpointer unused);
void embed_fixture_tear_down (EmbedFixture *self, gconstpointer unused);
/* Runs the tests with one backend. */
int embed_fixture_run_tests (void);

/* A flow for another customer or with another profile, in place of the one there is. Both (transfer full). */
void embed_fixture_replace (EmbedFixture *self, CrmProfile *profile, CrmCustomer *customer);
/* A customer that the CRM does not know takes the place of the one there is. */
void embed_fixture_take_unknown_customer (EmbedFixture *self);
/* The profile again, after the organisation was changed. */
void embed_fixture_reload_profile (EmbedFixture *self);

void embed_fixture_start (EmbedFixture *self);
/* Started, and the page has had its EMBED_INIT. */
void embed_fixture_open_form (EmbedFixture *self);
void embed_fixture_await (EmbedFixture *self, const char *journal_entry);
void embed_fixture_await_finish (EmbedFixture *self);

/* The page speaks, from its own origin. */
void embed_fixture_say (EmbedFixture *self, const char *type, const char *fields);
/* Returns: (transfer full) (nullable): a field of the latest EMBED_INIT */
char *embed_fixture_dup_init_field (EmbedFixture *self, const char *name);
/* The page creates a ticket with the token it was given. Returns: (transfer full): its id */
char *embed_fixture_submit (EmbedFixture *self, const char *title);
/* … and says TICKET_CREATED. */
char *embed_fixture_create_ticket (EmbedFixture *self, const char *title);

/* Sends what was recorded and returns the properties of the latest event @name in the backend, NULL if none. */
char *embed_fixture_dup_event (EmbedFixture *self, const char *name);
guint embed_fixture_count_links (EmbedFixture *self, const char *ticket_id);

G_END_DECLS
