/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-http"

#include "crm-http.h"
#include <libsoup/soup.h>
#include "bilik-config.h"
#include "crm-error.h"
#include "crm-origin.h"

#define CHUNK_SIZE      (64 * 1024)
#define MAX_CONNECTIONS 6 /* the usual number of browsers */

struct _CrmHttp
{
  GObject parent_instance;

  char *base_url;
  SoupSession *session;
};

G_DEFINE_FINAL_TYPE (CrmHttp, crm_http, G_TYPE_OBJECT)

/* --- one exchange ----------------------------------------------------------------------------- */

typedef struct
{
  SoupMessage *message;
  GInputStream *stream;
  GByteArray *body;
  GCancellable *abort; /* by the caller's cancellable or by the deadline */
  guint deadline;
  gboolean is_late;
} Exchange;

static void on_response_headers (GObject *source, GAsyncResult *result, gpointer user_data);
static void read_next_chunk (GTask *task);
static void on_chunk (GObject *source, GAsyncResult *result, gpointer user_data);

static void
exchange_free (Exchange *self)
{
  g_clear_handle_id (&self->deadline, g_source_remove);
  g_clear_object (&self->abort);
  g_clear_object (&self->stream);
  g_clear_object (&self->message);
  g_clear_pointer (&self->body, g_byte_array_unref);
  g_free (self);
}

static gboolean
on_deadline (gpointer user_data)
{
  Exchange *self = user_data;

  self->deadline = 0;
  self->is_late = TRUE;
  g_cancellable_cancel (self->abort);
  return G_SOURCE_REMOVE;
}

static CrmErrorCode
classify (const GError *error)
{
  if (error->domain == G_TLS_ERROR)
    return g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_EOF) ? CRM_ERROR_OFFLINE : CRM_ERROR_TLS;
  if (error->domain == SOUP_SESSION_ERROR || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA))
    return CRM_ERROR_BAD_RESPONSE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return CRM_ERROR_TIMED_OUT;
  return CRM_ERROR_OFFLINE;
}

/* @error: (transfer full) */
static void
return_failure (GTask *task, GError *error)
{
  Exchange *self = g_task_get_task_data (task);
  g_autoptr (GError) cause = error;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (self->is_late)
    g_task_return_new_error (task, CRM_ERROR, CRM_ERROR_TIMED_OUT, "no complete answer in time");
  else
    g_task_return_new_error (task, CRM_ERROR, classify (cause), "%s", cause->message);
}

static gint64
read_retry_after (SoupMessageHeaders *headers)
{
  const char *value = soup_message_headers_get_one (headers, "Retry-After");
  g_autoptr (GDateTime) date = NULL;
  guint64 seconds = 0;

  if (value == NULL)
    return -1;
  if (g_ascii_string_to_unsigned (value, 10, 0, G_MAXINT32, &seconds, NULL))
    return (gint64) seconds * 1000;
  date = soup_date_time_new_from_http_string (value);
  return date != NULL ? MAX (0, g_date_time_to_unix (date) * 1000 - g_get_real_time () / 1000) : -1;
}

static void
return_reply (GTask *task)
{
  Exchange *self = g_task_get_task_data (task);
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);
  const char *type = soup_message_headers_get_content_type (headers, NULL);
  CrmReply *reply = g_new0 (CrmReply, 1);

  reply->status = soup_message_get_status (self->message);
  reply->content_type = type != NULL ? g_ascii_strdown (type, -1) : NULL;
  reply->retry_after_ms = read_retry_after (headers);
  reply->body = g_byte_array_free_to_bytes (g_steal_pointer (&self->body));
  g_task_return_pointer (task, reply, (GDestroyNotify) crm_reply_free);
}

static void
on_response_headers (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Exchange *self = g_task_get_task_data (task);
  GError *error = NULL;

  self->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (self->stream == NULL)
    return_failure (task, error);
  else
    read_next_chunk (task);
}

static void
read_next_chunk (GTask *task)
{
  Exchange *self = g_task_get_task_data (task);

  g_input_stream_read_bytes_async (self->stream, CHUNK_SIZE, G_PRIORITY_DEFAULT, self->abort, on_chunk,
                                   g_object_ref (task));
}

