/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console-fixture.h"

#include "bilik-copy-chip.h"
#include "bilik-customer-details.h"
#include "bilik-customer-item.h"
#include "bilik-customer-row.h"
#include "bilik-customer-view.h"
#include "bilik-customers-page.h"
#include "bilik-tickets-section.h"
#include "bilik-main-view.h"
#include "hostile-strings.h"
#include "picture.h"

static BackendFixture *backend;

static GtkWidget *
get_page (Console *console)
{
  return console_find (console->window, BILIK_TYPE_CUSTOMERS_PAGE);
}

static gboolean
shows_page (Console *console, const char *name)
{
  return g_str_equal (gtk_stack_get_visible_child_name (console_child (get_page (console), "stack")), name);
}

static CrmCustomer *
get_customer (Console *console, guint position)
{
  GListModel *model = G_LIST_MODEL (gtk_list_view_get_model (console_child (get_page (console), "list")));
  g_autoptr (BilikCustomerItem) item = g_list_model_get_item (model, position);

  console_wait_for (bilik_customer_item_get_customer (item) != NULL);
  return bilik_customer_item_get_customer (item);
}

/* The sample has customers that can't be called. */
static guint
find_with_phone (Console *console)
{
  for (guint i = 0;; i++)
    if (crm_customer_get_phone (get_customer (console, i)) != NULL)
      return i;
}

static void
search_for (Console *console, const char *text)
{
  gtk_editable_set_text (console_child (get_page (console), "search"), text);
}

/* --- the list -------------------------------------------------------------- */

static void
test_pages (void)
{
  Console *console = console_open (backend);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  console_enter (console, CONSOLE_AGENT);
  for (guint i = 0; i < console_count_rows (console); i += 50)
    g_assert_true (g_hash_table_add (seen, g_strdup (crm_customer_get_id (get_customer (console, i)))));
  g_assert_nonnull (get_customer (console, console_count_rows (console) - 1));
  console_free (console);
}

static void
test_search (void)
{
  Console *console = console_open (backend);

  console_enter (console, CONSOLE_AGENT);
  CrmCustomer *customer = get_customer (console, find_with_phone (console));
  g_autofree char *id = g_strdup (crm_customer_get_id (customer));
  g_autofree char *phone = g_strdup (crm_customer_get_phone (customer));

  /* Every row has a word that begins so; fewer rows than without a search. */
  search_for (console, "sit");
  console_wait_for (console_count_rows (console) < 1000 && shows_page (console, "list"));
  g_autofree char *name = g_utf8_strdown (crm_customer_get_name (get_customer (console, 0)), -1);
  g_assert_nonnull (strstr (name, "sit"));

  search_for (console, phone);
  console_wait_for (console_count_rows (console) == 1);
  g_assert_cmpstr (crm_customer_get_id (get_customer (console, 0)), ==, id);

  search_for (console, "nobody is called so");
  console_wait_for (shows_page (console, "empty"));
  g_assert_true (console_shows (console->window, "No customers found"));
  picture_take (console->window, "customers-nothing-found");

  /* Escape is the way back to all. */
  g_signal_emit_by_name (console_child (get_page (console), "search"), "stop-search");
  console_wait_for (console_count_rows (console) > 1000 && shows_page (console, "list"));
  console_free (console);
}

static gboolean
says_offline (Console *console)
{
  GtkWidget *main_view = console_find (console->window, BILIK_TYPE_MAIN_VIEW);

  return gtk_revealer_get_reveal_child (console_child (main_view, "offline"));
}

static void
test_offline_and_retry (void)
{
  Console *console = console_open (backend);

  console_enter (console, CONSOLE_AGENT);
  console_open_row (console, 0);
  backend_fixture_pause (backend);

  /* What is there stays, and says that it may be old. */
  gtk_widget_activate_action (GTK_WIDGET (console->window), "win.refresh", NULL);
  console_wait_for (says_offline (console));
  g_assert_true (shows_page (console, "list"));
  g_assert_nonnull (console_find (console->window, BILIK_TYPE_CUSTOMER_VIEW));
  picture_take (console->window, "customers-offline");

  /* What is not there can't be shown. */
  search_for (console, "sit");
  console_wait_for (shows_page (console, "failed"));
  g_assert_true (console_shows (console->window, "Customers can't be shown"));
  picture_take (console->window, "customers-failed");

  backend_fixture_resume (backend);
  g_signal_emit_by_name (console_find_button (console_child (get_page (console), "failed"), "_Retry"),
                         "clicked");
  console_wait_for (shows_page (console, "list") && !says_offline (console));
  console_free (console);
}

/* --- one customer ---------------------------------------------------------- */

static void
test_view (void)
{
  Console *console = console_open (backend);

  console_enter (console, CONSOLE_AGENT);
  guint position = find_with_phone (console);
  CrmCustomer *customer = get_customer (console, position);
  GtkWidget *view = console_open_row (console, position);
  g_assert_true (console_shows (view, crm_customer_get_name (customer)));
  g_assert_true (console_shows (view, crm_customer_get_phone (customer)));
  g_assert_nonnull (console_find (view, BILIK_TYPE_TICKETS_SECTION));
  g_assert_nonnull (console_find (view, BILIK_TYPE_CUSTOMER_DETAILS));

  /* Copied as it is. */
  BilikCopyChip *chip = console_child (view, "phone");
  g_signal_emit_by_name (chip, "clicked");
  g_auto (GValue) copied = G_VALUE_INIT;
  g_value_init (&copied, G_TYPE_STRING);
  GdkContentProvider *content = gdk_clipboard_get_content (gtk_widget_get_clipboard (GTK_WIDGET (chip)));
  g_assert_true (gdk_content_provider_get_value (content, &copied, NULL));
  g_assert_cmpstr (g_value_get_string (&copied), ==, crm_customer_get_phone (customer));
  console_wait_for (console_shows (console->window, "Phone number copied"));
  console_free (console);
}

