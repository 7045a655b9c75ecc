/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Both cost tens of milliseconds of processor and some megabytes, on purpose: never on the main loop or the
 * writer thread. */

/* Returns: (transfer full) (nullable): a yescrypt hash with its salt; %NULL if the system has no memory for it */
char *bilikd_password_hash (const char *password);

/* Whether @password is that of @hash. With %NULL it takes as long and answers %FALSE, so that the time of
 * an answer does not tell which addresses have an account. */
gboolean bilikd_password_verify (const char *password, const char *hash);

G_END_DECLS
