/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The widgets of the Tickets section one by one, without a server. */
#include "bilik-create-panel.h"
#include "bilik-link-ticket-row.h"
#include "bilik-ticket-card.h"
#include "bilik-ticket-words.h"
#include "bilik-tickets-section-private.h"
#include "crm-time.h"
#include "hostile-strings.h"
#include "ticket-fixture.h"

#define HOUR G_GINT64_CONSTANT (3600000)
#define DAY  (24 * HOUR)

/* 26 June 2026, 12:00 UTC; the tests run with TZ=UTC. */
#define NOON G_GINT64_CONSTANT (1782475200000)

static const char *
get_text (gpointer widget, const char *id)
{
  return gtk_label_get_text (ticket_fixture_get_child (widget, id));
}

/* --- words ---------------------------------------------------------------------------------- */

static void
test_due (void)
{
  static const struct
  {
    gint64 due_at;
    const char *words;
  } rows[] = {
    { NOON + 2 * HOUR, "Due today, 14:00" },     { NOON + 13 * HOUR, "Due tomorrow" },
    { NOON + 3 * DAY, "Due on Monday" },         { NOON + 20 * DAY, "Due 16 July" },
    { NOON + 300 * DAY, "Due 22 April 2027" },   { NOON - HOUR, "Overdue since today" },
    { NOON - DAY, "Overdue since yesterday" },   { NOON - 3 * DAY, "Overdue by 3 days" },
    { NOON - 30 * DAY, "Overdue since 27 May" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *words = bilik_ticket_words_due (rows[i].due_at, NOON);
      g_assert_cmpstr (words, ==, rows[i].words);
    }
}

static void
test_ago (void)
{
  static const struct
  {
    gint64 before;
    const char *words;
  } rows[] = {
    { 0, "Just now" },           { -HOUR, "Just now" },
    { 60000, "1 minute ago" },   { 59 * 60000, "59 minutes ago" },
    { 2 * HOUR, "2 hours ago" }, { DAY, "Yesterday" },
    { 5 * DAY, "5 days ago" },   { 20 * DAY, "6 June" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *words = bilik_ticket_words_ago (NOON - rows[i].before, NOON);
      g_assert_cmpstr (words, ==, rows[i].words);
    }
}

/* --- card ------------------------------------------------------------------------------------- */

static void
test_card_fields (void)
{
  g_autoptr (CrmTicket) ticket =
      ticket_fixture_create_ticket (&(CrmTicketFields){ .priority = CRM_TICKET_PRIORITY_URGENT,
                                                        .due_at = crm_time_now () + 26 * HOUR,
                                                        .creator_flag = CRM_CREATOR_AGENTIC_AI });
  g_autoptr (GtkWidget) card = g_object_ref_sink (bilik_ticket_card_new (ticket, TRUE));

  g_assert_cmpstr (get_text (card, "title"), ==, "Refund not received");
  g_assert_cmpstr (get_text (card, "status"), ==, "Open");
  g_assert_cmpstr (get_text (card, "place"), ==, "TCK-1042 · Support · New");
  g_assert_cmpstr (get_text (card, "priority"), ==, "Urgent");
  g_assert_cmpstr (get_text (card, "origin"), ==, "Customer page · AI");
  g_assert_true (g_str_has_prefix (get_text (card, "due"), "Due "));
  g_assert_nonnull (gtk_widget_get_tooltip_text (ticket_fixture_get_child (card, "due")));
}

/* `dueDate: null` and a ticket that is done: nothing is due (TCKT-S03 boundaries). */
static void
test_card_without_due (void)
{
  g_autoptr (CrmTicket) none = ticket_fixture_create_ticket (&(CrmTicketFields){ 0 });
  g_autoptr (CrmTicket) solved =
      ticket_fixture_create_ticket (&(CrmTicketFields){ .due_at = 1000, .status = CRM_TICKET_STATUS_SOLVED });
  g_autoptr (GtkWidget) first = g_object_ref_sink (bilik_ticket_card_new (none, TRUE));
  g_autoptr (GtkWidget) second = g_object_ref_sink (bilik_ticket_card_new (solved, TRUE));

  g_assert_false (gtk_widget_get_visible (ticket_fixture_get_child (first, "due")));
  g_assert_false (gtk_widget_get_visible (ticket_fixture_get_child (second, "due")));
}

static void
test_card_menu (void)
{
  g_autoptr (CrmTicket) ticket = ticket_fixture_create_ticket (&(CrmTicketFields){ 0 });
  g_autoptr (GtkWidget) may = g_object_ref_sink (bilik_ticket_card_new (ticket, TRUE));
  g_autoptr (GtkWidget) may_not = g_object_ref_sink (bilik_ticket_card_new (ticket, FALSE));
  GMenuModel *menu = gtk_menu_button_get_menu_model (ticket_fixture_get_child (may, "menu_button"));
  GMenuModel *less = gtk_menu_button_get_menu_model (ticket_fixture_get_child (may_not, "menu_button"));

  g_assert_true (ticket_fixture_menu_has (menu, "card.unlink"));
  g_assert_false (ticket_fixture_menu_has (less, "card.unlink"));
  g_assert_true (ticket_fixture_menu_has (less, "card.copy-id"));
}

static void
test_card_highlight (void)
{
  g_autoptr (CrmTicket) ticket = ticket_fixture_create_ticket (&(CrmTicketFields){ 0 });
  g_autoptr (GtkWidget) card = g_object_ref_sink (bilik_ticket_card_new (ticket, TRUE));

  bilik_ticket_card_highlight (BILIK_TICKET_CARD (card));
  g_assert_true (gtk_widget_has_css_class (card, "new"));
  ticket_fixture_wait_for (!gtk_widget_has_css_class (card, "new"));
}

/* --- panel -------------------------------------------------------------------------------------- */

static void
count (guint *counter)
{
  (*counter)++;
}

static void
test_panel_loading (void)
{
  BilikCreatePanel *panel = BILIK_CREATE_PANEL (bilik_create_panel_new ("Siti Rahmawati"));
  GtkWindow *window = ticket_fixture_present (GTK_WIDGET (panel), 700, 600);
  GtkWidget *surface = gtk_entry_new ();
  GtkWidget *skeleton = ticket_fixture_get_child (panel, "skeleton");

  g_assert_cmpstr (get_text (panel, "title"), ==, "New ticket for Siti Rahmawati");
  bilik_create_panel_set_surface (panel, surface);
  bilik_create_panel_show_state (panel, CRM_CREATE_PANEL_LOADING, 0);
  g_assert_true (gtk_widget_get_visible (skeleton));
  g_assert_false (gtk_widget_get_can_focus (surface));
  g_assert_false (gtk_widget_get_visible (ticket_fixture_get_child (panel, "loading_label")));
  ticket_fixture_wait_for (gtk_widget_get_visible (ticket_fixture_get_child (panel, "loading_label")));
  ticket_fixture_picture (window, "panel-loading");

  bilik_create_panel_show_state (panel, CRM_CREATE_PANEL_FORM, 0);
  g_assert_false (gtk_widget_get_visible (skeleton));
  g_assert_true (gtk_widget_get_can_focus (surface));
  gtk_window_destroy (window);
}

static void
test_panel_failure (void)
{
  BilikCreatePanel *panel = BILIK_CREATE_PANEL (bilik_create_panel_new ("Siti Rahmawati"));
  GtkWindow *window = ticket_fixture_present (GTK_WIDGET (panel), 700, 600);
  GtkStack *stack = ticket_fixture_get_child (panel, "stack");
  guint n_retries = 0, n_links = 0, n_closes = 0;

  g_signal_connect_swapped (panel, "retry", G_CALLBACK (count), &n_retries);
  g_signal_connect_swapped (panel, "link", G_CALLBACK (count), &n_links);
  g_signal_connect_swapped (panel, "close", G_CALLBACK (count), &n_closes);
  for (int failure = CRM_EMBED_FAILURE_LOAD; failure <= CRM_EMBED_FAILURE_TOKEN; failure++)
    {
      const char *title, *advice;

      bilik_ticket_words_failure (failure, &title, &advice);
      bilik_create_panel_show_state (panel, CRM_CREATE_PANEL_FAILED, failure);
      g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "failed");
      g_assert_nonnull (ticket_fixture_find_text (GTK_WIDGET (panel), title));
      g_assert_nonnull (ticket_fixture_find_text (GTK_WIDGET (panel), advice));
    }
  ticket_fixture_picture (window, "panel-failed");
  g_signal_emit_by_name (ticket_fixture_find_button (GTK_WIDGET (panel), "Retry"), "clicked");
  g_signal_emit_by_name (ticket_fixture_find_button (GTK_WIDGET (panel), "From Existing"), "clicked");
  g_signal_emit_by_name (ticket_fixture_find_button (GTK_WIDGET (panel), "Close"), "clicked");
  g_assert_cmpuint (n_retries, ==, 1);
  g_assert_cmpuint (n_links, ==, 1);
  g_assert_cmpuint (n_closes, ==, 1);
  gtk_window_destroy (window);
}

static void
test_panel_error (void)
{
  BilikCreatePanel *panel = BILIK_CREATE_PANEL (bilik_create_panel_new ("Siti Rahmawati"));
  GtkWindow *window = ticket_fixture_present (GTK_WIDGET (panel), 700, 600);
  GtkWidget *surface = gtk_entry_new ();
  GtkRevealer *bar = ticket_fixture_get_child (panel, "error_revealer");

  bilik_create_panel_set_surface (panel, surface);
  bilik_create_panel_show_state (panel, CRM_CREATE_PANEL_FORM, 0);
  gtk_editable_set_text (GTK_EDITABLE (surface), "what was typed");
  bilik_create_panel_show_error (panel, "invalid", "Enter a <b>title</b> & more.");

  g_assert_true (gtk_revealer_get_reveal_child (bar));
  g_assert_cmpstr (get_text (panel, "error_label"), ==, "Enter a <b>title</b> & more.");
  g_assert_true (bilik_create_panel_get_surface (panel) == surface);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (surface)), ==, "what was typed");
  ticket_fixture_picture (window, "panel-error");
  bilik_create_panel_show_error (panel, NULL, NULL);
  g_assert_false (gtk_revealer_get_reveal_child (bar));
  gtk_window_destroy (window);
}

