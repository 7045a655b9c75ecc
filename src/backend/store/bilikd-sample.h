/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-store.h"

G_BEGIN_DECLS

#define BILIKD_SAMPLE_CUSTOMERS 2000
#define BILIKD_SAMPLE_TICKETS   6000

/* How far it has come; called now and then. */
typedef void (*BilikdSampleProgress) (guint n_done, guint n_all, gpointer data);

typedef struct
{
  const char *password_hash; /* of every sample sign-in */
  guint n_customers;         /* 0: %BILIKD_SAMPLE_CUSTOMERS */
  guint n_tickets;           /* 0: %BILIKD_SAMPLE_TICKETS */
  gint64 now;                /* ms since 1970: the day the desk is shown on */
  BilikdSampleProgress progress;
  gpointer progress_data;
} BilikdSampleOptions;

/**
 * bilikd_sample_create:
 * @db: a connection of one's own, outside a transaction
 *
 * Makes a support desk to look at: the organisations, forms and agents of
 * data/sample/organizations.json with customers and tickets from
 * data/sample/words.json. The same @options give the same desk.
 *
 * Returns: %FALSE with %CRM_ERROR_ALREADY_EXISTS if the database has an organisation
 */
gboolean bilikd_sample_create (BilikdDb *db, const BilikdSampleOptions *options, GError **error);

/**
 * bilikd_sample_add_organization:
 *
 * An organisation without customers, with the support pipeline of the sample to
 * begin with and its features on. Inside the caller's transaction.
 *
 * Returns: the new row, or 0
 */
gint64 bilikd_sample_add_organization (BilikdDb *db, const char *name, gint64 now, GError **error);

G_END_DECLS
