/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-retry"

#include "crm-retry.h"
#include "crm-error.h"

#define FIRST_DELAY_MS  200
#define SHORTEST_TRY_MS 1000 /* a try with less would hide the real error behind a time-out */

gint64
crm_retry_delay (const GError *error, guint tries, gint64 retry_after_ms, gint64 remaining_ms, double jitter)
{
  gint64 step, delay;

  if (tries >= CRM_RETRY_MAX_TRIES || !crm_error_is_transient (error))
    return CRM_RETRY_GIVE_UP;

  step = (gint64) FIRST_DELAY_MS << (tries - 1);
  delay = (gint64) ((double) step * (0.5 + jitter / 2));
  if (retry_after_ms >= 0)
    delay += retry_after_ms;

  return delay + SHORTEST_TRY_MS <= remaining_ms ? delay : CRM_RETRY_GIVE_UP;
}
