/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-window"

#include "bilik-window.h"

#include <glib/gi18n.h>

#include "bilik-launcher.h"
#include "bilik-leave-dialog.h"
#include "bilik-main-view.h"
#include "bilik-notifier.h"
#include "bilik-sign-in-page.h"

#define APPEAR_DELAY 150 /* ms: signing in again is faster most of the time, and shows nothing in between */

struct _BilikWindow
{
  AdwApplicationWindow parent_instance;

  GtkStack *stack;
  BilikSignInPage *sign_in;
  BilikMainView *main_view; /* NULL while nobody is signed in */

  const BilikServices *services;
  CrmClient *client;
  gboolean show_places;
  gboolean told_no_keyring;
  gboolean may_close; /* the agent agreed to lose what is not sent */
  BilikNotifier *notifier;
  CrmProfile *new_profile; /* NULL unless the organization changed something since */
  char *waiting_uri;       /* a deeplink that waits for somebody to be signed in */
  guint appearance;        /* the window waits for its first content */
};

G_DEFINE_FINAL_TYPE (BilikWindow, bilik_window, ADW_TYPE_APPLICATION_WINDOW)

enum { PROP_0, PROP_SHOW_PLACES, N_PROPS };
static GParamSpec *properties[N_PROPS];

/* What needs somebody to be signed in. */
static const char *const SESSION_ACTIONS[] = {
  "win.go-to",       "win.search",        "win.find",        "win.new-ticket",
  "win.link-ticket", "win.refresh",       "win.back",        "win.side",
  "win.next-unread", "win.inspector",     "win.sign-out",    "win.browse-room",
  "win.open-room",   "win.open-customer", "win.open-record", "win.open-uri",
};

static void
enable_session_actions (BilikWindow *self, gboolean enabled)
{
  for (guint i = 0; i < G_N_ELEMENTS (SESSION_ACTIONS); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), SESSION_ACTIONS[i], enabled);
}

/* --- appearing ------------------------------------------------------------- */

static void
appear (gpointer window)
{
  BilikWindow *self = window;

  self->appearance = 0;
  gtk_window_present (GTK_WINDOW (self));
}

static void
on_content_shown (BilikWindow *self)
{
  if (self->appearance == 0)
    return;
  g_source_remove (self->appearance);
  appear (self);
}

/* --- opening things ------------------------------------------------------- */

/* A deeplink, or an address that a record carries: navigates, or hands it to the browser; nothing else (SEC-14). */
static void
open_uri (BilikWindow *self, const char *uri)
{
  g_autofree char *text = NULL;
  CrmLinkVerb verb;

  switch (bilik_launcher_resolve (uri, crm_client_get_base_url (self->client),
                                  bilik_main_view_get_profile (self->main_view), &verb, &text))
    {
    case BILIK_LINK_INSIDE:
      bilik_main_view_open (self->main_view, verb, text);
      break;
    case BILIK_LINK_OUTSIDE:
      bilik_launcher_open_outside (GTK_WINDOW (self), text);
      break;
    case BILIK_LINK_NOWHERE:
    default:
      bilik_main_view_add_toast (self->main_view,
                                 adw_toast_new (_ ("This link leads nowhere that Bilik may open")));
    }
}

/* "win.open-uri" ('s'); "win.open-room", "win.browse-room" and "win.open-customer" ('s': an id). */
static void
on_open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BilikWindow *self = BILIK_WINDOW (widget);
  const char *text = g_variant_get_string (parameter, NULL);

  if (self->main_view == NULL)
    return;
  if (g_str_equal (name, "win.open-uri"))
    open_uri (self, text);
  else if (g_str_equal (name, "win.browse-room"))
    bilik_main_view_browse_room (self->main_view, text);
  else
    bilik_main_view_open (self->main_view,
                          g_str_equal (name, "win.open-room") ? CRM_LINK_ROOM : CRM_LINK_CUSTOMER, text);
}

/* "win.open-record" ('(ss)': "deal" or "ticket", and its id). */
static void
on_open_record (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BilikWindow *self = BILIK_WINDOW (widget);
  const char *object, *id;

  g_variant_get (parameter, "(&s&s)", &object, &id);
  if (self->main_view != NULL)
    bilik_main_view_open (self->main_view, g_str_equal (object, "deal") ? CRM_LINK_DEAL : CRM_LINK_TICKET,
                          id);
}

/* --- what the agent has before the eyes ------------------------------------ */

static void
on_looked_at_changed (BilikWindow *self)
{
  g_autofree char *room_id = NULL;

  if (self->notifier == NULL)
    return;
  if (gtk_window_is_active (GTK_WINDOW (self)))
    g_object_get (self->main_view, "room-id", &room_id, NULL);
  bilik_notifier_set_looked_at (self->notifier, room_id);
}

