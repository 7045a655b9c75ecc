/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-embed"

#include "crm-embed-surface.h"

/*
 * The interface lives in the program. A module that linked a copy of its own
 * would register the type a second time, so here it is found by name; the
 * loader sees to it that it is registered before the module is opened.
 */

GType
crm_embed_surface_get_type (void)
{
  return g_type_from_name ("CrmEmbedSurface");
}

void
crm_embed_surface_emit_message (CrmEmbedSurface *self, const char *origin, const char *text)
{
  g_signal_emit_by_name (self, "message", origin, text);
}

void
crm_embed_surface_emit_dropped (CrmEmbedSurface *self,
                                const char *origin,
                                const char *text,
                                CrmEmbedDrop drop)
{
  g_signal_emit_by_name (self, "dropped", origin, text, (int) drop);
}

void
crm_embed_surface_emit_failed (CrmEmbedSurface *self, CrmEmbedFailure failure)
{
  g_signal_emit_by_name (self, "failed", (int) failure);
}
