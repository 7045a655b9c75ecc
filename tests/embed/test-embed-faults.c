/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes wrong with a page or with the process that it runs in, and that the next load works again. */
#include "embed-fixture.h"

#include <signal.h>

#define READY "post ({ type: 'EMBED_READY', version: 1 });"

/* Retry works on the same view. */
static void
assert_recovers (EmbedFixture *fixture)
{
  embed_fixture_run (fixture, READY);
  embed_wait_until (fixture->n_inits == 1);
  g_assert_cmpuint (fixture->n_failures, ==, 0);
}

static void
assert_fails_with (EmbedFixture *fixture, CrmEmbedFailure failure)
{
  embed_wait_until (fixture->n_failures > 0);
  g_assert_cmpint (fixture->failure, ==, failure);
  g_assert_cmpuint (fixture->n_accepted, ==, 0);
}

static void
test_dead_server (EmbedFixture *fixture, gconstpointer data)
{
  PageServer *crm = fixture->crm;
  g_autofree char *url = page_server_dup_url (crm, "/page");

  page_server_free (crm);
  embed_fixture_load (fixture, "/page");
  assert_fails_with (fixture, CRM_EMBED_FAILURE_LOAD);
  fixture->crm = page_server_new ();
}

static void
test_http_error (EmbedFixture *fixture, gconstpointer data)
{
  const guint statuses[] = { 500, 502, 404, 403 };

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      page_server_set (fixture->crm, "/page", statuses[i], NULL, "<h1>Sorry</h1>");
      embed_fixture_load (fixture, "/page");
      assert_fails_with (fixture, CRM_EMBED_FAILURE_LOAD);
    }
  assert_recovers (fixture);
}

/* A missing picture or script of the page is the page's own affair. */
static void
test_missing_asset (EmbedFixture *fixture, gconstpointer data)
{
  embed_fixture_run (fixture, "fetch ('/missing').then (() => { " READY " });");
  embed_wait_until (fixture->n_inits == 1);
  g_assert_cmpuint (page_server_count (fixture->crm, "/missing"), ==, 1);
  g_assert_cmpuint (fixture->n_failures, ==, 0);
}

static void
test_stalled_server (EmbedFixture *fixture, gconstpointer data)
{
  page_server_set_stalled (fixture->crm, "/stalled");
  embed_fixture_load (fixture, "/stalled");
  embed_wait_until (page_server_count (fixture->crm, "/stalled") == 1);

  /* No sign of it: that is why the flow has a timer. What the agent then does has to work. */
  g_assert_cmpuint (fixture->n_failures, ==, 0);
  assert_recovers (fixture);
}

static void
test_redirect_away (EmbedFixture *fixture, gconstpointer data)
{
  g_autofree char *headers =
      g_strdup_printf ("Location: %s/landing\r\n", page_server_get_origin (fixture->evil));

  page_server_set (fixture->crm, "/page", 302, headers, "");
  embed_fixture_load (fixture, "/page");
  assert_fails_with (fixture, CRM_EMBED_FAILURE_LOAD);
  g_assert_cmpuint (page_server_count (fixture->evil, "/landing"), ==, 0);
}

static void
test_bad_certificate (EmbedFixture *fixture, gconstpointer data)
{
  g_autoptr (PageServer) untrusted = page_server_new_untrusted ();
  g_autofree char *url = page_server_dup_url (untrusted, "/page");

  page_server_set_script (untrusted, "/page", READY);
  crm_embed_surface_load (CRM_EMBED_SURFACE (fixture->view), url, page_server_get_origin (untrusted));
  embed_wait_until (fixture->n_failures > 0);
  g_assert_cmpint (fixture->failure, ==, CRM_EMBED_FAILURE_TLS);
  g_assert_cmpuint (page_server_count_all (untrusted), ==, 0);
  assert_recovers (fixture);
}

/* --- hangs ------------------------------------------------------------------------------------------- */

