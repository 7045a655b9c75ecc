/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-call.h"
#include "bilikd-records.h"

G_BEGIN_DECLS

/**
 * bilikd_record_tell_room:
 * @verb: "POST", "PUT" or "DELETE"
 *
 * Queues for Omnichannel what became of @record, in the transaction of the change. Only what a bot or an AI made
 * in a room is told of: the rest is counted and logged (the actor filter, E3).
 */
gboolean bilikd_record_tell_room (BilikdCall *call,
                                  BilikdDb *db,
                                  const BilikdRecord *record,
                                  const char *verb,
                                  GError **error);

/* Whether a room shows any of what differs. */
gboolean bilikd_record_differs_for_room (const BilikdRecord *before, const BilikdRecord *after);

/* Records bot_deal_created and its siblings. @source: (nullable) */
gboolean bilikd_record_count_creation (BilikdCall *call,
                                       BilikdDb *db,
                                       const BilikdRecord *record,
                                       const char *source,
                                       GError **error);

/* Records timeline_log_creation_failed. @reason: a word */
gboolean bilikd_record_count_timeline_failure (BilikdCall *call,
                                               BilikdDb *db,
                                               const BilikdRecord *record,
                                               const char *reason,
                                               GError **error);

/* Where the CRM shows @record. */
char *bilikd_record_make_url (BilikdCall *call, const BilikdRecord *record);

G_END_DECLS
