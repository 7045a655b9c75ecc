/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "bilikd-desk.h"

/* bilikctl beside a running daemon: what it changes holds at the next request. */

static Fixture *desk;

/* Runs bilikctl with @words (separated by “|”) and @input. Returns: what it printed; expects success as @succeeds. */
static char *
bilikctl (const char *words, const char *input, gboolean succeeds)
{
  g_auto (GStrv) further = g_strsplit (words, "|", -1);
  g_autoptr (GPtrArray) command = g_ptr_array_new ();
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  char *output = NULL;

  g_ptr_array_add (command, (gpointer) BILIKCTL_PROGRAM);
  g_ptr_array_add (command, (gpointer) "--database");
  g_ptr_array_add (command, desk->database);
  for (guint i = 0; further[i] != NULL; i++)
    g_ptr_array_add (command, further[i]);
  g_ptr_array_add (command, NULL);
  process = g_subprocess_newv ((const char *const *) command->pdata,
                               G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                   G_SUBPROCESS_FLAGS_STDERR_MERGE,
                               &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, input, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_test_message ("%s: %s", words, output);
  g_assert_true (g_subprocess_get_successful (process) == succeeds);
  return output;
}

static void
run_quietly (const char *words, const char *input)
{
  g_autofree char *output = bilikctl (words, input, TRUE);

  g_assert_cmpstr (output, ==, "");
}

/* TCKT-S07 NEG-2: off means off at once, also for tokens that are out already. */
static void
test_flag (void)
{
  g_autofree char *agent = fixture_sign_in (desk, "agent@nusantara.test", NULL);
  g_autofree char *embed = desk_get_embed_token (desk, agent);
  g_autofree char *body = desk_make_ticket_body ("Flagged", "", ",\"embed\":true");
  g_autoptr (Reply) refused = NULL;
  g_autoptr (Reply) created = NULL;
  g_autofree char *list = NULL;

  run_quietly ("flag|set|nusantara retail|cdp_create_ticket|off", NULL);
  refused = fixture_send (desk, "POST", "/v2.8/tickets", embed, body, NULL);
  reply_assert_problem (refused, 403, "feature_off");
  list = bilikctl ("flag|list", NULL, TRUE);
  g_assert_nonnull (strstr (list, "cdp_create_ticket                off"));
  run_quietly ("flag|set|1|cdp_create_ticket|on", NULL);
  created = fixture_send (desk, "POST", "/v2.8/tickets", embed, body, NULL);
  g_assert_cmpuint (created->status, ==, 201);
}

static void
test_setting (void)
{
  g_autofree char *agent = fixture_sign_in (desk, "agent@nusantara.test", NULL);
  g_autoptr (Reply) profile = NULL;
  g_autofree char *refused = bilikctl ("setting|set|1|ticket_create_surface|window", NULL, FALSE);

  g_assert_nonnull (strstr (refused, "is no value of"));
  run_quietly ("setting|set|1|ticket_create_surface|native", NULL);
  profile = desk_get (desk, agent, "/v1/profile");
  g_assert_cmpstr (
      json_object_get_string_member (json_object_get_object_member (reply_get_object (profile), "settings"),
                                     "ticket_create_surface"),
      ==, "native");
}

/* SEC-19: a revocation holds at the next request. */
static void
test_sessions (void)
{
  g_autofree char *agent = fixture_sign_in (desk, "admin@nusantara.test", NULL);
  g_autoptr (Reply) before = fixture_send (desk, "GET", "/v1/profile", agent, NULL, NULL);
  g_autoptr (Reply) after = NULL;

  g_assert_cmpuint (before->status, ==, 200);
  run_quietly ("agent|revoke-sessions|admin@nusantara.test", NULL);
  after = fixture_send (desk, "GET", "/v1/profile", agent, NULL, NULL);
  reply_assert_problem (after, 401, "unauthenticated");
}

/* A team begins: its organisation, its agent, and a first ticket. */
static void
test_new_organization (void)
{
  g_autofree char *id = bilikctl ("organization|add|Kopi Susu", NULL, TRUE);
  g_autofree char *twice = bilikctl ("organization|add|kopi susu", NULL, FALSE);
  g_autofree char *agent = NULL;
  g_autofree char *taken = NULL;
  g_autofree char *ticket = NULL;
  g_autoptr (Reply) customers = NULL;

  g_assert_nonnull (strstr (twice, "already"));
  run_quietly ("agent|add|Kopi Susu|rina@kopi.test|Rina|agent", FIXTURE_PASSWORD "\n");
  taken = bilikctl ("agent|add|Kopi Susu|RINA@kopi.test|Rina|agent", FIXTURE_PASSWORD "\n", FALSE);
  g_assert_nonnull (strstr (taken, "has a sign-in already"));
  agent = fixture_sign_in (desk, "rina@kopi.test", NULL);
  ticket = desk_create_ticket (desk, agent, "The first one", "", "");
  customers = desk_get (desk, agent, "/v1/leads");
  g_assert_cmpint (json_object_get_int_member (reply_get_object (customers), "total"), ==, 0);
}

/* SEC-18, SEC-20: the sample's password is in a file for its owner alone. */
static void
test_sample_password (void)
{
  g_autofree char *password = bilikctl ("sample-password", NULL, TRUE);
  g_autofree char *path = g_build_filename (desk->folder, "sample-password", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info = g_file_query_info (file, "unix::mode", G_FILE_QUERY_INFO_NONE, NULL, NULL);

  g_assert_cmpstr (password, ==, FIXTURE_PASSWORD "\n");
  g_assert_cmphex (g_file_info_get_attribute_uint32 (info, "unix::mode") & 0777, ==, 0600);
}

/* SEC-19, SEC-20: a program's credential is shown once, kept as a hash, is no agent's, and ends when revoked. */
static void
test_service_token (void)
{
  g_autofree char *line = bilikctl ("token|create|--organization|1|--scope|bot", NULL, TRUE);
  g_autofree char *token = g_strdup (g_strchomp (line));
  g_autofree char *wrong = g_strconcat (token, "x", NULL);
  g_autofree char *list = bilikctl ("token|list", NULL, TRUE);
  g_autoptr (Reply) known = fixture_send (desk, "GET", "/v1/leads", token, NULL, NULL);
  g_autoptr (Reply) unknown = fixture_send (desk, "GET", "/v1/leads", wrong, NULL, NULL);
  g_autoptr (Reply) revoked = NULL;

  g_assert_true (g_str_has_prefix (token, "bks_"));
  g_assert_null (strstr (list, token));
  g_assert_nonnull (strstr (list, "bot"));
  g_assert_cmpint (
      fixture_query (desk, "SELECT count (*) FROM service_tokens WHERE instr (hash, CAST ('bks_' AS BLOB))"),
      ==, 0);
  reply_assert_problem (known, 403, "forbidden");
  reply_assert_problem (unknown, 401, "unauthenticated");
  run_quietly ("token|revoke|1", NULL);
  revoked = fixture_send (desk, "GET", "/v1/leads", token, NULL, NULL);
  reply_assert_problem (revoked, 401, "unauthenticated");
}

/* What is wrong, what to do, and no success. */
static void
test_usage (void)
{
  static const char *const wrong[][2] = {
    { "flag", "bilikctl: “flag” is one of\n  flag list" },
    { "flags", "bilikctl: There is no command “flags”; see bilikctl --help.\n" },
    { "flag|set|1", "Something is missing after “set”.\nUsage: bilikctl flag set ORGANIZATION FLAG on|off" },
    { "flag|set|1|nonsense|on", "There is no flag “nonsense”; see bilikctl flag list." },
    { "flag|set|1|cdp_create_ticket|yes", "“yes” is neither “on” nor “off”." },
    { "flag|set|9|cdp_create_ticket|on", "There is no organization “9”; see bilikctl organization list." },
    { "flag|list|more", "“list” takes less." },
    { "setting|set|9|ticket_create_surface|native", "There is no organization “9”" },
    { "setting|set|1|nonsense|on", "“nonsense”; known: ticket_create_surface, ticket_enabled, crm_" },
    { "agent|add|1|x|y|agent", "“x” is no e-mail address." },
    { "agent|add|1|x@y.test|y|boss", "There is no role “boss”" },
    { "agent|password|nobody@x.test", "There is no agent “nobody@x.test”." },
    { "import|customers|x.csv", "Say whose customers they are with --organization." },
    { "import|customers|x.csv|--organization|9", "There is no organization “9”" },
    { "seed|--customers|-3", "There can't be less than no customers." },
    { "token|create|--organization|1|--scope|agent", "one of the scopes bot|agentic-ai|company." },
    { "token|create|--organization|1", "one of the scopes bot|agentic-ai|company." },
    { "token|create|--organization|9|--scope|bot", "There is no organization “9”" },
    { "token|create|--orgnization|1", "Unknown option --orgnization" },
    { "token|revoke|99", "There is no such token." },
    { "token|revoke|first", "“first” is not" },
    { "backup", "Something is missing after “backup”." },
    { "backup|/nonexistent/bilik.db", "“/nonexistent/bilik.db”: No such file or directory." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *output = bilikctl (wrong[i][0], "", FALSE);

      g_assert_nonnull (strstr (output, wrong[i][1]));
    }
}

static void
test_no_database (void)
{
  char *database = desk->database;
  g_autofree char *output = NULL;

  desk->database = (char *) "/nonexistent/bilik.db";
  output = bilikctl ("flag|list", NULL, FALSE);
  desk->database = database;
  g_assert_nonnull (
      strstr (output, "There is no database at “/nonexistent/bilik.db”: name it with --database"));
}

/* One transaction that changes more pages than any other: what SQLite keeps of them for a way back has to hold it. */
static void
test_large_seed (void)
{
  g_autofree char *folder = g_dir_make_tmp ("bilikd-test-XXXXXX", NULL);
  g_autofree char *seeded = g_build_filename (folder, "bilik.db", NULL);
  g_autofree char *password = g_build_filename (folder, "sample-password", NULL);
  char *database = desk->database;
  g_autofree char *output = NULL;

  desk->database = seeded;
  output = bilikctl ("seed|--customers|20000", NULL, TRUE);
  desk->database = database;
  g_assert_nonnull (strstr (output, "sample password: "));
  g_unlink (seeded);
  g_unlink (password);
  g_rmdir (folder);
}

/* As the README says. */
static void
restore (Fixture *self, const char *backup)
{
  g_autofree char *log = g_strconcat (self->database, "-wal", NULL);
  g_autofree char *index = g_strconcat (self->database, "-shm", NULL);

  g_unlink (log);
  g_unlink (index);
  g_assert_cmpint (g_rename (backup, self->database), ==, 0);
}

/* Taken while the daemon runs; another daemon on it has what was there at that moment, and nothing later. */
static void
test_backup (void)
{
  g_autoptr (Fixture) other = fixture_new_stopped ();
  g_autofree char *agent = fixture_sign_in (desk, "agent@nusantara.test", NULL);
  g_autofree char *before = desk_make_ticket_body ("Before the backup", "", "");
  g_autofree char *after = desk_make_ticket_body ("After the backup", "", "");
  g_autofree char *backup = g_strconcat (other->database, ".backup", NULL);
  g_autofree char *words = g_strconcat ("backup|", backup, NULL);
  g_autoptr (Reply) first = fixture_send (desk, "POST", "/v2.8/tickets", agent, before, NULL);
  g_autoptr (Reply) second = NULL;
  g_autoptr (Reply) found = NULL;
  g_autofree char *written_over = NULL;
  g_autofree char *elsewhere = NULL;
  GStatBuf status;

  run_quietly (words, NULL);
  second = fixture_send (desk, "POST", "/v2.8/tickets", agent, after, NULL);
  g_assert_cmpuint (first->status, ==, 201);
  g_assert_cmpuint (second->status, ==, 201);
  g_assert_cmpint (g_stat (backup, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  written_over = bilikctl (words, NULL, FALSE);
  g_assert_nonnull (strstr (written_over, "File exists"));

  restore (other, backup);
  fixture_start (other, NULL);
  elsewhere = fixture_sign_in (other, "agent@nusantara.test", NULL);
  found = fixture_send (other, "GET", "/v2.8/tickets?query=the%20backup", elsewhere, NULL, NULL);
  g_assert_cmpuint (found->status, ==, 200);
  g_assert_nonnull (strstr (found->body, "Before the backup"));
  g_assert_null (strstr (found->body, "After the backup"));
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  desk = desk_new ();
  g_test_add_func ("/bilikctl/TCKT-S07-NEG-2/flag-without-restart", test_flag);
  g_test_add_func ("/bilikctl/setting-without-restart", test_setting);
  g_test_add_func ("/bilikctl/SEC-19/revoke-sessions", test_sessions);
  g_test_add_func ("/bilikctl/new-organization", test_new_organization);
  g_test_add_func ("/bilikctl/SEC-18-SEC-20/sample-password", test_sample_password);
  g_test_add_func ("/bilikctl/SEC-19-SEC-20/service-token", test_service_token);
  g_test_add_func ("/bilikctl/REL-15/backup-and-restore", test_backup);
  g_test_add_func ("/bilikctl/large-seed", test_large_seed);
  g_test_add_func ("/bilikctl/usage", test_usage);
  g_test_add_func ("/bilikctl/no-database", test_no_database);
  status = g_test_run ();
  fixture_free (desk);
  return status;
}
