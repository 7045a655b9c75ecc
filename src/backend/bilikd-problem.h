/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-call.h"

G_BEGIN_DECLS

#define BILIKD_PROBLEM_TYPE "application/problem+json"

/* Makes the reply of @call an RFC 9457 problem document. Errors of other domains show as INTERNAL, without
 * their text; that goes to the log. */
void bilikd_problem_fill (BilikdCall *call, const GError *error);

/* The document alone, for what is refused before there is a call. */
char *bilikd_problem_encode (CrmErrorCode code, const char *detail, const char *field_errors);

G_END_DECLS
