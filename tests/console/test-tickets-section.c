/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Tickets section on a real backend, by the roles of the sample data. */
#include "backend-fixture.h"
#include "bilik-customer-view.h"
#include "bilik-ticket-card.h"
#include "bilik-tickets-section-private.h"
#include "crm-error.h"
#include "ticket-fixture.h"

static BackendFixture *backend;

/* One section, open in a window, and the toasts it showed. */
typedef struct
{
  BilikSession *session;
  CrmCustomer *customer;
  BilikTicketsSection *section;
  GtkWindow *window;
  GPtrArray *toasts;
} Desk;

static void
on_toast (Desk *self, AdwToast *toast)
{
  g_ptr_array_add (self->toasts, toast);
}

static Desk *
open_desk (const char *email, guint min_tickets)
{
  Desk *self = g_new0 (Desk, 1);

  self->session = backend_fixture_sign_in (backend, email, FALSE);
  self->customer = backend_fixture_find_customer (self->session, NULL, min_tickets);
  self->section = BILIK_TICKETS_SECTION (bilik_tickets_section_new (self->session, self->customer));
  self->toasts = g_ptr_array_new_with_free_func (g_object_unref);
  g_signal_connect_swapped (self->section, "toast", G_CALLBACK (on_toast), self);
  self->window = ticket_fixture_present (GTK_WIDGET (self->section), 860, 700);
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

static GMenuModel *
get_menu (Desk *self)
{
  return gtk_menu_button_get_menu_model (self->section->add_button);
}

static const char *
get_page (Desk *self)
{
  return gtk_stack_get_visible_child_name (ticket_fixture_get_child (self->section->list, "stack"));
}

static guint
count_cards (Desk *self)
{
  GtkListBox *list = ticket_fixture_get_child (self->section->list, "list");
  guint n = 0;

  while (gtk_list_box_get_row_at_index (list, n) != NULL)
    n++;
  return n;
}

static BilikTicketCard *
get_card (Desk *self, int index)
{
  return BILIK_TICKET_CARD (
      gtk_list_box_get_row_at_index (ticket_fixture_get_child (self->section->list, "list"), index));
}

static void
wait_for_list (Desk *self)
{
  ticket_fixture_wait_for (g_strcmp0 (get_page (self), "blank") != 0 &&
                           g_strcmp0 (get_page (self), "skeleton") != 0);
}

static AdwToast *
wait_for_toast (Desk *self, guint number)
{
  ticket_fixture_wait_for (self->toasts->len >= number);
  return self->toasts->pdata[number - 1];
}

/* --- gates ------------------------------------------------------------------------------------ */

static void
test_both_entries (void)
{
  Desk *desk = open_desk ("agent@nusantara.test", 1);

  g_assert_true (ticket_fixture_menu_has (get_menu (desk), "tickets.link"));
  g_assert_true (ticket_fixture_menu_has (get_menu (desk), "tickets.create"));
  g_assert_true (g_action_group_has_action (G_ACTION_GROUP (desk->section->actions), "create"));
  close_desk (desk);
}

static void
test_no_create (gconstpointer email)
{
  Desk *desk = open_desk (email, 1);

  g_assert_true (ticket_fixture_menu_has (get_menu (desk), "tickets.link"));
  g_assert_cmpint (g_menu_model_get_n_items (get_menu (desk)), ==, 1);
  g_assert_false (g_action_group_has_action (G_ACTION_GROUP (desk->section->actions), "create"));
  wait_for_list (desk);
  g_assert_cmpstr (get_page (desk), ==, "tickets");
  close_desk (desk);
}

static void
test_flag_off (gconstpointer flag)
{
  if (g_getenv ("BILIKCTL") == NULL)
    {
      g_test_skip ("there is no bilikctl in this build");
      return;
    }
  /* Neither surface: the native form has a flag of its own. */
  backend_fixture_ctl (backend, "flag", "set", "1", flag, "off", NULL);
  backend_fixture_ctl (backend, "flag", "set", "1", "cdp_native_create_ticket", "off", NULL);
  test_no_create ("agent@nusantara.test");
  backend_fixture_ctl (backend, "flag", "set", "1", flag, "on", NULL);
  backend_fixture_ctl (backend, "flag", "set", "1", "cdp_native_create_ticket", "on", NULL);
  test_both_entries ();
}

/* --- list --------------------------------------------------------------------------------------- */

static void
test_list (void)
{
  Desk *desk = open_desk ("agent@nusantara.test", 3);
  guint n_tickets = crm_customer_get_n_tickets (desk->customer);
  g_autofree char *count = g_strdup_printf ("%u", n_tickets);

  wait_for_list (desk);
  g_assert_cmpuint (count_cards (desk), ==, MIN (n_tickets, 50));
  g_assert_cmpstr (gtk_label_get_text (desk->section->count), ==, count);
  for (guint i = 1; i < count_cards (desk); i++)
    g_assert_cmpint (crm_ticket_get_created_at (bilik_ticket_card_get_ticket (get_card (desk, i - 1))), >=,
                     crm_ticket_get_created_at (bilik_ticket_card_get_ticket (get_card (desk, i))));
  ticket_fixture_picture (desk->window, "section");
  close_desk (desk);
}

static void
test_filter (void)
{
  Desk *desk = open_desk ("agent@nusantara.test", 3);
  GtkEditable *entry = ticket_fixture_get_child (desk->section->list, "filter_entry");

  wait_for_list (desk);
  g_autofree char *slug = g_strdup (crm_ticket_get_slug (bilik_ticket_card_get_ticket (get_card (desk, 1))));
  guint n_all = count_cards (desk);
  gtk_toggle_button_set_active (desk->section->filter_button, TRUE);
  gtk_editable_set_text (entry, slug);
  ticket_fixture_wait_for (count_cards (desk) == 1);
  g_assert_cmpstr (crm_ticket_get_slug (bilik_ticket_card_get_ticket (get_card (desk, 0))), ==, slug);

  gtk_editable_set_text (entry, "no ticket is called like this");
  ticket_fixture_wait_for (g_strcmp0 (get_page (desk), "no-match") == 0);
  g_signal_emit_by_name (ticket_fixture_find_button (GTK_WIDGET (desk->section), "Show all tickets"),
                         "clicked");
  ticket_fixture_wait_for (count_cards (desk) == n_all);
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "");
  close_desk (desk);
}

