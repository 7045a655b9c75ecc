/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-customers"

#include "bilik-customers-page.h"

#include <glib/gi18n.h>

#include "bilik-account-button.h"
#include "bilik-pending-button.h"
#include "bilik-customer-model.h"
#include "bilik-customer-row.h"
#include "bilik-customer-skeleton.h"
#include "crm-error.h"

#define SKELETON_DELAY 150 /* ms: what is faster shows nothing in between */

struct _BilikCustomersPage
{
  AdwBin parent_instance;

  AdwWindowTitle *title;
  BilikAccountButton *account;
  BilikPendingButton *pending;
  GtkSearchEntry *search;
  GtkStack *stack;
  GtkListView *list;
  AdwStatusPage *empty;
  AdwStatusPage *failed;
  GtkRevealer *incomplete;

  BilikCustomerModel *model;
  GtkSingleSelection *selection;
  char *marked_id;
  char *shown_query;
  gboolean is_marking;
  gboolean show_window_buttons;
  guint skeleton_id;
};

G_DEFINE_FINAL_TYPE (BilikCustomersPage, bilik_customers_page, ADW_TYPE_BIN)

enum { PROP_0, PROP_SHOW_WINDOW_BUTTONS, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { OPEN, REACHED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- what is shown -------------------------------------------------------- */

static gboolean
on_skeleton_due (gpointer user_data)
{
  BilikCustomersPage *self = user_data;

  self->skeleton_id = 0;
  gtk_stack_set_visible_child_name (self->stack, "loading");
  return G_SOURCE_REMOVE;
}

/* Whether the server answered at all, be it with an error. */
static gboolean
is_reached (BilikCustomersPage *self)
{
  const GError *error = bilik_customer_model_get_error (self->model);

  return !g_error_matches (error, CRM_ERROR, CRM_ERROR_OFFLINE) &&
         !g_error_matches (error, CRM_ERROR, CRM_ERROR_TIMED_OUT);
}

static void
show_count (BilikCustomersPage *self, guint n_items)
{
  const char *format = bilik_customer_model_get_total_is_exact (self->model)
                           ? ngettext ("%'u customer", "%'u customers", n_items)
                           : ngettext ("more than %'u customer", "more than %'u customers", n_items);
  g_autofree char *text = g_strdup_printf (format, n_items);

  adw_window_title_set_subtitle (self->title, text);
}

static void
show_empty (BilikCustomersPage *self)
{
  gboolean is_search = *bilik_customer_model_get_query (self->model) != '\0';

  adw_status_page_set_icon_name (self->empty, is_search ? "edit-find-symbolic" : "system-users-symbolic");
  adw_status_page_set_title (self->empty, is_search ? _ ("No customers found") : _ ("No customers yet"));
  adw_status_page_set_description (self->empty, is_search
                                                    ? _ ("Check the spelling, or search for less of it.")
                                                    : _ ("Customers show here once they are in the CRM."));
  gtk_stack_set_visible_child_name (self->stack, "empty");
}

/* A list that could not be loaded again stays; one that was searched for would not be what was asked for. */
static void
show_failed (BilikCustomersPage *self)
{
  g_autofree char *sentence =
      g_markup_escape_text (crm_error_get_sentence (bilik_customer_model_get_error (self->model)), -1);
  gboolean has_older_list = g_list_model_get_n_items (G_LIST_MODEL (self->model)) > 0 &&
                            g_strcmp0 (self->shown_query, bilik_customer_model_get_query (self->model)) == 0;

  if (has_older_list)
    {
      gtk_revealer_set_reveal_child (self->incomplete, is_reached (self));
      return;
    }
  adw_status_page_set_description (self->failed, sentence);
  adw_window_title_set_subtitle (self->title, NULL);
  gtk_stack_set_visible_child_name (self->stack, "failed");
}

static void
mark (BilikCustomersPage *self)
{
  guint position = GTK_INVALID_LIST_POSITION;

  if (self->marked_id != NULL)
    bilik_customer_model_find (self->model, self->marked_id, &position);
  self->is_marking = TRUE;
  gtk_single_selection_set_selected (self->selection, position);
  self->is_marking = FALSE;
}

static void
scroll_to_top_of_new_query (BilikCustomersPage *self)
{
  const char *query = bilik_customer_model_get_query (self->model);

  if (g_strcmp0 (self->shown_query, query) == 0)
    return;
  g_free (self->shown_query);
  self->shown_query = g_strdup (query);
  gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", 0);
}

static void
show_answer (BilikCustomersPage *self)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->model));

  if (n_items > 0)
    scroll_to_top_of_new_query (self);
  gtk_revealer_set_reveal_child (self->incomplete, FALSE);
  show_count (self, n_items);
  if (n_items > 0)
    gtk_stack_set_visible_child_name (self->stack, "list");
  else
    show_empty (self);
  mark (self);
}

