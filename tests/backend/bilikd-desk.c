/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bilikd-desk.h"

#include <string.h>

#include "bilikd-keys.h"
#include "bilikd-organizations.h"
#include "bilikd-sample-data.h"
#include "bilikd-service-tokens.h"
#include "crm-time.h"

#define N_CUSTOMERS 400
#define N_TICKETS   600

Fixture *
desk_new (void)
{
  BilikdSampleOptions options = { .n_customers = N_CUSTOMERS,
                                  .n_tickets = N_TICKETS,
                                  .now = crm_time_now () };
  Fixture *self = g_new0 (Fixture, 1);
  g_autoptr (GError) error = NULL;
  g_autofree char *password = NULL;

  self->folder = fixture_make_folder ();
  self->database = g_build_filename (self->folder, "bilik.db", NULL);
  self->log = g_build_filename (self->folder, "stderr", NULL);
  password = bilikd_sample_data_fill (self->database, FIXTURE_PASSWORD, &options, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (password, ==, FIXTURE_PASSWORD);
  fixture_start (self, NULL);
  return self;
}

static BilikdDb *
open_beside (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  BilikdDb *db = bilikd_db_connect (self->database, &error);

  g_assert_no_error (error);
  return db;
}

void
desk_set_flag (Fixture *self, gint64 organization_id, CrmFlag flag, gboolean is_on)
{
  g_autoptr (BilikdDb) db = open_beside (self);
  g_autoptr (GError) error = NULL;

  bilikd_flag_set (db, organization_id, flag, is_on, &error);
  g_assert_no_error (error);
}

void
desk_set_setting (Fixture *self, const char *sql)
{
  g_autoptr (BilikdDb) db = open_beside (self);
  g_autoptr (GError) error = NULL;

  bilikd_db_run (bilikd_db_prepare_ (db, sql), &error);
  g_assert_no_error (error);
}

char *
desk_get_embed_token (Fixture *self, const char *token)
{
  g_autoptr (Reply) reply = fixture_send (self, "POST", "/v1/session/embed-token", token, "{}", NULL);

  g_assert_cmpuint (reply->status, ==, 200);
  return g_strdup (reply_get_string (reply, "access_token"));
}

char *
desk_add_service (Fixture *self, gint64 organization_id, CrmServiceScope scope)
{
  g_autoptr (BilikdDb) db = open_beside (self);
  g_autoptr (GError) error = NULL;
  g_autofree char *random = bilikd_random_token ();
  char *token = g_strconcat (BILIKD_SERVICE_TOKEN_PREFIX, random, NULL);

  bilikd_service_token_insert (db, organization_id, scope, token, crm_time_now (), &error);
  g_assert_no_error (error);
  return token;
}

Reply *
desk_get (Fixture *self, const char *token, const char *format, ...)
{
  g_autofree char *path = NULL;
  va_list arguments;
  Reply *reply;

  va_start (arguments, format);
  path = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  reply = fixture_send (self, "GET", path, token, NULL, NULL);
  if (reply->status != 200)
    g_test_message ("%s: %s", path, reply->body);
  g_assert_cmpuint (reply->status, ==, 200);
  return reply;
}

JsonObject *
reply_get_object (Reply *self)
{
  g_assert_nonnull (self->json);
  return json_node_get_object (self->json);
}

JsonArray *
reply_get_array (Reply *self, const char *member)
{
  return json_object_get_array_member (reply_get_object (self), member);
}

gboolean
reply_lists (Reply *self, const char *member, const char *text)
{
  JsonArray *array = reply_get_array (self, member);

  for (guint i = 0; i < json_array_get_length (array); i++)
    if (g_strcmp0 (json_array_get_string_element (array, i), text) == 0)
      return TRUE;
  return FALSE;
}

char *
desk_query_text (Fixture *self, const char *sql)
{
  g_autoptr (BilikdDb) db = open_beside (self);
  BilikdStatement *statement = bilikd_db_prepare_ (db, sql);
  g_autoptr (GError) error = NULL;
  char *text = bilikd_row_next (statement, &error) ? g_strdup (bilikd_row_text (statement, 0)) : NULL;

  g_assert_no_error (error);
  bilikd_row_end (statement);
  return text;
}

double
desk_get_metric (Fixture *self, const char *name)
{
  g_autofree char *start = g_strdup_printf ("\n%s ", name);
  g_autoptr (Reply) reply = fixture_send (self, "GET", "/metrics", NULL, NULL, NULL);
  const char *line = strstr (reply->body, start);

  g_assert_nonnull (line);
  return g_ascii_strtod (line + strlen (start), NULL);
}

void
desk_wait_for_metric (Fixture *self, const char *line)
{
  g_autofree char *whole = g_strdup_printf ("\n%s\n", line);
  gint64 until = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  while (g_get_monotonic_time () < until)
    {
      g_autoptr (Reply) reply = fixture_send (self, "GET", "/metrics", NULL, NULL, NULL);

      if (strstr (reply->body, whole) != NULL)
        return;
      g_usleep (20000);
    }
  g_error ("no such metric: %s", line);
}

char *
desk_find_customer (Fixture *self, const char *kind, guint which)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT contact_id FROM customers WHERE organization_id = 1 AND can_update AND crm_known "
      "AND (contact_id LIKE '%%-%%') = %d ORDER BY id LIMIT 1 OFFSET %u",
      g_str_equal (kind, "c360"), which);
  char *contact_id = desk_query_text (self, sql);

  g_assert_nonnull (contact_id);
  return contact_id;
}

char *
desk_make_ticket_body (const char *name, const char *properties, const char *members)
{
  return g_strdup_printf ("{\"crm_properties\":[{\"name\":\"name\",\"value\":\"%s\"}%s]%s}", name, properties,
                          members);
}

char *
desk_create_ticket (Fixture *self,
                    const char *token,
                    const char *name,
                    const char *properties,
                    const char *members)
{
  g_autofree char *body = desk_make_ticket_body (name, properties, members);
  g_autoptr (Reply) reply = fixture_send (self, "POST", "/v2.8/tickets", token, body, NULL);

  if (reply->status != 201)
    g_test_message ("%s", reply->body);
  g_assert_cmpuint (reply->status, ==, 201);
  return g_strdup (reply_get_string (reply, "id"));
}

Reply *
desk_post_record (Fixture *self, const char *token, const char *object, const char *members)
{
  g_autofree char *path = g_strdup_printf ("/api/v3.1/%ss", object);
  g_autofree char *body = g_strdup_printf ("{\"name\":\"Parity\"%s}", members);

  return fixture_send (self, "POST", path, token, body, NULL);
}

Reply *
desk_put_record (Fixture *self,
                 const char *token,
                 Reply *made,
                 const char *object,
                 const char *body,
                 const char *headers)
{
  g_autofree char *path = g_strdup_printf ("/api/v3.1/%ss/%s", object, reply_get_text (made, object, "id"));

  return fixture_send (self, "PUT", path, token, body, headers);
}

JsonObject *
reply_get_entity (Reply *self, const char *object)
{
  if (self->status / 100 != 2)
    g_test_message ("%u %s", self->status, self->body);
  g_assert_cmpuint (self->status / 100, ==, 2);
  return json_object_get_object_member (reply_get_object (self), object);
}

const char *
reply_get_text (Reply *self, const char *object, const char *member)
{
  JsonNode *node = json_object_get_member (reply_get_entity (self, object), member);

  return node == NULL || JSON_NODE_HOLDS_NULL (node) ? NULL : json_node_get_string (node);
}
