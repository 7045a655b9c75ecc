/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "bilikd-desk.h"
#include "bilikd-role.h"
#include "crm-endpoints.h"

/*
 * Every route of the endpoint table × who calls, with a raw client: nobody, each
 * role, the embed's token, and the other organisation with ids that exist here.
 */

static Fixture *desk;
static char *ticket_id;
static char *deal_id;
static char *doomed_id; /* instead of both, for a call that deletes */
static char *contact_id;
static char *pipeline_id;
static char *layout_id;

static const char *const roles[] = { "admin", "agent", "associate", "inbox", "tso" };
static char *tokens[G_N_ELEMENTS (roles)];
static char *embed_token;
static char *foreign_token;
static char *foreign_embed_token;
static char *service_token;
static char *foreign_service_token;

/* The path with ids that exist in organisation 1, and the query that its handler needs. */
static char *
make_path (const CrmEndpoint *endpoint)
{
  g_autoptr (GString) path = g_string_new (endpoint->path);

  g_string_replace (path, "{contact_id}", contact_id, 0);
  g_string_replace (path, "{ticket_id}", doomed_id != NULL ? doomed_id : ticket_id, 0);
  g_string_replace (path, "{deal_id}", doomed_id != NULL ? doomed_id : deal_id, 0);
  g_string_replace (path, "{asset}", "none.js", 0);
  g_string_replace (path, "{room_id}", "room-1-0001", 0);
  g_string_replace (path, "{external_id}", "42", 0);
  g_string_replace (path, "{crm_ticket_id}", "42", 0);
  if (endpoint->id == CRM_ENDPOINT_TICKETS_LAYOUTS)
    g_string_append_printf (path, "?pipeline_id=%s", pipeline_id);
  if (endpoint->id == CRM_ENDPOINT_TICKETS_PROPERTIES)
    g_string_append_printf (path, "?layout_id=%s&pipeline_id=%s", layout_id, pipeline_id);
  return g_string_free (g_steal_pointer (&path), FALSE);
}

static char *
make_body (const CrmEndpoint *endpoint)
{
  switch (endpoint->id)
    {
    case CRM_ENDPOINT_TICKETS_CREATE:
    case CRM_ENDPOINT_TICKETS_CREATE_MOBILE:
      return g_strdup_printf (
          "{\"layout_id\":\"%s\",\"crm_properties\":[{\"name\":\"name\",\"value\":\"Matrix\"}]}", layout_id);
    case CRM_ENDPOINT_TICKETS_UPDATE:
      return g_strdup ("{\"crm_properties\":[]}");
    case CRM_ENDPOINT_ROOM_MESSAGES_ADD:
      return g_strdup ("{\"contents\":\"Matrix\"}");
    case CRM_ENDPOINT_ROOM_READ_MARK:
      return g_strdup_printf ("{\"message_id\":%" G_GINT64_FORMAT "}",
                              fixture_query (desk, "SELECT max (id) FROM messages WHERE organization_id = 1 "
                                                   "AND room_id = 'room-1-0001'"));
    case CRM_ENDPOINT_API_DEALS_CREATE:
    case CRM_ENDPOINT_API_TICKETS_CREATE:
      return g_strdup ("{\"name\":\"Matrix\"}");
    case CRM_ENDPOINT_API_DEALS_UPDATE:
    case CRM_ENDPOINT_API_TICKETS_UPDATE:
      return g_strdup ("{\"name\":\"Matrix again\"}");
    case CRM_ENDPOINT_EVENTS_RECORD:
      return g_strdup ("{\"events\":[]}");
    case CRM_ENDPOINT_SESSION_EMBED_TOKEN:
      return g_strdup ("{}");
    default:
      return NULL;
    }
}

static Reply *
call (const CrmEndpoint *endpoint, const char *token)
{
  g_autofree char *path = make_path (endpoint);
  g_autofree char *body = make_body (endpoint);

  return fixture_send (desk, endpoint->method, path, token, body, NULL);
}

