/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <microhttpd.h>

G_BEGIN_DECLS

/**
 * BilikdAcceptor: takes connections from the listening socket and hands them to libmicrohttpd.
 *
 * libmicrohttpd's own accepting, once refused a descriptor, pauses until one of its own connections ends; but most
 * descriptors are those of streams and databases. Here whoever comes waits in the backlog and is looked for when a
 * connection ends, and every %BILIKD_ACCEPTOR_PAUSE_MS (REL-18).
 */
typedef struct _BilikdAcceptor BilikdAcceptor;

#define BILIKD_ACCEPTOR_PAUSE_MS 100

/**
 * bilikd_acceptor_new:
 * @fd: a listening descriptor; the acceptor closes it
 * @limit: how many connections @daemon holds at the most
 * @loop: (transfer none): woken when there is a new one
 */
BilikdAcceptor *bilikd_acceptor_new (int fd, struct MHD_Daemon *daemon, guint limit, GSource *loop);
void bilikd_acceptor_free (BilikdAcceptor *self);

/* A place may have become free: looks for who waits without the rest of the pause. */
void bilikd_acceptor_resume (BilikdAcceptor *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BilikdAcceptor, bilikd_acceptor_free)

G_END_DECLS
