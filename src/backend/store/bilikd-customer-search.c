/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-customers-private.h"

#include <string.h>

#include "bilikd-fold.h"

#define WINDOW  200 /* how many of the newest are put in order together */
#define MAX_KEY 200

/* How well a name fits what was typed; smaller is better. */
typedef enum { RANK_NAME, RANK_WORD, RANK_ELSEWHERE } Rank;

typedef struct
{
  gint64 id;
  Rank rank;
} Hit;

static Rank
rank_name (const char *name_key, const char *query_key)
{
  gsize length = strlen (query_key);

  if (g_str_has_prefix (name_key, query_key))
    return RANK_NAME;
  for (const char *space = strchr (name_key, ' '); space != NULL; space = strchr (space + 1, ' '))
    if (strncmp (space + 1, query_key, length) == 0)
      return RANK_WORD;
  return RANK_ELSEWHERE;
}

static int
compare_hits (gconstpointer a, gconstpointer b)
{
  const Hit *left = a, *right = b;

  if (left->rank != right->rank)
    return left->rank < right->rank ? -1 : 1;
  return left->id > right->id ? -1 : left->id < right->id;
}

/* The hits of window @index, best first; one more than WINDOW if there are further ones. */
static GArray *
load_window (BilikdDb *db,
             gint64 first,
             gint64 last,
             const char *match,
             const char *key,
             gint64 index,
             GError **error)
{
  g_autoptr (GArray) hits = g_array_sized_new (FALSE, FALSE, sizeof (Hit), WINDOW + 1);
  GError *local_error = NULL;
  BilikdStatement *rows = bilikd_db_prepare (
      db,
      "SELECT c.id, c.name_key FROM (SELECT rowid FROM customer_search "
      "  WHERE customer_search MATCH ?1 AND rowid BETWEEN ?2 AND ?3 ORDER BY rowid DESC LIMIT ?4 OFFSET ?5) s "
      "CROSS JOIN customers c ON c.id = s.rowid & ?6");

  bilikd_bind_text (rows, 1, match);
  bilikd_bind_int (rows, 2, first);
  bilikd_bind_int (rows, 3, last);
  bilikd_bind_int (rows, 4, WINDOW + 1);
  bilikd_bind_int (rows, 5, index * WINDOW);
  bilikd_bind_int (rows, 6, BILIKD_SEARCH_MASK);
  while (bilikd_row_next (rows, &local_error))
    {
      Hit hit = { bilikd_row_int (rows, 0), rank_name (bilikd_row_text (rows, 1), key) };

      g_array_append_val (hits, hit);
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, local_error);
      return NULL;
    }
  if (hits->len > 0)
    qsort (hits->data, MIN (hits->len, WINDOW), sizeof (Hit), compare_hits);
  return g_steal_pointer (&hits);
}

static gboolean
emit_hit (BilikdDb *db, gint64 id, BilikdCustomerFunc func, gpointer data, GError **error)
{
  BilikdStatement *row =
      bilikd_db_prepare (db, "SELECT " BILIKD_CUSTOMER_COLUMNS "FROM customers c WHERE id = ?1");

  bilikd_bind_int (row, 1, id);
  if (!bilikd_row_next (row, error))
    return FALSE;
  bilikd_customer_emit (row, func, data);
  bilikd_row_end (row);
  return TRUE;
}

/* Pages of one search see only what was there at its first page, so that what comes meanwhile shifts nothing. */
static gboolean
find_newest (BilikdDb *db, const BilikdPage *page, gint64 *out_newest, GError **error)
{
  BilikdStatement *row;

  if (page->has_cursor)
    {
      *out_newest = MIN (page->after_id, BILIKD_SEARCH_MASK);
      return TRUE;
    }
  row = bilikd_db_prepare (db, "SELECT coalesce (max (id), 0) FROM customers");
  if (!bilikd_row_next (row, error))
    return FALSE;
  *out_newest = bilikd_row_int (row, 0);
  bilikd_row_end (row);
  return TRUE;
}

static gint64
find_position (const BilikdPage *page)
{
  guint64 position = 0;

  if (!page->has_cursor)
    return MAX (page->offset, 0);
  g_ascii_string_to_unsigned (page->after_key, 10, 0, G_MAXINT32, &position, NULL);
  return (gint64) position;
}

gboolean
bilikd_customers_search (BilikdDb *db,
                         gint64 organization_id,
                         const char *match,
                         const char *query,
                         BilikdPage *page,
                         BilikdCustomerFunc func,
                         gpointer data,
                         GError **error)
{
  g_autofree char *key = bilikd_fold (query, MAX_KEY);
  gint64 first = organization_id << BILIKD_SEARCH_SHIFT;
  gint64 position = find_position (page);
  gint64 end = position + page->limit;
  gint64 newest;
  gboolean has_more = TRUE;

  g_strchomp (key);
  if (!find_newest (db, page, &newest, error))
    return FALSE;
  while (position < end && has_more)
    {
      g_autoptr (GArray) hits = load_window (db, first, first | newest, match, key, position / WINDOW, error);
      gint64 last;

      if (hits == NULL)
        return FALSE;
      last = MIN (end - position / WINDOW * WINDOW, MIN (hits->len, WINDOW));
      has_more = hits->len > last;
      for (gint64 i = position % WINDOW; i < last; i++, position++)
        if (!emit_hit (db, g_array_index (hits, Hit, i).id, func, data, error))
          return FALSE;
    }
  if (has_more)
    {
      g_autofree char *place = g_strdup_printf ("%" G_GINT64_FORMAT, position);

      bilikd_page_continue_after (page, newest, place);
    }
  return TRUE;
}
