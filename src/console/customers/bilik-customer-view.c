/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-customers"

#include "bilik-customer-view.h"

#include <glib/gi18n.h>

#include "bilik-copy-chip.h"
#include "bilik-customer-details.h"
#include "bilik-tickets-section.h"
#include "bilik-wrap-layout.h"
#include "crm-gate.h"

struct _BilikCustomerView
{
  AdwBin parent_instance;

  GtkScrolledWindow *scroller;
  AdwAvatar *avatar;
  GtkLabel *name;
  GtkLabel *identity;
  BilikCopyChip *phone;
  BilikCopyChip *email;
  AdwBin *tickets;
  BilikCustomerDetails *details;

  BilikSession *session;
  CrmCustomer *customer;
  gulong focus_handler;
};

G_DEFINE_FINAL_TYPE (BilikCustomerView, bilik_customer_view, ADW_TYPE_BIN)

enum { TOAST, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
show_toast (BilikCustomerView *self, const char *title)
{
  g_signal_emit (self, signals[TOAST], 0, adw_toast_new (title));
}

static void
on_phone_copied (BilikCustomerView *self)
{
  show_toast (self, _ ("Phone number copied"));
}

static void
on_email_copied (BilikCustomerView *self)
{
  show_toast (self, _ ("E-mail address copied"));
}

static void
on_section_toast (BilikCustomerView *self, AdwToast *toast)
{
  g_signal_emit (self, signals[TOAST], 0, toast);
}

static void
show_customer (BilikCustomerView *self)
{
  const char *name = crm_customer_get_name (self->customer);
  g_autofree char *identity = NULL;

  if (crm_customer_get_identity_kind (self->customer) == CRM_IDENTITY_C360)
    identity = g_strdup (_ ("Customer 360"));
  else /* Translators: the number of the customer in the CRM */
    identity = g_strdup_printf (_ ("CRM contact %s"), crm_customer_get_id (self->customer));

  adw_avatar_set_text (self->avatar, name);
  gtk_label_set_label (self->name, name);
  gtk_label_set_label (self->identity, identity);
  bilik_copy_chip_set_text (self->phone, crm_customer_get_phone (self->customer));
  bilik_copy_chip_set_text (self->email, crm_customer_get_email (self->customer));
}

static void
on_details_loaded (BilikCustomerView *self, CrmCustomer *customer)
{
  g_set_object (&self->customer, customer);
  show_customer (self);
}

static CrmGates
evaluate_gates (BilikCustomerView *self)
{
  CrmProfile *profile = bilik_session_get_profile (self->session);
  const CrmGateInput input = {
    .flags = crm_profile_get_flags (profile),
    .permissions = crm_profile_get_permissions (profile),
    .is_ticket_enabled = crm_profile_get_is_ticket_enabled (profile),
    .is_tso = crm_profile_get_is_tso (profile),
    .customer_can_update = crm_customer_get_can_update (self->customer),
    .surface = crm_profile_get_create_surface (profile),
  };

  return crm_gate_evaluate (&input);
}

static void
build_sections (BilikCustomerView *self)
{
  CrmGates gates = evaluate_gates (self);
  BilikEmbedLoader *embed_loader = bilik_session_get_embed_loader (self->session);

  gtk_widget_set_visible (GTK_WIDGET (self->tickets), gates.tickets);
  if (gates.tickets)
    {
      GtkWidget *section = bilik_tickets_section_new (self->session, self->customer);
      g_signal_connect_object (section, "toast", G_CALLBACK (on_section_toast), self, G_CONNECT_SWAPPED);
      adw_bin_set_child (self->tickets, section);
    }
  if (gates.embed && embed_loader != NULL)
    bilik_embed_loader_preheat (embed_loader);
  bilik_customer_details_open (self->details, bilik_session_get_client (self->session), self->customer);
}

static gboolean
is_in_embed (GtkWidget *widget)
{
  for (; widget != NULL; widget = gtk_widget_get_parent (widget))
    if (CRM_IS_EMBED_SURFACE (widget))
      return TRUE;
  return FALSE;
}

/* What the viewport would do, except for the embed: its page scrolls by itself, and a click would miss. */
static void
on_focus_changed (BilikCustomerView *self, GParamSpec *pspec, GtkRoot *root)
{
  GtkWidget *focus = gtk_root_get_focus (root);
  GtkWidget *content = gtk_widget_get_first_child (gtk_scrolled_window_get_child (self->scroller));
  graphene_rect_t bounds;

  if (focus == NULL || !gtk_widget_is_ancestor (focus, content) || is_in_embed (focus) ||
      !gtk_widget_compute_bounds (focus, content, &bounds))
    return;

  gtk_adjustment_clamp_page (gtk_scrolled_window_get_vadjustment (self->scroller), bounds.origin.y,
                             bounds.origin.y + bounds.size.height);
}

static void
bilik_customer_view_root (GtkWidget *widget)
{
  BilikCustomerView *self = BILIK_CUSTOMER_VIEW (widget);

  GTK_WIDGET_CLASS (bilik_customer_view_parent_class)->root (widget);
  self->focus_handler = g_signal_connect_object (gtk_widget_get_root (widget), "notify::focus-widget",
                                                 G_CALLBACK (on_focus_changed), self, G_CONNECT_SWAPPED);
}

static void
bilik_customer_view_unroot (GtkWidget *widget)
{
  BilikCustomerView *self = BILIK_CUSTOMER_VIEW (widget);

  g_clear_signal_handler (&self->focus_handler, gtk_widget_get_root (widget));
  GTK_WIDGET_CLASS (bilik_customer_view_parent_class)->unroot (widget);
}

static void
bilik_customer_view_dispose (GObject *object)
{
  BilikCustomerView *self = BILIK_CUSTOMER_VIEW (object);

  g_clear_object (&self->customer);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (bilik_customer_view_parent_class)->dispose (object);
}

static void
bilik_customer_view_class_init (BilikCustomerViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bilik_customer_view_dispose;
  widget_class->root = bilik_customer_view_root;
  widget_class->unroot = bilik_customer_view_unroot;

  signals[TOAST] = g_signal_new ("toast", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, ADW_TYPE_TOAST);

  g_type_ensure (BILIK_TYPE_COPY_CHIP);
  g_type_ensure (BILIK_TYPE_CUSTOMER_DETAILS);
  g_type_ensure (BILIK_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/bilik/Bilik/customers/bilik-customer-view.ui");
  gtk_widget_class_bind_template_child (widget_class, BilikCustomerView, scroller);
  gtk_widget_class_bind_template_child (widget_class, BilikCustomerView, avatar);
  gtk_widget_class_bind_template_child (widget_class, BilikCustomerView, name);
  gtk_widget_class_bind_template_child (widget_class, BilikCustomerView, identity);
  gtk_widget_class_bind_template_child (widget_class, BilikCustomerView, phone);
  gtk_widget_class_bind_template_child (widget_class, BilikCustomerView, email);
  gtk_widget_class_bind_template_child (widget_class, BilikCustomerView, tickets);
  gtk_widget_class_bind_template_child (widget_class, BilikCustomerView, details);
  gtk_widget_class_bind_template_callback (widget_class, on_phone_copied);
  gtk_widget_class_bind_template_callback (widget_class, on_email_copied);
  gtk_widget_class_bind_template_callback (widget_class, on_details_loaded);
}

static void
bilik_customer_view_init (BilikCustomerView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
bilik_customer_view_new (BilikSession *session, CrmCustomer *customer)
{
  g_return_val_if_fail (BILIK_IS_SESSION (session), NULL);
  g_return_val_if_fail (CRM_IS_CUSTOMER (customer), NULL);

  BilikCustomerView *self = g_object_new (BILIK_TYPE_CUSTOMER_VIEW, NULL);
  self->session = g_object_ref (session);
  self->customer = g_object_ref (customer);
  show_customer (self);
  build_sections (self);
  return GTK_WIDGET (self);
}

CrmCustomer *
bilik_customer_view_get_customer (BilikCustomerView *self)
{
  g_return_val_if_fail (BILIK_IS_CUSTOMER_VIEW (self), NULL);
  return self->customer;
}

static BilikTicketsSection *
get_tickets_section (BilikCustomerView *self)
{
  GtkWidget *section = adw_bin_get_child (self->tickets);
  return section != NULL ? BILIK_TICKETS_SECTION (section) : NULL;
}

gboolean
bilik_customer_view_is_dirty (BilikCustomerView *self)
{
  g_return_val_if_fail (BILIK_IS_CUSTOMER_VIEW (self), FALSE);

  BilikTicketsSection *section = get_tickets_section (self);
  return section != NULL && bilik_tickets_section_is_dirty (section);
}

void
bilik_customer_view_refresh (BilikCustomerView *self)
{
  g_return_if_fail (BILIK_IS_CUSTOMER_VIEW (self));

  bilik_customer_details_refresh (self->details);
  bilik_customer_view_activate_tickets (self, "tickets.refresh");
}

gboolean
bilik_customer_view_activate_tickets (BilikCustomerView *self, const char *action)
{
  g_return_val_if_fail (BILIK_IS_CUSTOMER_VIEW (self), FALSE);

  BilikTicketsSection *section = get_tickets_section (self);
  return section != NULL && gtk_widget_activate_action (GTK_WIDGET (section), action, NULL);
}
