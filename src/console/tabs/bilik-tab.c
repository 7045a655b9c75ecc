/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-tabs"

#include "bilik-tab.h"

#include <glib/gi18n.h>

#include "bilik-customer-view.h"
#include "bilik-leave-dialog.h"
#include "bilik-record-view.h"
#include "bilik-room-view.h"
#include "crm-error.h"

#define SPINNER_DELAY_MS 150

struct _BilikTab
{
  AdwBin parent_instance;

  BilikSession *session;
  CrmLinkVerb verb;
  char *id;
  char *title;
  gboolean needs_attention;
  gboolean is_browsed;

  GtkWidget *content; /* borrowed from the bin */
  GCancellable *cancellable;
  guint spinner_timer;
};

G_DEFINE_FINAL_TYPE (BilikTab, bilik_tab, ADW_TYPE_BIN)

enum { PROP_0, PROP_TITLE, PROP_NEEDS_ATTENTION, PROP_IS_BROWSED, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { TOAST, N_SIGNALS };
static guint signals[N_SIGNALS];

static void load_customer (BilikTab *self);

/* --- what it holds -------------------------------------------------------- */

static void
set_title (BilikTab *self, const char *title)
{
  if (g_strcmp0 (self->title, title) == 0)
    return;
  g_free (self->title);
  self->title = g_strdup (title);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

static void
on_content_title_changed (BilikTab *self, GParamSpec *pspec, GObject *content)
{
  g_autofree char *title = NULL;

  g_object_get (content, "title", &title, NULL);
  if (title != NULL && *title != '\0')
    set_title (self, title);
}

static void
on_content_attention_changed (BilikTab *self, GParamSpec *pspec, GObject *content)
{
  g_object_get (content, "needs-attention", &self->needs_attention, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NEEDS_ATTENTION]);
}

static void
on_toast (BilikTab *self, AdwToast *toast)
{
  g_signal_emit (self, signals[TOAST], 0, toast);
}

static void
show (BilikTab *self, GtkWidget *child)
{
  g_clear_handle_id (&self->spinner_timer, g_source_remove);
  adw_bin_set_child (ADW_BIN (self), child);
}

/* @content: a view with a title of its own */
static void
hold (BilikTab *self, GtkWidget *content)
{
  self->content = content;
  g_signal_connect_object (content, "notify::title", G_CALLBACK (on_content_title_changed), self,
                           G_CONNECT_SWAPPED);
  on_content_title_changed (self, NULL, G_OBJECT (content));
  show (self, content);
}

static void
hold_customer (BilikTab *self, CrmCustomer *customer)
{
  self->content = bilik_customer_view_new (self->session, customer);
  g_signal_connect_object (self->content, "toast", G_CALLBACK (on_toast), self, G_CONNECT_SWAPPED);
  set_title (self, crm_customer_get_name (customer));
  show (self, self->content);
}

static void
hold_room (BilikTab *self)
{
  hold (self, bilik_room_view_new (self->session, self->id));
  g_signal_connect_object (self->content, "notify::needs-attention",
                           G_CALLBACK (on_content_attention_changed), self, G_CONNECT_SWAPPED);
}

/* --- a customer of whom only the id is known ------------------------------ */

static void
show_spinner (gpointer user_data)
{
  BilikTab *self = user_data;
  GtkWidget *spinner = gtk_spinner_new ();

  self->spinner_timer = 0;
  gtk_spinner_start (GTK_SPINNER (spinner));
  gtk_widget_set_size_request (spinner, 32, 32);
  gtk_widget_set_halign (spinner, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (spinner, GTK_ALIGN_CENTER);
  show (self, spinner);
}

static void
show_failure (BilikTab *self, const GError *error)
{
  gboolean is_gone = g_error_matches (error, CRM_ERROR, CRM_ERROR_NOT_FOUND);
  GtkWidget *page = adw_status_page_new ();
  GtkWidget *retry = gtk_button_new_with_mnemonic (_ ("_Retry"));

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page),
                                 is_gone ? "system-users-symbolic" : "network-error-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), is_gone ? _ ("This customer no longer exists")
                                                             : _ ("The customer can't be shown"));
  adw_status_page_set_description (ADW_STATUS_PAGE (page), is_gone ? NULL : crm_error_get_sentence (error));
  gtk_widget_set_halign (retry, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (retry, "pill");
  gtk_widget_set_visible (retry, !is_gone);
  g_signal_connect_object (retry, "clicked", G_CALLBACK (load_customer), self, G_CONNECT_SWAPPED);
  adw_status_page_set_child (ADW_STATUS_PAGE (page), retry);
  show (self, page);
}

static void
on_customer_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BilikTab) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmCustomer) customer = crm_client_load_customer_finish (CRM_CLIENT (source), result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (customer != NULL)
    hold_customer (self, customer);
  else
    show_failure (self, error);
}

static void
load_customer (BilikTab *self)
{
  show (self, NULL);
  self->spinner_timer = g_timeout_add_once (SPINNER_DELAY_MS, show_spinner, self);
  crm_client_load_customer (bilik_session_get_client (self->session), self->id, self->cancellable,
                            on_customer_loaded, g_object_ref (self));
}

/* --- the object ----------------------------------------------------------- */

