/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The embed's tokens by the clock, with one that lives four seconds. */
#include "async-wait.h"
#include "crm-embed-tokens.h"
#include "scripted-server.h"

#define ENDPOINT   "POST /v1/session/embed-token"
#define LIFE_S     4
#define LIFE       "4"
#define A_WHILE_MS 1500

typedef struct
{
  ScriptedServer *server;
  CrmClient *client;
  CrmEmbedTokens *tokens;
  guint n_tokens;
  guint n_refused;
} Fixture;

static void
set_up (Fixture *self, gconstpointer unused)
{
  self->server = scripted_server_new (NULL);
  self->client = crm_client_new (scripted_server_get_url (self->server), NULL);
  self->tokens = crm_embed_tokens_new (self->client);
}

static void
on_token (Fixture *self)
{
  self->n_tokens++;
}

static void
on_refused (Fixture *self)
{
  self->n_refused++;
}

static void
listen (Fixture *self)
{
  g_signal_connect_swapped (self->tokens, "token", G_CALLBACK (on_token), self);
  g_signal_connect_swapped (self->tokens, "refused", G_CALLBACK (on_refused), self);
}

static void
answer (Fixture *self, const char *token)
{
  g_autofree char *body =
      g_strdup_printf ("{\"access_token\":\"%s\",\"token_type\":\"Bearer\",\"expires_in\":" LIFE "}", token);
  ScriptedReply reply = { .body = body };

  scripted_server_answer (self->server, ENDPOINT, 1, &reply);
}

static void
tear_down (Fixture *self, gconstpointer unused)
{
  g_object_unref (self->tokens);
  g_object_unref (self->client);
  scripted_server_free (self->server);
}

static gboolean
has_one (gpointer self)
{
  return ((Fixture *) self)->n_tokens >= 1;
}

static gboolean
has_two (gpointer self)
{
  return ((Fixture *) self)->n_tokens >= 2;
}

static gboolean
is_refused (gpointer self)
{
  return ((Fixture *) self)->n_refused >= 1;
}

static gboolean
on_time_over (gpointer is_over)
{
  *(gboolean *) is_over = TRUE;
  return G_SOURCE_REMOVE;
}

static void
wait_for_ms (guint ms)
{
  gboolean is_over = FALSE;

  g_timeout_add (ms, on_time_over, &is_over);
  while (!is_over)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_renewed_in_time (Fixture *self, gconstpointer unused)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  gint64 had;

  listen (self);
  answer (self, "the-first-one");
  answer (self, "the-second-one");
  crm_embed_tokens_ask (self->tokens);
  await_condition (has_one, self);
  had = g_get_monotonic_time ();
  first = crm_embed_tokens_steal (self->tokens);
  g_assert_cmpstr (first, ==, "the-first-one");

  await_condition (has_two, self);
  second = crm_embed_tokens_steal (self->tokens);
  g_assert_cmpstr (second, ==, "the-second-one");
  /* Before the first ends, and not so early that a form is asked all the time. */
  g_assert_cmpint (g_get_monotonic_time () - had, <, LIFE_S * G_USEC_PER_SEC);
  g_assert_cmpint (g_get_monotonic_time () - had, >, G_USEC_PER_SEC / 2);
  g_assert_null (crm_embed_tokens_steal (self->tokens));
}

static void
test_asked_once (Fixture *self, gconstpointer unused)
{
  listen (self);
  answer (self, "the-only-one");
  crm_embed_tokens_ask (self->tokens);
  crm_embed_tokens_ask (self->tokens);
  await_condition (has_one, self);
  g_assert_cmpuint (scripted_server_count (self->server, ENDPOINT), ==, 1);
}

/* Nothing of a form that is gone: no late answer, no renewal. */
static void
test_stopped (Fixture *self, gconstpointer unused)
{
  listen (self);
  answer (self, "too-late");
  crm_embed_tokens_ask (self->tokens);
  crm_embed_tokens_stop (self->tokens);
  answer (self, "another");
  wait_for_ms (A_WHILE_MS);
  g_assert_cmpuint (self->n_tokens + self->n_refused, ==, 0);
  g_assert_null (crm_embed_tokens_steal (self->tokens));
}

static void
test_refused (Fixture *self, gconstpointer unused)
{
  ScriptedReply refusal = { .status = 403 };

  listen (self);
  scripted_server_answer (self->server, ENDPOINT, 1, &refusal);
  crm_embed_tokens_ask (self->tokens);
  await_condition (is_refused, self);
  g_assert_null (crm_embed_tokens_steal (self->tokens));

  answer (self, "after-all"); /* asked for again, by the agent's Retry */
  crm_embed_tokens_ask (self->tokens);
  await_condition (has_one, self);
}

#define ADD(name, function) g_test_add ("/embed-tokens/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("renewed-before-it-ends", test_renewed_in_time);
  ADD ("asked-once", test_asked_once);
  ADD ("nothing-after-the-form", test_stopped);
  ADD ("TCKT-S01-ERR-1/refused-then-had", test_refused);
  return g_test_run ();
}
