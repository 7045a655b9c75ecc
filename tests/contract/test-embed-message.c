/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-embed-message"

#include "crm-embed-message.h"
#include "crm-json.h"

#include <string.h>

#define HEAD(type) "{\"type\":\"" type "\",\"version\":1"
#define CREATED    HEAD ("TICKET_CREATED")

static CrmEmbedMessage *
take (const char *text)
{
  CrmEmbedDrop drop;
  CrmEmbedMessage *message = crm_embed_message_decode (text, -1, &drop);

  if (message == NULL)
    g_error ("dropped as %s: %s", crm_embed_drop_to_wire (drop), text);
  g_assert_cmpint (drop, ==, CRM_EMBED_DROP_NONE);
  return message;
}

static void
assert_dropped (const char *text, CrmEmbedDrop expected)
{
  CrmEmbedDrop drop;
  g_autoptr (CrmEmbedMessage) message = crm_embed_message_decode (text, -1, &drop);

  if (message != NULL || drop != expected)
    g_error ("%s instead of %s: %s", crm_embed_drop_to_wire (drop), crm_embed_drop_to_wire (expected), text);
}

static void
test_created_in_full (void)
{
  static const char *const texts[] = {
    CREATED
    ",\"ticketId\":\"1042\",\"ticketName\":\"Refund <3 & more\",\"ticketSlug\":\"TCK-1042\",\"pipelineId\":\"11\","
    "\"pipelineName\":\"Support\",\"stageId\":\"111\",\"stageName\":\"New\",\"priorityId\":\"high\","
    "\"createdAt\":\"2026-06-26T14:02:11.123Z\",\"dueDate\":null,\"channelIntegrationRoomId\":null,\"unknown\":[1]}",
    CREATED
    ",\"payload\":{\"ticketId\":1042,\"ticketName\":\"Refund <3 & more\",\"ticketSlug\":\"TCK-1042\",\"pipelineId\":11,"
    "\"pipelineName\":\"Support\",\"stageId\":111,\"stageName\":\"New\",\"priorityId\":\"high\","
    "\"createdAt\":\"2026-06-26T21:02:11.123+07:00\",\"dueDate\":null,\"channelIntegrationRoomId\":\"\"}}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (CrmEmbedMessage) message = take (texts[i]);

      g_assert_cmpint (message->type, ==, CRM_EMBED_TICKET_CREATED);
      g_assert_cmpstr (message->ticket_id, ==, "1042");
      g_assert_cmpstr (message->ticket_name, ==, "Refund <3 & more");
      g_assert_cmpstr (message->pipeline_id, ==, "11");
      g_assert_cmpstr (message->stage_name, ==, "New");
      g_assert_cmpstr (message->priority_id, ==, "high");
      g_assert_cmpint (message->created_at, ==, G_GINT64_CONSTANT (1782482531123));
      g_assert_cmpint (message->due_at, ==, 0);
      g_assert_null (message->room_id);
    }
}

static void
test_created_with_the_id_alone (void)
{
  g_autoptr (CrmEmbedMessage) message = take (CREATED ",\"ticketId\":\"1042\"}");
  g_autoptr (CrmEmbedMessage) loose =
      take (CREATED ",\"ticketId\":\"1\",\"createdAt\":\"yesterday\",\"payload\":null}");

  g_assert_cmpstr (message->ticket_id, ==, "1042");
  g_assert_null (message->ticket_name);
  g_assert_cmpint (loose->created_at, ==, 0);
}

