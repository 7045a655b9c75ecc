/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-window"

#include "bilik-leave-dialog.h"

#include <adwaita.h>
#include <glib/gi18n.h>

static void
on_response (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  g_task_return_boolean (task, g_str_equal (response, "discard"));
}

static char *
describe (BilikUnsaved what, const char *name)
{
  if (what == BILIK_UNSAVED_TICKET)
    return g_strdup_printf (
        _ ("The new ticket for %s is not sent yet. If you leave now, what you entered is lost."), name);
  return g_strdup_printf (
      _ ("What you changed in “%s” is not saved yet. If you leave now, the changes are lost."), name);
}

void
bilik_leave_dialog_ask (GtkWidget *parent,
                        BilikUnsaved what,
                        const char *name,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_return_if_fail (GTK_IS_WIDGET (parent));

  GTask *task = g_task_new (parent, NULL, callback, user_data);
  g_autofree char *body = describe (what, name);
  GtkWidget *dialog = adw_message_dialog_new (
      GTK_WINDOW (gtk_widget_get_root (parent)),
      what == BILIK_UNSAVED_TICKET ? _ ("Discard the new ticket?") : _ ("Discard the changes?"), body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "keep", _ ("_Keep Editing"), "discard",
                                    _ ("_Discard"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "discard",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  g_signal_connect (dialog, "response", G_CALLBACK (on_response), task);
  gtk_window_present (GTK_WINDOW (dialog));
}

gboolean
bilik_leave_dialog_ask_finish (GAsyncResult *result)
{
  return g_task_propagate_boolean (G_TASK (result), NULL);
}
