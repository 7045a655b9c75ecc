/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hand-off's decisions against a model of the world: answers that come, are lost, come late or twice, a server that
 * refuses, a console that dies. */
#include "crm-error.h"
#include "crm-handoff.h"

#define N_SCHEDULES 100000
#define MAX_STEPS   400

/* A server that honours idempotency keys and unions, as the contract says. */
typedef struct
{
  gboolean ticket_exists;
  gint64 revision;
  guint n_links; /* times the link was made, not asked for */
  gboolean is_linked;
  guint n_faults_left;
  gboolean refuses_caller;
} World;

typedef enum {
  FATE_ANSWERED,
  FATE_LOST_BEFORE, /* never reached the server */
  FATE_LOST_AFTER,  /* done, but the answer is lost */
  FATE_REFUSED,     /* 403 before anything else is looked at */
  FATE_DIES,        /* the console dies after the server has done it */
  N_FATES,
} Fate;

static Fate
draw_fate (GRand *rand, World *world)
{
  if (world->n_faults_left == 0)
    return FATE_ANSWERED;
  world->n_faults_left--;
  return g_rand_int_range (rand, 0, N_FATES);
}

static GError *
error_of (Fate fate)
{
  return fate == FATE_REFUSED ? g_error_new (CRM_ERROR, CRM_ERROR_FORBIDDEN, "refused")
                              : g_error_new (CRM_ERROR, CRM_ERROR_TIMED_OUT, "lost");
}

static void
serve (World *world, const CrmHandoff *row, Fate fate)
{
  if (fate == FATE_LOST_BEFORE || fate == FATE_REFUSED)
    return;
  if (row->state == CRM_HANDOFF_CREATING)
    world->ticket_exists = TRUE; /* the same key is the same ticket */
  else if (!world->is_linked)
    {
      world->is_linked = TRUE;
      world->n_links++;
      world->revision++;
    }
}

/* What a new console makes of the row: what was on disk, uncertain. */
static CrmHandoff *
restart (const CrmHandoff *on_disk)
{
  CrmHandoff *row = crm_handoff_copy (on_disk);

  row->is_uncertain = TRUE;
  row->tries = 0;
  return row;
}

static void
take_answer (CrmHandoff *row, GRand *rand)
{
  guint n_times = g_rand_int_range (rand, 1, 3); /* a doubled answer changes nothing */

  if (row->state == CRM_HANDOFF_CREATING)
    for (guint i = 0; i < n_times; i++)
      g_assert_cmpint (crm_handoff_created (row, "1042"), ==, i == 0);
  else
    for (guint i = 0; i < n_times; i++)
      g_assert_cmpint (crm_handoff_linked (row), ==, i == 0);
}

/* Runs one schedule to its end; the agent presses Retry whenever he is asked. */
static CrmHandoffState
run_schedule (GRand *rand, World *world)
{
  g_autoptr (CrmHandoff) row = crm_handoff_new_create ("8123", "Siti", "Refund", "8123", "{}");
  g_autoptr (CrmHandoff) on_disk = crm_handoff_copy (row);

  for (guint step = 0; step < MAX_STEPS; step++)
    {
      Fate fate;

      if (row->state == CRM_HANDOFF_DONE || row->state == CRM_HANDOFF_CANCELLED)
        return row->state;
      if (crm_handoff_retry (row))
        continue;
      fate = draw_fate (rand, world);
      serve (world, row, fate);
      if (fate == FATE_DIES)
        {
          crm_handoff_free (row);
          row = restart (on_disk);
          continue;
        }
      if (fate == FATE_ANSWERED)
        take_answer (row, rand);
      else
        {
          g_autoptr (GError) error = error_of (fate);

          g_assert_true (crm_handoff_failed (row, error));
        }
      crm_handoff_free (on_disk);
      on_disk = crm_handoff_copy (row);
    }
  return row->state;
}