static void
on_chunk (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GBytes) chunk = NULL;
  Exchange *self = g_task_get_task_data (task);
  GError *error = NULL;

  chunk = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  if (chunk == NULL)
    return_failure (task, error);
  else if (g_bytes_get_size (chunk) == 0)
    return_reply (task);
  else if (self->body->len + g_bytes_get_size (chunk) > CRM_HTTP_MAX_BODY)
    {
      g_cancellable_cancel (self->abort);
      g_task_return_new_error (task, CRM_ERROR, CRM_ERROR_BAD_RESPONSE, "the answer is larger than %d bytes",
                               CRM_HTTP_MAX_BODY);
    }
  else
    {
      g_byte_array_append (self->body, g_bytes_get_data (chunk, NULL), (guint) g_bytes_get_size (chunk));
      read_next_chunk (task);
    }
}

/* libsoup 3.2 has no API for this: without h2 among the protocols, TLS agrees on HTTP/1. */
static void
on_network_event (SoupMessage *message, GSocketClientEvent event, GIOStream *connection, gpointer user_data)
{
  static const char *const http1_only[] = { "http/1.1", NULL };

  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING && G_IS_TLS_CONNECTION (connection))
    g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (connection), http1_only);
}

static SoupMessage *
build_message (CrmHttp *self, const CrmRequest *request, const char *access_token)
{
  g_autofree char *url = g_strconcat (self->base_url, request->target->str, NULL);
  SoupMessage *message = soup_message_new (request->endpoint->method, url);
  SoupMessageHeaders *headers;

  if (message == NULL)
    return NULL;

  headers = soup_message_get_request_headers (message);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_headers_append (headers, "Accept", "application/json, application/problem+json");
  if (access_token != NULL)
    {
      g_autofree char *bearer = g_strconcat ("Bearer ", access_token, NULL);
      soup_message_headers_append (headers, "Authorization", bearer);
    }
  if (request->idempotency_key != NULL)
    soup_message_headers_append (headers, "Idempotency-Key", request->idempotency_key);
  if (request->if_match > 0)
    {
      g_autofree char *revision = g_strdup_printf ("\"%" G_GINT64_FORMAT "\"", request->if_match);

      soup_message_headers_append (headers, "If-Match", revision);
    }
  if (request->body != NULL)
    soup_message_set_request_body_from_bytes (message, "application/json", request->body);
  g_signal_connect (message, "network-event", G_CALLBACK (on_network_event), NULL);
  return message;
}

/* --- upgrade ------------------------------------------------------------------------------------ */

static void
on_upgraded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Exchange *self = g_task_get_task_data (task);
  GError *error = NULL;
  SoupWebsocketConnection *connection =
      soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &error);
  guint status = soup_message_get_status (self->message);

  if (connection != NULL)
    {
      g_task_return_pointer (task, connection, g_object_unref);
      return;
    }
  if (status < 400)
    {
      return_failure (task, error);
      return;
    }
  g_error_free (error);
  g_task_return_new_error (task, CRM_ERROR, (int) crm_error_from_wire (status, NULL), "HTTP %u", status);
}

/* --- object ------------------------------------------------------------------------------------- */

static void
crm_http_finalize (GObject *object)
{
  CrmHttp *self = CRM_HTTP (object);

  soup_session_abort (self->session);
  g_clear_object (&self->session);
  g_free (self->base_url);
  G_OBJECT_CLASS (crm_http_parent_class)->finalize (object);
}

static void
crm_http_class_init (CrmHttpClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = crm_http_finalize;
}

static void
crm_http_init (CrmHttp *self)
{
  self->session = soup_session_new_with_options ("user-agent", "bilik/" BILIK_VERSION, "max-conns-per-host",
                                                 MAX_CONNECTIONS, NULL);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_CONTENT_DECODER);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_AUTH_MANAGER);
}

