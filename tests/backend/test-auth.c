/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "bilikd-fixture.h"
#include "bilikd-jwt.h"
#include "bilikd-role.h"
#include "crm-profile.h"
#include "crm-time.h"

#define AGENT "agent@nusantara.test"
static void
set_up (Fixture **self, gconstpointer data)
{
  *self = fixture_new (NULL);
}

static void
tear_down (Fixture **self, gconstpointer data)
{
  fixture_free (*self);
}

static Reply *
sign_in_with (Fixture *self, const char *email, const char *password)
{
  g_autofree char *body = g_strdup_printf ("{\"email\":\"%s\",\"password\":\"%s\"}", email, password);

  return fixture_send (self, "POST", "/v1/session", NULL, body, NULL);
}

static Reply *
refresh (Fixture *self, const char *token)
{
  g_autofree char *body = g_strdup_printf ("{\"refresh_token\":\"%s\"}", token);

  return fixture_send (self, "POST", "/v1/session/refresh", NULL, body, NULL);
}

static guint
get_status (Fixture *self, const char *method, const char *path, const char *token)
{
  g_autoptr (Reply) reply =
      fixture_send (self, method, path, token, g_str_equal (method, "POST") ? "{}" : NULL, NULL);

  return reply->status;
}

/* --- signing in ----------------------------------------------------------------------- */

static void
test_sign_in (Fixture **fixture, gconstpointer data)
{
  Fixture *self = *fixture;
  g_autoptr (Reply) good = sign_in_with (self, "Agent@Nusantara.test", FIXTURE_PASSWORD);
  g_autoptr (Reply) wrong = sign_in_with (self, AGENT, "wrong");
  g_autoptr (Reply) unknown = sign_in_with (self, "nobody@nusantara.test", FIXTURE_PASSWORD);
  g_autoptr (Reply) no_body = fixture_send (self, "POST", "/v1/session", NULL, NULL, NULL);

  g_assert_cmpuint (good->status, ==, 201);
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (good->json), "expires_in"), ==, 900);
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (good->json), "refresh_expires_in"), ==,
                   2592000);
  g_assert_cmpuint (get_status (self, "GET", "/v1/profile", reply_get_string (good, "access_token")), ==,
                    200);
  reply_assert_problem (wrong, 401, "bad_credentials");
  reply_assert_problem (unknown, 401, "bad_credentials");
  g_assert_cmpstr (wrong->body, ==, unknown->body);
  reply_assert_problem (no_body, 400, "bad_request");

  fixture_query (self, "UPDATE agents SET is_active = 0 WHERE email = '" AGENT "' RETURNING 1");
  g_assert_cmpuint (get_status (self, "GET", "/v1/profile", reply_get_string (good, "access_token")), ==,
                    401);
  {
    g_autoptr (Reply) inactive = sign_in_with (self, AGENT, FIXTURE_PASSWORD);

    reply_assert_problem (inactive, 401, "bad_credentials");
  }
}

static void
test_guessing (Fixture **fixture, gconstpointer data)
{
  Fixture *self = *fixture;
  g_autoptr (Reply) locked = NULL;
  g_autoptr (Reply) other = NULL;

  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (Reply) reply = sign_in_with (self, AGENT, "guess");

      reply_assert_problem (reply, 401, "bad_credentials");
    }
  locked = sign_in_with (self, AGENT, FIXTURE_PASSWORD);
  reply_assert_problem (locked, 429, "rate_limited");
  g_assert_nonnull (strstr (locked->head, "Retry-After: "));
  other = sign_in_with (self, "admin@nusantara.test", FIXTURE_PASSWORD);
  g_assert_cmpuint (other->status, ==, 201);
}

/* --- refresh ---------------------------------------------------------------------------- */

static void
test_refresh (Fixture **fixture, gconstpointer data)
{
  Fixture *self = *fixture;
  g_autofree char *token = NULL;
  G_GNUC_UNUSED g_autofree char *access = fixture_sign_in (self, AGENT, &token);
  g_autoptr (Reply) rotated = refresh (self, token);
  g_autoptr (Reply) repeated = refresh (self, token);
  g_autoptr (Reply) next = refresh (self, reply_get_string (rotated, "refresh_token"));
  g_autoptr (Reply) unknown = refresh (self, "not-a-token");

  g_assert_cmpuint (rotated->status, ==, 200);
  g_assert_cmpstr (reply_get_string (rotated, "refresh_token"), !=, token);
  /* A lost answer: the same pair once more. */
  g_assert_cmpuint (repeated->status, ==, 200);
  g_assert_cmpstr (rotated->body, ==, repeated->body);
  g_assert_cmpuint (get_status (self, "GET", "/v1/profile", reply_get_string (rotated, "access_token")), ==,
                    200);
  g_assert_cmpuint (next->status, ==, 200);
  reply_assert_problem (unknown, 401, "unauthenticated");
}

