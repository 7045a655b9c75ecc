/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-contract"

#include "crm-ticket.h"
#include "crm-identity.h"

struct _CrmTicket
{
  GObject parent_instance;

  char *id;
  char *slug;
  char *name;
  char *pipeline_id;
  char *pipeline_name;
  char *stage_id;
  char *stage_name;
  CrmTicketStatus status;
  CrmTicketPriority priority;
  char *data_source;
  CrmCreatorFlag creator_flag;
  char *creator_name;
  gint64 created_at;
  gint64 updated_at;
  gint64 due_at;
  gint64 revision;
  GStrv customer_ids;
  GStrv customer_names;
  gboolean is_associated;
};

G_DEFINE_FINAL_TYPE (CrmTicket, crm_ticket, G_TYPE_OBJECT)

static void
crm_ticket_finalize (GObject *object)
{
  CrmTicket *self = CRM_TICKET (object);

  g_free (self->id);
  g_free (self->slug);
  g_free (self->name);
  g_free (self->pipeline_id);
  g_free (self->pipeline_name);
  g_free (self->stage_id);
  g_free (self->stage_name);
  g_free (self->data_source);
  g_free (self->creator_name);
  g_strfreev (self->customer_ids);
  g_strfreev (self->customer_names);

  G_OBJECT_CLASS (crm_ticket_parent_class)->finalize (object);
}

static void
crm_ticket_class_init (CrmTicketClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = crm_ticket_finalize;
}

static void
crm_ticket_init (CrmTicket *self)
{
}

static GStrv
decode_strings (CrmJsonReader *reader, const char *member)
{
  guint length;
  GStrv strings;

  if (!crm_json_reader_try_enter_array (reader, member, &length))
    return g_new0 (char *, 1);
  strings = g_new0 (char *, length + 1);
  for (guint i = 0; i < length && !crm_json_reader_has_failed (reader); i++)
    strings[i] = g_strdup (crm_json_reader_get_string_element (reader, i));
  crm_json_reader_leave (reader);
  return strings;
}

static void
decode_customers (CrmTicket *self, CrmJsonReader *reader)
{
  self->customer_ids = decode_strings (reader, "qontak_customer_ids");
  self->customer_names = decode_strings (reader, "customer_names");
  for (guint i = 0; self->customer_ids[i] != NULL; i++)
    {
      if (!crm_identity_is_id (self->customer_ids[i]))
        crm_json_reader_fail (reader, "qontak_customer_ids", "expected ids");
    }
  /* The two are read side by side. */
  if (self->customer_names[0] != NULL &&
      g_strv_length (self->customer_names) != g_strv_length (self->customer_ids))
    crm_json_reader_fail (reader, "customer_names", "expected one name for each id");
}

static void
decode_words (CrmTicket *self, CrmJsonReader *reader)
{
  const char *status = crm_json_reader_get_string (reader, "status");
  const char *priority = crm_json_reader_opt_string (reader, "priority", "none");
  const char *creator_flag = crm_json_reader_opt_string (reader, "creator_flag", "");

  if (!crm_ticket_status_from_wire (status, &self->status))
    crm_json_reader_fail (reader, "status", "unknown status");
  if (!crm_ticket_priority_from_wire (priority, &self->priority))
    crm_json_reader_fail (reader, "priority", "unknown priority");
  if (!crm_creator_flag_from_wire (creator_flag, &self->creator_flag))
    crm_json_reader_fail (reader, "creator_flag", "unknown creator");
}

CrmTicket *
crm_ticket_decode (CrmJsonReader *reader)
{
  g_autoptr (CrmTicket) self = g_object_new (CRM_TYPE_TICKET, NULL);

  self->id = g_strdup (crm_json_reader_get_id (reader, "id"));
  self->slug = g_strdup (crm_json_reader_opt_string (reader, "slug", NULL));
  self->name = g_strdup (crm_json_reader_get_string (reader, "name"));
  self->pipeline_id = g_strdup (crm_json_reader_opt_id (reader, "pipeline_id"));
  self->pipeline_name = g_strdup (crm_json_reader_opt_string (reader, "pipeline_name", NULL));
  self->stage_id = g_strdup (crm_json_reader_opt_id (reader, "stage_id"));
  self->stage_name = g_strdup (crm_json_reader_opt_string (reader, "stage_name", NULL));
  decode_words (self, reader);
  self->data_source = g_strdup (crm_json_reader_opt_string (reader, "data_source", NULL));
  self->creator_name = g_strdup (crm_json_reader_opt_string (reader, "creator_name", NULL));
  self->created_at = crm_json_reader_opt_time (reader, "created_at", 0);
  self->updated_at = crm_json_reader_opt_time (reader, "updated_at", 0);
  self->due_at = crm_json_reader_opt_time (reader, "due_date", 0);
  self->revision = crm_json_reader_opt_int (reader, "revision", 0);
  decode_customers (self, reader);
  self->is_associated = crm_json_reader_opt_bool (reader, "is_associated", FALSE);
  return crm_json_reader_has_failed (reader) ? NULL : g_steal_pointer (&self);
}

