/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-wire"

#include "crm-customer.h"
#include "crm-deal.h"
#include "crm-endpoints.h"
#include "crm-error.h"
#include "crm-layout.h"
#include "crm-pipeline.h"
#include "crm-profile.h"
#include "crm-ticket.h"
#include "crm-timeline-entry.h"

#include <string.h>

/* Every example of src/contract/wire is read by the decoders that the product uses. */

static JsonNode *
load (const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *file = g_strconcat (name, ".json", NULL);
  g_autofree char *path = g_build_filename (g_getenv ("BILIK_WIRE_DIR"), file, NULL);
  g_autofree char *text = NULL;
  gsize length;
  JsonNode *root;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  root = crm_json_parse (text, (gssize) length, CRM_JSON_MAX_DEPTH, &error);
  g_assert_no_error (error);
  return root;
}

/* A reader that stands in the body of the reply. */
static CrmJsonReader *
read_reply (JsonNode *root)
{
  CrmJsonReader *reader = crm_json_reader_new (root);

  crm_json_reader_enter (reader, "reply");
  crm_json_reader_enter (reader, "body");
  return reader;
}

static void
assert_read (CrmJsonReader *reader)
{
  g_autoptr (GError) error = NULL;

  crm_json_reader_finish (reader, &error);
  g_assert_no_error (error);
}

static gpointer
decode_ticket (CrmJsonReader *reader)
{
  return crm_ticket_decode (reader);
}

static gpointer
decode_deal (CrmJsonReader *reader)
{
  return crm_deal_decode (reader);
}

static gpointer
decode_entry (CrmJsonReader *reader)
{
  return crm_timeline_entry_decode (reader);
}

static gpointer
decode_customer (CrmJsonReader *reader)
{
  return crm_customer_decode (reader);
}

static gpointer
decode_pipeline (CrmJsonReader *reader)
{
  return crm_pipeline_decode (reader);
}

static gpointer
decode_layout (CrmJsonReader *reader)
{
  return crm_layout_decode (reader);
}

static gpointer
decode_profile (CrmJsonReader *reader)
{
  return crm_profile_decode (reader);
}

typedef struct
{
  CrmEndpointId endpoint;
  const char *array;  /* the entities are its elements, or … */
  const char *member; /* … the one is this member, or the body itself */
  gpointer (*decode) (CrmJsonReader *reader);
} Reply;

static const Reply replies[] = {
  { CRM_ENDPOINT_PROFILE_GET, NULL, NULL, decode_profile },
  { CRM_ENDPOINT_LEADS_LIST, "items", NULL, decode_customer },
  { CRM_ENDPOINT_LEADS_GET, NULL, NULL, decode_customer },
  { CRM_ENDPOINT_LEAD_TICKETS_LIST, "items", NULL, decode_ticket },
  { CRM_ENDPOINT_LEAD_TICKETS_ADD, NULL, "ticket", decode_ticket },
  { CRM_ENDPOINT_TICKETS_SEARCH, "items", NULL, decode_ticket },
  { CRM_ENDPOINT_TICKETS_PIPELINES, "items", NULL, decode_pipeline },
  { CRM_ENDPOINT_TICKETS_PROPERTIES, NULL, NULL, decode_layout },
  { CRM_ENDPOINT_TICKETS_GET, NULL, NULL, decode_ticket },
  { CRM_ENDPOINT_TICKETS_CREATE, NULL, NULL, decode_ticket },
  { CRM_ENDPOINT_TICKETS_CREATE_MOBILE, NULL, NULL, decode_ticket },
  { CRM_ENDPOINT_TICKETS_UPDATE, NULL, NULL, decode_ticket },
  { CRM_ENDPOINT_API_DEALS_CREATE, NULL, "deal", decode_deal },
  { CRM_ENDPOINT_API_DEALS_UPDATE, NULL, "deal", decode_deal },
  { CRM_ENDPOINT_API_TICKETS_CREATE, NULL, "ticket", decode_ticket },
  { CRM_ENDPOINT_API_TICKETS_UPDATE, NULL, "ticket", decode_ticket },
  { CRM_ENDPOINT_DEALS_SEARCH, "items", NULL, decode_deal },
  { CRM_ENDPOINT_DEALS_DETAIL, NULL, "deal", decode_deal },
  { CRM_ENDPOINT_TICKETS_DETAIL, NULL, "ticket", decode_ticket },
  { CRM_ENDPOINT_DEALS_TIMELINE, "items", NULL, decode_entry },
  { CRM_ENDPOINT_TICKETS_TIMELINE, "items", NULL, decode_entry },
};