static void
test_wrong_fields (void)
{
  static const char *const texts[] = {
    CREATED "}",
    CREATED ",\"ticketId\":null}",
    CREATED ",\"ticketId\":\"\"}",
    CREATED ",\"ticketId\":\"a b\"}",
    CREATED ",\"ticketId\":\"../1\"}",
    CREATED ",\"ticketId\":-1}",
    CREATED ",\"ticketId\":1.5}",
    CREATED ",\"ticketId\":[1]}",
    CREATED ",\"ticketId\":true}",
    CREATED ",\"ticketId\":{\"id\":1}}",
    CREATED ",\"ticketId\":\"1\",\"ticketName\":7}",
    CREATED ",\"ticketId\":\"1\",\"dueDate\":7}",
    CREATED ",\"ticketId\":\"1\",\"stageId\":{}}",
    CREATED ",\"payload\":{}}",
    CREATED ",\"payload\":[]}",
    CREATED ",\"payload\":\"{}\"}",
    CREATED ",\"ticketId\":\"1\",\"payload\":{}}",
    CREATED ",\"ticketId\":\"1\",\"payload\":{\"ticketId\":\"1\"}}",
    CREATED ",\"ticketName\":null,\"payload\":{\"ticketId\":\"1\"}}",
    HEAD ("EMBED_CLOSE") "}",
    HEAD ("EMBED_CLOSE") ",\"reason\":\"because\"}",
    HEAD ("EMBED_CLOSE") ",\"reason\":1}",
    HEAD ("TICKET_CREATE_ERROR") ",\"errorCode\":[]}",
    HEAD ("TICKET_CREATE_ERROR") ",\"errorMessage\":{}}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_dropped (texts[i], CRM_EMBED_DROP_FIELDS);
}

static void
test_version_and_type (void)
{
  static const char *const versions[] = {
    "0", "2", "1.0", "\"1\"", "true", "null", "[1]", "{}", "-1", "1e0"
  };
  static const char *const types[] = {
    "\"EMBED_INIT\"",
    "\"EMBED_CLOSE_REQUEST\"",
    "\"embed_ready\"",
    "\"EMBED_READY \"",
    "\"\"",
    "\"__proto__\"",
    "1",
    "null",
    "[]",
    "{}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"type\":\"EMBED_READY\",\"version\":%s}", versions[i]);

      assert_dropped (text, CRM_EMBED_DROP_VERSION);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"type\":%s,\"version\":1}", types[i]);

      assert_dropped (text, CRM_EMBED_DROP_TYPE);
    }
  assert_dropped ("{\"type\":\"EMBED_READY\"}", CRM_EMBED_DROP_VERSION);
  assert_dropped ("{\"version\":1}", CRM_EMBED_DROP_TYPE);
}

static void
test_malformed (void)
{
  static const char *const texts[] = {
    "",
    "null",
    "1",
    "\"EMBED_READY\"",
    "[]",
    "{",
    "{}{}",
    "{\"type\":\"EMBED_READY\",\"version\":1,}",
    "{\"type\":\"EMBED_READY\",\"version\":1,\"version\":1}",
    "{\"type\":\"EMBED_READY\",\"type\":\"EMBED_CLOSE\",\"version\":1}",
    "{\"type\":\"EMBED_READY\",\"version\":1,\"x\":\"\xff\"}",
    "{\"type\":\"EMBED_READY\",\"version\":1,\"x\":\"\\ud800\"}",
    "{\"type\":\"EMBED_READY\",\"version\":1,\"x\":[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      CrmEmbedDrop drop;
      g_autoptr (CrmEmbedMessage) message = crm_embed_message_decode (texts[i], -1, &drop);

      g_assert_null (message);
      g_assert_cmpint (drop, ==, CRM_EMBED_DROP_MALFORMED);
    }
}

static void
test_size (void)
{
  g_autoptr (GString) text = g_string_new (HEAD ("EMBED_READY") ",\"x\":\"");
  g_autoptr (CrmEmbedMessage) largest = NULL;

  while (text->len < CRM_EMBED_MAX_MESSAGE - 2)
    g_string_append_c (text, 'a');
  g_string_append (text, "\"}");
  g_assert_cmpuint (text->len, ==, CRM_EMBED_MAX_MESSAGE);
  largest = take (text->str);
  g_string_append_c (text, ' ');
  assert_dropped (text->str, CRM_EMBED_DROP_SIZE);
}

