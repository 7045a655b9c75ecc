/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-vocabulary"

#include "crm-endpoints.h"
#include "crm-error.h"
#include "crm-event-names.h"
#include "crm-identity.h"
#include "crm-time.h"
#include "crm-types.h"

#include <string.h>

/* --- types and errors -------------------------------------------------------- */

static void
test_words_round_trip (void)
{
  for (int value = 0; value < CRM_N_FIELD_TYPES; value++)
    {
      CrmFieldType back;

      g_assert_true (crm_field_type_from_wire (crm_field_type_to_wire ((CrmFieldType) value), &back));
      g_assert_cmpint (back, ==, value);
    }
  g_assert_false (crm_ticket_status_from_wire ("Open", NULL));
  g_assert_false (crm_ticket_status_from_wire (NULL, NULL));
  g_assert_true (crm_creator_flag_from_wire ("", NULL));
}

static void
test_errors (void)
{
  for (int code = 0; code < CRM_N_ERRORS; code++)
    {
      guint status = crm_error_get_status ((CrmErrorCode) code);
      g_autoptr (GError) error = g_error_new_literal (CRM_ERROR, code, "detail");

      g_assert_cmpint (crm_error_from_wire (status, crm_error_to_wire ((CrmErrorCode) code)), ==, code);
      g_assert_cmpstr (crm_error_get_sentence (error), !=, "detail");
      g_assert_true (g_str_has_suffix (crm_error_get_sentence (error), "."));
    }
  g_assert_cmpint (crm_error_from_wire (404, "nonsense"), ==, CRM_ERROR_NOT_FOUND);
  g_assert_cmpint (crm_error_from_wire (422, "not_found"), ==, CRM_ERROR_INVALID);
  g_assert_cmpint (crm_error_from_wire (418, NULL), ==, CRM_ERROR_BAD_REQUEST);
  g_assert_cmpint (crm_error_from_wire (502, NULL), ==, CRM_ERROR_INTERNAL);
}

static void
test_transient (void)
{
  g_autoptr (GError) busy = g_error_new_literal (CRM_ERROR, CRM_ERROR_UNAVAILABLE, "");
  g_autoptr (GError) refused = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, "");
  g_autoptr (GError) forbidden = g_error_new_literal (CRM_ERROR, CRM_ERROR_FORBIDDEN, "");
  g_autoptr (GError) cancelled = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "");

  g_assert_true (crm_error_is_transient (busy));
  g_assert_true (crm_error_is_transient (refused));
  g_assert_false (crm_error_is_transient (forbidden));
  g_assert_false (crm_error_is_transient (cancelled));
  g_assert_false (crm_error_is_transient (NULL));
}

/* --- identities -------------------------------------------------------------- */

static void
test_identities (void)
{
  static const char *const nobody[] = {
    "",
    "0",
    "null",
    "NULL",
    "00",
    "08123",
    "-1",
    "+1",
    " 1",
    "1 ",
    "1.0",
    "0x1",
    "9223372036854775808",
    "00000000-0000-0000-0000-000000000000",
    "5F3C1C1E-9D0A-4C0E-8A51-3B1F0F6F2A10",
    "5f3c1c1e-9d0a-4c0e-8a51-3b1f0f6f2a1",
    "5f3c1c1e-9d0a-4c0e-8a51-3b1f0f6f2a100",
    "5f3c1c1e9d0a4c0e8a513b1f0f6f2a10",
    "{5f3c1c1e-9d0a-4c0e-8a51-3b1f0f6f2a10}",
    "undefined",
    "../1",
  };
  CrmIdentityKind kind;

  g_assert_true (crm_identity_parse ("5f3c1c1e-9d0a-4c0e-8a51-3b1f0f6f2a10", &kind));
  g_assert_cmpint (kind, ==, CRM_IDENTITY_C360);
  g_assert_true (crm_identity_parse ("8123", &kind));
  g_assert_cmpint (kind, ==, CRM_IDENTITY_CRM);
  g_assert_true (crm_identity_parse ("9223372036854775807", NULL));
  g_assert_false (crm_identity_parse (NULL, &kind));
  for (gsize i = 0; i < G_N_ELEMENTS (nobody); i++)
    {
      if (crm_identity_parse (nobody[i], NULL))
        g_error ("taken for a customer: \"%s\"", nobody[i]);
    }
}

