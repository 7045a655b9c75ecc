/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bilikd-store"

#include "bilikd-customers-private.h"

#include "crm-error.h"

/* A place in the order of names: rows after (key, id), and of those not the first @skip. */
typedef struct
{
  char *key;
  gint64 id;
  gint64 skip;
} Place;

static void
place_clear (Place *self)
{
  g_free (self->key);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

void
bilikd_customer_emit (BilikdStatement *row, BilikdCustomerFunc func, gpointer data)
{
  int column = BILIKD_CUSTOMER_FIRST_FIELD;
  CrmCustomerFields fields = { 0 };

  fields.contact_id = bilikd_row_text (row, column++);
  fields.name = bilikd_row_text (row, column++);
  fields.phone = bilikd_row_text (row, column++);
  fields.email = bilikd_row_text (row, column++);
  fields.company = bilikd_row_text (row, column++);
  fields.city = bilikd_row_text (row, column++);
  fields.channel = bilikd_row_text (row, column++);
  fields.account_uniq_id = bilikd_row_text (row, column++);
  fields.created_at = bilikd_row_int (row, column++);
  fields.updated_at = bilikd_row_int (row, column++);
  fields.n_tickets = (guint) bilikd_row_int (row, column++);
  fields.can_update = bilikd_row_int (row, column++) != 0;
  func (&fields, bilikd_row_int (row, column) != 0, data);
}

/* Walks the counts to the chunk that holds @offset. */
static gboolean
find_place (BilikdDb *db, gint64 organization_id, gint64 offset, Place *place, GError **error)
{
  BilikdStatement *chunks = bilikd_db_prepare (db, "SELECT first_key, first_id, n FROM customer_chunks "
                                                   "WHERE organization_id = ?1 ORDER BY first_key, first_id");
  GError *local_error = NULL;

  bilikd_bind_int (chunks, 1, organization_id);
  while (bilikd_row_next (chunks, &local_error))
    {
      gint64 n = bilikd_row_int (chunks, 2);

      g_free (place->key);
      place->key = g_strdup (bilikd_row_text (chunks, 0));
      place->id = bilikd_row_int (chunks, 1) - 1; /* the chunk begins with this row, not after it */
      place->skip = offset;
      if (offset < n)
        {
          bilikd_row_end (chunks);
          break;
        }
      offset -= n;
    }
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, local_error);
  return FALSE;
}

gboolean
bilikd_customers_list (BilikdDb *db,
                       gint64 organization_id,
                       BilikdPage *page,
                       BilikdCustomerFunc func,
                       gpointer data,
                       GError **error)
{
  g_auto (Place) place = { g_strdup (page->after_key), page->has_cursor ? page->after_id : -1, 0 };
  g_autofree char *last_key = NULL;
  gint64 last_id = 0;
  BilikdStatement *rows;
  GError *local_error = NULL;

  if (page->offset > 0 && !find_place (db, organization_id, page->offset, &place, error))
    return FALSE;
  rows = bilikd_db_prepare (db,
                            "SELECT " BILIKD_CUSTOMER_COLUMNS "FROM customers c INDEXED BY customers_by_name "
                            "WHERE organization_id = ?1 AND deleted_at IS NULL AND (name_key, id) > (?2, ?3) "
                            "ORDER BY name_key, id LIMIT ?4 OFFSET ?5");
  bilikd_bind_int (rows, 1, organization_id);
  bilikd_bind_text (rows, 2, place.key);
  bilikd_bind_int (rows, 3, place.id);
  bilikd_bind_int (rows, 4, page->limit + 1);
  bilikd_bind_int (rows, 5, place.skip);
  for (guint n = 0; bilikd_row_next (rows, &local_error); n++)
    {
      if (n == page->limit)
        {
          bilikd_page_continue_after (page, last_id, last_key);
          bilikd_row_end (rows);
          break;
        }
      g_free (last_key);
      last_key = g_strdup (bilikd_row_text (rows, BILIKD_CUSTOMER_NAME_KEY));
      last_id = bilikd_row_int (rows, BILIKD_CUSTOMER_ID);
      bilikd_customer_emit (rows, func, data);
    }
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, local_error);
  return FALSE;
}

