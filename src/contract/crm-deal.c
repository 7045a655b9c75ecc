/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-contract"

#include "crm-deal.h"

struct _CrmDeal
{
  GObject parent_instance;

  char *id;
  char *slug;
  char *name;
  char *pipeline_id;
  char *pipeline_name;
  char *stage_id;
  char *stage_name;
  CrmDealStatus status;
  gint64 amount;
  char *source;
  CrmCreatorFlag creator_flag;
  char *creator_name;
  char *contact_id;
  char *contact_name;
  gint64 created_at;
  gint64 updated_at;
  gint64 revision;
};

G_DEFINE_FINAL_TYPE (CrmDeal, crm_deal, G_TYPE_OBJECT)

static void
crm_deal_finalize (GObject *object)
{
  CrmDeal *self = CRM_DEAL (object);

  g_free (self->id);
  g_free (self->slug);
  g_free (self->name);
  g_free (self->pipeline_id);
  g_free (self->pipeline_name);
  g_free (self->stage_id);
  g_free (self->stage_name);
  g_free (self->source);
  g_free (self->creator_name);
  g_free (self->contact_id);
  g_free (self->contact_name);

  G_OBJECT_CLASS (crm_deal_parent_class)->finalize (object);
}

static void
crm_deal_class_init (CrmDealClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = crm_deal_finalize;
}

static void
crm_deal_init (CrmDeal *self)
{
}

static void
decode_words (CrmDeal *self, CrmJsonReader *reader)
{
  if (!crm_deal_status_from_wire (crm_json_reader_get_string (reader, "status"), &self->status))
    crm_json_reader_fail (reader, "status", "unknown status");
  if (!crm_creator_flag_from_wire (crm_json_reader_opt_string (reader, "creator_flag", ""),
                                   &self->creator_flag))
    crm_json_reader_fail (reader, "creator_flag", "unknown creator");
}

CrmDeal *
crm_deal_decode (CrmJsonReader *reader)
{
  g_autoptr (CrmDeal) self = g_object_new (CRM_TYPE_DEAL, NULL);

  self->id = g_strdup (crm_json_reader_get_id (reader, "id"));
  self->slug = g_strdup (crm_json_reader_opt_string (reader, "slug", NULL));
  self->name = g_strdup (crm_json_reader_get_string (reader, "name"));
  self->pipeline_id = g_strdup (crm_json_reader_opt_id (reader, "pipeline_id"));
  self->pipeline_name = g_strdup (crm_json_reader_opt_string (reader, "pipeline_name", NULL));
  self->stage_id = g_strdup (crm_json_reader_opt_id (reader, "stage_id"));
  self->stage_name = g_strdup (crm_json_reader_opt_string (reader, "stage_name", NULL));
  decode_words (self, reader);
  self->amount = crm_json_reader_opt_int (reader, "amount", CRM_DEAL_NO_AMOUNT);
  self->source = g_strdup (crm_json_reader_opt_string (reader, "crm_source_name", ""));
  self->creator_name = g_strdup (crm_json_reader_opt_string (reader, "creator_name", NULL));
  self->contact_id = g_strdup (crm_json_reader_opt_id (reader, "contact_id"));
  self->contact_name = g_strdup (crm_json_reader_opt_string (reader, "contact_name", NULL));
  self->created_at = crm_json_reader_opt_time (reader, "created_at", 0);
  self->updated_at = crm_json_reader_opt_time (reader, "updated_at", 0);
  self->revision = crm_json_reader_opt_int (reader, "revision", 0);
  return crm_json_reader_has_failed (reader) ? NULL : g_steal_pointer (&self);
}

void
crm_deal_encode (const CrmDealFields *fields, CrmJsonWriter *writer, const char *member)
{
  crm_json_writer_begin_object (writer, member);
  crm_json_writer_string (writer, "id", fields->id);
  crm_json_writer_string (writer, "slug", fields->slug);
  crm_json_writer_string (writer, "name", fields->name);
  crm_json_writer_string (writer, "pipeline_id", fields->pipeline_id);
  crm_json_writer_string (writer, "pipeline_name", fields->pipeline_name);
  crm_json_writer_string (writer, "stage_id", fields->stage_id);
  crm_json_writer_string (writer, "stage_name", fields->stage_name);
  crm_json_writer_string (writer, "status", crm_deal_status_to_wire (fields->status));
  if (fields->amount == CRM_DEAL_NO_AMOUNT)
    crm_json_writer_null (writer, "amount");
  else
    crm_json_writer_int (writer, "amount", fields->amount);
  crm_json_writer_string (writer, "crm_source_name", fields->source);
  crm_json_writer_string (writer, "creator_flag", crm_creator_flag_to_wire (fields->creator_flag));
  crm_json_writer_string (writer, "creator_name", fields->creator_name);
  crm_json_writer_string (writer, "contact_id", fields->contact_id);
  crm_json_writer_string (writer, "contact_name", fields->contact_name);
  crm_json_writer_time (writer, "created_at", fields->created_at);
  crm_json_writer_time (writer, "updated_at", fields->updated_at);
  crm_json_writer_int (writer, "revision", fields->revision);
  crm_json_writer_end_object (writer);
}

const char *
crm_deal_get_id (CrmDeal *self)
{
  return self->id;
}

const char *
crm_deal_get_slug (CrmDeal *self)
{
  return self->slug;
}

const char *
crm_deal_get_name (CrmDeal *self)
{
  return self->name;
}

const char *
crm_deal_get_pipeline_id (CrmDeal *self)
{
  return self->pipeline_id;
}

const char *
crm_deal_get_pipeline_name (CrmDeal *self)
{
  return self->pipeline_name;
}

const char *
crm_deal_get_stage_id (CrmDeal *self)
{
  return self->stage_id;
}

const char *
crm_deal_get_stage_name (CrmDeal *self)
{
  return self->stage_name;
}

CrmDealStatus
crm_deal_get_status (CrmDeal *self)
{
  return self->status;
}

gint64
crm_deal_get_amount (CrmDeal *self)
{
  return self->amount;
}

const char *
crm_deal_get_source (CrmDeal *self)
{
  return self->source;
}

CrmCreatorFlag
crm_deal_get_creator_flag (CrmDeal *self)
{
  return self->creator_flag;
}

const char *
crm_deal_get_creator_name (CrmDeal *self)
{
  return self->creator_name;
}

const char *
crm_deal_get_contact_id (CrmDeal *self)
{
  return self->contact_id;
}

const char *
crm_deal_get_contact_name (CrmDeal *self)
{
  return self->contact_name;
}

gint64
crm_deal_get_created_at (CrmDeal *self)
{
  return self->created_at;
}

gint64
crm_deal_get_updated_at (CrmDeal *self)
{
  return self->updated_at;
}

gint64
crm_deal_get_revision (CrmDeal *self)
{
  return self->revision;
}
