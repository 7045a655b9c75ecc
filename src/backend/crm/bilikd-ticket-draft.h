/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-call.h"
#include "bilikd-pipelines.h"

G_BEGIN_DECLS

/**
 * BilikdTicketDraft: the `crm_properties` of a create or an update, as they
 * came, and what is wrong with them.
 *
 * `qontak_customer_ids` stands apart from the layout's fields: a ticket can be
 * linked whatever its form shows.
 */
typedef struct
{
  GHashTable *values;     /* name → JsonNode of the body */
  GPtrArray *contact_ids; /* of qontak_customer_ids */
  gboolean names_customers;
  GString *errors; /* JSON array */
  CrmJsonWriter errors_writer;
  guint n_errors;
} BilikdTicketDraft;

BilikdTicketDraft *bilikd_ticket_draft_new (void);
void bilikd_ticket_draft_free (BilikdTicketDraft *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BilikdTicketDraft, bilikd_ticket_draft_free)

/* Reads `crm_properties` at the reader's place; a wrong shape sticks there, a wrong value becomes a field error. */
void bilikd_ticket_draft_read (BilikdTicketDraft *self, CrmJsonReader *reader);

void bilikd_ticket_draft_add_error (BilikdTicketDraft *self, const char *field, const char *message);

/**
 * bilikd_ticket_draft_check:
 * @is_new: all fields of the layout count and absent ones take their default; otherwise only those that are there
 *
 * Returns: %FALSE with %CRM_ERROR_INVALID, and the call's field errors, if anything needs attention
 */
gboolean bilikd_ticket_draft_check (BilikdTicketDraft *self,
                                    const BilikdLayout *layout,
                                    gboolean is_new,
                                    BilikdCall *call,
                                    GError **error);

/* After the check. Whether the property was sent at all; its text or NULL; its time in ms, or 0. */
gboolean bilikd_ticket_draft_has (BilikdTicketDraft *self, const char *name);
const char *bilikd_ticket_draft_get_text (BilikdTicketDraft *self, const char *name);
gint64 bilikd_ticket_draft_get_time (BilikdTicketDraft *self, const char *name);

/* Returns: (transfer full): what is not a standard field, as a JSON object (nulls included) */
char *bilikd_ticket_draft_dup_properties (BilikdTicketDraft *self);

G_END_DECLS
