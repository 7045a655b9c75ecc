/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd"

#include "bilikd-request.h"

#include <netinet/in.h>
#include <string.h>

#include "bilikd-authorization.h"
#include "bilikd-dispatch.h"
#include "bilikd-handshake.h"
#include "bilikd-head.h"
#include "bilikd-loop.h"
#include "bilikd-metrics.h"
#include "bilikd-problem.h"
#include "bilikd-reply.h"
#include "bilikd-target.h"

#define MAX_DISCARDED (8 * BILIKD_MAX_BODY) /* of a refused body, then the connection is cut */

typedef enum {
  STATE_NEW,
  STATE_BODY,
  STATE_WORKING,
  STATE_DONE,
} State;

struct _BilikdRequest
{
  BilikdRequestHost *host;
  struct MHD_Connection *connection;
  BilikdConnection *timing;
  State state;
  char *target;
  gint64 started_at;
  BilikdHead head;
  BilikdCall *call; /* NULL where no endpoint was found */
  GError *refusal;  /* why the request is not dispatched; its body is read and thrown away */
  char *allowed;    /* methods, for 405 */
  GByteArray *body;
  gsize received;
  gboolean is_stream;
};

BilikdRequest *
bilikd_request_new (BilikdRequestHost *host, struct MHD_Connection *connection, const char *target)
{
  BilikdRequest *self = g_new0 (BilikdRequest, 1);
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info (connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

  self->host = host;
  self->connection = connection;
  self->timing = info->socket_context;
  self->target = g_strdup (target);
  self->started_at = g_get_monotonic_time ();
  host->n_requests++;
  bilikd_connection_enter (self->timing, BILIKD_PHASE_HEAD);
  return self;
}

void
bilikd_request_free (BilikdRequest *self)
{
  self->host->n_requests--;
  bilikd_connection_enter (self->timing, self->is_stream ? BILIKD_PHASE_STREAM : BILIKD_PHASE_IDLE);
  g_clear_pointer (&self->call, bilikd_call_free);
  g_clear_pointer (&self->body, g_byte_array_unref);
  g_clear_error (&self->refusal);
  g_free (self->allowed);
  g_free (self->target);
  g_free (self);
}

/* --- answering --------------------------------------------------------------------------- */

static enum MHD_Result
answer (BilikdRequest *self, gboolean closes)
{
  const CrmEndpoint *endpoint = self->call != NULL ? self->call->endpoint : NULL;
  g_autoptr (BilikdReply) reply = NULL;
  gint64 duration = g_get_monotonic_time () - self->started_at;

  if (self->refusal == NULL && self->call != NULL && self->call->status == 101)
    reply = bilikd_handshake_reply (self->call, self->connection, self->host->loop, &self->refusal);
  self->is_stream = reply != NULL;
  if (self->refusal != NULL && self->call != NULL)
    bilikd_problem_fill (self->call, self->refusal);
  if (reply == NULL)
    reply = self->call != NULL ? bilikd_reply_new_for_call (self->call)
                               : bilikd_reply_new_for_error (self->refusal, self->allowed);
  /* Who keeps a connection busy must not keep a stopping daemon from its end. */
  if (!self->is_stream && (closes || !g_atomic_int_get (&self->host->services->is_ready)))
    bilikd_reply_set_closes (reply);
  self->state = STATE_DONE;
  bilikd_connection_enter (self->timing, self->is_stream ? BILIKD_PHASE_STREAM : BILIKD_PHASE_ANSWER);
  bilikd_metrics_count_request (self->host->services->metrics, endpoint, reply->status, duration);
  /* Neither path nor query: they hold ids and what was searched for (SEC-27). */
  if (self->host->services->config->verbose)
    g_info ("%s %u in %.1f ms", endpoint != NULL ? endpoint->name : "none", reply->status,
            (double) duration / 1000);
  return bilikd_reply_send (reply, self->connection);
}

/* --- working ----------------------------------------------------------------------------- */

static void
on_dispatched (gpointer data)
{
  BilikdRequest *self = data;

  self->host->n_working--;
  MHD_resume_connection (self->connection);
  bilikd_loop_wake (self->host->loop);
}

static void
on_done_at_once (gpointer data)
{
}

static gboolean
parse_body (BilikdRequest *self, GError **error)
{
  BilikdCall *call = self->call;

  if (self->body == NULL || self->body->len == 0)
    return TRUE;
  call->body_bytes = g_byte_array_free_to_bytes (g_steal_pointer (&self->body));
  call->body = crm_json_parse (g_bytes_get_data (call->body_bytes, NULL),
                               (gssize) g_bytes_get_size (call->body_bytes), CRM_JSON_MAX_DEPTH, error);
  return call->body != NULL;
}

static enum MHD_Result
work (BilikdRequest *self)
{
  if (self->refusal != NULL || !parse_body (self, &self->refusal))
    return answer (self, FALSE);
  if (self->call->endpoint->work == CRM_WORK_LOCAL)
    {
      bilikd_dispatch (self->call, on_done_at_once, NULL);
      return answer (self, FALSE);
    }
  self->state = STATE_WORKING;
  self->host->n_working++;
  bilikd_connection_enter (self->timing, BILIKD_PHASE_WORKING);
  MHD_suspend_connection (self->connection);
  bilikd_dispatch (self->call, on_dispatched, self);
  return MHD_YES;
}

/* --- reading ------------------------------------------------------------------------------ */

static gboolean
is_loopback (const struct sockaddr *address)
{
  if (address->sa_family == AF_INET)
    return ntohl (((const struct sockaddr_in *) address)->sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
  return address->sa_family == AF_INET6 &&
         IN6_IS_ADDR_LOOPBACK (&((const struct sockaddr_in6 *) address)->sin6_addr);
}

static gboolean
is_direct (BilikdRequest *self)
{
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info (self->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);

  return self->head.forwarded.count == 0 && is_loopback (info->client_addr);
}

/* The revision in quotes (RFC 9110 §13.1.1); `*` asks for nothing we would not do anyway. */
static gboolean
parse_if_match (const char *text, gint64 *out_revision, GError **error)
{
  gsize length = text != NULL ? strlen (text) : 0;
  g_autofree char *digits = length > 2 ? g_strndup (text + 1, length - 2) : NULL;
  guint64 revision;

  if (text == NULL || g_str_equal (text, "*"))
    return TRUE;
  if (digits == NULL || text[0] != '"' || text[length - 1] != '"' ||
      !g_ascii_string_to_unsigned (digits, 10, 0, G_MAXINT64, &revision, NULL))
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_BAD_REQUEST, "If-Match must be a revision in quotes.");
      return FALSE;
    }
  *out_revision = (gint64) revision;
  return TRUE;
}

