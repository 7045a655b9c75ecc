/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "async-wait.h"
#include "embed-fixture.h"

/* Steps 1–4 of crm-flow-create-in-embed.c: from Create New to a form that works, fails or closes. */

#define assert_journal(fixture, expected)                                                                    \
  g_assert_cmpstr (fake_workspace_get_journal ((fixture)->workspace), ==, expected)

static FakeSurface *
get_surface (EmbedFixture *self)
{
  return fake_workspace_get_surface (self->workspace);
}

/* --- steps 1 and 2 -------------------------------------------------------------------------------- */

static void
test_skeleton_until_ready (EmbedFixture *self, gconstpointer unused)
{
  g_autofree char *url = g_strconcat (real_backend_get_url (self->backend), "/embed/ticket/create", NULL);
  g_autofree char *opened = NULL;
  g_autofree char *expected = NULL;

  embed_fixture_start (self);
  assert_journal (self, "panel loading; load");
  g_assert_cmpstr (fake_surface_get_url (get_surface (self)), ==, url);
  embed_fixture_say (self, "EMBED_READY", NULL);
  embed_fixture_await (self, "post init");
  assert_journal (self, "panel loading; load; panel form; post init");

  opened = embed_fixture_dup_event (self, "cdp_ticket_embed_opened");
  expected = g_strdup_printf ("\"contact_id\":\"%s\"", crm_customer_get_id (self->customer));
  g_assert_nonnull (strstr (opened, expected));
  g_assert_nonnull (strstr (opened, crm_profile_get_company_sso_id (self->profile)));
  g_assert_nonnull (strstr (opened, "\"user_id\":"));
  g_assert_nonnull (strstr (opened, "\"qontak_customer_id\":"));
}

static void
test_ready_timeout (EmbedFixture *self, gconstpointer unused)
{
  real_backend_execute (self->backend, "UPDATE organizations SET embed_ready_timeout_ms = 100");
  embed_fixture_reload_profile (self);
  embed_fixture_start (self);
  embed_fixture_await (self, "panel failed timeout");
  assert_journal (self, "panel loading; load; unload; panel failed timeout");

  fake_workspace_clear_journal (self->workspace);
  crm_flow_create_in_embed_retry (self->flow);
  embed_fixture_say (self, "EMBED_READY", NULL);
  embed_fixture_await (self, "post init");
  assert_journal (self, "panel loading; load; panel form; post init");
}

static void
test_load_failure (EmbedFixture *self, gconstpointer unused)
{
  embed_fixture_start (self);
  crm_embed_surface_emit_failed (CRM_EMBED_SURFACE (get_surface (self)), CRM_EMBED_FAILURE_LOAD);
  assert_journal (self, "panel loading; load; unload; panel failed load");

  /* Close, from the failure page: nobody is asked. */
  crm_flow_create_in_embed_request_close (self->flow);
  g_assert_true (self->is_finished);
  g_assert_true (fake_workspace_has_seen (self->workspace, "panel hidden"));
}

static void
test_crash_of_an_open_form (EmbedFixture *self, gconstpointer unused)
{
  embed_fixture_open_form (self);
  crm_embed_surface_emit_failed (CRM_EMBED_SURFACE (get_surface (self)), CRM_EMBED_FAILURE_CRASHED);
  g_assert_true (fake_workspace_has_seen (self->workspace, "panel failed crashed"));
}

static void
test_no_engine (EmbedFixture *self, gconstpointer unused)
{
  fake_workspace_set_has_engine (self->workspace, FALSE);
  embed_fixture_start (self);
  assert_journal (self, "panel loading; panel failed engine");
}

static void
test_no_token (EmbedFixture *self, gconstpointer unused)
{
  real_backend_execute (self->backend, "UPDATE flags SET is_on = 0");
  embed_fixture_start (self);
  embed_fixture_say (self, "EMBED_READY", NULL);
  embed_fixture_await (self, "panel failed token");
  g_assert_cmpuint (fake_surface_get_n_posts (get_surface (self)), ==, 0);

  real_backend_execute (self->backend, "UPDATE flags SET is_on = 1");
  crm_flow_create_in_embed_retry (self->flow);
  embed_fixture_say (self, "EMBED_READY", NULL);
  embed_fixture_await (self, "post init");
}

/* --- step 3 --------------------------------------------------------------------------------------- */

