/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-reply"

#include "crm-reply.h"
#include "crm-error.h"

#define MAX_FIELD_ERRORS 20

/* The body as strict JSON. */
static JsonNode *
parse_body (const CrmReply *self, GError **error)
{
  gsize size = 0;
  const char *text = g_bytes_get_data (self->body, &size);

  return crm_json_parse (size > 0 ? text : "", (gssize) size, CRM_JSON_MAX_DEPTH, error);
}

static void
append_field_errors (CrmJsonReader *reader, GString *message)
{
  guint n_errors = 0;

  if (!crm_json_reader_try_enter_array (reader, "errors", &n_errors))
    return;

  for (guint i = 0; i < MIN (n_errors, MAX_FIELD_ERRORS); i++)
    {
      const char *field, *text;

      crm_json_reader_enter_element (reader, i);
      field = crm_json_reader_get_string (reader, "field");
      text = crm_json_reader_get_string (reader, "message");
      if (field != NULL && text != NULL)
        g_string_append_printf (message, "\n%s: %s", field, text);
      crm_json_reader_leave (reader);
    }
  crm_json_reader_leave (reader);
}

/* An answer that says no: its problem document where it is one, its status alone where it isn't. */
static GError *
read_problem (const CrmReply *self)
{
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (CrmJsonReader) reader = NULL;
  g_autoptr (GString) message = g_string_new (NULL);
  const char *word = NULL, *detail = NULL;

  if (g_strcmp0 (self->content_type, "application/problem+json") == 0)
    root = parse_body (self, NULL);
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    {
      reader = crm_json_reader_new (root);
      word = crm_json_reader_opt_string (reader, "code", NULL);
      detail = crm_json_reader_opt_string (reader, "detail", NULL);
    }

  g_string_append_printf (message, "%s", detail != NULL ? detail : "HTTP status");
  if (detail == NULL)
    g_string_append_printf (message, " %u", self->status);
  if (reader != NULL)
    append_field_errors (reader, message);

  return g_error_new_literal (CRM_ERROR, crm_error_from_wire (self->status, word), message->str);
}

static gboolean
fail_bad_response (GError **error, const char *why, const GError *cause)
{
  g_set_error (error, CRM_ERROR, CRM_ERROR_BAD_RESPONSE, "%s%s%s", why, cause != NULL ? ": " : "",
               cause != NULL ? cause->message : "");
  return FALSE;
}

gboolean
crm_reply_decode (const CrmReply *self,
                  CrmDecode decode,
                  GDestroyNotify free_value,
                  gpointer *out_value,
                  GError **error)
{
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (CrmJsonReader) reader = NULL;
  g_autoptr (GError) cause = NULL;
  gpointer value = NULL;

  *out_value = NULL;
  if (self->status < 200 || self->status > 599)
    return fail_bad_response (error, "unexpected HTTP status", NULL);
  if (self->status >= 300 && self->status < 400)
    return fail_bad_response (error, "a redirect, which is never followed", NULL);
  if (self->status >= 400)
    {
      g_propagate_error (error, read_problem (self));
      return FALSE;
    }
  if (decode == NULL)
    return TRUE;
  if (g_strcmp0 (self->content_type, "application/json") != 0)
    return fail_bad_response (error, "the content type is not application/json", NULL);

  root = parse_body (self, &cause);
  if (root == NULL)
    return fail_bad_response (error, "not the JSON it should be", cause);

  reader = crm_json_reader_new (root);
  value = decode (reader);
  if (!crm_json_reader_finish (reader, &cause))
    {
      g_clear_pointer (&value, free_value);
      return fail_bad_response (error, "not the answer it should be", cause);
    }
  *out_value = value;
  return TRUE;
}

void
crm_reply_free (CrmReply *self)
{
  g_free (self->content_type);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self);
}
