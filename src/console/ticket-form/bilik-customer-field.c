/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-form"

#include "bilik-customer-field.h"

#include <glib/gi18n.h>
#include "crm-error.h"
#include "crm-identity.h"

#define MAX_RESULTS 20

struct _BilikCustomerField
{
  AdwActionRow parent_instance;

  CrmClient *client;
  char *contact_id;
  GCancellable *loading;   /* who the present one is */
  GCancellable *searching; /* the newest search only */

  GtkButton *clear_button;
  GtkMenuButton *button;
  GtkPopover *popover;
  GtkSearchEntry *search;
  GtkStack *stack;
  GtkListBox *results;
  GtkLabel *message;
};

static void bilik_customer_field_field_init (BilikFieldInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BilikCustomerField,
                               bilik_customer_field,
                               ADW_TYPE_ACTION_ROW,
                               G_IMPLEMENT_INTERFACE (BILIK_TYPE_FIELD, bilik_customer_field_field_init))

static void
restart (GCancellable **cancellable)
{
  g_cancellable_cancel (*cancellable);
  g_clear_object (cancellable);
  *cancellable = g_cancellable_new ();
}

/* --- who is chosen --------------------------------------------------------------------- */

static char *
describe (CrmCustomer *customer)
{
  const char *phone = crm_customer_get_phone (customer);

  return phone != NULL ? g_strdup_printf ("%s · %s", crm_customer_get_name (customer), phone)
                       : g_strdup (crm_customer_get_name (customer));
}

static void
show_customer (BilikCustomerField *self, CrmCustomer *customer)
{
  g_autofree char *subtitle = customer != NULL ? describe (customer) : g_strdup (_ ("Nobody"));

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  gtk_widget_set_visible (GTK_WIDGET (self->clear_button), self->contact_id != NULL);
}

static void
choose (BilikCustomerField *self, const char *contact_id, CrmCustomer *customer)
{
  g_free (self->contact_id);
  self->contact_id = g_strdup (contact_id);
  show_customer (self, customer);
  bilik_field_emit_changed (BILIK_FIELD (self));
}

/* A customer that can't be resolved leaves the field empty; the ticket can be created all the same (MTCK-S02 ERR-1). */
static void
on_customer_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BilikCustomerField) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmCustomer) customer = crm_client_load_customer_finish (CRM_CLIENT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (customer == NULL)
    choose (self, NULL, NULL);
  else
    show_customer (self, customer);
}

static JsonNode *
bilik_customer_field_dup_value (BilikField *field)
{
  BilikCustomerField *self = BILIK_CUSTOMER_FIELD (field);
  JsonNode *value = json_node_new (JSON_NODE_ARRAY);
  JsonArray *ids = json_array_new ();

  if (self->contact_id != NULL)
    json_array_add_string_element (ids, self->contact_id);
  json_node_take_array (value, ids);
  return value;
}

static const char *
first_id (JsonNode *value)
{
  JsonArray *ids = value != NULL && JSON_NODE_HOLDS_ARRAY (value) ? json_node_get_array (value) : NULL;
  const char *id =
      ids != NULL && json_array_get_length (ids) > 0 ? json_array_get_string_element (ids, 0) : NULL;

  return crm_identity_parse (id, NULL) ? id : NULL;
}

static void
bilik_customer_field_set_value (BilikField *field, JsonNode *value)
{
  BilikCustomerField *self = BILIK_CUSTOMER_FIELD (field);
  const char *id = first_id (value);

  restart (&self->loading);
  g_free (self->contact_id);
  self->contact_id = g_strdup (id);
  show_customer (self, NULL);
  if (id == NULL)
    return;
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), "…");
  crm_client_load_customer (self->client, id, self->loading, on_customer_loaded, g_object_ref (self));
}

static void
bilik_customer_field_field_init (BilikFieldInterface *iface)
{
  iface->dup_value = bilik_customer_field_dup_value;
  iface->set_value = bilik_customer_field_set_value;
}