static void
test_init (EmbedFixture *self, gconstpointer unused)
{
  static const char *const fields[] = { "contactName",      "contactPhone",
                                        "contactEmail",     "contactAccountUniqId",
                                        "qontakCustomerId", "channelType",
                                        "locale",           "colorScheme" };
  const char *const expected[] = {
    crm_customer_get_name (self->customer),
    crm_customer_get_phone (self->customer),
    crm_customer_get_email (self->customer),
    crm_customer_get_account_uniq_id (self->customer),
    crm_customer_get_id (self->customer),
    crm_customer_get_channel (self->customer),
    "id",
    "dark",
  };

  embed_fixture_open_form (self);
  g_assert_cmpstr (fake_surface_get_post_origin (get_surface (self)), ==,
                   real_backend_get_url (self->backend));
  g_assert_nonnull (strstr (fake_surface_get_post (get_surface (self)), "\"roomId\":null"));
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autofree char *value = embed_fixture_dup_init_field (self, fields[i]);
      g_assert_cmpstr (value, ==, expected[i]);
    }
}

/* TCKT-S02 ERR-1, a page of another origin sits in the frame. */
static void
test_foreign_origin_gets_nothing (EmbedFixture *self, gconstpointer unused)
{
  g_autofree char *dropped = NULL;

  embed_fixture_start (self);
  fake_surface_say (get_surface (self), "https://evil.example", "EMBED_READY", NULL);
  fake_surface_say (get_surface (self), "https://evil.example", "EMBED_READY", NULL);
  g_assert_nonnull (strstr (self->inspected->str, "in origin "));
  assert_journal (self, "panel loading; load");

  dropped = embed_fixture_dup_event (self, "cdp_ticket_embed_init_dropped");
  g_assert_nonnull (strstr (dropped, "\"attempted_origin\":\"https://evil.example\""));
  g_assert_cmpuint (fake_surface_get_n_posts (get_surface (self)), ==, 0);
}

/* TCKT-S02 ERR-1, the organisation's embed itself is not on the allow-list: it is not even loaded. */
static void
test_unlisted_embed_is_not_loaded (EmbedFixture *self, gconstpointer unused)
{
  static const char json[] =
      "{\"user\":{\"id\":\"7\",\"name\":\"D\",\"email\":\"d@x.test\",\"role\":\"agent\"},"
      "\"organization\":{\"id\":\"1\",\"name\":\"N\",\"company_sso_id\":\"d9c1\"},\"permissions\":[],\"flags\":{},"
      "\"isTicketEnabled\":true,\"isTSO\":false,\"settings\":{\"ticket_create_surface\":\"embed\","
      "\"embed_url\":\"https://crm.elsewhere.example\",\"embed_origins\":[\"https://crm.example\"],"
      "\"embed_ready_timeout_ms\":10000}}";
  g_autoptr (JsonNode) root = crm_json_parse (json, -1, 16, NULL);
  g_autoptr (CrmJsonReader) reader = crm_json_reader_new (root);
  g_autofree char *dropped = NULL;

  embed_fixture_replace (self, crm_profile_decode (reader), g_object_ref (self->customer));
  embed_fixture_start (self);
  assert_journal (self, "panel loading; panel failed origin");
  dropped = embed_fixture_dup_event (self, "cdp_ticket_embed_init_dropped");
  g_assert_nonnull (strstr (dropped, "\"attempted_origin\":\"https://crm.elsewhere.example\""));
}

/* A form that says EMBED_READY again has lost its token: it gets another, not the old one. */
static void
test_ready_again_gets_a_fresh_token (EmbedFixture *self, gconstpointer unused)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  embed_fixture_open_form (self);
  first = embed_fixture_dup_init_field (self, "accessToken");
  fake_workspace_clear_journal (self->workspace);
  embed_fixture_say (self, "EMBED_READY", NULL);
  embed_fixture_await (self, "post init");
  second = embed_fixture_dup_init_field (self, "accessToken");
  g_assert_cmpuint (fake_surface_get_n_posts (get_surface (self)), ==, 2);
  g_assert_cmpuint (real_backend_count_requests (self->backend, "session_embed_token"), >=, 2);
  g_assert_nonnull (first);
  g_assert_nonnull (second);
}

