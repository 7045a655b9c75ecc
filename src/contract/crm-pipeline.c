/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-contract"

#include "crm-pipeline.h"

struct _CrmPipeline
{
  GObject parent_instance;

  char *id;
  char *name;
  gboolean is_default;
  CrmStage *stages;
  guint n_stages;
};

G_DEFINE_FINAL_TYPE (CrmPipeline, crm_pipeline, G_TYPE_OBJECT)

static void
crm_pipeline_finalize (GObject *object)
{
  CrmPipeline *self = CRM_PIPELINE (object);

  for (guint i = 0; i < self->n_stages; i++)
    {
      g_free (self->stages[i].id);
      g_free (self->stages[i].name);
    }
  g_free (self->stages);
  g_free (self->id);
  g_free (self->name);

  G_OBJECT_CLASS (crm_pipeline_parent_class)->finalize (object);
}

static void
crm_pipeline_class_init (CrmPipelineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = crm_pipeline_finalize;
}

static void
crm_pipeline_init (CrmPipeline *self)
{
}

static void
decode_stage (CrmStage *stage, CrmRecordObject object, CrmJsonReader *reader)
{
  const char *status;
  gboolean is_known;

  stage->id = g_strdup (crm_json_reader_get_id (reader, "id"));
  stage->name = g_strdup (crm_json_reader_get_string (reader, "name"));
  status = crm_json_reader_get_string (reader, "status");
  is_known = object == CRM_RECORD_DEAL ? crm_deal_status_from_wire (status, &stage->deal_status)
                                       : crm_ticket_status_from_wire (status, &stage->status);
  if (!is_known)
    crm_json_reader_fail (reader, "status", "unknown status");
}

static CrmPipeline *
decode (CrmJsonReader *reader, CrmRecordObject object)
{
  g_autoptr (CrmPipeline) self = g_object_new (CRM_TYPE_PIPELINE, NULL);

  self->id = g_strdup (crm_json_reader_get_id (reader, "id"));
  self->name = g_strdup (crm_json_reader_get_string (reader, "name"));
  self->is_default = crm_json_reader_opt_bool (reader, "is_default", FALSE);
  self->n_stages = crm_json_reader_enter_array (reader, "stages");
  self->stages = g_new0 (CrmStage, self->n_stages);
  for (guint i = 0; i < self->n_stages; i++)
    {
      crm_json_reader_enter_element (reader, i);
      decode_stage (&self->stages[i], object, reader);
      crm_json_reader_leave (reader);
    }
  crm_json_reader_leave (reader);
  return crm_json_reader_has_failed (reader) ? NULL : g_steal_pointer (&self);
}

CrmPipeline *
crm_pipeline_decode (CrmJsonReader *reader)
{
  return decode (reader, CRM_RECORD_TICKET);
}

CrmPipeline *
crm_pipeline_decode_deals (CrmJsonReader *reader)
{
  return decode (reader, CRM_RECORD_DEAL);
}

const char *
crm_pipeline_get_id (CrmPipeline *self)
{
  return self->id;
}

const char *
crm_pipeline_get_name (CrmPipeline *self)
{
  return self->name;
}

gboolean
crm_pipeline_get_is_default (CrmPipeline *self)
{
  return self->is_default;
}

const CrmStage *
crm_pipeline_get_stages (CrmPipeline *self, guint *out_n_stages)
{
  if (out_n_stages != NULL)
    *out_n_stages = self->n_stages;
  return self->stages;
}