static void
on_clear_clicked (BilikCustomerField *self)
{
  restart (&self->loading);
  choose (self, NULL, NULL);
}

/* --- search ------------------------------------------------------------------------------ */

static GtkWidget *
build_result (CrmCustomer *customer)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *name = gtk_label_new (crm_customer_get_name (customer));
  GtkWidget *phone = gtk_label_new (crm_customer_get_phone (customer));
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (phone), 0);
  gtk_widget_add_css_class (phone, "caption");
  gtk_widget_add_css_class (phone, "dim-label");
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), phone);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data_full (G_OBJECT (row), "customer", g_object_ref (customer), g_object_unref);
  return row;
}

static void
show_results (BilikCustomerField *self, GPtrArray *customers)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->results))) != NULL)
    gtk_list_box_remove (self->results, child);
  for (guint i = 0; i < customers->len; i++)
    gtk_list_box_append (self->results, build_result (customers->pdata[i]));
  gtk_label_set_text (self->message, _ ("Nobody found. Try a phone number or another spelling."));
  gtk_stack_set_visible_child_name (self->stack, customers->len > 0 ? "results" : "message");
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BilikCustomerField) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmPage) page = crm_client_list_customers_finish (CRM_CLIENT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (page != NULL)
    {
      show_results (self, page->items);
      return;
    }
  gtk_label_set_text (self->message, crm_error_get_sentence (error));
  gtk_stack_set_visible_child_name (self->stack, "message");
}

static void
on_search_changed (BilikCustomerField *self)
{
  restart (&self->searching);
  crm_client_list_customers (self->client, gtk_editable_get_text (GTK_EDITABLE (self->search)), 0,
                             MAX_RESULTS, self->searching, on_found, g_object_ref (self));
}

static void
on_popover_shown (BilikCustomerField *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  on_search_changed (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

static void
on_row_activated (BilikCustomerField *self, GtkListBoxRow *row)
{
  CrmCustomer *customer = g_object_get_data (G_OBJECT (row), "customer");

  restart (&self->loading);
  choose (self, crm_customer_get_id (customer), customer);
  gtk_popover_popdown (self->popover);
  gtk_widget_grab_focus (GTK_WIDGET (self->button));
}

/* --- object ------------------------------------------------------------------------------- */

static void
bilik_customer_field_dispose (GObject *object)
{
  BilikCustomerField *self = BILIK_CUSTOMER_FIELD (object);

  g_cancellable_cancel (self->loading);
  g_cancellable_cancel (self->searching);
  g_clear_object (&self->loading);
  g_clear_object (&self->searching);
  g_clear_object (&self->client);
  g_clear_pointer (&self->contact_id, g_free);

  G_OBJECT_CLASS (bilik_customer_field_parent_class)->dispose (object);
}

static void
bilik_customer_field_class_init (BilikCustomerFieldClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bilik_customer_field_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bilik/ticket-form/bilik-customer-field.ui");
  gtk_widget_class_bind_template_child (widget_class, BilikCustomerField, clear_button);
  gtk_widget_class_bind_template_child (widget_class, BilikCustomerField, button);
  gtk_widget_class_bind_template_child (widget_class, BilikCustomerField, popover);
  gtk_widget_class_bind_template_child (widget_class, BilikCustomerField, search);
  gtk_widget_class_bind_template_child (widget_class, BilikCustomerField, stack);
  gtk_widget_class_bind_template_child (widget_class, BilikCustomerField, results);
  gtk_widget_class_bind_template_child (widget_class, BilikCustomerField, message);
  gtk_widget_class_bind_template_callback (widget_class, on_clear_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_popover_shown);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
}

static void
bilik_customer_field_init (BilikCustomerField *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
bilik_customer_field_new (const CrmField *field, CrmClient *client)
{
  BilikCustomerField *self = g_object_new (BILIK_TYPE_CUSTOMER_FIELD, NULL);

  self->client = g_object_ref (client);
  bilik_field_set_up (BILIK_FIELD (self), field);
  show_customer (self, NULL);
  return GTK_WIDGET (self);
}
