/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "bilikd-desk.h"

/* Creating tickets: who may, where they come from, whom they are linked to. */

static Fixture *desk;
static char *agent;
static char *embed;

#define EMBED ",\"embed\":true,\"embed_source\":\"embed-web-cdp\""

static char *
make_context (const char *contact_id)
{
  return g_strdup_printf (
      EMBED ",\"qontak_customer_id\":\"%s\",\"room_id\":null,\"channel_type\":\"whatsapp\"", contact_id);
}

static gboolean
customer_has_ticket (const char *contact_id, const char *ticket_id)
{
  g_autoptr (Reply) reply = desk_get (desk, agent, "/v1/leads/%s/tickets?limit=200", contact_id);
  JsonArray *items = reply_get_array (reply, "items");

  for (guint i = 0; i < json_array_get_length (items); i++)
    if (g_str_equal (json_object_get_string_member (json_array_get_object_element (items, i), "id"),
                     ticket_id))
      return TRUE;
  return FALSE;
}

static void
assert_create_refused (const char *token, const char *body, guint status, const char *code)
{
  g_autoptr (Reply) reply = fixture_send (desk, "POST", "/v2.8/tickets", token, body, NULL);
  g_autoptr (Reply) mobile = fixture_send (desk, "POST", "/api/mobile/v2.8/tickets", token, body, NULL);

  reply_assert_problem (reply, status, code);
  reply_assert_problem (mobile, status, code);
}

/* --- TCKT-S04 ----------------------------------------------------------------- */

static void
test_auto_associates (void)
{
  g_autofree char *contact_id = desk_find_customer (desk, "c360", 1);
  g_autofree char *context = make_context (contact_id);
  g_autofree char *id = desk_create_ticket (desk, embed, "Linked by the CRM", "", context);

  g_assert_true (customer_has_ticket (contact_id, id));
}

static void
test_chosen_contact_wins (void)
{
  g_autofree char *contact_id = desk_find_customer (desk, "c360", 2);
  g_autofree char *chosen = desk_find_customer (desk, "crm", 2);
  g_autofree char *context = make_context (contact_id);
  g_autofree char *properties =
      g_strdup_printf (",{\"name\":\"qontak_customer_ids\",\"value\":[\"%s\"]}", chosen);
  g_autofree char *id = desk_create_ticket (desk, embed, "For somebody else", properties, context);

  g_assert_true (customer_has_ticket (chosen, id));
  g_assert_false (customer_has_ticket (contact_id, id));
}

static void
test_does_not_associate (void)
{
  g_autofree char *contact_id = desk_find_customer (desk, "crm", 3);
  g_autofree char *context = make_context (contact_id);
  g_autofree char *path = NULL;
  g_autofree char *id = NULL;
  g_autoptr (Reply) first = NULL;
  g_autoptr (Reply) second = NULL;

  desk_set_setting (desk, "UPDATE organizations SET crm_auto_associate = 0 WHERE id = 1");
  id = desk_create_ticket (desk, embed, "Left to the console", "", context);
  desk_set_setting (desk, "UPDATE organizations SET crm_auto_associate = 1 WHERE id = 1");
  g_assert_false (customer_has_ticket (contact_id, id));

  path = g_strdup_printf ("/v1/leads/%s/tickets/%s", contact_id, id);
  first = fixture_send (desk, "POST", path, agent, NULL, NULL);
  g_assert_cmpuint (first->status, ==, 200);
  g_assert_false (json_object_get_boolean_member (reply_get_object (first), "was_associated"));
  second = fixture_send (desk, "POST", path, agent, NULL, NULL);
  g_assert_true (json_object_get_boolean_member (reply_get_object (second), "was_associated"));
  g_assert_true (customer_has_ticket (contact_id, id));
}