/* --- SEC-15 ------------------------------------------------------------------------------------------ */

static void
test_hostile_card (void)
{
  for (guint i = 0; i < HOSTILE_N; i++)
    {
      g_autofree char *hostile = hostile_string (i);
      g_autoptr (CrmTicket) ticket =
          ticket_fixture_create_ticket (&(CrmTicketFields){ .name = hostile,
                                                            .stage_name = hostile,
                                                            .pipeline_name = hostile,
                                                            .creator_name = hostile,
                                                            .data_source = hostile,
                                                            .slug = "TCK-1" });
      g_autoptr (GtkWidget) card = g_object_ref_sink (bilik_ticket_card_new (ticket, TRUE));
      g_autofree char *place = g_strdup_printf ("TCK-1 · %s · %s", hostile, hostile);
      g_autofree char *origin = g_strdup_printf ("%s · %s", hostile, hostile);

      g_assert_cmpstr (get_text (card, "title"), ==, hostile);
      g_assert_cmpstr (get_text (card, "place"), ==, place);
      g_assert_cmpstr (get_text (card, "origin"), ==, origin);
    }
}

static void
test_hostile_row (void)
{
  g_autoptr (GtkWidget) row = g_object_ref_sink (bilik_link_ticket_row_new ());

  for (guint i = 0; i < HOSTILE_N; i++)
    {
      g_autofree char *hostile = hostile_string (i);
      const char *ids[] = { "7", NULL }, *names[] = { hostile, NULL };
      g_autoptr (CrmTicket) ticket = ticket_fixture_create_ticket (
          &(CrmTicketFields){ .name = hostile, .customer_ids = ids, .customer_names = names });
      g_autofree char *what = g_strdup_printf ("TCK-1042 · %s", hostile);

      bilik_link_ticket_row_bind (BILIK_LINK_TICKET_ROW (row), ticket, FALSE);
      g_assert_cmpstr (get_text (row, "title"), ==, hostile);
      g_assert_cmpstr (get_text (row, "what"), ==, what);
    }
}

