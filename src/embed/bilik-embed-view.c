/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-embed"

#include "bilik-embed-view.h"

#include "bilik-config.h"
#include "bilik-embed-bridge.h"
#include "bilik-embed-height.h"
#include "bilik-embed-host-page.h"
#include "bilik-embed-load-monitor.h"
#include "bilik-embed-policy.h"
#include "bilik-embed-watchdog.h"
#include "crm-origin.h"

#include <glib/gi18n-lib.h>

struct _BilikEmbedView
{
  GtkWidget parent_instance;

  BilikEmbedEngine *engine;
  WebKitWebView *web_view;
  BilikEmbedBridge *bridge;
  BilikEmbedPolicy *policy;
  BilikEmbedLoadMonitor *monitor;
  BilikEmbedWatchdog *watchdog;
  BilikEmbedHeight *height;

  gboolean is_warm; /* had a page, be it blank */
  char *url;        /* the form's; NULL for the blank page */
  char *origin;
  gboolean is_committing; /* a page is under way and the last one still there */
  gboolean is_outdated;   /* … and it is no longer the one that is wanted */
};

static void bilik_embed_view_surface_init (CrmEmbedSurfaceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BilikEmbedView,
                               bilik_embed_view,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (CRM_TYPE_EMBED_SURFACE, bilik_embed_view_surface_init))

/* --- host pages ------------------------------------------------------------------------------------ */

/*
 * Out of sight until the page is there: a view that is shown while it navigates makes the main loop wait half a second
 * for a frame, which the page can't draw before that loop has let it navigate. The focus goes first, since GTK 4.8
 * never lets go of the parent of a focus that it hides.
 */
static void
hide (BilikEmbedView *self)
{
  GtkWidget *web_view = GTK_WIDGET (self->web_view);
  GtkRoot *root = gtk_widget_get_root (web_view);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus != NULL && (focus == web_view || gtk_widget_is_ancestor (focus, web_view)))
    gtk_root_set_focus (root, NULL);
  gtk_widget_set_child_visible (web_view, FALSE);
}

/* Every part learns of the new page before the engine does, so that nothing of the last one is mistaken for it. */
static void
open_page (BilikEmbedView *self)
{
  char *html = bilik_embed_host_page_build (self->url, self->origin, _ ("Ticket form"));
  g_autofree char *page = bilik_embed_engine_serve (self->engine, self->web_view, html);

  self->is_committing = TRUE;
  self->is_outdated = FALSE;
  hide (self);
  bilik_embed_policy_allow (self->policy, page, self->origin);
  bilik_embed_bridge_expect (self->bridge, self->url != NULL ? page : NULL);
  bilik_embed_load_monitor_watch (self->monitor, NULL);
  if (self->url != NULL)
    bilik_embed_watchdog_start (self->watchdog);
  webkit_web_view_load_uri (self->web_view, page);
}

/* One after the other: a navigation that overtakes another before it is committed gets lost now and then. */
static void
request_page (BilikEmbedView *self, const char *url, const char *origin)
{
  g_free (self->url);
  self->url = g_strdup (url);
  g_free (self->origin);
  self->origin = g_strdup (origin);
  self->is_warm = TRUE;
  if (!self->is_committing)
    {
      open_page (self);
      return;
    }
  self->is_outdated = TRUE;
  bilik_embed_bridge_expect (self->bridge, NULL);
  bilik_embed_load_monitor_watch (self->monitor, NULL);
}

static void
end_commit (BilikEmbedView *self)
{
  self->is_committing = FALSE;
  if (self->is_outdated)
    open_page (self);
}

static void
on_load_changed (WebKitWebView *web_view, WebKitLoadEvent event, BilikEmbedView *self)
{
  if (event == WEBKIT_LOAD_COMMITTED)
    {
      /* Not before: what was asked for up to here belongs to the last page. */
      bilik_embed_load_monitor_watch (self->monitor, self->origin);
      gtk_widget_set_child_visible (GTK_WIDGET (self->web_view), TRUE);
      end_commit (self);
    }
  /* A hung page can't be left, so the watchdog stays until the blank one is there; that one needs none. */
  else if (event == WEBKIT_LOAD_FINISHED && self->url == NULL)
    bilik_embed_watchdog_stop (self->watchdog);
}

