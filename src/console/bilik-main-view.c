/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-window"

#include "bilik-main-view.h"

#include <glib/gi18n.h>

#include "bilik-account-button.h"
#include "bilik-customer-view.h"
#include "bilik-customers-page.h"
#include "bilik-leave-dialog.h"
#include "bilik-message-inspector.h"
#include "bilik-pending-button.h"

struct _BilikMainView
{
  AdwBin parent_instance;

  AdwToastOverlay *toasts;
  AdwFlap *flap;
  GtkListBox *places;
  AdwLeaflet *leaflet;
  AdwBin *list;
  AdwWindowTitle *title;
  BilikAccountButton *account;
  BilikPendingButton *pending;
  GtkStack *content;
  GtkRevealer *offline;

  BilikSession *session;
  BilikCustomersPage *customers;
  BilikCustomerView *open; /* NULL: none */
  GtkWindow *inspector;    /* weak */
};

G_DEFINE_FINAL_TYPE (BilikMainView, bilik_main_view, ADW_TYPE_BIN)

enum { PROP_0, PROP_SHOW_PLACES, N_PROPS };
static GParamSpec *properties[N_PROPS];

/* --- one column or two ---------------------------------------------------- */

static const char *
get_open_id (BilikMainView *self)
{
  return self->open != NULL ? crm_customer_get_id (bilik_customer_view_get_customer (self->open)) : NULL;
}

/* With two columns both are visible: the leaflet would only move the focus. */
static void
show_column (BilikMainView *self, const char *name)
{
  if (adw_leaflet_get_folded (self->leaflet))
    adw_leaflet_set_visible_child_name (self->leaflet, name);
}

/* Of one column the list marks nothing, so that the same row can be chosen again. */
static void
update_mark (BilikMainView *self)
{
  gboolean is_list_alone = adw_leaflet_get_folded (self->leaflet) &&
                           g_strcmp0 (adw_leaflet_get_visible_child_name (self->leaflet), "list") == 0;

  bilik_customers_page_mark (self->customers, is_list_alone ? NULL : get_open_id (self));
}

static void
on_folded_changed (BilikMainView *self)
{
  if (self->customers == NULL)
    return;
  g_object_set (self->customers, "show-window-buttons", adw_leaflet_get_folded (self->leaflet), NULL);
  show_column (self, self->open != NULL ? "content" : "list");
  update_mark (self);
}

static void
on_visible_child_changed (BilikMainView *self)
{
  if (self->customers != NULL)
    update_mark (self);
}

/* --- the open customer ---------------------------------------------------- */

static void
on_toast (BilikMainView *self, AdwToast *toast)
{
  bilik_main_view_add_toast (self, toast);
}

static void
open_customer (BilikMainView *self, CrmCustomer *customer)
{
  GtkWidget *view = bilik_customer_view_new (self->session, customer);

  g_signal_connect_object (view, "toast", G_CALLBACK (on_toast), self, G_CONNECT_SWAPPED);
  gtk_stack_add_child (self->content, view);
  gtk_stack_set_visible_child (self->content, view);
  if (self->open != NULL)
    gtk_stack_remove (self->content, GTK_WIDGET (self->open));
  self->open = BILIK_CUSTOMER_VIEW (view);

  adw_window_title_set_title (self->title, crm_customer_get_name (customer));
  show_column (self, "content");
  update_mark (self);
}

static void
on_leave_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CrmCustomer) customer = user_data;
  BilikMainView *self = BILIK_MAIN_VIEW (source);

  if (bilik_leave_dialog_ask_finish (result))
    open_customer (self, customer);
  else
    update_mark (self);
}

static void
on_open (BilikMainView *self, CrmCustomer *customer)
{
  const char *unsaved_name = bilik_main_view_get_unsaved_name (self);

  if (g_strcmp0 (get_open_id (self), crm_customer_get_id (customer)) == 0)
    show_column (self, "content");
  else if (unsaved_name != NULL)
    bilik_leave_dialog_ask (GTK_WIDGET (self), unsaved_name, on_leave_answered, g_object_ref (customer));
  else
    open_customer (self, customer);
}

/* --- the server ----------------------------------------------------------- */

static void
on_reached (BilikMainView *self, gboolean is_reached)
{
  gtk_revealer_set_reveal_child (self->offline, !is_reached);
}

static void
set_session (BilikMainView *self, BilikSession *session)
{
  self->session = g_object_ref (session);
  bilik_account_button_set_profile (self->account, bilik_session_get_profile (session));
  bilik_pending_button_set_session (self->pending, session);

  self->customers = BILIK_CUSTOMERS_PAGE (bilik_customers_page_new (session));
  g_signal_connect_object (self->customers, "open", G_CALLBACK (on_open), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->customers, "reached", G_CALLBACK (on_reached), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (self->list, GTK_WIDGET (self->customers));
  gtk_list_box_select_row (self->places, gtk_list_box_get_row_at_index (self->places, 0));
  on_folded_changed (self);
}

/* --- the object ----------------------------------------------------------- */

static void
bilik_main_view_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  if (property_id == PROP_SHOW_PLACES)
    g_value_set_boolean (value, adw_flap_get_reveal_flap (BILIK_MAIN_VIEW (object)->flap));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
bilik_main_view_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  if (property_id == PROP_SHOW_PLACES)
    adw_flap_set_reveal_flap (BILIK_MAIN_VIEW (object)->flap, g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
on_reveal_flap_changed (BilikMainView *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_PLACES]);
}

