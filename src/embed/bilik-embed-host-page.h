/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the CRM's form has to have on its allow-list (contract.md §1). */
#define BILIK_EMBED_SCHEME      "bilik-embed"
#define BILIK_EMBED_HOST_ORIGIN BILIK_EMBED_SCHEME "://host"

/**
 * bilik_embed_host_page_build:
 * @url: (nullable): what to frame; %NULL for the blank page that a view is preheated with
 * @origin: (nullable): the origin of @url, valid in the sense of crm_origin_is_valid()
 * @title: the frame's name for assistive technology
 *
 * Returns: (transfer full): the HTML of the page that the console owns around the frame
 */
char *bilik_embed_host_page_build (const char *url, const char *origin, const char *title);

/* Whether @url lies in @origin, by comparing bytes. */
gboolean bilik_embed_host_page_is_in_origin (const char *url, const char *origin);

G_END_DECLS
