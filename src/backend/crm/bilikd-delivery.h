/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-services.h"

G_BEGIN_DECLS

/**
 * BilikdDelivery: brings the outbox of the CRM to Omnichannel: at least once, the
 * news of one record in their order. Where Omnichannel is down everything waits,
 * and it is asked again after growing pauses; where it can't take one record now,
 * that record waits alone (REL-11).
 */
/* BilikdDelivery is declared in bilikd-services.h. */

/**
 * bilikd_delivery_get_pause:
 * @n_in_vain: how many tries there were before this one
 * @jitter: a random number of 0…1
 *
 * Doubles up to %BILIKD_OUTBOX_MAX_PAUSE; the jitter takes up to a half of it, so that
 * what failed together does not come back together.
 *
 * Returns: milliseconds until the next try
 */
gint64 bilikd_delivery_get_pause (guint n_in_vain, double jitter);

BilikdDelivery *bilikd_delivery_new (BilikdServices *services);

/* There may be something new to bring; it is looked for at once, and every second anyway. */
void bilikd_delivery_wake (BilikdDelivery *self);

/* After the store is closed and its last callback has come; waits for the request that is on its way. */
void bilikd_delivery_free (BilikdDelivery *self);

G_END_DECLS