static void
test_hang (EmbedFixture *fixture, gconstpointer data)
{
  gint64 begin;

  embed_fixture_run (fixture, READY "later (200).then (() => { for (;;); });");
  embed_wait_until (fixture->n_inits == 1);
  begin = g_get_monotonic_time ();
  embed_wait_until (fixture->n_failures > 0);

  g_test_message ("noticed after %.1f s", (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 6 * G_USEC_PER_SEC);
  g_assert_cmpint (fixture->failure, ==, CRM_EMBED_FAILURE_HUNG);
  assert_recovers (fixture);
}

/* Closed and opened again while it hangs: the new form comes, and nobody is told of the old one. */
static void
test_leave_hung_page (EmbedFixture *fixture, gconstpointer data)
{
  embed_fixture_run (fixture, "later (100).then (() => { report ('hanging'); for (;;); });");
  embed_wait_report (fixture->crm, "hanging");
  crm_embed_surface_unload (CRM_EMBED_SURFACE (fixture->view));
  assert_recovers (fixture);
}

static void
test_busy_but_alive (EmbedFixture *fixture, gconstpointer data)
{
  embed_fixture_run (
      fixture,
      READY "const busy = () => { const end = performance.now () + 300; while (performance.now () < end); };"
            "(async () => { for (let i = 0; i < 15; i++) { busy (); await later (5); }"
            "  report ('done'); }) ();");
  embed_wait_report (fixture->crm, "done");
  g_assert_cmpuint (fixture->n_failures, ==, 0);
}

/* --- the web process --------------------------------------------------------------------------------- */

/* Kills the processes below @parent that show pages; they are in a sandbox, hence by name and ancestry. */
static guint
kill_web_processes (GPid parent)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/task/%d/children", parent, parent);
  g_autofree char *children = NULL;
  g_auto (GStrv) words = NULL;
  guint n_killed = 0;

  if (!g_file_get_contents (path, &children, NULL, NULL))
    return 0;
  words = g_strsplit (g_strstrip (children), " ", -1);
  for (guint i = 0; words[i] != NULL && *words[i] != '\0'; i++)
    {
      GPid child = atoi (words[i]);
      g_autofree char *name_path = g_strdup_printf ("/proc/%d/comm", child);
      g_autofree char *name = NULL;

      if (g_file_get_contents (name_path, &name, NULL, NULL) && g_str_has_prefix (name, "WebKitWebProces"))
        n_killed += kill (child, SIGKILL) == 0;
      else
        n_killed += kill_web_processes (child);
    }
  return n_killed;
}

static void
test_web_process_killed (EmbedFixture *fixture, gconstpointer data)
{
  gint64 begin;

  embed_fixture_run (fixture, READY);
  embed_wait_until (fixture->n_inits == 1);
  begin = g_get_monotonic_time ();
  g_assert_cmpuint (kill_web_processes (getpid ()), >, 0);
  embed_wait_until (fixture->n_failures > 0);

  g_assert_cmpint (g_get_monotonic_time () - begin, <, 2 * G_USEC_PER_SEC);
  g_assert_cmpint (fixture->failure, ==, CRM_EMBED_FAILURE_CRASHED);
  assert_recovers (fixture);
}

int
main (int argc, char **argv)
{
  embed_test_init (&argc, &argv);

  embed_test_add ("/embed/TCKT-S01-ERR-1/dead-server", test_dead_server);
  embed_test_add ("/embed/TCKT-S01-ERR-1/http-error", test_http_error);
  embed_test_add ("/embed/TCKT-S01-ERR-1/missing-asset-is-no-failure", test_missing_asset);
  embed_test_add ("/embed/TCKT-S01-ERR-1/stalled-server", test_stalled_server);
  embed_test_add ("/embed/SEC-08/redirect-away", test_redirect_away);
  embed_test_add ("/embed/SEC-10/bad-certificate", test_bad_certificate);
  embed_test_add ("/embed/SEC-11/hang", test_hang);
  embed_test_add ("/embed/SEC-11/leave-hung-page", test_leave_hung_page);
  embed_test_add ("/embed/SEC-11/busy-but-alive", test_busy_but_alive);
  embed_test_add ("/embed/REL-19/web-process-killed", test_web_process_killed);
  return g_test_run ();
}
