/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-services.h"

G_BEGIN_DECLS

/* What the daemon does by itself, now and then: forget what is over, look at the outbox. */
typedef struct _BilikdUpkeep BilikdUpkeep;

BilikdUpkeep *bilikd_upkeep_new (BilikdServices *services);
void bilikd_upkeep_free (BilikdUpkeep *self);

G_END_DECLS