static guint
count_cards_of (Desk *self, CrmTicketStatus status)
{
  guint n = 0;

  for (guint i = 0; i < count_cards (self); i++)
    n += crm_ticket_get_status (bilik_ticket_card_get_ticket (get_card (self, i))) == status;
  return n;
}

static void
test_status_filter (void)
{
  Desk *desk = open_desk ("agent@nusantara.test", 7);
  GtkDropDown *statuses = ticket_fixture_get_child (desk->section->list, "status_drop_down");
  guint n_of[CRM_N_TICKET_STATUSES];
  guint n_all, n_narrower = 0;

  wait_for_list (desk);
  n_all = count_cards (desk);
  for (guint status = 0; status < CRM_N_TICKET_STATUSES; status++)
    {
      n_of[status] = count_cards_of (desk, (CrmTicketStatus) status);
      n_narrower += n_of[status] > 0 && n_of[status] < n_all;
    }
  g_assert_cmpuint (n_narrower, >, 1);
  for (guint status = 0; status < CRM_N_TICKET_STATUSES; status++)
    {
      gtk_drop_down_set_selected (statuses, status + 1);
      if (n_of[status] == 0)
        ticket_fixture_wait_for (g_strcmp0 (get_page (desk), "no-match") == 0);
      else
        ticket_fixture_wait_for (count_cards (desk) == n_of[status] &&
                                 count_cards_of (desk, (CrmTicketStatus) status) == n_of[status]);
    }
  gtk_drop_down_set_selected (statuses, 0);
  ticket_fixture_wait_for (count_cards (desk) == n_all);
  close_desk (desk);
}

