/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-sample.h"

G_BEGIN_DECLS

/**
 * bilikd_sample_data_fill:
 * @database: path; made if absent
 * @password: (nullable): for every sample sign-in; %NULL: a random one
 * @options: what else is wanted; its password_hash is filled here
 *
 * Fills an empty database with the sample desk and keeps the password in
 * `sample-password` beside it (0600). A database that was filled before stays as
 * it is.
 *
 * Returns: (transfer full) (nullable): the password of its sample sign-ins, or
 *   %NULL with an error
 */
char *bilikd_sample_data_fill (const char *database,
                               const char *password,
                               const BilikdSampleOptions *options,
                               GError **error);

/* Returns: (transfer full) (nullable): the password kept beside @database */
char *bilikd_sample_data_read_password (const char *database, GError **error);

G_END_DECLS
