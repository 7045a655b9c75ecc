/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "bilik-session.h"

G_BEGIN_DECLS

/**
 * BilikRecordView: one deal or ticket: fields, creator, customer, and its timeline with the way back to the conversation
 * (CDTC-S04, S05, S06). It is the content of a tab. One that was deleted meanwhile says so at the next refresh (E6).
 *
 * Property (read-only): title, the record's name.
 */
#define BILIK_TYPE_RECORD_VIEW (bilik_record_view_get_type ())
G_DECLARE_FINAL_TYPE (BilikRecordView, bilik_record_view, BILIK, RECORD_VIEW, AdwBin)

GtkWidget *bilik_record_view_new (BilikSession *session, CrmRecordObject object, const char *id);
CrmRecordObject bilik_record_view_get_object (BilikRecordView *self);
const char *bilik_record_view_get_id (BilikRecordView *self);
/* Whether the agent changed something that is not saved yet. */
gboolean bilik_record_view_is_dirty (BilikRecordView *self);
void bilik_record_view_refresh (BilikRecordView *self);

G_END_DECLS
