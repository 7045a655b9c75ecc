/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikctl"

#include "bilikctl-bot-service.h"

#include "crm-error.h"
#include "crm-http.h"
#include "crm-retry.h"

#define TRY_MS   10000
#define TOTAL_MS 30000

struct _BilikctlBotService
{
  CrmHttp *http;
  char *server;
  char *token;
  char *token_place; /* where it is from, for who looks for a mistake */
};

struct _BilikctlBotCall
{
  BilikctlBotService *service; /* borrowed */
  CrmRequest *request;
  GAsyncResult *result; /* NULL: under way */
};

static char *
read_token (const char *file, const char *variable, GError **error)
{
  g_autofree char *text = NULL;

  if (file != NULL && !g_file_get_contents (file, &text, NULL, error))
    return NULL;
  if (file == NULL)
    text = g_strdup (g_getenv (variable));
  if (text != NULL && *g_strstrip (text) != '\0')
    return g_steal_pointer (&text);
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               "There is no token: put one of “bilikctl token create” into $%s or a file", variable);
  return NULL;
}

BilikctlBotService *
bilikctl_bot_service_new (const char *server,
                          const char *token_file,
                          const char *token_variable,
                          GError **error)
{
  g_autoptr (BilikctlBotService) self = g_new0 (BilikctlBotService, 1);

  self->token = read_token (token_file, token_variable, error);
  if (self->token == NULL)
    return NULL;
  self->server = g_strdup (server);
  self->token_place = token_file != NULL ? g_strdup (token_file) : g_strconcat ("$", token_variable, NULL);
  self->http = crm_http_new (server, error);
  return self->http != NULL ? g_steal_pointer (&self) : NULL;
}

void
bilikctl_bot_service_free (BilikctlBotService *self)
{
  g_clear_object (&self->http);
  g_free (self->server);
  g_free (self->token);
  g_free (self->token_place);
  g_free (self);
}

gboolean
bilikctl_bot_error_is_final (const GError *error)
{
  return g_error_matches (error, CRM_ERROR, CRM_ERROR_OFFLINE) ||
         g_error_matches (error, CRM_ERROR, CRM_ERROR_TIMED_OUT) ||
         g_error_matches (error, CRM_ERROR, CRM_ERROR_BAD_RESPONSE) ||
         g_error_matches (error, CRM_ERROR, CRM_ERROR_UNAUTHENTICATED);
}

/* What is to be done about it, where that is not for the CRM to say. @failure: (transfer full) */
static void
fail (const BilikctlBotService *self, GError *failure, GError **error)
{
  if (g_error_matches (failure, CRM_ERROR, CRM_ERROR_UNAUTHENTICATED))
    g_set_error (error, CRM_ERROR, failure->code,
                 "The server at %s does not know the token in %s: make one with “bilikctl token create”",
                 self->server, self->token_place);
  else if (bilikctl_bot_error_is_final (failure))
    g_set_error (error, CRM_ERROR, failure->code,
                 "No bilikd answers at %s (%s): start it, or name another with --server URL", self->server,
                 failure->message);
  else
    {
      g_propagate_error (error, failure);
      return;
    }
  g_error_free (failure);
}

/* --- calls ---------------------------------------------------------------------- */

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BilikctlBotCall *self = user_data;

  self->result = g_object_ref (result);
}

/* @request: (transfer full) */
static BilikctlBotCall *
call_begin (BilikctlBotService *service, CrmRequest *request)
{
  BilikctlBotCall *self = g_new0 (BilikctlBotCall, 1);

  self->service = service;
  self->request = request;
  crm_http_send (service->http, request, service->token, TRY_MS, NULL, on_answer, self);
  return self;
}

gboolean
bilikctl_bot_call_is_done (const BilikctlBotCall *self)
{
  return self->result != NULL;
}

