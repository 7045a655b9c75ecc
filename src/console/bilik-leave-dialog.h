/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What would be lost. */
typedef enum {
  BILIK_UNSAVED_TICKET,  /* a new ticket for a customer */
  BILIK_UNSAVED_CHANGES, /* of a deal or a ticket */
} BilikUnsaved;

/**
 * bilik_leave_dialog_ask:
 * @parent: any widget of the window that asks
 * @name: of the customer or the record, as typed
 *
 * Asks whether to leave what was begun and would be lost.
 */
void bilik_leave_dialog_ask (GtkWidget *parent,
                             BilikUnsaved what,
                             const char *name,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
/* Returns: whether to leave */
gboolean bilik_leave_dialog_ask_finish (GAsyncResult *result);

G_END_DECLS
