/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * BilikctlCsv: a table as RFC 4180 and its relatives write it, read record by
 * record in constant memory: quoted fields with doubled quotes and line breaks,
 * CRLF or LF, a byte order mark, and whichever of comma, semicolon and tab the
 * first line has most of.
 */
typedef struct _BilikctlCsv BilikctlCsv;

BilikctlCsv *bilikctl_csv_new (GInputStream *input);
void bilikctl_csv_free (BilikctlCsv *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BilikctlCsv, bilikctl_csv_free)

/**
 * bilikctl_csv_next:
 * @out_line: (out): the line the record begins on, from 1
 *
 * Blank lines are passed over.
 *
 * Returns: (transfer none) (element-type utf8) (nullable): the fields as bytes, valid until the next call; %NULL at
 *   the end, or with @error if the file can't be read or a quote is never closed
 */
GPtrArray *bilikctl_csv_next (BilikctlCsv *self, guint *out_line, GError **error);

G_END_DECLS
