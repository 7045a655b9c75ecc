/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <microhttpd.h>

G_BEGIN_DECLS

/* Drives a daemon without internal threads from the main context: its epoll descriptor is one source. */
GSource *bilikd_loop_attach (struct MHD_Daemon *daemon);

/* MHD_resume_connection() does not wake the loop by itself; this does, at the next turn. */
void bilikd_loop_wake (GSource *source);

G_END_DECLS