static void
decode_one (const Reply *reply, CrmJsonReader *reader)
{
  g_autoptr (GObject) entity = reply->decode (reader);

  assert_read (reader);
  g_assert_nonnull (entity);
}

static void
test_replies_decode (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      const Reply *reply = &replies[i];
      g_autoptr (JsonNode) root = load (crm_endpoint_get (reply->endpoint)->name);
      g_autoptr (CrmJsonReader) reader = read_reply (root);
      guint n_items = 1;

      if (reply->array != NULL)
        n_items = crm_json_reader_enter_array (reader, reply->array);
      else if (reply->member != NULL)
        crm_json_reader_enter (reader, reply->member);
      g_assert_cmpuint (n_items, >, 0);
      for (guint j = 0; j < n_items; j++)
        {
          if (reply->array != NULL)
            crm_json_reader_enter_element (reader, j);
          decode_one (reply, reader);
          if (reply->array != NULL)
            crm_json_reader_leave (reader);
        }
    }
}

/* The table of endpoints and the folder of examples list the same things. */
static void
test_every_endpoint_has_its_example (void)
{
  for (int id = 0; id < CRM_N_ENDPOINTS; id++)
    {
      const CrmEndpoint *endpoint = crm_endpoint_get ((CrmEndpointId) id);
      g_autoptr (JsonNode) root = load (endpoint->name);
      g_autoptr (CrmJsonReader) reader = crm_json_reader_new (root);
      const char *path;

      g_assert_cmpstr (crm_json_reader_get_string (reader, "endpoint"), ==, endpoint->name);
      crm_json_reader_enter (reader, "request");
      g_assert_cmpstr (crm_json_reader_get_string (reader, "method"), ==, endpoint->method);
      path = crm_json_reader_get_string (reader, "path");
      g_assert_cmpint (strncmp (path, endpoint->path, strcspn (endpoint->path, "{")), ==, 0);
      crm_json_reader_leave (reader);
      assert_read (reader);
    }
}

static void
test_errors_are_known (void)
{
  for (int id = 0; id < CRM_N_ENDPOINTS; id++)
    {
      g_autoptr (JsonNode) root = load (crm_endpoint_get ((CrmEndpointId) id)->name);
      g_autoptr (CrmJsonReader) reader = crm_json_reader_new (root);
      guint n_errors = crm_json_reader_enter_array (reader, "errors");

      for (guint i = 0; i < n_errors; i++)
        {
          guint status;
          const char *word;

          crm_json_reader_enter_element (reader, i);
          status = (guint) crm_json_reader_get_int (reader, "status");
          crm_json_reader_enter (reader, "body");
          word = crm_json_reader_get_string (reader, "code");
          g_assert_cmpstr (crm_error_to_wire (crm_error_from_wire (status, word)), ==, word);
          crm_json_reader_leave (reader);
          crm_json_reader_leave (reader);
        }
      assert_read (reader);
    }
}

static void
assert_same_json (JsonNode *expected, GString *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) actual = crm_json_parse (text->str, (gssize) text->len, CRM_JSON_MAX_DEPTH, &error);

  g_assert_no_error (error);
  if (!json_node_equal (expected, actual))
    g_error ("encoded as %s", text->str);
}

