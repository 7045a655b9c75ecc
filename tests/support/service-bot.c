/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "service-bot"

#include "service-bot.h"
#include <sqlite3.h>
#include "async-wait.h"
#include "crm-client-private.h"

#define ENDPOINT_OF(object, what)                                                                            \
  ((object) == CRM_RECORD_DEAL ? CRM_ENDPOINT_API_DEALS_##what : CRM_ENDPOINT_API_TICKETS_##what)

struct _ServiceBot
{
  CrmClient *client;
  CrmCreatorFlag flag;
};

static void
add_credential (const char *database, const char *scope, const char *token)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, token, -1);
  g_autofree char *sql =
      g_strdup_printf ("INSERT INTO service_tokens (organization_id, scope, hash, created_at) "
                       "VALUES (1, '%s', x'%s', 1)",
                       scope, hash);
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open_v2 (database, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 5000);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

static ServiceBot *
create (const char *url, const char *database, const char *scope)
{
  ServiceBot *self = g_new0 (ServiceBot, 1);
  g_autofree char *random = g_uuid_string_random ();

  self->client = crm_client_new (url, NULL);
  self->client->access_token = g_strconcat ("bks_", random, NULL);
  add_credential (database, scope, self->client->access_token);
  return self;
}

ServiceBot *
service_bot_new (const char *url, const char *database, CrmCreatorFlag flag)
{
  ServiceBot *self = create (url, database, flag == CRM_CREATOR_BOT ? "bot" : "agentic-ai");

  self->flag = flag;
  return self;
}

ServiceBot *
service_bot_new_channel (const char *url, const char *database)
{
  return create (url, database, "company");
}

void
service_bot_free (ServiceBot *self)
{
  g_object_unref (self->client);
  g_free (self);
}

static CrmRecordDetail *
call (ServiceBot *self, CrmRequest *request, gboolean has_answer)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CrmRecordDetail *detail;

  crm_client_call (self->client, request, has_answer ? (CrmDecode) crm_record_detail_decode : NULL,
                   (GDestroyNotify) crm_record_detail_free, NULL, keep_result, &result);
  detail = crm_client_call_finish (self->client, await_result (&result), &error);
  g_assert_no_error (error);
  return detail;
}

char *
service_bot_create (ServiceBot *self,
                    CrmRecordObject object,
                    const char *room_id,
                    const char *name,
                    const char *members)
{
  CrmEndpointId endpoint = ENDPOINT_OF (object, CREATE);
  CrmRequest *request = crm_request_new (endpoint);
  GString *body = g_string_new (NULL);
  g_autoptr (CrmRecordDetail) detail = NULL;
  CrmJsonWriter writer;

  crm_json_writer_init (&writer, body);
  crm_json_writer_begin_object (&writer, NULL);
  crm_json_writer_string (&writer, "name", name);
  crm_json_writer_string (&writer, "room_id", room_id);
  crm_json_writer_string (&writer, "creator_flag", crm_creator_flag_to_wire (self->flag));
  g_string_append (body, members);
  crm_json_writer_end_object (&writer);
  crm_request_set_body (request, body);
  crm_request_set_idempotency_key (request, NULL);
  detail = call (self, request, TRUE);
  return g_strdup (crm_record_detail_get_id (detail));
}

void
service_bot_update (ServiceBot *self, CrmRecordObject object, const char *id, const char *members)
{
  CrmEndpointId endpoint = ENDPOINT_OF (object, UPDATE);
  CrmRequest *request = crm_request_new (endpoint, id);
  GString *body = g_string_new (NULL);
  g_autoptr (CrmRecordDetail) detail = NULL;

  g_string_printf (body, "{%s}", members);
  crm_request_set_body (request, body);
  crm_request_set_idempotency_key (request, NULL);
  detail = call (self, request, TRUE);
}

void
service_bot_delete (ServiceBot *self, CrmRecordObject object, const char *id)
{
  CrmEndpointId endpoint = ENDPOINT_OF (object, DELETE);
  CrmRequest *request = crm_request_new (endpoint, id);

  crm_request_set_idempotency_key (request, NULL);
  call (self, request, FALSE);
}

void
service_bot_say (ServiceBot *self, const char *room_id, const char *text)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmMessage) message = NULL;

  crm_client_send_message (self->client, room_id, text, NULL, NULL, keep_result, &result);
  message = crm_client_send_message_finish (self->client, await_result (&result), &error);
  g_assert_no_error (error);
}