/* What the other process serves is not here. */
static BilikdRoute
look_up (BilikdRequest *self, const char *path, const CrmEndpoint **endpoint, char **arguments)
{
  BilikdRoute route = bilikd_route_find (self->head.method, path, endpoint, arguments, &self->allowed);

  if (route != BILIKD_ROUTE_FOUND ||
      bilikd_config_serves (self->host->services->config, crm_endpoint_get_system (*endpoint)))
    return route;
  for (guint i = 0; i < BILIKD_MAX_ARGUMENTS; i++)
    g_clear_pointer (&arguments[i], g_free);
  return BILIKD_ROUTE_NOT_FOUND;
}

static gboolean
find_route (BilikdRequest *self, char **path, GHashTable **query, GError **error)
{
  char *arguments[BILIKD_MAX_ARGUMENTS] = { NULL };
  const CrmEndpoint *endpoint = NULL;

  if (!bilikd_target_split (self->target, path, query))
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_BAD_REQUEST, "Malformed target.");
      return FALSE;
    }
  switch (look_up (self, *path, &endpoint, arguments))
    {
    case BILIKD_ROUTE_FOUND:
      self->call = bilikd_call_new (endpoint);
      memcpy (self->call->arguments, arguments, sizeof arguments);
      return TRUE;
    case BILIKD_ROUTE_OTHER_METHOD:
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_METHOD_NOT_ALLOWED,
                           "This resource has other methods.");
      return FALSE;
    case BILIKD_ROUTE_NOT_FOUND:
    default:
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_NOT_FOUND, "No such resource.");
      return FALSE;
    }
}

static gboolean
prepare_call (BilikdRequest *self, GError **error)
{
  g_autofree char *path = NULL;
  g_autoptr (GHashTable) query = NULL;

  if (!find_route (self, &path, &query, error))
    return FALSE;
  self->call->config = self->host->services->config;
  self->call->services = self->host->services;
  self->call->query = g_steal_pointer (&query);
  self->call->is_direct = is_direct (self);
  self->call->idempotency_key = g_strdup (self->head.idempotency_key.value);
  return parse_if_match (self->head.if_match.value, &self->call->if_match, error) &&
         bilikd_authorize (self->call, self->head.authorization.value, error);
}

static enum MHD_Result
begin (BilikdRequest *self, const char *method, const char *version)
{
  gboolean is_fatal = FALSE;

  self->state = STATE_BODY;
  bilikd_connection_enter (self->timing, BILIKD_PHASE_BODY);
  bilikd_head_read (&self->head, self->connection, method, version);
  if (!bilikd_head_check (&self->head, self->host->services->config, &is_fatal, &self->refusal))
    return is_fatal ? answer (self, TRUE) : MHD_YES;
  /* Refused requests keep their connection; their body, a megabyte at most, is read past. */
  prepare_call (self, &self->refusal);
  return MHD_YES;
}

static enum MHD_Result
receive (BilikdRequest *self, const char *data, size_t *size)
{
  self->received += *size;
  if (self->received > MAX_DISCARDED)
    return MHD_NO;
  if (self->received > BILIKD_MAX_BODY && self->refusal == NULL)
    {
      g_set_error_literal (&self->refusal, CRM_ERROR, CRM_ERROR_TOO_LARGE, "The body may have 1 MiB.");
      g_clear_pointer (&self->body, g_byte_array_unref);
    }
  if (self->refusal == NULL)
    {
      if (self->body == NULL)
        self->body = g_byte_array_sized_new ((guint) MAX (self->head.length, *size));
      g_byte_array_append (self->body, (const guint8 *) data, (guint) *size);
    }
  *size = 0;
  return MHD_YES;
}

enum MHD_Result
bilikd_request_advance (BilikdRequest *self,
                        const char *method,
                        const char *version,
                        const char *data,
                        size_t *size)
{
  switch (self->state)
    {
    case STATE_NEW:
      return begin (self, method, version);
    case STATE_BODY:
      return *size > 0 ? receive (self, data, size) : work (self);
    case STATE_WORKING:
      return answer (self, FALSE);
    case STATE_DONE:
    default:
      return MHD_NO;
    }
}