static gboolean
is_guarded (const CrmEndpoint *endpoint)
{
  return endpoint->audience != CRM_AUDIENCE_PUBLIC && endpoint->id != CRM_ENDPOINT_SESSION_DELETE;
}

static gboolean
has_own_id (const CrmEndpoint *endpoint)
{
  /* Another system's endpoints have tests of their own: nobody but a system gets as far as an id. */
  if (endpoint->audience == CRM_AUDIENCE_COMPANY)
    return FALSE;
  return strchr (endpoint->path, '{') != NULL || endpoint->id == CRM_ENDPOINT_TICKETS_LAYOUTS ||
         endpoint->id == CRM_ENDPOINT_TICKETS_PROPERTIES || endpoint->id == CRM_ENDPOINT_TICKETS_CREATE ||
         endpoint->id == CRM_ENDPOINT_TICKETS_CREATE_MOBILE;
}

static gboolean
is_create (const CrmEndpoint *endpoint)
{
  return endpoint->id == CRM_ENDPOINT_TICKETS_CREATE || endpoint->id == CRM_ENDPOINT_TICKETS_CREATE_MOBILE ||
         endpoint->id == CRM_ENDPOINT_API_TICKETS_CREATE;
}

/* A record of organisation 1 that a call may delete, where the endpoint does. */
static void
make_doomed (const CrmEndpoint *endpoint)
{
  g_clear_pointer (&doomed_id, g_free);
  if (endpoint->id == CRM_ENDPOINT_API_DEALS_DELETE)
    doomed_id = desk_query_text (
        desk, "INSERT INTO deals (organization_id, pipeline_id, stage_id, name, creator_name, created_at, "
              "updated_at) SELECT organization_id, pipeline_id, stage_id, name, '', 1, 1 FROM deals "
              "WHERE organization_id = 1 LIMIT 1 RETURNING id");
  if (endpoint->id == CRM_ENDPOINT_API_TICKETS_DELETE)
    doomed_id = desk_query_text (
        desk, "INSERT INTO tickets (organization_id, pipeline_id, layout_id, stage_id, name, name_key, "
              "data_source, creator_name, created_at, updated_at) SELECT organization_id, pipeline_id, "
              "layout_id, stage_id, name, name_key, '', '', 1, 1 FROM tickets WHERE organization_id = 1 "
              "LIMIT 1 RETURNING id");
}

static void
test_nobody (gconstpointer data)
{
  const CrmEndpoint *endpoint = data;
  g_autoptr (Reply) reply = call (endpoint, NULL);

  reply_assert_problem (reply, 401, "unauthenticated");
}

/* SEC-22: 403 exactly where the role lacks the permission, whatever a console would show. */
static void
test_roles (gconstpointer data)
{
  const CrmEndpoint *endpoint = data;

  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      const BilikdRole *role = bilikd_role_find (roles[i]);
      gboolean may =
          endpoint->audience != CRM_AUDIENCE_COMPANY &&
          (endpoint->permission == CRM_PERMISSION_ANY || CRM_HAS (role->permissions, endpoint->permission));
      g_autoptr (Reply) reply = NULL;

      make_doomed (endpoint);
      reply = call (endpoint, tokens[i]);
      g_clear_pointer (&doomed_id, g_free);

      g_test_message ("%s as %s: %u", endpoint->name, roles[i], reply->status);
      /* A stream is let in as far as its handshake, which this client does not know. */
      if (may && endpoint->id == CRM_ENDPOINT_STREAM)
        g_assert_cmpuint (reply->status, ==, 400);
      else if (may && !(is_create (endpoint) && role->is_tso))
        g_assert_cmpuint (reply->status / 100, ==, 2);
      else
        reply_assert_problem (reply, 403, "forbidden");
    }
}

static void
test_embed (gconstpointer data)
{
  const CrmEndpoint *endpoint = data;
  g_autoptr (Reply) reply = call (endpoint, embed_token);

  if (endpoint->audience == CRM_AUDIENCE_EMBED)
    g_assert_cmpuint (reply->status / 100, ==, 2);
  else
    reply_assert_problem (reply, 403, "forbidden");
}

