/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "crm-timeline-entry.h"

G_BEGIN_DECLS

/**
 * BilikTimelineRow: one entry of a timeline. Without a preview it is the badge and the way back alone (CDTC-S04 ERR-2).
 *
 * Signal: room-clicked (): Open Conversation
 */
#define BILIK_TYPE_TIMELINE_ROW (bilik_timeline_row_get_type ())
G_DECLARE_FINAL_TYPE (BilikTimelineRow, bilik_timeline_row, BILIK, TIMELINE_ROW, GtkListBoxRow)

GtkWidget *bilik_timeline_row_new (CrmTimelineEntry *entry);
CrmTimelineEntry *bilik_timeline_row_get_entry (BilikTimelineRow *self);

G_END_DECLS