/* TCKT-S02 ERR-2: a customer that the CRM can't resolve costs the link, not the ticket. */
static void
test_unknown_customer (void)
{
  static const char *const unknown[] = { "999999999", "null", "0", "5f3c1c1e-9d0a-4c0e-8a51-3b1f0f6f2a10" };
  g_autofree char *crm_unknown = desk_query_text (
      desk, "SELECT contact_id FROM customers WHERE organization_id = 1 AND NOT crm_known LIMIT 1");
  g_autofree char *crm_context = make_context (crm_unknown);
  g_autofree char *path = g_strdup_printf ("/v1/leads/%s", crm_unknown);
  g_autofree char *id = NULL;
  g_autoptr (Reply) by_embed = NULL;
  g_autoptr (Reply) by_agent = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (unknown); i++)
    {
      g_autofree char *context = make_context (unknown[i]);
      g_autofree char *other = desk_create_ticket (desk, embed, "Nobody known", "", context);

      g_assert_nonnull (other);
    }
  id = desk_create_ticket (desk, embed, "Unknown to the CRM", "", crm_context);
  g_assert_false (customer_has_ticket (crm_unknown, id));
  by_embed = fixture_send (desk, "GET", path, embed, NULL, NULL);
  by_agent = fixture_send (desk, "GET", path, agent, NULL, NULL);
  g_assert_cmpuint (by_embed->status, ==, 404);
  g_assert_cmpuint (by_agent->status, ==, 200);
}

/* --- TCKT-S05 ----------------------------------------------------------------- */

static void
assert_source (const char *token, const char *members, const char *data_source)
{
  g_autofree char *id = desk_create_ticket (desk, token, "Where from", "", members);
  g_autoptr (Reply) reply = desk_get (desk, agent, "/v2.8/tickets/%s", id);

  g_assert_cmpstr (reply_get_string (reply, "data_source"), ==, data_source);
}

static void
test_source_of_list (void)
{
  static const char *const listed[] = { "embed-web-cdp", "embed-web-chat", "embed-flutter-crm",
                                        "embed-flutter-chat" };

  for (gsize i = 0; i < G_N_ELEMENTS (listed); i++)
    {
      g_autofree char *members = g_strdup_printf (",\"embed\":true,\"embed_source\":\"%s\"", listed[i]);

      assert_source (embed, members, listed[i]);
    }
}

static void
test_source_coerced (void)
{
  assert_source (embed, ",\"embed\":true,\"embed_source\":\"embed-web-evil\"", "embed-web-chat");
  assert_source (embed, ",\"embed\":true,\"embed_source\":\"EMBED-WEB-CDP\"", "embed-web-chat");
  assert_source (embed, ",\"embed\":true", "embed-web-chat");
  assert_source (embed, ",\"embed\":true,\"data_source\":\"Desktop GTK\"", "embed-web-chat");
}

static void
test_source_ignored (void)
{
  assert_source (agent, ",\"data_source\":\"Desktop GTK\",\"embed_source\":\"embed-web-cdp\"", "Desktop GTK");
  assert_source (agent, ",\"data_source\":\"embed-web-cdp\"", "api");
}

/* --- TCKT-S07, MTCK-S05 --------------------------------------------------------- */

static void
test_no_permission (void)
{
  static const char *const who[] = { "associate@nusantara.test", "inbox@nusantara.test" };
  g_autofree char *body = desk_make_ticket_body ("No", "", EMBED);

  for (gsize i = 0; i < G_N_ELEMENTS (who); i++)
    {
      g_autofree char *token = fixture_sign_in (desk, who[i], NULL);
      g_autoptr (Reply) reply = fixture_send (desk, "POST", "/v1/session/embed-token", token, "{}", NULL);

      assert_create_refused (token, body, 403, "forbidden");
      reply_assert_problem (reply, 403, "forbidden");
    }
}

