/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-embed-session"

#include "crm-embed-session.h"

#define ORIGIN     "https://crm.example"
#define OTHER      "https://other.example"
#define OTHER_PORT ORIGIN ":8443"
#define READY      "{\"type\":\"EMBED_READY\",\"version\":1}"
#define CREATED    "{\"type\":\"TICKET_CREATED\",\"version\":1,\"ticketId\":\"1042\",\"dueDate\":null}"
#define CREATE_ERROR                                                                                         \
  "{\"type\":\"TICKET_CREATE_ERROR\",\"version\":1,\"errorCode\":\"E1\",\"errorMessage\":\"No\"}"
#define RESIZE "{\"type\":\"EMBED_RESIZE\",\"version\":1,\"height\":640}"
#define CLOSE  "{\"type\":\"EMBED_CLOSE\",\"version\":1,\"reason\":\"user_cancel\"}"

typedef struct
{
  CrmOriginList *allowed;
  CrmEmbedSession *session;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer embed_origin)
{
  static const char *const origins[] = { ORIGIN, OTHER, OTHER_PORT, NULL };

  fixture->allowed = crm_origin_list_new (origins);
  fixture->session = crm_embed_session_new (embed_origin != NULL ? embed_origin : ORIGIN, fixture->allowed);
}

static void
tear_down (Fixture *fixture, gconstpointer embed_origin)
{
  crm_embed_session_free (fixture->session);
  crm_origin_list_free (fixture->allowed);
}

static void
assert_state (Fixture *fixture, CrmEmbedState state)
{
  g_assert_cmpstr (crm_embed_state_to_wire (crm_embed_session_get_state (fixture->session)), ==,
                   crm_embed_state_to_wire (state));
}

/* Accepted, with @act. */
static void
accept (Fixture *fixture, const char *text, CrmEmbedAct act)
{
  g_autoptr (CrmEmbedMessage) message = NULL;
  CrmEmbedDrop drop;

  g_assert_cmpint (crm_embed_session_receive (fixture->session, ORIGIN, text, -1, &message, &drop), ==, act);
  g_assert_cmpstr (crm_embed_drop_to_wire (drop), ==, "none");
  g_assert_nonnull (message);
}

/* Dropped, without any effect but @act. */
static void
drop_with (Fixture *fixture, const char *origin, const char *text, CrmEmbedDrop expected, CrmEmbedAct act)
{
  CrmEmbedState before = crm_embed_session_get_state (fixture->session);
  guint n_dropped = crm_embed_session_get_n_dropped (fixture->session);
  g_autoptr (CrmEmbedMessage) message = NULL;
  CrmEmbedDrop drop;

  g_assert_cmpint (crm_embed_session_receive (fixture->session, origin, text, -1, &message, &drop), ==, act);
  g_assert_cmpstr (crm_embed_drop_to_wire (drop), ==, crm_embed_drop_to_wire (expected));
  g_assert_null (message);
  g_assert_cmpuint (crm_embed_session_get_n_dropped (fixture->session), ==, n_dropped + 1);
  assert_state (fixture, before);
}

static void
drop (Fixture *fixture, const char *text, CrmEmbedDrop expected)
{
  drop_with (fixture, ORIGIN, text, expected, CRM_EMBED_ACT_NOTHING);
}

static void
test_the_whole_way (Fixture *fixture, gconstpointer data)
{
  assert_state (fixture, CRM_EMBED_STATE_LOADING);
  accept (fixture, READY, CRM_EMBED_ACT_SEND_INIT);
  accept (fixture, RESIZE, CRM_EMBED_ACT_RESIZE);
  g_assert_true (crm_embed_session_submit (fixture->session));
  assert_state (fixture, CRM_EMBED_STATE_SUBMITTING);
  accept (fixture, CREATED, CRM_EMBED_ACT_FINISH);
  assert_state (fixture, CRM_EMBED_STATE_CREATED);
}

