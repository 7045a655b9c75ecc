/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-client"

#include "crm-client-private.h"
#include "crm-timeline-entry.h"

/* Deals and tickets as a room has them, and each of them by itself. */

#define ENTRIES_PER_PAGE 50

/* The same endpoint for each kind of record. */
#define ENDPOINT_OF(object, WHAT_DEAL, WHAT_TICKET)                                                          \
  ((object) == CRM_RECORD_DEAL ? CRM_ENDPOINT_##WHAT_DEAL : CRM_ENDPOINT_##WHAT_TICKET)

static gpointer
panel_decode (CrmJsonReader *reader)
{
  return crm_placed_new (reader, crm_panel_decode (reader), (GDestroyNotify) crm_panel_free);
}

void
crm_client_load_room_records (CrmClient *self,
                              const char *room_id,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (CRM_IS_CLIENT (self));

  crm_client_call (self, crm_request_new (CRM_ENDPOINT_ROOM_RECORDS, room_id), panel_decode,
                   (GDestroyNotify) crm_placed_free, cancellable, callback, user_data);
}

CrmPanel *
crm_client_load_room_records_finish (CrmClient *self, GAsyncResult *result, GError **error)
{
  return crm_client_call_finish_placed (self, result, error);
}

/* --- all of them -------------------------------------------------------------------------------- */

CRM_DEFINE_PAGE_DECODE (deals_decode, crm_deal_decode)

void
crm_client_search_deals (CrmClient *self,
                         const char *query,
                         const char *cursor,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  CrmRequest *request = crm_request_new (CRM_ENDPOINT_DEALS_SEARCH);

  g_return_if_fail (CRM_IS_CLIENT (self));

  crm_request_add_query (request, "query", query);
  crm_request_add_query (request, "cursor", cursor);
  crm_client_call_page (self, request, deals_decode, cancellable, callback, user_data);
}

CrmPage *
crm_client_search_deals_finish (CrmClient *self, GAsyncResult *result, GError **error)
{
  return crm_client_call_finish (self, result, error);
}

/* --- one record --------------------------------------------------------------------------------- */

static void
call_for_record (CrmClient *self,
                 CrmRequest *request,
                 GCancellable *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer user_data)
{
  crm_client_call (self, request, (CrmDecode) crm_record_detail_decode,
                   (GDestroyNotify) crm_record_detail_free, cancellable, callback, user_data);
}

void
crm_client_load_record (CrmClient *self,
                        CrmRecordObject object,
                        const char *id,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  CrmEndpointId endpoint = ENDPOINT_OF (object, DEALS_DETAIL, TICKETS_DETAIL);

  g_return_if_fail (CRM_IS_CLIENT (self));

  call_for_record (self, crm_request_new (endpoint, id), cancellable, callback, user_data);
}

CrmRecordDetail *
crm_client_load_record_finish (CrmClient *self, GAsyncResult *result, GError **error)
{
  return crm_client_call_finish (self, result, error);
}

CRM_DEFINE_PAGE_DECODE (timeline_decode, crm_timeline_entry_decode)

void
crm_client_load_timeline (CrmClient *self,
                          CrmRecordObject object,
                          const char *id,
                          const char *cursor,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  CrmEndpointId endpoint = ENDPOINT_OF (object, DEALS_TIMELINE, TICKETS_TIMELINE);
  CrmRequest *request = crm_request_new (endpoint, id);

  g_return_if_fail (CRM_IS_CLIENT (self));

  crm_request_add_query_number (request, "limit", ENTRIES_PER_PAGE);
  crm_request_add_query (request, "cursor", cursor);
  crm_client_call_page (self, request, timeline_decode, cancellable, callback, user_data);
}

CrmPage *
crm_client_load_timeline_finish (CrmClient *self, GAsyncResult *result, GError **error)
{
  return crm_client_call_finish (self, result, error);
}

CRM_DEFINE_PAGE_DECODE (deal_pipelines_decode, crm_pipeline_decode_deals)

void
crm_client_load_deal_pipelines (CrmClient *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_return_if_fail (CRM_IS_CLIENT (self));

  crm_client_call_page (self, crm_request_new (CRM_ENDPOINT_DEALS_PIPELINES), deal_pipelines_decode,
                        cancellable, callback, user_data);
}

GPtrArray *
crm_client_load_deal_pipelines_finish (CrmClient *self, GAsyncResult *result, GError **error)
{
  return crm_client_call_finish_items (self, result, error);
}

/* --- create and update -------------------------------------------------------------------------- */

static void
write_given (CrmJsonWriter *writer, const char *member, const char *value)
{
  if (value != NULL)
    crm_json_writer_string (writer, member, value);
}

void
crm_client_create_record (CrmClient *self,
                          CrmRecordObject object,
                          const char *name,
                          const char *room_id,
                          const char *contact_id,
                          const char *idempotency_key,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  CrmEndpointId endpoint = ENDPOINT_OF (object, API_DEALS_CREATE, API_TICKETS_CREATE);
  CrmRequest *request = crm_request_new (endpoint);
  GString *text = g_string_new (NULL);
  CrmJsonWriter writer;

  g_return_if_fail (CRM_IS_CLIENT (self));

  crm_json_writer_init (&writer, text);
  crm_json_writer_begin_object (&writer, NULL);
  crm_json_writer_string (&writer, "name", name);
  crm_json_writer_string (&writer, "room_id", room_id);
  write_given (&writer, "contact_id", contact_id);
  crm_json_writer_end_object (&writer);
  crm_request_set_body (request, text);
  crm_request_set_idempotency_key (request, idempotency_key);
  call_for_record (self, request, cancellable, callback, user_data);
}

CrmRecordDetail *
crm_client_create_record_finish (CrmClient *self, GAsyncResult *result, GError **error)
{
  return crm_client_call_finish (self, result, error);
}

void
crm_client_update_record (CrmClient *self,
                          CrmRecordObject object,
                          const char *id,
                          const CrmRecordChanges *changes,
                          gint64 revision,
                          const char *idempotency_key,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  CrmEndpointId endpoint = ENDPOINT_OF (object, API_DEALS_UPDATE, API_TICKETS_UPDATE);
  CrmRequest *request = crm_request_new (endpoint, id);
  GString *text = g_string_new (NULL);
  CrmJsonWriter writer;

  g_return_if_fail (CRM_IS_CLIENT (self));

  crm_json_writer_init (&writer, text);
  crm_json_writer_begin_object (&writer, NULL);
  write_given (&writer, "name", changes->name);
  write_given (&writer, "stage_id", changes->stage_id);
  write_given (&writer, "status", changes->status);
  if (object == CRM_RECORD_TICKET)
    write_given (&writer, "priority", changes->priority);
  crm_json_writer_end_object (&writer);
  crm_request_set_body (request, text);
  crm_request_set_idempotency_key (request, idempotency_key);
  crm_request_set_if_match (request, revision);
  call_for_record (self, request, cancellable, callback, user_data);
}

CrmRecordDetail *
crm_client_update_record_finish (CrmClient *self, GAsyncResult *result, GError **error)
{
  return crm_client_call_finish (self, result, error);
}
