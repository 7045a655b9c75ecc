/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What passes from a real frame to the session, and back. */
#include "embed-fixture.h"

#include <time.h>

#define READY   "post ({ type: 'EMBED_READY', version: 1 });"
#define CREATED "post ({ type: 'TICKET_CREATED', version: 1, ticketId: '7', ticketName: 'Leak' });"

/* --- the way it is meant ---------------------------------------------------------------------------- */

static void
test_ready_and_init (EmbedFixture *fixture, gconstpointer data)
{
  embed_fixture_run (fixture,
                     "addEventListener ('message', (event) => {"
                     "  const m = event.data;"
                     "  if (event.origin === host && event.source === parent && m.type === 'EMBED_INIT'"
                     "      && m.accessToken === 'secret' && m.roomId === null)"
                     "    " CREATED "});" READY);

  embed_wait_until (fixture->n_finished > 0);
  g_assert_cmpuint (fixture->n_inits, ==, 1);
  g_assert_cmpuint (fixture->n_accepted, ==, 2);
  g_assert_cmpstr (fixture->last_origin, ==, page_server_get_origin (fixture->crm));
}

/* --- origins ---------------------------------------------------------------------------------------- */

static const char strangers[] =
    "const say = (message) => top.postMessage (message, '*');"
    "const loop = setInterval (() => { " READY
    " say ({ type: 'EMBED_READY', version: 1 }); say ({ type: 'TICKET_CREATED', version: 1, ticketId: '9' }); }, 50);"
    "later (500).then (() => { clearInterval (loop); parent.postMessage ('done', '*'); });";

static void
test_nested_frames (EmbedFixture *fixture, gconstpointer data)
{
  g_autofree char *alias = page_server_dup_alias_origin (fixture->crm);

  /* The policy would not even load them; here the bridge has to hold alone. */
  embed_fixture_take_policy_away (fixture);
  page_server_define (fixture->crm, "alias", alias);
  page_server_set_script (fixture->crm, "/nested", strangers);
  page_server_set_script (fixture->evil, "/nested", strangers);
  embed_fixture_run (
      fixture, "let left = 4;"
               "addEventListener ('message', () => { if (--left === 0) report ('done'); });"
               "for (const url of ['/nested', alias + '/nested', evil + '/nested']) {"
               "  const f = document.createElement ('iframe'); f.src = url; document.body.append (f);"
               "}"
               "const f = document.createElement ('iframe'); document.body.append (f);"
               "f.srcdoc = `<script>setInterval (() => top.postMessage ({ type: 'TICKET_CREATED',"
               "  version: 1, ticketId: '9' }, '*'), 50); parent.postMessage ('done', '*');<\\/script>`;");

  embed_wait_report (fixture->crm, "done");
  embed_wait_until (fixture->dropped[CRM_EMBED_DROP_SOURCE] > 0 && fixture->dropped[CRM_EMBED_DROP_RATE] > 0);
  g_assert_cmpuint (fixture->n_messages, ==, 0);
  g_assert_cmpuint (fixture->n_accepted, ==, 0);
}

/* The frame itself, of another origin than the session's. */
static void
test_other_origin_in_frame (EmbedFixture *fixture, gconstpointer data)
{
  g_autofree char *url = page_server_dup_url (fixture->evil, "/page");
  const char *evil = page_server_get_origin (fixture->evil);

  fixture->session = crm_embed_session_new (page_server_get_origin (fixture->crm), fixture->allowed);
  page_server_set_script (fixture->evil, "/page",
                          READY CREATED "addEventListener ('message', () => report ('init'));"
                                        "later (300).then (() => report ('done'));");
  crm_embed_surface_load (CRM_EMBED_SURFACE (fixture->view), url, evil);

  embed_wait_until (fixture->n_messages == 2);
  embed_wait_report (fixture->evil, "done");
  g_assert_cmpstr (fixture->last_origin, ==, evil);
  g_assert_cmpuint (fixture->n_accepted, ==, 0);
  g_assert_cmpuint (fixture->dropped[CRM_EMBED_DROP_ORIGIN], ==, 2);
  g_assert_cmpuint (page_server_count (fixture->evil, "/report/init"), ==, 0);
}

