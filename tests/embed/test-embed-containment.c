/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a hostile page may not make the engine do. For leaving (SEC-08) each layer is tried without the others: the
 * frame's sandbox and the policy against the top's leaving, the host page's CSP and the policy against the frame's.
 */
#include "embed-fixture.h"

#include "bilik-embed-host-page.h"
#include "bilik-embed-policy.h"

/* --- layers ------------------------------------------------------------------------------------------ */

typedef enum {
  LAYER_SANDBOX = 1 << 0,
  LAYER_CSP = 1 << 1,
  LAYER_POLICY = 1 << 2,
} Layers;

/* A view built of the real parts, but only of some of them. */
typedef struct
{
  WebKitWebView *view;
  BilikEmbedPolicy *policy;
  GtkWindow *window;
} Rig;

/* Cuts from @begin up to the next @end out of the page. */
static void
cut (GString *html, const char *begin, const char *end)
{
  char *from = strstr (html->str, begin);
  char *to = from != NULL ? strstr (from, end) : NULL;

  g_assert_nonnull (to);
  g_string_erase (html, from - html->str, to - from);
}

static void
rig_open (Rig *self, EmbedFixture *fixture, Layers layers, const char *path)
{
  const char *origin = page_server_get_origin (fixture->crm);
  g_autofree char *url = page_server_dup_url (fixture->crm, path);
  g_autofree char *whole = bilik_embed_host_page_build (url, origin, "Test");
  GString *html = g_string_new (whole);
  g_autofree char *page = NULL;

  if ((layers & LAYER_SANDBOX) == 0)
    cut (html, "sandbox=\"", "allow=");
  if ((layers & LAYER_CSP) == 0)
    cut (html, "<meta http-equiv", "<meta name");
  self->view =
      g_object_new (WEBKIT_TYPE_WEB_VIEW, "web-context", bilik_embed_engine_get_context (fixture->engine),
                    "network-session", bilik_embed_engine_get_session (fixture->engine), NULL);
  page = bilik_embed_engine_serve (fixture->engine, self->view, g_string_free (html, FALSE));
  if ((layers & LAYER_POLICY) != 0)
    {
      self->policy = bilik_embed_policy_new (self->view);
      bilik_embed_policy_allow (self->policy, page, origin);
    }
  self->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (self->window, 400, 300);
  gtk_window_set_child (self->window, GTK_WIDGET (self->view));
  gtk_window_present (self->window);
  webkit_web_view_load_uri (self->view, page);
}

static void
rig_close (Rig *self, EmbedFixture *fixture)
{
  bilik_embed_engine_forget (fixture->engine, self->view);
  gtk_window_destroy (self->window);
  g_clear_object (&self->policy);
}

/* A real click: without one WebKit does not let a frame touch the top at all. */
static void
click_in_window (void)
{
  g_autoptr (GError) error = NULL;

  g_spawn_command_line_sync ("xdotool mousemove 200 150 click 1", NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* Whether the evil server saw a page under these layers, after @script has done its worst in a click. */
static gboolean
escapes (EmbedFixture *fixture, Layers layers, const char *script)
{
  static guint n_runs = 0;
  g_autofree char *path = g_strdup_printf ("/attack-%u", ++n_runs);
  g_autofree char *armed = g_strdup_printf ("/report/armed-%u", n_runs);
  g_autofree char *done = g_strdup_printf ("/report/done-%u", n_runs);
  g_autofree char *whole =
      g_strdup_printf ("document.documentElement.style.height = '100%%';"
                       "addEventListener ('click', (event) => { if (!event.isTrusted) return;"
                       "  later (800).then (() => report ('done-%u')); %s; });"
                       "requestAnimationFrame (() => requestAnimationFrame (() => report ('armed-%u')));",
                       n_runs, script, n_runs);
  guint before = page_server_count (fixture->evil, "/landing");
  Rig rig = { NULL };

  page_server_set (fixture->evil, "/landing", 200, NULL, "<h1>Landed</h1>");
  page_server_set_script (fixture->crm, path, whole);
  rig_open (&rig, fixture, layers, path);
  embed_wait_until (page_server_count (fixture->crm, armed) > 0);
  click_in_window ();
  embed_wait_until (page_server_count (fixture->crm, done) > 0 ||
                    page_server_count (fixture->evil, "/landing") > before);
  rig_close (&rig, fixture);
  return page_server_count (fixture->evil, "/landing") > before;
}

static const char *const frame_leaves[] = {
  "location.href = evil + '/landing'",
  "const f = document.createElement ('form'); f.action = evil + '/landing'; document.body.append (f); f.submit ()",
  "const a = document.createElement ('a'); a.href = evil + '/landing'; document.body.append (a); a.click ()",
  ("const m = document.createElement ('meta'); m.httpEquiv = 'refresh'; m.content = '0;url=' + evil + '/landing';"
   "document.head.append (m)"),
};

static const char *const top_leaves[] = {
  "try { top.location = evil + '/landing' } catch {}",
  "const a = document.createElement ('a'); a.href = evil + '/landing'; a.target = '_top'; document.body.append (a);"
  "a.click ()",
  "const f = document.createElement ('form'); f.action = evil + '/landing'; f.target = '_top';"
  "document.body.append (f); f.submit ()",
};

static void
test_frame_leaves (EmbedFixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (frame_leaves); i++)
    {
      g_assert_false (escapes (fixture, LAYER_CSP, frame_leaves[i]));
      g_assert_false (escapes (fixture, LAYER_POLICY, frame_leaves[i]));
    }
  /* With neither it does leave: the attack is real. */
  g_assert_true (escapes (fixture, LAYER_SANDBOX, frame_leaves[0]));
}

static void
test_top_leaves (EmbedFixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (top_leaves); i++)
    {
      g_assert_false (escapes (fixture, LAYER_SANDBOX, top_leaves[i]));
      g_assert_false (escapes (fixture, LAYER_POLICY, top_leaves[i]));
    }
  g_assert_true (escapes (fixture, LAYER_CSP, top_leaves[1]));
}