static gboolean
read_total (BilikdStatement *count, gint64 *out_total, GError **error)
{
  if (!bilikd_row_next (count, error))
    return FALSE;
  *out_total = bilikd_row_int (count, 0);
  bilikd_row_end (count);
  return TRUE;
}

gboolean
bilikd_customers_count (BilikdDb *db, gint64 organization_id, gint64 *out_total, GError **error)
{
  BilikdStatement *count =
      bilikd_db_prepare (db, "SELECT coalesce (sum (n), 0) FROM customer_chunks WHERE organization_id = ?1");

  bilikd_bind_int (count, 1, organization_id);
  return read_total (count, out_total, error);
}

gboolean
bilikd_customers_count_matches (BilikdDb *db,
                                gint64 organization_id,
                                const char *match,
                                gint64 *out_total,
                                GError **error)
{
  BilikdStatement *count =
      bilikd_db_prepare (db, "SELECT count (*) FROM (SELECT 1 FROM customer_search "
                             "WHERE customer_search MATCH ?1 AND rowid BETWEEN ?2 AND ?3 LIMIT ?4)");

  bilikd_bind_text (count, 1, match);
  bilikd_bind_int (count, 2, organization_id << BILIKD_SEARCH_SHIFT);
  bilikd_bind_int (count, 3, organization_id << BILIKD_SEARCH_SHIFT | BILIKD_SEARCH_MASK);
  bilikd_bind_int (count, 4, BILIKD_TOTAL_MAX + 1);
  return read_total (count, out_total, error);
}

static gboolean
set_not_found (GError **error)
{
  g_set_error_literal (error, CRM_ERROR, CRM_ERROR_NOT_FOUND, "No such customer.");
  return FALSE;
}

/* A step that has to give a row: without one, and without an error, the customer is not there. */
static gboolean
row_required (BilikdStatement *row, GError **error)
{
  GError *local_error = NULL;

  if (bilikd_row_next (row, &local_error))
    return TRUE;
  if (local_error == NULL)
    return set_not_found (error);
  g_propagate_error (error, local_error);
  return FALSE;
}

gint64
bilikd_customer_find (BilikdDb *db,
                      gint64 organization_id,
                      const char *contact_id,
                      gboolean *out_can_update,
                      gboolean *out_crm_known,
                      GError **error)
{
  BilikdStatement *row =
      bilikd_db_prepare (db, "SELECT id, can_update, crm_known FROM customers "
                             "WHERE organization_id = ?1 AND contact_id = ?2 AND deleted_at IS NULL");
  gint64 id;

  bilikd_bind_int (row, 1, organization_id);
  bilikd_bind_text (row, 2, contact_id);
  if (!row_required (row, error))
    return 0;
  id = bilikd_row_int (row, 0);
  if (out_can_update != NULL)
    *out_can_update = bilikd_row_int (row, 1) != 0;
  if (out_crm_known != NULL)
    *out_crm_known = bilikd_row_int (row, 2) != 0;
  bilikd_row_end (row);
  return id;
}

gboolean
bilikd_customer_get (BilikdDb *db,
                     gint64 organization_id,
                     const char *contact_id,
                     BilikdCustomerFunc func,
                     gpointer data,
                     GError **error)
{
  BilikdStatement *row =
      bilikd_db_prepare (db, "SELECT " BILIKD_CUSTOMER_COLUMNS "FROM customers c "
                             "WHERE organization_id = ?1 AND contact_id = ?2 AND deleted_at IS NULL");

  bilikd_bind_int (row, 1, organization_id);
  bilikd_bind_text (row, 2, contact_id);
  if (!row_required (row, error))
    return FALSE;
  bilikd_customer_emit (row, func, data);
  bilikd_row_end (row);
  return TRUE;
}
