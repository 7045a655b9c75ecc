/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-reply.h"
#include "crm-request.h"

G_BEGIN_DECLS

#define CRM_HTTP_MAX_BODY (8 * 1024 * 1024)

/**
 * CrmHttp: one exchange with one server, by the client profile of the threat
 * model: HTTP/1, https (plain http on loopback only), no redirects, no content
 * coding, no HTTP authentication, one deadline for the whole exchange, at most
 * 8 MiB of body. What to do about a failure is its caller's business.
 */
#define CRM_TYPE_HTTP (crm_http_get_type ())
G_DECLARE_FINAL_TYPE (CrmHttp, crm_http, CRM, HTTP, GObject)

/**
 * crm_http_new:
 * @base_url: scheme, host and port; nothing behind them
 *
 * Returns: (nullable): %NULL with %CRM_ERROR_INVALID for anything but https, or http on loopback (SEC-16)
 */
CrmHttp *crm_http_new (const char *base_url, GError **error);
const char *crm_http_get_base_url (CrmHttp *self);

/* @database: the authorities to trust instead of the system's */
void crm_http_set_tls_database (CrmHttp *self, GTlsDatabase *database);

/**
 * crm_http_send:
 * @request: must stay alive until the callback
 * @access_token: (nullable): goes into the Authorization header and nowhere else (SEC-20)
 * @timeout_ms: for connecting, sending and receiving together
 */
void crm_http_send (CrmHttp *self,
                    const CrmRequest *request,
                    const char *access_token,
                    guint timeout_ms,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data);

/**
 * crm_http_send_finish:
 *
 * Returns: (transfer full) (nullable): the answer, whatever its status; %NULL with %CRM_ERROR_OFFLINE,
 *   %CRM_ERROR_TIMED_OUT, %CRM_ERROR_TLS, %CRM_ERROR_BAD_RESPONSE, or %G_IO_ERROR_CANCELLED
 */
CrmReply *crm_http_send_finish (CrmHttp *self, GAsyncResult *result, GError **error);

/* libsoup's; whoever uses one includes that. */
typedef struct _SoupWebsocketConnection SoupWebsocketConnection;

/**
 * crm_http_upgrade:
 * @request: must stay alive until the callback
 *
 * Like crm_http_send(), but what comes of it is a WebSocket, without extensions.
 */
void crm_http_upgrade (CrmHttp *self,
                       const CrmRequest *request,
                       const char *access_token,
                       guint timeout_ms,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);

/**
 * crm_http_upgrade_finish:
 * @out_retry_after_ms: (out): what the server asked for, or -1
 *
 * Returns: (transfer full) (nullable): %NULL with %CRM_ERROR: by the status of the server's refusal, or as
 *   crm_http_send_finish()
 */
SoupWebsocketConnection *
crm_http_upgrade_finish (CrmHttp *self, GAsyncResult *result, gint64 *out_retry_after_ms, GError **error);

G_END_DECLS