/* The frame's own origin is not for the top either, though the policy lets the frame have it. */
static void
test_top_to_own_origin (EmbedFixture *fixture, gconstpointer data)
{
  const Layers layers[] = { LAYER_SANDBOX, LAYER_POLICY };

  for (gsize i = 0; i < G_N_ELEMENTS (layers); i++)
    {
      g_autofree char *path = g_strdup_printf ("/own-%" G_GSIZE_FORMAT, i);
      Rig rig = { NULL };

      page_server_set_script (fixture->crm, "/own-top", "if (top === window) report ('own-top');");
      page_server_set_script (
          fixture->crm, path,
          "document.documentElement.style.height = '100%';"
          "addEventListener ('click', (event) => { if (!event.isTrusted) return;"
          "  later (800).then (() => report ('own-done'));"
          "  const a = document.createElement ('a'); a.href = '/own-top'; a.target = '_top';"
          "  document.body.append (a); a.click (); });"
          "requestAnimationFrame (() => requestAnimationFrame (() => report ('own-armed')));");
      rig_open (&rig, fixture, layers[i], path);
      embed_wait_until (page_server_count (fixture->crm, "/report/own-armed") == i + 1);
      click_in_window ();
      embed_wait_until (page_server_count (fixture->crm, "/report/own-done") == i + 1);
      g_assert_true (g_str_has_prefix (webkit_web_view_get_uri (rig.view), BILIK_EMBED_HOST_ORIGIN "/"));
      g_assert_cmpuint (page_server_count (fixture->crm, "/report/own-top"), ==, 0);
      rig_close (&rig, fixture);
    }
}

/* --- other schemes ------------------------------------------------------------------------------------ */

static void
test_schemes (EmbedFixture *fixture, gconstpointer data)
{
  embed_fixture_run (
      fixture,
      "addEventListener ('message', (event) => report ('ran-' + event.data));"
      "const speak = (word) => '<script>parent.postMessage (\"' + word + '\", \"*\")<\\/script>';"
      "const blob = URL.createObjectURL (new Blob ([speak ('blob')], { type: 'text/html' }));"
      "for (const url of ['file:///etc/passwd', 'data:text/html,' + speak ('data'), blob,"
      "    'javascript:\"' + speak ('javascript').replaceAll ('\"', '\\\\\"') + '\"', 'bilik-embed://host/1',"
      "    'ftp://127.0.0.1/', 'about:srcdoc']) {"
      "  const f = document.createElement ('iframe'); f.src = url;"
      "  f.onload = () => { let text = ''; try { text = f.contentDocument.body.textContent } catch {}"
      "    if (text !== '') report ('read-' + encodeURIComponent (url.slice (0, 4))); };"
      "  document.body.append (f);"
      "}"
      "fetch ('file:///etc/passwd').then (() => report ('fetched'), () => {});"
      "fetch ('bilik-embed://host/1').then (() => report ('fetched'), () => {});"
      "for (const url of ['file:///etc/passwd', 'data:text/html,x', blob])"
      "  later (200).then (() => { location.href = url; });"
      "later (700).then (() => report ('done'));");

  embed_wait_report (fixture->crm, "done");
  g_assert_cmpuint (page_server_count (fixture->crm, "/report/ran-blob"), ==, 0);
  g_assert_cmpuint (page_server_count (fixture->crm, "/report/ran-data"), ==, 0);
  g_assert_cmpuint (page_server_count (fixture->crm, "/report/read-file"), ==, 0);
  g_assert_cmpuint (page_server_count (fixture->crm, "/report/fetched"), ==, 0);
}

