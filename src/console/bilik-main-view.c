/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-window"

#include "bilik-main-view.h"

#include <glib/gi18n.h>

#include "bilik-account-button.h"
#include "bilik-customer-view.h"
#include "bilik-lists.h"
#include "bilik-message-inspector.h"
#include "bilik-pending-button.h"
#include "bilik-places.h"
#include "bilik-room-view.h"
#include "bilik-switcher.h"

struct _BilikMainView
{
  AdwBin parent_instance;

  AdwToastOverlay *toasts;
  AdwFlap *flap;
  BilikPlaces *places;
  AdwLeaflet *leaflet;
  BilikLists *lists;
  BilikAccountButton *account;
  BilikPendingButton *pending;
  BilikTabs *tabs;
  GtkWidget *changed; /* Reload: the organization has switched something on or off */
  GtkRevealer *offline;

  BilikSession *session;
  GSettings *settings;
  gboolean was_online;  /* the stream was open once */
  gboolean is_reached;  /* by the last request of a list */
  GtkWindow *inspector; /* weak */
};

G_DEFINE_FINAL_TYPE (BilikMainView, bilik_main_view, ADW_TYPE_BIN)

enum { PROP_0, PROP_SHOW_PLACES, PROP_ROOM_ID, N_PROPS };
static GParamSpec *properties[N_PROPS];

/* --- one column or two ---------------------------------------------------- */

static gboolean
has_open (BilikMainView *self)
{
  return bilik_tabs_get_current (self->tabs) != NULL;
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
update_marks (BilikMainView *self)
{
  gboolean is_list_alone = adw_leaflet_get_folded (self->leaflet) &&
                           g_strcmp0 (adw_leaflet_get_visible_child_name (self->leaflet), "list") == 0;
  BilikTab *tab = is_list_alone ? NULL : bilik_tabs_get_current (self->tabs);

  bilik_lists_mark (self->lists, tab != NULL ? bilik_tab_get_verb (tab) : CRM_LINK_CUSTOMER,
                    tab != NULL ? bilik_tab_get_id (tab) : NULL);
}

static void
on_folded_changed (BilikMainView *self)
{
  if (self->session == NULL)
    return;
  show_column (self, has_open (self) ? "content" : "list");
  update_marks (self);
}

static void
on_visible_child_changed (BilikMainView *self)
{
  if (self->session != NULL)
    update_marks (self);
}

/* --- what is open --------------------------------------------------------- */

static void
on_tabs_changed (BilikMainView *self)
{
  if (self->session == NULL)
    return;
  bilik_tabs_keep (self->tabs, self->settings);
  if (!has_open (self))
    show_column (self, "list");
}

static void
on_current_changed (BilikMainView *self)
{
  if (self->session == NULL)
    return;
  update_marks (self);
  bilik_tabs_keep (self->tabs, self->settings);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ROOM_ID]);
}

static void
on_toast (BilikMainView *self, AdwToast *toast)
{
  bilik_main_view_add_toast (self, toast);
}

static void
on_customer_chosen (BilikMainView *self, CrmCustomer *customer)
{
  bilik_tabs_browse_customer (self->tabs, customer);
  show_column (self, "content");
}

static gboolean
may_open (BilikMainView *self, CrmLinkVerb verb)
{
  static const CrmPermission NEEDED[CRM_N_LINK_VERBS] = {
    [CRM_LINK_CUSTOMER] = CRM_PERMISSION_CUSTOMERS_VIEW,
    [CRM_LINK_ROOM] = CRM_PERMISSION_ROOMS_VIEW,
    [CRM_LINK_TICKET] = CRM_PERMISSION_TICKETS_VIEW,
    [CRM_LINK_DEAL] = CRM_PERMISSION_DEALS_VIEW,
  };

  return CRM_HAS (crm_profile_get_permissions (bilik_session_get_profile (self->session)), NEEDED[verb]);
}

void
bilik_main_view_open (BilikMainView *self, CrmLinkVerb verb, const char *id)
{
  g_return_if_fail (BILIK_IS_MAIN_VIEW (self));
  g_return_if_fail (id != NULL);

  if (!may_open (self, verb))
    {
      bilik_main_view_add_toast (
          self, adw_toast_new (_ ("Your role can't open this. Ask whoever administers Bilik for you.")));
      return;
    }
  bilik_tabs_open (self->tabs, verb, id);
  show_column (self, "content");
}

void
bilik_main_view_browse_room (BilikMainView *self, const char *room_id)
{
  g_return_if_fail (BILIK_IS_MAIN_VIEW (self));

  bilik_tabs_browse (self->tabs, CRM_LINK_ROOM, room_id);
  show_column (self, "content");
}

/* --- the server ----------------------------------------------------------- */