static void
test_tickets_by_permission (void)
{
  static const struct
  {
    const char *email;
    gboolean has_tickets;
    gboolean can_create;
  } ROWS[] = { { CONSOLE_AGENT, TRUE, TRUE },
               { "associate@nusantara.test", TRUE, FALSE },
               { "inbox@nusantara.test", FALSE, FALSE } };

  for (guint i = 0; i < G_N_ELEMENTS (ROWS); i++)
    {
      Console *console = console_open (backend);
      console_enter (console, ROWS[i].email);
      GtkWidget *view = console_open_row (console, 0);
      BilikCustomerView *customer_view = BILIK_CUSTOMER_VIEW (view);
      g_assert_cmpint (console_find (view, BILIK_TYPE_TICKETS_SECTION) != NULL, ==, ROWS[i].has_tickets);
      g_assert_cmpint (bilik_customer_view_activate_tickets (customer_view, "tickets.create"), ==,
                       ROWS[i].can_create);
      console_free (console);
    }
}

/* --- SEC-15 ---------------------------------------------------------------- */

static CrmCustomer *
create_customer (guint number, const char *text)
{
  g_autofree char *id = g_strdup_printf ("%u", number);
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  CrmJsonWriter writer;
  const CrmCustomerFields fields = { .contact_id = id,
                                     .name = text,
                                     .phone = text,
                                     .email = text,
                                     .company = text,
                                     .city = text,
                                     .channel = text,
                                     .account_uniq_id = text,
                                     .created_at = 1,
                                     .updated_at = 1,
                                     .n_tickets = 1,
                                     .can_update = TRUE };

  crm_json_writer_init (&writer, json);
  crm_customer_encode (&fields, &writer, NULL);
  g_autoptr (JsonNode) root = crm_json_parse (json->str, json->len, CRM_JSON_MAX_DEPTH, &error);
  g_assert_no_error (error);
  g_autoptr (CrmJsonReader) reader = crm_json_reader_new (root);
  CrmCustomer *customer = crm_customer_decode (reader);
  crm_json_reader_finish (reader, &error);
  g_assert_no_error (error);
  return customer;
}

/* Every text of the row as it is drawn and as assistive technology hears it; warnings are fatal. */
static void
test_hostile_rows (void)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());
  GtkWidget *parent = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *row = bilik_customer_row_new ();

  gtk_box_append (GTK_BOX (parent), row);
  gtk_window_set_child (window, parent);
  gtk_window_set_default_size (window, 360, 80);
  gtk_window_present (window);
  console_wait_for (gtk_widget_get_mapped (row));

  for (guint i = 0; i < HOSTILE_N; i++)
    {
      g_autofree char *text = hostile_string (i);
      g_autoptr (CrmCustomer) customer = create_customer (i + 1, text);
      g_autoptr (BilikCustomerItem) item = bilik_customer_item_new ();
      g_autofree char *label =
          g_strdup_printf ("%s, %s · \xe2\x81\xa6%s\xe2\x81\xa9, 1 ticket", text, text, text);

      bilik_customer_row_set_item (BILIK_CUSTOMER_ROW (row), item);
      bilik_customer_item_set_customer (item, customer);
      g_assert_null (
          gtk_test_accessible_check_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, label));
    }
  picture_take (window, "hostile-row");
  gtk_window_destroy (window);
}

static void
test_hostile_views (void)
{
  Console *console = console_open (backend);

  console_enter (console, CONSOLE_AGENT);
  for (guint i = 0; i < HOSTILE_N; i++)
    {
      g_autofree char *text = hostile_string (i);
      g_autoptr (CrmCustomer) customer = create_customer (i + 1, text);

      g_signal_emit_by_name (get_page (console), "open", customer);
      GtkWidget *view = console_find (console->window, BILIK_TYPE_CUSTOMER_VIEW);
      g_assert_cmpstr (gtk_label_get_text (console_child (view, "name")), ==, text);
      g_assert_true (console_shows (console_child (view, "phone"), text));
      g_assert_true (console_shows (console_child (view, "details"), text));
      g_assert_true (console_shows (console_find (console->window, ADW_TYPE_LEAFLET), text));
      if (i == 0 || i == 1 || i == 90)
        {
          g_autofree char *name = g_strdup_printf ("hostile-view-%u", i);
          picture_take (console->window, name);
        }
    }
  console_free (console);
}

int
main (int argc, char *argv[])
{
  console_fixture_init (&argc, &argv);
  backend = backend_fixture_start ();

  g_test_add_func ("/console/customers/F-04/every-page-once", test_pages);
  g_test_add_func ("/console/customers/search", test_search);
  g_test_add_func ("/console/customers/REL-06/offline-and-retry", test_offline_and_retry);
  g_test_add_func ("/console/customers/view", test_view);
  g_test_add_func ("/console/customers/TCKT-S07/tickets-by-permission", test_tickets_by_permission);
  g_test_add_func ("/console/customers/SEC-15/rows", test_hostile_rows);
  g_test_add_func ("/console/customers/SEC-15/views", test_hostile_views);

  int status = g_test_run ();
  backend_fixture_end (backend);
  return status;
}