/* decode → encode gives the example back, member for member. */
static void
test_ticket_round_trip (void)
{
  g_autoptr (JsonNode) root = load ("tickets_get");
  g_autoptr (CrmJsonReader) reader = read_reply (root);
  g_autoptr (CrmTicket) ticket = crm_ticket_decode (reader);
  g_autoptr (GString) text = g_string_new (NULL);
  CrmJsonWriter writer;

  assert_read (reader);
  crm_json_writer_init (&writer, text);
  crm_ticket_encode (
      &(CrmTicketFields){
          .id = crm_ticket_get_id (ticket),
          .slug = crm_ticket_get_slug (ticket),
          .name = crm_ticket_get_name (ticket),
          .pipeline_id = crm_ticket_get_pipeline_id (ticket),
          .pipeline_name = crm_ticket_get_pipeline_name (ticket),
          .stage_id = crm_ticket_get_stage_id (ticket),
          .stage_name = crm_ticket_get_stage_name (ticket),
          .status = crm_ticket_get_status (ticket),
          .priority = crm_ticket_get_priority (ticket),
          .data_source = crm_ticket_get_data_source (ticket),
          .creator_flag = crm_ticket_get_creator_flag (ticket),
          .creator_name = crm_ticket_get_creator_name (ticket),
          .created_at = crm_ticket_get_created_at (ticket),
          .updated_at = crm_ticket_get_updated_at (ticket),
          .due_at = crm_ticket_get_due_at (ticket),
          .revision = crm_ticket_get_revision (ticket),
          .customer_ids = crm_ticket_get_customer_ids (ticket),
          .customer_names = crm_ticket_get_customer_names (ticket),
          .is_associated = crm_ticket_get_is_associated (ticket),
      },
      &writer, NULL);
  assert_same_json (crm_json_reader_opt_node (reader, NULL), text);
  g_assert_true (crm_ticket_has_customer (ticket, "5f3c1c1e-9d0a-4c0e-8a51-3b1f0f6f2a10"));
  g_assert_false (crm_ticket_has_customer (ticket, "5f3c1c1e"));
}

static void
test_deal_round_trip (void)
{
  g_autoptr (JsonNode) root = load ("deals_detail");
  g_autoptr (CrmJsonReader) reader = read_reply (root);
  g_autoptr (CrmDeal) deal = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  CrmJsonWriter writer;

  crm_json_reader_enter (reader, "deal");
  deal = crm_deal_decode (reader);
  assert_read (reader);
  crm_json_writer_init (&writer, text);
  crm_deal_encode (
      &(CrmDealFields){
          .id = crm_deal_get_id (deal),
          .slug = crm_deal_get_slug (deal),
          .name = crm_deal_get_name (deal),
          .pipeline_id = crm_deal_get_pipeline_id (deal),
          .pipeline_name = crm_deal_get_pipeline_name (deal),
          .stage_id = crm_deal_get_stage_id (deal),
          .stage_name = crm_deal_get_stage_name (deal),
          .status = crm_deal_get_status (deal),
          .amount = crm_deal_get_amount (deal),
          .source = crm_deal_get_source (deal),
          .creator_flag = crm_deal_get_creator_flag (deal),
          .creator_name = crm_deal_get_creator_name (deal),
          .contact_id = crm_deal_get_contact_id (deal),
          .contact_name = crm_deal_get_contact_name (deal),
          .created_at = crm_deal_get_created_at (deal),
          .updated_at = crm_deal_get_updated_at (deal),
          .revision = crm_deal_get_revision (deal),
      },
      &writer, NULL);
  assert_same_json (crm_json_reader_opt_node (reader, NULL), text);
}

static void
test_timeline_entry (void)
{
  g_autoptr (JsonNode) root = load ("deals_timeline");
  g_autoptr (CrmJsonReader) reader = read_reply (root);
  g_autoptr (CrmTimelineEntry) entry = NULL;
  const CrmPreviewLine *lines;
  guint n_lines;

  crm_json_reader_enter_array (reader, "items");
  crm_json_reader_enter_element (reader, 0);
  entry = crm_timeline_entry_decode (reader);
  assert_read (reader);
  g_assert_cmpint (crm_timeline_entry_get_creator_flag (entry), ==, CRM_CREATOR_BOT);
  g_assert_cmpstr (crm_timeline_entry_get_room_link (entry), ==, "bilik://room/room-4711");
  lines = crm_timeline_entry_get_preview (entry, &n_lines);
  g_assert_cmpuint (n_lines, ==, 2);
  g_assert_cmpstr (lines[0].contents, ==, "How many panels do you need?");
}

/* CDTC-S06: the flow or the person who set the bot up is not named. */
static void
test_creator_label (void)
{
  g_assert_cmpstr (crm_creator_flag_get_label (CRM_CREATOR_BOT, "Dewi Lestari"), ==, "Bot");
  g_assert_cmpstr (crm_creator_flag_get_label (CRM_CREATOR_AGENTIC_AI, NULL), ==, "AI");
  g_assert_cmpstr (crm_creator_flag_get_label (CRM_CREATOR_NONE, "Dewi Lestari"), ==, "Dewi Lestari");
  g_assert_cmpstr (crm_creator_flag_get_label (CRM_CREATOR_NONE, NULL), ==, "");
}

