/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-client.h"
#include "crm-http.h"
#include "crm-reply.h"
#include "crm-request.h"

G_BEGIN_DECLS

/* What the files of the client share; nobody else includes it, but the tests do. */

struct _CrmClient
{
  GObject parent_instance;

  CrmHttp *http;
  guint exchange_ms;  /* deadline of one try */
  guint call_ms;      /* deadline of all tries together */
  gint64 quiet_until; /* monotonic µs: the server asked to be left alone until then */

  /* The token pair is in memory only (SEC-20). */
  char *access_token;
  char *refresh_token;
  GPtrArray *renewals; /* tasks waiting for the one refresh under way */
};

/* For tests and for servers behind an authority of their own. */
void crm_client_set_deadlines (CrmClient *self, guint exchange_ms, guint call_ms);
void crm_client_set_tls_database (CrmClient *self, GTlsDatabase *database);

/**
 * crm_client_call:
 * @request: (transfer full)
 * @decode: (nullable): runs on a worker thread
 *
 * One call of the API, whole: sends with the access token, renews the token
 * once on a 401, repeats what may be repeated, decodes. Every function of
 * CrmClient is a request, a call and a decoder.
 */
void crm_client_call (CrmClient *self,
                      CrmRequest *request,
                      CrmDecode decode,
                      GDestroyNotify free_value,
                      CRM_CALLBACK);
gpointer crm_client_call_finish (CrmClient *self, GAsyncResult *result, GError **error);
gboolean crm_client_call_finish_empty (CrmClient *self, GAsyncResult *result, GError **error);
/* Returns: whether, however it ended, an earlier try of the call may have been served without its answer reaching us */
gboolean crm_client_call_is_uncertain (GAsyncResult *result);

/**
 * crm_client_renew_access:
 * @spent: (nullable): the access token that was refused
 *
 * However many calls are refused at once, one refresh is sent; a call whose
 * token has been replaced meanwhile continues at once.
 */
void crm_client_renew_access (CrmClient *self, const char *spent, CRM_CALLBACK);
gboolean crm_client_renew_access_finish (CrmClient *self, GAsyncResult *result, GError **error);
void crm_client_forget_tokens (CrmClient *self);

/* An answer said of which place in the stream it is: signal "place-told" tells the stream, which must not begin later. */
void crm_client_tell_place (CrmClient *self, const char *epoch, gint64 seq);

/**
 * CrmPlaced: a value, and of which place in the stream it is.
 *
 * What decodes such an answer ends with crm_placed_new(); its finish function is
 * crm_client_call_finish_placed(), which tells the place and gives the value.
 */
typedef struct _CrmPlaced CrmPlaced;

/* @value: (transfer full) (nullable): NULL once an error has stuck in @reader */
CrmPlaced *crm_placed_new (CrmJsonReader *reader, gpointer value, GDestroyNotify free_value);
void crm_placed_free (CrmPlaced *self);
gpointer crm_client_call_finish_placed (CrmClient *self, GAsyncResult *result, GError **error);

/* Decodes {"items": […], "total", "next_cursor"} with @decode for each item. */
CrmPage *crm_page_decode (CrmJsonReader *reader, CrmDecode decode);

/* Defines the decoder @name of a page, for crm_client_call_page(). */
#define CRM_DEFINE_PAGE_DECODE(name, decode_item)                                                            \
  static gpointer name (CrmJsonReader *reader)                                                               \
  {                                                                                                          \
    return crm_page_decode (reader, (CrmDecode) decode_item);                                                \
  }

/* crm_client_call() for a page: its value is a CrmPage. */
void crm_client_call_page (CrmClient *self, CrmRequest *request, CrmDecode decode, CRM_CALLBACK);
/* Returns: (transfer full) (nullable): of a list that is always one page, its items */
GPtrArray *crm_client_call_finish_items (CrmClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
