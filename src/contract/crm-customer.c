/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-contract"

#include "crm-customer.h"
#include "crm-identity.h"

struct _CrmCustomer
{
  GObject parent_instance;

  char *id;
  CrmIdentityKind identity_kind;
  char *name;
  char *phone;
  char *email;
  char *company;
  char *city;
  char *channel;
  char *account_uniq_id;
  gint64 created_at;
  gint64 updated_at;
  guint n_tickets;
  gboolean can_update;
};

G_DEFINE_FINAL_TYPE (CrmCustomer, crm_customer, G_TYPE_OBJECT)

static void
crm_customer_finalize (GObject *object)
{
  CrmCustomer *self = CRM_CUSTOMER (object);

  g_free (self->id);
  g_free (self->name);
  g_free (self->phone);
  g_free (self->email);
  g_free (self->company);
  g_free (self->city);
  g_free (self->channel);
  g_free (self->account_uniq_id);

  G_OBJECT_CLASS (crm_customer_parent_class)->finalize (object);
}

static void
crm_customer_class_init (CrmCustomerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = crm_customer_finalize;
}

static void
crm_customer_init (CrmCustomer *self)
{
}

/* The kind follows from the id; a word beside it that says otherwise means the two are mixed up. */
static void
decode_identity (CrmCustomer *self, CrmJsonReader *reader)
{
  const char *word = crm_json_reader_get_string (reader, "identity");
  CrmIdentityKind claimed;

  self->id = g_strdup (crm_json_reader_get_id (reader, "contact_id"));
  if (crm_json_reader_has_failed (reader))
    return;
  if (!crm_identity_parse (self->id, &self->identity_kind))
    crm_json_reader_fail (reader, "contact_id", "not a customer's identity");
  else if (!crm_identity_kind_from_wire (word, &claimed) || claimed != self->identity_kind)
    crm_json_reader_fail (reader, "identity", "does not fit contact_id");
}

CrmCustomer *
crm_customer_decode (CrmJsonReader *reader)
{
  g_autoptr (CrmCustomer) self = g_object_new (CRM_TYPE_CUSTOMER, NULL);

  decode_identity (self, reader);
  self->name = g_strdup (crm_json_reader_get_string (reader, "name"));
  self->phone = g_strdup (crm_json_reader_opt_string (reader, "phone", NULL));
  self->email = g_strdup (crm_json_reader_opt_string (reader, "email", NULL));
  self->company = g_strdup (crm_json_reader_opt_string (reader, "company", NULL));
  self->city = g_strdup (crm_json_reader_opt_string (reader, "city", NULL));
  self->channel = g_strdup (crm_json_reader_opt_string (reader, "channel", NULL));
  self->account_uniq_id = g_strdup (crm_json_reader_opt_string (reader, "account_uniq_id", NULL));
  self->created_at = crm_json_reader_opt_time (reader, "created_at", 0);
  self->updated_at = crm_json_reader_opt_time (reader, "updated_at", 0);
  self->n_tickets = (guint) CLAMP (crm_json_reader_opt_int (reader, "n_tickets", 0), 0, G_MAXINT);
  if (crm_json_reader_try_enter (reader, "permission"))
    {
      self->can_update = crm_json_reader_opt_bool (reader, "update", FALSE);
      crm_json_reader_leave (reader);
    }
  return crm_json_reader_has_failed (reader) ? NULL : g_steal_pointer (&self);
}

void
crm_customer_encode (const CrmCustomerFields *fields, CrmJsonWriter *writer, const char *member)
{
  CrmIdentityKind kind = CRM_IDENTITY_CRM;

  crm_identity_parse (fields->contact_id, &kind);

  crm_json_writer_begin_object (writer, member);
  crm_json_writer_string (writer, "contact_id", fields->contact_id);
  crm_json_writer_string (writer, "identity", crm_identity_kind_to_wire (kind));
  crm_json_writer_string (writer, "name", fields->name);
  crm_json_writer_string (writer, "phone", fields->phone);
  crm_json_writer_string (writer, "email", fields->email);
  crm_json_writer_string (writer, "company", fields->company);
  crm_json_writer_string (writer, "city", fields->city);
  crm_json_writer_string (writer, "channel", fields->channel);
  crm_json_writer_string (writer, "account_uniq_id", fields->account_uniq_id);
  crm_json_writer_time (writer, "created_at", fields->created_at);
  crm_json_writer_time (writer, "updated_at", fields->updated_at);
  crm_json_writer_int (writer, "n_tickets", fields->n_tickets);
  crm_json_writer_begin_object (writer, "permission");
  crm_json_writer_bool (writer, "update", fields->can_update);
  crm_json_writer_end_object (writer);
  crm_json_writer_end_object (writer);
}

const char *
crm_customer_get_id (CrmCustomer *self)
{
  return self->id;
}

CrmIdentityKind
crm_customer_get_identity_kind (CrmCustomer *self)
{
  return self->identity_kind;
}

const char *
crm_customer_get_name (CrmCustomer *self)
{
  return self->name;
}

const char *
crm_customer_get_phone (CrmCustomer *self)
{
  return self->phone;
}

const char *
crm_customer_get_email (CrmCustomer *self)
{
  return self->email;
}

const char *
crm_customer_get_company (CrmCustomer *self)
{
  return self->company;
}

const char *
crm_customer_get_city (CrmCustomer *self)
{
  return self->city;
}

const char *
crm_customer_get_channel (CrmCustomer *self)
{
  return self->channel;
}

const char *
crm_customer_get_account_uniq_id (CrmCustomer *self)
{
  return self->account_uniq_id;
}

gint64
crm_customer_get_created_at (CrmCustomer *self)
{
  return self->created_at;
}

gint64
crm_customer_get_updated_at (CrmCustomer *self)
{
  return self->updated_at;
}

guint
crm_customer_get_n_tickets (CrmCustomer *self)
{
  return self->n_tickets;
}

gboolean
crm_customer_get_can_update (CrmCustomer *self)
{
  return self->can_update;
}