static CrmReply *
call_wait (BilikctlBotCall *self, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  while (self->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  result = g_steal_pointer (&self->result);
  return crm_http_send_finish (self->service->http, result, error);
}

static void
call_free (BilikctlBotCall *self)
{
  g_clear_object (&self->result);
  crm_request_free (self->request);
  g_free (self);
}

/* A record's reply: {"deal": {"id": …}, …}. */
static gpointer
decode_record_id (CrmJsonReader *reader)
{
  char *id = NULL;

  crm_json_reader_enter (reader, NULL);
  for (int i = 0; i < CRM_N_RECORD_OBJECTS; i++)
    if (crm_json_reader_try_enter (reader, crm_record_object_to_wire (i)))
      {
        id = g_strdup (crm_json_reader_get_id (reader, "id"));
        crm_json_reader_leave (reader);
      }
  if (id == NULL)
    crm_json_reader_fail (reader, NULL, "neither a deal nor a ticket");
  crm_json_reader_leave (reader);
  return id;
}

/* One request with the retries that are safe. @request: (transfer full) */
static gboolean
call (BilikctlBotService *service, CrmRequest *request, CrmDecode decode, char **out_text, GError **error)
{
  gint64 end = g_get_monotonic_time () / 1000 + TOTAL_MS;
  BilikctlBotCall *call = call_begin (service, request);
  gboolean is_done = FALSE;

  for (guint tries = 1; !is_done; tries++)
    {
      g_autoptr (GError) failure = NULL;
      g_autoptr (CrmReply) reply = call_wait (call, &failure);
      gpointer value = NULL;
      gint64 delay;

      is_done = reply != NULL && crm_reply_decode (reply, decode, g_free, &value, &failure);
      if (out_text != NULL)
        *out_text = value;
      if (is_done)
        break;
      delay = request->is_repeatable
                  ? crm_retry_delay (failure, tries, reply != NULL ? reply->retry_after_ms : -1,
                                     end - g_get_monotonic_time () / 1000, g_random_double ())
                  : CRM_RETRY_GIVE_UP;
      if (delay == CRM_RETRY_GIVE_UP)
        {
          fail (service, g_steal_pointer (&failure), error);
          break;
        }
      g_usleep ((gulong) delay * 1000);
      crm_http_send (service->http, request, service->token, TRY_MS, NULL, on_answer, call);
    }
  call_free (call);
  return is_done;
}

/* --- what a bot asks for ----------------------------------------------------------- */

gboolean
bilikctl_bot_service_post_message (BilikctlBotService *self,
                                   const char *room_id,
                                   const char *name,
                                   const char *text,
                                   GError **error)
{
  CrmRequest *request = crm_request_new (CRM_ENDPOINT_ROOM_MESSAGES_ADD, room_id);
  GString *json = g_string_new (NULL);
  CrmJsonWriter writer;

  crm_json_writer_init (&writer, json);
  crm_json_writer_begin_object (&writer, NULL);
  crm_json_writer_string (&writer, "type", "text");
  crm_json_writer_string (&writer, "contents", text);
  if (name != NULL)
    crm_json_writer_string (&writer, "name", name);
  crm_json_writer_end_object (&writer);
  crm_request_set_body (request, json);
  crm_request_set_idempotency_key (request, NULL);
  return call (self, request, NULL, NULL, error);
}

static CrmRequest *
make_create (CrmRecordObject object, GString *json)
{
  CrmEndpointId id =
      object == CRM_RECORD_DEAL ? CRM_ENDPOINT_API_DEALS_CREATE : CRM_ENDPOINT_API_TICKETS_CREATE;
  CrmRequest *request = crm_request_new (id);

  crm_request_set_body (request, json);
  crm_request_set_idempotency_key (request, NULL);
  return request;
}

char *
bilikctl_bot_service_create (BilikctlBotService *self, CrmRecordObject object, GString *json, GError **error)
{
  char *id = NULL;

  return call (self, make_create (object, json), decode_record_id, &id, error) ? id : NULL;
}

gboolean
bilikctl_bot_service_update (BilikctlBotService *self,
                             CrmRecordObject object,
                             const char *record_id,
                             GString *json,
                             GError **error)
{
  CrmEndpointId id =
      object == CRM_RECORD_DEAL ? CRM_ENDPOINT_API_DEALS_UPDATE : CRM_ENDPOINT_API_TICKETS_UPDATE;
  CrmRequest *request = crm_request_new (id, record_id);
  g_autofree char *same = NULL;

  crm_request_set_body (request, json);
  crm_request_set_idempotency_key (request, NULL);
  return call (self, request, decode_record_id, &same, error);
}

gboolean
bilikctl_bot_service_delete (BilikctlBotService *self,
                             CrmRecordObject object,
                             const char *record_id,
                             GError **error)
{
  CrmEndpointId id =
      object == CRM_RECORD_DEAL ? CRM_ENDPOINT_API_DEALS_DELETE : CRM_ENDPOINT_API_TICKETS_DELETE;
  CrmRequest *request = crm_request_new (id, record_id);

  crm_request_set_idempotency_key (request, NULL);
  return call (self, request, NULL, NULL, error);
}

/* --- several at once ------------------------------------------------------------------ */

gboolean
bilikctl_bot_service_warm_up (BilikctlBotService *self, GError **error)
{
  return call (self, crm_request_new (CRM_ENDPOINT_HEALTH_LIVE), NULL, NULL, error);
}

BilikctlBotCall *
bilikctl_bot_call_begin_create (BilikctlBotService *self, CrmRecordObject object, GString *json)
{
  return call_begin (self, make_create (object, json));
}

char *
bilikctl_bot_call_end (BilikctlBotCall *self, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (CrmReply) reply = call_wait (self, &failure);
  gpointer id = NULL;

  if (reply == NULL || !crm_reply_decode (reply, decode_record_id, g_free, &id, &failure))
    fail (self->service, g_steal_pointer (&failure), error);
  call_free (self);
  return id;
}
