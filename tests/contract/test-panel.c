/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-event.h"
#include "crm-panel.h"

#define MAX_EVENTS 7

/* --- every order ends the same -------------------------------------------------- */

typedef struct
{
  CrmRoomRecord *events[MAX_EVENTS];
  guint n_events;
  const char *deal; /* name shown at the end, or NULL */
  const char *ticket;
  guint n_orders;
} Case;

static CrmRoomRecord *
make (CrmRecordObject object,
      const char *id,
      gint64 at,
      gint64 revision,
      const char *name,
      gboolean is_deleted)
{
  CrmRoomRecord *record = g_new0 (CrmRoomRecord, 1);

  record->object = object;
  record->external_id = g_strdup (id);
  record->name = g_strdup (name);
  record->crm_created_at = at;
  record->revision = revision;
  record->is_deleted = is_deleted;
  return record;
}

static const char *
get_name (const CrmPanel *panel, CrmRecordObject object)
{
  const CrmRoomRecord *record = crm_panel_get (panel, object);

  return record != NULL ? record->name : NULL;
}

static void
check_order (Case *test)
{
  g_auto (CrmPanel) panel = { { NULL } };

  for (guint i = 0; i < test->n_events; i++)
    {
      crm_panel_apply (&panel, test->events[i]);
      /* Doubled news is no news, whatever stands between. */
      g_assert_false (crm_panel_apply (&panel, test->events[i]));
      g_assert_false (crm_panel_apply (&panel, test->events[i / 2]));
    }
  g_assert_cmpstr (get_name (&panel, CRM_RECORD_DEAL), ==, test->deal);
  g_assert_cmpstr (get_name (&panel, CRM_RECORD_TICKET), ==, test->ticket);
  test->n_orders++;
}

static void
swap (Case *test, guint a, guint b)
{
  CrmRoomRecord *kept = test->events[a];

  test->events[a] = test->events[b];
  test->events[b] = kept;
}

static void
permute (Case *test, guint begin)
{
  if (begin == test->n_events)
    {
      check_order (test);
      return;
    }
  for (guint i = begin; i < test->n_events; i++)
    {
      swap (test, begin, i);
      permute (test, begin + 1);
      swap (test, begin, i);
    }
}

static void
run (Case *test)
{
  permute (test, 0);
  for (guint i = 0; i < test->n_events; i++)
    crm_room_record_free (test->events[i]);
}

#define DEAL   CRM_RECORD_DEAL
#define TICKET CRM_RECORD_TICKET

static void
test_latest_wins (void)
{
  Case test = { { make (DEAL, "7", 100, 1, "old", FALSE), make (DEAL, "9", 200, 1, "new", FALSE),
                  make (DEAL, "9", 200, 2, "new, renamed", FALSE), make (DEAL, "8", 150, 5, "between", FALSE),
                  make (TICKET, "3", 50, 1, "ticket", FALSE),
                  make (TICKET, "3", 50, 4, "ticket, solved", FALSE),
                  make (TICKET, "2", 49, 9, "older ticket", FALSE) },
                7,
                "new, renamed",
                "ticket, solved",
                0 };

  run (&test);
  g_assert_cmpuint (test.n_orders, ==, 5040);
}

static void
test_deletions (void)
{
  Case test = { { make (DEAL, "7", 100, 1, "old", FALSE), make (DEAL, "9", 200, 1, "new", FALSE),
                  make (DEAL, "9", 200, 2, "new", TRUE), make (DEAL, "9", 200, 3, "late change", FALSE),
                  make (DEAL, "7", 100, 2, "old, renamed", FALSE), make (TICKET, "3", 50, 1, "ticket", FALSE),
                  make (TICKET, "2", 40, 2, "other", TRUE) },
                7,
                NULL,
                "ticket",
                0 };

  run (&test);
  g_assert_cmpuint (test.n_orders, ==, 5040);
}

/* E1: the same millisecond; 10 is more than 9. */
static void
test_same_millisecond (void)
{
  Case test = { { make (DEAL, "9", 100, 8, "bot", FALSE), make (DEAL, "10", 100, 1, "ai", FALSE),
                  make (DEAL, "11", 99, 1, "before", FALSE) },
                3,
                "ai",
                NULL,
                0 };

  run (&test);
  g_assert_cmpuint (test.n_orders, ==, 6);
}

static void
test_random (void)
{
  for (guint32 seed = 1; seed <= 60; seed++)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);
      g_auto (CrmPanel) first = { { NULL } };
      Case test = { .n_events = (guint) g_rand_int_range (random, 1, 7) };

      for (guint i = 0; i < test.n_events; i++)
        {
          g_autofree char *id = g_strdup_printf ("%d", g_rand_int_range (random, 8, 12));
          gint64 revision = g_rand_int_range (random, 1, 4);
          g_autofree char *name = g_strdup_printf ("%s.%d", id, (int) revision);

          /* The name follows from id and revision, as it does in the CRM. */
          test.events[i] = make (g_rand_boolean (random) ? DEAL : TICKET, id, 100 + (*id == '1'), revision,
                                 name, g_rand_int_range (random, 0, 4) == 0);
          crm_panel_apply (&first, test.events[i]);
        }
      test.deal = g_strdup (get_name (&first, DEAL));
      test.ticket = g_strdup (get_name (&first, TICKET));
      run (&test);
      g_free ((char *) test.deal);
      g_free ((char *) test.ticket);
    }
}

/* --- a stream that loses, doubles and reorders ----------------------------------- */

#define N_SCHEDULES 10000
#define N_HISTORY   24