CrmHttp *
crm_http_new (const char *base_url, GError **error)
{
  g_autofree char *origin = crm_origin_from_url (base_url);
  g_autoptr (GUri) uri = NULL;
  CrmHttp *self;

  if (origin != NULL && crm_origin_is_valid (origin) && g_str_has_prefix (origin, "http"))
    uri = g_uri_parse (base_url, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL ||
      !(*g_uri_get_path (uri) == '\0' || g_str_equal (g_uri_get_path (uri), "/")))
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID,
                           "A server's address is https://HOST; plain http is for this computer only.");
      return NULL;
    }

  self = g_object_new (CRM_TYPE_HTTP, NULL);
  self->base_url = g_steal_pointer (&origin);
  /* Plain http is for loopback only; a proxy of the environment would carry it, and the token, elsewhere. */
  if (g_str_has_prefix (self->base_url, "http:"))
    soup_session_set_proxy_resolver (self->session, NULL);
  return self;
}

const char *
crm_http_get_base_url (CrmHttp *self)
{
  g_return_val_if_fail (CRM_IS_HTTP (self), NULL);

  return self->base_url;
}

void
crm_http_set_tls_database (CrmHttp *self, GTlsDatabase *database)
{
  g_return_if_fail (CRM_IS_HTTP (self));

  soup_session_set_tls_database (self->session, database);
}

/* Returns: (nullable): %NULL where the task has returned already */
static Exchange *
begin_exchange (GTask *task, const CrmRequest *request, const char *access_token, guint timeout_ms)
{
  CrmHttp *self = g_task_get_source_object (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  Exchange *exchange = g_new0 (Exchange, 1);

  exchange->abort = g_cancellable_new ();
  exchange->body = g_byte_array_new ();
  g_task_set_task_data (task, exchange, (GDestroyNotify) exchange_free);

  if (request->target != NULL)
    exchange->message = build_message (self, request, access_token);
  if (exchange->message == NULL)
    {
      g_task_return_new_error (task, CRM_ERROR, CRM_ERROR_NOT_FOUND, "no such thing can exist");
      return NULL;
    }

  exchange->deadline = g_timeout_add (timeout_ms, on_deadline, exchange);
  if (cancellable != NULL)
    g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (g_cancellable_cancel), exchange->abort,
                             G_CONNECT_SWAPPED);
  if (g_cancellable_is_cancelled (cancellable))
    g_cancellable_cancel (exchange->abort);
  return exchange;
}

void
crm_http_send (CrmHttp *self,
               const CrmRequest *request,
               const char *access_token,
               guint timeout_ms,
               GCancellable *cancellable,
               GAsyncReadyCallback callback,
               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Exchange *exchange;

  g_return_if_fail (CRM_IS_HTTP (self));

  exchange = begin_exchange (task, request, access_token, timeout_ms);
  if (exchange != NULL)
    soup_session_send_async (self->session, exchange->message, G_PRIORITY_DEFAULT, exchange->abort,
                             on_response_headers, g_object_ref (task));
}

CrmReply *
crm_http_send_finish (CrmHttp *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
crm_http_upgrade (CrmHttp *self,
                  const CrmRequest *request,
                  const char *access_token,
                  guint timeout_ms,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Exchange *exchange;

  g_return_if_fail (CRM_IS_HTTP (self));

  exchange = begin_exchange (task, request, access_token, timeout_ms);
  if (exchange == NULL)
    return;
  soup_message_disable_feature (exchange->message, SOUP_TYPE_WEBSOCKET_EXTENSION_MANAGER);
  soup_session_websocket_connect_async (self->session, exchange->message, NULL, NULL, G_PRIORITY_DEFAULT,
                                        exchange->abort, on_upgraded, g_object_ref (task));
}

SoupWebsocketConnection *
crm_http_upgrade_finish (CrmHttp *self, GAsyncResult *result, gint64 *out_retry_after_ms, GError **error)
{
  Exchange *exchange;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  exchange = g_task_get_task_data (G_TASK (result));
  *out_retry_after_ms = exchange->message != NULL
                            ? read_retry_after (soup_message_get_response_headers (exchange->message))
                            : -1;
  return g_task_propagate_pointer (G_TASK (result), error);
}
