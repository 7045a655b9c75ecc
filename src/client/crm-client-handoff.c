/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-client"

#include "crm-client-private.h"

/* What a hand-off sends: the native create, and the link by the ticket. */

void
crm_client_create_ticket (CrmClient *self,
                          const char *request_json,
                          const char *idempotency_key,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  CrmRequest *request = crm_request_new (CRM_ENDPOINT_TICKETS_CREATE);

  g_return_if_fail (CRM_IS_CLIENT (self));

  crm_request_set_body (request, g_string_new (request_json));
  crm_request_set_idempotency_key (request, idempotency_key);
  crm_client_call (self, request, (CrmDecode) crm_ticket_decode, g_object_unref, cancellable, callback,
                   user_data);
}

CrmTicket *
crm_client_create_ticket_finish (CrmClient *self,
                                 GAsyncResult *result,
                                 gboolean *is_uncertain,
                                 GError **error)
{
  *is_uncertain = crm_client_call_is_uncertain (result);
  return crm_client_call_finish (self, result, error);
}

static GString *
encode_customers (const char *const *customer_ids)
{
  GString *text = g_string_new (NULL);
  CrmJsonWriter writer;

  crm_json_writer_init (&writer, text);
  crm_json_writer_begin_object (&writer, NULL);
  crm_json_writer_begin_array (&writer, "crm_properties");
  crm_json_writer_begin_object (&writer, NULL);
  crm_json_writer_string (&writer, "name", "qontak_customer_ids");
  crm_json_writer_begin_array (&writer, "value");
  for (guint i = 0; customer_ids[i] != NULL; i++)
    crm_json_writer_string (&writer, NULL, customer_ids[i]);
  crm_json_writer_end_array (&writer);
  crm_json_writer_end_object (&writer);
  crm_json_writer_end_array (&writer);
  crm_json_writer_end_object (&writer);
  return text;
}

void
crm_client_set_ticket_customers (CrmClient *self,
                                 const char *ticket_id,
                                 const char *const *customer_ids,
                                 gint64 revision,
                                 const char *idempotency_key,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  CrmRequest *request = crm_request_new (CRM_ENDPOINT_TICKETS_UPDATE, ticket_id);

  g_return_if_fail (CRM_IS_CLIENT (self));

  crm_request_set_body (request, encode_customers (customer_ids));
  crm_request_set_idempotency_key (request, idempotency_key);
  crm_request_set_if_match (request, revision);
  crm_client_call (self, request, (CrmDecode) crm_ticket_decode, g_object_unref, cancellable, callback,
                   user_data);
}

CrmTicket *
crm_client_set_ticket_customers_finish (CrmClient *self, GAsyncResult *result, GError **error)
{
  return crm_client_call_finish (self, result, error);
}