/* --- signed in and out ---------------------------------------------------- */

/* The session ends with it, and now: whoever still holds the widget holds an empty one. */
static void
end_main_view (BilikWindow *self)
{
  g_autoptr (BilikMainView) main_view = g_object_ref (self->main_view);

  self->main_view = NULL;
  g_clear_object (&self->notifier);
  g_clear_object (&self->new_profile);
  gtk_stack_remove (self->stack, GTK_WIDGET (main_view));
  g_object_run_dispose (G_OBJECT (main_view));
}

static void
leave_main_view (BilikWindow *self, const char *message)
{
  enable_session_actions (self, FALSE);
  bilik_sign_in_page_show_form (self->sign_in, message);
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->sign_in));
  if (self->main_view != NULL)
    end_main_view (self);
  if (self->client != NULL)
    g_signal_handlers_disconnect_by_data (self->client, self);
  g_clear_object (&self->client);
}

static void on_flags_changed (BilikWindow *self);

static void
on_session_ended (BilikWindow *self)
{
  leave_main_view (self, _ ("Your session has ended. Sign in again."));
}

static BilikSession *
create_session (BilikWindow *self, const CrmSignedIn *signed_in)
{
  g_autofree char *state = g_build_filename (g_get_user_state_dir (), "bilik", NULL);
  /* What is not sent yet waits for the organization it belongs to. */
  g_autofree char *name =
      g_strdup_printf ("telemetry-%s", crm_profile_get_company_sso_id (signed_in->profile));
  g_autofree char *queue = g_build_filename (state, name, NULL);
  g_autoptr (CrmTelemetry) telemetry = crm_telemetry_new (signed_in->client, queue);

  return bilik_session_new (signed_in->client, signed_in->profile, telemetry, self->services->embed_loader,
                            state);
}

static void
tell_once_about_keyring (BilikWindow *self, const CrmSignedIn *signed_in)
{
  gboolean is_sample = g_strcmp0 (crm_client_get_base_url (signed_in->client),
                                  bilik_sample_backend_get_url (self->services->sample)) == 0;

  if (signed_in->place == CRM_CREDENTIALS_KEYRING || is_sample || self->told_no_keyring)
    return;
  self->told_no_keyring = TRUE;
  bilik_main_view_add_toast (self->main_view, adw_toast_new (_ ("You'll have to sign in again next time")));
}

static void
show_main_view (BilikWindow *self, const CrmSignedIn *signed_in)
{
  g_autoptr (BilikSession) session = create_session (self, signed_in);
  CrmEventStream *stream = bilik_session_get_stream (session);

  if (stream != NULL)
    g_signal_connect_object (stream, "flags-changed", G_CALLBACK (on_flags_changed), self, G_CONNECT_SWAPPED);
  self->main_view = BILIK_MAIN_VIEW (bilik_main_view_new (session, self->services->settings));
  g_object_bind_property (self, "show-places", self->main_view, "show-places",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  self->notifier = bilik_notifier_new (session, self->services->settings,
                                       G_APPLICATION (gtk_window_get_application (GTK_WINDOW (self))));
  g_signal_connect_object (self->main_view, "notify::room-id", G_CALLBACK (on_looked_at_changed), self,
                           G_CONNECT_SWAPPED);
  on_looked_at_changed (self);
  gtk_stack_add_child (self->stack, GTK_WIDGET (self->main_view));
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->main_view));
  enable_session_actions (self, TRUE);
  bilik_main_view_search (self->main_view);
}

static void
on_signed_in (BilikWindow *self, const CrmSignedIn *signed_in)
{
  g_set_object (&self->client, signed_in->client);
  g_signal_connect_object (self->client, "session-ended", G_CALLBACK (on_session_ended), self,
                           G_CONNECT_SWAPPED);
  show_main_view (self, signed_in);
  if (self->waiting_uri != NULL)
    {
      g_autofree char *uri = g_steal_pointer (&self->waiting_uri);
      open_uri (self, uri);
    }
  on_content_shown (self);
  tell_once_about_keyring (self, signed_in);
}

/* --- what the organization has switched on, while signed in ---------------- */

/* Never under the agent's hands: it is the agent who says when. */
static void
on_profile_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BilikWindow) self = user_data;
  g_autoptr (CrmProfile) profile = crm_client_load_profile_finish (CRM_CLIENT (source), result, NULL);
  gboolean is_other;

  if (profile == NULL || self->main_view == NULL)
    return;
  is_other = crm_profile_get_flags (profile) !=
             crm_profile_get_flags (bilik_main_view_get_profile (self->main_view));
  g_set_object (&self->new_profile, profile);
  bilik_main_view_offer_reload (self->main_view, is_other);
}