static void
test_resize (void)
{
  static const struct
  {
    const char *height;
    guint expected; /* 0: dropped */
  } cases[] = {
    { "640", 640 },
    { "640.7", 640 },
    { "200", 200 },
    { "4000", 4000 },
    { "0", 200 },
    { "1", 200 },
    { "-0.0", 200 },
    { "1e9", 4000 },
    { "1e308", 4000 },
    { "5000", 4000 },
    { "2147483648", 4000 },
    { "4294967496", 4000 },
    { "9223372036854775807", 4000 },
    { "-1", 0 },
    { "-1e9", 0 },
    { "\"640\"", 0 },
    { "\"\"", 0 },
    { "null", 0 },
    { "true", 0 },
    { "[640]", 0 },
    { "{}", 0 },
    { "\"NaN\"", 0 },
    { "\"Infinity\"", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf (HEAD ("EMBED_RESIZE") ",\"height\":%s}", cases[i].height);

      if (cases[i].expected == 0)
        assert_dropped (text, CRM_EMBED_DROP_FIELDS);
      else
        {
          g_autoptr (CrmEmbedMessage) message = take (text);

          g_assert_cmpuint (message->height, ==, cases[i].expected);
        }
    }
  assert_dropped (HEAD ("EMBED_RESIZE") "}", CRM_EMBED_DROP_FIELDS);
  assert_dropped (HEAD ("EMBED_RESIZE") ",\"height\":NaN}", CRM_EMBED_DROP_MALFORMED);
  assert_dropped (HEAD ("EMBED_RESIZE") ",\"height\":Infinity}", CRM_EMBED_DROP_MALFORMED);
  assert_dropped (HEAD ("EMBED_RESIZE") ",\"height\":1e999}", CRM_EMBED_DROP_MALFORMED);
}

static void
test_error_and_close (void)
{
  g_autoptr (CrmEmbedMessage) error =
      take (HEAD ("TICKET_CREATE_ERROR") ",\"errorCode\":422,\"errorMessage\":\"No\"}");
  g_autoptr (CrmEmbedMessage) bare = take (HEAD ("TICKET_CREATE_ERROR") "}");

  g_assert_cmpstr (error->error_code, ==, "422");
  g_assert_cmpstr (error->error_message, ==, "No");
  g_assert_null (bare->error_code);
  for (int reason = 0; reason < CRM_N_EMBED_CLOSE_REASONS; reason++)
    {
      g_autofree char *text = g_strdup_printf (HEAD ("EMBED_CLOSE") ",\"payload\":{\"reason\":\"%s\"}}",
                                               crm_embed_close_reason_to_wire ((CrmEmbedCloseReason) reason));
      g_autoptr (CrmEmbedMessage) close = take (text);

      g_assert_cmpint (close->reason, ==, reason);
    }
}

static void
test_long_texts_are_cut (void)
{
  g_autoptr (GString) text = g_string_new (CREATED ",\"ticketId\":\"1\",\"ticketName\":\"");
  g_autoptr (CrmEmbedMessage) message = NULL;

  for (int i = 0; i < 1000; i++)
    g_string_append (text, "\xf0\x9f\x92\xa9");
  g_string_append (text, "\"}");
  message = take (text->str);
  g_assert_cmpint (g_utf8_strlen (message->ticket_name, -1), ==, 255);
  g_assert_true (g_utf8_validate (message->ticket_name, -1, NULL));
}

static void
test_encode (void)
{
  const CrmEmbedInit init = { .contact_name = "Tom & \"Jerry\" <3",
                              .qontak_customer_id = "8123",
                              .locale = "id",
                              .access_token = "t" };
  g_autofree char *text = crm_embed_message_encode_init (&init);
  g_autofree char *request = crm_embed_message_encode_close_request ();

  g_assert_cmpstr (
      text, ==,
      "{\"type\":\"EMBED_INIT\",\"version\":1,\"roomId\":null,\"contactName\":\"Tom & \\\"Jerry\\\" <3\","
      "\"contactPhone\":null,\"contactEmail\":null,\"contactAccountUniqId\":null,\"qontakCustomerId\":\"8123\","
      "\"channelType\":null,\"locale\":\"id\",\"accessToken\":\"t\",\"colorScheme\":null}");
  g_assert_cmpstr (request, ==, "{\"type\":\"EMBED_CLOSE_REQUEST\",\"version\":1}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/contract/embed-message/TCKT-S03-AC-1/created-in-full", test_created_in_full);
  g_test_add_func ("/contract/embed-message/TCKT-S03-boundaries/created-with-the-id-alone",
                   test_created_with_the_id_alone);
  g_test_add_func ("/contract/embed-message/TCKT-S03-boundaries/wrong-fields", test_wrong_fields);
  g_test_add_func ("/contract/embed-message/SEC-03/TCKT-S03-ERR-1/version-and-type", test_version_and_type);
  g_test_add_func ("/contract/embed-message/SEC-04/malformed", test_malformed);
  g_test_add_func ("/contract/embed-message/SEC-04/size", test_size);
  g_test_add_func ("/contract/embed-message/SEC-07/TCKT-S03-AC-3/resize", test_resize);
  g_test_add_func ("/contract/embed-message/TCKT-S03-AC-2/TCKT-S03-ERR-2/error-and-close",
                   test_error_and_close);
  g_test_add_func ("/contract/embed-message/SEC-15/long-texts-are-cut", test_long_texts_are_cut);
  g_test_add_func ("/contract/embed-message/TCKT-S02-AC-1/encode", test_encode);
  return g_test_run ();
}