static void
test_web_flag_off (void)
{
  static const CrmFlag flags[] = { CRM_FLAG_UNIFY_TICKET_OMNICHANNEL_VIEW, CRM_FLAG_CDP_CREATE_TICKET };
  g_autofree char *body = desk_make_ticket_body ("No", "", EMBED);
  g_autofree char *native = desk_make_ticket_body ("No", "", "");

  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    {
      g_autofree char *id = NULL;

      desk_set_flag (desk, 1, flags[i], FALSE);
      assert_create_refused (embed, body, 403, "feature_off");
      assert_create_refused (embed, native, 403, "feature_off"); /* the token decides, not the body */
      assert_create_refused (agent, body, 403, "feature_off");
      id = desk_create_ticket (desk, agent, "The native form goes on", "", "");
      desk_set_flag (desk, 1, flags[i], TRUE);
    }
}

static void
test_mobile_gates (void)
{
  g_autofree char *native = desk_make_ticket_body ("No", "", "");
  g_autofree char *tso = fixture_sign_in (desk, "tso@nusantara.test", NULL);
  g_autofree char *id = NULL;

  assert_create_refused (tso, native, 403, "forbidden");
  desk_set_flag (desk, 1, CRM_FLAG_CDP_NATIVE_CREATE_TICKET, FALSE);
  assert_create_refused (agent, native, 403, "feature_off");
  id = desk_create_ticket (desk, embed, "The embed goes on", "", EMBED);
  desk_set_flag (desk, 1, CRM_FLAG_CDP_NATIVE_CREATE_TICKET, TRUE);

  desk_set_setting (desk, "UPDATE organizations SET ticket_enabled = 0 WHERE id = 1");
  assert_create_refused (agent, native, 403, "feature_off");
  desk_set_setting (desk, "UPDATE organizations SET ticket_enabled = 1 WHERE id = 1");
}

static void
test_contact_permission (void)
{
  g_autofree char *contact_id = desk_query_text (
      desk, "SELECT contact_id FROM customers WHERE organization_id = 1 AND NOT can_update LIMIT 1");
  g_autofree char *properties =
      g_strdup_printf (",{\"name\":\"qontak_customer_ids\",\"value\":[\"%s\"]}", contact_id);
  g_autofree char *body = desk_make_ticket_body ("No", properties, "");
  g_autoptr (Reply) lead = desk_get (desk, agent, "/v1/leads/%s", contact_id);
  JsonObject *permission = json_object_get_object_member (reply_get_object (lead), "permission");

  g_assert_false (json_object_get_boolean_member (permission, "update"));
  assert_create_refused (agent, body, 403, "forbidden");
}

/* --- fields ----------------------------------------------------------------------- */

static gboolean
has_field_error (Reply *reply, const char *field)
{
  JsonArray *errors = reply_get_array (reply, "errors");

  for (guint i = 0; i < json_array_get_length (errors); i++)
    {
      JsonObject *error = json_array_get_object_element (errors, i);

      if (g_str_equal (json_object_get_string_member (error, "field"), field))
        return *json_object_get_string_member (error, "message") != '\0';
    }
  return FALSE;
}

static void
test_field_errors (void)
{
  static const char *const rows[][2] = {
    { ",{\"name\":\"due_date\",\"value\":\"2026-13-01\"}", "due_date" },
    { ",{\"name\":\"priority\",\"value\":\"whenever\"}", "priority" },
    { ",{\"name\":\"stage_id\",\"value\":\"999999\"}", "stage_id" },
    { ",{\"name\":\"cf_amount\",\"value\":\"many\"}", "cf_amount" },
    { ",{\"name\":\"cf_topics\",\"value\":[\"nonsense\"]}", "cf_topics" },
    { ",{\"name\":\"cf_photo_url\",\"value\":\"javascript:alert(1)\"}", "cf_photo_url" },
    { ",{\"name\":\"cf_callback\",\"value\":\"yes\"}", "cf_callback" },
    { ",{\"name\":\"no_such_field\",\"value\":1}", "no_such_field" },
    { ",{\"name\":\"name\",\"value\":\"again\"}", "name" },
    { ",{\"name\":\"qontak_customer_ids\",\"value\":[\"null\"]}", "qontak_customer_ids" },
    { ",{\"name\":\"qontak_customer_ids\",\"value\":\"8001\"}", "qontak_customer_ids" },
  };
  g_autofree char *untitled = desk_make_ticket_body ("  ", "", "");
  g_autoptr (Reply) reply = fixture_send (desk, "POST", "/v2.8/tickets", agent, untitled, NULL);

  reply_assert_problem (reply, 422, "invalid");
  g_assert_true (has_field_error (reply, "name"));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *body = desk_make_ticket_body ("Title", rows[i][0], "");
      g_autoptr (Reply) other = fixture_send (desk, "POST", "/v2.8/tickets", agent, body, NULL);

      reply_assert_problem (other, 422, "invalid");
      g_assert_true (has_field_error (other, rows[i][1]));
    }
}