static void
on_flags_changed (BilikWindow *self)
{
  crm_client_load_profile (self->client, NULL, on_profile_loaded, g_object_ref (self));
}

/* Everything is built anew from the new profile; the tabs come back. */
static void
reload (BilikWindow *self)
{
  g_autoptr (CrmProfile) profile = g_steal_pointer (&self->new_profile);
  CrmSignedIn signed_in = { self->client, profile, CRM_CREDENTIALS_KEYRING };

  if (self->main_view == NULL || profile == NULL)
    return;
  end_main_view (self);
  show_main_view (self, &signed_in);
}

static void
on_reload_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BilikWindow) self = user_data;

  if (bilik_leave_dialog_ask_finish (result))
    reload (self);
}

static void
on_reload (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BilikWindow *self = BILIK_WINDOW (widget);
  BilikTab *unsaved = self->main_view != NULL ? bilik_main_view_find_unsaved (self->main_view) : NULL;

  if (unsaved != NULL)
    bilik_tab_ask_to_leave (unsaved, on_reload_answered, g_object_ref (self));
  else
    reload (self);
}

static void
sign_out (BilikWindow *self)
{
  g_autoptr (CrmClient) client = g_object_ref (self->client);

  leave_main_view (self, NULL);
  crm_flow_sign_out (self->services->credentials, client, NULL, NULL, NULL);
}

static void
on_sign_out_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BilikWindow) self = user_data;

  if (bilik_leave_dialog_ask_finish (result) && self->client != NULL)
    sign_out (self);
}

/* --- actions -------------------------------------------------------------- */

typedef void (*MainViewFunc) (BilikMainView *main_view);

/* What the main view does. */
static const struct
{
  const char *name;
  MainViewFunc func;
} MAIN_VIEW_ACTIONS[] = {
  { "win.go-to", bilik_main_view_go_to },
  { "win.search", bilik_main_view_search },
  { "win.find", bilik_main_view_find },
  { "win.new-ticket", bilik_main_view_new_ticket },
  { "win.link-ticket", bilik_main_view_link_ticket },
  { "win.refresh", bilik_main_view_refresh },
  { "win.back", bilik_main_view_back },
  { "win.side", bilik_main_view_toggle_side },
  { "win.next-unread", bilik_main_view_next_unread },
  { "win.inspector", bilik_main_view_open_inspector },
};

static void
on_main_view_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BilikWindow *self = BILIK_WINDOW (widget);

  for (guint i = 0; i < G_N_ELEMENTS (MAIN_VIEW_ACTIONS) && self->main_view != NULL; i++)
    if (g_str_equal (name, MAIN_VIEW_ACTIONS[i].name))
      MAIN_VIEW_ACTIONS[i].func (self->main_view);
}

/* Ctrl+W: the tab, and the window once there is none. */
static void
on_close_tab (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BilikWindow *self = BILIK_WINDOW (widget);

  if (self->main_view == NULL || !bilik_main_view_close_tab (self->main_view))
    gtk_window_close (GTK_WINDOW (self));
}

static BilikTab *
find_unsaved (BilikWindow *self)
{
  return self->main_view != NULL ? bilik_main_view_find_unsaved (self->main_view) : NULL;
}

static void
on_sign_out (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BilikWindow *self = BILIK_WINDOW (widget);
  BilikTab *unsaved = find_unsaved (self);

  if (unsaved != NULL)
    bilik_tab_ask_to_leave (unsaved, on_sign_out_answered, g_object_ref (self));
  else if (self->client != NULL)
    sign_out (self);
}

/* --- the window ----------------------------------------------------------- */

static void
on_close_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BilikWindow) self = user_data;

  self->may_close = bilik_leave_dialog_ask_finish (result);
  if (self->may_close)
    gtk_window_close (GTK_WINDOW (self));
}

static void
store_size (BilikWindow *self)
{
  GSettings *settings = self->services->settings;
  int width, height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_int (settings, "window-width", width);
  g_settings_set_int (settings, "window-height", height);
  g_settings_set_boolean (settings, "window-maximized", gtk_window_is_maximized (GTK_WINDOW (self)));
}

static gboolean
bilik_window_close_request (GtkWindow *window)
{
  BilikWindow *self = BILIK_WINDOW (window);
  BilikTab *unsaved = find_unsaved (self);

  if (unsaved != NULL && !self->may_close)
    {
      bilik_tab_ask_to_leave (unsaved, on_close_answered, g_object_ref (self));
      return GDK_EVENT_STOP;
    }
  store_size (self);
  return GTK_WINDOW_CLASS (bilik_window_parent_class)->close_request (window);
}