static void
test_ids (void)
{
  g_autofree char *longest = g_strnfill (64, 'a');
  g_autofree char *too_long = g_strnfill (65, 'a');

  g_assert_true (crm_identity_is_id ("a-B_9"));
  g_assert_true (crm_identity_is_id (longest));
  g_assert_false (crm_identity_is_id (too_long));
  g_assert_false (crm_identity_is_id (""));
  g_assert_false (crm_identity_is_id (NULL));
  g_assert_false (crm_identity_is_id ("a.b"));
  g_assert_false (crm_identity_is_id ("a/b"));
  g_assert_false (crm_identity_is_id ("\xc3\xa9"));
}

/* --- endpoints --------------------------------------------------------------- */

static void
test_paths (void)
{
  g_autofree char *path = crm_endpoint_build_path (CRM_ENDPOINT_LEAD_TICKETS_ADD, "8123", "1042");
  g_autofree char *plain = crm_endpoint_build_path (CRM_ENDPOINT_PROFILE_GET);
  g_autofree char *asset = crm_endpoint_build_path (CRM_ENDPOINT_EMBED_ASSET, "embed.css");
  static const char *const bad[] = { "",      ".",   "..",  "...",  "a/b",      "a b",
                                     "a%2fb", "a?b", "a#b", "a\\b", "\xc3\xa9", NULL };

  g_assert_cmpstr (path, ==, "/v1/leads/8123/tickets/1042");
  g_assert_cmpstr (plain, ==, "/v1/profile");
  g_assert_cmpstr (asset, ==, "/embed/assets/embed.css");
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_null (crm_endpoint_build_path (CRM_ENDPOINT_LEADS_GET, bad[i]));
      g_assert_null (crm_endpoint_build_path (CRM_ENDPOINT_LEAD_TICKETS_ADD, "8123", bad[i]));
    }
}

static void
test_endpoint_rows (void)
{
  const CrmEndpoint *endpoint = crm_endpoint_get (CRM_ENDPOINT_TICKETS_UPDATE);

  g_assert_cmpstr (endpoint->name, ==, "tickets_update");
  g_assert_cmpint (endpoint->work, ==, CRM_WORK_WRITE);
  g_assert_cmpint (endpoint->audience, ==, CRM_AUDIENCE_AGENT);
  g_assert_cmpint (endpoint->permission, ==, CRM_PERMISSION_TICKETS_ASSOCIATE);
  g_assert_cmpint (crm_endpoint_get (CRM_ENDPOINT_HEALTH_LIVE)->permission, ==, CRM_PERMISSION_ANY);
  for (int id = 0; id < CRM_N_ENDPOINTS; id++)
    g_assert_cmpint (crm_endpoint_get ((CrmEndpointId) id)->id, ==, id);
}

/* --- times ------------------------------------------------------------------- */

