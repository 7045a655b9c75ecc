/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crm-embed-session.h"

G_BEGIN_DECLS

/**
 * CrmEmbedSurface: the frame as a flow sees it. BilikEmbedView implements it
 * with WebKit; tests implement it without a window.
 *
 * Signals (all on the main thread):
 *   message (const char *origin, const char *text): the frame posted something. Bytes as
 *     received; the session decides what it means.
 *   dropped (const char *origin, const char *text, CrmEmbedDrop drop): something posted that the surface itself
 *     refuses (not from the frame, too large, too many). For the inspector; @text may be empty.
 *   failed (CrmEmbedFailure): the page can't be had or stopped working.
 */
#define CRM_TYPE_EMBED_SURFACE (crm_embed_surface_get_type ())
G_DECLARE_INTERFACE (CrmEmbedSurface, crm_embed_surface, CRM, EMBED_SURFACE, GObject)

struct _CrmEmbedSurfaceInterface
{
  GTypeInterface parent_iface;

  void (*load) (CrmEmbedSurface *self, const char *url, const char *origin);
  void (*post) (CrmEmbedSurface *self, const char *origin, const char *text);
  void (*set_height) (CrmEmbedSurface *self, guint height);
  void (*unload) (CrmEmbedSurface *self);
};

/* Loads a fresh host page with @url framed; @origin is that of @url and the only one messages may come from. */
void crm_embed_surface_load (CrmEmbedSurface *self, const char *url, const char *origin);
/* Posts JSON @text into the frame, to exactly @origin. */
void crm_embed_surface_post (CrmEmbedSurface *self, const char *origin, const char *text);
/* @height: CSS pixels wanted, already clamped; the surface debounces and fits it into what is there. */
void crm_embed_surface_set_height (CrmEmbedSurface *self, guint height);
/* Tears the frame down; no customer data stays. */
void crm_embed_surface_unload (CrmEmbedSurface *self);

/* For implementations. */
void crm_embed_surface_emit_message (CrmEmbedSurface *self, const char *origin, const char *text);
void crm_embed_surface_emit_dropped (CrmEmbedSurface *self,
                                     const char *origin,
                                     const char *text,
                                     CrmEmbedDrop drop);
void crm_embed_surface_emit_failed (CrmEmbedSurface *self, CrmEmbedFailure failure);

G_END_DECLS