static void
on_state_changed (BilikCustomersPage *self)
{
  switch (bilik_customer_model_get_state (self->model))
    {
    case BILIK_CUSTOMERS_LOADING:
      if (g_list_model_get_n_items (G_LIST_MODEL (self->model)) == 0 && self->skeleton_id == 0)
        self->skeleton_id = g_timeout_add (SKELETON_DELAY, on_skeleton_due, self);
      return;
    case BILIK_CUSTOMERS_READY:
      show_answer (self);
      break;
    case BILIK_CUSTOMERS_FAILED:
      show_failed (self);
      break;
    }
  g_clear_handle_id (&self->skeleton_id, g_source_remove);
  g_signal_emit (self, signals[REACHED], 0, is_reached (self));
}

static void
on_incomplete_changed (BilikCustomersPage *self)
{
  gboolean incomplete = bilik_customer_model_get_incomplete (self->model);

  gtk_revealer_set_reveal_child (self->incomplete, incomplete && is_reached (self));
  if (incomplete)
    g_signal_emit (self, signals[REACHED], 0, is_reached (self));
}

static void
on_items_changed (BilikCustomersPage *self)
{
  show_count (self, g_list_model_get_n_items (G_LIST_MODEL (self->model)));
}

/* --- what the agent does -------------------------------------------------- */

static void
on_search_changed (BilikCustomersPage *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));
  g_autofree char *query = g_strstrip (g_strdup (text));

  if (g_strcmp0 (query, bilik_customer_model_get_query (self->model)) != 0)
    bilik_customer_model_load (self->model, query);
}

static void
on_search_stopped (BilikCustomersPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
}

/* Enter and Ctrl+G go from the search into what it found. */
static void
on_search_activated (BilikCustomersPage *self)
{
  gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_TAB_FORWARD);
}

static void
open_item (BilikCustomersPage *self, BilikCustomerItem *item)
{
  CrmCustomer *customer = item != NULL ? bilik_customer_item_get_customer (item) : NULL;

  if (customer != NULL)
    g_signal_emit (self, signals[OPEN], 0, customer);
}

static void
on_selected (BilikCustomersPage *self)
{
  if (!self->is_marking)
    open_item (self, gtk_single_selection_get_selected_item (self->selection));
}

static void
on_list_activated (BilikCustomersPage *self, guint position)
{
  g_autoptr (BilikCustomerItem) item = g_list_model_get_item (G_LIST_MODEL (self->model), position);

  open_item (self, item);
}

static void
on_retry_clicked (BilikCustomersPage *self)
{
  bilik_customer_model_retry (self->model);
}

/* --- rows ----------------------------------------------------------------- */

static void
on_row_setup (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  gtk_list_item_set_child (list_item, bilik_customer_row_new ());
}

static void
on_row_bind (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  bilik_customer_row_set_item (BILIK_CUSTOMER_ROW (gtk_list_item_get_child (list_item)),
                               gtk_list_item_get_item (list_item));
}

static void
on_row_unbind (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  bilik_customer_row_set_item (BILIK_CUSTOMER_ROW (gtk_list_item_get_child (list_item)), NULL);
}

static GtkListItemFactory *
create_factory (void)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (on_row_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_row_bind), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_row_unbind), NULL);
  return factory;
}