/* TRUE: the engine's own error page is not for the agent. */
static gboolean
on_load_failed (WebKitWebView *web_view,
                WebKitLoadEvent event,
                const char *uri,
                GError *error,
                BilikEmbedView *self)
{
  end_commit (self);
  return TRUE;
}

/* The watchdog is the only one here to end it. */
static void
on_web_process_terminated (WebKitWebView *web_view,
                           WebKitWebProcessTerminationReason reason,
                           BilikEmbedView *self)
{
  gboolean is_wanted = self->url != NULL && !self->is_outdated;

  end_commit (self);
  if (is_wanted)
    crm_embed_surface_emit_failed (CRM_EMBED_SURFACE (self), reason == WEBKIT_WEB_PROCESS_TERMINATED_BY_API
                                                                 ? CRM_EMBED_FAILURE_HUNG
                                                                 : CRM_EMBED_FAILURE_CRASHED);
}

/* --- what the parts say ---------------------------------------------------------------------------- */

static void
on_bridge_message (BilikEmbedBridge *bridge, const char *origin, const char *text, BilikEmbedView *self)
{
  crm_embed_surface_emit_message (CRM_EMBED_SURFACE (self), origin, text);
}

static void
on_bridge_dropped (BilikEmbedBridge *bridge,
                   const char *origin,
                   const char *text,
                   int drop,
                   BilikEmbedView *self)
{
  crm_embed_surface_emit_dropped (CRM_EMBED_SURFACE (self), origin, text, (CrmEmbedDrop) drop);
}

static void
on_monitor_failed (BilikEmbedLoadMonitor *monitor, int failure, BilikEmbedView *self)
{
  crm_embed_surface_emit_failed (CRM_EMBED_SURFACE (self), (CrmEmbedFailure) failure);
}

/* --- CrmEmbedSurface ------------------------------------------------------------------------------- */

static void
bilik_embed_view_load (CrmEmbedSurface *surface, const char *url, const char *origin)
{
  BilikEmbedView *self = BILIK_EMBED_VIEW (surface);

  /* Encryption is enforced here: the engine knows no mixed content below a scheme of our own (SEC-10). */
  if (!crm_origin_is_valid (origin) || !bilik_embed_host_page_is_in_origin (url, origin))
    {
      crm_embed_surface_emit_failed (surface, CRM_EMBED_FAILURE_ORIGIN);
      return;
    }
  bilik_embed_height_reset (self->height);
  request_page (self, url, origin);
}

static void
bilik_embed_view_post (CrmEmbedSurface *surface, const char *origin, const char *text)
{
  BilikEmbedView *self = BILIK_EMBED_VIEW (surface);

  bilik_embed_bridge_post (self->bridge, self->web_view, origin, text);
}

static void
bilik_embed_view_set_height (CrmEmbedSurface *surface, guint height)
{
  bilik_embed_height_want (BILIK_EMBED_VIEW (surface)->height, height);
}

static void
bilik_embed_view_unload (CrmEmbedSurface *surface)
{
  BilikEmbedView *self = BILIK_EMBED_VIEW (surface);

  if (self->is_warm && self->url == NULL)
    return;
  bilik_embed_height_reset (self->height);
  request_page (self, NULL, NULL);
  bilik_embed_engine_clear_data (self->engine);
}

static void
bilik_embed_view_surface_init (CrmEmbedSurfaceInterface *iface)
{
  iface->load = bilik_embed_view_load;
  iface->post = bilik_embed_view_post;
  iface->set_height = bilik_embed_view_set_height;
  iface->unload = bilik_embed_view_unload;
}

/* --- the widget ------------------------------------------------------------------------------------ */

/* WebKit keeps an invisible text view for key bindings: Tab past the last field would land on it for ever. */
static void
on_children_changed (GListModel *children, guint position, guint removed, guint added, gpointer user_data)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (GtkWidget) child = g_list_model_get_item (children, i);

      if (GTK_IS_TEXT_VIEW (child))
        gtk_widget_set_can_focus (child, FALSE);
    }
}

