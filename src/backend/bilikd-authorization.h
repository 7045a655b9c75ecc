/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-call.h"

G_BEGIN_DECLS

/**
 * bilikd_authorize:
 * @header: (nullable): value of Authorization
 *
 * Names the caller of @call from a bearer token, if the endpoint wants one, and checks its audience. Nothing but
 * this header authenticates: no cookie, no parameter (SEC-26). Whether the session still lives is asked later, on
 * the database thread.
 */
gboolean bilikd_authorize (BilikdCall *call, const char *header, GError **error);

/* Whether the endpoint lets in this kind of caller: FALSE with %CRM_ERROR_FORBIDDEN. */
gboolean bilikd_authorization_check_audience (BilikdCall *call, GError **error);

G_END_DECLS