static void
test_created_without_a_seen_submit (Fixture *fixture, gconstpointer data)
{
  accept (fixture, READY, CRM_EMBED_ACT_SEND_INIT);
  accept (fixture, CREATED, CRM_EMBED_ACT_FINISH);
}

static void
test_duplicates_have_no_effect (Fixture *fixture, gconstpointer data)
{
  accept (fixture, READY, CRM_EMBED_ACT_SEND_INIT);
  accept (fixture, CREATED, CRM_EMBED_ACT_FINISH);
  for (int i = 0; i < 3; i++)
    {
      drop (fixture, CREATED, CRM_EMBED_DROP_STATE);
      drop (fixture, READY, CRM_EMBED_DROP_STATE);
      drop (fixture, RESIZE, CRM_EMBED_DROP_STATE);
      /* Expected from a frame that is torn down, and no error. */
      drop (fixture, CLOSE, CRM_EMBED_DROP_STATE);
    }
  g_assert_cmpint (crm_embed_session_close (fixture->session), ==, CRM_EMBED_ACT_NOTHING);
  g_assert_cmpint (crm_embed_session_fail (fixture->session, CRM_EMBED_FAILURE_CRASHED), ==,
                   CRM_EMBED_ACT_NOTHING);
  g_assert_false (crm_embed_session_retry (fixture->session));
  assert_state (fixture, CRM_EMBED_STATE_CREATED);
}

static void
test_nothing_before_ready (Fixture *fixture, gconstpointer data)
{
  drop (fixture, CREATED, CRM_EMBED_DROP_STATE);
  drop (fixture, CREATE_ERROR, CRM_EMBED_DROP_STATE);
  drop (fixture, RESIZE, CRM_EMBED_DROP_STATE);
  g_assert_false (crm_embed_session_submit (fixture->session));
  assert_state (fixture, CRM_EMBED_STATE_LOADING);
}

static void
test_error_keeps_the_form (Fixture *fixture, gconstpointer data)
{
  accept (fixture, READY, CRM_EMBED_ACT_SEND_INIT);
  crm_embed_session_submit (fixture->session);
  accept (fixture, CREATE_ERROR, CRM_EMBED_ACT_SHOW_ERROR);
  assert_state (fixture, CRM_EMBED_STATE_READY);
  accept (fixture, CREATE_ERROR, CRM_EMBED_ACT_SHOW_ERROR);
  accept (fixture, CREATED, CRM_EMBED_ACT_FINISH);
}

static void
test_close (Fixture *fixture, gconstpointer data)
{
  accept (fixture, READY, CRM_EMBED_ACT_SEND_INIT);
  accept (fixture, CLOSE, CRM_EMBED_ACT_CLOSE);
  assert_state (fixture, CRM_EMBED_STATE_CLOSED);
  drop (fixture, CLOSE, CRM_EMBED_DROP_STATE);
  drop (fixture, CREATED, CRM_EMBED_DROP_STATE);
  g_assert_cmpint (crm_embed_session_close (fixture->session), ==, CRM_EMBED_ACT_NOTHING);
}

static void
test_wrong_origin (Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = { CREATED, CREATE_ERROR, RESIZE, CLOSE, "{", READY };
  static const char *const strangers[] = { OTHER, OTHER_PORT, "https://evil.test", "null",
                                           "",    NULL,       ORIGIN "/",          ORIGIN ":443" };

  accept (fixture, READY, CRM_EMBED_ACT_SEND_INIT);
  drop_with (fixture, OTHER, READY, CRM_EMBED_DROP_ORIGIN, CRM_EMBED_ACT_DROP_INIT);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      for (gsize j = 0; j < G_N_ELEMENTS (strangers); j++)
        drop_with (fixture, strangers[j], texts[i], CRM_EMBED_DROP_ORIGIN, CRM_EMBED_ACT_NOTHING);
    }
}