static void
test_inspector_sees_no_token (EmbedFixture *self, gconstpointer unused)
{
  g_autofree char *token = NULL;

  embed_fixture_open_form (self);
  token = embed_fixture_dup_init_field (self, "accessToken");
  g_assert_cmpuint (strlen (token), >, 20);
  g_assert_nonnull (strstr (self->inspected->str, "out - "));
  g_assert_nonnull (strstr (self->inspected->str, "\"accessToken\":\"…\""));
  g_assert_null (strstr (self->inspected->str, token));
}

/* --- step 4 --------------------------------------------------------------------------------------- */

static void
test_close_by_the_form (EmbedFixture *self, gconstpointer reason)
{
  g_autofree char *fields = g_strdup_printf (",\"reason\":\"%s\"", (const char *) reason);

  embed_fixture_open_form (self);
  fake_workspace_clear_journal (self->workspace);
  embed_fixture_say (self, "EMBED_CLOSE", fields);
  assert_journal (self, "unload; panel hidden");
  g_assert_true (self->is_finished);
  g_assert_false (fake_surface_is_loaded (get_surface (self)));
}

static void
test_resize (EmbedFixture *self, gconstpointer unused)
{
  static const struct
  {
    const char *fields;
    guint expected;
  } rows[] = {
    { ",\"height\":640", 640 },
    { ",\"height\":1", 200 },
    { ",\"height\":-5", 0 },
    { ",\"height\":1e9", 4000 },
    { ",\"height\":\"700\"", 0 },
    { ",\"height\":null", 0 },
    { "", 0 },
    { ",\"height\":720.4", 720 },
    { ",\"height\":1e999", 0 },
  };
  guint height = 0;

  embed_fixture_open_form (self);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      embed_fixture_say (self, "EMBED_RESIZE", rows[i].fields);
      /* Ignored, the panel keeps the height it has, or clamped: never anything absurd. */
      height = fake_surface_get_height (get_surface (self));
      g_assert_true (height == 0 || (height >= CRM_EMBED_MIN_HEIGHT && height <= CRM_EMBED_MAX_HEIGHT));
      g_test_message ("%s → %u", rows[i].fields, height);
      if (rows[i].expected >= 640)
        g_assert_cmpuint (height, ==, rows[i].expected);
    }
}

static void
test_wrong_origin_and_version_are_ignored (EmbedFixture *self, gconstpointer unused)
{
  CrmEmbedSurface *surface;

  embed_fixture_open_form (self);
  fake_workspace_clear_journal (self->workspace);
  surface = CRM_EMBED_SURFACE (get_surface (self));
  fake_surface_say (get_surface (self), "https://evil.example", "TICKET_CREATED", ",\"ticketId\":\"1\"");
  crm_embed_surface_emit_message (surface, real_backend_get_url (self->backend),
                                  "{\"type\":\"TICKET_CREATED\",\"version\":2,\"ticketId\":\"1\"}");
  crm_embed_surface_emit_message (surface, real_backend_get_url (self->backend),
                                  "{\"type\":\"TICKET_CREATED\",\"ticketId\":\"1\"}");
  crm_embed_surface_emit_message (surface, real_backend_get_url (self->backend), "][");
  assert_journal (self, "");
  g_assert_nonnull (strstr (self->inspected->str, "in origin {\"type\":\"TICKET_CREATED\""));
  g_assert_nonnull (strstr (self->inspected->str, "in version {\"type\":\"TICKET_CREATED\",\"version\":2"));
  g_assert_nonnull (strstr (self->inspected->str, "in malformed ]["));
}

static void
test_create_error_keeps_the_form (EmbedFixture *self, gconstpointer unused)
{
  g_autofree char *event = NULL;
  g_autofree char *id = NULL;

  embed_fixture_open_form (self);
  fake_workspace_clear_journal (self->workspace);
  embed_fixture_say (self, "TICKET_CREATE_ERROR",
                     ",\"errorCode\":\"invalid\",\"errorMessage\":\"Enter a title.\"");
  assert_journal (self, "error invalid: Enter a title.");
  g_assert_true (fake_surface_is_loaded (get_surface (self)));
  event = embed_fixture_dup_event (self, "cdp_ticket_embed_create_error");
  g_assert_nonnull (strstr (event, "\"error_code\":\"invalid\""));

  /* The next try goes through. */
  id = embed_fixture_create_ticket (self, "Second try");
  embed_fixture_await (self, "link done “Second try”");
}