static void
bilik_tab_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  BilikTab *self = BILIK_TAB (object);

  switch (property_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_NEEDS_ATTENTION:
      g_value_set_boolean (value, self->needs_attention);
      break;
    case PROP_IS_BROWSED:
      g_value_set_boolean (value, self->is_browsed);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
bilik_tab_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  if (property_id == PROP_IS_BROWSED)
    BILIK_TAB (object)->is_browsed = g_value_get_boolean (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
bilik_tab_dispose (GObject *object)
{
  BilikTab *self = BILIK_TAB (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->spinner_timer, g_source_remove);
  self->content = NULL;
  g_clear_object (&self->session);

  G_OBJECT_CLASS (bilik_tab_parent_class)->dispose (object);
}

static void
bilik_tab_finalize (GObject *object)
{
  BilikTab *self = BILIK_TAB (object);

  g_object_unref (self->cancellable);
  g_free (self->id);
  g_free (self->title);

  G_OBJECT_CLASS (bilik_tab_parent_class)->finalize (object);
}

static void
bilik_tab_class_init (BilikTabClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = bilik_tab_get_property;
  object_class->set_property = bilik_tab_set_property;
  object_class->dispose = bilik_tab_dispose;
  object_class->finalize = bilik_tab_finalize;

  properties[PROP_TITLE] =
      g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_NEEDS_ATTENTION] =
      g_param_spec_boolean ("needs-attention", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_IS_BROWSED] =
      g_param_spec_boolean ("is-browsed", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[TOAST] = g_signal_new ("toast", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, ADW_TYPE_TOAST);
}

static void
bilik_tab_init (BilikTab *self)
{
  self->cancellable = g_cancellable_new ();
}

static BilikTab *
create (BilikSession *session, CrmLinkVerb verb, const char *id)
{
  BilikTab *self = g_object_new (BILIK_TYPE_TAB, NULL);

  self->session = g_object_ref (session);
  self->verb = verb;
  self->id = g_strdup (id);
  return self;
}

GtkWidget *
bilik_tab_new (BilikSession *session, CrmLinkVerb verb, const char *id)
{
  g_return_val_if_fail (BILIK_IS_SESSION (session), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  BilikTab *self = create (session, verb, id);
  set_title (self, id);
  if (verb == CRM_LINK_CUSTOMER)
    load_customer (self);
  else if (verb == CRM_LINK_ROOM)
    hold_room (self);
  else
    hold (self,
          bilik_record_view_new (session, verb == CRM_LINK_DEAL ? CRM_RECORD_DEAL : CRM_RECORD_TICKET, id));
  return GTK_WIDGET (self);
}

GtkWidget *
bilik_tab_new_for_customer (BilikSession *session, CrmCustomer *customer)
{
  g_return_val_if_fail (BILIK_IS_SESSION (session), NULL);
  g_return_val_if_fail (CRM_IS_CUSTOMER (customer), NULL);

  BilikTab *self = create (session, CRM_LINK_CUSTOMER, crm_customer_get_id (customer));
  hold_customer (self, customer);
  return GTK_WIDGET (self);
}

CrmLinkVerb
bilik_tab_get_verb (BilikTab *self)
{
  g_return_val_if_fail (BILIK_IS_TAB (self), CRM_LINK_CUSTOMER);
  return self->verb;
}

const char *
bilik_tab_get_id (BilikTab *self)
{
  g_return_val_if_fail (BILIK_IS_TAB (self), NULL);
  return self->id;
}

const char *
bilik_tab_get_title (BilikTab *self)
{
  g_return_val_if_fail (BILIK_IS_TAB (self), NULL);
  return self->title;
}

GtkWidget *
bilik_tab_get_content (BilikTab *self)
{
  g_return_val_if_fail (BILIK_IS_TAB (self), NULL);
  return self->content;
}

gboolean
bilik_tab_is_dirty (BilikTab *self)
{
  g_return_val_if_fail (BILIK_IS_TAB (self), FALSE);

  if (BILIK_IS_CUSTOMER_VIEW (self->content))
    return bilik_customer_view_is_dirty (BILIK_CUSTOMER_VIEW (self->content));
  if (BILIK_IS_RECORD_VIEW (self->content))
    return bilik_record_view_is_dirty (BILIK_RECORD_VIEW (self->content));
  return FALSE;
}

void
bilik_tab_refresh (BilikTab *self)
{
  g_return_if_fail (BILIK_IS_TAB (self));

  if (BILIK_IS_CUSTOMER_VIEW (self->content))
    bilik_customer_view_refresh (BILIK_CUSTOMER_VIEW (self->content));
  else if (BILIK_IS_ROOM_VIEW (self->content))
    bilik_room_view_refresh (BILIK_ROOM_VIEW (self->content));
  else if (BILIK_IS_RECORD_VIEW (self->content))
    bilik_record_view_refresh (BILIK_RECORD_VIEW (self->content));
  else
    load_customer (self);
}

void
bilik_tab_ask_to_leave (BilikTab *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (BILIK_IS_TAB (self));

  bilik_leave_dialog_ask (GTK_WIDGET (self),
                          self->verb == CRM_LINK_CUSTOMER ? BILIK_UNSAVED_TICKET : BILIK_UNSAVED_CHANGES,
                          self->title, callback, user_data);
}
