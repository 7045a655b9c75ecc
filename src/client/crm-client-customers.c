/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-client"

#include "crm-client-private.h"

#define TICKETS_PER_PAGE 50

CRM_DEFINE_PAGE_DECODE (customers_decode, crm_customer_decode)

CRM_DEFINE_PAGE_DECODE (tickets_decode, crm_ticket_decode)

void
crm_client_list_customers (CrmClient *self,
                           const char *query,
                           guint64 offset,
                           guint limit,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  CrmRequest *request = crm_request_new (CRM_ENDPOINT_LEADS_LIST);

  g_return_if_fail (CRM_IS_CLIENT (self));

  crm_request_add_query (request, "query", query);
  crm_request_add_query_number (request, "offset", offset);
  crm_request_add_query_number (request, "limit", limit);
  crm_client_call_page (self, request, customers_decode, cancellable, callback, user_data);
}

CrmPage *
crm_client_list_customers_finish (CrmClient *self, GAsyncResult *result, GError **error)
{
  return crm_client_call_finish (self, result, error);
}

void
crm_client_load_customer (CrmClient *self,
                          const char *contact_id,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail (CRM_IS_CLIENT (self));

  crm_client_call (self, crm_request_new (CRM_ENDPOINT_LEADS_GET, contact_id),
                   (CrmDecode) crm_customer_decode, g_object_unref, cancellable, callback, user_data);
}

CrmCustomer *
crm_client_load_customer_finish (CrmClient *self, GAsyncResult *result, GError **error)
{
  return crm_client_call_finish (self, result, error);
}

/* --- tickets of a customer ---------------------------------------------------------------------- */

void
crm_client_list_customer_tickets (CrmClient *self,
                                  const char *contact_id,
                                  const char *status,
                                  const char *query,
                                  const char *cursor,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  CrmRequest *request = crm_request_new (CRM_ENDPOINT_LEAD_TICKETS_LIST, contact_id);

  g_return_if_fail (CRM_IS_CLIENT (self));

  crm_request_add_query (request, "status", status);
  crm_request_add_query (request, "query", query);
  crm_request_add_query_number (request, "limit", TICKETS_PER_PAGE);
  crm_request_add_query (request, "cursor", cursor);
  crm_client_call_page (self, request, tickets_decode, cancellable, callback, user_data);
}

CrmPage *
crm_client_list_customer_tickets_finish (CrmClient *self, GAsyncResult *result, GError **error)
{
  return crm_client_call_finish (self, result, error);
}

typedef struct
{
  CrmTicket *ticket;
  gboolean was_associated;
} Association;

static void
association_free (Association *self)
{
  g_clear_object (&self->ticket);
  g_free (self);
}

static gpointer
association_decode (CrmJsonReader *reader)
{
  Association *self = g_new0 (Association, 1);

  crm_json_reader_enter (reader, "ticket");
  self->ticket = crm_ticket_decode (reader);
  crm_json_reader_leave (reader);
  self->was_associated = crm_json_reader_opt_bool (reader, "was_associated", FALSE);
  return self;
}

void
crm_client_associate_ticket (CrmClient *self,
                             const char *contact_id,
                             const char *ticket_id,
                             const char *idempotency_key,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  CrmRequest *request = crm_request_new (CRM_ENDPOINT_LEAD_TICKETS_ADD, contact_id, ticket_id);

  g_return_if_fail (CRM_IS_CLIENT (self));

  crm_request_set_idempotency_key (request, idempotency_key);
  crm_client_call (self, request, association_decode, (GDestroyNotify) association_free, cancellable,
                   callback, user_data);
}

CrmTicket *
crm_client_associate_ticket_finish (CrmClient *self,
                                    GAsyncResult *result,
                                    gboolean *out_was_associated,
                                    GError **error)
{
  Association *association = crm_client_call_finish (self, result, error);
  CrmTicket *ticket;

  if (association == NULL)
    return NULL;

  ticket = g_steal_pointer (&association->ticket);
  if (out_was_associated != NULL)
    *out_was_associated = association->was_associated;
  association_free (association);
  return ticket;
}

void
crm_client_dissociate_ticket (CrmClient *self,
                              const char *contact_id,
                              const char *ticket_id,
                              const char *idempotency_key,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  CrmRequest *request = crm_request_new (CRM_ENDPOINT_LEAD_TICKETS_REMOVE, contact_id, ticket_id);

  g_return_if_fail (CRM_IS_CLIENT (self));

  crm_request_set_idempotency_key (request, idempotency_key);
  crm_client_call (self, request, NULL, NULL, cancellable, callback, user_data);
}

gboolean
crm_client_dissociate_ticket_finish (CrmClient *self, GAsyncResult *result, GError **error)
{
  return crm_client_call_finish_empty (self, result, error);
}