/* SEC-29: a program's credential opens what is marked for programs, and another organisation's nothing. */
static void
test_service (gconstpointer data)
{
  const CrmEndpoint *endpoint = data;
  g_autoptr (Reply) own = NULL;
  g_autoptr (Reply) foreign = NULL;

  make_doomed (endpoint);
  foreign = call (endpoint, foreign_service_token);
  own = call (endpoint, service_token);
  g_clear_pointer (&doomed_id, g_free);
  if (endpoint->audience != CRM_AUDIENCE_SERVICE)
    {
      reply_assert_problem (own, 403, "forbidden");
      return;
    }
  g_assert_cmpuint (own->status / 100, ==, 2);
  if (has_own_id (endpoint))
    reply_assert_problem (foreign, 404, "not_found");
}

/* SEC-21: another organisation's ids are as unknown as ids that nobody has. */
static void
test_foreign (gconstpointer data)
{
  const CrmEndpoint *endpoint = data;
  g_autofree char *sql = g_strdup_printf (
      "SELECT n FROM (SELECT count(*) + (SELECT count(*) FROM ticket_customers) + "
      "(SELECT sum(revision) FROM tickets) + (SELECT sum(revision) FROM deals) AS n FROM tickets)");
  gint64 before = fixture_query (desk, sql);
  g_autoptr (Reply) reply = call (endpoint, foreign_token);

  reply_assert_problem (reply, 404, "not_found");
  if (endpoint->audience == CRM_AUDIENCE_EMBED)
    {
      g_autoptr (Reply) by_embed = call (endpoint, foreign_embed_token);

      reply_assert_problem (by_embed, 404, "not_found");
    }
  g_assert_cmpint (fixture_query (desk, sql), ==, before);
}

/* SEC-21, the lists: nothing of the one organisation shows in the other's. */
static void
test_foreign_lists (void)
{
  g_autofree char *name = desk_query_text (
      desk,
      "SELECT name FROM customers WHERE organization_id = 1 AND name GLOB '[A-Z]* [A-Z]*' AND name NOT GLOB '*[^A-Za-z ]*' "
      "AND name NOT IN (SELECT name FROM customers WHERE organization_id = 2) LIMIT 1");
  g_autofree char *query = g_uri_escape_string (name, NULL, FALSE);
  g_autoptr (Reply) ours = desk_get (desk, tokens[1], "/v1/leads?query=%s", query);
  g_autoptr (Reply) theirs = desk_get (desk, foreign_token, "/v1/leads?query=%s", query);
  g_autoptr (Reply) all = desk_get (desk, foreign_token, "/v1/leads?limit=1");
  g_autoptr (Reply) tickets =
      desk_get (desk, foreign_token, "/v2.8/tickets?limit=1&customer_id=%s", contact_id);

  g_assert_cmpuint (json_array_get_length (reply_get_array (ours, "items")), >, 0);
  g_assert_cmpuint (json_array_get_length (reply_get_array (theirs, "items")), ==, 0);
  g_assert_cmpint (json_object_get_int_member (reply_get_object (all), "total"), ==,
                   fixture_query (desk, "SELECT count(*) FROM customers WHERE organization_id = 2"));
  g_assert_cmpint (json_object_get_int_member (reply_get_object (tickets), "total"), ==,
                   fixture_query (desk, "SELECT count(*) FROM tickets WHERE organization_id = 2"));
}

