/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilik-embed-view.h"
#include "crm-embed-session.h"
#include "page-server.h"

/*
 * A window with the real view in it, two web servers, and the real session deciding over what the frame says, as the
 * flow would have it.
 */
typedef struct
{
  PageServer *crm;  /* allow-listed, and the frame's */
  PageServer *evil; /* not */
  BilikEmbedEngine *engine;
  GtkWindow *window;
  BilikEmbedView *view;
  CrmOriginList *allowed;
  CrmEmbedSession *session;

  guint n_messages; /* that reached C */
  guint n_accepted;
  guint n_finished; /* TICKET_CREATED taken */
  guint n_inits;
  guint height; /* the last that was asked for */
  guint dropped[CRM_N_EMBED_DROPS];
  char *last_origin;
  char *last_text;
  guint n_failures;
  CrmEmbedFailure failure;
} EmbedFixture;

void embed_fixture_set_up (EmbedFixture *self, gconstpointer data);
void embed_fixture_tear_down (EmbedFixture *self, gconstpointer data);

/* Loads a page of the CRM's server with a new session; forgets what was counted. */
void embed_fixture_load (EmbedFixture *self, const char *path);
/* The page is this script; see page_server_set_script(). */
void embed_fixture_run (EmbedFixture *self, const char *script);

/* Navigations are no longer decided upon: to see that the other layers hold alone. */
void embed_fixture_take_policy_away (EmbedFixture *self);

WebKitWebView *embed_fixture_get_web_view (EmbedFixture *self);

void embed_test_init (int *argc, char ***argv);
void embed_test_add (const char *path, void (*test) (EmbedFixture *, gconstpointer));

/* Runs the main loop until @condition holds, half a minute at most. */
#define embed_wait_until(condition)                                                                          \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    gint64 embed_deadline_ = embed_wait_begin ();                                                            \
    while (!(condition))                                                                                     \
      embed_wait_step (embed_deadline_, G_STRLOC ": " #condition);                                           \
  }                                                                                                          \
  G_STMT_END
#define embed_wait_report(server, word) embed_wait_until (page_server_count (server, "/report/" word) > 0)

gint64 embed_wait_begin (void);
void embed_wait_step (gint64 deadline, const char *what);