static void
bilik_window_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  if (property_id == PROP_SHOW_PLACES)
    g_value_set_boolean (value, BILIK_WINDOW (object)->show_places);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
bilik_window_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  if (property_id == PROP_SHOW_PLACES)
    BILIK_WINDOW (object)->show_places = g_value_get_boolean (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
bilik_window_dispose (GObject *object)
{
  BilikWindow *self = BILIK_WINDOW (object);

  g_clear_object (&self->client);
  g_clear_object (&self->notifier);
  g_clear_object (&self->new_profile);
  g_clear_pointer (&self->waiting_uri, g_free);
  g_clear_handle_id (&self->appearance, g_source_remove);

  G_OBJECT_CLASS (bilik_window_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  for (guint i = 0; i < G_N_ELEMENTS (MAIN_VIEW_ACTIONS); i++)
    gtk_widget_class_install_action (widget_class, MAIN_VIEW_ACTIONS[i].name, NULL, on_main_view_action);
  gtk_widget_class_install_action (widget_class, "win.browse-room", "s", on_open_action);
  gtk_widget_class_install_action (widget_class, "win.open-room", "s", on_open_action);
  gtk_widget_class_install_action (widget_class, "win.open-customer", "s", on_open_action);
  gtk_widget_class_install_action (widget_class, "win.open-record", "(ss)", on_open_record);
  gtk_widget_class_install_action (widget_class, "win.open-uri", "s", on_open_action);
  gtk_widget_class_install_action (widget_class, "win.reload", NULL, on_reload);
  gtk_widget_class_install_action (widget_class, "win.close-tab", NULL, on_close_tab);
  gtk_widget_class_install_action (widget_class, "win.sign-out", NULL, on_sign_out);
  gtk_widget_class_install_property_action (widget_class, "win.show-places", "show-places");
}

static void
bilik_window_class_init (BilikWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = bilik_window_get_property;
  object_class->set_property = bilik_window_set_property;
  object_class->dispose = bilik_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = bilik_window_close_request;

  properties[PROP_SHOW_PLACES] =
      g_param_spec_boolean ("show-places", NULL, NULL, TRUE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  install_actions (widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/bilik/Bilik/bilik-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BilikWindow, stack);
}

static void
bilik_window_init (BilikWindow *self)
{
  self->show_places = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "notify::is-active", G_CALLBACK (on_looked_at_changed), NULL);
  enable_session_actions (self, FALSE);
}

GtkWidget *
bilik_window_new (GtkApplication *application, const BilikServices *services)
{
  BilikWindow *self = g_object_new (BILIK_TYPE_WINDOW, "application", application, NULL);
  GSettings *settings = services->settings;

  self->services = services;
  gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (settings, "window-width"),
                               g_settings_get_int (settings, "window-height"));
  if (g_settings_get_boolean (settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  g_settings_bind (settings, "show-places", self, "show-places", G_SETTINGS_BIND_DEFAULT);

  self->sign_in =
      BILIK_SIGN_IN_PAGE (bilik_sign_in_page_new (settings, services->credentials, services->sample));
  g_signal_connect_object (self->sign_in, "signed-in", G_CALLBACK (on_signed_in), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sign_in, "form-shown", G_CALLBACK (on_content_shown), self,
                           G_CONNECT_SWAPPED);
  gtk_stack_add_child (self->stack, GTK_WIDGET (self->sign_in));
  return GTK_WIDGET (self);
}

void
bilik_window_resume (BilikWindow *self, const char *server_url)
{
  g_return_if_fail (BILIK_IS_WINDOW (self));

  bilik_sign_in_page_resume (self->sign_in, server_url);
}

void
bilik_window_appear (BilikWindow *self)
{
  g_return_if_fail (BILIK_IS_WINDOW (self));

  if (gtk_widget_get_visible (GTK_WIDGET (self)) || !bilik_sign_in_page_is_resuming (self->sign_in))
    gtk_window_present (GTK_WINDOW (self));
  else if (self->appearance == 0)
    self->appearance = g_timeout_add_once (APPEAR_DELAY, appear, self);
}

void
bilik_window_try_sample (BilikWindow *self)
{
  g_return_if_fail (BILIK_IS_WINDOW (self));

  bilik_sign_in_page_try_sample (self->sign_in);
}

void
bilik_window_open_uri (BilikWindow *self, const char *uri)
{
  g_return_if_fail (BILIK_IS_WINDOW (self));
  g_return_if_fail (uri != NULL);

  if (self->main_view != NULL)
    {
      open_uri (self, uri);
      return;
    }
  g_free (self->waiting_uri);
  self->waiting_uri = g_strdup (uri);
}
