/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-json.h"
#include "crm-types.h"

G_BEGIN_DECLS

/**
 * CrmStage:
 * @status: of tickets in this stage
 * @deal_status: of deals in it, where the pipeline is one of deals
 */
typedef struct
{
  char *id;
  char *name;
  CrmTicketStatus status;
  CrmDealStatus deal_status;
} CrmStage;

#define CRM_TYPE_PIPELINE (crm_pipeline_get_type ())
G_DECLARE_FINAL_TYPE (CrmPipeline, crm_pipeline, CRM, PIPELINE, GObject)

const char *crm_pipeline_get_id (CrmPipeline *self);
const char *crm_pipeline_get_name (CrmPipeline *self);
gboolean crm_pipeline_get_is_default (CrmPipeline *self);
const CrmStage *crm_pipeline_get_stages (CrmPipeline *self, guint *out_n_stages);

/* Returns: (transfer full) (nullable): NULL once an error has stuck in @reader */
CrmPipeline *crm_pipeline_decode (CrmJsonReader *reader);
/* The same for a pipeline of deals. */
CrmPipeline *crm_pipeline_decode_deals (CrmJsonReader *reader);

G_END_DECLS
