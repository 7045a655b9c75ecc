/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-deal.h"
#include "crm-ticket.h"

G_BEGIN_DECLS

/**
 * CrmRecordDetail: a deal or a ticket of the CRM, read for itself, and the way from it to its room.
 * @deal: (nullable): where @object is a deal
 * @ticket: (nullable): where it is a ticket
 * @room_id: (nullable): the room it was made in
 * @room_link: (nullable): the deeplink of that room
 * @external_url: (nullable): where the CRM shows it; not to be believed before crm_link_check_external()
 */
typedef struct
{
  CrmRecordObject object;
  CrmDeal *deal;
  CrmTicket *ticket;
  char *room_id;
  char *room_link;
  char *external_url;
} CrmRecordDetail;

void crm_record_detail_free (CrmRecordDetail *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmRecordDetail, crm_record_detail_free)

/* The document holds either a `deal` or a `ticket`.
 * Returns: (transfer full) (nullable): NULL once an error has stuck in @reader */
CrmRecordDetail *crm_record_detail_decode (CrmJsonReader *reader);

/* What deals and tickets have in common. */
const char *crm_record_detail_get_id (const CrmRecordDetail *self);
const char *crm_record_detail_get_slug (const CrmRecordDetail *self);
const char *crm_record_detail_get_name (const CrmRecordDetail *self);
const char *crm_record_detail_get_pipeline_id (const CrmRecordDetail *self);
const char *crm_record_detail_get_pipeline_name (const CrmRecordDetail *self);
const char *crm_record_detail_get_stage_id (const CrmRecordDetail *self);
const char *crm_record_detail_get_stage_name (const CrmRecordDetail *self);
const char *crm_record_detail_get_status (const CrmRecordDetail *self); /* wire word */
const char *crm_record_detail_get_source (const CrmRecordDetail *self);
/* What stands under Creator: "Bot", "AI" or the person (CDTC-S06). */
const char *crm_record_detail_get_creator (const CrmRecordDetail *self);
gint64 crm_record_detail_get_created_at (const CrmRecordDetail *self);
gint64 crm_record_detail_get_updated_at (const CrmRecordDetail *self);
gint64 crm_record_detail_get_revision (const CrmRecordDetail *self);

/* The customers it belongs to: a deal has one at most. */
guint crm_record_detail_get_n_customers (const CrmRecordDetail *self);
const char *crm_record_detail_get_customer_id (const CrmRecordDetail *self, guint index);
const char *crm_record_detail_get_customer_name (const CrmRecordDetail *self, guint index);

G_END_DECLS
