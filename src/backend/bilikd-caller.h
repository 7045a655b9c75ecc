/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-call.h"

G_BEGIN_DECLS

/**
 * bilikd_caller_load:
 *
 * Completes the caller, whom the token has named, by what the database knows now, and refuses the call when the
 * session has ended or the role may not use the endpoint (SEC-19, SEC-22).
 */
gboolean bilikd_caller_load (BilikdCall *call, BilikdDb *db, GError **error);

/* Whose idempotency keys these are: an agent's number, a negative one for a program, 0 for nobody. */
gint64 bilikd_caller_get_actor (const BilikdCaller *caller);

G_END_DECLS