/* Below a page that came encrypted nothing comes in the clear. */
static void
test_mixed_content (EmbedFixture *fixture, gconstpointer data)
{
  g_autoptr (PageServer) secure = page_server_new_untrusted ();
  g_autofree char *url = page_server_dup_url (secure, "/page");

  webkit_network_session_allow_tls_certificate_for_host (bilik_embed_engine_get_session (fixture->engine),
                                                         page_server_get_certificate (secure), "127.0.0.1");
  page_server_define (secure, "plain", "http://plain.example");
  page_server_define (secure, "evil", page_server_get_origin (fixture->evil));
  page_server_set (fixture->evil, "/landing", 200, NULL, "");
  page_server_set_script (secure, "/page",
                          "const f = document.createElement ('iframe'); f.src = evil + '/landing';"
                          "document.body.append (f); later (500).then (() => report ('done'));");
  crm_embed_surface_load (CRM_EMBED_SURFACE (fixture->view), url, page_server_get_origin (secure));
  embed_wait_report (secure, "done");
  g_assert_cmpuint (page_server_count (fixture->evil, "/landing"), ==, 0);
}

/* --- windows, downloads, permissions, dialogs ----------------------------------------------------------- */

static guint n_windows_created;

static void
on_window_added (GListModel *windows, guint position, guint removed, guint added, gpointer user_data)
{
  n_windows_created += added;
}

