/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-call.h"
#include "bilikd-records.h"

G_BEGIN_DECLS

/**
 * BilikdRecordBody: what a request of /api/v3.1 says of a deal or a ticket, whichever of the names of the
 * contract it uses.
 */
typedef struct
{
  char *name; /* NULL: not named; nor any other text */
  BilikdPlace place;
  const char *status;
  const char *priority;    /* of a ticket */
  const char *description; /* of a ticket */
  gint64 amount;           /* of a deal; %CRM_DEAL_NO_AMOUNT */
  const char *source;
  char *room_id;
  const char *creator_flag; /* a claim, nothing more (SEC-29) */
  GPtrArray *contacts;      /* ids as they were written, best first; 0, "null" and the like among them */
} BilikdRecordBody;

void bilikd_record_body_clear (BilikdRecordBody *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BilikdRecordBody, bilikd_record_body_clear)

/**
 * bilikd_record_body_read:
 * @reader: on the body; has to outlive @self, which borrows from it
 * @is_new: whether the record needs a name
 *
 * Returns: %FALSE with %CRM_ERROR_BAD_REQUEST or, with the fields named, %CRM_ERROR_INVALID
 */
gboolean bilikd_record_body_read (BilikdRecordBody *self,
                                  BilikdCall *call,
                                  CrmJsonReader *reader,
                                  CrmRecordObject object,
                                  gboolean is_new,
                                  GError **error);

/**
 * bilikd_record_body_find_contact:
 *
 * The first of the contacts that the CRM knows. One that is absent, malformed, unknown or deleted costs the
 * association, never the record; the miss is logged and counted (CDTC-S03 ERR-1, ERR-2).
 *
 * Returns: %FALSE if the database failed, or with %CRM_ERROR_FORBIDDEN if an agent may not change that customer
 */
gboolean bilikd_record_body_find_contact (BilikdRecordBody *self,
                                          BilikdCall *call,
                                          BilikdDb *db,
                                          gint64 *out_customer_id,
                                          GError **error);

G_END_DECLS
