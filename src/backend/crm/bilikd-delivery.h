/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-services.h"

G_BEGIN_DECLS

/**
 * BilikdDelivery: brings the outbox of the CRM to Omnichannel: at least once, the
 * news of one record in their order, again and again with growing pauses where it
 * does not answer (REL-11).
 */
/* BilikdDelivery is declared in bilikd-services.h. */

BilikdDelivery *bilikd_delivery_new (BilikdServices *services);

/* There may be something new to bring; it is looked for at once, and every second anyway. */
void bilikd_delivery_wake (BilikdDelivery *self);

/* After the store is closed and its last callback has come; waits for the request that is on its way. */
void bilikd_delivery_free (BilikdDelivery *self);

G_END_DECLS
