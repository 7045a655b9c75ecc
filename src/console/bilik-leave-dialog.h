/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * bilik_leave_dialog_ask:
 * @parent: any widget of the window that asks
 * @customer_name: whose form it is, as typed
 *
 * Asks whether to leave a form that was begun and would be lost.
 */
void bilik_leave_dialog_ask (GtkWidget *parent,
                             const char *customer_name,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
/* Returns: whether to leave */
gboolean bilik_leave_dialog_ask_finish (GAsyncResult *result);

G_END_DECLS
