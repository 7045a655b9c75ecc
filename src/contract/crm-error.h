/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * One list: code, HTTP status, wire word (the `code` of the problem document),
 * and the sentence an agent may read. Status 0: never on the wire, made by the
 * client.
 */
#define CRM_ERRORS(X)                                                                                        \
  X (CRM_ERROR_BAD_REQUEST, 400, "bad_request", N_ ("The request was not understood. Nothing was changed.")) \
  X (CRM_ERROR_UNAUTHENTICATED, 401, "unauthenticated", N_ ("Your session has ended. Sign in again."))       \
  X (CRM_ERROR_BAD_CREDENTIALS, 401, "bad_credentials", N_ ("The e-mail address or the password is wrong.")) \
  X (CRM_ERROR_FORBIDDEN, 403, "forbidden", N_ ("You don't have permission to do this."))                    \
  X (CRM_ERROR_FEATURE_OFF, 403, "feature_off",                                                              \
     N_ ("This feature is not switched on for your organization."))                                          \
  X (CRM_ERROR_NOT_FOUND, 404, "not_found", N_ ("This no longer exists, or you can't see it."))              \
  X (CRM_ERROR_METHOD_NOT_ALLOWED, 405, "method_not_allowed", N_ ("The server does not offer this action.")) \
  X (CRM_ERROR_CONFLICT, 409, "conflict", N_ ("Someone changed this meanwhile. Load it again, then retry.")) \
  X (CRM_ERROR_GONE, 410, "gone", N_ ("This no longer exists."))                                             \
  X (CRM_ERROR_STALE_REVISION, 412, "stale_revision",                                                        \
     N_ ("Someone changed this meanwhile. Load it again, then retry."))                                      \
  X (CRM_ERROR_TOO_LARGE, 413, "too_large", N_ ("This is too large to be sent."))                            \
  X (CRM_ERROR_UNSUPPORTED_TYPE, 415, "unsupported_type", N_ ("The request was not understood."))            \
  X (CRM_ERROR_INVALID, 422, "invalid", N_ ("Some fields need your attention."))                             \
  X (CRM_ERROR_IDEMPOTENCY_MISMATCH, 422, "idempotency_mismatch",                                            \
     N_ ("This was already sent with other content. Reload and try again."))                                 \
  X (CRM_ERROR_ALREADY_EXISTS, 422, "already_exists", N_ ("This exists already."))                           \
  X (CRM_ERROR_RATE_LIMITED, 429, "rate_limited", N_ ("Too many requests. Wait a moment, then retry."))      \
  X (CRM_ERROR_INTERNAL, 500, "internal", N_ ("The server had a problem. Try again."))                       \
  X (CRM_ERROR_UNAVAILABLE, 503, "unavailable", N_ ("The server is busy. Try again in a moment."))           \
  X (CRM_ERROR_STORAGE_FULL, 507, "storage_full", N_ ("The server has run out of space."))                   \
  X (CRM_ERROR_OFFLINE, 0, "offline", N_ ("The server can't be reached. Check the connection."))             \
  X (CRM_ERROR_TIMED_OUT, 0, "timed_out", N_ ("The server took too long to answer. Try again."))             \
  X (CRM_ERROR_TLS, 0, "tls", N_ ("The server's identity can't be verified."))                               \
  X (CRM_ERROR_BAD_RESPONSE, 0, "bad_response", N_ ("The server's answer was not understood."))

#define CRM_ERROR_VALUE_(symbol, status, wire, sentence) symbol,
typedef enum { CRM_ERRORS (CRM_ERROR_VALUE_) CRM_N_ERRORS } CrmErrorCode;
#undef CRM_ERROR_VALUE_

#define CRM_ERROR (crm_error_quark ())
GQuark crm_error_quark (void);

guint crm_error_get_status (CrmErrorCode code);
const char *crm_error_to_wire (CrmErrorCode code);

/**
 * crm_error_from_wire:
 * @status: HTTP status of the answer
 * @word: (nullable): `code` of its problem document
 *
 * The code for an answer: by its word where that is known and fits the status,
 * otherwise the first of the list with that status, otherwise
 * %CRM_ERROR_INTERNAL (5xx) or %CRM_ERROR_BAD_REQUEST.
 */
CrmErrorCode crm_error_from_wire (guint status, const char *word);

/**
 * crm_error_get_sentence:
 * @error: an error of any domain
 *
 * Returns: (transfer none): the translated sentence for the agent: what
 *   happened and what to do. Never a code; that belongs under Details.
 */
const char *crm_error_get_sentence (const GError *error);

/**
 * crm_error_is_transient:
 *
 * Whether sending the same thing again, later, can succeed.
 */
gboolean crm_error_is_transient (const GError *error);

G_END_DECLS
