/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "crm-flow-associate.h"

G_BEGIN_DECLS

/**
 * BilikPendingRow: one hand-off that has not come through: what, for whom, since when, why, and what to do.
 *
 * Signal: open (const char *ticket_id): the ticket exists, and the agent wants to see it.
 */
#define BILIK_TYPE_PENDING_ROW (bilik_pending_row_get_type ())
G_DECLARE_FINAL_TYPE (BilikPendingRow, bilik_pending_row, BILIK, PENDING_ROW, GtkListBoxRow)

GtkWidget *bilik_pending_row_new (CrmFlowAssociate *handoff);

G_END_DECLS