/* The frame's own origin is not on the list: INIT is never posted, said once. */
static void
test_init_is_not_sent_to_a_stranger (Fixture *fixture, gconstpointer data)
{
  drop_with (fixture, data, READY, CRM_EMBED_DROP_ORIGIN, CRM_EMBED_ACT_DROP_INIT);
  drop_with (fixture, data, READY, CRM_EMBED_DROP_ORIGIN, CRM_EMBED_ACT_NOTHING);
  g_assert_cmpint (crm_embed_session_fail (fixture->session, CRM_EMBED_FAILURE_ORIGIN), ==,
                   CRM_EMBED_ACT_SHOW_FAILURE);
  g_assert_true (crm_embed_session_retry (fixture->session));
  drop_with (fixture, data, READY, CRM_EMBED_DROP_ORIGIN, CRM_EMBED_ACT_DROP_INIT);
  g_assert_cmpuint (crm_embed_session_get_n_inits (fixture->session), ==, 0);
}

static void
test_wrong_version_and_shape (Fixture *fixture, gconstpointer data)
{
  drop (fixture, "{\"type\":\"EMBED_READY\",\"version\":2}", CRM_EMBED_DROP_VERSION);
  drop (fixture, "{\"type\":\"EMBED_REDY\",\"version\":1}", CRM_EMBED_DROP_TYPE);
  drop (fixture, "{\"type\":\"EMBED_INIT\",\"version\":1}", CRM_EMBED_DROP_TYPE);
  drop (fixture, "[]", CRM_EMBED_DROP_MALFORMED);
  g_assert_cmpuint (crm_embed_session_get_n_dropped (fixture->session), ==, 4);
}

static void
test_failure_and_retry (Fixture *fixture, gconstpointer data)
{
  g_assert_false (crm_embed_session_retry (fixture->session));
  g_assert_cmpint (crm_embed_session_fail (fixture->session, CRM_EMBED_FAILURE_TIMEOUT), ==,
                   CRM_EMBED_ACT_SHOW_FAILURE);
  g_assert_cmpint (crm_embed_session_get_failure (fixture->session), ==, CRM_EMBED_FAILURE_TIMEOUT);
  g_assert_cmpint (crm_embed_session_fail (fixture->session, CRM_EMBED_FAILURE_LOAD), ==,
                   CRM_EMBED_ACT_NOTHING);
  drop (fixture, READY, CRM_EMBED_DROP_STATE);
  drop (fixture, CREATED, CRM_EMBED_DROP_STATE);
  g_assert_true (crm_embed_session_retry (fixture->session));
  assert_state (fixture, CRM_EMBED_STATE_LOADING);
  accept (fixture, READY, CRM_EMBED_ACT_SEND_INIT);
  g_assert_cmpint (crm_embed_session_fail (fixture->session, CRM_EMBED_FAILURE_HUNG), ==,
                   CRM_EMBED_ACT_SHOW_FAILURE);
  g_assert_cmpint (crm_embed_session_close (fixture->session), ==, CRM_EMBED_ACT_CLOSE);
  assert_state (fixture, CRM_EMBED_STATE_CLOSED);
}

static void
test_ready_again (Fixture *fixture, gconstpointer data)
{
  for (guint i = 1; i <= 20; i++)
    {
      accept (fixture, READY, CRM_EMBED_ACT_SEND_INIT);
      g_assert_cmpuint (crm_embed_session_get_n_inits (fixture->session), ==, i);
    }
  drop (fixture, READY, CRM_EMBED_DROP_RATE);
  accept (fixture, CREATED, CRM_EMBED_ACT_FINISH);
}

/* --- SEC-06: whatever comes in whatever order -------------------------------- */

static const char *const anything[] = {
  READY,
  READY,
  CREATED,
  CREATED,
  CREATE_ERROR,
  RESIZE,
  CLOSE,
  "{\"type\":\"TICKET_CREATED\",\"version\":1,\"ticketId\":\"9\"}",
  "{\"type\":\"TICKET_CREATED\",\"version\":2,\"ticketId\":\"1042\"}",
  "{\"type\":\"TICKET_CREATED\",\"version\":1}",
  "{\"type\":\"EMBED_CLOSE_REQUEST\",\"version\":1}",
  "{\"type\":\"EMBED_READY\"",
};

