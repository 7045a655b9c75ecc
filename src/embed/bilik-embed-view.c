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
  gboolean has_form;
};

static void bilik_embed_view_surface_init (CrmEmbedSurfaceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BilikEmbedView,
                               bilik_embed_view,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (CRM_TYPE_EMBED_SURFACE, bilik_embed_view_surface_init))

/* --- host pages ------------------------------------------------------------------------------------ */

/* Every part learns of the new page before the engine does, so that nothing of the last one is mistaken for it. */
static void
open_page (BilikEmbedView *self, const char *url, const char *origin)
{
  char *html = bilik_embed_host_page_build (url, origin, _ ("Ticket form"));
  g_autofree char *page = bilik_embed_engine_serve (self->engine, self->web_view, html);

  self->has_form = url != NULL;
  bilik_embed_policy_allow (self->policy, page, origin);
  bilik_embed_bridge_expect (self->bridge, self->has_form ? page : NULL);
  bilik_embed_load_monitor_watch (self->monitor, origin);
  webkit_web_view_load_uri (self->web_view, page);
}

static void
fail (BilikEmbedView *self, CrmEmbedFailure failure)
{
  if (self->has_form)
    crm_embed_surface_emit_failed (CRM_EMBED_SURFACE (self), failure);
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
  fail (self, (CrmEmbedFailure) failure);
}

static void
on_watchdog_hung (BilikEmbedWatchdog *watchdog, BilikEmbedView *self)
{
  fail (self, CRM_EMBED_FAILURE_HUNG);
}

/* --- CrmEmbedSurface ------------------------------------------------------------------------------- */

static void
bilik_embed_view_load (CrmEmbedSurface *surface, const char *url, const char *origin)
{
  BilikEmbedView *self = BILIK_EMBED_VIEW (surface);

  /* Encryption is enforced here: the engine knows no mixed content below a scheme of our own (SEC-10). */
  if (!crm_origin_is_valid (origin) || !bilik_embed_host_page_is_in_origin (url, origin))
    {
      self->has_form = TRUE;
      fail (self, CRM_EMBED_FAILURE_ORIGIN);
      return;
    }
  bilik_embed_height_reset (self->height);
  bilik_embed_watchdog_start (self->watchdog);
  open_page (self, url, origin);
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

  if (!self->has_form)
    return;
  bilik_embed_height_reset (self->height);
  open_page (self, NULL, NULL);
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

/* A hung page can't be left, so the watchdog stays until the blank one is there; that one needs none. */
static void
on_load_changed (WebKitWebView *web_view, WebKitLoadEvent event, BilikEmbedView *self)
{
  if (event == WEBKIT_LOAD_FINISHED && !self->has_form)
    bilik_embed_watchdog_stop (self->watchdog);
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
  g_signal_connect_object (self->watchdog, "hung", G_CALLBACK (on_watchdog_hung), self, 0);
  g_signal_connect_object (self->web_view, "load-changed", G_CALLBACK (on_load_changed), self, 0);
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
bilik_embed_view_class_init (BilikEmbedViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bilik_embed_view_dispose;
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
  open_page (self, NULL, NULL);
  return GTK_WIDGET (self);
}

WebKitWebView *
bilik_embed_view_get_web_view (BilikEmbedView *self)
{
  return self->web_view;
}
