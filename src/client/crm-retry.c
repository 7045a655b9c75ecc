/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-retry"

#include "crm-retry.h"
#include "crm-error.h"

#define FIRST_DELAY_MS 200

static gboolean
is_worth_repeating (const GError *error)
{
  /* An answer cut short looks like a bad one (SEC-28), so a bad one gets another chance. */
  return crm_error_is_transient (error) || g_error_matches (error, CRM_ERROR, CRM_ERROR_BAD_RESPONSE);
}

gint64
crm_retry_delay (const GError *error, guint tries, gint64 retry_after_ms, gint64 remaining_ms, double jitter)
{
  gint64 step, delay;

  if (tries >= CRM_RETRY_MAX_TRIES || !is_worth_repeating (error))
    return CRM_RETRY_GIVE_UP;

  step = (gint64) FIRST_DELAY_MS << (tries - 1);
  delay = (gint64) ((double) step * (0.5 + jitter / 2));
  if (retry_after_ms >= 0)
    delay += retry_after_ms;

  return delay < remaining_ms ? delay : CRM_RETRY_GIVE_UP;
}
