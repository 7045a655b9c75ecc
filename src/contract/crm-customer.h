/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-json.h"
#include "crm-types.h"

G_BEGIN_DECLS

/**
 * CrmCustomer: a CDP lead or contact. Immutable once decoded, so that it may be
 * handed between threads.
 */
#define CRM_TYPE_CUSTOMER (crm_customer_get_type ())
G_DECLARE_FINAL_TYPE (CrmCustomer, crm_customer, CRM, CUSTOMER, GObject)

/* All getters borrow. Optional texts are NULL when the backend has none. */
const char *crm_customer_get_id (CrmCustomer *self); /* contact_id: the identity */
CrmIdentityKind crm_customer_get_identity_kind (CrmCustomer *self);
const char *crm_customer_get_name (CrmCustomer *self);
const char *crm_customer_get_phone (CrmCustomer *self);
const char *crm_customer_get_email (CrmCustomer *self);
const char *crm_customer_get_company (CrmCustomer *self);
const char *crm_customer_get_city (CrmCustomer *self);
const char *crm_customer_get_channel (CrmCustomer *self);         /* "whatsapp", "email", … */
const char *crm_customer_get_account_uniq_id (CrmCustomer *self); /* the channel's id of the customer */
gint64 crm_customer_get_created_at (CrmCustomer *self);           /* ms since 1970 */
gint64 crm_customer_get_updated_at (CrmCustomer *self);
guint crm_customer_get_n_tickets (CrmCustomer *self);
gboolean crm_customer_get_can_update (CrmCustomer *self); /* permission.update (MTCK-S05) */

/* Returns: (transfer full) (nullable): NULL once an error has stuck in @reader */
CrmCustomer *crm_customer_decode (CrmJsonReader *reader);

/* What the encoder of the backend fills; the same fields in the same order as on the wire. */
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
  gint64 created_at;
  gint64 updated_at;
  guint n_tickets;
  gboolean can_update;
} CrmCustomerFields;

void crm_customer_encode (const CrmCustomerFields *fields, CrmJsonWriter *writer, const char *member);

G_END_DECLS
