/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-jwt.h"

#include <string.h>

#include "crm-json.h"

#define HEADER          "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9." /* {"alg":"HS256","typ":"JWT"} */
#define MAX_TOKEN       1024
#define COMPANY_SECONDS 60
#define SIGNATURE_SIZE  32

char *
bilikd_base64url_encode (const void *bytes, gsize size)
{
  char *text = g_base64_encode (bytes, size);

  text[strcspn (text, "=")] = '\0';
  return g_strdelimit (g_strdelimit (text, "+", '-'), "/", '_');
}

static guint8 *
base64url_decode (const char *text, gsize length, gsize *out_size)
{
  g_autofree char *padded = NULL;

  if (length % 4 == 1 || strspn (text, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_") < length)
    return NULL;
  padded = g_strdup_printf ("%.*s%s", (int) length, text,
                            length % 4 == 2   ? "=="
                            : length % 4 == 3 ? "="
                                              : "");
  g_strdelimit (g_strdelimit (padded, "-", '+'), "_", '/');
  return g_base64_decode (padded, out_size);
}

/* What a token of ours can be for, as `aud` has it. */
static const struct
{
  CrmAudience audience;
  const char *word;
} audiences[] = {
  { CRM_AUDIENCE_AGENT, "agent" },
  { CRM_AUDIENCE_EMBED, "embed" },
  { CRM_AUDIENCE_COMPANY, "company" },
};

static const char *
name_audience (CrmAudience audience)
{
  for (gsize i = 0; i < G_N_ELEMENTS (audiences); i++)
    if (audiences[i].audience == audience)
      return audiences[i].word;
  g_assert_not_reached ();
}

static gboolean
find_audience (const char *word, CrmAudience *out_audience)
{
  for (gsize i = 0; i < G_N_ELEMENTS (audiences); i++)
    if (g_str_equal (audiences[i].word, word))
      {
        *out_audience = audiences[i].audience;
        return TRUE;
      }
  return FALSE;
}

static void
sign (const char *text, gsize length, GBytes *key, guint8 signature[SIGNATURE_SIZE])
{
  gsize key_size, size = SIGNATURE_SIZE;
  const guint8 *key_bytes = g_bytes_get_data (key, &key_size);
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, key_bytes, key_size);

  g_hmac_update (hmac, (const guchar *) text, (gssize) length);
  g_hmac_get_digest (hmac, signature, &size);
}

char *
bilikd_jwt_encode (const BilikdClaims *claims, GBytes *key)
{
  g_autoptr (GString) payload = g_string_new (NULL);
  g_autofree char *subject = g_strdup_printf ("%" G_GINT64_FORMAT, claims->agent_id);
  g_autofree char *organization = g_strdup_printf ("%" G_GINT64_FORMAT, claims->organization_id);
  g_autofree char *encoded = NULL;
  g_autofree char *signed_part = NULL;
  g_autofree char *signature = NULL;
  guint8 digest[SIGNATURE_SIZE];
  CrmJsonWriter writer;

  crm_json_writer_init (&writer, payload);
  crm_json_writer_begin_object (&writer, NULL);
  crm_json_writer_string (&writer, "sub", subject);
  crm_json_writer_string (&writer, "org", organization);
  crm_json_writer_string (&writer, "sid", claims->session_id);
  crm_json_writer_string (&writer, "aud", name_audience (claims->audience));
  crm_json_writer_int (&writer, "iat", claims->issued_at);
  crm_json_writer_int (&writer, "exp", claims->expires_at);
  crm_json_writer_end_object (&writer);

  encoded = bilikd_base64url_encode (payload->str, payload->len);
  signed_part = g_strconcat (HEADER, encoded, NULL);
  sign (signed_part, strlen (signed_part), key, digest);
  signature = bilikd_base64url_encode (digest, sizeof digest);
  return g_strconcat (signed_part, ".", signature, NULL);
}

char *
bilikd_jwt_encode_company (gint64 organization_id, gint64 now, GBytes *key)
{
  BilikdClaims claims = {
    .organization_id = organization_id,
    .audience = CRM_AUDIENCE_COMPANY,
    .issued_at = now,
    .expires_at = now + COMPANY_SECONDS,
  };

  return bilikd_jwt_encode (&claims, key);
}

/* In a time that does not depend on where they differ. */
static gboolean
is_same (const guint8 *a, const guint8 *b, gsize size)
{
  guint difference = 0;

  for (gsize i = 0; i < size; i++)
    difference |= (guint) (a[i] ^ b[i]);
  return difference == 0;
}

static gboolean
decode_claims (const char *payload, gsize length, BilikdClaims *out_claims)
{
  g_autoptr (JsonNode) root = crm_json_parse (payload, (gssize) length, 2, NULL);
  g_autoptr (CrmJsonReader) reader = root != NULL ? crm_json_reader_new (root) : NULL;
  const char *audience;

  if (reader == NULL)
    return FALSE;
  out_claims->agent_id = g_ascii_strtoll (crm_json_reader_opt_string (reader, "sub", "0"), NULL, 10);
  out_claims->organization_id = g_ascii_strtoll (crm_json_reader_opt_string (reader, "org", "0"), NULL, 10);
  g_strlcpy (out_claims->session_id, crm_json_reader_opt_string (reader, "sid", ""),
             sizeof out_claims->session_id);
  audience = crm_json_reader_opt_string (reader, "aud", "");
  out_claims->issued_at = crm_json_reader_get_int (reader, "iat");
  out_claims->expires_at = crm_json_reader_get_int (reader, "exp");

  /* Only a system of the company is nobody. */
  return find_audience (audience, &out_claims->audience) && crm_json_reader_finish (reader, NULL) &&
         (out_claims->agent_id > 0) == (out_claims->audience != CRM_AUDIENCE_COMPANY) &&
         out_claims->organization_id > 0;
}

gboolean
bilikd_jwt_decode (const char *token, GBytes *key, gint64 now, BilikdClaims *out_claims)
{
  gsize header_length = strlen (HEADER);
  const char *payload = token + header_length;
  const char *dot;
  guint8 expected[SIGNATURE_SIZE];
  g_autofree guint8 *signature = NULL;
  g_autofree guint8 *claims = NULL;
  gsize size = 0;

  if (strlen (token) > MAX_TOKEN || strncmp (token, HEADER, header_length) != 0)
    return FALSE;
  dot = strchr (payload, '.');
  if (dot == NULL)
    return FALSE;
  signature = base64url_decode (dot + 1, strlen (dot + 1), &size);
  sign (token, (gsize) (dot - token), key, expected);
  if (signature == NULL || size != sizeof expected || !is_same (signature, expected, size))
    return FALSE;
  claims = base64url_decode (payload, (gsize) (dot - payload), &size);
  return claims != NULL && decode_claims ((const char *) claims, size, out_claims) &&
         now < out_claims->expires_at;
}
