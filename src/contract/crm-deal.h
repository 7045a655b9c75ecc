/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-json.h"
#include "crm-types.h"

G_BEGIN_DECLS

/**
 * CrmDeal: a deal of the CRM. Immutable.
 */
#define CRM_TYPE_DEAL (crm_deal_get_type ())
G_DECLARE_FINAL_TYPE (CrmDeal, crm_deal, CRM, DEAL, GObject)

#define CRM_DEAL_NO_AMOUNT (-1)

const char *crm_deal_get_id (CrmDeal *self);
const char *crm_deal_get_slug (CrmDeal *self); /* what people quote: "DEAL-77" */
const char *crm_deal_get_name (CrmDeal *self);
const char *crm_deal_get_pipeline_id (CrmDeal *self);
const char *crm_deal_get_pipeline_name (CrmDeal *self);
const char *crm_deal_get_stage_id (CrmDeal *self);
const char *crm_deal_get_stage_name (CrmDeal *self);
CrmDealStatus crm_deal_get_status (CrmDeal *self);
gint64 crm_deal_get_amount (CrmDeal *self);      /* whole units of the currency, or %CRM_DEAL_NO_AMOUNT */
const char *crm_deal_get_source (CrmDeal *self); /* crm_source_name, "" for none */
CrmCreatorFlag crm_deal_get_creator_flag (CrmDeal *self);
const char *crm_deal_get_creator_name (CrmDeal *self);
const char *crm_deal_get_contact_id (CrmDeal *self); /* NULL: none */
const char *crm_deal_get_contact_name (CrmDeal *self);
gint64 crm_deal_get_created_at (CrmDeal *self); /* ms since 1970 */
gint64 crm_deal_get_updated_at (CrmDeal *self);
gint64 crm_deal_get_revision (CrmDeal *self); /* goes into If-Match */

/* Returns: (transfer full) (nullable): NULL once an error has stuck in @reader */
CrmDeal *crm_deal_decode (CrmJsonReader *reader);

/* The same fields in the same order as on the wire. */
typedef struct
{
  const char *id;
  const char *slug;
  const char *name;
  const char *pipeline_id;
  const char *pipeline_name;
  const char *stage_id;
  const char *stage_name;
  CrmDealStatus status;
  gint64 amount;
  const char *source;
  CrmCreatorFlag creator_flag;
  const char *creator_name;
  const char *contact_id;
  const char *contact_name;
  gint64 created_at;
  gint64 updated_at;
  gint64 revision;
} CrmDealFields;

void crm_deal_encode (const CrmDealFields *fields, CrmJsonWriter *writer, const char *member);

G_END_DECLS
