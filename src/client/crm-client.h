/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "crm-customer.h"
#include "crm-layout.h"
#include "crm-message.h"
#include "crm-panel.h"
#include "crm-pipeline.h"
#include "crm-profile.h"
#include "crm-record-detail.h"
#include "crm-room-search.h"
#include "crm-ticket.h"

G_BEGIN_DECLS

/**
 * CrmClient: a function per endpoint. Sending, deadlines, retries of what is
 * safe, token refresh and the mapping of errors live in #CrmHttp below it;
 * decoding runs on a worker thread. Errors are of %CRM_ERROR.
 */
#define CRM_TYPE_CLIENT (crm_client_get_type ())
G_DECLARE_FINAL_TYPE (CrmClient, crm_client, CRM, CLIENT, GObject)

/* @base_url: "https://crm.example.com" or, on loopback only, "http://127.0.0.1:8480" (SEC-16). */
CrmClient *crm_client_new (const char *base_url, GError **error);
const char *crm_client_get_base_url (CrmClient *self);

/* Milliseconds for which the server, by its latest Retry-After, still wants to be left alone; 0: it does not. For who tries
 * again later than one call lasts (REL-07). */
guint crm_client_get_retry_after (CrmClient *self);

/* One page of a list: `items` hold CrmCustomer, CrmTicket, CrmRoom or CrmMessage objects. */
typedef struct
{
  GPtrArray *items;
  guint64 total;
  gboolean total_is_exact;
  char *next_cursor;
} CrmPage;
void crm_page_free (CrmPage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmPage, crm_page_free)

#define CRM_CALLBACK GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data

/* Session. The client keeps the token pair in memory and refreshes it by itself; signal "tokens-changed" tells
 * the owner to store the refresh token, "session-ended" that it is over and the agent has to sign in again. */
void crm_client_sign_in (CrmClient *self, const char *email, const char *password, CRM_CALLBACK);
gboolean crm_client_sign_in_finish (CrmClient *self, GAsyncResult *result, GError **error);
void crm_client_resume (CrmClient *self, const char *refresh_token, CRM_CALLBACK);
gboolean crm_client_resume_finish (CrmClient *self, GAsyncResult *result, GError **error);
const char *crm_client_get_refresh_token (CrmClient *self);
void crm_client_sign_out (CrmClient *self, CRM_CALLBACK);
gboolean crm_client_sign_out_finish (CrmClient *self, GAsyncResult *result, GError **error);
void crm_client_load_profile (CrmClient *self, CRM_CALLBACK);
CrmProfile *crm_client_load_profile_finish (CrmClient *self, GAsyncResult *result, GError **error);
/* Returns the token as a string and its life in seconds; it is never kept, logged or put into a URL (SEC-20). */
void crm_client_create_embed_token (CrmClient *self, CRM_CALLBACK);
char *crm_client_create_embed_token_finish (CrmClient *self,
                                            GAsyncResult *result,
                                            guint *out_expires_in,
                                            GError **error);

/* Customers. @offset jumps, @query may be NULL. */
void
crm_client_list_customers (CrmClient *self, const char *query, guint64 offset, guint limit, CRM_CALLBACK);
CrmPage *crm_client_list_customers_finish (CrmClient *self, GAsyncResult *result, GError **error);
void crm_client_load_customer (CrmClient *self, const char *contact_id, CRM_CALLBACK);
CrmCustomer *crm_client_load_customer_finish (CrmClient *self, GAsyncResult *result, GError **error);

/* Tickets of a customer. @status: wire word or NULL. */
void crm_client_list_customer_tickets (CrmClient *self,
                                       const char *contact_id,
                                       const char *status,
                                       const char *query,
                                       const char *cursor,
                                       CRM_CALLBACK);
CrmPage *crm_client_list_customer_tickets_finish (CrmClient *self, GAsyncResult *result, GError **error);
/* @idempotency_key: made by the caller once per intent, so that a retry is the same intent. */
void crm_client_associate_ticket (CrmClient *self,
                                  const char *contact_id,
                                  const char *ticket_id,
                                  const char *idempotency_key,
                                  CRM_CALLBACK);
/* @out_was_associated: (out) (optional): it was linked before, so that an undo must leave it alone */
CrmTicket *crm_client_associate_ticket_finish (CrmClient *self,
                                               GAsyncResult *result,
                                               gboolean *out_was_associated,
                                               GError **error);
void crm_client_dissociate_ticket (CrmClient *self,
                                   const char *contact_id,
                                   const char *ticket_id,
                                   const char *idempotency_key,
                                   CRM_CALLBACK);
gboolean crm_client_dissociate_ticket_finish (CrmClient *self, GAsyncResult *result, GError **error);

/* CRM tickets. */
void crm_client_search_tickets (CrmClient *self,
                                const char *query,
                                const char *mark_customer_id,
                                const char *cursor,
                                CRM_CALLBACK);
CrmPage *crm_client_search_tickets_finish (CrmClient *self, GAsyncResult *result, GError **error);
void crm_client_load_ticket (CrmClient *self, const char *ticket_id, CRM_CALLBACK);
CrmTicket *crm_client_load_ticket_finish (CrmClient *self, GAsyncResult *result, GError **error);
void crm_client_load_pipelines (CrmClient *self, CRM_CALLBACK);
GPtrArray *crm_client_load_pipelines_finish (CrmClient *self, GAsyncResult *result, GError **error);
void crm_client_load_layout (CrmClient *self, const char *pipeline_id, CRM_CALLBACK);
CrmLayout *crm_client_load_layout_finish (CrmClient *self, GAsyncResult *result, GError **error);