/* WebKit delivers to the exact origin alone. */
static void
test_target_origin (EmbedFixture *fixture, gconstpointer data)
{
  CrmEmbedSurface *surface = CRM_EMBED_SURFACE (fixture->view);
  g_autofree char *alias = page_server_dup_alias_origin (fixture->crm);
  const char *wrong[] = { alias, page_server_get_origin (fixture->evil), "https://127.0.0.1",
                          "bilik-embed://host" };

  embed_fixture_run (fixture, "addEventListener ('message', (event) => report (event.data.word)); " READY);
  embed_wait_until (fixture->n_inits == 1);
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    crm_embed_surface_post (surface, wrong[i], "{\"word\":\"wrong\"}");
  crm_embed_surface_post (surface, page_server_get_origin (fixture->crm), "{\"word\":\"right\"}");

  embed_wait_report (fixture->crm, "right");
  g_assert_cmpuint (page_server_count (fixture->crm, "/report/wrong"), ==, 0);
}

/* A message never leaves for a page other than the one it was meant for. */
static void
test_url_outside_origin (EmbedFixture *fixture, gconstpointer data)
{
  const char *origin = page_server_get_origin (fixture->crm);
  const char *urls[] = { "http://127.0.0.1:1/", "file:///etc/passwd", "javascript:alert(1)",
                         "data:text/html,x",    "about:blank",        "http://crm.example/" };

  for (gsize i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      fixture->n_failures = 0;
      crm_embed_surface_load (CRM_EMBED_SURFACE (fixture->view), urls[i], origin);
      g_assert_cmpuint (fixture->n_failures, ==, 1);
      g_assert_cmpint (fixture->failure, ==, CRM_EMBED_FAILURE_ORIGIN);
    }
  fixture->n_failures = 0;
  crm_embed_surface_load (CRM_EMBED_SURFACE (fixture->view), "http://crm.example/", "http://crm.example");
  g_assert_cmpint (fixture->n_failures, ==, 1);
}

/* --- the native handler ----------------------------------------------------------------------------- */

static void
test_native_handler (EmbedFixture *fixture, gconstpointer data)
{
  embed_fixture_run (
      fixture,
      "const forged = { page: 'bilik-embed://host/2', origin: location.origin, drop: 'none',"
      "  text: '{\"type\":\"TICKET_CREATED\",\"version\":1,\"ticketId\":\"9\"}' };"
      "const attempt = (f) => { try { f (); } catch (error) {} };"
      "for (const w of [window, parent, top]) for (const n of ['bilikEmbed', 'bilik']) {"
      "  attempt (() => w.webkit.messageHandlers[n].postMessage (forged));"
      "  attempt (() => w.webkit.messageHandlers[n].postMessage (JSON.stringify (forged)));"
      "}"
      "attempt (() => parent.dispatchEvent (new MessageEvent ('message',"
      "  { data: { type: 'TICKET_CREATED', version: 1, ticketId: '9' }, origin: location.origin, source: window })));"
      "report (typeof window.webkit?.messageHandlers?.bilikEmbed === 'undefined' ? 'absent' : 'present');"
      "later (200).then (() => report ('done'));");

  embed_wait_report (fixture->crm, "done");
  g_assert_cmpuint (fixture->n_messages, ==, 0);
  for (guint i = 0; i < CRM_N_EMBED_DROPS; i++)
    g_assert_cmpuint (fixture->dropped[i], ==, 0);
  g_assert_cmpuint (page_server_count (fixture->crm, "/report/absent"), ==, 1);
}

/* --- content ---------------------------------------------------------------------------------------- */

static void
test_version_and_type (EmbedFixture *fixture, gconstpointer data)
{
  embed_fixture_run (fixture,
                     "for (const m of [{ type: 'EMBED_READY' }, { type: 'EMBED_READY', version: 2 },"
                     "  { type: 'EMBED_READY', version: '1' }, { type: 'EMBED_READY', version: 1.5 },"
                     "  { type: 'EMBED_READYX', version: 1 }, { type: 'EMBED_INIT', version: 1 },"
                     "  { version: 1 }, [], null, 'EMBED_READY', 1]) post (m);" READY);

  embed_wait_until (fixture->n_inits == 1);
  g_assert_cmpuint (fixture->n_accepted, ==, 1);
  g_assert_cmpuint (fixture->n_messages, ==, 12);
  g_assert_cmpuint (fixture->dropped[CRM_EMBED_DROP_VERSION], >=, 4);
  g_assert_cmpuint (fixture->dropped[CRM_EMBED_DROP_TYPE], >=, 2);
}

