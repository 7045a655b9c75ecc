/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  FAULT_NONE,
  FAULT_DROP_BEFORE, /* closed, the request never arrives */
  FAULT_DROP_AFTER,  /* the request is served, the connection closed without its answer */
  FAULT_RESET_AFTER, /* likewise, with a reset */
  FAULT_500,
  FAULT_502,
  FAULT_503,
  FAULT_500_AFTER, /* served; the answer is a 500 all the same */
  FAULT_TRUNCATED,
  FAULT_INVALID_JSON,
  N_FAULTS,
  FAULT_429, /* asks for two seconds */
  FAULT_403, /* as if the permission had just been taken away */
} Fault;

/**
 * FaultProxy: stands between a client and a real server on loopback and spoils what a script says. In threads of its own.
 */
typedef struct _FaultProxy FaultProxy;

FaultProxy *fault_proxy_new (const char *upstream_url);
void fault_proxy_free (FaultProxy *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FaultProxy, fault_proxy_free)

const char *fault_proxy_get_url (FaultProxy *self);
/* The next request suffers @fault, and so on in the order given. */
void fault_proxy_add (FaultProxy *self, Fault fault);
/* The next @n requests suffer something, drawn from @seed, NONE among it. */
void fault_proxy_add_random (FaultProxy *self, guint32 seed, guint n);
/* While cut, every connection is refused. */
void fault_proxy_set_cut (FaultProxy *self, gboolean is_cut);
/* How many faults of the script are still to come. */
guint fault_proxy_count_left (FaultProxy *self);

G_END_DECLS