static void
test_refusals (EmbedFixture *fixture, gconstpointer data)
{
  GListModel *windows = gtk_window_get_toplevels ();
  gulong handler = g_signal_connect (windows, "items-changed", G_CALLBACK (on_window_added), NULL);
  const char *home = g_get_home_dir ();
  g_autofree char *download = g_build_filename (home, "Downloads", NULL);

  n_windows_created = 0;
  page_server_set (
      fixture->crm, "/file", 200,
      "Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=evil\r\n", "x");
  embed_fixture_run (
      fixture,
      "const click = (set) => { const a = document.createElement ('a'); set (a); document.body.append (a); a.click (); };"
      "(async () => {"
      "  if (window.open ('/popup') !== null) report ('opened');"
      "  click ((a) => { a.href = '/popup'; a.target = '_blank'; });"
      "  click ((a) => { a.href = '/file'; a.download = 'evil'; });"
      "  click ((a) => { a.href = URL.createObjectURL (new Blob (['x'])); a.download = 'evil'; });"
      "  click ((a) => { a.href = '/file'; });"
      "  alert ('x'); if (confirm ('x')) report ('confirmed'); if (prompt ('x', 'y') !== null) report ('prompted');"
      "  print ();"
      "  const chooser = document.createElement ('input'); chooser.type = 'file'; chooser.click ();"
      "  document.body.requestFullscreen?.().then (() => report ('fullscreen'), () => {});"
      "  navigator.geolocation?.getCurrentPosition (() => report ('located'), () => {});"
      "  navigator.mediaDevices?.getUserMedia ({ audio: true }).then (() => report ('heard'), () => {});"
      "  if (globalThis.Notification) {"
      "    if (await Promise.race ([Notification.requestPermission (), later (300)]) === 'granted') report ('notify');"
      "  }"
      "  navigator.clipboard?.readText ().then (() => report ('pasted'), () => {});"
      "  await later (500); report ('done');"
      "}) ();");

  embed_wait_report (fixture->crm, "done");
  for (const char *const *word = (const char *const[]){ "opened", "confirmed", "prompted", "fullscreen",
                                                        "located", "heard", "notify", "pasted", NULL };
       *word != NULL; word++)
    {
      g_autofree char *path = g_strconcat ("/report/", *word, NULL);

      g_test_message ("%s", *word);
      g_assert_cmpuint (page_server_count (fixture->crm, path), ==, 0);
    }
  g_assert_cmpuint (page_server_count (fixture->crm, "/popup"), ==, 0);
  g_assert_false (g_file_test (download, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (n_windows_created, ==, 0);
  g_signal_handler_disconnect (windows, handler);
}

static void
on_download_failed (WebKitDownload *download, GError *error, gboolean *is_cancelled)
{
  *is_cancelled = g_error_matches (error, WEBKIT_DOWNLOAD_ERROR, WEBKIT_DOWNLOAD_ERROR_CANCELLED_BY_USER);
}

static void
on_download_started (WebKitNetworkSession *session, WebKitDownload *download, gboolean *is_cancelled)
{
  g_signal_connect (download, "failed", G_CALLBACK (on_download_failed), is_cancelled);
}

/* The sandbox lets no download begin; where it does, it is cancelled. */
static void
test_download_layer (EmbedFixture *fixture, gconstpointer data)
{
  gboolean is_cancelled = FALSE;
  Rig rig = { NULL };
  gulong handler = g_signal_connect (bilik_embed_engine_get_session (fixture->engine), "download-started",
                                     G_CALLBACK (on_download_started), &is_cancelled);

  page_server_set_stalled (fixture->crm, "/file");
  page_server_set_script (fixture->crm, "/page",
                          "const a = document.createElement ('a'); a.href = '/file'; a.download = 'evil';"
                          "document.body.append (a); a.click ();");
  rig_open (&rig, fixture, LAYER_POLICY, "/page");
  embed_wait_until (is_cancelled);
  g_signal_handler_disconnect (bilik_embed_engine_get_session (fixture->engine), handler);
  rig_close (&rig, fixture);
}

/* The sandbox ignores dialogs; where one is to be shown it is answered with no, and the page goes on. */
static void
test_dialog_layer (EmbedFixture *fixture, gconstpointer data)
{
  Rig rig = { NULL };

  page_server_set_script (fixture->crm, "/page",
                          "alert ('x'); report (confirm ('x') ? 'confirmed' : 'not-confirmed');"
                          "report (prompt ('x') === null ? 'not-prompted' : 'prompted');");
  rig_open (&rig, fixture, LAYER_POLICY, "/page");
  embed_wait_report (fixture->crm, "not-confirmed");
  embed_wait_report (fixture->crm, "not-prompted");
  rig_close (&rig, fixture);
}

/* The web view asks; whoever asks is told no, also where a page has found a way around the sandbox. */
static void
test_sign_in_prompt (EmbedFixture *fixture, gconstpointer data)
{
  page_server_set (fixture->crm, "/secret", 401, "WWW-Authenticate: Basic realm=\"x\"\r\n", "no");
  embed_fixture_run (fixture, "fetch ('/secret').then ((answer) => report ('status-' + answer.status));");
  embed_wait_report (fixture->crm, "status-401");
}

/* --- what stays of a ticket ----------------------------------------------------------------------------- */

static void
test_nothing_stays (EmbedFixture *fixture, gconstpointer data)
{
  page_server_set (fixture->crm, "/cookie", 204, "Set-Cookie: a=b; Path=/\r\n", "");
  embed_fixture_run (fixture, "localStorage.setItem ('customer', 'Tom'); document.cookie = 'customer=Tom';"
                              "window.name = 'Tom'; fetch ('/cookie').then (() => report ('stored'));");
  embed_wait_report (fixture->crm, "stored");
  crm_embed_surface_unload (CRM_EMBED_SURFACE (fixture->view));
  embed_fixture_run (fixture,
                     "report (localStorage.getItem ('customer') === null ? 'storage-empty' : 'storage-kept');"
                     "report (document.cookie === '' ? 'cookie-empty' : 'cookie-kept');"
                     "report (window.name === '' ? 'name-empty' : 'name-kept');");
  embed_wait_report (fixture->crm, "storage-empty");
  embed_wait_report (fixture->crm, "cookie-empty");
  embed_wait_report (fixture->crm, "name-empty");
}

int
main (int argc, char **argv)
{
  embed_test_init (&argc, &argv);

  embed_test_add ("/embed/SEC-08/frame-leaves", test_frame_leaves);
  embed_test_add ("/embed/SEC-08/top-leaves", test_top_leaves);
  embed_test_add ("/embed/SEC-08/top-to-own-origin", test_top_to_own_origin);
  embed_test_add ("/embed/SEC-09/refusals", test_refusals);
  embed_test_add ("/embed/SEC-09/download-layer", test_download_layer);
  embed_test_add ("/embed/SEC-09/dialog-layer", test_dialog_layer);
  embed_test_add ("/embed/SEC-09/sign-in-prompt", test_sign_in_prompt);
  embed_test_add ("/embed/SEC-10/schemes", test_schemes);
  embed_test_add ("/embed/SEC-10/mixed-content", test_mixed_content);
  embed_test_add ("/embed/TCKT-S03-AC-2/nothing-stays", test_nothing_stays);
  return g_test_run ();
}
