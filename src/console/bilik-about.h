/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What this program runs on, a line each. @engine: (nullable): NULL while WebKit is not loaded. */
char *bilik_about_describe_versions (const char *engine);

/**
 * bilik_about_describe_program:
 * @minimum: the oldest WebKitGTK that the administrator wants to see, "" for any
 *
 * Returns: (transfer full): the words of the About window, with a warning where the engine is older than @minimum
 */
char *bilik_about_describe_program (const char *engine, const char *minimum);

G_END_DECLS
