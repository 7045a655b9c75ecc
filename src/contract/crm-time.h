/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CRM_TIME_TEXT_SIZE 25 /* "2026-06-26T14:02:11.123Z" and NUL */

/* Times on the wire are RFC 3339 UTC with milliseconds, in the code int64 milliseconds since 1970. */
gint64 crm_time_now (void);
gboolean crm_time_parse (const char *text, gint64 *out_unix_ms);
void crm_time_format (gint64 unix_ms, char text[CRM_TIME_TEXT_SIZE]);

G_END_DECLS
