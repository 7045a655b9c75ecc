/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "bilikd-db.h"

G_BEGIN_DECLS

/*
 * A real bilikd on a database of its own, talked to over real sockets. The
 * database holds two organisations: 1 with an agent of every role
 * (`<role>@nusantara.test`), 2 with `agent@senja.test`; one password.
 */
#define FIXTURE_PASSWORD "kopi-susu-canary-7f3a"

typedef struct
{
  char *folder;
  char *database;
  char *log; /* what the daemon wrote to stderr */
  GSubprocess *process;
  guint16 port;
  guint max_descriptors; /* of the daemon; 0: as many as here */
} Fixture;

/* @arguments: further ones for the command line, or NULL */
Fixture *fixture_new (const char *const *arguments);
Fixture *fixture_new_stopped (void);
void fixture_free (Fixture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

/* A fresh folder for a database, seeded or empty, without a daemon. */
char *fixture_make_folder (void);
void fixture_remove_folder (const char *folder);
void fixture_seed (const char *database);

void fixture_start (Fixture *self, const char *const *arguments);
/* Ends the daemon as an administrator does, and expects it to end well. */
void fixture_stop (Fixture *self);
/* Ends it as a power cut does. */
void fixture_kill (Fixture *self);
char *fixture_read_log (Fixture *self);
guint fixture_count_logged (Fixture *self, const char *sentence);

/* One prepared statement on the daemon's database, from outside, as bilikctl does it. */
gint64 fixture_query (Fixture *self, const char *sql);

/* --- HTTP --------------------------------------------------------------------------- */

typedef struct
{
  guint status;
  char *head;
  char *body;
  JsonNode *json; /* of a JSON body */
} Reply;

void reply_free (Reply *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reply, reply_free)

const char *reply_get_string (Reply *self, const char *member);
void reply_assert_problem (Reply *self, guint status, const char *code);

/* @token, @body, @headers ("Name: value\r\n…"): nullable */
Reply *fixture_send (Fixture *self,
                     const char *method,
                     const char *path,
                     const char *token,
                     const char *body,
                     const char *headers);

/* Bytes as they are; returns what came until the daemon closed, or until @patience_ms without a byte. */
char *fixture_exchange (Fixture *self, const char *bytes, gssize length, guint patience_ms);
GSocketConnection *fixture_connect (Fixture *self);

/* Signs in and returns the access token; @out_refresh: nullable */
char *fixture_sign_in (Fixture *self, const char *email, char **out_refresh);

G_END_DECLS