typedef struct
{
  guint n_finished;
  gboolean has_init; /* since the last load */
  gboolean is_over;
} History;

static CrmEmbedAct
do_anything (CrmEmbedSession *session, History *history)
{
  const char *text = anything[g_test_rand_int_range (0, G_N_ELEMENTS (anything))];

  switch (g_test_rand_int_range (0, 24))
    {
    case 0:
      return crm_embed_session_fail (
          session, (CrmEmbedFailure) g_test_rand_int_range (0, CRM_EMBED_FAILURE_TOKEN + 1));
    case 1:
    case 2:
      if (crm_embed_session_retry (session))
        history->has_init = FALSE;
      return CRM_EMBED_ACT_NOTHING;
    case 3:
      return crm_embed_session_close (session);
    case 4:
      crm_embed_session_submit (session);
      return CRM_EMBED_ACT_NOTHING;
    case 5:
      return crm_embed_session_receive (session, OTHER, text, -1, NULL, NULL);
    case 6:
      return crm_embed_session_receive (session, "https://evil.test", text, -1, NULL, NULL);
    default:
      return crm_embed_session_receive (session, ORIGIN, text, -1, NULL, NULL);
    }
}

static void
check_act (CrmEmbedSession *session, CrmEmbedAct act, History *history)
{
  CrmEmbedState state = crm_embed_session_get_state (session);

  if (history->is_over)
    g_assert_cmpint (act, ==, CRM_EMBED_ACT_NOTHING);
  if (act == CRM_EMBED_ACT_SEND_INIT)
    history->has_init = TRUE;
  if (act == CRM_EMBED_ACT_FINISH)
    {
      g_assert_true (history->has_init);
      history->n_finished++;
    }
  history->is_over = state == CRM_EMBED_STATE_CREATED || state == CRM_EMBED_STATE_CLOSED;
  g_assert_cmpuint (history->n_finished, ==, state == CRM_EMBED_STATE_CREATED ? 1 : 0);
}

static void
test_random_sequences (Fixture *fixture, gconstpointer data)
{
  guint n_finished = 0;

  for (int i = 0; i < 100000; i++)
    {
      g_autoptr (CrmEmbedSession) session = crm_embed_session_new (ORIGIN, fixture->allowed);
      History history = { 0 };
      int length = g_test_rand_int_range (1, 16);

      for (int step = 0; step < length; step++)
        check_act (session, do_anything (session, &history), &history);
      n_finished += history.n_finished;
    }
  g_test_message ("%u of 100000 sessions finished", n_finished);
  g_assert_cmpuint (n_finished, >, 10000);
}

#define ADD(path, func) g_test_add ("/contract/embed-session/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("TCKT-S03-AC-1/the-whole-way", test_the_whole_way);
  ADD ("TCKT-S03-AC-1/created-without-a-seen-submit", test_created_without_a_seen_submit);
  ADD ("TCKT-S03-boundaries/SEC-06/duplicates-have-no-effect", test_duplicates_have_no_effect);
  ADD ("SEC-06/nothing-before-ready", test_nothing_before_ready);
  ADD ("TCKT-S03-ERR-2/error-keeps-the-form", test_error_keeps_the_form);
  ADD ("TCKT-S03-AC-2/close", test_close);
  ADD ("TCKT-S03-ERR-1/SEC-01/wrong-origin", test_wrong_origin);
  g_test_add ("/contract/embed-session/TCKT-S02-ERR-1/init-is-not-sent-to-a-stranger", Fixture,
              "https://evil.test", set_up, test_init_is_not_sent_to_a_stranger, tear_down);
  ADD ("TCKT-S03-ERR-1/SEC-03/wrong-version-and-shape", test_wrong_version_and_shape);
  ADD ("TCKT-S01-ERR-1/failure-and-retry", test_failure_and_retry);
  ADD ("TCKT-S02-AC-1/ready-again", test_ready_again);
  ADD ("SEC-06/random-sequences", test_random_sequences);
  return g_test_run ();
}