static void
test_error_and_retry (void)
{
  Desk *desk = open_desk ("agent@nusantara.test", 1);
  GtkRevealer *stale = ticket_fixture_get_child (desk->section->list, "stale_revealer");

  wait_for_list (desk);
  guint n_all = count_cards (desk);
  backend_fixture_pause (backend);
  gtk_widget_activate_action (GTK_WIDGET (desk->section), "tickets.refresh", NULL);
  ticket_fixture_wait_for (gtk_revealer_get_reveal_child (stale));
  g_assert_cmpuint (count_cards (desk), ==, n_all);
  ticket_fixture_picture (desk->window, "section-stale");

  backend_fixture_resume (backend);
  g_signal_emit_by_name (ticket_fixture_find_button (GTK_WIDGET (stale), "Retry"), "clicked");
  ticket_fixture_wait_for (!gtk_revealer_get_reveal_child (stale));
  g_assert_cmpuint (count_cards (desk), ==, n_all);
  close_desk (desk);
}

/* A customer may have thousands: pages come as the agent scrolls, each ticket once. */
static void
test_pages (void)
{
  Desk *desk = open_desk ("agent@nusantara.test", 1);
  GtkWidget *scroller = gtk_widget_get_ancestor (GTK_WIDGET (desk->section), GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *statement = g_strdup_printf (
      "INSERT OR IGNORE INTO ticket_customers SELECT t.id, c.id, 1 FROM tickets t, customers c WHERE c.contact_id = "
      "'%s' AND t.organization_id = c.organization_id ORDER BY t.id LIMIT 2000",
      crm_customer_get_id (desk->customer));

  wait_for_list (desk);
  backend_fixture_sql (backend, statement);
  gtk_widget_activate_action (GTK_WIDGET (desk->section), "tickets.refresh", NULL);
  ticket_fixture_wait_for (bilik_ticket_list_get_total (desk->section->list) >= 2000);
  g_assert_cmpuint (count_cards (desk), <, 200);

  for (guint n_pages = 0; n_pages < 5; n_pages++)
    {
      guint n_before = count_cards (desk);
      ticket_fixture_wait_for (gtk_adjustment_get_upper (adjustment) > 70.0 * n_before);
      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
      ticket_fixture_wait_for (count_cards (desk) > n_before);
    }
  for (guint i = 0; i < count_cards (desk); i++)
    g_assert_true (g_hash_table_add (
        seen, (char *) crm_ticket_get_id (bilik_ticket_card_get_ticket (get_card (desk, i)))));
  close_desk (desk);
}

/* --- unlinking ------------------------------------------------------------------------------------ */

static void
test_unlink_and_undo (void)
{
  Desk *desk = open_desk ("agent@nusantara.test", 2);

  wait_for_list (desk);
  guint n_all = count_cards (desk);
  g_autofree char *id = g_strdup (crm_ticket_get_id (bilik_ticket_card_get_ticket (get_card (desk, 0))));
  gtk_widget_activate_action (GTK_WIDGET (get_card (desk, 0)), "card.unlink", NULL);
  AdwToast *toast = wait_for_toast (desk, 1);
  g_assert_cmpuint (count_cards (desk), ==, n_all - 1);
  g_assert_false (bilik_ticket_list_has_ticket (desk->section->list, id));
  g_assert_cmpstr (adw_toast_get_button_label (toast), ==, "Undo");

  g_signal_emit_by_name (toast, "button-clicked");
  ticket_fixture_wait_for (bilik_ticket_list_has_ticket (desk->section->list, id));
  g_assert_cmpuint (count_cards (desk), ==, n_all);
  close_desk (desk);
}

/* --- the flow's screen ------------------------------------------------------------------------------ */

static void
test_link_failed (void)
{
  Desk *desk = open_desk ("agent@nusantara.test", 1);
  CrmWorkspace *workspace = CRM_WORKSPACE (desk->section);
  g_autoptr (GError) error = g_error_new (CRM_ERROR, CRM_ERROR_OFFLINE, "offline");

  crm_workspace_show_link_state (workspace, "99", "Tom & Jerry <3", CRM_LINK_FAILED, error);
  AdwToast *toast = wait_for_toast (desk, 1);
  g_assert_cmpstr (adw_toast_get_title (toast), ==, "Created, not linked yet");
  g_assert_cmpstr (adw_toast_get_button_label (toast), ==, "Retry");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (desk->section->unlinked_revealer)));
  g_assert_nonnull (strstr (gtk_label_get_text (desk->section->unlinked_label), "“Tom & Jerry <3”"));
  g_assert_nonnull (ticket_fixture_find_button (GTK_WIDGET (desk->section->unlinked_revealer), "Retry"));
  ticket_fixture_picture (desk->window, "section-unlinked");

  crm_workspace_show_link_state (workspace, "99", "Tom & Jerry <3", CRM_LINK_DONE, NULL);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (desk->section->unlinked_revealer)));
  g_assert_cmpstr (adw_toast_get_title (wait_for_toast (desk, 2)), ==,
                   "Ticket “Tom &amp; Jerry &lt;3” created and linked");
  close_desk (desk);
}

