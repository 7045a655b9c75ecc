/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From Existing on a real backend. */
#include "backend-fixture.h"
#include "bilik-link-ticket-row.h"
#include "bilik-link-tickets-dialog.h"
#include "bilik-tickets-section-private.h"
#include "crm-flow-link-existing.h"
#include "ticket-fixture.h"

static BackendFixture *backend;

typedef struct
{
  BilikSession *session;
  CrmCustomer *customer;
  BilikTicketsSection *section;
  GtkWindow *window;
  GtkWidget *dialog;
  GPtrArray *toasts;
} Desk;

static void
on_toast (Desk *self, AdwToast *toast)
{
  g_ptr_array_add (self->toasts, toast);
}

static Desk *
open_desk (void)
{
  Desk *self = g_new0 (Desk, 1);

  self->session = backend_fixture_sign_in (backend, "agent@nusantara.test", FALSE);
  self->customer = backend_fixture_find_customer (self->session, NULL, 2);
  self->section = BILIK_TICKETS_SECTION (bilik_tickets_section_new (self->session, self->customer));
  self->toasts = g_ptr_array_new_with_free_func (g_object_unref);
  g_signal_connect_swapped (self->section, "toast", G_CALLBACK (on_toast), self);
  self->window = ticket_fixture_present (GTK_WIDGET (self->section), 860, 700);
  gtk_widget_activate_action (GTK_WIDGET (self->section), "tickets.link", NULL);
  self->dialog = GTK_WIDGET (self->section->link_dialog);
  g_assert_nonnull (self->dialog);
  return self;
}

static void
close_desk (Desk *self)
{
  gtk_window_destroy (self->window);
  g_ptr_array_unref (self->toasts);
  g_object_unref (self->customer);
  g_object_unref (self->session);
  g_free (self);
}

static GListModel *
get_results (Desk *self)
{
  GtkListView *list = ticket_fixture_get_child (self->dialog, "list");

  return G_LIST_MODEL (gtk_list_view_get_model (list));
}

static void
wait_for_results (Desk *self)
{
  GtkStack *stack = ticket_fixture_get_child (self->dialog, "stack");

  ticket_fixture_wait_for (g_strcmp0 (gtk_stack_get_visible_child_name (stack), "results") == 0);
}

static void
activate (Desk *self, guint position)
{
  gtk_widget_activate_action (ticket_fixture_get_child (self->dialog, "list"), "list.activate-item", "u",
                              position);
}

/* Positions of the first @n results that are linked, or that are not. */
static void
find_results (Desk *self, gboolean linked, guint n, guint *positions)
{
  GListModel *results = get_results (self);
  guint found = 0;

  for (guint i = 0; i < g_list_model_get_n_items (results) && found < n; i++)
    {
      g_autoptr (CrmTicket) ticket = g_list_model_get_item (results, i);
      if (crm_ticket_get_is_associated (ticket) == linked)
        positions[found++] = i;
    }
  g_assert_cmpuint (found, ==, n);
}

static const char *
get_link_label (Desk *self)
{
  return gtk_button_get_label (ticket_fixture_get_child (self->dialog, "link_button"));
}

static gboolean
can_link (Desk *self)
{
  return gtk_widget_get_sensitive (ticket_fixture_get_child (self->dialog, "link_button"));
}

static void
search (Desk *self, const char *text)
{
  gtk_editable_set_text (ticket_fixture_get_child (self->dialog, "search_entry"), text);
}

static void
test_focus (void)
{
  Desk *desk = open_desk ();
  GtkWidget *entry = ticket_fixture_get_child (desk->dialog, "search_entry");

  wait_for_results (desk);
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (desk->dialog)), entry));
  g_assert_false (gtk_window_get_modal (GTK_WINDOW (desk->dialog)));
  g_assert_true (gtk_window_get_transient_for (GTK_WINDOW (desk->dialog)) == desk->window);
  ticket_fixture_picture (GTK_WINDOW (desk->dialog), "link-dialog");
  close_desk (desk);
}

static void
test_linked_are_marked (void)
{
  Desk *desk = open_desk ();
  guint position;

  wait_for_results (desk);
  search (desk, crm_customer_get_name (desk->customer));
  ticket_fixture_wait_for (ticket_fixture_find_text (desk->dialog, "Already linked") != NULL);
  find_results (desk, TRUE, 1, &position);
  activate (desk, position);
  g_assert_cmpstr (get_link_label (desk), ==, "Link tickets");
  g_assert_false (can_link (desk));
  close_desk (desk);
}