/* A form that is changed holds at the next create, whatever a connection has kept of it. */
static void
test_form_changes (void)
{
  g_autofree char *body = desk_make_ticket_body ("Changed form", "", "");
  g_autofree char *before = desk_create_ticket (desk, agent, "Changed form", "", "");
  g_autofree char *after = NULL;
  g_autoptr (Reply) refused = NULL;

  desk_set_setting (desk, "UPDATE fields SET required = 1 WHERE name = 'cf_order_number'");
  refused = fixture_send (desk, "POST", "/v2.8/tickets", agent, body, NULL);
  desk_set_setting (desk, "UPDATE fields SET required = 0 WHERE name = 'cf_order_number'");
  reply_assert_problem (refused, 422, "invalid");
  g_assert_true (has_field_error (refused, "cf_order_number"));
  after = desk_create_ticket (desk, agent, "Changed form", "", "");
}

/* --- TCKT-S06 ----------------------------------------------------------------------- */

static guint
count_pipelines (const char *token, GHashTable *types)
{
  g_autoptr (Reply) reply = desk_get (desk, token, "/v2.8/tickets/pipelines");
  JsonArray *pipelines = reply_get_array (reply, "items");

  for (guint i = 0; i < json_array_get_length (pipelines); i++)
    {
      const char *id = json_object_get_string_member (json_array_get_object_element (pipelines, i), "id");
      g_autoptr (Reply) layouts = desk_get (desk, token, "/v2.8/tickets/layouts?pipeline_id=%s", id);
      JsonObject *layout = json_array_get_object_element (reply_get_array (layouts, "items"), 0);
      g_autoptr (Reply) form =
          desk_get (desk, token, "/v2.8/tickets/crm_properties?layout_id=%s&pipeline_id=%s",
                    json_object_get_string_member (layout, "id"), id);
      JsonArray *fields = reply_get_array (form, "fields");

      g_assert_cmpstr (reply_get_string (form, "pipeline_id"), ==, id);
      for (guint j = 0; j < json_array_get_length (fields); j++)
        g_hash_table_add (types, g_strdup (json_object_get_string_member (
                                     json_array_get_object_element (fields, j), "type")));
    }
  return json_array_get_length (pipelines);
}

static void
test_pipelines (void)
{
  g_autoptr (GHashTable) types = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *senja = fixture_sign_in (desk, "agent@senja.test", NULL);

  g_assert_cmpuint (count_pipelines (embed, types), ==, 1);
  g_assert_cmpuint (count_pipelines (senja, types), ==, 3);
  g_assert_cmpuint (g_hash_table_size (types), ==, CRM_N_FIELD_TYPES);
}

static void
test_layout_fits_pipeline (void)
{
  g_autofree char *senja = fixture_sign_in (desk, "agent@senja.test", NULL);
  g_autofree char *foreign = desk_query_text (
      desk,
      "SELECT l.id FROM layouts l JOIN pipelines p ON p.id = l.pipeline_id WHERE p.organization_id = 2 LIMIT 1");
  g_autofree char *foreign_layout = g_strdup_printf (",\"layout_id\":\"%s\"", foreign);
  g_autofree char *body = desk_make_ticket_body ("Title", "", foreign_layout);
  g_autofree char *untracked = desk_make_ticket_body ("Title", "", foreign_layout);
  g_autoptr (Reply) theirs = fixture_send (desk, "POST", "/v2.8/tickets", agent, body, NULL);
  g_autoptr (Reply) ours = fixture_send (desk, "POST", "/v2.8/tickets", senja, untracked, NULL);

  reply_assert_problem (theirs, 404, "not_found");
  reply_assert_problem (ours, 422, "invalid");
  g_assert_true (has_field_error (ours, "cf_tracking_number"));
}