static void
test_hostile_panel_and_toast (void)
{
  for (guint i = 0; i < HOSTILE_N; i++)
    {
      g_autofree char *hostile = hostile_string (i);
      g_autofree char *title = g_strdup_printf ("New ticket for %s", hostile);
      g_autoptr (GtkWidget) panel = g_object_ref_sink (bilik_create_panel_new (hostile));
      g_autoptr (AdwToast) toast = bilik_tickets_section_create_toast (hostile);
      g_autofree char *shown = NULL;

      bilik_create_panel_show_error (BILIK_CREATE_PANEL (panel), hostile, hostile);
      g_assert_cmpstr (get_text (panel, "title"), ==, title);
      g_assert_cmpstr (get_text (panel, "error_label"), ==, hostile);
      g_assert_true (pango_parse_markup (adw_toast_get_title (toast), -1, 0, NULL, &shown, NULL, NULL));
      g_assert_cmpstr (shown, ==, hostile);
    }
}

int
main (int argc, char *argv[])
{
  ticket_fixture_init (&argc, &argv);
  g_test_add_func ("/tickets/words/due", test_due);
  g_test_add_func ("/tickets/words/ago", test_ago);
  g_test_add_func ("/tickets/card/fields", test_card_fields);
  g_test_add_func ("/tickets/card/TCKT-S03-boundaries/no-due-date", test_card_without_due);
  g_test_add_func ("/tickets/card/menu-by-gate", test_card_menu);
  g_test_add_func ("/tickets/card/highlight-for-two-seconds", test_card_highlight);
  g_test_add_func ("/tickets/panel/TCKT-S01-AC-2/skeleton-until-ready", test_panel_loading);
  g_test_add_func ("/tickets/panel/TCKT-S01-ERR-1/every-failure-has-a-way-out", test_panel_failure);
  g_test_add_func ("/tickets/panel/TCKT-S03-ERR-2/form-stays-below-the-error", test_panel_error);
  g_test_add_func ("/tickets/SEC-15/card", test_hostile_card);
  g_test_add_func ("/tickets/SEC-15/row-of-from-existing", test_hostile_row);
  g_test_add_func ("/tickets/SEC-15/panel-and-toast", test_hostile_panel_and_toast);
  return g_test_run ();
}
