/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "crm-conversation.h"

G_BEGIN_DECLS

/**
 * BilikMessageRow: one thing said: who, what and how far it has come; above it the day, where one begins. Names and texts
 * are shown as typed, never as markup (SEC-15).
 *
 * Signals: retry (CrmEntry *entry), discard (CrmEntry *entry): of what was not sent.
 */
#define BILIK_TYPE_MESSAGE_ROW (bilik_message_row_get_type ())
G_DECLARE_FINAL_TYPE (BilikMessageRow, bilik_message_row, BILIK, MESSAGE_ROW, GtkBox)

GtkWidget *bilik_message_row_new (void);

/* @entry: (nullable) */
void bilik_message_row_set_entry (BilikMessageRow *self, CrmEntry *entry);

G_END_DECLS