/* The native create. @request_json is sent to the letter on every try, with the same key (MTCK-S03). */
void crm_client_create_ticket (CrmClient *self,
                               const char *request_json,
                               const char *idempotency_key,
                               CRM_CALLBACK);
/* @is_uncertain: (out): whether an earlier try may have created it, so that not even a refusal says that nothing exists */
CrmTicket *crm_client_create_ticket_finish (CrmClient *self,
                                            GAsyncResult *result,
                                            gboolean *is_uncertain,
                                            GError **error);

/* PUT of `qontak_customer_ids`: @customer_ids is the union of what the ticket has and who is to be linked; a @revision
 * that is no longer the ticket's is %CRM_ERROR_STALE_REVISION. */
void crm_client_set_ticket_customers (CrmClient *self,
                                      const char *ticket_id,
                                      const char *const *customer_ids,
                                      gint64 revision,
                                      const char *idempotency_key,
                                      CRM_CALLBACK);
CrmTicket *crm_client_set_ticket_customers_finish (CrmClient *self, GAsyncResult *result, GError **error);

/* Deals by the words of name, number and contact; newest first. @query and @cursor may be NULL. */
void crm_client_search_deals (CrmClient *self, const char *query, const char *cursor, CRM_CALLBACK);
CrmPage *crm_client_search_deals_finish (CrmClient *self, GAsyncResult *result, GError **error);

/* Deals and tickets of a room, and each of them by itself. */
void crm_client_load_room_records (CrmClient *self, const char *room_id, CRM_CALLBACK);
CrmPanel *crm_client_load_room_records_finish (CrmClient *self, GAsyncResult *result, GError **error);
void crm_client_load_record (CrmClient *self, CrmRecordObject object, const char *id, CRM_CALLBACK);
CrmRecordDetail *crm_client_load_record_finish (CrmClient *self, GAsyncResult *result, GError **error);
/* A page of #CrmTimelineEntry objects, newest first. */
void crm_client_load_timeline (CrmClient *self,
                               CrmRecordObject object,
                               const char *id,
                               const char *cursor,
                               CRM_CALLBACK);
CrmPage *crm_client_load_timeline_finish (CrmClient *self, GAsyncResult *result, GError **error);
void crm_client_load_deal_pipelines (CrmClient *self, CRM_CALLBACK);
GPtrArray *crm_client_load_deal_pipelines_finish (CrmClient *self, GAsyncResult *result, GError **error);

/* Made by a person in a room: one that has its record already is %CRM_ERROR_ALREADY_EXISTS (CDTC-NEG-02).
 * @contact_id: (nullable) */
void crm_client_create_record (CrmClient *self,
                               CrmRecordObject object,
                               const char *name,
                               const char *room_id,
                               const char *contact_id,
                               const char *idempotency_key,
                               CRM_CALLBACK);
CrmRecordDetail *crm_client_create_record_finish (CrmClient *self, GAsyncResult *result, GError **error);

/* What is %NULL stays. A @revision that is no longer the record's is %CRM_ERROR_STALE_REVISION.
 * @status: wire word; @priority: wire word, of tickets alone */
typedef struct
{
  const char *name;
  const char *stage_id;
  const char *status;
  const char *priority;
} CrmRecordChanges;
void crm_client_update_record (CrmClient *self,
                               CrmRecordObject object,
                               const char *id,
                               const CrmRecordChanges *changes,
                               gint64 revision,
                               const char *idempotency_key,
                               CRM_CALLBACK);
CrmRecordDetail *crm_client_update_record_finish (CrmClient *self, GAsyncResult *result, GError **error);

/* Conversations, the latest first. @search: (nullable): all. Of what is listed here the event stream tells the rest. */
void crm_client_list_rooms (CrmClient *self,
                            const CrmRoomSearch *search,
                            const char *cursor,
                            guint limit,
                            CRM_CALLBACK);
CrmPage *crm_client_list_rooms_finish (CrmClient *self, GAsyncResult *result, GError **error);
void crm_client_load_room (CrmClient *self, const char *room_id, CRM_CALLBACK);
CrmRoom *crm_client_load_room_finish (CrmClient *self, GAsyncResult *result, GError **error);
/* @message_id: (nullable): the last message that was seen; what came after it stays unread. %NULL: the room is to be looked
 * at again. Both may be said twice. */
void crm_client_mark_room (CrmClient *self, const char *room_id, const char *message_id, CRM_CALLBACK);
gboolean crm_client_mark_room_finish (CrmClient *self, GAsyncResult *result, GError **error);
/* The newest message comes first; @cursor goes on to older ones. */
void crm_client_list_messages (CrmClient *self,
                               const char *room_id,
                               const char *cursor,
                               guint limit,
                               CRM_CALLBACK);
CrmPage *crm_client_list_messages_finish (CrmClient *self, GAsyncResult *result, GError **error);
/* @idempotency_key: made by the caller once per message, so that a retry says nothing twice */
void crm_client_send_message (CrmClient *self,
                              const char *room_id,
                              const char *text,
                              const char *idempotency_key,
                              CRM_CALLBACK);
CrmMessage *crm_client_send_message_finish (CrmClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
