/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilik-session.h"

/* A real bilikd with sample data in a folder of its own, for the widgets that talk to one. */
typedef struct
{
  char *folder;
  char *database;
  char *password;
  char *url;
  GSubprocess *process;
} BackendFixture;

BackendFixture *backend_fixture_start (void);
/* Ends the daemon, as a failing server does; backend_fixture_resume() brings it back at the same address. */
void backend_fixture_pause (BackendFixture *self);
void backend_fixture_resume (BackendFixture *self);
void backend_fixture_end (BackendFixture *self);

/* bilikctl on its database; fails the test where that fails. */
void backend_fixture_ctl (BackendFixture *self, ...) G_GNUC_NULL_TERMINATED;

/* Straight into its database, for what no client can bring about quickly. */
void backend_fixture_sql (BackendFixture *self, const char *statement);

/* Signs in by role ("agent@nusantara.test"); no telemetry, no embed unless @with_embed. */
BilikSession *backend_fixture_sign_in (BackendFixture *self, const char *email, gboolean with_embed);
/* The first customer that @query finds and that has at least @min_tickets. */
CrmCustomer *backend_fixture_find_customer (BilikSession *session, const char *query, guint min_tickets);