static void
update_offline (BilikMainView *self)
{
  CrmEventStream *stream;
  gboolean is_cut;

  if (self->session == NULL) /* on its way out */
    return;
  stream = bilik_session_get_stream (self->session);
  is_cut = stream != NULL && self->was_online && !crm_event_stream_get_is_online (stream);
  gtk_revealer_set_reveal_child (self->offline, is_cut || !self->is_reached);
}

static void
on_reached (BilikMainView *self, gboolean is_reached)
{
  self->is_reached = is_reached;
  update_offline (self);
}

static void
on_online_changed (BilikMainView *self, GParamSpec *pspec, CrmEventStream *stream)
{
  self->was_online = self->was_online || crm_event_stream_get_is_online (stream);
  update_offline (self);
}

/* --- places --------------------------------------------------------------- */

static void
on_place_chosen (BilikMainView *self, const char *place)
{
  bilik_lists_show (self->lists, place);
  g_settings_set_string (self->settings, "place", place);
  show_column (self, "list");
  update_marks (self);
}

static void
set_session (BilikMainView *self, BilikSession *session, GSettings *settings)
{
  CrmEventStream *stream = bilik_session_get_stream (session);
  CrmProfile *profile = bilik_session_get_profile (session);
  g_autofree char *last = NULL;

  self->is_reached = TRUE;
  self->settings = g_object_ref (settings);
  self->session = g_object_ref (session);
  bilik_account_button_set_profile (self->account, profile);
  bilik_pending_button_set_session (self->pending, session);
  bilik_lists_set_session (self->lists, session, settings);
  bilik_tabs_set_session (self->tabs, session);
  if (stream != NULL)
    {
      g_signal_connect_object (stream, "notify::is-online", G_CALLBACK (on_online_changed), self,
                               G_CONNECT_SWAPPED);
      on_online_changed (self, NULL, stream);
    }
  last = g_settings_get_string (settings, "place");
  bilik_places_set_permissions (self->places, crm_profile_get_permissions (profile), last);
  bilik_tabs_restore (self->tabs, settings);
  on_folded_changed (self);
}

/* --- the object ----------------------------------------------------------- */

static void
bilik_main_view_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  BilikTab *tab = bilik_tabs_get_current (BILIK_MAIN_VIEW (object)->tabs);

  if (property_id == PROP_SHOW_PLACES)
    g_value_set_boolean (value, adw_flap_get_reveal_flap (BILIK_MAIN_VIEW (object)->flap));
  else if (property_id == PROP_ROOM_ID)
    g_value_set_string (
        value, tab != NULL && bilik_tab_get_verb (tab) == CRM_LINK_ROOM ? bilik_tab_get_id (tab) : NULL);
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
  /* A narrow window hides them by itself: that is not what the agent wants of the next one. */
  if (!adw_flap_get_folded (self->flap))
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
  g_clear_object (&self->session);
  g_clear_object (&self->settings);

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
  properties[PROP_ROOM_ID] =
      g_param_spec_string ("room-id", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "win.back", NULL);

  g_type_ensure (BILIK_TYPE_ACCOUNT_BUTTON);
  g_type_ensure (BILIK_TYPE_LISTS);
  g_type_ensure (BILIK_TYPE_PENDING_BUTTON);
  g_type_ensure (BILIK_TYPE_PLACES);
  g_type_ensure (BILIK_TYPE_TABS);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/bilik/Bilik/bilik-main-view.ui");
  gtk_widget_class_bind_template_child (widget_class, BilikMainView, toasts);
  gtk_widget_class_bind_template_child (widget_class, BilikMainView, flap);
  gtk_widget_class_bind_template_child (widget_class, BilikMainView, places);
  gtk_widget_class_bind_template_child (widget_class, BilikMainView, leaflet);
  gtk_widget_class_bind_template_child (widget_class, BilikMainView, lists);
  gtk_widget_class_bind_template_child (widget_class, BilikMainView, account);
  gtk_widget_class_bind_template_child (widget_class, BilikMainView, pending);
  gtk_widget_class_bind_template_child (widget_class, BilikMainView, tabs);
  gtk_widget_class_bind_template_child (widget_class, BilikMainView, offline);
  gtk_widget_class_bind_template_child (widget_class, BilikMainView, changed);
  gtk_widget_class_bind_template_callback (widget_class, on_folded_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_visible_child_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_place_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_customer_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_reached);
  gtk_widget_class_bind_template_callback (widget_class, on_tabs_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_current_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_toast);
}

