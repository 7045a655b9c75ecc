/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-services.h"

G_BEGIN_DECLS

/**
 * BilikdDelivery: brings the outbox of the CRM to Omnichannel: at least once, the
 * news of one record in their order, again and again with growing pauses where it
 * does not answer (REL-11).
 */
typedef struct _BilikdDelivery BilikdDelivery;

BilikdDelivery *bilikd_delivery_new (BilikdServices *services);

/* After the store is closed and its last callback has come; waits for the request that is on its way. */
void bilikd_delivery_free (BilikdDelivery *self);

G_END_DECLS
