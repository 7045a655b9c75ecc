/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From Existing, unlinking, and how both are taken back. */
#define G_LOG_DOMAIN "bilik-tickets"

#include <glib/gi18n.h>
#include "bilik-link-tickets-dialog.h"
#include "bilik-tickets-section-private.h"
#include "crm-error.h"
#include "crm-flow-link-existing.h"

static void
bilik_tickets_section_reload (BilikTicketsSection *self)
{
  if (self->list != NULL)
    bilik_ticket_list_reload (self->list, NULL, NULL, NULL);
}

static void
bilik_tickets_section_show_problem (BilikTicketsSection *self, const char *what, const GError *error)
{
  g_autofree char *title = g_strdup_printf ("%s %s", what, crm_error_get_sentence (error));

  bilik_tickets_section_show_toast (self, bilik_tickets_section_create_toast (title));
}

static const GError *
find_failure (GPtrArray *outcomes)
{
  for (guint i = 0; outcomes != NULL && i < outcomes->len; i++)
    if (((CrmLinkExistingOutcome *) outcomes->pdata[i])->error != NULL)
      return ((CrmLinkExistingOutcome *) outcomes->pdata[i])->error;
  return NULL;
}

/* --- undo of From Existing ----------------------------------------------------------------- */

static void
on_links_undone (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BilikTicketsSection) self = user_data;
  g_autoptr (GPtrArray) outcomes = crm_flow_link_existing_undo_finish (result, NULL);
  const GError *failure = find_failure (outcomes);

  if (failure != NULL)
    bilik_tickets_section_show_problem (self, _ ("Couldn't undo."), failure);
  bilik_tickets_section_reload (self);
}

static void
on_undo_links_clicked (AdwToast *toast, BilikTicketsSection *self)
{
  GPtrArray *outcomes = g_object_get_data (G_OBJECT (toast), "outcomes");

  crm_flow_link_existing_undo (bilik_session_get_client (self->session), crm_customer_get_id (self->customer),
                               outcomes, NULL, on_links_undone, g_object_ref (self));
}

static void
on_linked (BilikTicketsSection *self, GPtrArray *outcomes)
{
  CrmTicket *ticket = NULL;
  guint n_linked = 0;
  g_autofree char *title = NULL;

  for (guint i = 0; i < outcomes->len; i++)
    {
      CrmLinkExistingOutcome *outcome = outcomes->pdata[i];
      if (outcome->error != NULL)
        continue;
      n_linked++;
      ticket = outcome->ticket;
    }
  if (n_linked == 1 && ticket != NULL)
    title = g_strdup_printf (_ ("Ticket “%s” linked"), crm_ticket_get_name (ticket));
  else
    title = g_strdup_printf (ngettext ("%u ticket linked", "%u tickets linked", n_linked), n_linked);

  AdwToast *toast = bilik_tickets_section_create_toast (title);
  adw_toast_set_button_label (toast, _ ("Undo"));
  g_object_set_data_full (G_OBJECT (toast), "outcomes", g_ptr_array_ref (outcomes),
                          (GDestroyNotify) g_ptr_array_unref);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (on_undo_links_clicked), self, 0);
  bilik_tickets_section_show_toast (self, toast);
  bilik_tickets_section_reload (self);
}

void
bilik_tickets_section_open_link_dialog (BilikTicketsSection *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->link_dialog == NULL)
    {
      GtkWindow *dialog =
          bilik_link_tickets_dialog_new (bilik_session_get_client (self->session), self->customer,
                                         GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL);
      g_signal_connect_swapped (dialog, "linked", G_CALLBACK (on_linked), self);
      g_set_weak_pointer (&self->link_dialog, dialog);
    }
  gtk_window_present (self->link_dialog);
}

/* --- unlinking, and its undo ----------------------------------------------------------------- */

typedef struct
{
  BilikTicketsSection *section;
  CrmTicket *ticket;
} Unlinking;

static void
unlinking_free (Unlinking *unlinking)
{
  g_object_unref (unlinking->section);
  g_object_unref (unlinking->ticket);
  g_free (unlinking);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Unlinking, unlinking_free)

static void
on_linked_again (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BilikTicketsSection) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmTicket) ticket =
      crm_client_associate_ticket_finish (CRM_CLIENT (source), result, NULL, &error);

  if (ticket == NULL)
    bilik_tickets_section_show_problem (self, _ ("Couldn't undo."), error);
  bilik_tickets_section_reload (self);
}

static void
on_undo_unlink_clicked (AdwToast *toast, BilikTicketsSection *self)
{
  CrmTicket *ticket = g_object_get_data (G_OBJECT (toast), "ticket");
  g_autofree char *key = g_uuid_string_random ();

  crm_client_associate_ticket (bilik_session_get_client (self->session), crm_customer_get_id (self->customer),
                               crm_ticket_get_id (ticket), key, NULL, on_linked_again, g_object_ref (self));
}

static void
on_unlinked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Unlinking) unlinking = user_data;
  BilikTicketsSection *self = unlinking->section;
  g_autoptr (GError) error = NULL;

  if (!crm_client_dissociate_ticket_finish (CRM_CLIENT (source), result, &error))
    {
      bilik_tickets_section_show_problem (self, _ ("Couldn't unlink the ticket."), error);
      return;
    }
  g_autofree char *title =
      g_strdup_printf (_ ("Ticket “%s” unlinked"), crm_ticket_get_name (unlinking->ticket));
  AdwToast *toast = bilik_tickets_section_create_toast (title);

  adw_toast_set_button_label (toast, _ ("Undo"));
  g_object_set_data_full (G_OBJECT (toast), "ticket", g_object_ref (unlinking->ticket), g_object_unref);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (on_undo_unlink_clicked), self, 0);
  bilik_tickets_section_show_toast (self, toast);
  if (self->list != NULL)
    bilik_ticket_list_remove (self->list, crm_ticket_get_id (unlinking->ticket));
}

void
bilik_tickets_section_unlink (BilikTicketsSection *self, CrmTicket *ticket)
{
  Unlinking *unlinking = g_new (Unlinking, 1);
  g_autofree char *key = g_uuid_string_random ();

  unlinking->section = g_object_ref (self);
  unlinking->ticket = g_object_ref (ticket);
  crm_client_dissociate_ticket (bilik_session_get_client (self->session),
                                crm_customer_get_id (self->customer), crm_ticket_get_id (ticket), key, NULL,
                                on_unlinked, unlinking);
}
