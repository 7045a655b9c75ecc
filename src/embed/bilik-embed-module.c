/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilik-embed"

#include "bilik-embed-module.h"

#include "bilik-embed-view.h"

#include <gmodule.h>

static GObject *
create_engine (void)
{
  return G_OBJECT (bilik_embed_engine_new ());
}

static GtkWidget *
create_view (GObject *engine)
{
  return bilik_embed_view_new (BILIK_EMBED_ENGINE (engine));
}

static char *
dup_version (void)
{
  return g_strdup_printf ("%u.%u.%u", webkit_get_major_version (), webkit_get_minor_version (),
                          webkit_get_micro_version ());
}

extern const BilikEmbedModule bilik_embed_module;

G_MODULE_EXPORT const BilikEmbedModule bilik_embed_module = {
  .abi = BILIK_EMBED_MODULE_ABI,
  .create_engine = create_engine,
  .create_view = create_view,
  .dup_version = dup_version,
};
