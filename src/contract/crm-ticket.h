/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-json.h"
#include "crm-types.h"

G_BEGIN_DECLS

/**
 * CrmTicket: a ticket of the CRM. Immutable.
 */
#define CRM_TYPE_TICKET (crm_ticket_get_type ())
G_DECLARE_FINAL_TYPE (CrmTicket, crm_ticket, CRM, TICKET, GObject)

const char *crm_ticket_get_id (CrmTicket *self);
const char *crm_ticket_get_slug (CrmTicket *self); /* what people quote: "TCK-1042" */
const char *crm_ticket_get_name (CrmTicket *self);
const char *crm_ticket_get_pipeline_id (CrmTicket *self);
const char *crm_ticket_get_pipeline_name (CrmTicket *self);
const char *crm_ticket_get_stage_id (CrmTicket *self);
const char *crm_ticket_get_stage_name (CrmTicket *self);
CrmTicketStatus crm_ticket_get_status (CrmTicket *self);
CrmTicketPriority crm_ticket_get_priority (CrmTicket *self);
const char *crm_ticket_get_data_source (CrmTicket *self); /* "embed-web-cdp", "Desktop GTK", … */
CrmCreatorFlag crm_ticket_get_creator_flag (CrmTicket *self);
const char *crm_ticket_get_creator_name (CrmTicket *self);
gint64 crm_ticket_get_created_at (CrmTicket *self); /* ms since 1970 */
gint64 crm_ticket_get_updated_at (CrmTicket *self);
gint64 crm_ticket_get_due_at (CrmTicket *self);                     /* 0: none */
gint64 crm_ticket_get_revision (CrmTicket *self);                   /* goes into If-Match */
const char *const *crm_ticket_get_customer_ids (CrmTicket *self);   /* qontak_customer_ids */
const char *const *crm_ticket_get_customer_names (CrmTicket *self); /* beside them, same order */
/* Search for From Existing only: whether it is linked to the customer asked about. */
gboolean crm_ticket_get_is_associated (CrmTicket *self);

gboolean crm_ticket_has_customer (CrmTicket *self, const char *contact_id);

/* Returns: (transfer full) (nullable): NULL once an error has stuck in @reader */
CrmTicket *crm_ticket_decode (CrmJsonReader *reader);

typedef struct
{
  const char *id;
  const char *slug;
  const char *name;
  const char *pipeline_id;
  const char *pipeline_name;
  const char *stage_id;
  const char *stage_name;
  CrmTicketStatus status;
  CrmTicketPriority priority;
  const char *data_source;
  CrmCreatorFlag creator_flag;
  const char *creator_name;
  gint64 created_at;
  gint64 updated_at;
  gint64 due_at;
  gint64 revision;
  const char *const *customer_ids;
  const char *const *customer_names;
  gboolean is_associated;
} CrmTicketFields;

void crm_ticket_encode (const CrmTicketFields *fields, CrmJsonWriter *writer, const char *member);

G_END_DECLS
