/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-services.h"

G_BEGIN_DECLS

/**
 * BilikdHubGuard: asks again and again whether who listens may still do so, and
 * closes the streams of sessions that ended (SEC-19: within 5 s).
 */
typedef struct _BilikdHubGuard BilikdHubGuard;

BilikdHubGuard *bilikd_hub_guard_new (BilikdServices *services);
void bilikd_hub_guard_free (BilikdHubGuard *self);

/* @sockets: id → BilikdHubSocket; borrowed until the hub goes. Each call asks about a third of them. */
void bilikd_hub_guard_check (BilikdHubGuard *self, GHashTable *sockets);

G_END_DECLS