static void
watch_children (WebKitWebView *web_view)
{
  g_autoptr (GListModel) children = gtk_widget_observe_children (GTK_WIDGET (web_view));

  on_children_changed (children, 0, 0, g_list_model_get_n_items (children), NULL);
  g_signal_connect (children, "items-changed", G_CALLBACK (on_children_changed), NULL);
  g_object_set_data_full (G_OBJECT (web_view), "bilik-children", g_steal_pointer (&children), g_object_unref);
}

static void
create_web_view (BilikEmbedView *self)
{
  g_autoptr (WebKitSettings) settings = bilik_embed_engine_create_settings ();
  const GdkRGBA transparent = { 0, 0, 0, 0 };

  self->web_view =
      g_object_new (WEBKIT_TYPE_WEB_VIEW, "web-context", bilik_embed_engine_get_context (self->engine),
                    "network-session", bilik_embed_engine_get_session (self->engine), "user-content-manager",
                    bilik_embed_bridge_get_content_manager (self->bridge), "settings", settings, NULL);
  webkit_web_view_set_background_color (self->web_view, &transparent);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->web_view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Ticket form"), -1);
  gtk_widget_set_parent (GTK_WIDGET (self->web_view), GTK_WIDGET (self));
  watch_children (self->web_view);
}

static void
create_parts (BilikEmbedView *self)
{
  self->policy = bilik_embed_policy_new (self->web_view);
  self->monitor = bilik_embed_load_monitor_new (self->web_view);
  self->watchdog = bilik_embed_watchdog_new (self->web_view);
  self->height = bilik_embed_height_new (GTK_WIDGET (self));
  g_signal_connect_object (self->bridge, "message", G_CALLBACK (on_bridge_message), self, 0);
  g_signal_connect_object (self->bridge, "dropped", G_CALLBACK (on_bridge_dropped), self, 0);
  g_signal_connect_object (self->monitor, "failed", G_CALLBACK (on_monitor_failed), self, 0);
  g_signal_connect_object (self->web_view, "load-changed", G_CALLBACK (on_load_changed), self, 0);
  g_signal_connect_object (self->web_view, "load-failed", G_CALLBACK (on_load_failed), self, 0);
  g_signal_connect_object (self->web_view, "web-process-terminated", G_CALLBACK (on_web_process_terminated),
                           self, 0);
}

static gboolean
bilik_embed_view_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (BILIK_EMBED_VIEW (widget)->web_view));
}

static void
bilik_embed_view_dispose (GObject *object)
{
  BilikEmbedView *self = BILIK_EMBED_VIEW (object);

  if (self->web_view != NULL)
    bilik_embed_engine_forget (self->engine, self->web_view);
  g_clear_object (&self->height);
  g_clear_object (&self->watchdog);
  g_clear_object (&self->monitor);
  g_clear_object (&self->policy);
  g_clear_pointer ((GtkWidget **) &self->web_view, gtk_widget_unparent);
  g_clear_object (&self->bridge);
  g_clear_object (&self->engine);
  G_OBJECT_CLASS (bilik_embed_view_parent_class)->dispose (object);
}

static void
bilik_embed_view_finalize (GObject *object)
{
  BilikEmbedView *self = BILIK_EMBED_VIEW (object);

  g_free (self->url);
  g_free (self->origin);
  G_OBJECT_CLASS (bilik_embed_view_parent_class)->finalize (object);
}

static void
bilik_embed_view_class_init (BilikEmbedViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bilik_embed_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = bilik_embed_view_finalize;
  widget_class->grab_focus = bilik_embed_view_grab_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "embed");
}

static void
bilik_embed_view_init (BilikEmbedView *self)
{
}

GtkWidget *
bilik_embed_view_new (BilikEmbedEngine *engine)
{
  BilikEmbedView *self = g_object_new (BILIK_TYPE_EMBED_VIEW, NULL);

  self->engine = g_object_ref (engine);
  self->bridge = bilik_embed_bridge_new ();
  create_web_view (self);
  create_parts (self);
  return GTK_WIDGET (self);
}

WebKitWebView *
bilik_embed_view_get_web_view (BilikEmbedView *self)
{
  return self->web_view;
}
