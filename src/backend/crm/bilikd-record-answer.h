/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bilikd-call.h"
#include "bilikd-records.h"

G_BEGIN_DECLS

/* Loads the record that the path of @call names. */
gboolean bilikd_record_load_named (BilikdCall *call,
                                   BilikdDb *db,
                                   CrmRecordObject object,
                                   BilikdRecord *out_record,
                                   GError **error);

/* Answers with the record as its page shows it: the entity, its room and where the CRM shows it. */
gboolean bilikd_record_answer (BilikdCall *call,
                               BilikdDb *db,
                               const BilikdRecord *record,
                               guint status,
                               GError **error);

G_END_DECLS