static void
test_customer_round_trip (void)
{
  g_autoptr (JsonNode) root = load ("leads_get");
  g_autoptr (CrmJsonReader) reader = read_reply (root);
  g_autoptr (CrmCustomer) customer = crm_customer_decode (reader);
  g_autoptr (GString) text = g_string_new (NULL);
  CrmJsonWriter writer;

  assert_read (reader);
  crm_json_writer_init (&writer, text);
  crm_customer_encode (
      &(CrmCustomerFields){
          .contact_id = crm_customer_get_id (customer),
          .name = crm_customer_get_name (customer),
          .phone = crm_customer_get_phone (customer),
          .email = crm_customer_get_email (customer),
          .company = crm_customer_get_company (customer),
          .city = crm_customer_get_city (customer),
          .channel = crm_customer_get_channel (customer),
          .account_uniq_id = crm_customer_get_account_uniq_id (customer),
          .created_at = crm_customer_get_created_at (customer),
          .updated_at = crm_customer_get_updated_at (customer),
          .n_tickets = crm_customer_get_n_tickets (customer),
          .can_update = crm_customer_get_can_update (customer),
      },
      &writer, NULL);
  assert_same_json (crm_json_reader_opt_node (reader, NULL), text);
  g_assert_cmpint (crm_customer_get_identity_kind (customer), ==, CRM_IDENTITY_C360);
}

static void
test_profile (void)
{
  g_autoptr (JsonNode) root = load ("profile_get");
  g_autoptr (CrmJsonReader) reader = read_reply (root);
  g_autoptr (CrmProfile) profile = crm_profile_decode (reader);

  assert_read (reader);
  g_assert_cmpstr (crm_profile_get_user_id (profile), ==, "7");
  g_assert_true (CRM_HAS (crm_profile_get_permissions (profile), CRM_PERMISSION_TICKETS_CREATE));
  g_assert_false (CRM_HAS (crm_profile_get_permissions (profile), CRM_PERMISSION_ADMINISTER));
  g_assert_true (CRM_HAS (crm_profile_get_flags (profile), CRM_FLAG_CDP_CREATE_TICKET));
  g_assert_false (CRM_HAS (crm_profile_get_flags (profile), CRM_FLAG_OMNICHANNEL_DEAL_TICKET_PANEL));
  g_assert_cmpint (crm_profile_get_create_surface (profile), ==, CRM_CREATE_SURFACE_EMBED);
  g_assert_cmpstr (crm_profile_get_embed_origins (profile)[0], ==, "http://127.0.0.1:8480");
  g_assert_cmpuint (crm_profile_get_embed_ready_timeout (profile), ==, 10000);
}

static void
test_layout (void)
{
  g_autoptr (JsonNode) root = load ("tickets_properties");
  g_autoptr (CrmJsonReader) reader = read_reply (root);
  g_autoptr (CrmLayout) layout = crm_layout_decode (reader);
  const CrmField *fields;
  guint n_fields;

  assert_read (reader);
  fields = crm_layout_get_fields (layout, &n_fields);
  g_assert_cmpuint (n_fields, ==, 8);
  g_assert_cmpint (fields[0].type, ==, CRM_FIELD_TEXT);
  g_assert_nonnull (crm_field_check (&fields[0], NULL));
  g_assert_null (crm_field_check (&fields[2], fields[2].default_value));
  g_assert_cmpint (fields[7].type, ==, CRM_FIELD_MULTI_SELECT);
  g_assert_cmpstr (fields[7].options[1].label, ==, "Payment");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/contract/wire/replies-decode", test_replies_decode);
  g_test_add_func ("/contract/wire/every-endpoint-has-its-example", test_every_endpoint_has_its_example);
  g_test_add_func ("/contract/wire/errors-are-known", test_errors_are_known);
  g_test_add_func ("/contract/wire/ticket-round-trip", test_ticket_round_trip);
  g_test_add_func ("/contract/wire/customer-round-trip", test_customer_round_trip);
  g_test_add_func ("/contract/wire/deal-round-trip", test_deal_round_trip);
  g_test_add_func ("/contract/wire/CDTC-S04-AC-1/timeline-entry", test_timeline_entry);
  g_test_add_func ("/contract/wire/CDTC-S06-AC-1-AC-2-AC-3/creator-label", test_creator_label);
  g_test_add_func ("/contract/wire/profile", test_profile);
  g_test_add_func ("/contract/wire/TCKT-S06-AC-1/layout", test_layout);
  return g_test_run ();
}
