/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BILIKD_PAGE_MAX     200
#define BILIKD_PAGE_DEFAULT 50

/**
 * BilikdPage: which part of a list is asked for, and where the next one begins.
 * A cursor is the place after one row: its id and, in lists ordered by
 * something else, its key.
 */
typedef struct
{
  guint limit;
  gint64 offset; /* jump to this position, or -1 */
  gboolean has_cursor;
  gint64 after_id;
  char *after_key; /* never NULL */
  char *next_cursor;
} BilikdPage;

/**
 * bilikd_page_init:
 * @limit: (nullable): 1…%BILIKD_PAGE_MAX; absent or empty: %BILIKD_PAGE_DEFAULT
 * @cursor: (nullable): `next_cursor` of the page before
 * @offset: (nullable): position instead of a cursor
 *
 * Returns: %FALSE with %CRM_ERROR_BAD_REQUEST where one of them is malformed
 */
gboolean bilikd_page_init (BilikdPage *self,
                           const char *limit,
                           const char *cursor,
                           const char *offset,
                           GError **error);
void bilikd_page_clear (BilikdPage *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BilikdPage, bilikd_page_clear)

/* There is more after the row with @id and @key (NULL where the list is ordered by id). */
void bilikd_page_continue_after (BilikdPage *self, gint64 id, const char *key);

G_END_DECLS