/* --- once --------------------------------------------------------------------------- */

static void
test_idempotent (void)
{
  const char *n_told = "SELECT count(*) FROM outbox WHERE topic = 'ticket.associated'";
  g_autofree char *other_body = desk_make_ticket_body ("Twice", "", "");
  const char *key = "Idempotency-Key: 5b0c6f5e-8a0f-4a53-9a63-0f0a0a2f9f11\r\n";
  g_autofree char *contact = desk_find_customer (desk, "c360", 3);
  g_autofree char *customers =
      g_strdup_printf (",{\"name\":\"qontak_customer_ids\",\"value\":[\"%s\"]}", contact);
  g_autofree char *body = desk_make_ticket_body ("Once", customers, "");
  gint64 before = fixture_query (desk, n_told);
  g_autoptr (Reply) first = fixture_send (desk, "POST", "/v2.8/tickets", agent, body, key);
  g_autoptr (Reply) second = fixture_send (desk, "POST", "/v2.8/tickets", agent, body, key);
  g_autoptr (Reply) third = fixture_send (desk, "POST", "/v2.8/tickets", agent, other_body, key);

  g_assert_cmpuint (first->status, ==, 201);
  g_assert_cmpstr (first->body, ==, second->body);
  reply_assert_problem (third, 422, "idempotency_mismatch");
  g_assert_cmpint (fixture_query (desk, "SELECT count(*) FROM tickets WHERE name = 'Once'"), ==, 1);
  g_assert_cmpint (fixture_query (desk, n_told), ==, before + 1);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  desk = desk_new ();
  agent = fixture_sign_in (desk, "agent@nusantara.test", NULL);
  embed = desk_get_embed_token (desk, agent);
  g_test_add_func ("/crm/TCKT-S04-AC-1/embed-ticket-is-linked", test_auto_associates);
  g_test_add_func ("/crm/TCKT-S04-AC-1/chosen-contact-wins", test_chosen_contact_wins);
  g_test_add_func ("/crm/TCKT-S04-AC-2/linked-by-the-caller", test_does_not_associate);
  g_test_add_func ("/crm/TCKT-S02-ERR-2/unknown-customer", test_unknown_customer);
  g_test_add_func ("/crm/TCKT-S05-AC-1/source-of-the-list", test_source_of_list);
  g_test_add_func ("/crm/TCKT-S05-ERR-1/unlisted-is-coerced", test_source_coerced);
  g_test_add_func ("/crm/TCKT-S05-ERR-1/ignored-without-embed", test_source_ignored);
  g_test_add_func ("/crm/TCKT-S06-AC-1-AC-2/pipelines-and-layouts", test_pipelines);
  g_test_add_func ("/crm/TCKT-S06-AC-2/layout-fits-pipeline", test_layout_fits_pipeline);
  g_test_add_func ("/crm/TCKT-S07-NEG-1/no-permission-is-403", test_no_permission);
  g_test_add_func ("/crm/TCKT-S07-NEG-2/flag-off-is-403", test_web_flag_off);
  g_test_add_func ("/crm/MTCK-S05-NEG-1/mobile-gates", test_mobile_gates);
  g_test_add_func ("/crm/MTCK-S05-NEG-1/contact-permission", test_contact_permission);
  g_test_add_func ("/crm/MTCK-S04-AC-2/field-errors", test_field_errors);
  g_test_add_func ("/crm/MTCK-S04-AC-2/form-changes-hold-at-once", test_form_changes);
  g_test_add_func ("/crm/REL-07/create-once", test_idempotent);
  status = g_test_run ();
  g_free (agent);
  g_free (embed);
  fixture_free (desk);
  return status;
}
