/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-contract"

#include "crm-embed-message.h"
#include "crm-json.h"
#include "crm-time.h"
#include "crm-types-private.h"

#include <string.h>

/* Longest texts kept, in characters: what a page says is shown, so it may not fill the screen. */
#define MAX_NAME     255
#define MAX_CODE     64
#define MAX_SENTENCE 1000

CRM_DEFINE_WIRE_ (CrmEmbedMessageType, embed_message_type, CRM_EMBED_MESSAGES)
CRM_DEFINE_WIRE_ (CrmEmbedCloseReason, embed_close_reason, CRM_EMBED_CLOSE_REASONS)
CRM_DEFINE_WIRE_ (CrmEmbedDrop, embed_drop, CRM_EMBED_DROPS)

/* --- fields ------------------------------------------------------------------ */

static char *
dup_text (CrmJsonReader *reader, const char *member, glong max_length)
{
  const char *text = crm_json_reader_opt_string (reader, member, NULL);

  if (text == NULL)
    return NULL;
  return g_utf8_strlen (text, -1) > max_length ? g_utf8_substring (text, 0, max_length) : g_strdup (text);
}

static gboolean
is_value_of (JsonNode *node, GType type)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

/* An optional id; pages write "" for none. */
static char *
dup_id (CrmJsonReader *reader, const char *member)
{
  JsonNode *node = crm_json_reader_opt_node (reader, member);

  if (is_value_of (node, G_TYPE_STRING) && *json_node_get_string (node) == '\0')
    return NULL;
  return g_strdup (crm_json_reader_opt_id (reader, member));
}

/* A time in a form we don't read is no reason to lose a created ticket: the ticket is read through the API anyway. */
static gint64
read_time (CrmJsonReader *reader, const char *member)
{
  gint64 unix_ms = 0;

  return crm_time_parse (crm_json_reader_opt_string (reader, member, NULL), &unix_ms) ? unix_ms : 0;
}

static char *
dup_code (CrmJsonReader *reader, const char *member)
{
  JsonNode *node = crm_json_reader_opt_node (reader, member);

  if (is_value_of (node, G_TYPE_INT64))
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  return dup_text (reader, member, MAX_CODE);
}

static void
read_created (CrmEmbedMessage *self, CrmJsonReader *reader)
{
  self->ticket_id = g_strdup (crm_json_reader_get_id (reader, "ticketId"));
  self->ticket_name = dup_text (reader, "ticketName", MAX_NAME);
  self->ticket_slug = dup_text (reader, "ticketSlug", MAX_CODE);
  self->pipeline_id = dup_id (reader, "pipelineId");
  self->pipeline_name = dup_text (reader, "pipelineName", MAX_NAME);
  self->stage_id = dup_id (reader, "stageId");
  self->stage_name = dup_text (reader, "stageName", MAX_NAME);
  self->priority_id = dup_id (reader, "priorityId");
  self->created_at = read_time (reader, "createdAt");
  self->due_at = read_time (reader, "dueDate");
  self->room_id = dup_id (reader, "channelIntegrationRoomId");
}

static void
read_create_error (CrmEmbedMessage *self, CrmJsonReader *reader)
{
  self->error_code = dup_code (reader, "errorCode");
  self->error_message = dup_text (reader, "errorMessage", MAX_SENTENCE);
}

/* A huge height is what a page really measures when its layout runs away; a negative one is nonsense (SEC-07). */
static void
read_resize (CrmEmbedMessage *self, CrmJsonReader *reader)
{
  JsonNode *node = crm_json_reader_opt_node (reader, "height");
  double height;

  if (!is_value_of (node, G_TYPE_INT64) && !is_value_of (node, G_TYPE_DOUBLE))
    {
      crm_json_reader_fail (reader, "height", "expected number");
      return;
    }
  height = json_node_get_double (node);
  if (height < 0)
    crm_json_reader_fail (reader, "height", "negative");
  else
    self->height = (guint) CLAMP (height, CRM_EMBED_MIN_HEIGHT, CRM_EMBED_MAX_HEIGHT);
}

static void
read_close (CrmEmbedMessage *self, CrmJsonReader *reader)
{
  if (!crm_embed_close_reason_from_wire (crm_json_reader_get_string (reader, "reason"), &self->reason))
    crm_json_reader_fail (reader, "reason", "unknown reason");
}

/* --- what the embed may say -------------------------------------------------- */

typedef struct
{
  gboolean is_for_host;
  void (*read_fields) (CrmEmbedMessage *self, CrmJsonReader *reader);
  const char *fields[12]; /* which may stand in `payload` instead */
} MessageRule;

static const MessageRule rules[CRM_N_EMBED_MESSAGES] = {
  [CRM_EMBED_READY] = { TRUE, NULL, { NULL } },
  [CRM_EMBED_TICKET_CREATED] = { TRUE,
                                 read_created,
                                 { "ticketId", "ticketName", "ticketSlug", "pipelineId", "pipelineName",
                                   "stageId", "stageName", "priorityId", "createdAt", "dueDate",
                                   "channelIntegrationRoomId" } },
  [CRM_EMBED_TICKET_CREATE_ERROR] = { TRUE, read_create_error, { "errorCode", "errorMessage" } },
  [CRM_EMBED_RESIZE] = { TRUE, read_resize, { "height" } },
  [CRM_EMBED_CLOSE] = { TRUE, read_close, { "reason" } },
};