static void
test_time_texts (void)
{
  static const struct
  {
    const char *text;
    gint64 unix_ms;
  } good[] = {
    { "1970-01-01T00:00:00.000Z", 0 },
    { "1969-12-31T23:59:59.999Z", -1 },
    { "2026-06-26T14:02:11.123Z", G_GINT64_CONSTANT (1782482531123) },
    { "2026-06-26T14:02:11Z", G_GINT64_CONSTANT (1782482531000) },
    { "2026-06-26T14:02:11.1239Z", G_GINT64_CONSTANT (1782482531123) },
    { "2026-06-26T21:02:11.123+07:00", G_GINT64_CONSTANT (1782482531123) },
    { "2024-02-29T00:00:00Z", G_GINT64_CONSTANT (1709164800000) },
  };
  static const char *const bad[] = {
    "",
    "2026-06-26",
    "2026-06-26T14:02:11",
    "2026-06-26 14:02:11Z",
    "2026-02-29T00:00:00Z",
    "2026-06-26T24:00:00Z",
    "2026-06-26T14:60:00Z",
    "2026-06-26T14:02:60Z",
    "2026-06-26T14:02:11.Z",
    "2026-06-26T14:02:11.123Zx",
    "26-06-26T14:02:11Z",
    "2026-6-26T14:02:11Z",
    "2026-06-26T14:02:11+7:00",
    "0000-01-01T00:00:00Z",
    "0001-01-01T00:00:00+01:00",
    "+2026-06-26T14:02:11Z",
    "null",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      gint64 unix_ms = 1;

      g_assert_true (crm_time_parse (good[i].text, &unix_ms));
      g_assert_cmpint (unix_ms, ==, good[i].unix_ms);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (crm_time_parse (bad[i], NULL));
  g_assert_false (crm_time_parse (NULL, NULL));
}

/* Against GDateTime, over all of the calendar. */
static void
test_time_against_gdatetime (void)
{
  for (int i = 0; i < 20000; i++)
    {
      gint64 second = -G_GINT64_CONSTANT (62135596800) +
                      (gint64) (g_test_rand_double () * (G_GINT64_CONSTANT (62135596800) + 253402300799.0));
      gint64 unix_ms = second * 1000 + g_test_rand_int_range (0, 1000);
      g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (second);
      g_autofree char *clock = g_date_time_format (time, "%m-%dT%H:%M:%S");
      g_autofree char *expected = g_strdup_printf ("%04d-%s", g_date_time_get_year (time), clock);
      char text[CRM_TIME_TEXT_SIZE];
      gint64 back;

      crm_time_format (unix_ms, text);
      g_assert_cmpint (strlen (text), ==, CRM_TIME_TEXT_SIZE - 1);
      g_assert_cmpint (strncmp (text, expected, 19), ==, 0);
      g_assert_true (crm_time_parse (text, &back));
      g_assert_cmpint (back, ==, unix_ms);
    }
}

/* --- events ------------------------------------------------------------------ */

static void
test_events (void)
{
  g_assert_true (crm_event_names_contains ("cdp_ticket_embed_opened"));
  g_assert_false (crm_event_names_contains ("cdp_ticket_embed_open"));
  g_assert_true (crm_event_names_allows ("cdp_ticket_embed_init_dropped", "attempted_origin"));
  g_assert_false (crm_event_names_allows ("cdp_ticket_embed_init_dropped", "contact_name"));
  g_assert_false (crm_event_names_allows ("ai_deal_created", "source"));
  g_assert_true (crm_event_names_allows ("bot_deal_created", "source"));
  g_assert_false (crm_event_names_allows (NULL, NULL));
}

static void
test_personal_data_does_not_fit (void)
{
  static const char *const properties[] = { "contact_id",       "reason",    "error_code",
                                            "attempted_origin", "timestamp", "is_c360" };
  static const char *const personal[] = {
    "Siti Rahmawati",
    "siti.rahmawati@example.test",
    "+62 812-5550-1142",
    "+6281255501142",
    "Refund not received",
    "https://crm.example/?token=abc",
    "https://user@crm.example",
    "Bearer abc",
    "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d",
    "",
    "a\nb",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (properties); i++)
    {
      for (gsize j = 0; j < G_N_ELEMENTS (personal); j++)
        g_assert_false (crm_event_names_accepts_value (properties[i], personal[j]));
      g_assert_false (crm_event_names_accepts_value (properties[i], NULL));
    }
  g_assert_true (crm_event_names_accepts_value ("contact_id", "5f3c1c1e-9d0a-4c0e-8a51-3b1f0f6f2a10"));
  g_assert_true (crm_event_names_accepts_value ("reason", "timed_out"));
  g_assert_true (crm_event_names_accepts_value ("data_source", "embed-web-cdp"));
  g_assert_true (crm_event_names_accepts_value ("attempted_origin", "http://evil.test:8080"));
  g_assert_true (crm_event_names_accepts_value ("attempted_origin", "null"));
  g_assert_true (crm_event_names_accepts_value ("is_c360", "true"));
  g_assert_true (crm_event_names_accepts_value ("timestamp", "2026-06-26T14:02:11.123Z"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/contract/types/words-round-trip", test_words_round_trip);
  g_test_add_func ("/contract/error/table", test_errors);
  g_test_add_func ("/contract/error/transient", test_transient);
  g_test_add_func ("/contract/identity/CDTC-S03-ERR-2/MTCK-S02-AC-2", test_identities);
  g_test_add_func ("/contract/identity/SEC-14/ids", test_ids);
  g_test_add_func ("/contract/endpoints/paths", test_paths);
  g_test_add_func ("/contract/endpoints/rows", test_endpoint_rows);
  g_test_add_func ("/contract/time/texts", test_time_texts);
  g_test_add_func ("/contract/time/against-gdatetime", test_time_against_gdatetime);
  g_test_add_func ("/contract/events/SEC-27/table", test_events);
  g_test_add_func ("/contract/events/SEC-27/personal-data-does-not-fit", test_personal_data_does_not_fit);
  return g_test_run ();
}