/* What the server told, and what its panel was after each of them. */
typedef struct
{
  CrmRoomRecord *events[N_HISTORY];
  CrmPanel panels[N_HISTORY + 1];
} History;

static void
history_init (History *self, GRand *random)
{
  *self = (History){ 0 };
  for (guint i = 0; i < N_HISTORY; i++)
    {
      g_autofree char *id = g_strdup_printf ("%d", g_rand_int_range (random, 1, 6));

      self->events[i] = make (g_rand_boolean (random) ? DEAL : TICKET, id, g_rand_int_range (random, 0, 3), i,
                              id, g_rand_int_range (random, 0, 5) == 0);
      for (int object = 0; object < CRM_N_RECORD_OBJECTS; object++)
        if (self->panels[i].latest[object] != NULL)
          self->panels[i + 1].latest[object] = crm_room_record_copy (self->panels[i].latest[object]);
      crm_panel_apply (&self->panels[i + 1], self->events[i]);
    }
}

static void
history_clear (History *self)
{
  for (guint i = 0; i < N_HISTORY; i++)
    crm_room_record_free (self->events[i]);
  for (guint i = 0; i <= N_HISTORY; i++)
    crm_panel_clear (&self->panels[i]);
}

typedef struct
{
  const History *history;
  CrmEventLog log;
  CrmPanel panel;
} Client;

/* GET …/records: what is shown, without what is remembered, and where the stream is. */
static void
reload (Client *client, guint seq)
{
  const CrmPanel *panel = &client->history->panels[seq];

  crm_panel_clear (&client->panel);
  for (int object = 0; object < CRM_N_RECORD_OBJECTS; object++)
    if (panel->latest[object] != NULL)
      client->panel.latest[object] = crm_room_record_copy (panel->latest[object]);
  crm_event_log_reset (&client->log, "e", seq);
}

static void
hear (Client *client, guint seq, guint seq_of_server)
{
  CrmEvent event = { seq, "e", CRM_STREAM_RECORDS_CHANGED, "room", NULL };

  switch (crm_event_log_take (&client->log, &event))
    {
    case CRM_EVENT_APPLY:
      crm_panel_apply (&client->panel, client->history->events[seq - 1]);
      break;
    case CRM_EVENT_RELOAD:
      reload (client, seq_of_server);
      break;
    case CRM_EVENT_IGNORE:
    default:
      break;
    }
}

static void
assert_same_panels (const CrmPanel *a, const CrmPanel *b)
{
  for (int object = 0; object < CRM_N_RECORD_OBJECTS; object++)
    {
      const CrmRoomRecord *shown = crm_panel_get (a, (CrmRecordObject) object);
      const CrmRoomRecord *wanted = crm_panel_get (b, (CrmRecordObject) object);

      g_assert_cmpint (shown != NULL, ==, wanted != NULL);
      if (shown != NULL)
        g_assert_cmpint (crm_room_record_compare (shown, wanted), ==, 0);
    }
}

static void
test_schedules (void)
{
  for (guint32 seed = 1; seed <= N_SCHEDULES; seed++)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);
      History history;
      Client client = { .history = &history };

      history_init (&history, random);
      reload (&client, 0);
      for (guint server = 1; server <= N_HISTORY; server++)
        {
          guint fate = (guint) g_rand_int_range (random, 0, 10);

          if (fate == 0) /* lost */
            continue;
          if (fate == 1) /* an older one comes first */
            hear (&client, (guint) g_rand_int_range (random, 1, (gint) server + 1), server);
          hear (&client, server, server);
          if (fate == 2) /* doubled */
            hear (&client, server, server);
        }
      /* The next heartbeat or event tells of what was lost at the end. */
      if (client.log.seq < N_HISTORY)
        hear (&client, N_HISTORY, N_HISTORY);
      g_assert_cmpint (client.log.seq, ==, N_HISTORY);
      assert_same_panels (&client.panel, &history.panels[N_HISTORY]);
      crm_panel_clear (&client.panel);
      crm_event_log_clear (&client.log);
      history_clear (&history);
    }
}

static void
test_epochs (void)
{
  g_auto (CrmEventLog) log = { NULL, 0 };
  CrmEvent next = { 8, "a", CRM_STREAM_ROOM_UPDATED, "room", NULL };
  CrmEvent other = { 9, "b", CRM_STREAM_ROOM_UPDATED, "room", NULL };
  CrmEvent resync = { 9, "a", CRM_STREAM_RESYNC, NULL, NULL };

  crm_event_log_reset (&log, "a", 7);
  g_assert_cmpint (crm_event_log_take (&log, &next), ==, CRM_EVENT_APPLY);
  g_assert_cmpint (crm_event_log_take (&log, &next), ==, CRM_EVENT_IGNORE);
  g_assert_cmpint (crm_event_log_take (&log, &other), ==, CRM_EVENT_RELOAD);
  g_assert_cmpint (crm_event_log_take (&log, &resync), ==, CRM_EVENT_RELOAD);
  crm_event_log_reset (&log, "b", 9);
  g_assert_cmpint (crm_event_log_take (&log, &other), ==, CRM_EVENT_IGNORE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/panel/CDTC-S01-AC-3/every-order-latest-wins", test_latest_wins);
  g_test_add_func ("/panel/CDTC-NEG-01/every-order-one-of-each", test_random);
  g_test_add_func ("/panel/CDTC-S01-ERR-1/every-order-no-ghost", test_deletions);
  g_test_add_func ("/panel/E1/same-millisecond", test_same_millisecond);
  g_test_add_func ("/event/REL-10/lost-doubled-reordered", test_schedules);
  g_test_add_func ("/event/REL-10/epochs-and-resync", test_epochs);

  return g_test_run ();
}
