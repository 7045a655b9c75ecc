/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CRM_RETRY_MAX_TRIES 4
#define CRM_RETRY_GIVE_UP   (-1)

/**
 * crm_retry_delay:
 * @error: why the last try failed
 * @tries: how many there were, at least 1
 * @retry_after_ms: what the server asked for, or -1
 * @remaining_ms: what is left of the budget
 * @jitter: a random number of 0…1
 *
 * Exponential backoff with jitter, so that consoles that failed together don't
 * come back together. Retry-After is honoured as a lower bound; where the
 * budget doesn't allow for it, the agent gets the error and a Retry instead.
 *
 * Returns: milliseconds to wait before the next try, or %CRM_RETRY_GIVE_UP
 */
gint64
crm_retry_delay (const GError *error, guint tries, gint64 retry_after_ms, gint64 remaining_ms, double jitter);

G_END_DECLS