static void
bilik_main_view_dispose (GObject *object)
{
  BilikMainView *self = BILIK_MAIN_VIEW (object);

  GtkWindow *inspector = self->inspector;
  g_clear_weak_pointer (&self->inspector);
  if (inspector != NULL)
    gtk_window_destroy (inspector);
  self->customers = NULL;
  self->open = NULL;
  g_clear_object (&self->session);

  G_OBJECT_CLASS (bilik_main_view_parent_class)->dispose (object);
}

static void
bilik_main_view_class_init (BilikMainViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = bilik_main_view_get_property;
  object_class->set_property = bilik_main_view_set_property;
  object_class->dispose = bilik_main_view_dispose;

  properties[PROP_SHOW_PLACES] =
      g_param_spec_boolean ("show-places", NULL, NULL, TRUE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "win.back", NULL);

  g_type_ensure (BILIK_TYPE_ACCOUNT_BUTTON);
  g_type_ensure (BILIK_TYPE_PENDING_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/bilik/Bilik/bilik-main-view.ui");
  gtk_widget_class_bind_template_child (widget_class, BilikMainView, toasts);
  gtk_widget_class_bind_template_child (widget_class, BilikMainView, flap);
  gtk_widget_class_bind_template_child (widget_class, BilikMainView, places);
  gtk_widget_class_bind_template_child (widget_class, BilikMainView, leaflet);
  gtk_widget_class_bind_template_child (widget_class, BilikMainView, list);
  gtk_widget_class_bind_template_child (widget_class, BilikMainView, title);
  gtk_widget_class_bind_template_child (widget_class, BilikMainView, account);
  gtk_widget_class_bind_template_child (widget_class, BilikMainView, pending);
  gtk_widget_class_bind_template_child (widget_class, BilikMainView, content);
  gtk_widget_class_bind_template_child (widget_class, BilikMainView, offline);
  gtk_widget_class_bind_template_callback (widget_class, on_folded_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_visible_child_changed);
}

static void
bilik_main_view_init (BilikMainView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->flap, "notify::reveal-flap", G_CALLBACK (on_reveal_flap_changed), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
bilik_main_view_new (BilikSession *session)
{
  g_return_val_if_fail (BILIK_IS_SESSION (session), NULL);

  BilikMainView *self = g_object_new (BILIK_TYPE_MAIN_VIEW, NULL);
  set_session (self, session);
  return GTK_WIDGET (self);
}

void
bilik_main_view_search (BilikMainView *self)
{
  g_return_if_fail (BILIK_IS_MAIN_VIEW (self));

  show_column (self, "list");
  bilik_customers_page_focus_search (self->customers);
}

void
bilik_main_view_find (BilikMainView *self)
{
  g_return_if_fail (BILIK_IS_MAIN_VIEW (self));

  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  gboolean is_in_customer =
      self->open != NULL && focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->open));

  if (!is_in_customer || !bilik_customer_view_activate_tickets (self->open, "tickets.filter"))
    bilik_main_view_search (self);
}

void
bilik_main_view_new_ticket (BilikMainView *self)
{
  g_return_if_fail (BILIK_IS_MAIN_VIEW (self));

  if (self->open != NULL)
    bilik_customer_view_activate_tickets (self->open, "tickets.create");
}

void
bilik_main_view_link_ticket (BilikMainView *self)
{
  g_return_if_fail (BILIK_IS_MAIN_VIEW (self));

  if (self->open != NULL)
    bilik_customer_view_activate_tickets (self->open, "tickets.link");
}

void
bilik_main_view_refresh (BilikMainView *self)
{
  g_return_if_fail (BILIK_IS_MAIN_VIEW (self));

  bilik_customers_page_refresh (self->customers);
  if (self->open != NULL)
    bilik_customer_view_refresh (self->open);
}

void
bilik_main_view_back (BilikMainView *self)
{
  g_return_if_fail (BILIK_IS_MAIN_VIEW (self));

  if (adw_leaflet_get_folded (self->leaflet))
    adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

void
bilik_main_view_open_inspector (BilikMainView *self)
{
  g_return_if_fail (BILIK_IS_MAIN_VIEW (self));

  if (self->inspector == NULL)
    {
      GtkWindow *inspector = bilik_message_inspector_new (bilik_session_get_message_log (self->session));
      g_set_weak_pointer (&self->inspector, inspector);
    }
  gtk_window_present (self->inspector);
}

void
bilik_main_view_add_toast (BilikMainView *self, AdwToast *toast)
{
  g_return_if_fail (BILIK_IS_MAIN_VIEW (self));

  adw_toast_overlay_add_toast (self->toasts, toast);
}

const char *
bilik_main_view_get_unsaved_name (BilikMainView *self)
{
  g_return_val_if_fail (BILIK_IS_MAIN_VIEW (self), NULL);

  if (self->open == NULL || !bilik_customer_view_is_dirty (self->open))
    return NULL;
  return crm_customer_get_name (bilik_customer_view_get_customer (self->open));
}
