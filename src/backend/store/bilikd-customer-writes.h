/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-store.h"

G_BEGIN_DECLS

/**
 * BilikdCustomerRecord: a customer to be stored. Texts are NULL where there is
 * nothing; an update leaves those as they are.
 */
typedef struct
{
  const char *contact_id;
  const char *name;
  const char *phone;
  const char *email;
  const char *company;
  const char *city;
  const char *channel;
  const char *account_uniq_id;
  gboolean can_update;
  gboolean crm_known;
  gint64 created_at;
  gint64 updated_at;
} BilikdCustomerRecord;

/* Returns: the new row, or 0 */
gint64 bilikd_customer_insert (BilikdDb *db,
                               gint64 organization_id,
                               const BilikdCustomerRecord *record,
                               GError **error);

/**
 * bilikd_customer_update:
 * @out_changed: (out): whether anything was different
 *
 * Name, phone, e-mail, company, city, channel and account as far as @record has
 * them; never the identity.
 */
gboolean bilikd_customer_update (BilikdDb *db,
                                 gint64 customer_id,
                                 const BilikdCustomerRecord *record,
                                 gboolean *out_changed,
                                 GError **error);

/**
 * bilikd_customer_match:
 * @out_id: (out): the customer that @record means, or 0
 *
 * By identity where @record has one; else by phone number, else by e-mail address,
 * the oldest where several share it.
 */
gboolean bilikd_customer_match (BilikdDb *db,
                                gint64 organization_id,
                                const BilikdCustomerRecord *record,
                                gint64 *out_id,
                                GError **error);

G_END_DECLS