static void
test_schedules (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20260626);
  guint n_cancelled = 0;

  for (guint i = 0; i < N_SCHEDULES; i++)
    {
      World world = { .n_faults_left = g_rand_int_range (rand, 0, 40) };
      CrmHandoffState end = run_schedule (rand, &world);

      if (end == CRM_HANDOFF_CANCELLED)
        {
          /* Refused for good: nothing half-done remains. */
          g_assert_false (world.ticket_exists);
          n_cancelled++;
          continue;
        }
      g_assert_cmpint (end, ==, CRM_HANDOFF_DONE);
      g_assert_true (world.ticket_exists);
      g_assert_cmpuint (world.n_links, ==, 1);
    }
  g_assert_cmpuint (n_cancelled, >, 0);
  g_assert_cmpuint (n_cancelled, <, N_SCHEDULES / 2);
}

static void
test_eight_tries (void)
{
  g_autoptr (CrmHandoff) row = crm_handoff_new_link ("8123", NULL, "1042", "Refund", CRM_HANDOFF_BY_LEAD);
  g_autoptr (GError) error = g_error_new (CRM_ERROR, CRM_ERROR_OFFLINE, "no network");

  for (guint i = 1; i <= CRM_HANDOFF_MAX_TRIES; i++)
    {
      g_assert_true (crm_handoff_is_under_way (row));
      g_assert_true (crm_handoff_failed (row, error));
    }
  g_assert_cmpint (row->state, ==, CRM_HANDOFF_WAITING);
  g_assert_nonnull (row->last_error);
  g_assert_false (crm_handoff_failed (row, error));
  g_assert_true (crm_handoff_retry (row));
  g_assert_cmpint (row->state, ==, CRM_HANDOFF_LINKING);
  g_assert_cmpuint (row->tries, ==, 0);
}

static void
test_delays (void)
{
  g_autoptr (CrmHandoff) row = crm_handoff_new_link ("8123", NULL, "1042", "Refund", CRM_HANDOFF_BY_LEAD);

  row->tries = 1;
  g_assert_cmpuint (crm_handoff_get_delay (row, 0, 0), ==, 250);
  g_assert_cmpuint (crm_handoff_get_delay (row, 0, 1), ==, 500);
  row->tries = 3;
  g_assert_cmpuint (crm_handoff_get_delay (row, 0, 1), ==, 2000);
  row->tries = 100;
  g_assert_cmpuint (crm_handoff_get_delay (row, 0, 1), ==, 60000);
  g_assert_cmpuint (crm_handoff_get_delay (row, 90000, 0), ==, 90000);
}

static void
test_refused (void)
{
  g_autoptr (CrmHandoff) fresh = crm_handoff_new_create ("8123", NULL, "Refund", "8123", "{}");
  g_autoptr (CrmHandoff) uncertain = crm_handoff_new_create ("8123", NULL, "Refund", "8123", "{}");
  g_autoptr (GError) forbidden = g_error_new (CRM_ERROR, CRM_ERROR_FORBIDDEN, "no");
  g_autoptr (GError) invalid = g_error_new (CRM_ERROR, CRM_ERROR_INVALID, "no title");

  g_assert_true (crm_handoff_failed (fresh, invalid));
  g_assert_cmpint (fresh->state, ==, CRM_HANDOFF_CANCELLED);

  /* After a lost answer, a refusal does not say that nothing exists, and there is no form to go back to. */
  uncertain->is_uncertain = TRUE;
  g_assert_true (crm_handoff_failed (uncertain, forbidden));
  g_assert_cmpint (uncertain->state, ==, CRM_HANDOFF_WAITING);
  g_assert_true (crm_handoff_retry (uncertain));
  g_assert_cmpint (uncertain->state, ==, CRM_HANDOFF_CREATING);
  g_assert_false (crm_handoff_dismiss (uncertain));
  g_assert_true (crm_handoff_failed (uncertain, invalid));
  g_assert_cmpint (uncertain->state, ==, CRM_HANDOFF_WAITING);
  g_assert_true (crm_handoff_dismiss (uncertain));
  g_assert_cmpint (uncertain->state, ==, CRM_HANDOFF_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/handoff/MTCK-S03-boundaries/100000-schedules-one-ticket-one-link", test_schedules);
  g_test_add_func ("/handoff/REL-07/eight-tries-then-the-agent", test_eight_tries);
  g_test_add_func ("/handoff/REL-07/backoff-and-retry-after", test_delays);
  g_test_add_func ("/handoff/MTCK-S03-ERR-2/refused-create-leaves-nothing", test_refused);

  return g_test_run ();
}
