/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-customers"

#include "bilik-customer-details.h"

#include <glib/gi18n.h>

#include "crm-error.h"

struct _BilikCustomerDetails
{
  AdwBin parent_instance;

  GtkRevealer *failure;
  GtkLabel *reason;
  GtkListBox *rows;

  CrmClient *client;
  CrmCustomer *customer;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (BilikCustomerDetails, bilik_customer_details, ADW_TYPE_BIN)

enum { LOADED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
add_row (BilikCustomerDetails *self, const char *title, const char *value)
{
  if (value == NULL || *value == '\0')
    return;

  GtkWidget *row = adw_action_row_new ();
  GtkWidget *label = gtk_label_new (value); /* a label of its own: subtitles of rows are markup (SEC-15) */
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 1.0);
  gtk_widget_set_margin_top (label, 12);
  gtk_widget_set_margin_bottom (label, 12);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, value, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  gtk_list_box_append (self->rows, row);
}

static void
add_date_row (BilikCustomerDetails *self, const char *title, gint64 unix_ms)
{
  g_autoptr (GDateTime) utc = unix_ms > 0 ? g_date_time_new_from_unix_utc (unix_ms / 1000) : NULL;
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;
  /* Translators: a date and a time, as strftime has them: "3 November 2025, 14:02" */
  g_autofree char *text = local != NULL ? g_date_time_format (local, _ ("%-e %B %Y, %H:%M")) : NULL;

  add_row (self, title, text);
}

/* The backend says "whatsapp"; names of products are not translated. */
static const char *
name_channel (const char *channel)
{
  static const struct
  {
    const char *wire;
    const char *name;
  } NAMES[] = {
    { "whatsapp", "WhatsApp" },      { "instagram", "Instagram" }, { "telegram", "Telegram" },
    { "facebook", "Facebook" },      { "line", "LINE" },           { "email", N_ ("E-mail") },
    { "web_chat", N_ ("Web chat") }, { "phone", N_ ("Phone") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (NAMES); i++)
    if (g_strcmp0 (NAMES[i].wire, channel) == 0)
      return _ (NAMES[i].name);
  return channel;
}

static void
show (BilikCustomerDetails *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->rows))) != NULL)
    gtk_list_box_remove (self->rows, row);

  add_row (self, _ ("Company"), crm_customer_get_company (self->customer));
  add_row (self, _ ("City"), crm_customer_get_city (self->customer));
  add_row (self, _ ("Channel"), name_channel (crm_customer_get_channel (self->customer)));
  add_row (self, _ ("Channel account"), crm_customer_get_account_uniq_id (self->customer));
  add_date_row (self, _ ("Created"), crm_customer_get_created_at (self->customer));
  add_date_row (self, _ ("Last change"), crm_customer_get_updated_at (self->customer));
  add_row (self, _ ("ID"), crm_customer_get_id (self->customer));
}

static void
on_customer_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BilikCustomerDetails) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmCustomer) customer = crm_client_load_customer_finish (CRM_CLIENT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->client == NULL)
    return;

  gtk_revealer_set_reveal_child (self->failure, customer == NULL);
  if (customer == NULL)
    {
      gtk_label_set_label (self->reason, crm_error_get_sentence (error));
      return;
    }
  g_set_object (&self->customer, customer);
  show (self);
  g_signal_emit (self, signals[LOADED], 0, customer);
}

static void
bilik_customer_details_dispose (GObject *object)
{
  BilikCustomerDetails *self = BILIK_CUSTOMER_DETAILS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);
  g_clear_object (&self->customer);

  G_OBJECT_CLASS (bilik_customer_details_parent_class)->dispose (object);
}

static void
bilik_customer_details_class_init (BilikCustomerDetailsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bilik_customer_details_dispose;

  signals[LOADED] = g_signal_new ("loaded", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, CRM_TYPE_CUSTOMER);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bilik/Bilik/customers/bilik-customer-details.ui");
  gtk_widget_class_bind_template_child (widget_class, BilikCustomerDetails, failure);
  gtk_widget_class_bind_template_child (widget_class, BilikCustomerDetails, reason);
  gtk_widget_class_bind_template_child (widget_class, BilikCustomerDetails, rows);
  gtk_widget_class_bind_template_callback (widget_class, bilik_customer_details_refresh);
}

static void
bilik_customer_details_init (BilikCustomerDetails *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
bilik_customer_details_open (BilikCustomerDetails *self, CrmClient *client, CrmCustomer *customer)
{
  g_return_if_fail (BILIK_IS_CUSTOMER_DETAILS (self));

  g_set_object (&self->client, client);
  g_set_object (&self->customer, customer);
  show (self);
  bilik_customer_details_refresh (self);
}

void
bilik_customer_details_refresh (BilikCustomerDetails *self)
{
  g_return_if_fail (BILIK_IS_CUSTOMER_DETAILS (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  crm_client_load_customer (self->client, crm_customer_get_id (self->customer), self->cancellable,
                            on_customer_loaded, g_object_ref (self));
}