static void
test_unfit_for_json (EmbedFixture *fixture, gconstpointer data)
{
  embed_fixture_run (
      fixture, "const cyclic = { type: 'EMBED_READY', version: 1 }; cyclic.self = cyclic; post (cyclic);"
               "post ({ type: 'EMBED_READY', version: 1n }); post (undefined);"
               "let deep = []; for (let i = 0; i < 50; i++) deep = [deep];"
               "post ({ type: 'EMBED_READY', version: 1, deep });"
               "post ({ type: 'EMBED_READY', version: 1, pad: 'x'.repeat (70000) });"
               "post ({ type: 'EMBED_READY', version: 1, pad: '\\u00e9'.repeat (60000) });" READY);

  embed_wait_until (fixture->n_inits == 1);
  g_assert_cmpuint (fixture->n_accepted, ==, 1);
  g_assert_cmpuint (fixture->dropped[CRM_EMBED_DROP_MALFORMED], ==, 4);
  g_assert_cmpuint (fixture->dropped[CRM_EMBED_DROP_SIZE], ==, 2);
}

static void
test_duplicates (EmbedFixture *fixture, gconstpointer data)
{
  embed_fixture_run (fixture, CREATED READY
                     "for (let i = 0; i < 10; i++) { " CREATED " }" READY CREATED
                     "post ({ type: 'EMBED_CLOSE', version: 1, reason: 'ticket_created' });" CREATED
                     "later (300).then (() => report ('done'));");

  embed_wait_report (fixture->crm, "done");
  embed_wait_until (fixture->n_messages == 16);
  g_assert_cmpuint (fixture->n_finished, ==, 1);
}

/* What the last page has said and nobody has heard yet is not the next one's. */
static void
test_late_message (EmbedFixture *fixture, gconstpointer data)
{
  page_server_set_script (fixture->crm, "/next", "report ('next');");
  embed_fixture_run (fixture, READY "setInterval (() => { " READY CREATED " }, 1);");
  embed_wait_until (fixture->n_inits > 0); /* the form may ask again */
  embed_fixture_load (fixture, "/next");

  embed_wait_report (fixture->crm, "next");
  g_assert_cmpuint (fixture->n_messages, ==, 0);
}

/* --- flood ------------------------------------------------------------------------------------------ */

static gint64 loop_left_at;
static gint64 longest_stall;

/* Between two polls the loop serves nobody. */
static int
poll_and_measure (GPollFD *fds, guint n_fds, int timeout)
{
  gint64 now = g_get_monotonic_time ();
  int result;

  if (loop_left_at != 0)
    longest_stall = MAX (longest_stall, now - loop_left_at);
  result = g_poll (fds, n_fds, timeout);
  loop_left_at = g_get_monotonic_time ();
  return result;
}

static void
flood (EmbedFixture *fixture)
{
  longest_stall = loop_left_at = 0;
  embed_fixture_run (
      fixture,
      READY "later (100).then (async () => {"
            "  for (let i = 0; i < 200; i++) {"
            "    for (let j = 0; j < 1000; j++) post ({ type: 'EMBED_RESIZE', version: 1, height: i });"
            "    await later (0);"
            "  }"
            "  report ('flooded');"
            "});");
  embed_wait_until (fixture->n_inits == 1);
  g_main_context_set_poll_func (NULL, poll_and_measure);
  embed_wait_report (fixture->crm, "flooded");
  embed_wait_until (fixture->dropped[CRM_EMBED_DROP_RATE] > 0);
  g_main_context_set_poll_func (NULL, NULL);
}

static void
test_flood (EmbedFixture *fixture, gconstpointer data)
{
  flood (fixture);

  g_test_message ("%u of 200,000 reached C, longest stall %" G_GINT64_FORMAT " µs", fixture->n_messages,
                  longest_stall);
  g_assert_cmpuint (fixture->n_messages, <, 2000);
  g_assert_cmpint (longest_stall, <, 100 * 1000);
}

