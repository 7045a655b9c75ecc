/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-contract"

#include "bilik-config.h"

#include "crm-error.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  guint status;
  const char *wire;
  const char *sentence;
} ErrorRow;

#define CRM_ERROR_ROW_(symbol, status, wire, sentence) [symbol] = { status, wire, sentence },

static const ErrorRow rows[] = { CRM_ERRORS (CRM_ERROR_ROW_) };

G_DEFINE_QUARK (crm_error, crm_error)

guint
crm_error_get_status (CrmErrorCode code)
{
  g_return_val_if_fail (code < CRM_N_ERRORS, 500);

  return rows[code].status;
}

const char *
crm_error_to_wire (CrmErrorCode code)
{
  g_return_val_if_fail (code < CRM_N_ERRORS, NULL);

  return rows[code].wire;
}

CrmErrorCode
crm_error_from_wire (guint status, const char *word)
{
  int first = -1;

  for (int code = 0; code < CRM_N_ERRORS; code++)
    {
      if (rows[code].status != status)
        continue;
      if (g_strcmp0 (rows[code].wire, word) == 0)
        return (CrmErrorCode) code;
      if (first < 0)
        first = code;
    }
  if (first >= 0)
    return (CrmErrorCode) first;
  return status >= 500 ? CRM_ERROR_INTERNAL : CRM_ERROR_BAD_REQUEST;
}

/* Errors of GIO that a caller may meet below the client, in our words; CRM_N_ERRORS for any other. */
static CrmErrorCode
classify_io_error (const GError *error)
{
  if (error->domain == G_TLS_ERROR)
    return CRM_ERROR_TLS;
  if (error->domain == G_RESOLVER_ERROR)
    return CRM_ERROR_OFFLINE;
  if (error->domain != G_IO_ERROR)
    return CRM_N_ERRORS;

  switch (error->code)
    {
    case G_IO_ERROR_TIMED_OUT:
      return CRM_ERROR_TIMED_OUT;
    case G_IO_ERROR_NO_SPACE:
      return CRM_ERROR_STORAGE_FULL;
    case G_IO_ERROR_CONNECTION_REFUSED:
    case G_IO_ERROR_CONNECTION_CLOSED:
    case G_IO_ERROR_NOT_CONNECTED:
    case G_IO_ERROR_HOST_NOT_FOUND:
    case G_IO_ERROR_HOST_UNREACHABLE:
    case G_IO_ERROR_NETWORK_UNREACHABLE:
    case G_IO_ERROR_PARTIAL_INPUT:
      return CRM_ERROR_OFFLINE;
    default:
      return CRM_N_ERRORS;
    }
}

static CrmErrorCode
classify (const GError *error)
{
  if (error->domain == CRM_ERROR)
    return error->code >= 0 && error->code < CRM_N_ERRORS ? (CrmErrorCode) error->code : CRM_N_ERRORS;
  return classify_io_error (error);
}

const char *
crm_error_get_sentence (const GError *error)
{
  CrmErrorCode code = error != NULL ? classify (error) : CRM_N_ERRORS;

  return code < CRM_N_ERRORS ? _ (rows[code].sentence) : _ ("Something went wrong. Try again.");
}

gboolean
crm_error_is_transient (const GError *error)
{
  if (error == NULL)
    return FALSE;

  switch (classify (error))
    {
    case CRM_ERROR_RATE_LIMITED:
    case CRM_ERROR_INTERNAL:
    case CRM_ERROR_UNAVAILABLE:
    case CRM_ERROR_STORAGE_FULL:
    case CRM_ERROR_OFFLINE:
    case CRM_ERROR_TIMED_OUT:
    /* A truncated answer: libsoup reports it as complete, the strict check finds it (REL-07). */
    case CRM_ERROR_BAD_RESPONSE:
      return TRUE;
    default:
      return FALSE;
    }
}
