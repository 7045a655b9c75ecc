/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-window"

#include "bilik-lists.h"

#include "bilik-customers-page.h"
#include "bilik-rooms-page.h"

struct _BilikLists
{
  AdwBin parent_instance;

  GtkStack *stack;
  BilikSession *session;
  GSettings *settings;
  BilikRoomsPage *rooms;         /* NULL until the agent goes there */
  BilikCustomersPage *customers; /* likewise */
  gboolean show_window_buttons;
};

G_DEFINE_FINAL_TYPE (BilikLists, bilik_lists, ADW_TYPE_BIN)

enum { PROP_0, PROP_SHOW_WINDOW_BUTTONS, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { OPEN_CUSTOMER, REACHED, TOAST, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- going to a place ------------------------------------------------------ */

static void
on_customer_chosen (BilikLists *self, CrmCustomer *customer)
{
  g_signal_emit (self, signals[OPEN_CUSTOMER], 0, customer);
}

static void
on_reached (BilikLists *self, gboolean is_reached)
{
  g_signal_emit (self, signals[REACHED], 0, is_reached);
}

static void
on_toast (BilikLists *self, AdwToast *toast)
{
  g_signal_emit (self, signals[TOAST], 0, toast);
}

static void
add (BilikLists *self, GtkWidget *page, const char *place)
{
  g_object_bind_property (self, "show-window-buttons", page, "show-window-buttons", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (page, "reached", G_CALLBACK (on_reached), self, G_CONNECT_SWAPPED);
  gtk_stack_add_named (self->stack, page, place);
}

void
bilik_lists_show (BilikLists *self, const char *place)
{
  g_return_if_fail (BILIK_IS_LISTS (self));

  if (g_str_equal (place, "inbox") && self->rooms == NULL)
    {
      self->rooms = BILIK_ROOMS_PAGE (bilik_rooms_page_new (self->session, self->settings));
      g_signal_connect_object (self->rooms, "toast", G_CALLBACK (on_toast), self, G_CONNECT_SWAPPED);
      add (self, GTK_WIDGET (self->rooms), place);
    }
  else if (g_str_equal (place, "customers") && self->customers == NULL)
    {
      self->customers = BILIK_CUSTOMERS_PAGE (bilik_customers_page_new (self->session));
      g_signal_connect_object (self->customers, "open", G_CALLBACK (on_customer_chosen), self,
                               G_CONNECT_SWAPPED);
      add (self, GTK_WIDGET (self->customers), place);
    }
  gtk_stack_set_visible_child_name (self->stack, place);
}

/* --- what all of them can --------------------------------------------------- */

void
bilik_lists_mark (BilikLists *self, CrmLinkVerb verb, const char *id)
{
  g_return_if_fail (BILIK_IS_LISTS (self));

  if (self->customers != NULL)
    bilik_customers_page_mark (self->customers, verb == CRM_LINK_CUSTOMER ? id : NULL);
  if (self->rooms != NULL)
    bilik_rooms_page_mark (self->rooms, verb == CRM_LINK_ROOM ? id : NULL);
}

void
bilik_lists_focus_search (BilikLists *self)
{
  g_return_if_fail (BILIK_IS_LISTS (self));

  if (self->rooms != NULL && gtk_stack_get_visible_child (self->stack) == GTK_WIDGET (self->rooms))
    bilik_rooms_page_focus_search (self->rooms);
  else if (self->customers != NULL)
    bilik_customers_page_focus_search (self->customers);
}

void
bilik_lists_refresh (BilikLists *self)
{
  g_return_if_fail (BILIK_IS_LISTS (self));

  if (self->customers != NULL)
    bilik_customers_page_refresh (self->customers);
  if (self->rooms != NULL)
    bilik_rooms_page_refresh (self->rooms);
}

char *
bilik_lists_dup_next_unread (BilikLists *self)
{
  g_return_val_if_fail (BILIK_IS_LISTS (self) && self->rooms != NULL, NULL);

  return bilik_rooms_page_dup_next_unread (self->rooms);
}

/* --- the object -------------------------------------------------------------- */

static void
bilik_lists_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  if (property_id == PROP_SHOW_WINDOW_BUTTONS)
    g_value_set_boolean (value, BILIK_LISTS (object)->show_window_buttons);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
bilik_lists_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  if (property_id == PROP_SHOW_WINDOW_BUTTONS)
    BILIK_LISTS (object)->show_window_buttons = g_value_get_boolean (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
bilik_lists_dispose (GObject *object)
{
  BilikLists *self = BILIK_LISTS (object);

  self->rooms = NULL;
  self->customers = NULL;
  g_clear_object (&self->session);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (bilik_lists_parent_class)->dispose (object);
}

static void
bilik_lists_class_init (BilikListsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = bilik_lists_get_property;
  object_class->set_property = bilik_lists_set_property;
  object_class->dispose = bilik_lists_dispose;

  properties[PROP_SHOW_WINDOW_BUTTONS] = g_param_spec_boolean ("show-window-buttons", NULL, NULL, FALSE,
                                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[OPEN_CUSTOMER] = g_signal_new ("open-customer", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, CRM_TYPE_CUSTOMER);
  signals[REACHED] = g_signal_new ("reached", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  signals[TOAST] = g_signal_new ("toast", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, ADW_TYPE_TOAST);
}

static void
bilik_lists_init (BilikLists *self)
{
  self->stack = GTK_STACK (gtk_stack_new ());
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->stack));
}

void
bilik_lists_set_session (BilikLists *self, BilikSession *session, GSettings *settings)
{
  g_return_if_fail (BILIK_IS_LISTS (self));

  g_set_object (&self->session, session);
  g_set_object (&self->settings, settings);
}