/* SEC-21: ids inside a body. */
static void
test_foreign_in_body (void)
{
  g_autofree char *own = desk_query_text (desk, "SELECT id FROM tickets WHERE organization_id = 2 LIMIT 1");
  g_autofree char *path = g_strdup_printf ("/v2.8/tickets/%s", own);
  g_autofree char *customers = g_strdup_printf (
      "{\"crm_properties\":[{\"name\":\"qontak_customer_ids\",\"value\":[\"%s\"]}]}", contact_id);
  g_autofree char *mixed = g_strdup_printf ("/v1/leads/%s/tickets/%s", contact_id, own);
  g_autoptr (Reply) put = fixture_send (desk, "PUT", path, foreign_token, customers, NULL);
  g_autoptr (Reply) post = fixture_send (desk, "POST", mixed, foreign_token, NULL, NULL);
  g_autoptr (Reply) reverse = fixture_send (desk, "POST", mixed, tokens[1], NULL, NULL);

  reply_assert_problem (put, 404, "not_found");
  reply_assert_problem (post, 404, "not_found");
  reply_assert_problem (reverse, 404, "not_found");
  g_assert_cmpint (
      fixture_query (desk, "SELECT count(*) FROM ticket_customers l JOIN tickets t ON t.id = l.ticket_id "
                           "JOIN customers c ON c.id = l.customer_id "
                           "WHERE t.organization_id <> c.organization_id"),
      ==, 0);
}

static void
add_rows (void)
{
  for (int id = 0; id < CRM_N_ENDPOINTS; id++)
    {
      const CrmEndpoint *endpoint = crm_endpoint_get ((CrmEndpointId) id);
      g_autofree char *nobody = g_strconcat ("/authorization/SEC-22/nobody/", endpoint->name, NULL);
      g_autofree char *role = g_strconcat ("/authorization/SEC-22/roles/", endpoint->name, NULL);
      g_autofree char *embed = g_strconcat ("/authorization/SEC-22/embed-token/", endpoint->name, NULL);
      g_autofree char *service = g_strconcat ("/authorization/SEC-29/service/", endpoint->name, NULL);
      g_autofree char *foreign = g_strconcat ("/authorization/SEC-21/foreign/", endpoint->name, NULL);

      if (!is_guarded (endpoint))
        continue;
      g_test_add_data_func (nobody, endpoint, test_nobody);
      g_test_add_data_func (role, endpoint, test_roles);
      g_test_add_data_func (embed, endpoint, test_embed);
      g_test_add_data_func (service, endpoint, test_service);
      if (has_own_id (endpoint))
        g_test_add_data_func (foreign, endpoint, test_foreign);
    }
}

static void
sign_in (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      g_autofree char *email = g_strconcat (roles[i], "@nusantara.test", NULL);

      tokens[i] = fixture_sign_in (desk, email, NULL);
    }
  embed_token = desk_get_embed_token (desk, tokens[1]);
  foreign_token = fixture_sign_in (desk, "agent@senja.test", NULL);
  foreign_embed_token = desk_get_embed_token (desk, foreign_token);
  service_token = desk_add_service (desk, 1, CRM_SCOPE_BOT);
  foreign_service_token = desk_add_service (desk, 2, CRM_SCOPE_BOT);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  desk = desk_new ();
  desk_set_flag (desk, 1, CRM_FLAG_OMNICHANNEL_DEAL_TICKET_PANEL, TRUE);
  sign_in ();
  contact_id = desk_find_customer (desk, "c360", 0);
  ticket_id = desk_query_text (desk, "SELECT id FROM tickets WHERE organization_id = 1 LIMIT 1");
  deal_id = desk_query_text (desk, "SELECT id FROM deals WHERE organization_id = 1 LIMIT 1");
  pipeline_id = desk_query_text (desk, "SELECT id FROM pipelines WHERE organization_id = 1 LIMIT 1");
  layout_id = desk_query_text (desk, "SELECT id FROM layouts WHERE pipeline_id = 1 LIMIT 1");
  add_rows ();
  g_test_add_func ("/authorization/SEC-21/lists", test_foreign_lists);
  g_test_add_func ("/authorization/SEC-21/ids-in-bodies", test_foreign_in_body);
  status = g_test_run ();
  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    g_free (tokens[i]);
  g_free (embed_token);
  g_free (foreign_token);
  g_free (foreign_embed_token);
  g_free (service_token);
  g_free (foreign_service_token);
  g_free (contact_id);
  g_free (ticket_id);
  g_free (deal_id);
  g_free (pipeline_id);
  g_free (layout_id);
  fixture_free (desk);
  return status;
}