/* Two places for one field is how a check and a use come to disagree. */
static gboolean
has_flat_field (const MessageRule *rule, CrmJsonReader *reader)
{
  for (const char *const *field = rule->fields; *field != NULL; field++)
    {
      if (crm_json_reader_has (reader, *field))
        return TRUE;
    }
  return FALSE;
}

static gboolean
read_message (CrmEmbedMessage *self, CrmJsonReader *reader)
{
  const MessageRule *rule = &rules[self->type];

  if (crm_json_reader_opt_node (reader, "payload") != NULL)
    {
      if (has_flat_field (rule, reader))
        return FALSE;
      crm_json_reader_enter (reader, "payload");
    }
  if (rule->read_fields != NULL)
    rule->read_fields (self, reader);
  return !crm_json_reader_has_failed (reader);
}

static CrmEmbedDrop
decode_root (CrmEmbedMessage *self, JsonNode *root)
{
  g_autoptr (CrmJsonReader) reader = crm_json_reader_new (root);
  JsonNode *version, *type;

  if (!JSON_NODE_HOLDS_OBJECT (root))
    return CRM_EMBED_DROP_MALFORMED;
  version = crm_json_reader_opt_node (reader, "version");
  if (!is_value_of (version, G_TYPE_INT64) || json_node_get_int (version) != CRM_EMBED_VERSION)
    return CRM_EMBED_DROP_VERSION;
  type = crm_json_reader_opt_node (reader, "type");
  if (!is_value_of (type, G_TYPE_STRING) ||
      !crm_embed_message_type_from_wire (json_node_get_string (type), &self->type) ||
      !rules[self->type].is_for_host)
    return CRM_EMBED_DROP_TYPE;
  return read_message (self, reader) ? CRM_EMBED_DROP_NONE : CRM_EMBED_DROP_FIELDS;
}

CrmEmbedMessage *
crm_embed_message_decode (const char *text, gssize length, CrmEmbedDrop *out_drop)
{
  g_autoptr (CrmEmbedMessage) self = g_new0 (CrmEmbedMessage, 1);
  g_autoptr (JsonNode) root = NULL;
  gsize n_bytes = length < 0 ? strnlen (text, CRM_EMBED_MAX_MESSAGE + 1) : (gsize) length;
  CrmEmbedDrop drop = CRM_EMBED_DROP_SIZE;

  if (n_bytes <= CRM_EMBED_MAX_MESSAGE)
    {
      root = crm_json_parse (text, (gssize) n_bytes, CRM_EMBED_MAX_DEPTH, NULL);
      drop = root != NULL ? decode_root (self, root) : CRM_EMBED_DROP_MALFORMED;
    }
  if (out_drop != NULL)
    *out_drop = drop;
  return drop == CRM_EMBED_DROP_NONE ? g_steal_pointer (&self) : NULL;
}

void
crm_embed_message_free (CrmEmbedMessage *self)
{
  g_free (self->ticket_id);
  g_free (self->ticket_name);
  g_free (self->ticket_slug);
  g_free (self->pipeline_id);
  g_free (self->pipeline_name);
  g_free (self->stage_id);
  g_free (self->stage_name);
  g_free (self->priority_id);
  g_free (self->room_id);
  g_free (self->error_code);
  g_free (self->error_message);
  g_free (self);
}

/* --- what the host says ------------------------------------------------------ */

static GString *
begin_message (CrmJsonWriter *writer, CrmEmbedMessageType type)
{
  GString *text = g_string_new (NULL);

  crm_json_writer_init (writer, text);
  crm_json_writer_begin_object (writer, NULL);
  crm_json_writer_string (writer, "type", crm_embed_message_type_to_wire (type));
  crm_json_writer_int (writer, "version", CRM_EMBED_VERSION);
  return text;
}

char *
crm_embed_message_encode_init (const CrmEmbedInit *init)
{
  CrmJsonWriter writer;
  GString *text = begin_message (&writer, CRM_EMBED_INIT);

  crm_json_writer_string (&writer, "roomId", init->room_id);
  crm_json_writer_string (&writer, "contactName", init->contact_name);
  crm_json_writer_string (&writer, "contactPhone", init->contact_phone);
  crm_json_writer_string (&writer, "contactEmail", init->contact_email);
  crm_json_writer_string (&writer, "contactAccountUniqId", init->contact_account_uniq_id);
  crm_json_writer_string (&writer, "qontakCustomerId", init->qontak_customer_id);
  crm_json_writer_string (&writer, "channelType", init->channel_type);
  crm_json_writer_string (&writer, "locale", init->locale);
  crm_json_writer_string (&writer, "accessToken", init->access_token);
  crm_json_writer_string (&writer, "colorScheme", init->color_scheme);
  crm_json_writer_end_object (&writer);
  return g_string_free (text, FALSE);
}

char *
crm_embed_message_encode_close_request (void)
{
  CrmJsonWriter writer;
  GString *text = begin_message (&writer, CRM_EMBED_CLOSE_REQUEST);

  crm_json_writer_end_object (&writer);
  return g_string_free (text, FALSE);
}