/* A filter must not make a linked ticket look unlinked: the flow would link it a second time (TCKT-S04 AC-1). */
static void
on_refreshed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(gboolean *) user_data = crm_workspace_refresh_tickets_finish (CRM_WORKSPACE (source), result, NULL);
}

static void
test_refresh_without_filter (void)
{
  Desk *desk = open_desk ("agent@nusantara.test", 2);
  GtkEditable *entry = ticket_fixture_get_child (desk->section->list, "filter_entry");
  gboolean refreshed = FALSE;

  wait_for_list (desk);
  g_autofree char *id = g_strdup (crm_ticket_get_id (bilik_ticket_card_get_ticket (get_card (desk, 0))));
  gtk_editable_set_text (entry, "matches nothing at all");
  ticket_fixture_wait_for (g_strcmp0 (get_page (desk), "no-match") == 0);
  g_assert_false (crm_workspace_has_ticket (CRM_WORKSPACE (desk->section), id));

  crm_workspace_refresh_tickets (CRM_WORKSPACE (desk->section), NULL, on_refreshed, &refreshed);
  ticket_fixture_wait_for (refreshed);
  g_assert_true (crm_workspace_has_ticket (CRM_WORKSPACE (desk->section), id));
  crm_workspace_highlight_ticket (CRM_WORKSPACE (desk->section), id);
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (get_card (desk, 0)), "new"));
  close_desk (desk);
}

static void
test_without_crm_permission (void)
{
  g_autoptr (BilikSession) session = backend_fixture_sign_in (backend, "inbox@nusantara.test", FALSE);

  g_assert_false (CRM_HAS (crm_profile_get_permissions (bilik_session_get_profile (session)),
                           CRM_PERMISSION_TICKETS_VIEW));
}

int
main (int argc, char *argv[])
{
  ticket_fixture_init (&argc, &argv);
  backend = backend_fixture_start ();
  g_test_add_func ("/tickets/TCKT-S01-AC-1/both-entries", test_both_entries);
  g_test_add_data_func ("/tickets/TCKT-S01-perms/entry-is-not-built", "associate@nusantara.test",
                        test_no_create);
  g_test_add_data_func ("/tickets/TCKT-S07-NEG-1/no-permission", "associate@nusantara.test", test_no_create);
  g_test_add_data_func ("/tickets/TCKT-S07-NEG-2/cdp-flag-off", "cdp_create_ticket", test_flag_off);
  g_test_add_data_func ("/tickets/TCKT-S07-NEG-2/unify-flag-off", "unify_ticket_omnichannel_view",
                        test_flag_off);
  g_test_add_func ("/tickets/MTCK-S05-NEG-2/no-view-of-tickets", test_without_crm_permission);
  g_test_add_func ("/tickets/list/newest-first", test_list);
  g_test_add_func ("/tickets/list/filter", test_filter);
  g_test_add_func ("/tickets/list/status-filter", test_status_filter);
  g_test_add_func ("/tickets/list/error-keeps-content-and-offers-retry", test_error_and_retry);
  g_test_add_func ("/tickets/list/pages-as-it-scrolls", test_pages);
  g_test_add_func ("/tickets/unlink/undo", test_unlink_and_undo);
  g_test_add_func ("/tickets/TCKT-S04-ERR-1/retry-is-visible", test_link_failed);
  g_test_add_func ("/tickets/TCKT-S04-AC-1/refresh-shows-every-ticket", test_refresh_without_filter);

  int result = g_test_run ();
  backend_fixture_end (backend);
  return result;
}