static void
expect_session_over (Fixture *self, const char *access, const char *token)
{
  g_autoptr (Reply) reply = refresh (self, token);

  reply_assert_problem (reply, 401, "unauthenticated");
  g_assert_cmpuint (get_status (self, "GET", "/v1/profile", access), ==, 401);
}

static void
test_reuse_late (Fixture **fixture, gconstpointer data)
{
  Fixture *self = *fixture;
  g_autofree char *token = NULL;
  G_GNUC_UNUSED g_autofree char *access = fixture_sign_in (self, AGENT, &token);
  g_autoptr (Reply) rotated = refresh (self, token);
  g_autoptr (Reply) reused = NULL;

  fixture_query (self,
                 "UPDATE refresh_tokens SET spent_at = spent_at - 11000 WHERE spent_at > 0 RETURNING 1");
  reused = refresh (self, token);
  reply_assert_problem (reused, 401, "unauthenticated");
  expect_session_over (self, reply_get_string (rotated, "access_token"),
                       reply_get_string (rotated, "refresh_token"));
}

/* Within the ten seconds, but somebody has gone on from the new pair already. */
static void
test_reuse_early (Fixture **fixture, gconstpointer data)
{
  Fixture *self = *fixture;
  g_autofree char *token = NULL;
  G_GNUC_UNUSED g_autofree char *access = fixture_sign_in (self, AGENT, &token);
  g_autoptr (Reply) rotated = refresh (self, token);
  g_autoptr (Reply) gone_on = refresh (self, reply_get_string (rotated, "refresh_token"));
  g_autoptr (Reply) reused = refresh (self, token);

  reply_assert_problem (reused, 401, "unauthenticated");
  expect_session_over (self, reply_get_string (gone_on, "access_token"),
                       reply_get_string (gone_on, "refresh_token"));
}

/* --- SEC-19 ------------------------------------------------------------------------------ */

static GBytes *
read_key (Fixture *self)
{
  g_autofree char *path = g_build_filename (self->folder, "bilikd.key", NULL);
  char *content;
  gsize size;

  g_assert_true (g_file_get_contents (path, &content, &size, NULL));
  return g_bytes_new_take (content, size);
}

static char *
forge (const char *header, const char *payload, GBytes *key)
{
  g_autofree char *head = bilikd_base64url_encode (header, strlen (header));
  g_autofree char *body = bilikd_base64url_encode (payload, strlen (payload));
  g_autofree char *text = g_strconcat (head, ".", body, NULL);
  g_autoptr (GHmac) hmac = NULL;
  g_autofree char *signature = NULL;
  guint8 digest[32];
  gsize size = sizeof digest;

  if (key == NULL)
    return g_strconcat (text, ".", NULL);
  hmac = g_hmac_new (G_CHECKSUM_SHA256, g_bytes_get_data (key, NULL), g_bytes_get_size (key));
  g_hmac_update (hmac, (const guchar *) text, -1);
  g_hmac_get_digest (hmac, digest, &size);
  signature = bilikd_base64url_encode (digest, size);
  return g_strconcat (text, ".", signature, NULL);
}

static void
expect_forgery_refused (Fixture *self, const char *what, const char *token)
{
  g_autoptr (Reply) reply = fixture_send (self, "GET", "/v1/profile", token, NULL, NULL);

  g_test_message ("%s", what);
  reply_assert_problem (reply, 401, "unauthenticated");
}

