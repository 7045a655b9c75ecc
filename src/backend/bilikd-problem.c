/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-problem.h"

#define RETRY_AFTER 1 /* seconds, for 503 and 507 */

/* "stale_revision" → "Stale revision" */
static char *
make_title (CrmErrorCode code)
{
  char *title = g_strdelimit (g_strdup (crm_error_to_wire (code)), "_", ' ');

  title[0] = g_ascii_toupper (title[0]);
  return title;
}

char *
bilikd_problem_encode (CrmErrorCode code, const char *detail, const char *field_errors)
{
  g_autofree char *title = make_title (code);
  GString *text = g_string_new (NULL);
  CrmJsonWriter writer;

  crm_json_writer_init (&writer, text);
  crm_json_writer_begin_object (&writer, NULL);
  crm_json_writer_string (&writer, "type", "about:blank");
  crm_json_writer_string (&writer, "title", title);
  crm_json_writer_int (&writer, "status", crm_error_get_status (code));
  crm_json_writer_string (&writer, "code", crm_error_to_wire (code));
  crm_json_writer_string (&writer, "detail", detail);
  if (field_errors != NULL)
    crm_json_writer_raw (&writer, "errors", field_errors);
  crm_json_writer_end_object (&writer);
  return g_string_free (text, FALSE);
}

static CrmErrorCode
classify (const GError *error)
{
  if (error->domain != CRM_ERROR || error->code < 0 || error->code >= CRM_N_ERRORS ||
      crm_error_get_status (error->code) == 0)
    return CRM_ERROR_INTERNAL;
  return error->code;
}

void
bilikd_problem_fill (BilikdCall *call, const GError *error)
{
  CrmErrorCode code = classify (error);
  g_autofree char *document = NULL;

  if (code == CRM_ERROR_INTERNAL)
    g_message ("%s failed: %s", call->endpoint->name, error->message);
  document = bilikd_problem_encode (
      code, code == CRM_ERROR_INTERNAL ? "The server had a problem." : error->message, call->field_errors);
  call->status = crm_error_get_status (code);
  call->content_type = BILIKD_PROBLEM_TYPE;
  if (call->retry_after == 0 && (code == CRM_ERROR_UNAVAILABLE || code == CRM_ERROR_STORAGE_FULL))
    call->retry_after = RETRY_AFTER;
  g_string_assign (call->reply, document);
}
