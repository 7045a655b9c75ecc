/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "crm-embed-surface"

#include "crm-embed-surface.h"

enum {
  MESSAGE,
  DROPPED,
  FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_INTERFACE (CrmEmbedSurface, crm_embed_surface, G_TYPE_OBJECT)

static void
crm_embed_surface_default_init (CrmEmbedSurfaceInterface *iface)
{
  signals[MESSAGE] = g_signal_new ("message", CRM_TYPE_EMBED_SURFACE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[DROPPED] = g_signal_new ("dropped", CRM_TYPE_EMBED_SURFACE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_INT);
  signals[FAILED] = g_signal_new ("failed", CRM_TYPE_EMBED_SURFACE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_INT);
}

void
crm_embed_surface_load (CrmEmbedSurface *self, const char *url, const char *origin)
{
  g_return_if_fail (CRM_IS_EMBED_SURFACE (self));

  CRM_EMBED_SURFACE_GET_IFACE (self)->load (self, url, origin);
}

void
crm_embed_surface_post (CrmEmbedSurface *self, const char *origin, const char *text)
{
  g_return_if_fail (CRM_IS_EMBED_SURFACE (self));

  CRM_EMBED_SURFACE_GET_IFACE (self)->post (self, origin, text);
}

void
crm_embed_surface_set_height (CrmEmbedSurface *self, guint height)
{
  g_return_if_fail (CRM_IS_EMBED_SURFACE (self));

  CRM_EMBED_SURFACE_GET_IFACE (self)->set_height (self, height);
}

void
crm_embed_surface_unload (CrmEmbedSurface *self)
{
  g_return_if_fail (CRM_IS_EMBED_SURFACE (self));

  CRM_EMBED_SURFACE_GET_IFACE (self)->unload (self);
}

void
crm_embed_surface_emit_message (CrmEmbedSurface *self, const char *origin, const char *text)
{
  g_return_if_fail (CRM_IS_EMBED_SURFACE (self));

  g_signal_emit (self, signals[MESSAGE], 0, origin, text);
}

void
crm_embed_surface_emit_dropped (CrmEmbedSurface *self,
                                const char *origin,
                                const char *text,
                                CrmEmbedDrop drop)
{
  g_return_if_fail (CRM_IS_EMBED_SURFACE (self));

  g_signal_emit (self, signals[DROPPED], 0, origin, text, (int) drop);
}

void
crm_embed_surface_emit_failed (CrmEmbedSurface *self, CrmEmbedFailure failure)
{
  g_return_if_fail (CRM_IS_EMBED_SURFACE (self));

  g_signal_emit (self, signals[FAILED], 0, (int) failure);
}