static void
bilik_main_view_init (BilikMainView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->flap, "notify::reveal-flap", G_CALLBACK (on_reveal_flap_changed), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
bilik_main_view_new (BilikSession *session, GSettings *settings)
{
  g_return_val_if_fail (BILIK_IS_SESSION (session), NULL);

  BilikMainView *self = g_object_new (BILIK_TYPE_MAIN_VIEW, NULL);
  set_session (self, session, settings);
  return GTK_WIDGET (self);
}

/* --- what the window's actions do ----------------------------------------- */

void
bilik_main_view_search (BilikMainView *self)
{
  g_return_if_fail (BILIK_IS_MAIN_VIEW (self));

  show_column (self, "list");
  bilik_lists_focus_search (self->lists);
}

void
bilik_main_view_go_to (BilikMainView *self)
{
  g_return_if_fail (BILIK_IS_MAIN_VIEW (self));

  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  gtk_window_present (GTK_WINDOW (bilik_switcher_new (window, self->session)));
}

/* Returns: (nullable): the customer that is looked at */
static BilikCustomerView *
get_customer_view (BilikMainView *self)
{
  BilikTab *tab = bilik_tabs_get_current (self->tabs);
  GtkWidget *content = tab != NULL ? bilik_tab_get_content (tab) : NULL;

  return BILIK_IS_CUSTOMER_VIEW (content) ? BILIK_CUSTOMER_VIEW (content) : NULL;
}

/* Returns: whether there was a Tickets section to do it */
static gboolean
activate_tickets (BilikMainView *self, const char *action)
{
  BilikCustomerView *view = get_customer_view (self);

  return view != NULL && bilik_customer_view_activate_tickets (view, action);
}

void
bilik_main_view_find (BilikMainView *self)
{
  g_return_if_fail (BILIK_IS_MAIN_VIEW (self));

  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  gboolean is_in_tabs = focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->tabs));

  if (!is_in_tabs || !activate_tickets (self, "tickets.filter"))
    bilik_main_view_search (self);
}

void
bilik_main_view_new_ticket (BilikMainView *self)
{
  g_return_if_fail (BILIK_IS_MAIN_VIEW (self));

  activate_tickets (self, "tickets.create");
}

void
bilik_main_view_link_ticket (BilikMainView *self)
{
  g_return_if_fail (BILIK_IS_MAIN_VIEW (self));

  activate_tickets (self, "tickets.link");
}

void
bilik_main_view_refresh (BilikMainView *self)
{
  g_return_if_fail (BILIK_IS_MAIN_VIEW (self));

  BilikTab *tab = bilik_tabs_get_current (self->tabs);
  CrmEventStream *stream = bilik_session_get_stream (self->session);

  bilik_lists_refresh (self->lists);
  if (tab != NULL)
    bilik_tab_refresh (tab);
  if (stream != NULL)
    crm_event_stream_reconnect (stream);
}

void
bilik_main_view_back (BilikMainView *self)
{
  g_return_if_fail (BILIK_IS_MAIN_VIEW (self));

  BilikTab *tab = bilik_tabs_get_current (self->tabs);
  GtkWidget *content = tab != NULL ? bilik_tab_get_content (tab) : NULL;

  /* The innermost first. */
  if (BILIK_IS_ROOM_VIEW (content) && bilik_room_view_uncover (BILIK_ROOM_VIEW (content)))
    return;
  if (adw_leaflet_get_folded (self->leaflet))
    adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

void
bilik_main_view_toggle_side (BilikMainView *self)
{
  g_return_if_fail (BILIK_IS_MAIN_VIEW (self));

  BilikTab *tab = bilik_tabs_get_current (self->tabs);
  GtkWidget *content = tab != NULL ? bilik_tab_get_content (tab) : NULL;
  gboolean is_shown;

  if (BILIK_IS_ROOM_VIEW (content))
    {
      g_object_get (content, "show-panel", &is_shown, NULL);
      g_object_set (content, "show-panel", !is_shown, NULL);
    }
  else
    adw_flap_set_reveal_flap (self->flap, !adw_flap_get_reveal_flap (self->flap));
}

void
bilik_main_view_next_unread (BilikMainView *self)
{
  g_return_if_fail (BILIK_IS_MAIN_VIEW (self));

  g_autofree char *room_id = NULL;

  if (!may_open (self, CRM_LINK_ROOM))
    return;
  bilik_places_choose (self->places, "inbox");
  room_id = bilik_lists_dup_next_unread (self->lists);
  if (room_id != NULL)
    bilik_main_view_browse_room (self, room_id);
}

gboolean
bilik_main_view_close_tab (BilikMainView *self)
{
  g_return_val_if_fail (BILIK_IS_MAIN_VIEW (self), FALSE);

  return bilik_tabs_close_current (self->tabs);
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

BilikTab *
bilik_main_view_find_unsaved (BilikMainView *self)
{
  g_return_val_if_fail (BILIK_IS_MAIN_VIEW (self), NULL);

  return bilik_tabs_find_unsaved (self->tabs);
}

CrmProfile *
bilik_main_view_get_profile (BilikMainView *self)
{
  g_return_val_if_fail (BILIK_IS_MAIN_VIEW (self), NULL);

  return bilik_session_get_profile (self->session);
}

void
bilik_main_view_offer_reload (BilikMainView *self, gboolean is_offered)
{
  gtk_widget_set_visible (self->changed, is_offered);
}