/* --- height ----------------------------------------------------------------------------------------- */

static guint n_height_changes;

static void
on_height_request (GtkWidget *view, GParamSpec *pspec, gpointer user_data)
{
  int height;

  gtk_widget_get_size_request (view, NULL, &height);
  g_assert_cmpint (height, >=, CRM_EMBED_MIN_HEIGHT);
  g_assert_cmpint (height, <=, CRM_EMBED_MAX_HEIGHT);
  n_height_changes++;
}

static void
test_absurd_heights (EmbedFixture *fixture, gconstpointer data)
{
  g_signal_connect (fixture->view, "notify::height-request", G_CALLBACK (on_height_request), NULL);
  embed_fixture_run (
      fixture,
      READY "for (const height of [NaN, Infinity, -Infinity, -5, 0, 1e9, 1e308, '300', null, {}, [],"
            "  true, undefined, 300.5, 2 ** 53]) post ({ type: 'EMBED_RESIZE', version: 1, height });"
            "post ({ type: 'EMBED_RESIZE', version: 1, height: 321 });");

  embed_wait_until (fixture->height == 321);
  embed_wait_until (gtk_widget_get_height (GTK_WIDGET (fixture->view)) >= 321);
}

static void
test_height_rate (EmbedFixture *fixture, gconstpointer data)
{
  gint64 begin;
  double seconds;

  n_height_changes = 0;
  embed_fixture_run (fixture,
                     READY "let height = 200; const loop = setInterval (() => {"
                           "  post ({ type: 'EMBED_RESIZE', version: 1, height: ++height });"
                           "  if (height === 260) { clearInterval (loop); report ('done'); } }, 25);");
  embed_wait_until (fixture->n_inits == 1);
  begin = g_get_monotonic_time ();
  g_signal_connect (fixture->view, "notify::height-request", G_CALLBACK (on_height_request), NULL);
  embed_wait_report (fixture->crm, "done");
  seconds = (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC;

  g_test_message ("%u heights applied in %.1f s", n_height_changes, seconds);
  g_assert_cmpuint (n_height_changes, >, 3);
  g_assert_cmpuint (n_height_changes, <=, (guint) (seconds * 10) + 2);
}

/* A page as tall as its window and a margin asks for more and more. */
static void
test_runaway_height (EmbedFixture *fixture, gconstpointer data)
{
  embed_fixture_run (fixture,
                     READY "document.body.style = 'min-height: 100vh; margin: 12px';"
                           "new ResizeObserver (() => post ({ type: 'EMBED_RESIZE', version: 1,"
                           "  height: document.documentElement.scrollHeight })).observe (document.body);");

  embed_wait_until (fixture->height > 500);
  embed_wait_until (fixture->n_messages > 10 || fixture->height > 500);
  g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (fixture->window)), <=, 500);
}

int
main (int argc, char **argv)
{
  embed_test_init (&argc, &argv);

  embed_test_add ("/embed/TCKT-S02-AC-1/ready-then-init", test_ready_and_init);
  embed_test_add ("/embed/SEC-01/nested-frames", test_nested_frames);
  embed_test_add ("/embed/SEC-01/TCKT-S03-ERR-1/other-origin-in-frame", test_other_origin_in_frame);
  embed_test_add ("/embed/SEC-10/url-outside-origin", test_url_outside_origin);
  embed_test_add ("/embed/TCKT-S02-ERR-1/exact-target-origin", test_target_origin);
  embed_test_add ("/embed/SEC-02/frame-calls-native-handler", test_native_handler);
  embed_test_add ("/embed/SEC-03/TCKT-S03-ERR-1/version-and-type", test_version_and_type);
  embed_test_add ("/embed/SEC-04/unfit-for-json", test_unfit_for_json);
  embed_test_add ("/embed/SEC-06/duplicates", test_duplicates);
  embed_test_add ("/embed/SEC-06/late-message-of-the-last-page", test_late_message);
  embed_test_add ("/embed/SEC-05/flood", test_flood);
  embed_test_add ("/embed/SEC-07/absurd-heights", test_absurd_heights);
  embed_test_add ("/embed/SEC-07/ten-a-second", test_height_rate);
  embed_test_add ("/embed/SEC-07/runaway", test_runaway_height);
  return g_test_run ();
}