static void
test_several_and_undo (void)
{
  Desk *desk = open_desk ();
  guint positions[3];
  char *ids[3];

  wait_for_results (desk);
  find_results (desk, FALSE, 3, positions);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (CrmTicket) ticket = g_list_model_get_item (get_results (desk), positions[i]);
      ids[i] = g_strdup (crm_ticket_get_id (ticket));
      activate (desk, positions[i]);
    }
  g_assert_cmpstr (get_link_label (desk), ==, "Link 3 tickets");
  ticket_fixture_picture (GTK_WINDOW (desk->dialog), "link-dialog-chosen");

  gtk_widget_activate_action (desk->dialog, "dialog.link", NULL);
  ticket_fixture_wait_for (desk->toasts->len == 1 && desk->section->link_dialog == NULL);
  g_assert_cmpstr (adw_toast_get_title (desk->toasts->pdata[0]), ==, "3 tickets linked");
  for (guint i = 0; i < 3; i++)
    ticket_fixture_wait_for (bilik_ticket_list_has_ticket (desk->section->list, ids[i]));

  g_signal_emit_by_name (desk->toasts->pdata[0], "button-clicked");
  for (guint i = 0; i < 3; i++)
    {
      ticket_fixture_wait_for (!bilik_ticket_list_has_ticket (desk->section->list, ids[i]));
      g_free (ids[i]);
    }
  close_desk (desk);
}

/* What is chosen stays chosen while the agent searches for the next one. */
static void
test_choice_survives_search (void)
{
  Desk *desk = open_desk ();
  guint position;

  wait_for_results (desk);
  find_results (desk, FALSE, 1, &position);
  activate (desk, position);
  g_assert_cmpstr (get_link_label (desk), ==, "Link 1 ticket");
  search (desk, "no ticket is called like this");
  ticket_fixture_wait_for (g_list_model_get_n_items (get_results (desk)) == 0);
  g_assert_cmpstr (get_link_label (desk), ==, "Link 1 ticket");
  g_assert_nonnull (ticket_fixture_find_text (desk->dialog, "No tickets found"));
  close_desk (desk);
}

static void
test_paging (void)
{
  Desk *desk = open_desk ();
  GtkScrolledWindow *scroller = ticket_fixture_get_child (desk->dialog, "scroller");
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (scroller);

  wait_for_results (desk);
  guint first = g_list_model_get_n_items (get_results (desk));
  ticket_fixture_wait_for (gtk_adjustment_get_upper (adjustment) > gtk_adjustment_get_page_size (adjustment));
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  ticket_fixture_wait_for (g_list_model_get_n_items (get_results (desk)) > first);
  close_desk (desk);
}

static void
test_failures_are_named (void)
{
  Desk *desk = open_desk ();
  GtkRevealer *bar = ticket_fixture_get_child (desk->dialog, "error_revealer");
  guint positions[2];

  wait_for_results (desk);
  find_results (desk, FALSE, 2, positions);
  g_autoptr (CrmTicket) ticket = g_list_model_get_item (get_results (desk), positions[0]);
  activate (desk, positions[0]);
  activate (desk, positions[1]);
  backend_fixture_pause (backend);
  gtk_widget_activate_action (desk->dialog, "dialog.link", NULL);
  g_assert_false (can_link (desk));
  ticket_fixture_wait_for (gtk_revealer_get_reveal_child (bar));
  g_assert_nonnull (strstr (gtk_label_get_text (ticket_fixture_get_child (desk->dialog, "error_label")),
                            crm_ticket_get_name (ticket)));
  g_assert_cmpstr (get_link_label (desk), ==, "Link 2 tickets");
  g_assert_true (can_link (desk));
  ticket_fixture_picture (GTK_WINDOW (desk->dialog), "link-dialog-failed");

  backend_fixture_resume (backend);
  gtk_widget_activate_action (desk->dialog, "dialog.link", NULL);
  ticket_fixture_wait_for (desk->toasts->len == 1);
  g_assert_cmpstr (adw_toast_get_title (desk->toasts->pdata[0]), ==, "2 tickets linked");
  close_desk (desk);
}

int
main (int argc, char *argv[])
{
  ticket_fixture_init (&argc, &argv);
  backend = backend_fixture_start ();
  g_test_add_func ("/link-dialog/TCKT-S01-concurrency/search-focused-and-not-modal", test_focus);
  g_test_add_func ("/link-dialog/linked-are-marked", test_linked_are_marked);
  g_test_add_func ("/link-dialog/several-and-undo", test_several_and_undo);
  g_test_add_func ("/link-dialog/choice-survives-search", test_choice_survives_search);
  g_test_add_func ("/link-dialog/pages-as-it-scrolls", test_paging);
  g_test_add_func ("/link-dialog/failures-are-named", test_failures_are_named);

  int result = g_test_run ();
  backend_fixture_end (backend);
  return result;
}