static void
set_session (BilikCustomersPage *self, BilikSession *session)
{
  g_autoptr (GtkListItemFactory) factory = create_factory ();

  bilik_account_button_set_profile (self->account, bilik_session_get_profile (session));
  bilik_pending_button_set_session (self->pending, session);
  self->model = bilik_customer_model_new (bilik_session_get_client (session));
  g_signal_connect_object (self->model, "notify::state", G_CALLBACK (on_state_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->model, "notify::incomplete", G_CALLBACK (on_incomplete_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->model, "items-changed", G_CALLBACK (on_items_changed), self,
                           G_CONNECT_SWAPPED);

  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->model)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (on_selected), self,
                           G_CONNECT_SWAPPED);

  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  bilik_customer_model_load (self->model, NULL);
  on_state_changed (self);
}

/* --- the object ----------------------------------------------------------- */

static void
bilik_customers_page_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  if (property_id == PROP_SHOW_WINDOW_BUTTONS)
    g_value_set_boolean (value, BILIK_CUSTOMERS_PAGE (object)->show_window_buttons);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
bilik_customers_page_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  if (property_id == PROP_SHOW_WINDOW_BUTTONS)
    BILIK_CUSTOMERS_PAGE (object)->show_window_buttons = g_value_get_boolean (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
bilik_customers_page_dispose (GObject *object)
{
  BilikCustomersPage *self = BILIK_CUSTOMERS_PAGE (object);

  g_clear_handle_id (&self->skeleton_id, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), BILIK_TYPE_CUSTOMERS_PAGE);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  g_clear_pointer (&self->marked_id, g_free);
  g_clear_pointer (&self->shown_query, g_free);

  G_OBJECT_CLASS (bilik_customers_page_parent_class)->dispose (object);
}

static void
bilik_customers_page_class_init (BilikCustomersPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = bilik_customers_page_get_property;
  object_class->set_property = bilik_customers_page_set_property;
  object_class->dispose = bilik_customers_page_dispose;

  properties[PROP_SHOW_WINDOW_BUTTONS] = g_param_spec_boolean ("show-window-buttons", NULL, NULL, FALSE,
                                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[OPEN] = g_signal_new ("open", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, CRM_TYPE_CUSTOMER);
  signals[REACHED] = g_signal_new ("reached", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);

  g_type_ensure (BILIK_TYPE_ACCOUNT_BUTTON);
  g_type_ensure (BILIK_TYPE_PENDING_BUTTON);
  g_type_ensure (BILIK_TYPE_CUSTOMER_SKELETON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bilik/Bilik/customers/bilik-customers-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BilikCustomersPage, title);
  gtk_widget_class_bind_template_child (widget_class, BilikCustomersPage, account);
  gtk_widget_class_bind_template_child (widget_class, BilikCustomersPage, pending);
  gtk_widget_class_bind_template_child (widget_class, BilikCustomersPage, search);
  gtk_widget_class_bind_template_child (widget_class, BilikCustomersPage, stack);
  gtk_widget_class_bind_template_child (widget_class, BilikCustomersPage, list);
  gtk_widget_class_bind_template_child (widget_class, BilikCustomersPage, empty);
  gtk_widget_class_bind_template_child (widget_class, BilikCustomersPage, failed);
  gtk_widget_class_bind_template_child (widget_class, BilikCustomersPage, incomplete);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_search_stopped);
  gtk_widget_class_bind_template_callback (widget_class, on_search_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_list_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_retry_clicked);
}

static void
bilik_customers_page_init (BilikCustomersPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_entry_set_key_capture_widget (self->search, GTK_WIDGET (self->list));
}

GtkWidget *
bilik_customers_page_new (BilikSession *session)
{
  g_return_val_if_fail (BILIK_IS_SESSION (session), NULL);

  BilikCustomersPage *self = g_object_new (BILIK_TYPE_CUSTOMERS_PAGE, NULL);
  set_session (self, session);
  return GTK_WIDGET (self);
}

void
bilik_customers_page_focus_search (BilikCustomersPage *self)
{
  g_return_if_fail (BILIK_IS_CUSTOMERS_PAGE (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

void
bilik_customers_page_refresh (BilikCustomersPage *self)
{
  g_return_if_fail (BILIK_IS_CUSTOMERS_PAGE (self));

  bilik_customer_model_load (self->model, bilik_customer_model_get_query (self->model));
}

void
bilik_customers_page_mark (BilikCustomersPage *self, const char *contact_id)
{
  g_return_if_fail (BILIK_IS_CUSTOMERS_PAGE (self));

  g_free (self->marked_id);
  self->marked_id = g_strdup (contact_id);
  mark (self);
}