static void
test_headers_forged (Fixture **fixture, gconstpointer data)
{
  static const char *const headers[] = {
    "{\"alg\":\"none\",\"typ\":\"JWT\"}",
    "{\"alg\":\"None\"}",
    "{\"alg\":\"HS512\",\"typ\":\"JWT\"}",
    "{\"alg\":\"RS256\",\"typ\":\"JWT\"}",
    "{\"typ\":\"JWT\"}",
    "{\"alg\":\"HS256\"}",
    "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"../../etc/passwd\"}",
  };
  Fixture *self = *fixture;
  g_autofree char *good = fixture_sign_in (self, AGENT, NULL);
  g_autoptr (GBytes) key = read_key (self);
  g_auto (GStrv) parts = g_strsplit (good, ".", 3);
  gsize size;
  g_autofree char *padded = g_strdup_printf ("%s==", parts[1]);
  g_autofree char *payload = (char *) g_base64_decode (padded, &size);
  g_autofree char *unsigned_token = g_strconcat (parts[0], ".", parts[1], ".", NULL);
  g_autofree char *longer = g_strconcat (good, "AAAA", NULL);

  payload = g_realloc (payload, size + 1);
  payload[size] = '\0';
  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autofree char *with_signature = forge (headers[i], payload, key);
      g_autofree char *without = forge (headers[i], payload, NULL);

      expect_forgery_refused (self, headers[i], with_signature);
      expect_forgery_refused (self, headers[i], without);
    }
  expect_forgery_refused (self, "no signature", unsigned_token);
  expect_forgery_refused (self, "longer", longer);
  expect_forgery_refused (self, "nonsense", "a.b.c");
  expect_forgery_refused (self, "dots", "..");
}

static void
test_claims_forged (Fixture **fixture, gconstpointer data)
{
  Fixture *self = *fixture;
  g_autofree char *good = fixture_sign_in (self, AGENT, NULL);
  g_autoptr (GBytes) key = read_key (self);
  g_autoptr (GBytes) other_key = g_bytes_new_static ("0123456789abcdef0123456789abcdef", 32);
  gint64 now = crm_time_now () / 1000;
  BilikdClaims claims = { 0 };

  g_assert_true (bilikd_jwt_decode (good, key, now, &claims));
  {
    g_autofree char *same = bilikd_jwt_encode (&claims, key);
    g_autofree char *otherwise = bilikd_jwt_encode (&claims, other_key);

    g_assert_cmpuint (get_status (self, "GET", "/v1/profile", same), ==, 200);
    expect_forgery_refused (self, "other key", otherwise);
  }
  {
    BilikdClaims changed = claims;
    g_autofree char *token = NULL;

    changed.expires_at = now;
    token = bilikd_jwt_encode (&changed, key);
    expect_forgery_refused (self, "expired", token);
  }
  {
    BilikdClaims changed = claims;
    g_autofree char *token = NULL;

    changed.expires_at = crm_time_now () / 1000 + 2;
    token = bilikd_jwt_encode (&changed, key);
    g_assert_cmpuint (get_status (self, "GET", "/v1/profile", token), ==, 200);
    while (crm_time_now () / 1000 < changed.expires_at)
      g_usleep (50 * 1000);
    expect_forgery_refused (self, "expired since it was found good", token);
  }
  {
    BilikdClaims changed = claims;
    g_autofree char *token = NULL;

    changed.organization_id = 2;
    token = bilikd_jwt_encode (&changed, key);
    expect_forgery_refused (self, "other organisation", token);
  }
  {
    BilikdClaims changed = claims;
    g_autofree char *token = NULL;

    changed.agent_id = 1;
    token = bilikd_jwt_encode (&changed, key);
    expect_forgery_refused (self, "session of another agent", token);
  }
}

static void
test_revocation (Fixture **fixture, gconstpointer data)
{
  Fixture *self = *fixture;
  g_autofree char *first_refresh = NULL;
  g_autofree char *second_refresh = NULL;
  g_autofree char *first = fixture_sign_in (self, AGENT, &first_refresh);
  g_autofree char *second = fixture_sign_in (self, AGENT, &second_refresh);
  g_autoptr (Reply) embed = fixture_send (self, "POST", "/v1/session/embed-token", first, "{}", NULL);
  g_autofree char *embed_token = g_strdup (reply_get_string (embed, "access_token"));

  g_assert_cmpuint (get_status (self, "GET", "/v2.8/tickets/pipelines", embed_token), ==, 200);
  g_assert_cmpuint (get_status (self, "DELETE", "/v1/session", first), ==, 204);
  expect_session_over (self, first, first_refresh);
  g_assert_cmpuint (get_status (self, "GET", "/v2.8/tickets/pipelines", embed_token), ==, 401);

  /* The other session lives on, until another program ends it. */
  g_assert_cmpuint (get_status (self, "GET", "/v1/profile", second), ==, 200);
  fixture_query (self, "UPDATE sessions SET revoked_at = 1 WHERE revoked_at IS NULL RETURNING 1");
  expect_session_over (self, second, second_refresh);
}

/* --- what the embed's token reaches -------------------------------------------------------- */

