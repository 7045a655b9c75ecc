/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  LINK_OPEN,
  LINK_CUT,     /* what was open is closed, nothing new is taken */
  LINK_STALLED, /* nothing is closed and nothing comes through: the other side is half-open */
} LinkState;

/**
 * LinkRelay: the network between a client and a server on loopback: carries bytes, as long as it is told to. It lives on the
 * main context.
 */
typedef struct _LinkRelay LinkRelay;

LinkRelay *link_relay_new (const char *upstream_url);
void link_relay_free (LinkRelay *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LinkRelay, link_relay_free)

const char *link_relay_get_url (LinkRelay *self);
/* What was open while the link was stalled is closed when it opens again. */
void link_relay_set_state (LinkRelay *self, LinkState state);

G_END_DECLS
