/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The journal on a real disk: rows outlive the console that wrote them, and belong to one console at a time. */
#include "crm-handoff-journal.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("bilik-journal-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "state", "handoff.db", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  const char *argv[] = { "rm", "-rf", fixture->folder, NULL };

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static CrmHandoffJournal *
open_journal (Fixture *fixture, const char *scope)
{
  g_autoptr (GError) error = NULL;
  CrmHandoffJournal *journal = crm_handoff_journal_open (fixture->path, scope, &error);

  g_assert_no_error (error);
  return journal;
}

static void
on_put (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (crm_handoff_journal_put_finish (CRM_HANDOFF_JOURNAL (source), result, &error));
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static void
put (CrmHandoffJournal *journal, const CrmHandoff *handoff)
{
  gboolean done = FALSE;

  crm_handoff_journal_put (journal, handoff, on_put, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

static guint
count (CrmHandoffJournal *journal)
{
  g_autoptr (GPtrArray) rows = crm_handoff_journal_list (journal, NULL);

  return rows->len;
}

/* A console that is killed right after its row is on disk: no destructor runs. */
static void
run_killed_console (void)
{
  const char *path = g_getenv ("TEST_JOURNAL");
  g_autoptr (CrmHandoff) row =
      crm_handoff_new_create ("8123", "Siti & <3", "Refund “soon”", "8124", "{\"id\":null}");

  g_assert_nonnull (path);
  put (crm_handoff_journal_open (path, "agent 7", NULL), row);
  _exit (0);
}

static void
test_outlives (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CrmHandoffJournal) later = NULL;
  g_autoptr (GPtrArray) adopted = NULL;
  CrmHandoff *row;

  g_setenv ("TEST_JOURNAL", fixture->path, TRUE);
  g_test_trap_subprocess ("/handoff-journal/subprocess/killed-console", 0, 0);
  g_test_trap_assert_passed ();

  later = open_journal (fixture, "agent 7");
  adopted = crm_handoff_journal_adopt (later, NULL);
  g_assert_cmpuint (adopted->len, ==, 1);
  row = g_ptr_array_index (adopted, 0);
  g_assert_cmpstr (row->contact_name, ==, "Siti & <3");
  g_assert_cmpstr (row->ticket_name, ==, "Refund “soon”");
  g_assert_cmpstr (row->request, ==, "{\"id\":null}");
  g_assert_cmpstr (row->draft_of, ==, "8124");
  g_assert_cmpint (row->state, ==, CRM_HANDOFF_CREATING);
  g_assert_true (row->is_uncertain);
}

static void
test_one_owner (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CrmHandoffJournal) first = open_journal (fixture, "agent 7");
  g_autoptr (CrmHandoffJournal) second = open_journal (fixture, "agent 7");
  g_autoptr (CrmHandoff) row = crm_handoff_new_link ("8123", NULL, "1042", "Refund", CRM_HANDOFF_BY_TICKET);
  g_autoptr (GPtrArray) while_it_runs = NULL;
  g_autoptr (GPtrArray) after_it = NULL;
  g_autoptr (GPtrArray) twice = NULL;

  put (first, row);
  g_assert_cmpuint (count (second), ==, 1);
  while_it_runs = crm_handoff_journal_adopt (second, NULL);
  g_assert_cmpuint (while_it_runs->len, ==, 0);

  g_clear_object (&first);
  after_it = crm_handoff_journal_adopt (second, NULL);
  g_assert_cmpuint (after_it->len, ==, 1);
  twice = crm_handoff_journal_adopt (second, NULL);
  g_assert_cmpuint (twice->len, ==, 0);
}

static void
test_scope (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CrmHandoffJournal) mine = open_journal (fixture, "agent 7");
  g_autoptr (CrmHandoffJournal) theirs = open_journal (fixture, "agent 8");
  g_autoptr (CrmHandoff) row = crm_handoff_new_link ("8123", NULL, "1042", "Refund", CRM_HANDOFF_BY_TICKET);
  g_autoptr (GPtrArray) adopted = NULL;

  put (mine, row);
  g_clear_object (&mine);
  g_assert_cmpuint (count (theirs), ==, 0);
  adopted = crm_handoff_journal_adopt (theirs, NULL);
  g_assert_cmpuint (adopted->len, ==, 0);
}

static void
test_done_leaves (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CrmHandoffJournal) journal = open_journal (fixture, "agent 7");
  g_autoptr (CrmHandoff) row = crm_handoff_new_link ("8123", NULL, "1042", "Refund", CRM_HANDOFF_BY_TICKET);

  put (journal, row);
  g_assert_cmpuint (count (journal), ==, 1);
  crm_handoff_linked (row);
  put (journal, row);
  g_assert_cmpuint (count (journal), ==, 0);
}

static void
test_private (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CrmHandoffJournal) journal = open_journal (fixture, "agent 7");
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  struct stat info;

  g_assert_cmpint (stat (fixture->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_cmpint (stat (folder, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);
}

#define ADD(name, function) g_test_add (name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/handoff-journal/subprocess/killed-console", run_killed_console);
  ADD ("/handoff-journal/REL-02/a-row-outlives-its-console", test_outlives);
  ADD ("/handoff-journal/MTCK-S03-boundaries/two-consoles-one-owner", test_one_owner);
  ADD ("/handoff-journal/another-agent-sees-nothing", test_scope);
  ADD ("/handoff-journal/done-leaves", test_done_leaves);
  ADD ("/handoff-journal/SEC-18/private-files", test_private);

  return g_test_run ();
}