static void
test_embed_audience (Fixture **fixture, gconstpointer data)
{
  Fixture *self = *fixture;
  g_autofree char *access = fixture_sign_in (self, AGENT, NULL);
  g_autoptr (Reply) reply = fixture_send (self, "POST", "/v1/session/embed-token", access, "{}", NULL);
  const char *token = reply_get_string (reply, "access_token");

  g_assert_cmpint (json_object_get_int_member (json_node_get_object (reply->json), "expires_in"), ==, 300);
  for (guint i = 0; i < CRM_N_ENDPOINTS; i++)
    {
      const CrmEndpoint *endpoint = crm_endpoint_get (i);
      g_autoptr (GString) path = g_string_new (endpoint->path);
      guint status;

      if (endpoint->audience == CRM_AUDIENCE_PUBLIC)
        continue;
      g_string_replace (path, "{room_id}", "1", 0);
      g_string_replace (path, "{external_id}", "1", 0);
      g_string_replace (path, "{crm_ticket_id}", "1", 0);
      g_string_replace (path, "{contact_id}", "1", 0);
      g_string_replace (path, "{ticket_id}", "1", 0);
      g_string_replace (path, "{deal_id}", "1", 0);
      g_string_replace (path, "{room_id}", "1", 0);
      g_string_replace (path, "{external_id}", "1", 0);
      g_string_replace (path, "{crm_ticket_id}", "1", 0);
      status = get_status (self, endpoint->method, path->str, token);
      g_test_message ("%s %s: %u", endpoint->method, path->str, status);
      if (endpoint->audience == CRM_AUDIENCE_EMBED)
        g_assert_true (status != 401 && status != 403);
      else
        g_assert_cmpuint (status, ==, 403);
    }
}

static void
expect_embed_token (Fixture *self, const char *email, guint status, const char *code)
{
  g_autofree char *access = fixture_sign_in (self, email, NULL);
  g_autoptr (Reply) reply = fixture_send (self, "POST", "/v1/session/embed-token", access, "{}", NULL);

  if (code != NULL)
    reply_assert_problem (reply, status, code);
  else
    g_assert_cmpuint (reply->status, ==, status);
}

static void
test_web_gates (Fixture **fixture, gconstpointer data)
{
  Fixture *self = *fixture;

  expect_embed_token (self, AGENT, 200, NULL);
  expect_embed_token (self, "tso@nusantara.test", 200, NULL);
  expect_embed_token (self, "associate@nusantara.test", 403, "forbidden");
  expect_embed_token (self, "inbox@nusantara.test", 403, "forbidden");
  expect_embed_token (self, "agent@senja.test", 403, "feature_off");
  fixture_query (self, "UPDATE flags SET is_on = 0 WHERE name = 'cdp_create_ticket' RETURNING 1");
  expect_embed_token (self, AGENT, 403, "feature_off");
}

/* --- the profile --------------------------------------------------------------------------- */

static void
test_profile (Fixture **fixture, gconstpointer data)
{
  static const char *const roles[] = { "admin", "agent", "associate", "inbox", "tso" };
  Fixture *self = *fixture;

  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      g_autofree char *email = g_strconcat (roles[i], "@nusantara.test", NULL);
      g_autofree char *access = fixture_sign_in (self, email, NULL);
      g_autoptr (Reply) reply = fixture_send (self, "GET", "/v1/profile", access, NULL, NULL);
      g_autoptr (CrmJsonReader) reader = crm_json_reader_new (reply->json);
      g_autoptr (CrmProfile) profile = crm_profile_decode (reader);
      g_autoptr (GError) error = NULL;
      const BilikdRole *role = bilikd_role_find (roles[i]);

      g_assert_true (crm_json_reader_finish (reader, &error));
      g_assert_cmpstr (crm_profile_get_user_email (profile), ==, email);
      g_assert_cmpuint (crm_profile_get_permissions (profile), ==, role->permissions);
      g_assert_cmpint (crm_profile_get_is_tso (profile), ==, g_str_equal (roles[i], "tso"));
      g_assert_cmpint (crm_profile_get_is_ticket_enabled (profile), ==,
                       CRM_HAS (role->permissions, CRM_PERMISSION_TICKETS_CREATE));
      g_assert_true (CRM_HAS (crm_profile_get_flags (profile), CRM_FLAG_CDP_CREATE_TICKET));
      g_assert_true (CRM_HAS (crm_profile_get_flags (profile), CRM_FLAG_CDP_NATIVE_CREATE_TICKET));
      g_assert_false (CRM_HAS (crm_profile_get_flags (profile), CRM_FLAG_OMNICHANNEL_DEAL_TICKET_PANEL));
      g_assert_cmpuint (crm_profile_get_embed_ready_timeout (profile), ==, 10000);
      g_assert_true (g_str_has_prefix (crm_profile_get_embed_url (profile), "http://127.0.0.1:"));
    }
}

