/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * What libbilik-embed.so gives to the loader: one table, so that no symbol of
 * WebKit or of the module is known to the program.
 */
#define BILIK_EMBED_MODULE_FILE   "libbilik-embed.so"
#define BILIK_EMBED_MODULE_SYMBOL "bilik_embed_module"
#define BILIK_EMBED_MODULE_ABI    1

typedef struct
{
  guint abi;
  /* Returns: (transfer full): what the views share; to be released after the last of them */
  GObject *(*create_engine) (void);
  /* Returns: (transfer floating): a CrmEmbedSurface with a blank page */
  GtkWidget *(*create_view) (GObject *engine);
  /* Returns: (transfer full) */
  char *(*dup_version) (void);
} BilikEmbedModule;

G_END_DECLS