static void
test_create_error_leaks_nothing (EmbedFixture *self, gconstpointer unused)
{
  g_autofree char *event = NULL;

  embed_fixture_open_form (self);
  embed_fixture_say (self, "TICKET_CREATE_ERROR",
                     ",\"errorCode\":\"siti.rahmawati@example.test exists\",\"errorMessage\":\"x\"");
  event = embed_fixture_dup_event (self, "cdp_ticket_embed_create_error");
  g_assert_null (strstr (event, "siti"));
  g_assert_nonnull (strstr (event, "\"error_code\":\"other\""));
}

/* --- wishing to close ------------------------------------------------------------------------------ */

static void
test_close_request_answered (EmbedFixture *self, gconstpointer unused)
{
  embed_fixture_open_form (self);
  crm_flow_create_in_embed_request_close (self->flow);
  g_assert_true (fake_workspace_has_seen (self->workspace, "post close-request"));
  g_assert_false (self->is_finished);
  embed_fixture_say (self, "EMBED_CLOSE", ",\"reason\":\"user_cancel\"");
  g_assert_true (self->is_finished);
}

static void
test_close_request_unanswered (EmbedFixture *self, gconstpointer unused)
{
  gint64 start = g_get_monotonic_time ();

  embed_fixture_open_form (self);
  crm_flow_create_in_embed_request_close (self->flow);
  embed_fixture_await_finish (self);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 2 * G_USEC_PER_SEC);
  g_assert_true (fake_workspace_has_seen (self->workspace, "panel hidden"));
}

static gboolean
set_true (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
is_true (gpointer data)
{
  return *(gboolean *) data;
}

/* The form asks its agent: what was typed must not be taken away meanwhile. */
static void
test_close_request_with_unsaved_input (EmbedFixture *self, gconstpointer unused)
{
  gboolean is_late = FALSE;

  embed_fixture_open_form (self);
  crm_flow_create_in_embed_request_close (self->flow);
  embed_fixture_say (self, "EMBED_RESIZE", ",\"height\":640");
  g_timeout_add (2500, set_true, &is_late);
  await_condition (is_true, &is_late);
  g_assert_false (self->is_finished);
  g_assert_true (fake_surface_is_loaded (get_surface (self)));
}

#define ADD(name, function)                                                                                  \
  g_test_add ("/flows/create-in-embed/" name, EmbedFixture, NULL, embed_fixture_set_up, function,            \
              embed_fixture_tear_down)
#define ADD_CLOSE(reason)                                                                                    \
  g_test_add ("/flows/create-in-embed/TCKT-S03-AC-2/" reason, EmbedFixture, reason, embed_fixture_set_up,    \
              test_close_by_the_form, embed_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("TCKT-S01-AC-2/skeleton-until-ready", test_skeleton_until_ready);
  ADD ("TCKT-S01-ERR-1/no-ready-in-time", test_ready_timeout);
  ADD ("TCKT-S01-ERR-1/load-failure", test_load_failure);
  ADD ("TCKT-S01-ERR-1/crash-of-an-open-form", test_crash_of_an_open_form);
  ADD ("TCKT-S01-ERR-1/no-engine", test_no_engine);
  ADD ("TCKT-S01-ERR-1/no-token", test_no_token);
  ADD ("TCKT-S02-AC-1/init-to-the-exact-origin", test_init);
  ADD ("TCKT-S02-ERR-1/foreign-origin-gets-nothing", test_foreign_origin_gets_nothing);
  ADD ("TCKT-S02-ERR-1/unlisted-embed-is-not-loaded", test_unlisted_embed_is_not_loaded);
  ADD ("ready-again-gets-a-fresh-token", test_ready_again_gets_a_fresh_token);
  ADD ("SEC-20/inspector-sees-no-token", test_inspector_sees_no_token);
  ADD_CLOSE ("user_cancel");
  ADD_CLOSE ("ticket_created");
  ADD_CLOSE ("error");
  ADD ("TCKT-S03-AC-3/SEC-07/resize", test_resize);
  ADD ("TCKT-S03-ERR-1/wrong-origin-and-version-are-ignored", test_wrong_origin_and_version_are_ignored);
  ADD ("TCKT-S03-ERR-2/create-error-keeps-the-form", test_create_error_keeps_the_form);
  ADD ("SEC-27/create-error-leaks-nothing", test_create_error_leaks_nothing);
  ADD ("close-request-answered", test_close_request_answered);
  ADD ("close-request-unanswered", test_close_request_unanswered);
  ADD ("close-request-with-unsaved-input", test_close_request_with_unsaved_input);
  return embed_fixture_run_tests ();
}