/* --- secrets ------------------------------------------------------------------------------------ */

static gboolean
file_contains (const char *path, const char *canary)
{
  g_autofree char *content = NULL;
  gsize size;

  return g_file_get_contents (path, &content, &size, NULL) &&
         memmem (content, size, canary, strlen (canary)) != NULL;
}

static void
expect_nowhere (Fixture *self, const char *what, const char *canary)
{
  static const char *const names[] = { "bilik.db", "bilik.db-wal", "bilik.db-shm", "stderr" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (self->folder, names[i], NULL);

      g_test_message ("%s in %s", what, names[i]);
      g_assert_false (file_contains (path, canary));
    }
}

static void
test_canaries (Fixture **fixture, gconstpointer data)
{
  Fixture *self = *fixture;
  g_autofree char *token = NULL;
  g_autofree char *access = fixture_sign_in (self, AGENT, &token);
  g_autoptr (Reply) wrong = sign_in_with (self, AGENT, "wrong-canary-91");
  g_autoptr (Reply) rotated = refresh (self, token);
  g_autoptr (Reply) embed = fixture_send (self, "POST", "/v1/session/embed-token", access, "{}", NULL);
  g_autoptr (Reply) lost = fixture_send (self, "GET", "/v1/leads?query=canary-search", access, NULL, NULL);
  g_autoptr (Reply) broken = fixture_send (self, "GET", "/v1/canary-path", access, NULL, NULL);
  const char *secrets[] = { FIXTURE_PASSWORD,
                            "wrong-canary-91",
                            access,
                            token,
                            reply_get_string (rotated, "refresh_token"),
                            reply_get_string (rotated, "access_token"),
                            reply_get_string (embed, "access_token") };
  static const char *const personal[] = { AGENT, "Canary agent", "canary-search", "canary-path" };
  g_autofree char *log = fixture_read_log (self);

  g_assert_cmpuint (wrong->status, ==, 401);
  g_assert_cmpuint (lost->status, ==, 200);
  g_assert_cmpuint (broken->status, ==, 404);
  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
    expect_nowhere (self, "secret", secrets[i]);
  g_assert_nonnull (strstr (log, "session_create 201")); /* the log is there at all */
  for (gsize i = 0; i < G_N_ELEMENTS (personal); i++)
    g_assert_null (strstr (log, personal[i]));
}

static void
test_key_file (Fixture **fixture, gconstpointer data)
{
  Fixture *self = *fixture;
  g_autofree char *path = g_build_filename (self->folder, "bilikd.key", NULL);
  g_autofree char *complaint = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf status;

  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_assert_cmpint (status.st_size, ==, 32);

  /* Readable by others, it is a secret no more. */
  fixture_stop (self);
  g_assert_cmpint (g_chmod (path, 0644), ==, 0);
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_PIPE, &error, BILIKD_PROGRAM, "--database",
                              self->database, "--port", "0", NULL);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, NULL, &complaint, &error));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 1);
  g_assert_nonnull (strstr (complaint, "owner only"));
}

int
main (int argc, char **argv)
{
#define ADD(path, function) g_test_add (path, Fixture *, NULL, set_up, function, tear_down)
  g_test_init (&argc, &argv, NULL);
  ADD ("/auth/sign-in", test_sign_in);
  ADD ("/auth/sign-in/guessing-is-slowed-down", test_guessing);
  ADD ("/auth/refresh/rotates-and-repeats-a-lost-answer", test_refresh);
  ADD ("/auth/refresh/reuse-ends-the-session", test_reuse_late);
  ADD ("/auth/refresh/reuse-of-a-grandparent-ends-the-session", test_reuse_early);
  ADD ("/auth/SEC-19/forged-headers", test_headers_forged);
  ADD ("/auth/SEC-19/forged-claims", test_claims_forged);
  ADD ("/auth/SEC-19/revocation-holds-at-once", test_revocation);
  ADD ("/auth/embed-token-reaches-the-embed-alone", test_embed_audience);
  ADD ("/auth/TCKT-S07/embed-token-obeys-the-web-gates", test_web_gates);
  ADD ("/auth/profile-of-every-role", test_profile);
  ADD ("/auth/SEC-20/SEC-27/canaries", test_canaries);
  ADD ("/auth/SEC-18/key-file", test_key_file);
  return g_test_run ();
}