static void
encode_strings (CrmJsonWriter *writer, const char *member, const char *const *strings)
{
  crm_json_writer_begin_array (writer, member);
  for (guint i = 0; strings != NULL && strings[i] != NULL; i++)
    crm_json_writer_string (writer, NULL, strings[i]);
  crm_json_writer_end_array (writer);
}

void
crm_ticket_encode (const CrmTicketFields *fields, CrmJsonWriter *writer, const char *member)
{
  crm_json_writer_begin_object (writer, member);
  crm_json_writer_string (writer, "id", fields->id);
  crm_json_writer_string (writer, "slug", fields->slug);
  crm_json_writer_string (writer, "name", fields->name);
  crm_json_writer_string (writer, "pipeline_id", fields->pipeline_id);
  crm_json_writer_string (writer, "pipeline_name", fields->pipeline_name);
  crm_json_writer_string (writer, "stage_id", fields->stage_id);
  crm_json_writer_string (writer, "stage_name", fields->stage_name);
  crm_json_writer_string (writer, "status", crm_ticket_status_to_wire (fields->status));
  crm_json_writer_string (writer, "priority", crm_ticket_priority_to_wire (fields->priority));
  crm_json_writer_string (writer, "data_source", fields->data_source);
  crm_json_writer_string (writer, "creator_flag", crm_creator_flag_to_wire (fields->creator_flag));
  crm_json_writer_string (writer, "creator_name", fields->creator_name);
  crm_json_writer_time (writer, "created_at", fields->created_at);
  crm_json_writer_time (writer, "updated_at", fields->updated_at);
  crm_json_writer_time (writer, "due_date", fields->due_at);
  crm_json_writer_int (writer, "revision", fields->revision);
  encode_strings (writer, "qontak_customer_ids", fields->customer_ids);
  encode_strings (writer, "customer_names", fields->customer_names);
  crm_json_writer_bool (writer, "is_associated", fields->is_associated);
  crm_json_writer_end_object (writer);
}

gboolean
crm_ticket_has_customer (CrmTicket *self, const char *contact_id)
{
  return contact_id != NULL && g_strv_contains ((const char *const *) self->customer_ids, contact_id);
}

const char *
crm_ticket_get_id (CrmTicket *self)
{
  return self->id;
}

const char *
crm_ticket_get_slug (CrmTicket *self)
{
  return self->slug;
}

const char *
crm_ticket_get_name (CrmTicket *self)
{
  return self->name;
}

const char *
crm_ticket_get_pipeline_id (CrmTicket *self)
{
  return self->pipeline_id;
}

const char *
crm_ticket_get_pipeline_name (CrmTicket *self)
{
  return self->pipeline_name;
}

const char *
crm_ticket_get_stage_id (CrmTicket *self)
{
  return self->stage_id;
}

const char *
crm_ticket_get_stage_name (CrmTicket *self)
{
  return self->stage_name;
}

CrmTicketStatus
crm_ticket_get_status (CrmTicket *self)
{
  return self->status;
}

CrmTicketPriority
crm_ticket_get_priority (CrmTicket *self)
{
  return self->priority;
}

const char *
crm_ticket_get_data_source (CrmTicket *self)
{
  return self->data_source;
}

CrmCreatorFlag
crm_ticket_get_creator_flag (CrmTicket *self)
{
  return self->creator_flag;
}

const char *
crm_ticket_get_creator_name (CrmTicket *self)
{
  return self->creator_name;
}

gint64
crm_ticket_get_created_at (CrmTicket *self)
{
  return self->created_at;
}

gint64
crm_ticket_get_updated_at (CrmTicket *self)
{
  return self->updated_at;
}

gint64
crm_ticket_get_due_at (CrmTicket *self)
{
  return self->due_at;
}

gint64
crm_ticket_get_revision (CrmTicket *self)
{
  return self->revision;
}

const char *const *
crm_ticket_get_customer_ids (CrmTicket *self)
{
  return (const char *const *) self->customer_ids;
}

const char *const *
crm_ticket_get_customer_names (CrmTicket *self)
{
  return (const char *const *) self->customer_names;
}

gboolean
crm_ticket_get_is_associated (CrmTicket *self)
{
  return self->is_associated;
}
